// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/test_picker.h"

#include "core/base/units.h"
#include "core/plan/plan_reader.h"
#include "ui/charts/chart_frame.h"
#include "ui/run/pick_delegate.h"
#include "ui/run/test_detail.h"
#include "ui/style/delegates.h"
#include "ui/style/parts.h"

#include <QComboBox>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QTableView>
#include <algorithm>
#include <iterator>
#include <utility>

namespace holdpoint {

namespace {

QStandardItem* readOnlyItem()
{
    auto* item = new QStandardItem;
    item->setEditable(false);
    return item;
}

constexpr int kLongestPause = 24 * 3600; // s

} // namespace

TestPicker::TestPicker(QWidget* parent)
    : QWidget(parent), m_model(new QStandardItemModel(0, ColumnCount, this)), m_table(new QTableView(this)),
      m_detail(new TestDetail(this)), m_kind(new QComboBox(this)), m_pause(new QSpinBox(this)),
      m_summary(makeLabel(QString(), FontRole::Small, true, this)), m_start(new Button(tr("Start load"), tr("Enter"), this)),
      m_arm(new Button(tr("Start with the test window"), QString(), this)),
      m_again(new Button(tr("Run failed again"), QString(), this)), m_up(new Button(tr("Up"), tr("Alt+\u2191"), this)),
      m_down(new Button(tr("Down"), tr("Alt+\u2193"), this)), m_skip(new Button(tr("Skip"), tr("Del"), this))
{
    m_model->setHorizontalHeaderLabels({tr("Test"), tr("Queue"), tr("Planned"), tr("Elapsed"), tr("Newest run")});
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
    m_table->setColumnWidth(QueueColumn, scaled(80));
    m_table->setColumnWidth(PlannedColumn, scaled(90));
    m_table->setColumnWidth(ElapsedColumn, scaled(90));
    m_table->setColumnWidth(OutcomeColumn, scaled(170));
    m_table->installEventFilter(this);
    m_kind->addItem(tr("Load"), static_cast<int>(RunKind::Load));
    m_kind->addItem(tr("Retest"), static_cast<int>(RunKind::Retest));
    m_kind->addItem(tr("Baseline (1 VU, 2 min)"), static_cast<int>(RunKind::Baseline));
    m_kind->addItem(tr("Dry run (one iteration)"), static_cast<int>(RunKind::DryRun));
    m_kind->addItem(tr("Breakpoint (20 % more every 3 min)"), static_cast<int>(RunKind::Breakpoint));
    m_kind->setObjectName(QStringLiteral("runKind"));
    m_kind->setAccessibleName(tr("Kind of run"));
    m_pause->setObjectName(QStringLiteral("pause"));
    m_pause->setAccessibleName(tr("Pause between tests, in seconds"));
    m_pause->setRange(0, kLongestPause);
    m_pause->setSuffix(QStringLiteral("\u00a0s"));
    m_pause->setKeyboardTracking(false);
    m_start->setObjectName(QStringLiteral("startLoad"));
    m_arm->setObjectName(QStringLiteral("armLoad"));
    m_again->setObjectName(QStringLiteral("runFailed"));
    m_up->setObjectName(QStringLiteral("moveUp"));
    m_down->setObjectName(QStringLiteral("moveDown"));
    m_skip->setObjectName(QStringLiteral("skipTest"));
    m_summary->setObjectName(QStringLiteral("pickerSummary"));
    m_start->setKind(Button::Kind::Primary);

    auto* pause = new QWidget(this); // its name and its field stay together
    auto* pauseRow = new QHBoxLayout(pause);
    pauseRow->setContentsMargins(0, 0, 0, 0);
    pauseRow->setSpacing(8);
    pauseRow->addWidget(makeLabel(tr("Pause between tests"), FontRole::Small, true, pause));
    pauseRow->addWidget(m_pause);
    auto* tools = new QWidget(this);
    auto* flow = new FlowLayout(8, 8, tools);
    for (QWidget* widget : {static_cast<QWidget*>(m_start), static_cast<QWidget*>(m_kind), static_cast<QWidget*>(m_arm),
                            static_cast<QWidget*>(m_again), pause, static_cast<QWidget*>(m_up), static_cast<QWidget*>(m_down),
                            static_cast<QWidget*>(m_skip)}) {
        flow->addWidget(widget);
    }
    auto* bottom = new QVBoxLayout;
    bottom->setContentsMargins(16, 10, 16, 10);
    bottom->setSpacing(6);
    bottom->addWidget(tools);
    bottom->addWidget(m_summary);
    m_summary->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* head = new SectionHead(tr("Tests of the plan"), this);
    head->setRemark(tr("Space picks, Enter starts; they run one after another from the top"));
    layout->addWidget(head);
    layout->addWidget(makeHairline(Qt::Horizontal, this));
    layout->addWidget(m_table, 1);
    layout->addWidget(makeHairline(Qt::Horizontal, this));
    layout->addWidget(m_detail);
    layout->addWidget(makeHairline(Qt::Horizontal, this));
    layout->addLayout(bottom);
    connect(m_start, &QPushButton::clicked, this, [this] { m_isRunning ? Q_EMIT stopRequested() : Q_EMIT startRequested(); });
    connect(m_arm, &QPushButton::clicked, this, [this] { m_isArmed ? Q_EMIT disarmRequested() : Q_EMIT armRequested(); });
    connect(m_again, &QPushButton::clicked, this, &TestPicker::failedAgainRequested);
    connect(m_up, &QPushButton::clicked, this, [this] { move(-1); });
    connect(m_down, &QPushButton::clicked, this, [this] { move(1); });
    connect(m_skip, &QPushButton::clicked, this, &TestPicker::skip);
    connect(m_pause, &QSpinBox::valueChanged, this, [this](int seconds) {
        if (!m_isFilling) {
            Q_EMIT pauseChanged(seconds);
            showSummary();
        }
    });
    connect(m_model, &QStandardItemModel::itemChanged, this, &TestPicker::showSummary);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &TestPicker::showSummary);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        if (!m_isFilling) {
            Q_EMIT currentTestChanged(currentTest());
            showButtons();
        }
    });
    showSummary();
}

