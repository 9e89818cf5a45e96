// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/samples/sample_writer.h"
#include "core/sensors/source_report.h"
#include "core/session/clock_watch.h"
#include "core/session/run_queue.h"
#include "core/session/session.h"
#include "core/verdict/run_result.h"

#include <QObject>
#include <QString>
#include <QStringList>
#include <functional>
#include <memory>

namespace holdpoint {

/// Runs tests of a plan one after another in agents, and writes all of it into the session's dossier: setup, load, verify,
/// teardown, judge. Owner's thread only, needs an event loop; never blocks it.
class PlanRunner : public QObject
{
    Q_OBJECT

public:
    struct Request
    {
        QStringList tests; // empty: all of the plan, in its order
        RunKind kind = RunKind::Load;
        QString ctlProgram; // empty: findCtl()
        unsigned agents = 1;
        /// Files that get every request: begun anew by start(), the tests' samples one after another. A run with JTL leaves the
        /// audit row kAuditSamplesWritten.
        SampleWriter::Files samples;
        std::optional<Nanos> pause;               // between tests; none: the plan's
        std::function<ClockReading()> readClocks; // empty: the machine's
        /// How long a person may keep an abort rule from ending the load (semantics.md §7: 15 s with a window); 0: at once.
        Millis abortDelay{};
    };
    enum class State { Idle, Preparing, Running, Stopping, Pausing, Finished };
    Q_ENUM(State)

    /// Called around every run by those who take snapshots or set annotations (later issues). Must not block.
    struct Hooks
    {
        std::function<void(const RunRecord&)> runBegan;
        std::function<void(const RunRecord&)> runEnded;
    };

    explicit PlanRunner(Session& session, QObject* parent = nullptr);
    ~PlanRunner() override;

    void addHooks(Hooks hooks);
    /// Error if something runs, or preflight forbids it (then nothing was sent). stateChanged() tells the rest.
    Result<> start(const Request& request);
    /// Graceful: outcome ABORTED, the report can still be written, nothing else of the queue starts. At once, or a second call:
    /// answers under way are given up.
    void stop(const QString& why, bool atOnce = false);

    /// The tests of this start() or the last one, and how they run.
    const RunQueue& queue() const;
    RunKind kind() const;
    /// Refused as RunQueue says. `person` stands in the audit log.
    Result<> moveTest(std::size_t index, int by, const Person& person = {});
    /// One that waits does not run; the one that runs is stopped (ABORTED) and the next one follows. `why` is its reason.
    Result<> skipTest(std::size_t index, const QString& why, const Person& person = {});
    Result<> takeBackTest(std::size_t index, const Person& person = {});
    /// Between tests, the one under way included.
    Nanos pause() const;
    void setPause(Nanos pause);
    /// Of the pause under way; nullopt in any other state.
    std::optional<Nanos> pauseLeft() const;
    /// Ends the pause under way.
    void goOn();

    /// Esc: the load goes on although a rule would stop it. False if none is about to.
    bool keepRunning();
    /// Waits up to 5 s for notices of alarms that are on their way: before a program ends.
    void finishNotices();

    State state() const;
    QString currentTest() const;
    std::int64_t currentRun() const;
    Nanos elapsed() const; // of the current test's load
    Nanos planned() const;
    /// TestRun::silence() of the current test.
    Nanos silence() const;
    /// The judge of the current run for lamps and tiles; null when idle. Valid until the next signal.
    const RunJudge* judge() const;
    /// Outcomes of the tests that were run by this start(), in order.
    const std::vector<std::pair<QString, RunOutcome>>& outcomes() const;
    /// Why the last start() could not go on (dossier not writable, agent not found); a failed test is no error.
    const std::optional<Error>& error() const;
    /// Why files of single requests of the last start() are not complete, a sentence; empty if they are.
    const std::string& samplesFault() const;
    bool wasStoppedByPerson() const;
    bool wasStoppedByRule() const;

Q_SIGNALS:
    void stateChanged(holdpoint::PlanRunner::State state);
    void runBegan(qint64 run, const QString& test);
    /// After the frame was handed to the writer and the judge.
    void frameStored(qint64 run, const holdpoint::Frame& frame);
    void runEnded(qint64 run, const QString& test);
    void alarmChanged(const holdpoint::AlarmRecord& alarm);
    /// queue() or pause() says something else now.
    void queueChanged();
    /// What queries said beside the load.
    void sourcesSampled(qint64 run, const std::vector<holdpoint::SourceSample>& samples);
    /// Whether a source of the plan answered just now, beside the load.
    void sourceAnswered(const holdpoint::SourceReport& source);
    /// A rule stops the load then, unless keepRunning(); an empty sentence: not any more.
    void abortPending(const QString& sentence, int milliseconds);
    /// A line for the Log dock and stderr: "setup: reset answered 200".
    void logged(const QString& line);
    void finished();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace holdpoint
