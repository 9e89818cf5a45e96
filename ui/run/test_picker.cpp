// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/test_picker.h"

#include "core/base/units.h"
#include "core/plan/plan_reader.h"
#include "ui/charts/chart_frame.h"
#include "ui/style/delegates.h"
#include "ui/style/parts.h"

#include <QComboBox>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QStandardItemModel>
#include <QTableView>

namespace holdpoint {

namespace {

enum Column { TestColumn, PlannedColumn, ElapsedColumn, OutcomeColumn, ColumnCount };
constexpr int kIdRole = Qt::UserRole + 1;

/// The tick of a row is drawn as the open, confirmed squares of the checklist are.
class PickDelegate : public CellDelegate
{
public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(QPainter& painter, const QRectF& area, const QStyleOptionViewItem& option,
                      const QModelIndex& index) const override
    {
        const ThemeColors& colors = colorsFor(option.palette);
        const bool isEnabled = index.flags().testFlag(Qt::ItemIsUserCheckable);
        const bool isPicked = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
        const QRectF box(area.left(), area.center().y() - 6.5, 13, 13);
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(isPicked ? colors.accent : (isEnabled ? colors.lineStrong : colors.line), 1.2));
        painter.setBrush(isPicked ? QBrush(colors.accent) : QBrush(Qt::NoBrush));
        painter.drawRoundedRect(box, 2, 2);
        if (isPicked) {
            painter.setPen(QPen(colors.onAccent, 1.7, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
            painter.drawPolyline(
                QPolygonF{box.topLeft() + QPointF(3, 6.8), box.topLeft() + QPointF(5.5, 9.3), box.topLeft() + QPointF(10, 4)});
        }
        painter.restore();
        CellDelegate::paintContent(painter, area.adjusted(22, 0, 0, 0), option, index);
    }
};

QStandardItem* readOnlyItem()
{
    auto* item = new QStandardItem;
    item->setEditable(false);
    return item;
}

} // namespace

TestPicker::TestPicker(QWidget* parent)
    : QWidget(parent), m_model(new QStandardItemModel(0, ColumnCount, this)), m_table(new QTableView(this)),
      m_kind(new QComboBox(this)), m_summary(makeLabel(QString(), FontRole::Small, true, this)),
      m_start(new Button(tr("Start load"), tr("Enter"), this))
{
    m_model->setHorizontalHeaderLabels({tr("Test"), tr("Planned"), tr("Elapsed"), tr("Newest run")});
    for (int column = 0; column < ColumnCount; ++column) {
        const bool isNumber = column == PlannedColumn || column == ElapsedColumn;
        m_model->setHeaderData(column, Qt::Horizontal, QVariant(Qt::AlignVCenter | (isNumber ? Qt::AlignRight : Qt::AlignLeft)),
                               Qt::TextAlignmentRole);
    }
    m_table->setObjectName(QStringLiteral("tests"));
    m_table->setAccessibleName(tr("Tests of the plan"));
    m_table->setModel(m_model);
    setUpTable(*m_table, 30);
    m_table->setItemDelegate(new CellDelegate(30, this));
    m_table->setItemDelegateForColumn(TestColumn, new PickDelegate(30, this));
    m_table->setItemDelegateForColumn(PlannedColumn, new NumberDelegate(30, this));
    m_table->setItemDelegateForColumn(ElapsedColumn, new NumberDelegate(30, this));
    m_table->setItemDelegateForColumn(OutcomeColumn, new StatusDelegate(30, this));
    m_table->horizontalHeader()->setSectionResizeMode(TestColumn, QHeaderView::Stretch);
    m_table->horizontalHeader()->setStretchLastSection(false);
    m_table->setColumnWidth(PlannedColumn, scaled(110));
    m_table->setColumnWidth(ElapsedColumn, scaled(110));
    m_table->setColumnWidth(OutcomeColumn, scaled(200));
    m_table->installEventFilter(this);
    m_kind->addItem(tr("Load"), static_cast<int>(RunKind::Load));
    m_kind->addItem(tr("Retest"), static_cast<int>(RunKind::Retest));
    m_kind->addItem(tr("Baseline (1 VU, 2 min)"), static_cast<int>(RunKind::Baseline));
    m_kind->addItem(tr("Dry run (one iteration)"), static_cast<int>(RunKind::DryRun));
    m_kind->addItem(tr("Breakpoint (20 % more every 3 min)"), static_cast<int>(RunKind::Breakpoint));
    m_kind->setObjectName(QStringLiteral("runKind"));
    m_kind->setAccessibleName(tr("Kind of run"));
    m_start->setObjectName(QStringLiteral("startLoad"));
    m_summary->setObjectName(QStringLiteral("pickerSummary"));
    m_start->setKind(Button::Kind::Primary);

    auto* bottom = new QHBoxLayout;
    bottom->setContentsMargins(16, 12, 16, 12);
    bottom->setSpacing(12);
    bottom->addWidget(m_start);
    bottom->addWidget(m_kind);
    bottom->addWidget(m_summary, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* head = new SectionHead(tr("Tests of the plan"), this);
    head->setRemark(tr("Space picks, Enter starts; the tests run one after another in the plan's order"));
    layout->addWidget(head);
    layout->addWidget(makeHairline(Qt::Horizontal, this));
    layout->addWidget(m_table, 1);
    layout->addWidget(makeHairline(Qt::Horizontal, this));
    layout->addLayout(bottom);
    connect(m_start, &QPushButton::clicked, this, [this] { m_isRunning ? Q_EMIT stopRequested() : Q_EMIT startRequested(); });
    connect(m_model, &QStandardItemModel::itemChanged, this, &TestPicker::showSummary);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &TestPicker::showSummary);
    showSummary();
}

void TestPicker::setTests(const Plan* plan, const std::vector<TimelineTest>& tests)
{
    const bool isNewPlan = plan != m_plan || m_model->rowCount() != static_cast<int>(plan ? plan->tests.size() : 0);
    m_plan = plan;
    m_isFilling = true;
    if (isNewPlan) {
        m_model->removeRows(0, m_model->rowCount());
    }
    for (std::size_t index = 0; plan != nullptr && index < plan->tests.size(); ++index) {
        const TestPlan& test = plan->tests[index];
        const int row = static_cast<int>(index);
        if (isNewPlan) {
            auto* name = readOnlyItem();
            name->setText(fromCore(test.title.empty() ? test.id : test.title));
            name->setData(fromCore(test.id), kIdRole);
            name->setCheckable(true);
            name->setCheckState(Qt::Checked);
            m_model->insertRow(row, QList<QStandardItem*>{name, readOnlyItem(), readOnlyItem(), readOnlyItem()});
        }
        const auto view =
            std::find_if(tests.begin(), tests.end(), [&](const TimelineTest& t) { return t.id == fromCore(test.id); });
        if (view == tests.end()) {
            continue;
        }
        m_model->item(row, PlannedColumn)->setText(elapsedLabel(view->plannedSeconds));
        m_model->item(row, ElapsedColumn)->setText(view->startedAt ? elapsedLabel(view->seconds) : QStringLiteral("–"));
        m_model->item(row, OutcomeColumn)->setText(view->look.word);
        m_model->item(row, OutcomeColumn)->setData(QVariant::fromValue(view->look), LookRole);
        m_model->item(row, OutcomeColumn)->setToolTip(view->detail);
    }
    m_isFilling = false;
    showSummary();
}

void TestPicker::setRunning(bool isRunning)
{
    m_isRunning = isRunning;
    m_start->setText(isRunning ? tr("Stop load") : tr("Start load"));
    m_start->setKind(isRunning ? Button::Kind::Danger : Button::Kind::Primary);
    m_kind->setEnabled(!isRunning);
    showSummary();
}

QStringList TestPicker::pickedTests() const
{
    QStringList picked;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QStandardItem* const item = m_model->item(row, TestColumn);
        if (item->isCheckable() && item->checkState() == Qt::Checked) {
            picked << item->data(kIdRole).toString();
        }
    }
    return picked;
}

RunKind TestPicker::kind() const
{
    return static_cast<RunKind>(m_kind->currentData().toInt());
}

void TestPicker::focusTable()
{
    if (!m_table->currentIndex().isValid()) {
        m_table->setCurrentIndex(m_model->index(0, 0));
    }
    m_table->setFocus(Qt::OtherFocusReason);
}

void TestPicker::showSummary()
{
    if (m_isFilling) {
        return;
    }
    const QStringList picked = pickedTests();
    if (m_plan == nullptr) {
        m_summary->setText(tr("No release is open."));
    } else if (picked.isEmpty()) {
        m_summary->setText(tr("Pick at least one test."));
    } else {
        std::vector<std::string> ids;
        for (const QString& id : picked) {
            ids.push_back(id.toStdString());
        }
        const RunEstimate estimate = estimateRun(*m_plan, ids, kind());
        const auto whole = std::chrono::duration_cast<std::chrono::seconds>(estimate.duration);
        const QString count = tr("%1 of %2 tests").arg(picked.size()).arg(m_model->rowCount());
        m_summary->setText(kind() == RunKind::DryRun || whole.count() < 1 ? tr("%1, one iteration of each scenario").arg(count)
                           : kind() == RunKind::Breakpoint
                               ? tr("%1, at most %2: each ends where it breaks").arg(count, fromCore(formatDuration(whole)))
                               : tr("%1, %2 with pauses").arg(count, fromCore(formatDuration(whole))));
    }
    const bool canStart = m_isRunning || (m_plan != nullptr && !picked.isEmpty());
    m_start->setEnabled(canStart);
    m_start->setToolTip(canStart ? QString() : m_summary->text());
}

bool TestPicker::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        QStandardItem* const item = m_model->item(m_table->currentIndex().row(), TestColumn);
        if (key->key() == Qt::Key_Space && item != nullptr) {
            if (item->isCheckable() && !m_isRunning) {
                item->setCheckState(item->checkState() == Qt::Checked ? Qt::Unchecked : Qt::Checked);
            }
            return true;
        }
        if ((key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) && m_start->isEnabled() && !m_isRunning) {
            Q_EMIT startRequested();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace holdpoint