void TestPicker::setTests(const Plan* plan, const std::vector<TimelineTest>& tests, const std::vector<RunRecord>* runs)
{
    const bool isNewPlan = plan != m_plan || (plan != nullptr && plan->sha256 != m_planSha256) ||
                           m_model->rowCount() != static_cast<int>(plan ? plan->tests.size() : 0);
    if (isNewPlan && m_plan != nullptr) {
        m_choices = choices();
    }
    m_plan = plan;
    m_planSha256 = plan != nullptr ? plan->sha256 : std::string();
    m_planPause = plan != nullptr ? static_cast<int>(std::chrono::duration_cast<Seconds>(plan->pause).count()) : 0;
    m_hasFailed = plan != nullptr && runs != nullptr && !testsToRunAgain(*plan, *runs).empty();
    m_isFilling = true;
    if (isNewPlan) {
        fillModel();
    }
    fillRows(tests);
    m_isFilling = false;
    m_detail->setRuns(plan, runs);
    if (isNewPlan) {
        m_detail->setTest(currentTest());
    }
    showQueue();
    showSummary();
}

TestPicker::Choices TestPicker::choices() const
{
    Choices chosen;
    chosen.order = order();
    const QStringList picked = pickedTests();
    std::copy_if(chosen.order.begin(), chosen.order.end(), std::back_inserter(chosen.left),
                 [&picked](const QString& test) { return !picked.contains(test); });
    chosen.current = currentTest();
    if (m_pause->value() != m_planPause) {
        chosen.pause = m_pause->value();
    }
    return chosen;
}

void TestPicker::forgetChoices()
{
    m_choices.reset();
    m_kind->setCurrentIndex(0);
}

/// Tests that the plan has not had before stand where it names them among those that it had, picked.
void TestPicker::fillModel()
{
    m_model->removeRows(0, m_model->rowCount());
    if (m_plan == nullptr) {
        return;
    }
    const Choices chosen = std::exchange(m_choices, std::nullopt).value_or(Choices());
    std::vector<const TestPlan*> tests;
    for (const TestPlan& test : m_plan->tests) {
        tests.push_back(&test);
    }
    std::vector<std::size_t> places; // of those that are known
    std::vector<const TestPlan*> known;
    for (std::size_t place = 0; place < tests.size(); ++place) {
        if (chosen.order.contains(fromCore(tests[place]->id))) {
            places.push_back(place);
            known.push_back(tests[place]);
        }
    }
    std::stable_sort(known.begin(), known.end(), [&chosen](const TestPlan* a, const TestPlan* b) {
        return chosen.order.indexOf(fromCore(a->id)) < chosen.order.indexOf(fromCore(b->id));
    });
    for (std::size_t index = 0; index < known.size(); ++index) {
        tests[places[index]] = known[index];
    }
    for (const TestPlan* test : tests) {
        auto* name = readOnlyItem();
        const QString id = fromCore(test->id);
        name->setText(fromCore(test->title.empty() ? test->id : test->title));
        name->setData(id, kIdRole);
        name->setCheckable(true);
        name->setCheckState(chosen.left.contains(id) ? Qt::Unchecked : Qt::Checked);
        m_model->appendRow(QList<QStandardItem*>{name, readOnlyItem(), readOnlyItem(), readOnlyItem(), readOnlyItem()});
    }
    if (!m_isRunning) {
        m_pause->setValue(chosen.pause.value_or(m_planPause));
    }
    m_table->setCurrentIndex(m_model->index(std::max(0, static_cast<int>(order().indexOf(chosen.current))), 0));
}

void TestPicker::fillRows(const std::vector<TimelineTest>& tests)
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QString id = m_model->item(row, TestColumn)->data(kIdRole).toString();
        const auto view = std::find_if(tests.begin(), tests.end(), [&id](const TimelineTest& t) { return t.id == id; });
        if (view == tests.end()) {
            continue;
        }
        m_model->item(row, PlannedColumn)->setText(elapsedLabel(view->plannedSeconds));
        m_model->item(row, ElapsedColumn)->setText(view->startedAt ? elapsedLabel(view->seconds) : QStringLiteral("\u2013"));
        m_model->item(row, OutcomeColumn)->setText(view->look.word);
        m_model->item(row, OutcomeColumn)->setData(QVariant::fromValue(view->look), LookRole);
        m_model->item(row, OutcomeColumn)->setToolTip(view->detail);
    }
}

