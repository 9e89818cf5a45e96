// SPDX-License-Identifier: GPL-3.0-or-later
// A rule that stops the load, with somebody at the window who may keep it running.
#include "core/session/plan_runner.h"
#include "tests/integration/session/session_fixture.h"
#include "tests/support/silent_port.h"

#include <QSignalSpy>
#include <QTest>

namespace holdpoint {
namespace {

using testing::HasSubstr;

constexpr int kLimitMs = 60'000;

class AbortRuleTest : public SessionTest
{
protected:
    AbortRuleTest()
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
        rate: 20/s
        duration: 8s
        graceful_stop: 1s
        pre_allocated_vus: 5
        max_vus: 20
        flow:
          - get: /api/search
            name: search
    thresholds:
      - {metric: http_req_failed, target: "rate<0.001", critical: "rate<0.01", min_n: 5, action: Investigate, abort_on_fail: {after: 1s}}
)");
        m_session = session();
        m_runner = std::make_unique<PlanRunner>(*m_session);
        QObject::connect(m_runner.get(), &PlanRunner::logged, m_runner.get(),
                         [this](const QString& line) { m_log += line.toStdString() + "\n"; });
    }

    void start(Millis delay)
    {
        PlanRunner::Request request;
        request.abortDelay = delay;
        ASSERT_OK(m_runner->start(request));
    }
    bool waitForFinish()
    {
        return QTest::qWaitFor([this] { return m_runner->state() == PlanRunner::State::Finished; }, kLimitMs);
    }

    const SilentPort m_nobody{SilentPort::Kind::Refusing};
    std::unique_ptr<Session> m_session;
    std::unique_ptr<PlanRunner> m_runner;
    std::string m_log;
};

TEST_F(AbortRuleTest, WithNobodyThereItStopsAtOnce)
{
    QSignalSpy pending(m_runner.get(), &PlanRunner::abortPending);
    start(Millis{0});
    ASSERT_TRUE(waitForFinish()) << m_log;
    EXPECT_TRUE(m_runner->wasStoppedByRule()) << m_log;
    EXPECT_FALSE(m_runner->keepRunning());
    for (const QList<QVariant>& said : pending) {
        EXPECT_EQ(said[1].toInt(), 0) << "there was no countdown";
    }
}

TEST_F(AbortRuleTest, ACountdownThatNobodyCancelsStopsIt)
{
    QSignalSpy pending(m_runner.get(), &PlanRunner::abortPending);
    start(Millis{500});
    ASSERT_TRUE(waitForFinish()) << m_log;
    EXPECT_TRUE(m_runner->wasStoppedByRule()) << m_log;
    ASSERT_GE(pending.count(), 2);
    EXPECT_THAT(pending[0][0].toString().toStdString(), HasSubstr("http_req_failed rate<0.01, missed for"));
    EXPECT_EQ(pending[0][1].toInt(), 500);
    EXPECT_EQ(pending.back()[0].toString(), QString());
}

TEST_F(AbortRuleTest, APersonKeepsTheLoadRunningToItsEnd)
{
    QObject::connect(m_runner.get(), &PlanRunner::abortPending, m_runner.get(), [this](const QString& sentence, int) {
        if (!sentence.isEmpty()) {
            EXPECT_TRUE(m_runner->keepRunning());
        }
    });
    QSignalSpy pending(m_runner.get(), &PlanRunner::abortPending);
    start(std::chrono::seconds{30});
    ASSERT_TRUE(waitForFinish()) << m_log;
    EXPECT_FALSE(m_runner->wasStoppedByRule()) << m_log;
    EXPECT_THAT(m_log, HasSubstr("a person keeps the load running although http_req_failed"));
    int countdowns = 0;
    for (const QList<QVariant>& said : pending) {
        countdowns += said[0].toString().isEmpty() ? 0 : 1;
    }
    EXPECT_EQ(countdowns, 1) << "the rule says nothing more in this run";
    ASSERT_FALSE(m_runner->outcomes().empty());
    EXPECT_EQ(m_runner->outcomes().front().second, RunOutcome::Failed) << "kept running is not passed";
}

} // namespace
} // namespace holdpoint
