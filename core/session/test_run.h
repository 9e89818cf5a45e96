// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/agent/local_agent.h"
#include "core/samples/sample_writer.h"
#include "core/session/clock_watch.h"
#include "core/session/run_watch.h"
#include "core/session/session.h"
#include "core/session/verifier.h"
#include "core/verdict/run_result.h"

#include <QFutureWatcher>
#include <QObject>
#include <QString>
#include <QTimer>
#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace holdpoint {

/// One run of one test: agents, setup, load, verify, teardown, judge, all of it into the session's dossier.
/// start() once; then ended() or failed() comes exactly once. Owner's thread, needs an event loop, never blocks it.
class TestRun : public QObject
{
    Q_OBJECT

public:
    struct Options
    {
        RunKind kind = RunKind::Load;
        unsigned agents = 1;
        QString ctlProgram;
        SampleWriter::Files samples;
        /// Called once the setup is done; the run goes on when it calls back, from the owner's thread. Empty: at once.
        std::function<void(const RunRecord&, std::function<void()> proceed)> beforeLoad;
        std::function<ClockReading()> readClocks; // empty: the machine's
        /// How long a person may stop an abort rule from ending the load; 0: it ends at once.
        Millis abortDelay{};
    };

    TestRun(Session& session, const TestPlan& test, Options options);
    ~TestRun() override;

    void start();
    /// Graceful, or at once. The outcome will be aborted.
    void stop(const QString& why, bool atOnce);

    /// A person keeps the load running although a rule would stop it: that rule says nothing more in this run. False if none is
    /// about to.
    bool keepRunning();

    std::int64_t id() const { return m_record.id; }
    const TestPlan& test() const { return m_test; }
    /// Since the load began; of an engine that takes time to begin, since its first frame's second 0.
    Nanos elapsed() const;
    Nanos planned() const;
    /// For how long an agent whose load is on has sent nothing; 0 while all are heard.
    Nanos silence() const;
    /// The run is over; its end is on its way into the dossier.
    bool isOver() const { return m_phase == Phase::Ended; }
    const RunJudge* judge() const { return m_judge.get(); }
    bool wasStoppedByRule() const { return m_ending == RunEnding::StoppedByRule; }

Q_SIGNALS:
    void began(const holdpoint::RunRecord& record);
    void loadStarted();
    /// Once, when no more load is applied: before verification.
    void loadEnded();
    void frameStored(const holdpoint::Frame& frame);
    void alarmChanged(const holdpoint::AlarmRecord& alarm);
    /// The run has a new note (a clock jumped).
    void noted();
    void logged(const QString& line);
    /// LocalAgent::samplesCut()
    void samplesCut(const QString& why);
    /// A rule will stop the load then, unless keepRunning(); 0: not any more.
    void abortPending(const QString& sentence, int milliseconds);
    void sampled(const std::vector<holdpoint::SourceSample>& samples);
    void sourceAnswered(const holdpoint::SourceReport& source);
    void ended(const holdpoint::RunRecord& record);
    /// The run could not be recorded: nothing was loaded, or the dossier cannot be written any more.
    void failed(const QString& message);

private:
    /// An agent is often let go from inside its own signal: it goes when the event loop is back.
    struct Later
    {
        void operator()(LocalAgent* agent) const { agent->letGo(); }
    };
    enum class Phase { New, Starting, Preparing, Loading, Verifying, TearingDown, Measuring, Ended };

    void addAgent(unsigned index);
    void agentReady();
    void prepare();
    void runSetup();
    void lookBefore();
    void connectAgents();
    void agentConnected(const Connecting& result);
    void startLoad();
    void noteLoadEnd();
    void lookAtClocks();
    void lookAtAgents();
    void takeFrame(unsigned index, const Frame& frame);
    void endLoad(const std::string& why);
    void stopAgents(const QString& why, bool atOnce = false);
    void killSilent();
    Nanos gracefulStop() const;
    void takeVerdict(const EngineVerdict& verdict);
    void followAbortRule();
    void abortByRule();
    void agentFinished(unsigned index, const QString& why);
    std::string whyAgentsEnded() const;
    void agentLost(const QString& why);
    void verify();
    void tearDown();
    /// Waits for what sources know of the load, then ends.
    void measure();
    void end();
    void noteStored();
    void giveUp(const QString& message);
    void log(const std::string& line) { Q_EMIT logged(QString::fromStdString(line)); }
    std::string firstFailure(const Result<std::vector<StepOutcome>>& answer) const;

    Session& m_session;
    const TestPlan& m_test;
    Options m_options;
    Phase m_phase = Phase::New;
    RunRecord m_record;
    std::unique_ptr<RunJudge> m_judge;
    std::unique_ptr<RunWatch> m_watch; // of kinds that prove something
    std::vector<std::unique_ptr<LocalAgent, Later>> m_agents;
    std::unique_ptr<Verifier> m_verifier;
    unsigned m_readyAgents = 0;
    unsigned m_connectedAgents = 0;
    Connecting m_connecting; // of all agents
    SteadyTime m_connectingSince{};
    std::map<unsigned, std::string> m_agentEnds; // by index
    std::map<unsigned, Nanos> m_silences;        // of agents that have sent a frame or should have, by index
    SteadyTime m_lookedAtAgents{};
    std::optional<SteadyTime> m_t0;
    std::optional<ClockWatch> m_clocks; // from t0 on
    QTimer m_clockTimer;
    QTimer m_stopLimit; // from the stop on: who has not ended by then is killed
    bool m_isLoadOver = false;
    RunEnding m_ending = RunEnding::Completed;
    std::string m_whyEnded;
    QTimer m_abortTimer;      // runs while a rule is about to stop the load
    std::string m_abortCause; // of it
    bool m_isAbortRefused = false;
    std::string m_setupFailure; // then nothing was loaded, or not as planned
    std::vector<VerificationResult> m_verifications;
    QFutureWatcher<Result<>> m_storing;
};

} // namespace holdpoint
