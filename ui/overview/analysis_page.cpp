// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/analysis_page.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/session/release_log.h"
#include "core/verdict/sentences.h"
#include "ui/overview/analysis_tables.h"
#include "ui/overview/baseline_job.h"
#include "ui/overview/compare_panel.h"
#include "ui/overview/errors_view.h"
#include "ui/overview/findings_view.h"
#include "ui/overview/load_chart.h"
#include "ui/overview/report_tables.h"
#include "ui/overview/verdict_line.h"
#include "ui/style/delegates.h"
#include "ui/style/page_scroll.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"

#include <QBoxLayout>
#include <QLabel>
#include <QShortcut>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QTabBar>
#include <QTableView>

namespace holdpoint {

namespace {

constexpr int kLoadRow = 24;
constexpr int kMostLoadRows = 9;
constexpr int kMarginColumn = 4;
constexpr int kNarrow = 960; // px at 100 %: the thresholds beside the findings
constexpr int kLoadLookColumn = 6;

void setDelegates(QTableView& table, std::initializer_list<int> numeric, std::initializer_list<int> chips)
{
    table.setItemDelegate(new CellDelegate(kRow, &table));
    for (const int column : numeric) {
        table.setItemDelegateForColumn(column, new NumberDelegate(kRow, &table));
    }
    for (const int column : chips) {
        table.setItemDelegateForColumn(column, new StatusDelegate(kRow, &table));
    }
}

} // namespace

AnalysisPage::AnalysisPage(QWidget* parent)
    : ReportTablesPage(parent), m_verdict(new VerdictLine(this)), m_body(new QWidget(this)), m_empty(makeEmpty()),
      m_loadModel(new QStandardItemModel(this)), m_thresholdModel(new QStandardItemModel(this)),
      m_stepModel(new QStandardItemModel(this)), m_serverModel(new QStandardItemModel(this)),
      m_evidenceModel(new QStandardItemModel(this)),
      m_load(makeReportTable(m_loadModel, kLoadRow, QStringLiteral("loadTable"), m_body)),
      m_thresholds(makeReportTable(m_thresholdModel, kRow, QStringLiteral("thresholdTable"), m_body)),
      m_steps(makeReportTable(m_stepModel, kRow, QStringLiteral("stepTable"), m_body)), m_errors(new ErrorsView(m_body)),
      m_server(makeReportTable(m_serverModel, kRow, QStringLiteral("serverTable"), m_body)),
      m_evidence(makeReportTable(m_evidenceModel, kRow, QStringLiteral("evidenceTable"), m_body)),
      m_memory(makeLabel(QString(), FontRole::Small, true, m_body)), m_compare(new ComparePanel(m_body)),
      m_tabs(new QTabBar(m_body)), m_stack(new QStackedWidget(m_body)), m_findingsHead(new SectionHead(tr("Findings"), m_body)),
      m_findings(new FindingsView(m_body)), m_chart(new LoadChart(m_body)), m_optimisations(new OptimisationPanel(m_body)),
      m_compareButton(new Button(tr("Compare runs\u2026"), QStringLiteral("Ctrl+D"), this)),
      m_again(new Button(tr("Re-run failed"), QString(), this)), m_baselines(new BaselineJob(this))
{
    m_again->setObjectName(QStringLiteral("runFailedAgain"));
    m_again->setToolTip(tr("Exactly the tests that failed, as retests."));
    connect(m_again, &Button::clicked, this, &AnalysisPage::failedAgainRequested);
    connect(m_optimisations, &OptimisationPanel::addRequested, this, &AnalysisPage::logOptimisation);
    connect(m_optimisations, &OptimisationPanel::takeBackRequested, this, &AnalysisPage::takeBackOptimisation);
    m_compareButton->setObjectName(QStringLiteral("compareRuns"));
    build();
    const auto showCompare = [this] {
        m_tabs->setCurrentIndex(Compare);
        m_compare->openMenu();
    };
    connect(m_compareButton, &Button::clicked, this, showCompare);
    connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_D), this), &QShortcut::activated, this, showCompare);
    const auto key = [this](const QKeySequence& keys, auto act) {
        connect(new QShortcut(keys, this), &QShortcut::activated, this, act);
    };
    key(QKeySequence(Qt::CTRL | Qt::Key_T), [this] {
        m_tabs->setCurrentIndex(Evidence);
        selectFirstRow(*m_evidence);
    });
    key(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S), [this] {
        m_isWorstFirst = !m_isWorstFirst;
        m_tabs->setCurrentIndex(Thresholds);
        fillThresholds();
        selectFirstRow(*m_thresholds);
    });
    connect(m_tabs, &QTabBar::currentChanged, m_stack, &QStackedWidget::setCurrentIndex);
    connect(m_load, &QTableView::activated, this, [this](const QModelIndex& index) {
        Q_EMIT pageRequested(QStringLiteral("live"), index.siblingAtColumn(0).data(Qt::UserRole).toString());
    });
    connect(m_load->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &AnalysisPage::fillRun);
    connect(m_findings, &FindingsView::boxChosen, this,
            [this](const QString& item) { Q_EMIT pageRequested(QStringLiteral("checklist"), item); });
    connect(m_evidence, &QTableView::activated, this, [this](const QModelIndex& index) {
        if (const QString item = index.siblingAtColumn(0).data(Qt::UserRole).toString(); !item.isEmpty()) {
            Q_EMIT pageRequested(QStringLiteral("checklist"), item);
        }
    });
    connect(m_baselines, &BaselineJob::compared, this, [this] {
        fillThresholds();
        Q_EMIT baselinesCompared();
    });
    showReport(nullptr);
}

