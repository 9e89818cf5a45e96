// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verdict/breakpoint_watch.h"

#include "core/base/units.h"
#include "core/metrics/shards.h"
#include "core/verdict/sentences.h"
#include "core/verdict/threshold_verdict.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

constexpr double kLeastAchieved = 0.98;
constexpr double kSlackIterations = 2; // of a level's first and last moment
constexpr double kKneeSlope = 0.5;
constexpr double kKneeLatency = 2.0;
constexpr std::size_t kLeastLimitedTicks = 3;

double realSeconds(Nanos duration)
{
    return std::chrono::duration<double>(duration).count();
}

std::uint64_t wholeSeconds(Nanos duration)
{
    return static_cast<std::uint64_t>(std::chrono::duration_cast<Seconds>(duration).count());
}

std::string percent(double share)
{
    return formatNumber(share * 100, 0) + "\u00a0%";
}

/// A level has no whole run behind it: what counts something up to the end of the run says nothing of it.
bool isJudgedByLevel(const ThresholdRule& rule)
{
    return !rule.metric.empty() && rule.target.aggregate.kind != AggregateKind::Count;
}

} // namespace

BreakpointWatch::BreakpointWatch(BreakpointPlan plan, std::vector<ThresholdRule> thresholds, const GeneratorLimits& generator)
    : m_plan(plan), m_thresholds(std::move(thresholds)), m_generator(generator), m_levels(plan.levels)
{
    for (std::size_t i = 0; i < m_levels.size(); ++i) {
        const Nanos from = Seconds{static_cast<std::int64_t>(firstTick(i))};
        const Nanos to = Seconds{static_cast<std::int64_t>(endTick(i))};
        m_levels[i].totals.setWindow({to - from, from, to, false});
    }
}

std::uint64_t BreakpointWatch::firstTick(std::size_t level) const
{
    return level * wholeSeconds(m_plan.level) + wholeSeconds(m_plan.settle);
}

std::uint64_t BreakpointWatch::endTick(std::size_t level) const
{
    return (level + 1) * wholeSeconds(m_plan.level);
}

void BreakpointWatch::add(const Frame& frame)
{
    std::uint64_t& newest = m_newest[frame.shard];
    newest = std::max(newest, frame.tick);
    const std::uint64_t length = std::max<std::uint64_t>(1, wholeSeconds(m_plan.level));
    const std::uint64_t index = frame.tick / length;
    if (index < m_levels.size() && frame.tick >= firstTick(index)) {
        Level& level = m_levels[index];
        level.totals.add(frame);
        level.ticks.insert(frame.tick);
        if (frame.health.limited) {
            level.limitedTicks.insert(frame.tick);
            level.limitedBy = frame.health.limitedBy;
        }
    }
    judgeComplete();
}

bool BreakpointWatch::isComplete(std::size_t level) const
{
    if (m_newest.empty() || m_newest.size() < shardCountOf(m_newest.begin()->first)) {
        return false;
    }
    return std::all_of(m_newest.begin(), m_newest.end(),
                       [end = endTick(level)](const auto& shard) { return shard.second + 1 >= end; });
}

void BreakpointWatch::judgeComplete()
{
    while (m_whyStop.empty() && m_measured.size() < m_levels.size() && isComplete(m_measured.size())) {
        const std::size_t index = m_measured.size();
        BreakpointLevel level = measure(index);
        level.brokenBy = breakOf(index, level);
        m_isGeneratorLimit = m_isGeneratorLimit || isGeneratorLimited(m_levels[index]);
        m_whyStop = level.brokenBy;
        m_measured.push_back(std::move(level));
    }
}

bool BreakpointWatch::isGeneratorLimited(const Level& level) const
{
    return level.limitedTicks.size() >= kLeastLimitedTicks &&
           static_cast<double>(level.limitedTicks.size()) > m_generator.maxLimited * static_cast<double>(level.ticks.size());
}

