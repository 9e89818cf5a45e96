// SPDX-License-Identifier: GPL-3.0-or-later
// What the window asks around load: before it starts, before it stops, and when the window closes over it.
#include "core/base/units.h"
#include "ui/shell/app_controller.h"
#include "ui/shell/main_window.h"
#include "ui/shell/source_bar.h"
#include "ui/shell/start_sheet.h"
#include "ui/style/status.h"

#include <QCloseEvent>
#include <QMessageBox>
#include <QPushButton>

namespace holdpoint {

void MainWindow::startLoad(const QStringList& tests, RunKind kind)
{
    const Session* session = m_controller.session();
    if (session == nullptr || m_controller.isLoadRunning()) {
        return;
    }
    StartSheet sheet(session->plan(), tests, kind, this);
    if (sheet.exec() != QDialog::Accepted) {
        return;
    }
    PlanRunner::Request request;
    request.tests = tests;
    request.kind = kind;
    if (const auto started = m_controller.startRun(request); !started) {
        showFailure(tr("The load did not start"), fromCore(started.error().message));
    }
}

bool MainWindow::mayStopLoad()
{
    if (!m_controller.isLoadRunning()) {
        return true;
    }
    QMessageBox box(this);
    box.setObjectName(QStringLiteral("stopDialog"));
    box.setWindowTitle(tr("Stop load"));
    box.setText(tr("Stop the load now?"));
    box.setInformativeText(stopConsequence());
    QPushButton* stop = box.addButton(tr("Stop load"), QMessageBox::DestructiveRole);
    QPushButton* keep = box.addButton(tr("Keep running"), QMessageBox::RejectRole);
    box.setDefaultButton(keep);
    box.exec();
    if (box.clickedButton() != stop) {
        return false;
    }
    const QString person = fromCore(m_controller.preferences().person().name);
    m_controller.stopLoad(person.isEmpty() ? tr("stopped by a person") : tr("stopped by %1").arg(person));
    return true;
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
    if (m_controller.isLoadRunning() && (m_isClosing || !mayStopLoad())) {
        event->ignore();
        return;
    }
    if (m_controller.isLoadRunning()) {
        m_isClosing = true;
        m_sources->setNotice(tr("Holdpoint closes when the load has ended."), false);
        event->ignore();
        return;
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
