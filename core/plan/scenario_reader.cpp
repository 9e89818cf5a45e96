// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/scenario_reader.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/plan/flow_reader.h"
#include "core/plan/transfer_reader.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

constexpr std::uint64_t kMaxVus = 1'000'000;
constexpr std::uint64_t kMaxIterations = 1'000'000'000;
constexpr double kMaxRate = 1e7;

constexpr std::array kExecutors{ExecutorKind::ConstantVus,         ExecutorKind::RampingVus,
                                ExecutorKind::ConstantArrivalRate, ExecutorKind::RampingArrivalRate,
                                ExecutorKind::SharedIterations,    ExecutorKind::PerVuIterations};

/// Which executors a key belongs to; the first is named in messages.
struct KeyUse
{
    std::string_view key;
    std::vector<ExecutorKind> executors;
};

const std::vector<KeyUse>& keyUses()
{
    using enum ExecutorKind;
    static const std::vector<KeyUse> kUses{{"vus", {ConstantVus, SharedIterations, PerVuIterations}},
                                           {"duration", {ConstantVus, ConstantArrivalRate}},
                                           {"rate", {ConstantArrivalRate}},
                                           {"stages", {RampingVus, RampingArrivalRate}},
                                           {"start_vus", {RampingVus}},
                                           {"start_rate", {RampingArrivalRate}},
                                           {"pre_allocated_vus", {ConstantArrivalRate, RampingArrivalRate}},
                                           {"max_vus", {ConstantArrivalRate, RampingArrivalRate}},
                                           {"iterations", {SharedIterations, PerVuIterations}},
                                           {"max_duration", {SharedIterations, PerVuIterations}},
                                           {"graceful_ramp_down", {RampingVus}}};
    return kUses;
}

bool isFor(std::string_view key, ExecutorKind kind)
{
    for (const KeyUse& use : keyUses()) {
        if (use.key == key) {
            return std::find(use.executors.begin(), use.executors.end(), kind) != use.executors.end();
        }
    }
    return true;
}

void refuseForeignKeys(MapReader& reader, ExecutorKind kind)
{
    for (const KeyUse& use : keyUses()) {
        if (!isFor(use.key, kind)) {
            reader.refuse(use.key, "`" + std::string(use.key) + "` has no meaning for " + std::string(nameOf(kind)) +
                                       "; it belongs to " + std::string(nameOf(use.executors.front())));
        }
    }
}

/// A rate that may be nothing, where a ramp begins or ends.
void readRate(ReadContext& context, MapReader& reader, std::string_view key, double& perSecond)
{
    std::string text;
    if (!reader.text(key, text, TextUse::Setting) || text == "0" || text == "0/s" || text == "0/min") {
        return;
    }
    if (reader.rate(key, perSecond) && perSecond > kMaxRate) {
        context.fault(*reader.node().find(key), "`" + std::string(key) + "` is above " + formatPlain(kMaxRate) + "/s");
    }
}

Stage readStage(ReadContext& context, PlanNode& node, bool isRate)
{
    Stage stage;
    MapReader reader(context, node, "a stage");
    if (!reader.isMap()) {
        return stage;
    }
    reader.need("to", isRate ? "to: 100/s" : "to: 100");
    reader.need("over", "over: 3m");
    if (isRate) {
        readRate(context, reader, "to", stage.to);
    } else if (std::uint64_t vus = 0; reader.count("to", vus, 0, kMaxVus)) {
        stage.to = static_cast<double>(vus);
    }
    reader.duration("over", stage.over);
    reader.finish();
    return stage;
}

void readStages(ReadContext& context, MapReader& reader, Executor& executor)
{
    reader.need("stages", "stages: [{to: 100, over: 1m}]");
    PlanNode* stages = reader.takeList("stages");
    if (stages == nullptr) {
        return;
    }
    double most = std::max(static_cast<double>(executor.startVus), executor.ratePerSecond);
    for (PlanNode& item : stages->items) {
        executor.stages.push_back(readStage(context, item, executor.kind == ExecutorKind::RampingArrivalRate));
        executor.duration += executor.stages.back().over;
        most = std::max(most, executor.stages.back().to);
    }
    if (executor.stages.empty() || executor.duration <= Nanos{0} || most <= 0) {
        context.fault(*stages, "the stages make no load: at least one needs `to` above 0 and `over` longer than 0");
    }
}

void readArrivalVus(ReadContext& context, MapReader& reader, Executor& executor)
{
    reader.need("pre_allocated_vus", "pre_allocated_vus: 50");
    const bool hasPool = reader.count("pre_allocated_vus", executor.preAllocatedVus, 1, kMaxVus);
    executor.maxVus = executor.preAllocatedVus;
    if (reader.count("max_vus", executor.maxVus, 1, kMaxVus) && hasPool && executor.maxVus < executor.preAllocatedVus) {
        context.fault(*reader.node().find("max_vus"), "`max_vus` (" + std::to_string(executor.maxVus) +
                                                          ") is less than `pre_allocated_vus` (" +
                                                          std::to_string(executor.preAllocatedVus) + ")");
    }
}

