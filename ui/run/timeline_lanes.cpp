// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/timeline_lanes.h"

#include "ui/run/lamp_panel.h"
#include "ui/run/live_charts.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

enum Lane : std::size_t { LoadLane, LatencyLane, ErrorLane, ServerLane };
constexpr std::uint64_t kIdle = 10; // seconds without a request, after which a rule over requests judges none

struct Span // seconds since the start of the test, [from, to)
{
    double from = 0;
    double to = 0;
};
using Spans = std::vector<Span>;

Spans merged(Spans spans)
{
    std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) { return a.from < b.from; });
    Spans whole;
    for (const Span& span : spans) {
        if (span.to <= span.from) {
            continue;
        }
        if (!whole.empty() && span.from <= whole.back().to) {
            whole.back().to = std::max(whole.back().to, span.to);
        } else {
            whole.push_back(span);
        }
    }
    return whole;
}

Spans without(const Spans& spans, const Spans& holes)
{
    Spans left;
    for (Span span : merged(spans)) {
        for (const Span& hole : merged(holes)) {
            if (hole.to <= span.from || hole.from >= span.to) {
                continue;
            }
            if (hole.from > span.from) {
                left.push_back({span.from, hole.from});
            }
            span.from = std::min(span.to, hole.to);
        }
        if (span.to > span.from) {
            left.push_back(span);
        }
    }
    return left;
}

/// What is known of a rule or of a lane.
struct States
{
    Spans passes;
    Spans warned;
    Spans failed;

    void add(const States& other)
    {
        passes.insert(passes.end(), other.passes.begin(), other.passes.end());
        warned.insert(warned.end(), other.warned.begin(), other.warned.end());
        failed.insert(failed.end(), other.failed.begin(), other.failed.end());
    }
    /// In the order in which they are painted: the worst lies on top.
    std::vector<LaneMark> marks(double seconds) const
    {
        std::vector<LaneMark> marks;
        const auto put = [&marks](const Spans& spans, LaneSeverity severity) {
            for (const Span& span : merged(spans)) {
                marks.push_back({span.from, span.to, severity});
            }
        };
        Spans known = passes;
        known.insert(known.end(), warned.begin(), warned.end());
        known.insert(known.end(), failed.begin(), failed.end());
        put(without({{0, seconds}}, known), LaneSeverity::NoData);
        put(passes, LaneSeverity::Pass);
        put(warned, LaneSeverity::Warn);
        put(failed, LaneSeverity::Fail);
        return marks;
    }
};

std::size_t laneOf(const ThresholdRule& rule)
{
    if (!rule.query.empty()) {
        return ServerLane;
    }
    const auto key = parseMetricKey(rule.metric);
    const auto info = key ? knownMetric(key->name) : std::nullopt;
    return info && info->type == MetricType::Trend ? LatencyLane : ErrorLane;
}

QString rowName(const ThresholdRule& rule)
{
    return rule.metric.empty() ? queryName(rule.id) : ruleName(rule);
}

bool isJudged(const ThresholdResult& result)
{
    return result.measured && result.verdict != RuleVerdict::NoData && result.verdict != RuleVerdict::NotJudged;
}

Spans secondsOf(const std::vector<TimeSpan>& spans, WallTime t0)
{
    Spans seconds;
    const auto second = [t0](WallTime time) { return std::max(0.0, std::chrono::duration<double>(time - t0).count()); };
    for (const TimeSpan& span : spans) {
        seconds.push_back({second(span.from), second(span.to)});
    }
    return seconds;
}

void addTicks(Spans& spans, const std::vector<TickSpan>& ticks)
{
    for (const TickSpan& span : ticks) {
        spans.push_back({static_cast<double>(span.from), static_cast<double>(span.to) + 1});
    }
}

/// Seconds in which no request has been answered for ten seconds, or not yet.
Spans idleOf(const LiveRun& run)
{
    Spans idle;
    std::uint64_t since = run.series.firstTick(); // the first second without a request
    const auto put = [&](std::uint64_t end, bool isBefore) {
        const std::uint64_t from = isBefore ? since : since + kIdle;
        if (end > from) {
            idle.push_back({static_cast<double>(from), static_cast<double>(end)});
        }
    };
    bool hasRequests = false;
    for (std::uint64_t tick = since; tick < run.series.endTick(); ++tick) {
        if (run.series.at(tick)->requests > 0) {
            put(tick, !hasRequests);
            hasRequests = true;
            since = tick + 1;
        }
    }
    put(run.series.endTick(), !hasRequests);
    return idle;
}

States statesOfMetric(const ServerMetric& metric, WallTime t0, double seconds)
{
    States states;
    if (!metric.rule && !metric.alarm) { // nothing judges it
        return states;
    }
    for (const StateSpan& span : statesOf(metric, t0, seconds)) {
        Spans* const list = span.state == LaneState::Passed   ? &states.passes
                            : span.state == LaneState::Warned ? &states.warned
                            : span.state == LaneState::Failed ? &states.failed
                                                              : nullptr;
        if (list != nullptr) {
            list->push_back({span.from, span.to});
        }
    }
    return states;
}

bool hasValue(const ServerMetric& metric)
{
    return std::any_of(metric.samples.begin(), metric.samples.end(),
                       [](const ServerMetric::Sample& sample) { return std::isfinite(sample.value); });
}

