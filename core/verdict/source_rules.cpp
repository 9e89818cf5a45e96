// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verdict/source_rules.h"

#include "core/base/units.h"
#include "core/verdict/sentences.h"
#include "core/verdict/threshold_verdict.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr double kEnough = 0.95; // of the load (semantics.md §6)
constexpr std::string_view kWindowMark = "$W";

bool isLowestWorst(const ThresholdRule& rule)
{
    return rule.target.comparison == Comparison::Greater || rule.target.comparison == Comparison::GreaterEqual;
}

/// The value that decides; of several equal ones the first.
std::optional<SourcePoint> deciding(const ThresholdRule& rule, const std::vector<SourcePoint>& points)
{
    if (points.empty()) {
        return std::nullopt;
    }
    const auto isLess = [](const SourcePoint& a, const SourcePoint& b) { return a.value < b.value; };
    const auto lowest = std::min_element(points.begin(), points.end(), isLess);
    const auto highest = std::max_element(points.begin(), points.end(), isLess);
    switch (rule.target.aggregate.kind) {
    case AggregateKind::Min:
        return *lowest;
    case AggregateKind::Max:
        return *highest;
    case AggregateKind::Avg: {
        double sum = 0;
        for (const SourcePoint& point : points) {
            sum += point.value;
        }
        const SourcePoint& worst = isLowestWorst(rule) ? *lowest : *highest;
        return SourcePoint{worst.at, sum / static_cast<double>(points.size())};
    }
    default:
        break;
    }
    if (rule.target.comparison == Comparison::Equal || rule.target.comparison == Comparison::NotEqual) {
        const auto miss = std::find_if(points.begin(), points.end(),
                                       [&rule](const SourcePoint& point) { return !rule.target.holds(point.value); });
        return miss == points.end() ? points.back() : *miss;
    }
    return isLowestWorst(rule) ? *lowest : *highest;
}

std::string shareText(double share)
{
    return formatNumber(share * 100, 0) + "\u00a0%";
}

} // namespace

bool isOverLoad(const std::string& query)
{
    return query.find(kWindowMark) != std::string::npos;
}

std::string withWindow(std::string query, Nanos window)
{
    const std::string seconds = std::to_string(std::max<std::int64_t>(1, window / std::chrono::seconds{1})) + "s";
    for (auto at = query.find(kWindowMark); at != std::string::npos; at = query.find(kWindowMark, at)) {
        query.replace(at, kWindowMark.size(), seconds);
    }
    return query;
}

SourceRules::SourceRules(const std::vector<ThresholdRule>& rules, bool isRehearsal, bool isSourceConfigured)
    : m_isRehearsal(isRehearsal), m_isSourceConfigured(isSourceConfigured)
{
    for (const ThresholdRule& rule : rules) {
        if (!rule.source.empty()) {
            m_rules.push_back(rule);
        }
    }
    m_states.resize(m_rules.size());
}

const SourceRules::State* SourceRules::stateOf(const ThresholdRule& rule) const
{
    for (std::size_t i = 0; i < m_rules.size(); ++i) {
        if (m_rules[i].id == rule.id) {
            return &m_states[i];
        }
    }
    return nullptr;
}

void SourceRules::add(const SourceSample& sample)
{
    for (std::size_t i = 0; i < m_rules.size(); ++i) {
        // of a whole load its value so far says nothing
        if (m_rules[i].query == sample.series && !isOverLoad(sample.series)) {
            take(m_rules[i], m_states[i], sample);
        }
    }
}

void SourceRules::take(const ThresholdRule& rule, State& state, const SourceSample& sample) const
{
    if (!sample.value) { // what is not known breaks off a breach: it is claimed only as long as it was seen
        state.isInBreach = false;
        state.criticalSince.reset();
        return;
    }
    state.points.push_back({sample.at, *sample.value});
    const bool isMissed = !rule.target.holds(*sample.value);
    if (state.isInBreach) {
        state.breaches.back().to = sample.at;
    }
    if (isMissed && !state.isInBreach) {
        state.breaches.push_back({sample.at, sample.at});
    }
    state.isInBreach = isMissed;
    const bool isCritical = rule.critical && !rule.critical->holds(*sample.value);
    state.criticalSince = isCritical ? std::optional(state.criticalSince.value_or(sample.at)) : std::nullopt;
    state.isAborting =
        state.isAborting || (rule.abortAfter && state.criticalSince && sample.at - *state.criticalSince >= *rule.abortAfter);
}

bool SourceRules::isAborting(const ThresholdRule& rule) const
{
    const State* state = rule.source.empty() ? nullptr : stateOf(rule);
    return state != nullptr && state->isAborting;
}

ThresholdResult SourceRules::result(const ThresholdRule& rule, const SourceFindings* findings) const
{
    ThresholdResult result;
    result.rule = rule;
    std::vector<SourcePoint> points;
    if (const State* state = stateOf(rule)) {
        points = state->points;
        result.breaches = state->breaches;
    }
    if (findings != nullptr) {
        points.insert(points.end(), findings->points.begin(), findings->points.end());
    }
    result.sampleCount = points.size();
    const auto worst = deciding(rule, points);
    if (!worst) {
        if (findings != nullptr && findings->isEmpty && !rule.absent.empty()) {
            result.verdict = RuleVerdict::NotJudged;
            result.sentence = rule.absent;
            return result;
        }
        const bool isExcused = m_isRehearsal && !m_isSourceConfigured;
        result.verdict = isExcused ? RuleVerdict::NotJudged : RuleVerdict::NoData;
        const std::string why = !m_isSourceConfigured ? "the plan names no Prometheus"
                                : findings != nullptr ? findings->whyNone
                                                      : "";
        result.sentence = isExcused
                              ? "this rehearsal has no " + (rule.needs.empty() ? rule.source : rule.needs) + " to measure it"
                              : "no value" + (why.empty() ? "" : ": " + why);
        return result;
    }
    result.measured = worst->value;
    result.at = worst->at;
    result.margin = rule.target.margin(worst->value);
    result.verdict = verdictOf(rule, worst->value, std::nullopt);
    result.sentence = thresholdSentence(result);
    if (result.verdict == RuleVerdict::Passed && rule.minSamples && result.sampleCount < *rule.minSamples) {
        result.verdict = RuleVerdict::NoData;
        result.sentence = tooFewSentence(result, *rule.minSamples);
    } else if (result.verdict == RuleVerdict::Passed && findings != nullptr && !isOverLoad(rule.query) &&
               findings->covered.value_or(1) < kEnough) {
        result.verdict = RuleVerdict::NoData;
        result.sentence +=
            "; but only " + shareText(*findings->covered) + " of the load had a value: what was not seen proves nothing";
    }
    return result;
}

} // namespace holdpoint
