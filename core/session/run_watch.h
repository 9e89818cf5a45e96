// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sensors/source_report.h"
#include "core/session/session.h"
#include "core/verdict/alarm_watch.h"
#include "core/verdict/run_result.h"
#include "core/watch/plan_watch.h"

#include <QObject>
#include <QString>
#include <atomic>
#include <map>
#include <memory>
#include <set>
#include <vector>

namespace holdpoint {

/// What is watched beside one run's load: alarms over its frames and over queries, rules over queries, and whether each source
/// answered. All of it goes into the session's dossier and to the run's judge. Owner's thread; sources are asked on threads of
/// their own, so nothing here blocks.
class RunWatch : public QObject
{
    Q_OBJECT

public:
    /// `judge` must outlive it.
    RunWatch(Session& session, std::int64_t run, RunJudge& judge, std::vector<AlarmRule> alarms);
    ~RunWatch() override;

    /// The load begins at t0.
    void begin(WallTime t0);
    void takeFrame(const Frame& frame);
    /// Told every second: for how long an agent has sent nothing, 0 while all are heard. From 30 s to the next 0 it is an alarm.
    void noteEngineSilence(Nanos silence);
    /// The load is over: what Prometheus knows of the whole of it is asked for; measured() follows if isMeasuring().
    void finish();
    bool isMeasuring() const { return m_isMeasuring; }
    /// Nothing is asked any more; the last spans are on their way into the dossier. What the judge needs besides its frames.
    SourceFindingsByQuery close();
    /// Alarms that have not cleared.
    const std::map<std::string, AlarmRecord>& firing() const { return m_firing; }

Q_SIGNALS:
    /// What the queries said now; it is on its way into the dossier.
    void sampled(const std::vector<holdpoint::SourceSample>& samples);
    /// Whether a source answered just now.
    void sourceAnswered(const holdpoint::SourceReport& source);
    void alarmChanged(const holdpoint::AlarmRecord& alarm);
    void logged(const QString& line);
    void measured();

private:
    void takeAnswer(const SourceAnswer& answer);
    void takeEvents(const std::vector<AlarmEvent>& events);
    void takeFindings(SourceFindingsByQuery findings);
    /// A source, or a query while its source answers.
    struct Silent
    {
        std::string source; // as in SourceSpan
        std::string id;     // of the alarm; empty: none
        std::string title;
        std::string sentence; // begins the alarm's; " since TIME: REASON" follows
        std::string action;
        std::string consequence; // ends the line of the log
    };
    /// Logs those that fell silent or are back, once each, and raises an alarm of its own for the time between.
    void noteSilence(const Silent& silent, WallTime now);
    Silent silentQuery(const std::string& query) const;
    std::string consequenceOf(const std::string& query) const;
    void store(AlarmRecord alarm);
    void log(const std::string& line) { Q_EMIT logged(QString::fromStdString(line)); }

    Session& m_session;
    const std::int64_t m_run;
    RunJudge& m_judge;
    const std::vector<AlarmRule> m_rules;
    AlarmWatch m_alarms;
    SpanKeeper m_spans;
    WatchedPlan m_watched;
    std::map<std::string, AlarmRecord> m_firing; // by id
    std::set<std::string> m_silent;              // sources whose silence was told
    SourceFindingsByQuery m_findings;
    bool m_isMeasuring = false;
    bool m_isClosed = false;
    std::atomic<bool> m_isInterrupted = false;
    std::unique_ptr<Fetcher> m_fetcher;
    std::unique_ptr<SourceWatch> m_watch; // last: its threads use all of the above
};

} // namespace holdpoint
