// SPDX-License-Identifier: GPL-3.0-or-later
// The end of a run: stored by the writer's thread, whatever becomes of the window meanwhile.
#include "core/dossier/ended_alarm.h"
#include "core/dossier/sql_connection.h"
#include "core/session/plan_runner.h"
#include "tests/integration/session/session_fixture.h"
#include "tests/support/silent_port.h"

#include <QSignalSpy>
#include <QTest>
#include <QTimer>

namespace holdpoint {

using testing::HasSubstr;
using testing::SizeIs;

namespace {

constexpr int kRunLimitMs = 60'000;
constexpr int kTurns = 20;

} // namespace

class RunEndTest : public SessionTest
{
protected:
    RunEndTest()
    {
        std::string plan = kSessionPlan;
        const auto tests = plan.find("tests:");
        plan.erase(tests);
        const std::string base = "http://127.0.0.1:8080";
        plan.replace(plan.find(base), base.size(), m_nobody.url());
        write("plan.yaml", plan + R"(generator: {max_lag: 60s, max_busy: 100%, max_limited: 100%}
tests:
  search:
    title: Search
    teardown:
      - get: /gone
    scenarios:
      searchers:
        executor: constant-arrival-rate
        rate: 20/s
        duration: 4s
        graceful_stop: 1s
        pre_allocated_vus: 5
        max_vus: 20
        flow:
          - get: /api/search
            name: search
    thresholds:
      - {metric: http_req_failed, target: "rate<0.001", critical: "rate<0.01", min_n: 5, action: Investigate}
alarms:
  - {id: errors, metric: http_req_failed, when: "rate>0.5", window: 1s, for: 1s, min_n: 1, severity: critical, action: Look}
)");
        m_session = session();
        m_runner = std::make_unique<PlanRunner>(*m_session);
        QObject::connect(m_runner.get(), &PlanRunner::logged, &m_context, [this](const QString& line) {
            m_log += line.toStdString() + "\n";
            if (!line.contains(QStringLiteral("teardown failed"))) {
                return;
            }
            if (m_atTeardown) {
                m_atTeardown();
            }
            // the run's own end is queued behind this signal; this is queued behind it
            QTimer::singleShot(0, &m_context, [this] { QTimer::singleShot(0, &m_context, [this] { m_isEnding = true; }); });
        });
    }

    void start() { ASSERT_OK(m_runner->start({})); }
    bool waitForEnding()
    {
        return QTest::qWaitFor([this] { return m_isEnding; }, kRunLimitMs);
    }
    bool waitForFinish()
    {
        return QTest::qWaitFor([this] { return m_runner->state() == PlanRunner::State::Finished; }, kRunLimitMs);
    }
    std::filesystem::path file() const { return path("platform-1.8.3.holdpoint"); }
    /// Nobody else can write to the dossier until release().
    void hold()
    {
        auto holder = SqlConnection::open(file());
        ASSERT_TRUE(holder) << holder.error().message;
        m_holder = std::move(*holder);
        ASSERT_OK(m_holder->execute(QStringLiteral("BEGIN IMMEDIATE")));
    }
    void release() { m_holder.reset(); }

    const SilentPort m_nobody{SilentPort::Kind::Refusing};
    std::unique_ptr<Session> m_session;
    std::unique_ptr<PlanRunner> m_runner;
    std::unique_ptr<SqlConnection> m_holder;
    std::function<void()> m_atTeardown;
    std::string m_log;
    bool m_isEnding = false;
    QObject m_context;
};

TEST_F(RunEndTest, AnEndThatIsSlowToStoreDoesNotHoldTheEventLoop)
{
    m_atTeardown = [this] { hold(); };
    QSignalSpy ended(m_runner.get(), &PlanRunner::runEnded);
    start();
    ASSERT_TRUE(waitForEnding()) << m_log;

    int turns = 0;
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, &m_context, [&turns] { ++turns; });
    timer.start(1);
    ASSERT_TRUE(QTest::qWaitFor([&turns] { return turns >= kTurns; }, kRunLimitMs));
    EXPECT_EQ(ended.count(), 0) << "it is told once it is stored";
    m_runner->stop(QStringLiteral("stopped by a person")); // too late: the run is judged
    release();

    ASSERT_TRUE(waitForFinish()) << m_log;
    EXPECT_EQ(ended.count(), 1);
    EXPECT_FALSE(m_runner->error()) << m_runner->error()->message;
    EXPECT_FALSE(m_runner->wasStoppedByPerson());
    ASSERT_THAT(m_runner->outcomes(), SizeIs(1));
    EXPECT_EQ(m_runner->outcomes()[0].second, RunOutcome::Failed);
    EXPECT_EQ(m_session->dossier().runs()->at(0).result.outcome, RunOutcome::Failed);
}

TEST_F(RunEndTest, ARunWhoseRunnerAndSessionGoWhileItIsStoredIsStored)
{
    m_atTeardown = [this] { hold(); };
    start();
    ASSERT_TRUE(waitForEnding()) << m_log;

    m_runner.reset();
    release();
    m_session.reset();

    const auto dossier = Dossier::open(file());
    ASSERT_OK(dossier);
    const auto runs = (*dossier)->runs();
    ASSERT_OK(runs);
    ASSERT_THAT(*runs, SizeIs(1));
    EXPECT_TRUE(runs->at(0).endedAt);
    EXPECT_EQ(runs->at(0).result.outcome, RunOutcome::Failed);
}

TEST_F(RunEndTest, AnEndThatCannotBeStoredSaysWhatAndWhy)
{
    m_atTeardown = [this] {
        ASSERT_OK(m_session->frameWriter().flush());
        ASSERT_OK((*Dossier::open(file()))->endRun(1, systemClock().wallNow(), "behind its back", RunResult{}));
    };
    QSignalSpy ended(m_runner.get(), &PlanRunner::runEnded);
    start();
    ASSERT_TRUE(waitForFinish()) << m_log;

    EXPECT_EQ(ended.count(), 0);
    ASSERT_TRUE(m_runner->error());
    EXPECT_THAT(m_runner->error()->message,
                testing::AllOf(HasSubstr("could not be stored"), HasSubstr("end: run 1 in "), HasSubstr("ended at")));
}

TEST_F(RunEndTest, AnAlarmThatStillFiresAtTheEndEndsWithItsRun)
{
    std::vector<AlarmRecord> told;
    bool isToldBeforeTheEnd = false;
    QObject::connect(m_runner.get(), &PlanRunner::alarmChanged, &m_context,
                     [&told](const AlarmRecord& alarm) { told.push_back(alarm); });
    QObject::connect(m_runner.get(), &PlanRunner::runEnded, &m_context,
                     [&] { isToldBeforeTheEnd = !told.empty() && hasEndedWithTheRun(told.back()); });
    start();
    ASSERT_TRUE(waitForFinish()) << m_log;

    EXPECT_TRUE(isToldBeforeTheEnd);
    const auto alarms = m_session->dossier().alarms();
    ASSERT_OK(alarms);
    ASSERT_FALSE(alarms->empty());
    for (const AlarmRecord& alarm : *alarms) {
        EXPECT_EQ(alarm.to, m_session->dossier().runs()->at(0).endedAt);
        EXPECT_TRUE(hasEndedWithTheRun(alarm)) << alarm.sentence;
    }
    EXPECT_THAT(m_session->dossier().checkTables()->faults, SizeIs(0));
}

} // namespace holdpoint
