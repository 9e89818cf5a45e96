// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/capacity_page.h"

#include "core/base/units.h"
#include "ui/charts/plain_chart.h"
#include "ui/overview/headroom_bars.h"
#include "ui/overview/report_tables.h"
#include "ui/style/delegates.h"
#include "ui/style/page_scroll.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"

#include <QBoxLayout>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QShortcut>
#include <QStandardItemModel>
#include <QTableView>

namespace holdpoint {

namespace {

constexpr int kLineRow = 26;
constexpr int kItemRow = 23;
constexpr int kWide = 1300;
constexpr int kOwnerColumn = 3;
constexpr int kHalvesBelow = 960; // px at 100 %

} // namespace

CapacityPage::CapacityPage(QWidget* parent)
    : ReportTablesPage(parent), m_lines(new QStandardItemModel(this)), m_items(new QStandardItemModel(this)),
      m_table(makeReportTable(m_lines, kLineRow, QStringLiteral("capacityTable"), this)),
      m_itemTable(makeReportTable(m_items, kItemRow, QStringLiteral("capacityItems"), this)),
      m_headroom(makeLabel(QString(), FontRole::Display, false, this)),
      m_formula(makeLabel(QString(), FontRole::Small, true, this)), m_bars(new HeadroomBars(this)), m_knee(new PlainChart(this)),
      m_law(makeLabel(QString(), FontRole::Small, true, this)), m_note(new QLineEdit(this)),
      m_save(new Button(tr("Save"), QStringLiteral("Ctrl+S"), this)),
      m_reset(new Button(tr("Reset to computed"), QString(), this))
{
    m_headroom->setObjectName(QStringLiteral("headroom"));
    m_formula->setObjectName(QStringLiteral("headroomFormula"));
    m_formula->setWordWrap(true);
    m_law->setObjectName(QStringLiteral("scalabilityLaw"));
    m_law->setWordWrap(true);
    m_law->setContentsMargins(16, 2, 16, 4);
    m_knee->setObjectName(QStringLiteral("kneeChart"));
    m_save->setObjectName(QStringLiteral("saveCapacity"));
    m_save->setKind(Button::Kind::Primary);
    m_reset->setObjectName(QStringLiteral("resetCapacity"));
    m_note->setObjectName(QStringLiteral("capacityNote"));
    m_note->setPlaceholderText(tr("why it differs from what was computed"));
    m_note->setAccessibleName(tr("Note, needed for a changed value"));
    build();
    connect(m_save, &Button::clicked, this, &CapacityPage::save);
    connect(m_reset, &Button::clicked, this, &CapacityPage::reset);
    connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_S), this), &QShortcut::activated, this, &CapacityPage::save);
    connect(m_itemTable, &QTableView::activated, this, [this](const QModelIndex& index) {
        Q_EMIT pageRequested(QStringLiteral("checklist"), index.siblingAtColumn(0).data(Qt::UserRole).toString());
    });
    showReport(nullptr);
}

QList<QWidget*> CapacityPage::headActions()
{
    return {m_reset, m_save};
}

void CapacityPage::build()
{
    auto* content = new QWidget(this);
    makePageColumn(this)->addWidget(makePageScroll(content, this));
    auto* column = makePageColumn(content);
    auto* upper = new QHBoxLayout;
    auto* lower = new QHBoxLayout;
    m_halves = {upper, lower};
    upper->setSpacing(0);
    auto* left = new QVBoxLayout;
    left->setSpacing(0);
    auto* head = new SectionHead(tr("Measured capacity"), this);
    head->setRemark(tr("highest load held with every threshold met; \u2265 until a breakpoint run finds the limit"));
    left->addWidget(head);
    left->addWidget(m_table);
    left->addWidget(makeHairline(Qt::Horizontal, this));
    auto* room = new QHBoxLayout;
    room->setContentsMargins(16, 10, 16, 10);
    room->setSpacing(16);
    auto* figure = new QVBoxLayout;
    figure->setSpacing(2);
    figure->addWidget(makeLabel(tr("Headroom"), FontRole::BodyStrong, false, this));
    figure->addWidget(m_headroom);
    figure->addWidget(m_formula);
    figure->addStretch();
    room->addLayout(figure, 2);
    room->addWidget(m_bars, 3, Qt::AlignTop);
    left->addLayout(room);
    left->addStretch();
    upper->addLayout(left, 3);
    upper->addWidget(makeHairline(Qt::Vertical, this));
    auto* right = new QVBoxLayout;
    right->setSpacing(0);
    right->addWidget(m_knee, 1);
    right->addWidget(m_law);
    upper->addLayout(right, 2);
    column->addLayout(upper, 1);
    column->addWidget(makeHairline(Qt::Horizontal, this));
    lower->setSpacing(0);
    lower->addWidget(makeForm(), 3);
    lower->addWidget(makeHairline(Qt::Vertical, this));
    auto* list = new QVBoxLayout;
    list->setSpacing(0);
    list->addWidget(new SectionHead(tr("Section 15"), this));
    list->addWidget(m_itemTable, 1);
    lower->addLayout(list, 2);
    column->addLayout(lower, 1);
    m_itemTable->setMinimumHeight(scaled(140));
}