QWidget* AnalysisPage::makeEmpty()
{
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    column->addWidget(makeLabel(tr("No run yet. Thresholds are judged after the first load test."), FontRole::Body, true, page));
    auto* go = new Button(tr("Go to Live load"), QStringLiteral("Ctrl+3"), page);
    connect(go, &Button::clicked, this, [this] { Q_EMIT pageRequested(QStringLiteral("live"), QString()); });
    column->addWidget(go);
    column->addStretch();
    return page;
}

void AnalysisPage::build()
{
    auto* column = makePageColumn(this);
    column->addWidget(m_verdict);
    m_scroll = makePageScroll(m_body, this);
    column->addWidget(m_scroll, 1);
    column->addWidget(m_empty, 1);

    auto* body = makePageColumn(m_body);
    auto* upper = new QHBoxLayout;
    upper->setSpacing(0);
    auto* left = new QVBoxLayout;
    left->setSpacing(0);
    auto* loadHead = new SectionHead(tr("Load reached"), m_body);
    loadHead->setRemark(tr("planned and achieved come first: a run that missed its load proves nothing"));
    left->addWidget(loadHead);
    left->addWidget(m_load);
    left->addStretch();
    upper->addLayout(left, 2);
    upper->addWidget(makeHairline(Qt::Vertical, m_body));
    upper->addWidget(m_chart, 1);
    body->addLayout(upper);
    body->addWidget(makeHairline(Qt::Horizontal, m_body));

    auto* lower = new QHBoxLayout;
    m_lower = lower;
    lower->setSpacing(0);
    auto* middle = new QVBoxLayout;
    middle->setSpacing(0);
    m_tabs->setObjectName(QStringLiteral("analysisTabs"));
    m_tabs->setDrawBase(false);
    for (const QString& name : {tr("Thresholds"), tr("Steps"), tr("Errors"), tr("Comparison"), tr("Server"), tr("Traces, Sentry"),
                                tr("Optimisations")}) {
        m_tabs->addTab(name);
    }
    middle->addWidget(m_tabs);
    m_stack->addWidget(m_thresholds);
    m_stack->addWidget(m_steps);
    m_stack->addWidget(m_errors);
    m_stack->addWidget(m_compare);
    auto* server = new QWidget(m_stack);
    auto* serverColumn = makePageColumn(server);
    serverColumn->addWidget(m_server, 1);
    m_memory->setObjectName(QStringLiteral("memorySlope"));
    m_memory->setWordWrap(true);
    m_memory->setTextFormat(Qt::PlainText);
    m_memory->setContentsMargins(16, 4, 16, 8);
    serverColumn->addWidget(m_memory);
    m_stack->addWidget(server);
    m_stack->addWidget(m_evidence);
    m_stack->addWidget(m_optimisations);
    middle->addWidget(m_stack, 1);
    lower->addLayout(middle, 1);
    lower->addWidget(makeHairline(Qt::Vertical, m_body));
    auto* right = new QVBoxLayout;
    right->setSpacing(0);
    right->addWidget(m_findingsHead);
    right->addWidget(m_findings, 1);
    auto* findings = m_findingsArea = new QWidget(m_body);
    findings->setLayout(right);
    right->setContentsMargins(0, 0, 0, 0);
    lower->addWidget(findings);
    body->addLayout(lower, 1);
    m_stack->setMinimumHeight(scaled(150));
    arrange();
}

