// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/start/plan_view.h"

#include "core/base/file.h"
#include "core/base/units.h"
#include "core/plan/flow_cost.h"
#include "ui/start/plan_text.h"
#include "ui/style/delegates.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QBoxLayout>
#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QStandardItemModel>
#include <QTableView>
#include <QTimer>

namespace holdpoint {

namespace {

constexpr int kRow = 24;

QString executorsOf(const TestPlan& test)
{
    if (test.k6) {
        return PlanView::tr("k6 script %1").arg(fromCore(test.k6->script));
    }
    QStringList kinds;
    for (const Scenario& scenario : test.scenarios) {
        const QString kind = fromCore(nameOf(scenario.executor.kind));
        if (!kinds.contains(kind)) {
            kinds << kind;
        }
    }
    return kinds.join(QStringLiteral(", "));
}

/// Each scenario with what one pass through its flow does.
QString scenariosOf(const TestPlan& test)
{
    QStringList lines;
    for (const Scenario& scenario : test.scenarios) {
        lines << PlanView::tr("%1: %2, requests an iteration: %3")
                     .arg(fromCore(scenario.id), fromCore(nameOf(scenario.executor.kind)),
                          fromCore(requestsText(costOf(scenario.flow, scenario.batchPerHost))));
    }
    return lines.join(QLatin1Char('\n'));
}

std::uint64_t vusOf(const Plan& plan, const TestPlan& test)
{
    return estimateRun(plan, {test.id}, RunKind::Load).peakVus;
}

QList<QStandardItem*> rowOf(const Plan& plan, const TestPlan& test)
{
    const auto cell = [](const QString& text, bool isNumber = false) {
        auto* item = new QStandardItem(text);
        item->setEditable(false);
        item->setTextAlignment(isNumber ? Qt::AlignRight | Qt::AlignVCenter : Qt::AlignLeft | Qt::AlignVCenter);
        return item;
    };
    auto* name = cell(fromCore(test.title.empty() ? test.id : test.title));
    auto* executors = cell(executorsOf(test));
    executors->setToolTip(scenariosOf(test));
    const QString unknown = QStringLiteral("\u2013"); // only the script knows
    return {name, executors, cell(test.k6 ? unknown : fromCore(formatCount(vusOf(plan, test))), true),
            cell(test.plannedDuration() > Nanos{} ? fromCore(formatDuration(test.plannedDuration())) : unknown, true),
            cell(QString::number(test.thresholds.size()), true)};
}

} // namespace

PlanView::PlanView(QWidget* parent)
    : QDialog(parent), m_summary(makeLabel(QString(), FontRole::Body, false, this)), m_text(new PlanText(this)),
      m_faultList(new QListWidget(this)), m_testsModel(new QStandardItemModel(this)), m_tests(new QTableView(this)),
      m_useRow(new QWidget(this))
{
    setObjectName(QStringLiteral("planView"));
    m_text->setObjectName(QStringLiteral("planText"));
    m_faultList->setObjectName(QStringLiteral("planFaults"));
    m_tests->setObjectName(QStringLiteral("planTests"));
    m_summary->setObjectName(QStringLiteral("planSummary"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_summary->setContentsMargins(16, 10, 16, 10);
    column->addWidget(m_summary);
    auto* use = new QHBoxLayout(m_useRow);
    use->setContentsMargins(16, 0, 16, 10);
    use->addWidget(makeLabel(tr("The file has changed since the release was opened."), FontRole::Body, true, m_useRow));
    use->addStretch();
    auto* take = new Button(tr("Use the changed plan"), QString(), m_useRow);
    take->setObjectName(QStringLiteral("usePlan"));
    use->addWidget(take);
    m_useRow->hide();
    column->addWidget(m_useRow);
    column->addWidget(makeHairline(Qt::Horizontal, this));
    m_faultList->setFrameShape(QFrame::NoFrame);
    m_faultList->setMaximumHeight(scaled(110));
    column->addWidget(m_faultList);
    m_tests->setModel(m_testsModel);
    setUpTable(*m_tests, kRow);
    column->addWidget(m_tests);
    column->addWidget(makeHairline(Qt::Horizontal, this));
    column->addWidget(m_text, 1);
    resize(scaled(900), scaled(680));
    connect(take, &Button::clicked, this, &PlanView::useRequested);
    connect(m_faultList, &QListWidget::currentRowChanged, this, &PlanView::goToFault);
}

PlanView::PlanView(const QString& file, PlanOptions options, QWidget* parent) : PlanView(parent)
{
    m_file = file;
    m_options = std::move(options);
    const auto readAgain = [this] {
        QTimer::singleShot(0, this, [this] {
            read();
            watch();
        });
    };
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, readAgain);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, [this, readAgain] {
        if (!m_watcher.files().contains(m_file)) {
            readAgain();
        }
    });
    watch();
    setWindowTitle(file);
    read();
}

PlanView::PlanView(const Plan& plan, QWidget* parent) : PlanView(parent)
{
    setWindowTitle(tr("Plan of this dossier"));
    showPlan(plan, fromCore(plan.text));
}

/// The folder too: an editor may remove the file for a while, which ends its watch.
void PlanView::watch()
{
    if (QFileInfo::exists(m_file) && !m_watcher.files().contains(m_file)) {
        m_watcher.addPath(m_file);
    }
    const QString folder = QFileInfo(m_file).absolutePath();
    if (!m_watcher.directories().contains(folder)) {
        m_watcher.addPath(folder);
    }
}

void PlanView::setUsed(const std::string& sha256)
{
    m_used = sha256;
    showUse();
}

void PlanView::showUse()
{
    m_useRow->setVisible(m_used && m_faults.empty() && *m_used != m_sha256);
}

void PlanView::read()
{
    const auto text = readFile(m_file.toStdString());
    if (!text) {
        m_faults = {PlanFault{m_file.toStdString(), 0, 0, text.error().message}};
        showPlan(Plan{}, QString());
        return;
    }
    PlanReading reading = readPlanText(*text, m_file.toStdString(), m_options);
    m_faults = std::move(reading.faults);
    showPlan(reading.plan, fromCore(*text));
}

void PlanView::showPlan(const Plan& plan, const QString& text)
{
    m_text->setPlan(text, m_faults);
    m_faultList->clear();
    for (const PlanFault& fault : m_faults) {
        m_faultList->addItem(fault.line > 0 ? tr("Line %1:%2  %3").arg(fault.line).arg(fault.column).arg(fromCore(fault.message))
                                            : fromCore(fault.message));
    }
    m_faultList->setVisible(!m_faults.empty());
    m_testsModel->clear();
    m_testsModel->setHorizontalHeaderLabels({tr("Test"), tr("Load"), tr("Peak VUs"), tr("Duration"), tr("Thresholds")});
    for (int numeric : {2, 3, 4}) {
        m_testsModel->horizontalHeaderItem(numeric)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    }
    for (const TestPlan& test : plan.tests) {
        m_testsModel->appendRow(rowOf(plan, test));
    }
    m_tests->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_tests->setVisible(m_faults.empty());
    m_tests->setFixedHeight(scaled(26) + m_testsModel->rowCount() * scaled(kRow));
    m_sha256 = plan.sha256;
    showUse();
    const QString hash = fromCore(plan.sha256).left(8);
    m_summary->setText(
        m_faults.empty()
            ? tr("%1: %n test(s), no faults, sha256 %2", nullptr, asCount(plan.tests.size())).arg(fromCore(plan.name), hash)
            : tr("%n fault(s): nothing can run until they are mended", nullptr, asCount(m_faults.size())));
}

void PlanView::goToFault(int row)
{
    if (row >= 0 && row < static_cast<int>(m_faults.size())) {
        const PlanFault& fault = m_faults[static_cast<std::size_t>(row)];
        m_text->goTo(fault.line, fault.column);
    }
}

} // namespace holdpoint
