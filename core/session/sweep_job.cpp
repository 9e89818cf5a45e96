// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/sweep_job.h"

#include "core/sensors/sweep.h"
#include "core/session/sense_inputs.h"
#include "core/session/session.h"

#include <QTimer>
#include <algorithm>
#include <set>
#include <thread>

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
    for (const ItemView& item : d->session.checklist().items) {
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
    auto inputs = senseInputs(d->session);
    if (!inputs) {
        return fail(inputs.error());
    }
    if (d->sensors == nullptr || d->mayRunCommands != request.mayRunCommands) {
        d->sensors = std::make_unique<Sensors>(d->session.plan(), d->session.checklistTemplate(), *std::move(inputs));
        d->mayRunCommands = request.mayRunCommands;
        if (d->mayRunCommands) {
            d->sensors->letCommandsRun();
        }
    } else {
        d->sensors->setInputs(*std::move(inputs));
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
    d->thread = std::thread([this, items = std::move(items), maxAge = request.maxAge] {
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
    d->seconds.start();
    Q_EMIT progressed();
    return {};
}

void SweepJob::stop()
{
    if (d->isRunning) {
        d->wasStopped = true;
        d->sensors->stop();
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
    ItemSweep part;
    part.items = std::exchange(d->toStore, {});
    for (const SensedItem& item : part.items) {
        d->asking.erase(item.item->id); // RUNNING until the new finding shows
    }
    if (const auto stored = d->session.storeSensed(part); !stored) {
        d->lastError = stored.error().message;
    }
}

void SweepJob::end(std::vector<SourceReport> sources)
{
    d->thread.join();
    d->storing.stop();
    d->seconds.stop();
    d->asking.clear();
    d->isRunning = false;
    store();
    if (d->wasStopped) {
        d->sensors.reset();
    }
    d->lastSources = std::move(sources);
    Q_EMIT finished();
}

} // namespace holdpoint