void TestPicker::setArmed(const QString& sentence)
{
    m_isArmed = !sentence.isEmpty();
    m_arm->setText(m_isArmed ? tr("Do not start by itself") : tr("Start with the test window"));
    m_arm->setToolTip(sentence);
    m_arm->setAccessibleDescription(sentence);
    showSummary();
}

void TestPicker::setRunning(bool isRunning)
{
    m_isRunning = isRunning;
    m_start->setText(isRunning ? tr("Stop load") : tr("Start load"));
    m_start->setKeyHint(isRunning ? tr("Ctrl+.") : tr("Enter"));
    m_start->setKind(isRunning ? Button::Kind::Danger : Button::Kind::Primary);
    m_kind->setEnabled(!isRunning);
    showQueue();
    showSummary();
}

QStringList TestPicker::order() const
{
    QStringList ids;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        ids << m_model->item(row, TestColumn)->data(kIdRole).toString();
    }
    return ids;
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

PlanRunner::Request TestPicker::request() const
{
    PlanRunner::Request request;
    request.tests = pickedTests();
    request.kind = kind();
    if (request.kind != RunKind::DryRun) {
        request.pause = Seconds{m_pause->value()};
    }
    return request;
}

QString TestPicker::currentTest() const
{
    const QStandardItem* const item = m_model->item(m_table->currentIndex().row(), TestColumn);
    return item != nullptr ? item->data(kIdRole).toString() : QString();
}

void TestPicker::focusTable()
{
    if (!m_table->currentIndex().isValid()) {
        m_table->setCurrentIndex(m_model->index(0, 0));
    }
    m_table->setFocus(Qt::OtherFocusReason);
}

void TestPicker::toggle()
{
    QStandardItem* const item = m_model->item(m_table->currentIndex().row(), TestColumn);
    if (item != nullptr && item->isCheckable() && !m_isRunning) {
        item->setCheckState(item->checkState() == Qt::Checked ? Qt::Unchecked : Qt::Checked);
    }
}

void TestPicker::showSummary()
{
    if (m_isFilling) {
        return;
    }
    QStringList picked = pickedTests();
    const bool isQueue = hasQueue();
    const RunKind shown = isQueue ? m_runner->kind() : kind();
    const Nanos pause = isQueue ? m_runner->pause() : Nanos{Seconds{m_pause->value()}};
    if (isQueue) {
        picked.clear();
        for (const RunQueue::Entry& entry : m_runner->queue().entries()) {
            if (entry.state != RunQueue::State::Skipped) {
                picked << fromCore(entry.test->id);
            }
        }
    }
    if (m_plan == nullptr) {
        m_summary->setText(tr("No release is open."));
    } else if (picked.isEmpty()) {
        m_summary->setText(tr("Pick at least one test."));
    } else {
        std::vector<std::string> ids;
        for (const QString& id : picked) {
            ids.push_back(id.toStdString());
        }
        const RunEstimate estimate = estimateRun(*m_plan, ids, shown);
        const Nanos pauses = static_cast<std::int64_t>(picked.size() - 1) * (pause - m_plan->pause);
        const auto whole = std::chrono::duration_cast<std::chrono::seconds>(estimate.duration + pauses);
        const QString count = tr("%1 of %2 tests")
                                  .arg(picked.size())
                                  .arg(isQueue ? static_cast<int>(m_runner->queue().entries().size()) : m_model->rowCount());
        m_summary->setText(shown == RunKind::DryRun || whole.count() < 1 ? tr("%1, one iteration of each scenario").arg(count)
                           : shown == RunKind::Breakpoint
                               ? tr("%1, at most %2: each ends where it breaks").arg(count, fromCore(formatDuration(whole)))
                               : tr("%1, %2 with pauses").arg(count, fromCore(formatDuration(whole))));
    }
    const bool canStart = m_isRunning || (m_plan != nullptr && !picked.isEmpty());
    m_start->setEnabled(canStart);
    m_start->setToolTip(canStart ? QString() : m_summary->text());
    m_arm->setEnabled(m_isArmed || (m_plan != nullptr && !picked.isEmpty()));
    showButtons();
}

bool TestPicker::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_table || event->type() != QEvent::KeyPress) {
        return QWidget::eventFilter(watched, event);
    }
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool isAlt = key->modifiers() == Qt::AltModifier;
    switch (key->key()) {
    case Qt::Key_Space:
        toggle();
        return true;
    case Qt::Key_Up:
    case Qt::Key_Down:
        if (isAlt) {
            move(key->key() == Qt::Key_Up ? -1 : 1);
            return true;
        }
        break;
    case Qt::Key_Delete:
        skip();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (key->modifiers() == Qt::NoModifier && m_start->isEnabled() && !m_isRunning) {
            Q_EMIT startRequested();
            return true;
        }
        break;
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace holdpoint
