// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/plan_runner.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/report/report.h"
#include "core/samples/sample_lines.h"
#include "core/session/alarm_poster.h"
#include "core/session/run_snapshots.h"
#include "core/session/test_run.h"
#include "core/session/wake_lock.h"

#include <QTimer>
#include <filesystem>

namespace holdpoint {

namespace {

/// Who opens the dossier after a crash can tell what had not run yet.
Result<> noteQueue(Session& session, const std::vector<std::string>& tests, RunKind kind)
{
    const auto runs = session.dossier().runs();
    if (!runs) {
        return fail(runs.error());
    }
    return session.dossier().addAudit(
        std::string(kAuditQueueStarted),
        Json{{"tests", tests}, {"kind", nameOf(kind)}, {"after_run", runs->empty() ? std::int64_t{0} : runs->back().id}}, {},
        systemClock().wallNow());
}

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
    void startPause();
    void runNext();
    /// Whether its end is worth a look: nobody stopped it.
    bool isLookedAt() const { return decidesTest(request.kind) && !isStopAsked && !isSkipAsked; }
    bool isCompared() const { return request.kind == RunKind::Baseline && !isStopAsked && !isSkipAsked; }
    void runTest(const TestPlan& test);
    void runStored(const TestPlan& test, const RunRecord& record);
    void testEnded(const TestPlan& test, RunOutcome outcome);
    Result<> beginSamples() const;
    void noteSamples(const RunRecord& record);
    void noteChange(std::string_view action, const Json& detail, const Person& person);
    void finish();
    void log(const std::string& line) { Q_EMIT owner.logged(toQt(line)); }

