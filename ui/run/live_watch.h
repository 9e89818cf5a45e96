// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/checklist.h"
#include "core/monitor/api_time.h"
#include "ui/run/live_run.h"

#include <QObject>
#include <memory>

namespace holdpoint {

class AlarmPanel;
class EvidencePanel;
class LivePanel;
class Page;
class Session;
struct AlarmRecord;

/// What a person does with a moment of a run: answers alarms, looks at its traces and issues, opens Grafana there. Joins the
/// panels of the Live load page; decides nothing.
class LiveWatch : public QObject
{
    Q_OBJECT

public:
    LiveWatch(Page& page, LivePanel& panel, AlarmPanel& alarms, EvidencePanel& evidence);

    void setSession(Session* session);
    void setRun(std::shared_ptr<const LiveRun> run) { m_run = std::move(run); }
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

private:
    void lookAround(double second);
    void look(WallSpan span);
    void showPairs();
    void showChart(const QString& chart, const AlarmRecord& alarm);

    Page& m_page;
    LivePanel& m_panel;
    AlarmPanel& m_alarms;
    EvidencePanel& m_evidence;
    Session* m_session = nullptr;
    std::shared_ptr<const LiveRun> m_run;
};

} // namespace holdpoint