/// A rule that core judged; the record of a run does not say when a critical was missed, only that it was.
States statesOfResult(const ThresholdResult& result, WallTime t0, const std::vector<TimeSpan>& criticals, const Spans& passes)
{
    States states;
    if (!isJudged(result)) {
        return states;
    }
    states.passes = passes;
    const bool isOnlyKnown = result.verdict == RuleVerdict::Failed && criticals.empty();
    (isOnlyKnown ? states.failed : states.warned) = secondsOf(result.breaches, t0);
    const Spans critical = secondsOf(criticals, t0);
    states.failed.insert(states.failed.end(), critical.begin(), critical.end());
    return states;
}

bool isAnyLoadMissed(const RunRecord& record)
{
    return !isCutShort(record.result.outcome) && // that says nothing of the seconds that it had
           std::any_of(record.result.load.begin(), record.result.load.end(),
                       [](const LoadResult& load) { return load.achieved && !load.isMet; });
}

/// The Load lane: whether the generator could keep up is judged every second; a dry run has no load to speak of.
void addLoadLane(TimelineTest& test, const RunRecord& record, bool isJudgedNow, const Spans& gaps, const Spans& limited)
{
    States load;
    if (isJudgedNow && record.kind != RunKind::DryRun) {
        load.passes = without({{0, test.seconds}}, gaps);
    }
    test.lanes[LoadLane] = load.marks(test.seconds);
    for (const Span& span : limited) {
        test.lanes[LoadLane].push_back({span.from, span.to, LaneSeverity::DoNotTrust});
    }
}

} // namespace

void addLiveLanes(TimelineTest& test, const LiveRun& run)
{
    Spans gaps;
    addTicks(gaps, run.gaps());
    Spans limited;
    addTicks(limited, run.series.limitedSpans());
    if (run.hasEnded()) { // core has judged the whole
        limited = isAnyLoadMissed(run.record) ? Spans{{0, test.seconds}} : limited;
    } else {
        addTicks(limited, run.misses.spans(run));
        limited = merged(limited);
    }
    addLoadLane(test, run.record, !run.series.isEmpty() && (!run.hasEnded() || run.record.result.generator.loadSeconds > 0), gaps,
                limited);

    const WallTime t0 = run.series.t0().value_or(run.record.startedAt);
    const Spans framed = without({{0, static_cast<double>(run.series.endTick())}}, gaps);
    const bool isOfRequests = run.series.keys().requests == "http_reqs";
    const Spans busy = isOfRequests ? without(framed, idleOf(run)) : framed;
    std::array<States, kLaneCount> lanes;
    for (const ThresholdResult* result : distinctThresholds(run.thresholds)) {
        const ServerMetric* const metric = result->rule.query.empty() ? nullptr : run.server.ofQuery(result->rule.query);
        const States states = metric != nullptr && run.series.t0()
                                  ? statesOfMetric(*metric, t0, test.seconds)
                                  : statesOfResult(*result, t0, run.criticals.spansOf(result->rule),
                                                   result->rule.metric.starts_with("http_") ? busy : framed);
        const std::size_t lane = laneOf(result->rule);
        test.rules.push_back({rowName(result->rule), lane, states.marks(test.seconds)});
        if (lane != ServerLane) {
            lanes[lane].add(states);
        }
    }
    Spans unknown; // of a metric that has values at other times
    for (const ServerMetric& metric : run.server.metrics()) {
        if (!hasValue(metric) || (!metric.rule && !metric.alarm)) {
            continue;
        }
        test.hasServer = true;
        const States states = statesOfMetric(metric, t0, test.seconds);
        for (const LaneMark& mark : states.marks(test.seconds)) {
            if (mark.severity == LaneSeverity::NoData) {
                unknown.push_back({mark.from, mark.to});
            }
        }
        lanes[ServerLane].add(states);
    }
    lanes[ServerLane].passes = without(lanes[ServerLane].passes, unknown);
    for (const std::size_t lane : {LatencyLane, ErrorLane, ServerLane}) {
        test.lanes[lane] = lanes[lane].marks(test.seconds);
    }
}

void addRecordedLanes(TimelineTest& test, const RunRecord& record)
{
    const Spans whole{{0, test.seconds}};
    const bool isDoubtful = record.result.generator.isLimited || isAnyLoadMissed(record);
    addLoadLane(test, record, record.result.generator.loadSeconds > 0, {}, isDoubtful ? whole : Spans());
    const WallTime t0 = record.result.loadSpan ? record.result.loadSpan->from : record.startedAt;
    std::array<States, kLaneCount> lanes;
    for (const ThresholdResult* result : distinctThresholds(record.result.thresholds)) {
        const States states = statesOfResult(*result, t0, {}, whole);
        const std::size_t lane = laneOf(result->rule);
        test.rules.push_back({rowName(result->rule), lane, states.marks(test.seconds)});
        test.hasServer = test.hasServer || (lane == ServerLane && result->measured);
        lanes[lane].add(states);
    }
    for (const std::size_t lane : {LatencyLane, ErrorLane, ServerLane}) {
        test.lanes[lane] = lanes[lane].marks(test.seconds);
    }
}

} // namespace holdpoint
