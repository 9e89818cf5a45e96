// SPDX-License-Identifier: GPL-3.0-or-later
// An agent that is alive and says nothing: it is seen, and a stop ends the run all the same.
#include "core/session/plan_runner.h"
#include "core/session/run_watch.h"
#include "tests/integration/session/session_fixture.h"
#include "tests/support/agent_process.h"
#include "tests/support/silent_port.h"

#include <QSignalSpy>
#include <QTest>
#include <csignal>

namespace holdpoint {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

constexpr int kAgentLimitMs = 60'000;

class HungAgentTest : public SessionTest
{
protected:
    HungAgentTest()
    {
        std::string plan = kSessionPlan;
        plan.erase(plan.find("tests:"));
        const std::string base = "http://127.0.0.1:8080";
        plan.replace(plan.find(base), base.size(), m_nobody.url());
        write("plan.yaml", plan + R"(generator: {max_lag: 60s, max_busy: 100%, max_limited: 100%}
tests:
  search:
    title: Search
    scenarios:
      searchers:
        executor: constant-arrival-rate
        rate: 5/s
        duration: 10m
        graceful_stop: 1s
        pre_allocated_vus: 5
        max_vus: 20
        flow:
          - get: /api/search
            name: search
    thresholds:
      - {metric: http_req_failed, target: "rate<0.001", critical: "rate<0.01", min_n: 5, action: Investigate}
)");
        m_session = session();
    }

    const SilentPort m_nobody{SilentPort::Kind::Refusing};
    std::unique_ptr<Session> m_session;
    QObject m_context;
};

TEST_F(HungAgentTest, AStopEndsTheRunAlthoughTheAgentDoesNotObey)
{
    PlanRunner runner(*m_session);
    std::string log;
    QObject::connect(&runner, &PlanRunner::logged, &m_context, [&log](const QString& line) { log += line.toStdString() + "\n"; });
    QSignalSpy frames(&runner, &PlanRunner::frameStored);
    ASSERT_OK(runner.start({}));
    ASSERT_TRUE(QTest::qWaitFor([&frames] { return frames.count() >= 2; }, kAgentLimitMs)) << log;
    EXPECT_EQ(runner.silence(), Nanos{0});
    const pid_t agent = test::agentOfThisProcess();
    ASSERT_NE(agent, 0);
    ASSERT_EQ(::kill(agent, SIGSTOP), 0);

    ASSERT_TRUE(QTest::qWaitFor([&runner] { return runner.silence() >= std::chrono::seconds{3}; }, kAgentLimitMs))
        << "that nothing is heard of it is known";
    runner.stop(QStringLiteral("stopped by Ben Tal"));
    const bool isOver = QTest::qWaitFor([&runner] { return runner.state() == PlanRunner::State::Finished; }, kAgentLimitMs);
    ::kill(agent, SIGCONT);
    ASSERT_TRUE(isOver) << log;

    EXPECT_THAT(log, HasSubstr("the agent did not end its load and was killed"));
    ASSERT_THAT(runner.outcomes(), SizeIs(1));
    EXPECT_EQ(runner.outcomes()[0].second, RunOutcome::Aborted);
    EXPECT_TRUE(m_session->dossier().runs()->at(0).endedAt);
    EXPECT_EQ(m_session->dossier().runs()->at(0).whyEnded, "stopped by Ben Tal");
}

TEST_F(HungAgentTest, ItsSilenceIsAnAlarmFrom30SecondsOnUntilItIsHeardAgain)
{
    const auto run = m_session->dossier().beginRun("search", RunKind::Load, m_session->plan(), systemClock().wallNow());
    ASSERT_OK(run);
    RunJudge judge(rulesFor(m_session->plan(), *m_session->plan().test("search"), RunKind::Load));
    RunWatch watch(*m_session, *run, judge, {});
    std::vector<AlarmRecord> told;
    QObject::connect(&watch, &RunWatch::alarmChanged, &m_context, [&told](const AlarmRecord& alarm) { told.push_back(alarm); });

    watch.noteEngineSilence(std::chrono::seconds{29});
    EXPECT_THAT(told, SizeIs(0));
    watch.noteEngineSilence(std::chrono::seconds{30});
    watch.noteEngineSilence(std::chrono::seconds{31});
    ASSERT_THAT(told, SizeIs(1));
    EXPECT_EQ(told[0].id, "silent-engine");
    EXPECT_EQ(told[0].severity, "critical");
    EXPECT_THAT(told[0].sentence, HasSubstr("has sent nothing since"));
    EXPECT_FALSE(told[0].to);

    watch.noteEngineSilence(Nanos{0});
    watch.noteEngineSilence(Nanos{0});
    ASSERT_THAT(told, SizeIs(2));
    EXPECT_TRUE(told[1].to);
}

} // namespace
} // namespace holdpoint
