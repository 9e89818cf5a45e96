// SPDX-License-Identifier: GPL-3.0-or-later
// What the window asks around load: before it starts, before it stops, and when the window closes over it.
#include "core/base/units.h"
#include "core/session/run_queue.h"
#include "core/verdict/run_note.h"
#include "ui/shell/app_controller.h"
#include "ui/shell/main_window.h"
#include "ui/shell/note_dialog.h"
#include "ui/shell/source_bar.h"
#include "ui/shell/start_sheet.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QCloseEvent>
#include <QMessageBox>
#include <QPushButton>
#include <algorithm>

namespace holdpoint {

bool MainWindow::isStartAgreed(const PlanRunner::Request& request, const QString& remark)
{
    const Session* session = m_controller.session();
    if (session == nullptr || m_controller.isLoadRunning()) {
        return false;
    }
    Plan plan = session->plan();
    plan.pause = request.pause.value_or(plan.pause);
    StartSheet sheet(plan, request.tests, request.kind, this);
    QStringList remarks;
    const auto report = m_controller.session()->shownReport();
    const bool isBeforeGate = report != nullptr && report->checklist.gate(Gate::GoForLoad).shown() != GateState::Go;
    if (isBeforeGate && request.kind != RunKind::DryRun) {
        const GateView& gate = report->checklist.gate(Gate::GoForLoad);
        remarks << (gate.state == GateState::NoGo ? tr("%1 is No-go.")
                    : gate.isOvertaken() ? tr("%1 is on hold again: %n item(s) block it.", nullptr, asCount(gate.blockingCount))
                    : gate.blockingCount == 0
                        ? tr("%1 is not decided: nothing blocks it, nobody has said Go yet.")
                        : tr("%1 is not decided: %n item(s) block it.", nullptr, asCount(gate.blockingCount)))
                       .arg(gateTitle(Gate::GoForLoad));
    }
    if (!remark.isEmpty()) {
        remarks << remark;
    }
    sheet.setRemark(remarks.join(QLatin1Char('\n')));
    return sheet.exec() == QDialog::Accepted;
}

void MainWindow::startLoad(const PlanRunner::Request& request)
{
    if (!isStartAgreed(request, QString())) {
        return;
    }
    if (const auto started = m_controller.startRun(request); !started) {
        showFailure(tr("The load did not start"), fromCore(started.error().message));
    }
}

void MainWindow::armLoad(const PlanRunner::Request& request)
{
    if (!isStartAgreed(request, tr("Starts by itself when the test window opens. Until then it can be cancelled."))) {
        return;
    }
    if (const auto armed = m_controller.armRun(request); !armed) {
        showFailure(tr("The load is not armed"), fromCore(armed.error().message));
    }
}

void MainWindow::runFailedAgain()
{
    Session* session = m_controller.session();
    if (session == nullptr || m_controller.isLoadRunning()) {
        return;
    }
    PlanRunner::Request request;
    request.kind = RunKind::Retest;
    for (const std::string& test : testsToRunAgain(session->plan(), session->shownRuns())) {
        request.tests << fromCore(test);
    }
    if (request.tests.isEmpty()) {
        m_sources->setNotice(tr("No test has failed: nothing to run again."), false);
        return;
    }
    startLoad(request);
}

bool MainWindow::mayStopLoad()
{
    return isStopAgreed(false);
}

/// Graceful first; asked again while it stops, at once.
bool MainWindow::isStopAgreed(bool isClosing)
{
    if (!m_controller.isLoadRunning()) {
        return true;
    }
    const bool isStopping = m_controller.runner()->state() == PlanRunner::State::Stopping;
    QMessageBox box(this);
    box.setObjectName(QStringLiteral("stopDialog"));
    box.setWindowTitle(tr("Stop load"));
    box.setText(isStopping  ? tr("The load is being stopped. End it at once?")
                : isClosing ? tr("Stop the load and close Holdpoint?")
                            : tr("Stop the load now?"));
    box.setInformativeText(stopConsequence());
    QPushButton* stop =
        isStopping ? nullptr : box.addButton(isClosing ? tr("Stop and close") : tr("Stop load"), QMessageBox::DestructiveRole);
    QPushButton* atOnce = box.addButton(tr("Stop at once"), QMessageBox::DestructiveRole);
    atOnce->setToolTip(tr("Answers under way are given up; what was measured is kept."));
    QPushButton* keep = box.addButton(isStopping  ? tr("Let it finish")
                                      : isClosing ? tr("Stay")
                                                  : tr("Keep running"),
                                      QMessageBox::RejectRole);
    box.setDefaultButton(keep);
    box.exec();
    const bool isNow = box.clickedButton() == atOnce;
    if (!isNow && (stop == nullptr || box.clickedButton() != stop)) {
        return isStopping && isClosing; // it ends, and the window after it
    }
    const QString person = fromCore(m_controller.preferences().person().name);
    // part of the record, and so in English
    m_controller.stopLoad(QStringLiteral("stopped by ") + (person.isEmpty() ? QStringLiteral("a person") : person), isNow);
    return true;
}

bool MainWindow::isDisarmAgreed(bool isClosing)
{
    QMessageBox box(this);
    box.setObjectName(QStringLiteral("disarmDialog"));
    box.setWindowTitle(isClosing ? tr("Close Holdpoint") : tr("Leave this release"));
    box.setText(isClosing ? tr("Close although load waits for the test window?")
                          : tr("Leave this release although its load waits for the test window?"));
    box.setInformativeText(isClosing ? tr("It starts only while Holdpoint is open. Without a window: holdpointctl run PLAN "
                                          "--when-window-opens.")
                                     : tr("It starts only while its release is open."));
    QPushButton* close = box.addButton(isClosing ? tr("Close") : tr("Leave"), QMessageBox::DestructiveRole);
    box.setDefaultButton(box.addButton(tr("Stay"), QMessageBox::RejectRole));
    box.exec();
    return box.clickedButton() == close;
}

void MainWindow::nextAlarm()
{
    if (!m_hasOpenAlarm && m_current != QLatin1String("live")) { // whose list says it itself
        m_sources->setNotice(tr("No alarm is open."), false);
        return;
    }
    showPage(QStringLiteral("live"));
    onCurrentPage([](Page& page) { page.nextAlarm(); });
}

void MainWindow::markMoment()
{
    if (!m_controller.isLoadRunning() || m_controller.runner()->currentRun() == 0) {
        m_sources->setNotice(tr("No run is under way: a mark is a moment of a run."), false);
        return;
    }
    const auto moment = *m_controller.moment(); // now, not when the note is written
    NoteDialog(
        {QStringLiteral("markDialog"), tr("Mark this moment"),
         tr("Run %1, %2").arg(moment.run).arg(fromCore(noteMoment({RunNote::Kind::Mark, moment.at, moment.second, {}, {}}))),
         tr("A line in the charts, a row in the report and in the audit log; in Grafana where the plan names one."),
         tr("What happened (printed in the report)"), tr("Mark")},
        [this, moment](const QString& note) { return m_controller.markMoment(moment, note); }, this)
        .exec();
}

void MainWindow::declareCounting(std::int64_t run)
{
    Session* session = m_controller.session();
    const auto runs = session != nullptr ? session->shownRuns() : std::vector<RunRecord>();
    const auto found = std::find_if(runs.begin(), runs.end(), [run](const RunRecord& each) { return each.id == run; });
    if (found == runs.end()) {
        return;
    }
    const bool isCounting = found->isCounting;
    NoteDialog::Wish wish;
    wish.name = QStringLiteral("countingDialog");
    wish.subject = tr("Run %1, %2").arg(run).arg(lookOf(found->result.outcome).word);
    wish.title = isCounting ? tr("Not counting") : tr("Count again");
    wish.explanation = isCounting
                           ? tr("It stays in the record and in the report, with your reason. The verdict of its test follows "
                                "from the run before it.")
                           : tr("The verdict of its test follows from it again. It did not count because: %1")
                                 .arg(fromCore(found->notCountingReason));
    wish.label = isCounting ? tr("Reason (needed, printed in the report)") : tr("Reason");
    wish.action = isCounting ? tr("Does not count") : tr("Count again");
    wish.isTextNeeded = isCounting;
    NoteDialog(
        wish,
        [this, run, isCounting](const QString& reason) {
            auto declared =
                m_controller.session()->setCounting(run, !isCounting, reason.toStdString(), m_controller.preferences().person());
            if (declared) {
                Q_EMIT countingDeclared(run, !isCounting, reason);
            }
            return declared;
        },
        this)
        .exec();
}

/// "700 VUs finish their requests within 30 s. The verdict of Page Load Test will be ABORTED; the report is still written."
QString MainWindow::stopConsequence() const
{
    const PlanRunner& runner = *m_controller.runner();
    const TestPlan* test = m_controller.session()->plan().test(runner.currentTest().toStdString());
    if (test == nullptr) {
        return tr("The tests that are left do not start; the report is still written.");
    }
    Nanos grace{};
    for (const Scenario& scenario : test->scenarios) {
        grace = std::max(grace, scenario.gracefulStop);
    }
    const RunJudge* judge = runner.judge();
    const auto vus = judge != nullptr ? judge->totals().value("vus", {AggregateKind::Value}) : std::nullopt;
    const QString verdict = tr("The verdict of %1 will be ABORTED; the report is still written.")
                                .arg(fromCore(test->title.empty() ? test->id : test->title));
    if (test->k6) {
        return tr("k6 ends its iterations and runs teardown(), within 30 s.") + QLatin1Char(' ') + verdict;
    }
    return tr("%1 VUs finish their requests within %2.")
               .arg(fromCore(formatCount(static_cast<std::uint64_t>(std::max(0.0, vus.value_or(0))))),
                    fromCore(formatDuration(grace))) +
           QLatin1Char(' ') + verdict;
}

/// A run that still ends gets its end written first: the window closes by itself when it has.
void MainWindow::closeEvent(QCloseEvent* event)
{
    if (m_controller.isLoadRunning() && !isStopAgreed(true)) { // asked again while it stops: at once?
        event->ignore();
        return;
    }
    if (m_controller.isLoadRunning()) {
        m_isClosing = true;
        m_sources->setNotice(tr("Holdpoint closes when the load has ended."), false);
        event->ignore();
        return;
    }
    if (m_controller.isArmed()) {
        if (!isDisarmAgreed(true)) {
            event->ignore();
            return;
        }
        if (m_controller.isLoadRunning()) { // the window opened while this was asked
            closeEvent(event);
            return;
        }
    }
    saveLayout();
    QMainWindow::closeEvent(event);
}

void MainWindow::closeOnceLoadEnded()
{
    if (m_isClosing && !m_controller.isLoadRunning()) {
        m_isClosing = false;
        close();
    }
}

} // namespace holdpoint