/// In a page that is narrow for its font what stands side by side stands below each other.
void CapacityPage::resizeEvent(QResizeEvent* event)
{
    ReportTablesPage::resizeEvent(event);
    m_itemTable->setColumnHidden(kOwnerColumn, width() < scaled(kWide)); // it stands in the item's details, too
    for (QBoxLayout* half : m_halves) {
        half->setDirection(width() < scaled(kHalvesBelow) ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    }
}

void CapacityPage::showReport(std::shared_ptr<const Report> report)
{
    m_report = std::move(report);
    m_lines->clear();
    m_items->clear();
    m_save->setEnabled(m_report != nullptr && session() != nullptr);
    m_reset->setEnabled(m_save->isEnabled());
    if (m_report != nullptr) {
        fillCapacityTable(*m_lines, *m_report);
        fillSections(*m_items, *m_report, 15, 15);
        const bool isOwn = hasOwnTargets(*m_report);
        setColumnWidths(*m_table, {isOwn ? 116 : 70, 72, 66, 112, 126});
        setColumnWidths(*m_itemTable, {112, 120, 66});
        spanSections(*m_itemTable);
        m_itemTable->setColumnHidden(kOwnerColumn, width() < scaled(kWide));
        m_table->setItemDelegate(new CellDelegate(kLineRow, m_table));
        m_itemTable->setItemDelegate(new CellDelegate(kItemRow, m_itemTable));
        for (const int column : {1, 2, 3}) {
            m_table->setItemDelegateForColumn(column, new NumberDelegate(kLineRow, m_table));
        }
        m_table->setItemDelegateForColumn(5, new StatusDelegate(kLineRow, m_table));
        m_itemTable->setItemDelegateForColumn(1, new StatusDelegate(kItemRow, m_itemTable));
    }
    fitRows(*m_table, kLineRow);
    study();
    Q_EMIT headChanged();
}

void CapacityPage::study()
{
    if (session() == nullptr) {
        m_job.stop();
        showStudy({});
        return;
    }
    m_job.start([this, file = session()->dossier().file(), plan = session()->plan()]() -> std::function<void()> {
        const auto dossier = Dossier::openReadOnly(file);
        auto found = dossier ? capacityStudy(**dossier, plan) : Result<CapacityStudy>(fail(dossier.error()));
        return [this, kept = std::make_shared<Result<CapacityStudy>>(std::move(found))] {
            if (*kept) {
                showStudy(**kept);
            } else {
                Q_EMIT noticed(fromCore(kept->error().message), true);
            }
        };
    });
}

void CapacityPage::showStudy(const CapacityStudy& study)
{
    m_study = study;
    const Headroom& headroom = m_study.headroom;
    m_headroom->setText(headroom.isKnown() ? (headroom.isAtLeast ? QStringLiteral("\u2265 ") : QString()) +
                                                 fromCore(formatNumber(headroom.percent, 0)) + QStringLiteral("\u00A0%")
                                           : QStringLiteral("\u2013"));
    QStringList words;
    for (const std::string& each :
         {headroom.formula,
          headroom.limitedBy.empty() ? std::string() : tr("limited by %1").arg(fromCore(headroom.limitedBy)).toStdString(),
          headroom.remark}) {
        if (!each.empty()) {
            words << fromCore(each);
        }
    }
    m_formula->setText(words.join(QStringLiteral("; ")));
    m_bars->setPeaks(m_study.peaks);
    drawKnee();
    fillForm();
    Q_EMIT studied();
}

void CapacityPage::drawKnee()
{
    PlainChartContent content;
    content.empty = tr("No breakpoint run yet. Live load, Tests, kind Breakpoint starts one");
    content.title = tr("Knee: p95 over load");
    m_law->clear();
    if (m_study.knee) {
        const BreakpointResult& result = *m_study.knee->result.breakpoint;
        const bool hasUsers =
            std::all_of(result.levels.begin(), result.levels.end(), [](const BreakpointLevel& level) { return level.vus >= 1; });
        const auto loadOf = [&](const BreakpointLevel& level) { return hasUsers ? level.vus : level.achieved; };
        content.title = hasUsers ? tr("Knee: p95 over concurrent users") : tr("Knee: p95 over iterations per second");
        content.remark = tr("step test, run %1, %2").arg(QString::number(m_study.knee->id), fromCore(m_study.knee->testId));
        PlainChartContent::Line line;
        line.name = tr("p95");
        line.hasDots = true;
        line.parts.emplace_back();
        double most = 0;
        for (const BreakpointLevel& level : result.levels) {
            if (level.p95Ms) {
                line.parts.back().emplace_back(loadOf(level), *level.p95Ms);
                most = std::max(most, loadOf(level));
            }
        }
        if (line.parts.back().empty()) {
            line.parts.clear();
        }
        content.lines.push_back(std::move(line));
        content.xTo = std::max(1.0, most);
        for (int i = 0; i <= 4; ++i) {
            content.xLabels.emplace_back(content.xTo * i / 4,
                                         fromCore(formatNumber(content.xTo * i / 4, content.xTo < 20 ? 1 : 0)));
        }
        content.yText = [](double value) { return fromCore(formatMillis(value)); };
        for (const ThresholdResult& rule : m_study.knee->result.thresholds) {
            if (rule.rule.metric.starts_with("http_req_duration") && rule.rule.target.aggregate.percentile > 90) {
                content.limits.push_back(
                    {rule.rule.target.limit, tr("target %1").arg(fromCore(formatMillis(rule.rule.target.limit))), false});
                if (rule.rule.critical) {
                    content.limits.push_back({rule.rule.critical->limit,
                                              tr("critical %1").arg(fromCore(formatMillis(rule.rule.critical->limit))), true});
                }
                break;
            }
        }
        if (result.knee && result.levels[*result.knee].p95Ms) {
            const BreakpointLevel& level = result.levels[*result.knee];
            content.shadedFrom = loadOf(level);
            content.shadedLabel = tr("past the knee");
            content.notes.push_back(
                {{loadOf(level), *level.p95Ms},
                 tr("knee %1: %2").arg(fromCore(formatNumber(loadOf(level), 0)), fromCore(formatMillis(*level.p95Ms)))});
        }
        m_law->setText(m_study.law
                           ? tr("Scalability law over %1 levels: contention %2 % (%3 to %4), error %5 %; %6")
                                 .arg(QString::number(m_study.law->levels), fromCore(formatNumber(100 * m_study.law->sigma, 2)),
                                      fromCore(formatNumber(100 * m_study.law->sigmaLow, 2)),
                                      fromCore(formatNumber(100 * m_study.law->sigmaHigh, 2)),
                                      fromCore(formatNumber(100 * m_study.law->error, 1)),
                                      m_study.law->peakLoad ? tr("peak at %1 users (%2 to %3)")
                                                                  .arg(fromCore(formatNumber(*m_study.law->peakLoad, 0)),
                                                                       fromCore(formatNumber(m_study.law->peakLow, 0)),
                                                                       fromCore(formatNumber(m_study.law->peakHigh, 0)))
                                                            : fromCore(m_study.law->remark))
                           : fromCore(m_study.whyNoLaw));
    }
    m_knee->setContent(std::move(content));
}

void CapacityPage::focusFirst()
{
    m_triggers.front().above->setFocus();
}

} // namespace holdpoint
