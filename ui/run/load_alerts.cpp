// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/load_alerts.h"

#include "core/dossier/audit_details.h"
#include "core/report/report.h"
#include "core/session/plan_runner.h"
#include "core/session/session.h"
#include "ui/run/abort_banner.h"
#include "ui/run/alarm_notifier.h"
#include "ui/shell/app_controller.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <algorithm>

namespace holdpoint {

LoadAlerts::LoadAlerts(AppController& controller, QWidget& window)
    : QObject(&window), m_controller(controller), m_banner(new AbortBanner(&window)), m_notifier(new AlarmNotifier(&window))
{
    connect(m_banner, &AbortBanner::keepRunning, this, &LoadAlerts::keepRunning);
    connect(m_banner, &AbortBanner::stopNow, this, [this] {
        m_controller.stopLoad(QStringLiteral("stopped by a person when a rule was about to")); // of the record: English
    });
    connect(&m_controller, &AppController::sessionChanged, this, &LoadAlerts::followSession);
    followSession();
}

void LoadAlerts::followSession()
{
    if (m_runner != nullptr) {
        disconnect(m_runner, nullptr, this, nullptr);
    }
    if (m_session != nullptr) {
        disconnect(m_session, nullptr, this, nullptr);
    }
    m_session = m_controller.session();
    m_runner = m_controller.runner();
    m_banner->announce({}, 0);
    m_alarms.setAlarms({});
    m_ready.reset();
    if (m_runner != nullptr) {
        connect(m_runner, &PlanRunner::abortPending, this, &LoadAlerts::tellAbort);
        connect(m_runner, &PlanRunner::runEnded, this, &LoadAlerts::tellEnd);
        connect(m_runner, &PlanRunner::alarmChanged, this, [this](const AlarmRecord& alarm) {
            m_alarms.take(alarm);
            m_notifier->take(alarm);
            Q_EMIT worstChanged();
        });
    }
    if (m_session != nullptr) {
        connect(m_session, &Session::changed, this, &LoadAlerts::takeAlarms, Qt::QueuedConnection); // several at a time
    }
    takeAlarms();
}

/// As they are in the dossier: somebody may have acknowledged one.
void LoadAlerts::takeAlarms()
{
    const auto report = m_session != nullptr ? m_session->shownReport() : nullptr;
    for (const AlarmRecord& alarm : report != nullptr ? report->alarms : std::vector<AlarmRecord>()) {
        m_alarms.take(alarm);
    }
    Q_EMIT worstChanged();
    tellGates();
}

void LoadAlerts::tellEnd(qint64 run)
{
    const auto runs = m_session != nullptr ? m_session->shownRuns() : std::vector<RunRecord>();
    const auto record = std::find_if(runs.begin(), runs.end(), [run](const RunRecord& one) { return one.id == run; });
    if (record != runs.end()) {
        const TestPlan* const test = m_session->plan().test(record->testId);
        m_notifier->inform(tr("Run %1 ended").arg(run),
                           tr("%1: %2").arg(fromCore(test != nullptr && !test->title.empty() ? test->title : record->testId),
                                            lookOf(record->result.outcome).word));
    }
}

/// One that can be decided now, and could not before.
void LoadAlerts::tellGates()
{
    const auto report = m_session != nullptr ? m_session->shownReport() : nullptr;
    if (report == nullptr) {
        return;
    }
    std::set<Gate> ready;
    for (const GateView& gate : report->checklist.gates) {
        if (gate.state == GateState::Hold && gate.blockingCount == 0) {
            ready.insert(gate.gate);
            if (m_ready && !m_ready->contains(gate.gate)) {
                m_notifier->inform(tr("%1 can be decided").arg(gateTitle(gate.gate)), tr("Nothing blocks it any more."));
            }
        }
    }
    m_ready = std::move(ready);
}

const AlarmRecord* LoadAlerts::worstFiring() const
{
    const std::int64_t run = m_runner != nullptr ? m_runner->currentRun() : 0;
    for (int row = 0; row < m_alarms.rowCount(); ++row) {
        const AlarmRecord* const alarm = m_alarms.alarm(m_alarms.index(row));
        if (isOpen(*alarm) && !alarm->to && (run == 0 || alarm->run == 0 || alarm->run == run)) {
            return alarm;
        }
    }
    return nullptr;
}

void LoadAlerts::tellAbort(const QString& sentence, int milliseconds)
{
    m_banner->announce(sentence, milliseconds);
    if (!sentence.isEmpty()) {
        m_abortCause = sentence;
        m_notifier->say(tr("Load stops in %1 s").arg(milliseconds / 1000), sentence, true);
        Q_EMIT attentionWanted();
    }
}

void LoadAlerts::keepRunning()
{
    if (m_runner == nullptr || !m_runner->keepRunning()) {
        m_banner->announce({}, 0);
        return;
    }
    const Json detail{{"run", m_runner->currentRun()}, {"rule", m_abortCause.toStdString()}};
    m_session->workSoon([detail, by = m_controller.preferences().person(), at = systemClock().wallNow()](
                            Dossier& dossier) { return dossier.addAudit(std::string(kAuditRuleOverruled), detail, by, at); },
                        [controller = QPointer<AppController>(&m_controller)](const Result<>& noted) {
                            if (!noted && controller) {
                                Q_EMIT controller->told(fromCore(noted.error().message), true);
                            }
                        });
    Q_EMIT keptRunning(m_runner->currentRun(), m_abortCause);
}

} // namespace holdpoint