BreakpointLevel BreakpointWatch::measure(std::size_t index) const
{
    const Level& own = m_levels[index];
    const auto value = [&own](const char* key, AggregateKind kind, double rank = 0) {
        return own.totals.value(key, Aggregate{kind, rank});
    };
    BreakpointLevel level;
    level.share = static_cast<double>(index + 1) * m_plan.increment;
    level.seconds = own.ticks.size();
    if (m_plan.iterationsPerSecond > 0) {
        level.planned = m_plan.iterationsPerSecond * level.share;
    }
    const double seconds = std::max(1.0, static_cast<double>(level.seconds));
    level.achieved = value("iterations", AggregateKind::Count).value_or(0) / seconds;
    level.requestsPerSecond = value("http_reqs", AggregateKind::Count).value_or(0) / seconds;
    level.vus = value("vus", AggregateKind::Avg).value_or(0);
    level.p95Ms = value("http_req_duration", AggregateKind::Percentile, 95);
    level.limitedSeconds = own.limitedTicks.size();
    if (const auto mean = value("iteration_duration", AggregateKind::Avg); mean && level.vus >= 1 && !m_plan.isPaced) {
        level.littleGap = std::fabs(level.vus - level.achieved * *mean / 1000) / level.vus;
    }
    bool isWithinTargets = true;
    const bool isBroken = !ruleBreak(own, isWithinTargets).empty();
    const bool isWhole = static_cast<double>(level.seconds) >= realSeconds(m_plan.level - m_plan.settle) - 1;
    level.isHeld = isWhole && isWithinTargets && !isBroken && breakOf(index, level).empty();
    return level;
}

std::string BreakpointWatch::breakOf(std::size_t index, const BreakpointLevel& level) const
{
    const Level& own = m_levels[index];
    if (isGeneratorLimited(own)) {
        return "the load generator was the limit in " + formatCount(own.limitedTicks.size()) + " of " +
               formatCount(own.ticks.size()) + " s" + (own.limitedBy.empty() ? "" : ": " + own.limitedBy);
    }
    bool isWithinTargets = true;
    if (std::string broken = ruleBreak(own, isWithinTargets); !broken.empty()) {
        return broken;
    }
    const double seconds = static_cast<double>(level.seconds);
    if (level.planned && level.achieved * seconds < *level.planned * seconds * kLeastAchieved - kSlackIterations) {
        return "only " + formatNumber(level.achieved, 1) + " of " + formatNumber(*level.planned, 1) +
               " planned iterations/s were done";
    }
    return {};
}

/// The first rule whose critical is missed, in words; a rule without one breaks at its target.
std::string BreakpointWatch::ruleBreak(const Level& level, bool& isWithinTargets) const
{
    std::string broken;
    for (const ThresholdRule& rule : m_thresholds) {
        if (!isJudgedByLevel(rule)) {
            continue;
        }
        ThresholdResult result;
        result.rule = rule;
        result.measured = level.totals.value(rule.metric, rule.target.aggregate);
        result.sampleCount = level.totals.sampleCount(rule.metric);
        if (!result.measured || missingSamples(result, level.totals) > 0) {
            isWithinTargets = isWithinTargets && !result.measured && !rule.needs.empty();
            continue;
        }
        const auto forCritical = rule.critical ? level.totals.value(rule.metric, rule.critical->aggregate) : std::nullopt;
        const RuleVerdict verdict = verdictOf(rule, *result.measured, forCritical);
        isWithinTargets = isWithinTargets && verdict == RuleVerdict::Passed;
        const bool isBroken = verdict == RuleVerdict::Failed || (verdict == RuleVerdict::Warned && !rule.critical);
        if (isBroken && broken.empty()) {
            result.margin = rule.target.margin(*result.measured);
            result.verdict = verdict;
            broken = rule.metric + ": " + thresholdSentence(result);
        }
    }
    return broken;
}

