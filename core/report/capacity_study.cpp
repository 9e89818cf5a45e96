// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/capacity_study.h"

#include "core/base/text.h"
#include "core/base/units.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace holdpoint {

namespace {

std::vector<SourcePoint> pointsOf(const std::vector<SourceSample>& samples, const std::string& query)
{
    std::vector<SourcePoint> points;
    for (const SourceSample& sample : samples) {
        if (sample.series == query && sample.value && std::isfinite(*sample.value)) {
            points.push_back({sample.at, *sample.value});
        }
    }
    return points;
}

/// Requests/s of the minute before each sample of the CPU.
Result<std::vector<std::pair<double, double>>> rateAndCpu(const Dossier& dossier, const RunRecord& run,
                                                          const std::vector<SourcePoint>& cpu)
{
    constexpr std::int64_t kMinute = 60;
    std::map<std::int64_t, double> perSecond;
    const auto read = dossier.readFrames(run.id, 0, [&perSecond](const Frame& frame) {
        if (const auto requests = frame.counters.find("http_reqs"); requests != frame.counters.end()) {
            perSecond[static_cast<std::int64_t>(frame.tick)] += requests->second;
        }
    });
    if (!read) {
        return fail(read.error());
    }
    const WallTime begin = run.result.loadSpan ? run.result.loadSpan->from : run.startedAt;
    std::vector<std::pair<double, double>> pairs;
    for (const SourcePoint& point : cpu) {
        const std::int64_t second = std::chrono::duration_cast<std::chrono::seconds>(point.at - begin).count();
        if (second < kMinute) {
            continue;
        }
        double sum = 0;
        for (auto at = perSecond.lower_bound(second - kMinute); at != perSecond.end() && at->first < second; ++at) {
            sum += at->second;
        }
        pairs.emplace_back(sum / static_cast<double>(kMinute), point.value);
    }
    return pairs;
}

/// A price an hour is the plan's, how many instances were at work the samples'.
void estimateCost(CapacityStudy& study, const Plan& plan, std::optional<double> replicas)
{
    const Json& parameters = memberAt(plan.checklist, "parameters");
    const double price = numberAt(parameters, "price_per_instance_hour", -1);
    const double fixed = numberAt(parameters, "fixed_cost_per_hour");
    const std::string currency = stringAt(parameters, "currency");
    if (price < 0) {
        study.whyNoCost = "no price in the plan: checklist: {parameters: {price_per_instance_hour: 0.40, currency: EUR}}";
        return;
    }
    const double instances = replicas.value_or(numberAt(parameters, "instances_at_peak", -1));
    if (instances < 0) {
        study.whyNoCost = "how many instances were at work was not measured; name instances_at_peak in the plan";
        return;
    }
    study.cost = formatNumber(instances * price + fixed, 2) + (currency.empty() ? "" : " " + currency) +
                 " an hour: " + formatNumber(instances, 0) + " instances \u00d7 " + formatNumber(price, 2) +
                 (fixed > 0 ? " + " + formatNumber(fixed, 2) : "");
}

} // namespace

Result<CapacityStudy> capacityStudy(const Dossier& dossier, const Plan& plan)
{
    const auto runs = dossier.runs();
    if (!runs) {
        return fail(runs.error());
    }
    std::string cpuQuery;
    for (const ThresholdRule& rule : plan.thresholds) {
        cpuQuery = rule.id == "cpu" ? rule.query : cpuQuery;
    }
    TriggerGround ground;
    std::optional<Linearity> cpu;
    std::optional<double> replicas;
    for (const RunRecord& run : *runs) {
        const bool isLoad = decidesTest(run.kind) || run.kind == RunKind::Breakpoint;
        if (!isLoad || !run.isCounting || !run.endedAt) {
            continue;
        }
        const auto samples = dossier.sourceSamples(run.id);
        if (!samples) {
            return fail(samples.error());
        }
        for (const SourceSample& sample : *samples) {
            if (sample.value && sample.series.find("replicas") != std::string::npos &&
                sample.series.find("spec") == std::string::npos) {
                replicas = std::max(replicas.value_or(0), *sample.value);
            }
        }
        const auto points = cpuQuery.empty() ? std::vector<SourcePoint>{} : pointsOf(*samples, cpuQuery);
        if (const auto rise = steepestRise(points)) {
            ground.cpuRise = std::max(ground.cpuRise.value_or(0), *rise);
        }
        if (points.size() >= 4) {
            const auto pairs = rateAndCpu(dossier, run, points);
            if (!pairs) {
                return fail(pairs.error());
            }
            const Linearity seen = linearityOf(*pairs);
            cpu = !cpu || seen.levels >= cpu->levels ? seen : *cpu; // the run that rose through most levels tells most
        }
    }
    CapacityStudy study;
    study.headroom = headroomOf(plan, *runs, cpu);
    study.triggers = scalingTriggers(plan, *runs, ground);
    study.peaks = resourcePeaks(plan.thresholds, *runs);
    for (const RunRecord& run : *runs) {
        if (run.kind == RunKind::Breakpoint && run.endedAt && run.isCounting && run.result.breakpoint &&
            !run.result.breakpoint->levels.empty()) {
            study.knee = run;
        }
    }
    if (study.knee) {
        auto law = fitUsl(scalePoints(*study.knee->result.breakpoint));
        if (law) {
            study.law = *std::move(law);
        } else {
            study.whyNoLaw = law.error().message;
        }
    } else {
        study.whyNoLaw = "no breakpoint run";
    }
    estimateCost(study, plan, replicas);
    return study;
}

ComputedField computedField(const CapacityStudy& study, std::string_view field)
{
    if (field == "blank.headroom" && study.headroom.isKnown() && study.headroom.unheld.empty()) {
        return {formatNumber(study.headroom.percent, 0) + "\u00a0%",
                study.headroom.formula + (study.headroom.remark.empty() ? "" : "; " + study.headroom.remark), true};
    }
    if (field == "blank.headroom") {
        return {"", study.headroom.remark, false};
    }
    if (field == "capacity.cost") {
        return {study.cost.value_or(""), study.whyNoCost, study.cost.has_value()};
    }
    const auto found = std::find_if(study.triggers.begin(), study.triggers.end(),
                                    [field](const ScalingTrigger& each) { return each.field == field; });
    return found == study.triggers.end() ? ComputedField{} : ComputedField{found->text(), found->basis, found->isMeasured};
}

} // namespace holdpoint
