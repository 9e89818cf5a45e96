// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/window_job.h"

#include "core/base/hash.h"
#include "core/base/time_format.h"
#include "core/monitor/plan_services.h"
#include "core/session/dossier_journal.h"
#include "core/session/session_parts.h"
#include "core/window/window_services.h"
#include "core/window/window_work.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <thread>

namespace holdpoint {

namespace {

constexpr std::size_t kMarkLength = 12;

/// What a finished thread leaves behind.
struct Outcome
{
    bool isWhole = false;
    std::optional<Error> error;
};

/// No two windows of any dossiers share it: the audit log's head is a hash over all that came before.
Result<std::string> newMark(const Dossier& dossier)
{
    const auto head = dossier.auditHead();
    if (!head) {
        return fail(head.error());
    }
    const std::string ground = head->hash + formatUtc(systemClock().wallNow()) + dossier.file().string();
    return "hp-" + sha256Hex(ground).substr(0, kMarkLength);
}

/// When a window ended: as it was announced, unless it was closed earlier or a run went on for longer.
WallTime endOf(const TestWindow& window, const std::vector<RunRecord>& runs)
{
    const WallTime asked = window.closingSince().value_or(systemClock().wallNow());
    if (!window.plannedEnd) {
        return asked;
    }
    WallTime end = *window.plannedEnd;
    for (const RunRecord& run : runs) {
        if (run.startedAt >= window.openedAt && run.startedAt < asked) {
            end = std::max(end, run.endedAt.value_or(asked));
        }
    }
    return std::min(asked, end);
}

WindowFacts factsOf(const TestWindow& window, const Plan& plan, const std::vector<RunRecord>& runs)
{
    WindowFacts facts;
    facts.mark = stringAt(window.detail, "mark");
    facts.release = plan.release.name + " " + plan.release.version;
    facts.environment = plan.environment.name.empty() ? "the test environment" : plan.environment.name;
    facts.from = window.openedAt;
    facts.until = window.plannedEnd.value_or(window.openedAt);
    facts.ended = endOf(window, runs);
    facts.margin = plan.window.margin;
    for (const TestPlan& test : plan.tests) {
        facts.tests.push_back(test.title);
    }
    facts.hosts = estimateRun(plan, {}, RunKind::Load).hosts;
    facts.by = stringAt(window.detail, "by");
    facts.dashboard = plan.window.dashboard;
    return facts;
}

} // namespace

class WindowJob::Private
{
public:
    Private(WindowJob& job, Session& openSession) : owner(job), session(openSession) {}
    ~Private()
    {
        stop();
        if (thread.joinable()) {
            thread.join();
        }
    }

    /// What is being asked is given up; what was sent is looked for at the next start.
    void stop()
    {
        isStopped = true;
        const std::lock_guard lock(mutex);
        if (fetcher != nullptr) {
            fetcher->stop();
        }
    }

    Result<TestWindow> windowFor(const Request& request, const Person& by);
    Result<TestWindow> openNew(const Request& request, const Person& by);
    Result<bool> work(const Request& request, const TestWindow& window, const Plan& plan, const std::filesystem::path& file);