BreakpointResult BreakpointWatch::result(const std::string& whyEnded) const
{
    BreakpointResult result;
    result.levels = m_measured;
    result.isGeneratorLimit = m_isGeneratorLimit;
    result.whyEnded = whyEnded;
    const std::size_t begun = m_measured.size();
    if (begun < m_levels.size() && !m_levels[begun].ticks.empty() && m_whyStop.empty()) {
        result.levels.push_back(measure(begun)); // it was ended in its middle
        result.levels.back().isHeld = false;
    }
    const auto& levels = result.levels;
    for (std::size_t i = 0; i < levels.size(); ++i) {
        if (levels[i].isHeld) {
            result.capacity = i;
        }
        if (i == 0 || result.knee || levels[i].seconds == 0) {
            continue;
        }
        const double first = levels[0].achieved / levels[0].share;
        const double slope = (levels[i].achieved - levels[i - 1].achieved) / (levels[i].share - levels[i - 1].share);
        if (first > 0 && slope < kKneeSlope * first) {
            result.knee = i;
            result.kneeSentence = "more load gave " + percent(std::max(0.0, slope / first)) + " of what it gave at first";
        } else if (levels[0].p95Ms && levels[i].p95Ms && *levels[i].p95Ms > kKneeLatency * *levels[0].p95Ms) {
            result.knee = i;
            result.kneeSentence = "p(95) of http_req_duration was " + formatMillis(*levels[i].p95Ms) + ", at first " +
                                  formatMillis(*levels[0].p95Ms);
        }
    }
    result.sentence = result.capacity ? (result.isGeneratorLimit || m_whyStop.empty() ? "holds at least " : "holds ") +
                                            percent(levels[*result.capacity].share) + " of the planned load (" +
                                            formatNumber(levels[*result.capacity].achieved, 1) + " iterations/s for " +
                                            formatCount(levels[*result.capacity].seconds) + " s)"
                                      : "no level was held with every threshold within its target";
    if (result.knee) {
        result.sentence += "; knee at " + percent(levels[*result.knee].share) + ": " + result.kneeSentence;
    }
    const std::string& why = m_whyStop.empty() ? whyEnded : m_whyStop;
    if (!why.empty() && !levels.empty()) {
        result.sentence += "; ended at " + percent(levels.back().share) + ": " + why +
                           (m_isGeneratorLimit ? " (a limit of the generator, not the capacity)" : "");
    }
    return result;
}

Json toJson(const BreakpointResult& result)
{
    const auto optional = [](const auto& value) { return value ? Json(*value) : Json(); };
    Json levels = Json::array();
    for (const BreakpointLevel& level : result.levels) {
        levels.push_back({{"share", level.share},
                          {"seconds", level.seconds},
                          {"planned", optional(level.planned)},
                          {"achieved", level.achieved},
                          {"requests_per_s", level.requestsPerSecond},
                          {"vus", level.vus},
                          {"p95_ms", optional(level.p95Ms)},
                          {"limited_seconds", level.limitedSeconds},
                          {"held", level.isHeld},
                          {"broken_by", level.brokenBy},
                          {"little_gap", optional(level.littleGap)}});
    }
    return Json{{"levels", std::move(levels)},
                {"knee", optional(result.knee)},
                {"knee_sentence", result.kneeSentence},
                {"capacity", optional(result.capacity)},
                {"generator_limit", result.isGeneratorLimit},
                {"why_ended", result.whyEnded},
                {"sentence", result.sentence}};
}

BreakpointResult breakpointFromJson(const Json& json)
{
    const auto numberAt = [](const Json& from, std::string_view key) {
        const Json& member = memberAt(from, key);
        return member.is_number() ? std::optional(member.get<double>()) : std::nullopt;
    };
    const auto countAt = [&numberAt](const Json& from, std::string_view key) {
        return static_cast<std::uint64_t>(std::clamp(numberAt(from, key).value_or(0), 0.0, 1e9));
    };
    BreakpointResult result;
    if (const Json& levels = memberAt(json, "levels"); levels.is_array()) {
        for (const Json& each : levels) {
            BreakpointLevel& level = result.levels.emplace_back();
            level.share = numberAt(each, "share").value_or(0);
            level.seconds = countAt(each, "seconds");
            level.planned = numberAt(each, "planned");
            level.achieved = numberAt(each, "achieved").value_or(0);
            level.requestsPerSecond = numberAt(each, "requests_per_s").value_or(0);
            level.vus = numberAt(each, "vus").value_or(0);
            level.p95Ms = numberAt(each, "p95_ms");
            level.limitedSeconds = countAt(each, "limited_seconds");
            level.isHeld = boolAt(each, "held");
            level.brokenBy = stringAt(each, "broken_by");
            level.littleGap = numberAt(each, "little_gap");
        }
    }
    const auto indexAt = [&](std::string_view key) {
        const auto number = numberAt(json, key);
        const bool isLevel = number && *number >= 0 && *number < static_cast<double>(result.levels.size());
        return isLevel ? std::optional(static_cast<std::size_t>(*number)) : std::nullopt;
    };
    result.knee = indexAt("knee");
    result.kneeSentence = stringAt(json, "knee_sentence");
    result.capacity = indexAt("capacity");
    result.isGeneratorLimit = boolAt(json, "generator_limit");
    result.whyEnded = stringAt(json, "why_ended");
    result.sentence = stringAt(json, "sentence");
    return result;
}

} // namespace holdpoint