/// In a page that is narrow for its font the tables have its whole width: the chart is left out, the findings stand below.
void AnalysisPage::arrange()
{
    const bool isNarrow = width() < scaled(kNarrow);
    m_chart->setVisible(!isNarrow);
    m_lower->setDirection(isNarrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    m_findingsArea->setMinimumSize(isNarrow ? QSize(0, scaled(110)) : QSize(scaled(312), 0));
    m_findingsArea->setMaximumWidth(isNarrow ? QWIDGETSIZE_MAX : scaled(312));
}

void AnalysisPage::resizeEvent(QResizeEvent* event)
{
    ReportTablesPage::resizeEvent(event);
    arrange();
}

QList<QWidget*> AnalysisPage::headActions()
{
    return {m_compareButton, m_again};
}

const RunRecord* AnalysisPage::selectedRun() const
{
    const std::int64_t id = m_load->currentIndex().siblingAtColumn(0).data(Qt::UserRole).toLongLong();
    if (m_report != nullptr) {
        for (const TestReport& test : m_report->tests) {
            for (const RunRecord& run : test.runs) {
                if (run.id == id) {
                    return &run;
                }
            }
        }
    }
    return nullptr;
}

void AnalysisPage::showReport(std::shared_ptr<const Report> report)
{
    m_report = std::move(report);
    const RunOutcome worst = m_report != nullptr ? worstOutcome(*m_report) : RunOutcome::NotRun;
    const bool hasRuns = worst != RunOutcome::NotRun;
    m_verdict->setVisible(hasRuns);
    m_scroll->setVisible(hasRuns);
    m_empty->setVisible(!hasRuns);
    m_compareButton->setVisible(hasRuns);
    m_again->setVisible(hasRuns && hasFailedTests());
    m_facts.clear();
    if (hasRuns) {
        QString reason;
        for (const TestReport& test : m_report->tests) {
            const RunRecord* run = decidingRun(test.runs, test.id);
            if (run != nullptr && test.verdict == worst && !run->result.reasons.empty()) {
                std::vector<std::string> clauses;
                std::transform(run->result.reasons.begin(), run->result.reasons.end(), std::back_inserter(clauses), asClause);
                reason = fromCore(test.title + ": " + join(clauses, "; "));
                break;
            }
        }
        const bool isPartial = std::any_of(m_report->tests.begin(), m_report->tests.end(),
                                           [](const TestReport& test) { return test.verdict == RunOutcome::NotRun; });
        // not green while a test was left out
        const RunOutcome shown = worst == RunOutcome::Passed && isPartial ? RunOutcome::NotRun : worst;
        m_verdict->show(lookOf(shown), outcomeSentence(*m_report), worst == RunOutcome::Passed ? QString() : reason);
        const int row = std::max(0, m_load->currentIndex().row());
        fillLoadTable(*m_loadModel, *m_report);
        setColumnWidths(*m_load, {44, 96, 96, 70, 80, 130});
        for (const int column : {1, 2, 3, 4, 5}) {
            m_load->setItemDelegateForColumn(column, new NumberDelegate(kLoadRow, m_load));
        }
        m_load->setItemDelegateForColumn(6, new StatusDelegate(kLoadRow, m_load));
        if (session() != nullptr) {
            m_baselines->start(*m_report, session()->dossier().file());
        }
        fillThresholds();
        m_optimisations->show(*m_report);
        m_tabs->setTabText(Optimised, tr("Optimisations %1").arg(m_optimisations->count()));
        fitRows(*m_load, kLoadRow, kMostLoadRows);
        fillEvidenceTable(*m_evidenceModel, *m_report);
        setColumnWidths(*m_evidence, {300, 120}, 2);
        setDelegates(*m_evidence, {}, {1});
        m_tabs->setTabText(Thresholds, tr("Thresholds %1").arg(m_thresholdModel->rowCount()));
        fillFindings();
        m_load->setCurrentIndex(m_loadModel->index(std::min(row, m_loadModel->rowCount() - 1), 0));
        fillRun();
        m_facts = tr("percentiles from merged histograms, error \u2264 0.1 %");
    }
    Q_EMIT headChanged();
}

void AnalysisPage::fillFindings()
{
    std::vector<RunRecord> runs;
    for (const TestReport& test : m_report->tests) {
        runs.insert(runs.end(), test.runs.begin(), test.runs.end());
    }
    std::sort(runs.begin(), runs.end(), [](const RunRecord& a, const RunRecord& b) { return a.id < b.id; });
    if (session() != nullptr) {
        m_compare->setRuns(session()->dossier().file(), runs);
    }
    const ReportAnalysis& analysis = m_report->analysis;
    fillServerTable(*m_serverModel, analysis.peaks);
    setColumnWidths(*m_server, {70, 70, 80, 60, 44, 76, 100, 140});
    setDelegates(*m_server, {1, 2, 3, 4, 5}, {8});
    m_memory->setText(memorySentence(m_report->hints));
    const BottleneckSearch& search = analysis.bottlenecks;
    m_findings->setSearch(search);
    m_findingsHead->setRemark(search.findings.empty() ? tr("no evidence") : tr("ranked"));
    m_findingsHead->setToolTip(fromCore(search.sentence));
    m_findings->setAccessibleDescription(fromCore(search.sentence));
}

/// In the plan's order, or the worst margin first; rules without one stand at the end then.
void AnalysisPage::fillThresholds()
{
    if (m_report == nullptr) {
        return;
    }
    const int row = m_thresholds->currentIndex().row();
    fillThresholdTable(*m_thresholdModel, *m_report, m_baselines->found());
    if (m_isWorstFirst) {
        m_thresholdModel->setSortRole(MarginRole);
        m_thresholdModel->sort(kMarginColumn);
    }
    setColumnWidths(*m_thresholds, {80, 96, 84, 92, 60, 84, 104});
    for (const int column : {1, 2, 3, 5, 6}) {
        m_thresholds->setItemDelegateForColumn(column, new NumberDelegate(kRow, m_thresholds));
    }
    m_thresholds->setItemDelegateForColumn(4, new MarginDelegate(kRow, m_thresholds));
    m_thresholds->setItemDelegateForColumn(7, new StatusDelegate(kRow, m_thresholds));
    if (row >= 0 && row < m_thresholdModel->rowCount()) {
        m_thresholds->setCurrentIndex(m_thresholdModel->index(row, 0));
    }
}

bool AnalysisPage::hasFailedTests() const
{
    return std::any_of(m_report->tests.begin(), m_report->tests.end(),
                       [](const TestReport& test) { return test.verdict == RunOutcome::Failed; });
}

void AnalysisPage::logOptimisation()
{
    if (session() != nullptr) {
        OptimisationDialog(*session(), person(), this).exec();
    }
}

void AnalysisPage::takeBackOptimisation(const QString& ref)
{
    const auto done =
        session() != nullptr && !ref.isEmpty() ? takeBack(*session(), kLogOptimisation, ref.toStdString(), person()) : Result<>{};
    Q_EMIT noticed(done ? tr("Optimisation %1 taken back").arg(ref) : fromCore(done.error().message), !done);
}

void AnalysisPage::fillRun()
{
    const RunRecord* run = selectedRun();
    if (run == nullptr) {
        m_stepModel->clear();
        m_errors->clear();
        m_compare->setRun(0);
        return;
    }
    fillStepTable(*m_stepModel, reviewOf(*run));
    setColumnWidths(*m_steps, {70, 66, 66, 58, 48, 76, 62, 52, 60, 62, 62});
    setDelegates(*m_steps, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, {});
    if (session() != nullptr) {
        m_errors->setRun(*run, session()->dossier().file());
        m_chart->setRun(*run, session()->dossier().file());
    }
    m_tabs->setTabText(Steps, tr("Steps, run %1").arg(run->id));
    m_tabs->setTabText(Errors, tr("Errors %1").arg(m_errors->count()));
    m_compare->setRun(run->id);
}

/// The first row that is not PASS, if there is one.
void AnalysisPage::focusFirst()
{
    selectFirstRow(*m_load);
    for (int row = 0; row < m_loadModel->rowCount(); ++row) {
        const QModelIndex index = m_loadModel->index(row, 0);
        const QVariant look = index.siblingAtColumn(kLoadLookColumn).data(LookRole);
        if (look.isValid() && look.value<Look>().status != Status::Pass) {
            m_load->setCurrentIndex(index);
            return;
        }
    }
}

} // namespace holdpoint
