// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/run_snapshots.h"

#include "core/analysis/hint_rules.h"
#include "core/sensors/activity_sampler.h"
#include "core/session/reference_runs.h"

#include <QTimer>
#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace holdpoint {

namespace {

constexpr Millis kBeforeLimit{10'000};
constexpr Millis kAnalysisLimit{30'000};
constexpr Millis kLaterLookAfter{120'000};

/// The newest baseline run of the same test and plan text; nullptr if there is none.
const RunRecord* baselineOf(const std::vector<RunRecord>& runs, const RunRecord& run)
{
    const auto found = std::find_if(runs.rbegin(), runs.rend(), [&run](const RunRecord& each) {
        return each.kind == RunKind::Baseline && each.testId == run.testId && each.planSha256 == run.planSha256 && each.endedAt &&
               each.isCounting;
    });
    return found == runs.rend() ? nullptr : &*found;
}

} // namespace

class RunSnapshots::Private
{
public:
    Private(RunSnapshots& snapshots, Session& session)
        : owner(snapshots), plan(session.plan()), file(session.dossier().file()),
          looker(session.plan(), session.checklistTemplate().parameters), sampler(looker), thread([this] { work(); })
    {}

    ~Private()
    {
        looker.stop();
        {
            const std::lock_guard lock(mutex);
            isEnding = true;
            jobs.clear();
        }
        wakeUp.notify_all();
        thread.join();
    }

    void enqueue(std::function<void()> job)
    {
        const std::lock_guard lock(mutex);
        jobs.push_back(std::move(job));
        wakeUp.notify_all();
    }

    // On the thread.
    void work()
    {
        for (;;) {
            std::function<void()> job;
            {
                std::unique_lock lock(mutex);
                wakeUp.wait(lock, [this] { return isEnding || !jobs.empty(); });
                if (isEnding) {
                    dossier.reset(); // its connection is this thread's
                    return;
                }
                job = std::move(jobs.front());
                jobs.pop_front();
            }
            job();
        }
    }

    Dossier* openDossier()
    {
        if (dossier == nullptr) {
            auto opened = Dossier::open(file);
            if (!opened) {
                say(opened.error().message);
                return nullptr;
            }
            dossier = *std::move(opened);
        }
        return dossier.get();
    }

    void store(const std::vector<Snapshot>& taken)
    {
        Dossier* into = taken.empty() ? nullptr : openDossier();
        for (const Snapshot& snapshot : into == nullptr ? std::vector<Snapshot>{} : taken) {
            if (const auto stored = into->addSnapshot(snapshot); !stored) {
                say(stored.error().message);
            }
        }
    }

    void analyse(std::int64_t id)
    {
        Dossier* from = openDossier();
        if (from == nullptr) {
            return;
        }
        const auto runs = from->runs();
        const auto taken = from->snapshots(id);
        if (!runs || !taken) {
            say((!runs ? runs.error() : taken.error()).message);
            return;
        }
        const auto run = std::find_if(runs->begin(), runs->end(), [id](const RunRecord& each) { return each.id == id; });
        const TestPlan* test = run == runs->end() ? nullptr : plan.test(run->testId);
        if (test == nullptr || !wasSeen(*run)) {
            return; // without a second of load there is nothing to find
        }
        MetricTotals totals;
        totals.setWindow(rulesFor(plan, *test, run->kind).window);
        if (const auto read = from->readFrames(id, 0, [&totals](const Frame& frame) { totals.add(frame); }); !read) {
            say(read.error().message);
            return;
        }
        const RunHints hints = hintsOf(runFactsFrom(plan, *run, totals, *taken, baselineOf(*runs, *run)));
        store({Snapshot{id, std::string(kHintsMoment), std::string(kAnalysisSource), systemClock().wallNow(), toJson(hints)}});
        const auto found = std::count_if(hints.hints.begin(), hints.hints.end(),
                                         [](const Hint& each) { return each.state == Hint::State::Found; });
        if (found > 0) {
            say("run " + std::to_string(id) + ": " + std::to_string(found) + (found == 1 ? " finding" : " findings") +
                " for sections 11 and 12 of the checklist");
        }
    }

    /// A baseline is looked at for one thing: whether it is worse than the last accepted one.
    void compareBaseline(std::int64_t id)
    {
        Dossier* from = openDossier();
        const auto found = from == nullptr ? Result<std::optional<Hint>>(std::optional<Hint>()) : baselineComparison(*from, id);
        if (!found) {
            say(found.error().message);
            return;
        }
        if (!*found) {
            return;
        }
        const RunHints hints{id, {**found}};
        store({Snapshot{id, std::string(kHintsMoment), std::string(kAnalysisSource), systemClock().wallNow(), toJson(hints)}});
        say("run " + std::to_string(id) + ": " + (*found)->sentence);
    }

    /// Only while the owner lives: its destructor waits for the thread.
    void say(const std::string& line)
    {
        QMetaObject::invokeMethod(
            &owner, [this, text = QString::fromStdString(line)] { Q_EMIT owner.logged(text); }, Qt::QueuedConnection);
    }

    /// A callback that is called once on the owner's thread: by the returned function from any thread, or when `limit` is over.
    std::function<void()> once(std::function<void()> call, Millis limit)
    {
        const auto kept = std::make_shared<std::function<void()>>(std::move(call));
        const auto callNow = [kept] {
            if (*kept) {
                std::exchange(*kept, nullptr)();
            }
        };
        QTimer::singleShot(limit, &owner, callNow);
        return [this, callNow] { QMetaObject::invokeMethod(&owner, callNow, Qt::QueuedConnection); };
    }

    RunSnapshots& owner;
    const Plan& plan;
    const std::filesystem::path file;
    LoadSpan load; // of the run under way; the owner's thread
    RunLooker looker;
    ActivitySampler sampler;          // started and finished on the thread
    std::unique_ptr<Dossier> dossier; // the thread's

    std::mutex mutex; // guards what is below
    std::condition_variable wakeUp;
    std::deque<std::function<void()>> jobs;
    bool isEnding = false;
    std::thread thread; // last: it uses all of the above
};

RunSnapshots::RunSnapshots(Session& session, QObject* parent) : QObject(parent), d(std::make_unique<Private>(*this, session)) {}

RunSnapshots::~RunSnapshots() = default;

void RunSnapshots::beforeLoad(const RunRecord& record, std::function<void()> proceed)
{
    d->load = {};
    d->load.run = record.id;
    d->load.testId = record.testId;
    if (const TestPlan* test = d->plan.test(record.testId)) {
        const RunWindow window = rulesFor(d->plan, *test, record.kind).window;
        d->load.holdFrom = window.holdFrom;
        d->load.holdTo = window.holdTo;
    }
    const auto goOn = d->once(std::move(proceed), kBeforeLimit);
    d->enqueue([this, load = d->load, goOn] {
        d->store(d->looker.look(kBeforeLoad, load));
        d->sampler.start();
        goOn();
    });
}

void RunSnapshots::loadBegan()
{
    d->load.began = systemClock().wallNow();
}

void RunSnapshots::loadEnded()
{
    d->load.ended = systemClock().wallNow();
    d->enqueue([this, load = d->load] {
        d->store(d->sampler.finish(load));
        d->store(d->looker.look(kAfterLoad, load));
    });
    QTimer::singleShot(kLaterLookAfter, this, [this, load = d->load] {
        if (d->load.run != load.run) {
            return; // the next load is on: what is in use now is its
        }
        d->enqueue([this, load] {
            const auto taken = d->looker.look(kLaterLook, load);
            d->store(taken);
            if (!taken.empty()) {
                d->analyse(load.run);
            }
        });
    });
}

void RunSnapshots::giveUp()
{
    d->load = {};
    d->enqueue([this] { d->sampler.finish({}); });
}

void RunSnapshots::runEnded(const RunRecord& record, std::function<void()> done)
{
    const auto goOn = d->once(std::move(done), kAnalysisLimit);
    d->enqueue([this, run = record.id, isBaseline = record.kind == RunKind::Baseline, goOn] {
        d->sampler.finish({}); // of a load that never began
        if (isBaseline) {
            d->compareBaseline(run);
        } else {
            d->analyse(run);
        }
        goOn();
    });
}

} // namespace holdpoint
