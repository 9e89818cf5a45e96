// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/plan_runner.h"
#include "core/session/run_interruption.h"
#include "ui/run/live_run.h"
#include "ui/run/run_notice.h"
#include "ui/shell/page.h"

#include <QTimer>

namespace holdpoint {

class AlarmPanel;
class Button;
class EvidencePanel;
class LampPanel;
class LiveLog;
class LivePanel;
class LiveWatch;
class RunLoader;

/// The Live load page: joins a session and its runner with LivePanel and the dock's alarms, thresholds and log. One timer, one
/// repaint a second while load runs.
class LivePage : public Page
{
    Q_OBJECT

public:
    explicit LivePage(QWidget* parent = nullptr);
    ~LivePage() override;

    QString title() const override;
    QString facts() const override;
    QList<QWidget*> headActions() override;
    QList<DockTab> dockTabs() override;
    void setSession(Session* session) override;
    void setRunner(PlanRunner* runner) override;
    void focusFirst() override;
    void nextAlarm() override;
    void refresh() override;
    /// A run id: shows that run.
    void showTarget(const QString& target) override;
    /// What a person chose for the chart slots.
    QByteArray saveLayout() const override;
    void restoreLayout(const QByteArray& layout) override;

    LivePanel& panel() { return *m_panel; }
    AlarmPanel& alarms() { return *m_alarms; }
    LampPanel& lamps() { return *m_lamps; }
    EvidencePanel& evidence() { return *m_evidence; }
    LiveWatch& watch() { return *m_watch; }
    /// Shows this run as the runner's signals would; tests and the bench feed frames through here.
    void beginRun(LiveRun run);
    void takeFrame(const Frame& frame);
    /// What the timer does each second.
    void tick();
    void addLogLine(const QString& line);
    /// What an armed start waits for; empty: none.
    void setArmed(const QString& sentence);
    /// The Log says it in the words that it has for it after a restart.
    void tellKept(qint64 run, const QString& rule);
    void tellCounting(qint64 run, bool isCounting, const QString& reason);

Q_SIGNALS:
    /// The window asks about hosts and sizes first, and starts; now, or when the test window opens.
    void startRequested(const holdpoint::PlanRunner::Request& request);
    void armRequested(const holdpoint::PlanRunner::Request& request);
    void disarmRequested();
    void failedAgainRequested();
    /// Whether this run counts; the load and thresholds of this test.
    void countingRequested(qint64 run);
    void editRequested(const QString& test);
    /// The window asks whether it is meant, and stops.
    void stopRequested();

protected:
    void personChanged() override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void noteSilence();
    void tellNotStarted();
    void beginLog();
    void logDone(std::string_view action, const Json& detail);
    bool isLoadRunning() const;
    void sessionChanged();
    const RunRecord* newestEnded() const;
    void followOthers(std::int64_t newestBefore);
    void runBegan(qint64 run, const QString& test);
    void runEnded(qint64 run);
    void stateChanged();
    /// The charts in the place of the tests, with the focus if the tests had it.
    void closePicker();
    void loadRun(const RunRecord& record);
    void showLoaded(std::shared_ptr<LiveRun> run);
    void showRun();
    /// The baseline of this test, else its newest run before this one, as dotted lines.
    void loadGhost();
    void setPaused(bool isPaused);
    void storeAlarm(const AlarmRecord& alarm);
    void connectPicker();
    void skipTest(int place);
    void logNotes(const std::map<std::int64_t, std::vector<RunNote>>& notes);
    void showNotes();
    void showNotice();
    void actOnNotice(RunNotice::Kind kind, int action);

    Session* m_session = nullptr;
    PlanRunner* m_runner = nullptr;
    std::shared_ptr<LiveRun> m_run;
    std::vector<RunRecord> m_runs;
    std::map<std::int64_t, std::vector<RunNote>> m_notes; // by run
    std::optional<RunInterruption> m_interruption;
    QString m_dossier;           // the log and the choices of tests are of it; empty: none was open
    bool m_isPickerHeld = false; // a person asked for the tests: only a person leaves them
    bool m_wasRunning = false;
    QString m_armed;
    QString m_pausedAt;
    std::int64_t m_ghostFor = 0; // run whose ghost is read; 0: none
    std::int64_t m_loading = 0;  // run that is read; frames that come meanwhile are in the dossier or will be added then
    QTimer m_timer;
    RunNotice* m_notice;
    LivePanel* m_panel;
    RunLoader* m_loader;
    AlarmPanel* m_alarms;
    LampPanel* m_lamps;
    EvidencePanel* m_evidence;
    LiveWatch* m_watch;
    RunLoader* m_ghostLoader;
    LiveLog* m_log;
    Button* m_pick;
    Button* m_pause;
};

} // namespace holdpoint