    PlanRunner& owner;
    Session& session;
    Request request;
    State state = State::Idle;
    RunQueue queue;
    std::unique_ptr<TestRun> run;
    std::unique_ptr<RunSnapshots> snapshots; // of runs that decide a test; baselines are compared
    std::unique_ptr<AlarmPoster> poster;
    QTimer pauseTimer;
    Nanos pause{};
    SteadyTime pausingSince{};
    WakeLock wakeLock;
    std::vector<Hooks> hooks;
    std::vector<std::pair<QString, RunOutcome>> outcomes;
    std::optional<Error> error;
    std::string samplesFault;
    bool isStopAsked = false;
    bool isSkipAsked = false; // of the test that runs
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
    const TestPlan* const test = isStopAsked || error ? nullptr : queue.begin();
    if (test == nullptr) {
        finish();
        return;
    }
    runTest(*test);
    Q_EMIT owner.queueChanged();
}

void PlanRunner::Private::runTest(const TestPlan& test)
{
    setState(State::Preparing);
    isSkipAsked = false;
    TestRun::Options options{request.kind, request.agents,     request.ctlProgram, request.samples,
                             {},           request.readClocks, request.abortDelay};
    if (decidesTest(request.kind)) {
        options.beforeLoad = [this](const RunRecord& record, std::function<void()> proceed) {
            snapshots->beforeLoad(record, std::move(proceed));
        };
    }
    run = std::make_unique<TestRun>(session, test, std::move(options));
    TestRun* current = run.get();
    QObject::connect(current, &TestRun::loadEnded, &owner, [this] {
        if (isLookedAt()) {
            snapshots->loadEnded();
        }
    });
    QObject::connect(current, &TestRun::began, &owner, [this](const RunRecord& record) {
        for (const Hooks& hook : hooks) {
            if (hook.runBegan) {
                hook.runBegan(record);
            }
        }
        session.noteRun(record);
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
    QObject::connect(current, &TestRun::samplesCut, &owner, [this, &test](const QString& why) {
        const std::string sentence = "the samples of " + test.title + " are not complete: " + why.toStdString();
        samplesFault = samplesFault.empty() ? sentence : samplesFault;
        log(sentence);
    });
    QObject::connect(current, &TestRun::noted, &owner, [this] { session.noteChange(); });
    QObject::connect(current, &TestRun::alarmChanged, &owner, [this](const AlarmRecord& alarm) {
        Q_EMIT owner.alarmChanged(alarm); // the screen first
        poster->take(alarm);
    });
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
        if (isLookedAt() || isCompared()) {
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
    session.noteRun(record);
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
        for (const RunQueue::Entry& entry : queue.entries()) {
            for (const ThresholdRule& rule : entry.test->thresholds) {
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

/// What a person does with tests that wait: after a crash nobody else knows it.
void PlanRunner::Private::noteChange(std::string_view action, const Json& detail, const Person& person)
{
    if (const auto noted = session.dossier().addAudit(std::string(action), detail, person, systemClock().wallNow()); !noted) {
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
    queue.end(outcome);
    Q_EMIT owner.queueChanged();
    if (!queue.hasWaiting() || isStopAsked || error || pause <= Nanos{0}) {
        QTimer::singleShot(0, &owner, [this] { runNext(); });
        return;
    }
    pausingSince = systemClock().steadyNow();
    setState(State::Pausing);
    startPause();
}

/// For what is left of it.
void PlanRunner::Private::startPause()
{
    const Nanos left = pause - (systemClock().steadyNow() - pausingSince);
    pauseTimer.start(std::max(Millis{0}, std::chrono::ceil<Millis>(left)));
}

void PlanRunner::Private::finish()
{
    pauseTimer.stop();
    wakeLock.release();
    setState(State::Finished);
    Q_EMIT owner.finished();
}

PlanRunner::PlanRunner(Session& session, QObject* parent) : QObject(parent), d(std::make_unique<Private>(*this, session))
{
    connect(&d->pauseTimer, &QTimer::timeout, this, [this] { d->runNext(); });
    connect(&d->wakeLock, &WakeLock::told, this, &PlanRunner::logged);
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
    std::vector<const TestPlan*> tests;
    std::vector<std::string> ids;
    if (request.tests.isEmpty()) {
        for (const TestPlan& test : plan.tests) {
            tests.push_back(&test);
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
        tests.push_back(test);
    }
    for (const TestPlan* test : tests) {
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
    const auto runs = d->session.dossier().runs();
    if (!runs) {
        return fail(runs.error());
    }
    for (const RunRecord& run : *runs) { // those of a process that is gone were ended when the dossier was opened
        if (!run.endedAt) {
            return fail(Error::Kind::Refused, "run " + std::to_string(run.id) + " (" + run.testId +
                                                  ") is under way in this dossier: two loads at once prove nothing. Wait for its "
                                                  "end, or open the dossier again if its program is gone");
        }
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
    d->queue = RunQueue(tests);
    if (const auto begun = d->beginSamples(); !begun) {
        return begun;
    }
    if (d->poster == nullptr) {
        d->poster = std::make_unique<AlarmPoster>(d->session);
        connect(d->poster.get(), &AlarmPoster::told, this, &PlanRunner::logged);
    }
    if ((decidesTest(request.kind) || request.kind == RunKind::Baseline) && d->snapshots == nullptr) {
        d->snapshots = std::make_unique<RunSnapshots>(d->session);
        connect(d->snapshots.get(), &RunSnapshots::logged, this, &PlanRunner::logged);
    }
    if (const auto noted = noteQueue(d->session, ids, request.kind); !noted) {
        return noted;
    }
    const Nanos usual = request.kind == RunKind::DryRun ? Nanos{0} : plan.pause;
    d->pause = request.pause.value_or(usual);
    if (request.kind != RunKind::DryRun) {
        d->wakeLock.hold(tr("Load test of %1").arg(toQt(plan.release.name + " " + plan.release.version)));
    }
    d->outcomes.clear();
    d->error.reset();
    d->samplesFault.clear();
    d->isSkipAsked = d->isStopAsked = d->wasStoppedByPerson = d->wasStoppedByRule = false;
    d->setState(State::Preparing);
    Q_EMIT queueChanged();
    QTimer::singleShot(0, this, [this] { d->runNext(); });
    return {};
}

void PlanRunner::stop(const QString& why, bool atOnce)
{
    if (d->state == State::Idle || d->state == State::Finished) {
        return;
    }
    if (d->run && d->run->isOver() && !d->queue.hasWaiting()) {
        return; // the last test is being stored: nothing is left to stop
    }
    const bool isNow = atOnce || d->isStopAsked;
    d->isStopAsked = true;
    d->wasStoppedByPerson = true;
    if (d->run) {
        d->setState(State::Stopping);
        d->run->stop(why, isNow);
    } else if (d->pauseTimer.isActive()) {
        d->finish();
    }
}

const RunQueue& PlanRunner::queue() const
{
    return d->queue;
}

RunKind PlanRunner::kind() const
{
    return d->request.kind;
}

Result<> PlanRunner::moveTest(std::size_t index, int by, const Person& person)
{
    auto moved = d->queue.move(index, by);
    if (moved) {
        std::vector<std::string> waiting;
        for (const RunQueue::Entry& entry : d->queue.entries()) {
            if (entry.state == RunQueue::State::Waiting) {
                waiting.push_back(entry.test->id);
            }
        }
        d->noteChange(kAuditTestsReordered, Json{{"tests", waiting}}, person);
        Q_EMIT queueChanged();
    }
    return moved;
}

Result<> PlanRunner::skipTest(std::size_t index, const QString& why, const Person& person)
{
    const auto& entries = d->queue.entries();
    if (index < entries.size() && entries[index].state == RunQueue::State::Running && d->run && !d->run->isOver()) {
        const bool isNow = std::exchange(d->isSkipAsked, true);
        if (!isNow) {
            d->noteChange(kAuditTestSkipped, Json{{"test", entries[index].test->id}}, person);
        }
        d->setState(State::Stopping);
        d->run->stop(why, isNow);
        return {};
    }
    auto skipped = d->queue.skip(index);
    if (skipped) {
        d->log(entries[index].test->title + ": skipped");
        d->noteChange(kAuditTestSkipped, Json{{"test", entries[index].test->id}}, person);
        Q_EMIT queueChanged();
        if (d->state == State::Pausing && !d->queue.hasWaiting()) {
            d->finish();
        }
    }
    return skipped;
}

Result<> PlanRunner::takeBackTest(std::size_t index, const Person& person)
{
    auto done = d->state == State::Finished || d->state == State::Idle
                    ? Result<>(fail(Error::Kind::Refused, "nothing runs any more: start the test anew"))
                    : d->queue.takeBack(index);
    if (done) {
        d->noteChange(kAuditTestTakenBack, Json{{"test", d->queue.entries()[index].test->id}}, person);
        Q_EMIT queueChanged();
    }
    return done;
}

Nanos PlanRunner::pause() const
{
    return d->pause;
}

void PlanRunner::setPause(Nanos pause)
{
    d->pause = std::max(Nanos{0}, pause);
    if (d->state == State::Pausing) {
        d->startPause();
    }
    Q_EMIT queueChanged();
}

std::optional<Nanos> PlanRunner::pauseLeft() const
{
    if (d->state != State::Pausing) {
        return std::nullopt;
    }
    return std::max(Nanos{0}, d->pause - (systemClock().steadyNow() - d->pausingSince));
}

void PlanRunner::goOn()
{
    if (d->state == State::Pausing) {
        d->pauseTimer.stop();
        d->runNext();
    }
}

bool PlanRunner::keepRunning()
{
    return d->run && d->run->keepRunning();
}

void PlanRunner::finishNotices()
{
    if (d->poster) {
        d->poster->finish();
        d->poster.reset();
    }
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

Nanos PlanRunner::silence() const
{
    return d->run ? d->run->silence() : Nanos{0};
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

const std::string& PlanRunner::samplesFault() const
{
    return d->samplesFault;
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
