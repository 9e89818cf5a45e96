// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/checklist.h"
#include "core/dossier/dossier.h"
#include "core/monitor/api_time.h"
#include "ui/run/live_run.h"

#include <QObject>
#include <memory>
#include <optional>
#include <utility>

namespace holdpoint {

class AlarmPanel;
class EvidencePanel;
class LivePanel;
class Page;
class Session;

/// What a person does with a moment of a run: answers alarms, looks at its traces and issues, opens Grafana there. Joins the
/// panels of the Live load page; decides nothing.
class LiveWatch : public QObject
{
    Q_OBJECT

public:
    LiveWatch(Page& page, LivePanel& panel, AlarmPanel& alarms, EvidencePanel& evidence);

    void setSession(Session* session);
    /// Evidence of another run goes; the alarm whose chart was asked for is shown if this is its run.
    void setRun(std::shared_ptr<const LiveRun> run);
    /// Its run cannot be shown.
    void forgetAlarm() { m_awaited.reset(); }
    /// Once a second.
    void tick();

    /// The selected range, else the selected alarm's time while its list has the focus, else 5 s around the crosshair, else the
    /// last minute. nullopt before the first frame.
    std::optional<WallSpan> lookedAt() const;
    void lookAtTraces();
    void openGrafana();

Q_SIGNALS:
    /// The dock shall show this panel.
    void panelWanted(QWidget* panel);
    /// In the place of the tests.
    void chartsWanted();

private:
    void lookAround(double second);
    void look(WallSpan span, std::int64_t run);
    void lookAt(const AlarmRecord& alarm);
    bool isLookingAtAlarm() const;
    double slowFrom(std::int64_t run) const;
    void takeEvidenceOf(std::int64_t run);
    void showPairs();
    void showChart(const QString& wanted, const AlarmRecord& alarm);

    Page& m_page;
    LivePanel& m_panel;
    AlarmPanel& m_alarms;
    EvidencePanel& m_evidence;
    Session* m_session = nullptr;
    std::shared_ptr<const LiveRun> m_run;
    std::int64_t m_evidenceRun = 0;
    std::optional<std::pair<QString, AlarmRecord>> m_awaited; // a chart, and the alarm of a run that is being read
};

} // namespace holdpoint
