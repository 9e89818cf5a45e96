// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/checklist.h"
#include "core/monitor/api_time.h"
#include "ui/run/live_run.h"

#include <QObject>
#include <memory>

namespace holdpoint {

class AbortBanner;
class AlarmNotifier;
class AlarmPanel;
class EvidencePanel;
class LivePanel;
class Page;
class PlanRunner;
class Session;
struct AlarmRecord;

/// What a person does with a moment of a run: answers alarms, looks at its traces and issues, opens Grafana there, keeps an abort
/// rule from ending the load. Joins the panels of the Live load page; decides nothing.
class LiveWatch : public QObject
{
    Q_OBJECT

public:
    LiveWatch(Page& page, LivePanel& panel, AlarmPanel& alarms, EvidencePanel& evidence);

    void setSession(Session* session);
    void setRunner(PlanRunner* runner);
    void setRun(std::shared_ptr<const LiveRun> run) { m_run = std::move(run); }
    void takeAlarm(const AlarmRecord& alarm);
    /// Once a second.
    void tick();
    AbortBanner& banner() { return *m_banner; }
    AlarmNotifier& notifier() { return *m_notifier; }

    /// The selected range, else the selected alarm's time while its list has the focus, else 5 s around the crosshair, else the
    /// last minute. nullopt before the first frame.
    std::optional<WallSpan> lookedAt() const;
    void lookAtTraces();
    void openGrafana();

Q_SIGNALS:
    /// The dock shall show this panel.
    void panelWanted(QWidget* panel);
    /// Something that cannot wait: the page shall be shown.
    void attentionWanted();
    void stopWanted();

private:
    void lookAround(double second);
    void look(WallSpan span);
    void showPairs();
    void showChart(const QString& chart, const AlarmRecord& alarm);
    void keepRunning();

    Page& m_page;
    LivePanel& m_panel;
    AlarmPanel& m_alarms;
    EvidencePanel& m_evidence;
    AbortBanner* m_banner;
    AlarmNotifier* m_notifier;
    Session* m_session = nullptr;
    PlanRunner* m_runner = nullptr;
    QString m_abortCause;
    std::shared_ptr<const LiveRun> m_run;
};

} // namespace holdpoint
