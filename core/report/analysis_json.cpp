// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/time_format.h"
#include "core/report/report_analysis.h"

#include <array>

namespace holdpoint {

namespace {

template <typename T>
Json orNull(const std::optional<T>& value)
{
    return value ? Json(*value) : Json();
}

Json orNull(const std::optional<WallTime>& time)
{
    return time ? Json(formatUtc(*time)) : Json();
}

Json peakJson(const ResourcePeak& peak)
{
    return Json{{"id", peak.rule},
                {"title", peak.title},
                {"unit", peak.unit},
                {"peak", orNull(peak.peak)},
                {"target", peak.target},
                {"critical", orNull(peak.limit)},
                {"more_is_better", peak.isLessWorse},
                {"used", orNull(peak.used())},
                {"run", peak.peak ? Json(peak.run) : Json()},
                {"test", peak.test},
                {"at", orNull(peak.at)},
                {"target_missed_at", orNull(peak.missedAt)},
                {"action", peak.action},
                {"why", peak.why}};
}

Json baselineJson(const BaselineComparison& baseline)
{
    Json json{{"test", baseline.test}, {"baseline", Json()}, {"run", Json()}, {"why", baseline.why}, {"figures", Json::array()}};
    if (baseline.comparison) {
        json["baseline"] = baseline.comparison->a.id;
        json["run"] = baseline.comparison->b.id;
        json["remarks"] = baseline.comparison->remarks;
        for (const ComparedFigure& figure : baseline.comparison->figures) {
            json["figures"].push_back(toJson(figure));
        }
    }
    return json;
}

Json spansJson(const SlowSpans& slow)
{
    Json spans = Json::array();
    for (const SlowSpan& span : slow.spans) {
        spans.push_back({{"service", span.service},
                         {"operation", span.operation},
                         {"count", span.count},
                         {"failed", span.failed},
                         {"self_ms", span.selfMs},
                         {"p95_ms", span.p95Ms},
                         {"share", span.share}});
    }
    return Json{{"spans", std::move(spans)}, {"item", slow.source}, {"at", orNull(slow.at)}, {"why", slow.why}};
}

std::string_view nameOf(Headroom::Method method)
{
    static constexpr std::array<std::string_view, 3> kNames{"none", "breakpoint", "peaks"};
    return kNames[static_cast<std::size_t>(method)];
}

Json lawJson(const UslFit& law)
{
    return Json{
        {"lambda", law.lambda},
        {"sigma", {{"value", law.sigma}, {"low", law.sigmaLow}, {"high", law.sigmaHigh}}},
        {"kappa", {{"value", law.kappa}, {"low", law.kappaLow}, {"high", law.kappaHigh}}},
        {"error", law.error},
        {"levels", law.levels},
        {"peak_load", law.peakLoad ? Json{{"value", *law.peakLoad}, {"low", law.peakLow}, {"high", law.peakHigh}} : Json()},
        {"peak_throughput", law.peakLoad ? Json(law.peakThroughput) : Json()},
        {"remark", law.remark}};
}

Json capacityJson(const CapacityStudy& study)
{
    const Headroom& headroom = study.headroom;
    Json json{{"headroom",
               {{"percent", headroom.isKnown() ? Json(headroom.percent) : Json()},
                {"method", nameOf(headroom.method)},
                {"at_least", headroom.isAtLeast},
                {"linear", headroom.isLinear},
                {"limited_by", headroom.limitedBy},
                {"formula", headroom.formula},
                {"remark", headroom.remark}}},
              {"law", study.law ? lawJson(*study.law) : Json()},
              {"why_no_law", study.whyNoLaw},
              {"breakpoint", Json()},
              {"triggers", Json::array()}};
    if (study.knee) {
        json["breakpoint"] = {{"run", study.knee->id}, // its levels stand there
                              {"test", study.knee->testId},
                              {"sentence", study.knee->result.breakpoint->sentence}};
    }
    for (const ScalingTrigger& trigger : study.triggers) {
        json["triggers"].push_back({{"field", trigger.field},
                                    {"metric", trigger.metric},
                                    {"above", trigger.above},
                                    {"unit", trigger.unit},
                                    {"minutes", trigger.minutes},
                                    {"then", trigger.then},
                                    {"measured", trigger.isMeasured},
                                    {"basis", trigger.basis}});
    }
    return json;
}

} // namespace

Json toJson(const ReportAnalysis& analysis)
{
    Json json{{"saturation", Json::array()},
              {"bottlenecks", toJson(analysis.bottlenecks)},
              {"slow_spans", spansJson(analysis.slowSpans)},
              {"memory", Json::array()},
              {"baselines", Json()}, // null: not compared here
              {"capacity", Json()}};
    for (const ResourcePeak& peak : analysis.peaks) {
        json["saturation"].push_back(peakJson(peak));
    }
    for (const MemorySlope& slope : analysis.memory) {
        json["memory"].push_back({{"run", slope.run},
                                  {"state", nameOf(slope.hint.state)},
                                  {"process", slope.hint.subject},
                                  {"sentence", slope.hint.sentence},
                                  {"numbers", slope.hint.numbers}});
    }
    if (analysis.isWhole) {
        json["baselines"] = Json::array();
        for (const BaselineComparison& baseline : analysis.baselines) {
            json["baselines"].push_back(baselineJson(baseline));
        }
        json["capacity"] = analysis.capacity ? capacityJson(*analysis.capacity) : Json{{"why", analysis.whyNoCapacity}};
    }
    return json;
}

} // namespace holdpoint
