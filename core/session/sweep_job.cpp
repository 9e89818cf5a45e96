// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/sweep_job.h"

#include "core/sensors/sweep.h"
#include "core/session/sense_inputs.h"
#include "core/session/session_parts.h"

#include <QTimer>
#include <algorithm>
#include <set>
#include <thread>
#include <utility>

namespace holdpoint {

namespace {

constexpr int kGatherMs = 150;
constexpr Nanos kSlow = std::chrono::seconds{2};

bool isSensed(const ItemView& item)
{
    const ItemKind kind = item.definition->kind;
    const bool isOff = item.state == ItemState::NotApplicable || item.state == ItemState::Running; // an action is at work
    return !isOff && item.definition->sense && (kind == ItemKind::Sensed || kind == ItemKind::Hybrid || kind == ItemKind::Action);
}

} // namespace

class SweepJob::Private
{
public:
    explicit Private(Session& of) : session(of) {}

    Session& session;
    std::unique_ptr<Sensors> sensors; // with its facts; made anew after a stop
    bool mayRunCommands = false;      // of the sensors
    std::thread thread;
    bool isRunning = false;
    bool wasStopped = false;
    int storesUnderWay = 0;
    bool isEnding = false; // all is known, not all is stored
    Progress progress;
    std::set<std::string, std::less<>> asking;
    std::vector<SensedItem> toStore; // together: every storing makes the report anew
    QTimer storing;
    QTimer seconds;
    std::map<std::string, SourceReport> sources;
    std::vector<SourceReport> lastSources;
    std::string lastError;
};

SweepJob::SweepJob(Session& session, QObject* parent) : QObject(parent), d(std::make_unique<Private>(session))
{
    d->storing.setSingleShot(true);
    d->storing.setInterval(kGatherMs);
    connect(&d->storing, &QTimer::timeout, this, &SweepJob::store);
    d->seconds.setInterval(1000);
    connect(&d->seconds, &QTimer::timeout, this, &SweepJob::progressed);
}

SweepJob::~SweepJob()
{
    if (d->sensors != nullptr) {
        d->sensors->stop();
    }
    if (d->thread.joinable()) {
        d->thread.join();
    }
}

bool SweepJob::isRunning() const
{
    return d->isRunning;
}

bool SweepJob::wasStopped() const
{
    return d->wasStopped;
}

bool SweepJob::isAsking(std::string_view item) const
{
    return d->asking.contains(item);
}

const SweepJob::Progress& SweepJob::progress() const
{
    return d->progress;
}

const std::map<std::string, SourceReport>& SweepJob::sources() const
{
    return d->sources;
}

const std::vector<SourceReport>& SweepJob::lastSources() const
{
    return d->lastSources;
}

const std::string& SweepJob::lastError() const
{
    return d->lastError;
}

std::vector<const ItemDefinition*> SweepJob::itemsOf(const Request& request) const
{
    std::vector<const ItemDefinition*> items;
    std::set<std::string> restedOn; // by the gate's items, in whatever gate those stand
    if (request.gate) {
        const ChecklistTemplate& definition = d->session.checklistTemplate();
        std::vector<const ItemDefinition*> todo;
        for (const ItemDefinition& item : definition.items) {
            if (item.gate == request.gate) {
                todo.push_back(&item);
            }
        }
        while (!todo.empty()) {
            const ItemDefinition* item = todo.back();
            todo.pop_back();
            for (const ItemDefinition* on : definition.dependencies(*item)) {
                if (restedOn.insert(on->id).second) {
                    todo.push_back(on);
                }
            }
        }
    }
    const auto shown = d->session.shownReport();
    for (const ItemView& item : shown != nullptr ? shown->checklist.items : std::vector<ItemView>()) {
        const std::string& id = item.definition->id;
        const bool isChosen =
            !request.items || std::find(request.items->begin(), request.items->end(), id) != request.items->end();
        const bool isOfGate = !request.gate || item.definition->gate == request.gate || item.deferredTo == request.gate ||
                              (restedOn.contains(id) && item.state == ItemState::Stale);
        const ItemDefinition* definition = d->session.checklistTemplate().item(id); // outlives the report
        if (isChosen && isOfGate && isSensed(item)) {
            items.push_back(definition);
        }
    }
    return items;
}

Result<> SweepJob::start(const Request& request)
{
    if (d->isRunning) {
        return fail(Error::Kind::Refused, "a sweep is under way; wait for it, or stop it first");
    }
    std::vector<const ItemDefinition*> items = itemsOf(request);
    d->isRunning = true;
    d->wasStopped = false;
    d->lastError.clear();
    d->lastSources.clear();
    d->progress = Progress{0, 0, {}, items.size(), systemClock().steadyNow()};
    for (const ItemDefinition* item : items) {
        d->asking.insert(item->id);
    }
    d->seconds.start();
    Q_EMIT progressed();
    const auto inputs = std::make_shared<SenseInputs>();
    d->session.workSoon(
        [inputs, &plan = d->session.plan()](Dossier& dossier) -> Result<> {
            auto read = senseInputs(dossier, plan);
            if (!read) {
                return fail(read.error());
            }
            *inputs = *std::move(read);
            return {};
        },
        [this, inputs, items = std::move(items), request](const Result<>& read) {
            if (!read || d->wasStopped) {
                d->lastError = read ? std::string() : read.error().message;
                QTimer::singleShot(0, this, [this] { end({}); }); // never before start() has returned
                return;
            }
            if (d->sensors == nullptr || d->mayRunCommands != request.mayRunCommands) {
                d->sensors = std::make_unique<Sensors>(d->session.plan(), d->session.checklistTemplate(), std::move(*inputs));
                d->mayRunCommands = request.mayRunCommands;
                if (d->mayRunCommands) {
                    d->sensors->letCommandsRun();
                }
            } else {
                d->sensors->setInputs(std::move(*inputs));
            }
            ask(items, request.maxAge);
        },
        false);
    return {};
}

void SweepJob::ask(const std::vector<const ItemDefinition*>& items, Nanos maxAge)
{
    d->thread = std::thread([this, items, maxAge] {
        ItemSweep sweep = d->sensors->sweep(items, maxAge, [this](const SweepProgress& step) {
            SweepProgress copy = step;
            const auto source = step.source != nullptr ? std::optional(*step.source) : std::nullopt;
            QMetaObject::invokeMethod(
                this,
                [this, copy = std::move(copy), source]() mutable {
                    copy.source = source ? &*source : nullptr; // the one of the thread is gone
                    take(copy);
                },
                Qt::QueuedConnection);
        });
        QMetaObject::invokeMethod(
            this, [this, sources = std::move(sweep.sources)] { end(sources); }, Qt::QueuedConnection);
    });
}

void SweepJob::stop()
{
    if (d->isRunning) {
        d->wasStopped = true;
        if (d->sensors != nullptr) {
            d->sensors->stop();
        }
    }
}

std::string SweepJob::slowSource() const
{
    const bool isLong = d->isRunning && systemClock().steadyNow() - d->progress.startedAt >= kSlow;
    return isLong && !d->progress.waiting.empty() ? d->progress.waiting.front() : std::string();
}

void SweepJob::take(const SweepProgress& step)
{
    d->progress.done = step.done;
    d->progress.of = step.of;
    d->progress.waiting = step.waiting;
    d->toStore.insert(d->toStore.end(), step.items.begin(), step.items.end());
    if (!d->toStore.empty() && !d->storing.isActive()) {
        d->storing.start();
    }
    if (step.source != nullptr) {
        noteSource(*step.source);
        Q_EMIT sourceEnded(*step.source);
    }
    Q_EMIT progressed();
}

void SweepJob::noteSource(const SourceReport& source)
{
    d->sources[source.id] = source;
    Q_EMIT sourcesChanged();
}

void SweepJob::store()
{
    if (d->toStore.empty()) {
        return;
    }
    ++d->storesUnderWay;
    for (const SensedItem& item : d->toStore) {
        d->asking.erase(item.item->id); // RUNNING until the new finding shows
    }
    d->session.workSoon([items = std::exchange(d->toStore, {})](Dossier& dossier) { return storeSensed(dossier, items); },
                        [this](const Result<>& stored) {
                            --d->storesUnderWay;
                            if (!stored) {
                                d->lastError = stored.error().message;
                            }
                            finishOnceStored();
                        });
}

void SweepJob::end(std::vector<SourceReport> sources)
{
    if (d->thread.joinable()) {
        d->thread.join();
    }
    d->storing.stop();
    d->seconds.stop();
    d->asking.clear();
    if (d->wasStopped) {
        d->sensors.reset();
    }
    d->lastSources = std::move(sources);
    d->isRunning = d->session.showsAside(); // else it is stored at once, and who hears of that may sweep again
    d->isEnding = true;
    store();
    finishOnceStored();
}

void SweepJob::finishOnceStored()
{
    if (d->isEnding && d->storesUnderWay == 0) {
        d->isEnding = false;
        d->isRunning = d->isRunning && !d->session.showsAside();
        Q_EMIT finished();
    }
}

} // namespace holdpoint