    WindowJob& owner;
    Session& session;
    std::atomic<bool> isStopped = false;
    std::mutex mutex;
    Fetcher* fetcher = nullptr; // while a step is sent; guarded by mutex
    std::thread thread;
    bool isRunning = false;
    Outcome outcome;
};

Result<TestWindow> WindowJob::Private::openNew(const Request& request, const Person& by)
{
    Dossier& dossier = session.dossier();
    const auto mark = newMark(dossier);
    if (!mark) {
        return fail(mark.error());
    }
    const Nanos duration = request.duration > Nanos{} ? request.duration : announcedDuration(session.plan());
    const WallTime now = systemClock().wallNow();
    const WallTime end = now + std::chrono::duration_cast<Micros>(duration);
    const auto number = dossier.openWindow(now, end, Json{{"mark", *mark}, {"by", by.name}}, by);
    if (!number) {
        return fail(number.error());
    }
    const auto opened = dossier.testWindow();
    return opened ? Result(**opened) : fail(opened.error());
}

Result<TestWindow> WindowJob::Private::windowFor(const Request& request, const Person& by)
{
    Dossier& dossier = session.dossier();
    const auto newest = dossier.testWindow();
    if (!newest) {
        return fail(newest.error());
    }
    const bool isOpen = *newest && (*newest)->isOpen();
    if (request.task == Task::Close) {
        if (!isOpen) {
            return fail(Error::Kind::Refused, "no test window is open; there is nothing to close");
        }
        TestWindow window = **newest;
        if (!window.closingSince()) {
            OutsideStep whole;
            whole.window = window.number;
            whole.step = kWholeWindow;
            whole.state = StepState::Ending;
            whole.reason = "its end was asked for";
            whole.by = by;
            whole.at = systemClock().wallNow();
            const OutsideStep* before = window.step(kWholeWindow);
            if (const auto added = dossier.addStep(whole, before == nullptr ? 0 : before->number); !added) {
                return fail(added.error());
            }
            const auto again = dossier.testWindow();
            return again ? Result(**again) : fail(again.error());
        }
        return window;
    }
    if (!isOpen) {
        return openNew(request, by);
    }
    const TestWindow& window = **newest;
    const std::string until = window.plannedEnd ? " until " + formatUtcClock(*window.plannedEnd) + " UTC" : std::string();
    if (window.closingSince()) {
        return fail(Error::Kind::Refused, "the test window is being closed since " + formatUtcClock(*window.closingSince()) +
                                              " UTC; close it to the end before you open another");
    }
    if (window.isAnnounced() || request.duration > Nanos{}) {
        return fail(Error::Kind::Refused, "the test window is open since " + formatUtcClock(window.openedAt) + " UTC" + until +
                                              "; close it before you open another");
    }
    return window;
}

/// In the job's thread, on a connection of its own.
Result<bool> WindowJob::Private::work(const Request& request, const TestWindow& window, const Plan& plan,
                                      const std::filesystem::path& file)
{
    auto dossier = Dossier::open(file);
    if (!dossier) {
        return fail(dossier.error());
    }
    const auto runs = (*dossier)->runs();
    if (!runs) {
        return fail(runs.error());
    }
    DossierJournal journal(**dossier, window.number);
    Fetcher asking(planFetcherOptions(plan));
    const auto use = [this](Fetcher* now) {
        const std::lock_guard lock(mutex);
        fetcher = now;
        if (now != nullptr && isStopped) {
            now->stop();
        }
    };
    use(&asking);
    const std::shared_ptr<void> whenDone(nullptr, [&use](void*) { use(nullptr); });
    WindowWork::Options options;
    options.by = request.by;
    options.leavesOutFailures = request.leavesOutFailures;
    options.isStopped = &isStopped;
    options.progress = [this](const OutsideStep& step) {
        const auto toQt = [](std::string_view text) { return QString::fromUtf8(text.data(), static_cast<int>(text.size())); };
        QMetaObject::invokeMethod(
            &owner,
            [this, name = toQt(step.step), state = toQt(nameOf(step.state)), reason = toQt(step.reason)] {
                session.noteChange();
                Q_EMIT owner.stepChanged(name, state, reason);
            },
            Qt::QueuedConnection);
    };
    WindowWork work(windowServices(asking, plan), journal, systemClock(), Redactor(planHidden(plan)), options);
    const WindowFacts facts = factsOf(window, plan, *runs);
    if (request.task == Task::Open) {
        auto isWhole = work.open(facts);
        if (isWhole && *isWhole) {
            OutsideStep whole;
            whole.step = kWholeWindow;
            whole.state = StepState::Done;
            whole.reason = "announced";
            whole.at = systemClock().wallNow();
            if (auto written = journal.write(whole); !written) {
                return fail(written.error());
            }
        }
        return isWhole;
    }
    auto isWhole = work.close(facts);
    if (isWhole && *isWhole) {
        if (auto closed = (*dossier)->closeWindow(window.number, request.by, systemClock().wallNow()); !closed) {
            return fail(closed.error());
        }
    }
    return isWhole;
}

WindowJob::WindowJob(Session& session, QObject* parent) : QObject(parent), d(std::make_unique<Private>(*this, session)) {}

WindowJob::~WindowJob() = default;

Result<> WindowJob::start(const Request& request)
{
    if (d->isRunning) {
        return fail(Error::Kind::Refused, "the test window is being opened or closed already; wait for its end");
    }
    const auto by = statedPerson(request.by);
    if (!by) {
        return fail(by.error());
    }
    auto window = d->windowFor(request, *by);
    if (!window) {
        return fail(window.error());
    }
    d->session.noteChange();
    Request stated = request;
    stated.by = *by;
    d->isRunning = true;
    d->isStopped = false;
    if (d->thread.joinable()) {
        d->thread.join();
    }
    d->thread =
        std::thread([this, stated, theWindow = *std::move(window), plan = d->session.plan(), file = d->session.dossier().file()] {
            const auto done = d->work(stated, theWindow, plan, file);
            Outcome outcome{done && *done, done ? std::nullopt : std::optional(done.error())};
            QMetaObject::invokeMethod(
                this,
                [this, outcome = std::move(outcome)] {
                    d->outcome = outcome;
                    d->isRunning = false;
                    d->session.noteChange();
                    Q_EMIT finished();
                },
                Qt::QueuedConnection);
        });
    return {};
}

void WindowJob::stop()
{
    d->isStopped = true;
}

bool WindowJob::isRunning() const
{
    return d->isRunning;
}

bool WindowJob::isWhole() const
{
    return d->outcome.isWhole;
}

const std::optional<Error>& WindowJob::error() const
{
    return d->outcome.error;
}

std::vector<PlannedStep> plannedWindowSteps(const Plan& plan)
{
    Fetcher fetcher(planFetcherOptions(plan)); // nothing is asked
    std::vector<PlannedStep> steps;
    for (const auto& service : windowServices(fetcher, plan)) {
        steps.push_back({std::string(service->step()), service->whyLeftOut()});
    }
    return steps;
}

Result<> settleWindowStep(Session& session, const std::string& step, StepWord word, const Person& by, const std::string& reason)
{
    const auto person = statedPerson(by);
    if (!person) {
        return fail(person.error());
    }
    const auto window = session.dossier().testWindow();
    if (!window) {
        return fail(window.error());
    }
    const OutsideStep* known = *window ? (*window)->step(step) : nullptr;
    if (known == nullptr || known->step == kWholeWindow || !(*window)->isOpen()) {
        return fail(Error::Kind::NotFound, "no open test window has a step `" + step + "`; `window DOSSIER status` lists them");
    }
    const auto settled = settledStep(*known, word, *person, reason, systemClock().wallNow());
    if (!settled) {
        return fail(settled.error());
    }
    const auto added = session.dossier().addStep(*settled, known->number);
    if (!added) {
        return fail(added.error());
    }
    session.noteChange();
    return {};
}

} // namespace holdpoint
