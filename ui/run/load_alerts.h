// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/checklist.h"
#include "ui/run/alarm_model.h"

#include <QObject>
#include <QPointer>
#include <QString>
#include <optional>
#include <set>

namespace holdpoint {

class AbortBanner;
class AlarmNotifier;
class AppController;
class PlanRunner;
class Session;

/// What must reach a person on whatever page they are: notices of alarms, ended runs and gates, the countdown of an abort rule,
/// the worst alarm that nobody has acknowledged. Made with the window, so that no load starts without it.
class LoadAlerts : public QObject
{
    Q_OBJECT

public:
    /// `window` gets the attention; both must outlive it.
    LoadAlerts(AppController& controller, QWidget& window);

    /// The window shows it above its pages.
    AbortBanner& banner() { return *m_banner; }
    AlarmNotifier& notifier() { return *m_notifier; }
    /// Of the run under way, not acknowledged: critical before warning, then the newest; nullptr: none fires.
    const AlarmRecord* worstFiring() const;
    /// Firing or not, one that nobody has acknowledged.
    bool hasOpen() const { return m_alarms.openCount() > 0; }

Q_SIGNALS:
    /// Something that cannot wait: Live load shall be shown.
    void attentionWanted();
    /// A person kept that run's load running although this rule was about to stop it.
    void keptRunning(qint64 run, const QString& rule);
    /// worstFiring() or hasOpen() may be another one now.
    void worstChanged();

private:
    void followSession();
    void takeAlarms();
    void tellEnd(qint64 run);
    void tellGates();
    void tellAbort(const QString& sentence, int milliseconds);
    void keepRunning();

    AppController& m_controller;
    AbortBanner* m_banner;
    AlarmNotifier* m_notifier;
    QPointer<Session> m_session;
    QPointer<PlanRunner> m_runner;
    AlarmModel m_alarms;
    QString m_abortCause;
    std::optional<std::set<Gate>> m_ready; // gates that nothing blocks and nobody has decided; none: not looked at yet
};

} // namespace holdpoint
