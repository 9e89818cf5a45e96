// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/test_run.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/dossier/ended_alarm.h"
#include "core/verdict/sentences.h"

#include <QPointer>
#include <QPromise>

namespace holdpoint {

namespace {

bool provesAfterwards(RunKind kind)
{
    return kind == RunKind::Load || kind == RunKind::Retest || kind == RunKind::Breakpoint;
}

} // namespace

TestRun::TestRun(Session& session, const TestPlan& test, Options options)
    : m_session(session), m_test(test), m_options(std::move(options))
{
    connect(&m_storing, &QFutureWatcher<Result<>>::finished, this, &TestRun::noteStored);
    connect(&m_clockTimer, &QTimer::timeout, this, &TestRun::lookAtClocks);
    connect(&m_clockTimer, &QTimer::timeout, this, &TestRun::lookAtAgents);
    m_stopLimit.setSingleShot(true);
    connect(&m_stopLimit, &QTimer::timeout, this, &TestRun::killSilent);
    m_abortTimer.setSingleShot(true);
    connect(&m_abortTimer, &QTimer::timeout, this, &TestRun::abortByRule);
}

TestRun::~TestRun() = default;

void TestRun::start()
{
    m_phase = Phase::Starting;
    const Plan& plan = m_session.plan();
    m_record.testId = m_test.id;
    m_record.kind = m_options.kind;
    m_record.startedAt = systemClock().wallNow();
    m_record.isRehearsal = plan.isRehearsal;
    m_record.planSha256 = plan.sha256;
    auto agentPlan = planForAgent(plan);
    if (!agentPlan) {
        giveUp(QString::fromStdString(agentPlan.error().message));
        return;
    }
    const auto begun = m_session.dossier().beginRun(m_test.id, m_options.kind, plan, m_record.startedAt);
    if (!begun) {
        giveUp(QString::fromStdString(begun.error().message));
        return;
    }
    m_record.id = *begun;
    m_judge = std::make_unique<RunJudge>(rulesFor(plan, m_test, m_options.kind));
    if (provesAfterwards(m_options.kind)) {
        m_watch = std::make_unique<RunWatch>(m_session, m_record.id, *m_judge, alarmsOf(plan.alarms, m_test.thresholds));
        connect(m_watch.get(), &RunWatch::alarmChanged, this, &TestRun::alarmChanged);
        connect(m_watch.get(), &RunWatch::sampled, this, &TestRun::sampled);
        connect(m_watch.get(), &RunWatch::sourceAnswered, this, &TestRun::sourceAnswered);
        connect(m_watch.get(), &RunWatch::logged, this,
                [this](const QString& line) { log(m_test.title + ": " + line.toStdString()); });
        connect(m_watch.get(), &RunWatch::measured, this, [this] {
            if (m_phase == Phase::Measuring) {
                QTimer::singleShot(0, this, [this] { end(); });
            }
        });
    }
    Q_EMIT began(m_record);
    const unsigned count = provesAfterwards(m_options.kind) ? std::max(1U, m_options.agents) : 1U;
    for (unsigned index = 0; index < count; ++index) {
        addAgent(index);
    }
    ShardMessage message;
    message.plan = std::move(*agentPlan);
    for (unsigned index = 0; index < count; ++index) {
        message.shard.run = m_record.id;
        message.shard.index = index;
        message.shard.count = count;
        message.shard.seed = static_cast<std::uint64_t>(m_record.id);
        message.shard.kind = m_options.kind;
        message.shard.sensorKeys = m_session.checklistTemplate().metricKeys(m_test.id);
        message.testId = m_test.id;
        message.planSha256 = plan.sha256;
        message.secrets = plan.secrets;
        message.samples = m_options.samples;
        m_agents[index]->start(message);
    }
}

void TestRun::addAgent(unsigned index)
{
    std::unique_ptr<LocalAgent, Later> agent(new LocalAgent(m_options.ctlProgram));
    connect(agent.get(), &LocalAgent::ready, this, &TestRun::agentReady);
    connect(agent.get(), &LocalAgent::connected, this, &TestRun::agentConnected);
    connect(agent.get(), &LocalAgent::frameReceived, this, [this, index](const Frame& frame) { takeFrame(index, frame); });
    connect(agent.get(), &LocalAgent::said, this, [this](const QString& line) { log(m_test.title + ": " + line.toStdString()); });
    connect(agent.get(), &LocalAgent::concluded, this, &TestRun::takeVerdict);
    connect(agent.get(), &LocalAgent::samplesCut, this, &TestRun::samplesCut);
    connect(agent.get(), &LocalAgent::finished, this, [this, index](const QString& why) { agentFinished(index, why); });
    connect(agent.get(), &LocalAgent::lost, this, &TestRun::agentLost);
    connect(agent.get(), &LocalAgent::gapFound, this, [this, index](quint64 first, quint64 last) {
        const std::string what = "frames " + std::to_string(first) + " to " + std::to_string(last) + " of agent " +
                                 std::to_string(index + 1) + " are lost";
        log(m_test.title + ": " + what);
        if (m_ending == RunEnding::Completed) { // a run with a hole proves nothing about its whole
            m_ending = RunEnding::Interrupted;
            m_whyEnded = what;
        }
    });
    m_agents.push_back(std::move(agent));
}

void TestRun::agentReady()
{
    if (++m_readyAgents == m_agents.size() && m_phase == Phase::Starting) {
        prepare();
    }
}

void TestRun::prepare()
{
    m_phase = Phase::Preparing;
    m_verifier = std::make_unique<Verifier>(*m_agents.front(), m_test);
    runSetup();
}

void TestRun::runSetup()
{
    const auto readBefore = [this] {
        if (!provesAfterwards(m_options.kind)) {
            lookBefore();
            return;
        }
        m_verifier->readBefore([this] { lookBefore(); });
    };
    if (m_test.setup.empty()) {
        readBefore();
        return;
    }
    m_agents.front()->runOnce(QStringLiteral("setup"), [this, readBefore](Result<std::vector<StepOutcome>> answer) {
        if (m_phase != Phase::Preparing || !answer) {
            return; // without an answer the agent is lost: agentLost() ends the run
        }
        const std::string failure = firstFailure(answer);
        if (failure.empty()) {
            log(m_test.title + ": setup done");
            QTimer::singleShot(0, this, readBefore);
            return;
        }
        m_whyEnded = m_setupFailure = "setup failed: " + failure;
        log(m_test.title + ": " + m_whyEnded);
        QTimer::singleShot(0, this, [this] { end(); });
    });
}

std::string TestRun::firstFailure(const Result<std::vector<StepOutcome>>& answer) const
{
    if (!answer) {
        return answer.error().message;
    }
    for (const StepOutcome& outcome : *answer) {
        if (outcome.isFailed) {
            const std::string what = outcome.error.empty() ? "answered " + std::to_string(outcome.status) : outcome.error;
            return outcome.name + ": " + what;
        }
    }
    return {};
}

/// Before our connections are there: a look at the service counts its own.
void TestRun::lookBefore()
{
    if (m_phase != Phase::Preparing) {
        return;
    }
    if (!m_options.beforeLoad) {
        connectAgents();
        return;
    }
    m_options.beforeLoad(m_record, [self = QPointer<TestRun>(this)] {
        if (self) {
            self->connectAgents();
        }
    });
}

/// VUs that exist from the start have their connections before second 0; a dry run shows how one is made.
void TestRun::connectAgents()
{
    if (m_phase != Phase::Preparing) {
        return; // stopped or lost while others were looking
    }
    if (m_options.kind == RunKind::DryRun) {
        startLoad();
        return;
    }
    m_connectingSince = systemClock().steadyNow();
    for (const auto& agent : m_agents) {
        agent->connectAhead();
    }
}

void TestRun::agentConnected(const Connecting& result)
{
    m_connecting.opened += result.opened;
    m_connecting.failed += result.failed;
    m_connecting.fault = m_connecting.fault.empty() ? result.fault : m_connecting.fault;
    if (++m_connectedAgents < m_agents.size() || m_phase != Phase::Preparing) {
        return;
    }
    if (m_connecting.opened > 0) {
        log(m_test.title + ": " + formatCount(m_connecting.opened) + " connections opened before the load, in " +
            formatDuration(systemClock().steadyNow() - m_connectingSince));
    }
    if (m_connecting.failed > 0) {
        log(m_test.title + ": " + formatCount(m_connecting.failed) +
            " connections could not be opened before the load (their first requests try again): " + m_connecting.fault);
    }
    startLoad();
}

void TestRun::verify()
{
    m_phase = Phase::Verifying;
    if (m_watch) {
        m_watch->finish();
    }
    noteLoadEnd();
    if (m_ending != RunEnding::Completed || !m_setupFailure.empty() || !provesAfterwards(m_options.kind) ||
        m_test.verifications.empty()) {
        tearDown();
        return;
    }
    log(m_test.title + ": load done, verifying");
    m_verifier->verify(m_judge->totals(), [this](std::vector<VerificationResult> results) {
        for (const VerificationResult& result : results) {
            log("verify " + result.sentence);
        }
        m_verifications.insert(m_verifications.end(), results.begin(), results.end());
        QTimer::singleShot(0, this, [this] { tearDown(); });
    });
}

void TestRun::tearDown()
{
    if (m_phase != Phase::Verifying) {
        return;
    }
    m_phase = Phase::TearingDown;
    if (m_test.teardown.empty() || !m_agents.front()->isAlive()) {
        measure();
        return;
    }
    log(m_test.title + ": teardown");
    m_agents.front()->runOnce(QStringLiteral("teardown"), [this](Result<std::vector<StepOutcome>> answer) {
        if (const std::string failure = firstFailure(answer); !failure.empty()) {
            log(m_test.title + ": teardown failed: " + failure);
        }
        QTimer::singleShot(0, this, [this] { measure(); });
    });
}

void TestRun::measure()
{
    if (m_phase != Phase::TearingDown) {
        return;
    }
    m_phase = Phase::Measuring;
    if (!m_watch || !m_watch->isMeasuring()) {
        end();
    }
}

void TestRun::end()
{
    if (m_phase == Phase::Ended) {
        return;
    }
    m_phase = Phase::Ended;
    noteLoadEnd();
    m_clockTimer.stop();
    m_stopLimit.stop();
    m_verifier.reset();
    m_agents.clear();
    m_record.endedAt = systemClock().wallNow();
    m_record.whyEnded = m_whyEnded;
    m_record.result = m_judge->judge(m_ending, m_whyEnded, m_verifications, m_watch ? m_watch->close() : SourceFindingsByQuery{});
    if (!m_setupFailure.empty() && m_ending == RunEnding::Completed) {
        // Nobody was lost: the run has no data, which is inconclusive, and this is the reason for it.
        m_record.result.reasons.insert(m_record.result.reasons.begin(), asSentence(m_setupFailure));
        if (m_record.result.outcome == RunOutcome::Passed || m_record.result.outcome == RunOutcome::Warned) {
            m_record.result.outcome = RunOutcome::Inconclusive; // what came before the failure proves nothing
        }
    }
    // The writer's thread stores it: hashing and syncing a long run would hold the window. The future outlives this object.
    const auto promise = std::make_shared<QPromise<Result<>>>();
    promise->start();
    m_storing.setFuture(promise->future());
    m_session.frameWriter().endRun({m_record.id, *m_record.endedAt, m_record.whyEnded, m_record.result},
                                   [promise](Result<> stored) {
                                       promise->addResult(std::move(stored));
                                       promise->finish();
                                   });
}

void TestRun::noteStored()
{
    if (const Result<> stored = m_storing.result(); !stored) {
        giveUp(QString::fromStdString(stored.error().message));
        return;
    }
    for (const auto& [id, alarm] : m_watch ? m_watch->firing() : std::map<std::string, AlarmRecord>{}) {
        Q_EMIT alarmChanged(endedWithTheRun(alarm, *m_record.endedAt));
    }
    Q_EMIT ended(m_record);
}

void TestRun::giveUp(const QString& message)
{
    m_phase = Phase::Ended;
    m_clockTimer.stop();
    m_stopLimit.stop();
    m_verifier.reset();
    m_agents.clear();
    QTimer::singleShot(0, this, [this, message] { Q_EMIT failed(message); });
}

Nanos TestRun::elapsed() const
{
    if (!m_t0) {
        return Nanos{0};
    }
    return std::max(Nanos{0}, systemClock().steadyNow() - *m_t0);
}

Nanos TestRun::planned() const
{
    if (m_options.kind == RunKind::DryRun) {
        return Nanos{0};
    }
    return m_judge ? m_judge->rules().window.load : m_test.plannedDuration();
}

} // namespace holdpoint