void needDuration(ReadContext& context, MapReader& reader, std::string_view key, Executor& executor)
{
    if (reader.duration(key, executor.duration) && executor.duration <= Nanos{0}) {
        context.fault(*reader.node().find(key), "`" + std::string(key) + "` must be longer than 0");
    }
}

void readIterations(ReadContext& context, MapReader& reader, Executor& executor)
{
    reader.need("iterations", "iterations: 100");
    const bool isRead = reader.count("iterations", executor.iterations, 1, kMaxIterations);
    if (isRead && executor.kind == ExecutorKind::SharedIterations && executor.iterations < executor.vus) {
        context.fault(*reader.node().find("iterations"), "`iterations` (" + std::to_string(executor.iterations) +
                                                             ") is less than `vus` (" + std::to_string(executor.vus) +
                                                             "): some VUs would have nothing to do");
    }
    executor.duration = std::chrono::minutes{10}; // k6's default
    needDuration(context, reader, "max_duration", executor);
}

/// `pace` and `think` have no meaning where arrivals set the rhythm; pace is refused there.
void readTiming(ReadContext& context, MapReader& reader, Scenario& scenario)
{
    reader.duration("start_after", scenario.startAfter);
    reader.duration("graceful_stop", scenario.gracefulStop);
    if (scenario.executor.kind == ExecutorKind::RampingVus) {
        reader.duration("graceful_ramp_down", scenario.gracefulRampDown);
    }
    if (Nanos pace{}; reader.duration("pace", pace)) {
        scenario.pace = pace;
        const PlanNode& at = *reader.node().find("pace");
        if (scenario.executor.hasArrivals()) {
            context.fault(at, "`pace` has no meaning for " + std::string(nameOf(scenario.executor.kind)) +
                                  "; its rate sets the rhythm");
        } else if (pace <= Nanos{0}) {
            context.fault(at, "`pace` must be longer than 0");
        }
    }
    if (std::uint64_t connections = 0; reader.count("batch_per_host", connections, 1, 256)) {
        scenario.batchPerHost = static_cast<int>(connections);
    }
}

} // namespace

void readExecutor(ReadContext& context, MapReader& reader, Executor& executor)
{
    reader.need("executor", "executor: constant-vus");
    std::string name;
    std::vector<std::string> names;
    bool isKnown = false;
    const bool hasName = reader.text("executor", name, TextUse::Setting);
    for (const ExecutorKind kind : kExecutors) {
        names.emplace_back(nameOf(kind));
        if (names.back() == name) {
            executor.kind = kind;
            isKnown = true;
        }
    }
    if (!isKnown) {
        if (hasName) {
            isOneOf(context, *reader.node().find("executor"), "executor", name, names);
        }
        for (const KeyUse& use : keyUses()) {
            reader.take(use.key); // which of them belong here is not known
        }
        return;
    }
    refuseForeignKeys(reader, executor.kind);
    const auto needVus = [&] {
        reader.need("vus", "vus: 10");
        reader.count("vus", executor.vus, 1, kMaxVus);
    };
    switch (executor.kind) {
    case ExecutorKind::ConstantVus:
        needVus();
        reader.need("duration", "duration: 5m");
        needDuration(context, reader, "duration", executor);
        break;
    case ExecutorKind::RampingVus:
        reader.count("start_vus", executor.startVus, 0, kMaxVus);
        readStages(context, reader, executor);
        break;
    case ExecutorKind::ConstantArrivalRate:
        reader.need("rate", "rate: 100/s");
        if (reader.rate("rate", executor.ratePerSecond) && executor.ratePerSecond > kMaxRate) {
            context.fault(*reader.node().find("rate"), "`rate` is above " + formatPlain(kMaxRate) + "/s");
        }
        reader.need("duration", "duration: 5m");
        needDuration(context, reader, "duration", executor);
        readArrivalVus(context, reader, executor);
        break;
    case ExecutorKind::RampingArrivalRate:
        readRate(context, reader, "start_rate", executor.ratePerSecond);
        readStages(context, reader, executor);
        readArrivalVus(context, reader, executor);
        break;
    case ExecutorKind::SharedIterations:
    case ExecutorKind::PerVuIterations:
        needVus();
        readIterations(context, reader, executor);
        break;
    }
}

Scenario readScenario(ReadContext& context, const std::string& id, PlanNode& node, const TemplateScope& scope)
{
    Scenario scenario;
    scenario.id = id;
    MapReader reader(context, node, "scenario `" + id + "`");
    if (!reader.isMap()) {
        return scenario;
    }
    readExecutor(context, reader, scenario.executor);
    readTiming(context, reader, scenario);
    readHabits(context, reader, scenario.habits);
    if (PlanNode* tags = reader.take("tags")) {
        scenario.tags = readTags(context, *tags);
    }
    if (PlanNode* flow = reader.need("flow", "flow: [{get: /}]")) {
        TemplateScope own = scope;
        scenario.flow = readFlow(context, *flow, own);
        if (flow->isList() && flow->items.empty()) {
            context.fault(*flow, reader.what() + " has an empty flow; it needs at least one step");
        }
    }
    reader.finish();
    return scenario;
}

} // namespace holdpoint
