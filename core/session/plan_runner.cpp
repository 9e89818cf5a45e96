// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/plan_runner.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/report/report.h"
#include "core/samples/sample_lines.h"
#include "core/session/run_snapshots.h"
#include "core/session/test_run.h"

#include <QTimer>
#include <filesystem>

namespace holdpoint {

namespace {

QString toQt(const std::string& text)
{
    return QString::fromStdString(text);
}

} // namespace

class PlanRunner::Private
{
public:
    Private(PlanRunner& runner, Session& openSession) : owner(runner), session(openSession) { pauseTimer.setSingleShot(true); }

    void setState(State next);
    void runNext();
    void runTest(const TestPlan& test);
    void runStored(const TestPlan& test, const RunRecord& record);
    void testEnded(const TestPlan& test, RunOutcome outcome);
    Result<> beginSamples() const;
    void noteSamples(const RunRecord& record);
    void finish();
    void log(const std::string& line) { Q_EMIT owner.logged(toQt(line)); }

    PlanRunner& owner;
    Session& session;
    Request request;
    State state = State::Idle;
    std::vector<const TestPlan*> queue;
    std::size_t next = 0;
    std::unique_ptr<TestRun> run;
    std::unique_ptr<RunSnapshots> snapshots; // of runs that decide a test
    QTimer pauseTimer;
    std::vector<Hooks> hooks;
    std::vector<std::pair<QString, RunOutcome>> outcomes;
    std::optional<Error> error;
    bool isStopAsked = false;
    bool wasStoppedByPerson = false;
    bool wasStoppedByRule = false;
};

void PlanRunner::Private::setState(State nextState)
{
    if (state != nextState) {
        state = nextState;
        Q_EMIT owner.stateChanged(state);
    }
}

void PlanRunner::Private::runNext()
{
    if (next == queue.size() || isStopAsked || error) {
        finish();
        return;
    }
    const TestPlan& test = *queue[next++];
    runTest(test);
}

void PlanRunner::Private::runTest(const TestPlan& test)
{
    setState(State::Preparing);
    TestRun::Options options{request.kind, request.agents, request.ctlProgram, request.samples, {}, request.abortDelay};
    if (decidesTest(request.kind)) {
        options.beforeLoad = [this](const RunRecord& record, std::function<void()> proceed) {
            snapshots->beforeLoad(record, std::move(proceed));
        };
    }
    run = std::make_unique<TestRun>(session, test, std::move(options));
    TestRun* current = run.get();
    QObject::connect(current, &TestRun::loadEnded, &owner, [this] {
        if (!decidesTest(request.kind)) {
            return;
        }
        if (!isStopAsked) {
            snapshots->loadEnded();
        }
    });
    QObject::connect(current, &TestRun::began, &owner, [this](const RunRecord& record) {
        for (const Hooks& hook : hooks) {
            if (hook.runBegan) {
                hook.runBegan(record);
            }
        }
        Q_EMIT owner.runBegan(record.id, toQt(record.testId));
    });
    QObject::connect(current, &TestRun::loadStarted, &owner, [this] {
        if (decidesTest(request.kind)) {
            snapshots->loadBegan();
        }
        setState(State::Running);
    });
    QObject::connect(current, &TestRun::frameStored, &owner,
                     [this, current](const Frame& frame) { Q_EMIT owner.frameStored(current->id(), frame); });
    QObject::connect(current, &TestRun::logged, &owner, &PlanRunner::logged);
    QObject::connect(current, &TestRun::alarmChanged, &owner, &PlanRunner::alarmChanged);
    QObject::connect(current, &TestRun::sourceAnswered, &owner, &PlanRunner::sourceAnswered);
    QObject::connect(current, &TestRun::abortPending, &owner, &PlanRunner::abortPending);
    QObject::connect(current, &TestRun::sampled, &owner, [this, current](const std::vector<SourceSample>& samples) {
        Q_EMIT owner.sourcesSampled(current->id(), samples);
    });
    QObject::connect(current, &TestRun::ended, &owner, [this, &test](const RunRecord& record) {
        noteSamples(record);
        for (const Hooks& hook : hooks) {
            if (hook.runEnded) {
                hook.runEnded(record);
            }
        }
        if (decidesTest(record.kind) && !isStopAsked) {
            snapshots->runEnded(record, [this, &test, record] { runStored(test, record); });
            return;
        }
        // A run that a person stopped proves nothing, and whoever stops it does not want to wait for it.
        if (snapshots != nullptr) {
            snapshots->giveUp();
        }
        runStored(test, record);
    });
    QObject::connect(current, &TestRun::failed, &owner, [this, &test](const QString& message) {
        error = Error{Error::Kind::Internal, message.toStdString()};
        log(message.toStdString());
        testEnded(test, RunOutcome::Interrupted);
    });
    run->start();
}

void PlanRunner::Private::runStored(const TestPlan& test, const RunRecord& record)
{
    session.noteChange();
    Q_EMIT owner.runEnded(record.id, toQt(record.testId));
    testEnded(test, record.result.outcome);
}

/// Empty files with their heads: agents only append.
Result<> PlanRunner::Private::beginSamples() const
{
    Result<> begun;
    if (!request.samples.jtl.empty()) {
        begun = beginSampleFile(request.samples.jtl, jtlHead());
    }
    if (begun && !request.samples.json.empty()) {
        std::map<std::string, std::vector<std::string>> thresholds;
        for (const TestPlan* test : queue) {
            for (const ThresholdRule& rule : test->thresholds) {
                thresholds[rule.metric].push_back(rule.target.text);
            }
        }
        begun = beginSampleFile(request.samples.json, k6MetricLines(thresholds));
    }
    return begun;
}

void PlanRunner::Private::noteSamples(const RunRecord& record)
{
    if (request.samples.jtl.empty()) {
        return;
    }
    std::error_code ignored;
    const auto dropped = integerAt(memberAt(record.result.metrics, "samples_dropped"), "count");
    const auto noted = session.dossier().addAudit(std::string(kAuditSamplesWritten),
                                                  Json{{"run", record.id},
                                                       {"file", std::filesystem::absolute(request.samples.jtl, ignored).string()},
                                                       {"dropped", dropped}},
                                                  {}, systemClock().wallNow());
    if (!noted) {
        log(noted.error().message);
    }
}

void PlanRunner::Private::testEnded(const TestPlan& test, RunOutcome outcome)
{
    outcomes.emplace_back(toQt(test.id), outcome);
    wasStoppedByRule = wasStoppedByRule || run->wasStoppedByRule();
    log(test.title + ": " + std::string(nameOf(outcome)));
    // The run is the sender of the signal that led here: end it from the event loop.
    run.release()->deleteLater();
    const bool isLast = next == queue.size();
    const bool hasPause = request.kind != RunKind::DryRun && session.plan().pause > Nanos{0};
    if (isLast || isStopAsked || error || !hasPause) {
        QTimer::singleShot(0, &owner, [this] { runNext(); });
        return;
    }
    setState(State::Pausing);
    pauseTimer.start(std::chrono::ceil<Millis>(session.plan().pause));
}

void PlanRunner::Private::finish()
{
    setState(State::Finished);
    Q_EMIT owner.finished();
}

PlanRunner::PlanRunner(Session& session, QObject* parent) : QObject(parent), d(std::make_unique<Private>(*this, session))
{
    connect(&d->pauseTimer, &QTimer::timeout, this, [this] { d->runNext(); });
}

PlanRunner::~PlanRunner() = default;

void PlanRunner::addHooks(Hooks hooks)
{
    d->hooks.push_back(std::move(hooks));
}

Result<> PlanRunner::start(const Request& request)
{
    if (d->state != State::Idle && d->state != State::Finished) {
        return fail(Error::Kind::Refused, "a run is under way: stop it first or wait for its end");
    }
    const Plan& plan = d->session.plan();
    std::vector<const TestPlan*> queue;
    std::vector<std::string> ids;
    if (request.tests.isEmpty()) {
        for (const TestPlan& test : plan.tests) {
            queue.push_back(&test);
        }
    }
    for (const QString& id : request.tests) {
        const TestPlan* test = plan.test(id.toStdString());
        if (test == nullptr) {
            std::vector<std::string> known;
            for (const TestPlan& one : plan.tests) {
                known.push_back(one.id);
            }
            return fail(Error::Kind::Invalid, "the plan has no test `" + id.toStdString() + "`; it has " + join(known, ", "));
        }
        queue.push_back(test);
    }
    for (const TestPlan* test : queue) {
        ids.push_back(test->id);
    }
    const auto faults = preflightFaults(plan, ids, request.kind, machineLimits());
    if (!faults.empty()) {
        std::string text;
        for (const PlanFault& fault : faults) {
            text += (text.empty() ? "" : "\n") + fault.text();
        }
        return fail(Error::Kind::Invalid, text);
    }
    if (const auto stored = d->session.dossier().storePlan(plan); !stored) {
        return stored;
    }
    d->request = request;
    if (d->request.ctlProgram.isEmpty()) {
        d->request.ctlProgram = findCtl();
    }
    if (d->request.ctlProgram.isEmpty()) {
        return fail(Error::Kind::NotFound, "holdpointctl is neither beside this program nor in PATH: it generates the load");
    }
    d->queue = std::move(queue);
    if (const auto begun = d->beginSamples(); !begun) {
        return begun;
    }
    if (decidesTest(request.kind) && d->snapshots == nullptr) {
        d->snapshots = std::make_unique<RunSnapshots>(d->session);
        connect(d->snapshots.get(), &RunSnapshots::logged, this, &PlanRunner::logged);
    }
    d->next = 0;
    d->outcomes.clear();
    d->error.reset();
    d->isStopAsked = d->wasStoppedByPerson = d->wasStoppedByRule = false;
    d->setState(State::Preparing);
    QTimer::singleShot(0, this, [this] { d->runNext(); });
    return {};
}

void PlanRunner::stop(const QString& why)
{
    if (d->state == State::Idle || d->state == State::Finished) {
        return;
    }
    if (d->run && d->run->isOver() && d->next == d->queue.size()) {
        return; // the last test is being stored: nothing is left to stop
    }
    const bool atOnce = d->isStopAsked;
    d->isStopAsked = true;
    d->wasStoppedByPerson = true;
    if (d->run) {
        d->setState(State::Stopping);
        d->run->stop(why, atOnce);
    } else if (d->pauseTimer.isActive()) {
        d->pauseTimer.stop();
        d->finish();
    }
}

bool PlanRunner::keepRunning()
{
    return d->run && d->run->keepRunning();
}

PlanRunner::State PlanRunner::state() const
{
    return d->state;
}

QString PlanRunner::currentTest() const
{
    return d->run ? toQt(d->run->test().id) : QString();
}

std::int64_t PlanRunner::currentRun() const
{
    return d->run ? d->run->id() : 0;
}

Nanos PlanRunner::elapsed() const
{
    return d->run ? d->run->elapsed() : Nanos{0};
}

Nanos PlanRunner::planned() const
{
    return d->run ? d->run->planned() : Nanos{0};
}

const RunJudge* PlanRunner::judge() const
{
    return d->run ? d->run->judge() : nullptr;
}

const std::vector<std::pair<QString, RunOutcome>>& PlanRunner::outcomes() const
{
    return d->outcomes;
}

const std::optional<Error>& PlanRunner::error() const
{
    return d->error;
}

bool PlanRunner::wasStoppedByPerson() const
{
    return d->wasStoppedByPerson;
}

bool PlanRunner::wasStoppedByRule() const
{
    return d->wasStoppedByRule;
}

} // namespace holdpoint
