// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verdict/rule_watch.h"

#include "core/verdict/deliveries.h"

#include <algorithm>
#include <set>

namespace holdpoint {

namespace {

constexpr std::uint64_t kWindowTicks = 10;

bool isOrdered(const Expression& expression)
{
    return expression.comparison != Comparison::Equal && expression.comparison != Comparison::NotEqual;
}

bool isUpperLimit(const Expression& expression)
{
    return expression.comparison == Comparison::Less || expression.comparison == Comparison::LessEqual;
}

/// A count over ten seconds says something about a limit that it must stay under, nothing about a sum that the run must reach.
bool isMeaningfulPerWindow(const Expression& expression)
{
    const bool isZero = expression.comparison == Comparison::Equal && expression.limit == 0;
    return expression.aggregate.kind != AggregateKind::Count || isUpperLimit(expression) || isZero;
}

/// Sent in a second; nullopt: none ever was.
std::optional<double> messagesOf(const std::vector<Frame>& figures)
{
    std::optional<double> sent;
    for (const Frame& part : figures) {
        if (const auto found = part.counters.find(kMessagesSent); found != part.counters.end()) {
            sent = sent.value_or(0) + found->second;
        }
    }
    return sent;
}

} // namespace

RuleWatch::RuleWatch(std::vector<ThresholdRule> rules, RunWindow window)
    : m_rules(std::move(rules)), m_window(window), m_states(m_rules.size())
{}

void RuleWatch::addSlices(const Frame& frame, Second& second) const
{
    Frame& figures = second.figures.emplace_back();
    figures.shard = frame.shard;
    figures.attempt = frame.attempt;
    figures.tick = frame.tick;
    Frame& trends = second.trends.emplace_back(figures);
    const auto copyKey = [](const auto& from, auto& to, const std::string& key) {
        const auto found = from.find(key);
        if (found != from.end()) {
            to.insert(*found);
        }
    };
    copyKey(frame.counters, figures.counters, kMessagesSent);
    for (const ThresholdRule& rule : m_rules) {
        copyKey(frame.counters, figures.counters, rule.metric);
        copyKey(frame.rates, figures.rates, rule.metric);
        copyKey(frame.gauges, figures.gauges, rule.metric);
        copyKey(frame.trends, trends.trends, rule.metric);
    }
}

void RuleWatch::add(const Frame& frame)
{
    if (m_rules.empty() || (m_closedTick && frame.tick <= *m_closedTick)) {
        return;
    }
    m_progress.add(frame);
    Second& second = m_open[frame.tick];
    second.time = second.figures.empty() ? frame.time : std::min(second.time, frame.time);
    second.tick = frame.tick;
    addSlices(frame, second);
    while (!m_open.empty() && m_progress.isComplete(m_open.begin()->first)) {
        closeFirst();
    }
}

void RuleWatch::finish()
{
    while (!m_open.empty()) {
        closeFirst();
    }
}

void RuleWatch::closeFirst()
{
    const auto first = m_open.begin();
    if (!m_closedTick) {
        m_firstTick = first->first;
    }
    m_closedTick = first->first;
    lean(first->second);
    // Lost messages count when their deadline passes: long after the last was sent they are no share of anything.
    const auto sent = messagesOf(first->second.figures);
    const bool hasSent = sent || (!m_recent.empty() && messagesOf(m_recent.back().figures));
    const std::uint64_t tick = first->second.tick;
    const bool isUnsent =
        hasSent && sent.value_or(0) <= 0 && std::none_of(m_recent.begin(), m_recent.end(), [tick](const Second& each) {
            return each.tick + kLateLosses >= tick && messagesOf(each.figures).value_or(0) > 0;
        });
    if (hasSent) { // handed on from second to second
        first->second.figures.front().counters.try_emplace(kMessagesSent, 0);
    }
    m_recent.push_back(std::move(first->second));
    m_open.erase(first);
    while (m_recent.front().tick + kWindowTicks <= *m_closedTick) {
        m_recent.pop_front();
    }

    const MetricTotals figures = windowOf(&Second::figures);
    std::optional<MetricTotals> trends;
    for (std::size_t rule = 0; rule < m_rules.size(); ++rule) {
        const ThresholdRule& wanted = m_rules[rule];
        const bool hasSilence = isUnsent && isOfDeliveries(wanted.metric); // which ends what was going on
        const bool isJudged = !hasSilence && isInside(wanted, figures, *m_closedTick);
        const bool missesTarget = isJudged && violates(rule, wanted.target, &Second::targets, figures, trends);
        const bool missesCritical =
            isJudged && wanted.critical && violates(rule, *wanted.critical, &Second::criticals, figures, trends);
        update(rule, missesTarget, missesCritical);
    }
}

void RuleWatch::lean(Second& second) const
{
    MetricTotals totals;
    for (const Frame& slice : second.trends) {
        totals.add(slice);
    }
    const auto leaningOf = [&totals](const std::string& metric, const Expression& expression) {
        const auto value = totals.value(metric, expression.aggregate);
        if (!value) {
            return Leaning::Nothing;
        }
        // a merged percentile may lie anywhere in its bucket, which is under 1 % wide
        const bool holds = expression.holds(*value * 1.01);
        return holds != expression.holds(*value * 0.99) ? Leaning::Unclear : holds ? Leaning::Holds : Leaning::Violates;
    };
    for (const ThresholdRule& rule : m_rules) {
        second.targets.push_back(leaningOf(rule.metric, rule.target));
        second.criticals.push_back(rule.critical ? leaningOf(rule.metric, *rule.critical) : Leaning::Nothing);
    }
}

MetricTotals RuleWatch::windowOf(std::vector<Frame> Second::*slices) const
{
    MetricTotals totals;
    const std::uint64_t ticksSoFar = *m_closedTick - m_firstTick + 1;
    totals.setWindow(RunWindow{Seconds{std::min(ticksSoFar, kWindowTicks)}, {}, {}});
    for (const Second& second : m_recent) {
        for (const Frame& slice : second.*slices) {
            totals.add(slice);
        }
    }
    return totals;
}

bool RuleWatch::isInside(const ThresholdRule& rule, const MetricTotals& figures, std::uint64_t tick) const
{
    if (figures.typeOf(rule.metric) != MetricType::Gauge || m_window.holdTo <= Nanos{0}) {
        return true;
    }
    // a gauge is judged over the hold (semantics.md §4), so the whole window has to lie in it
    const Nanos begin{Seconds{tick - std::min(tick, kWindowTicks - 1)}};
    return begin >= m_window.holdFrom && Nanos{Seconds{tick + 1}} <= m_window.holdTo;
}

bool RuleWatch::violates(std::size_t rule, const Expression& expression, Leanings leanings, const MetricTotals& figures,
                         std::optional<MetricTotals>& trends) const
{
    if (!isMeaningfulPerWindow(expression)) {
        return false;
    }
    const std::string& metric = m_rules[rule].metric;
    std::set<Leaning> seen;
    for (const Second& second : m_recent) {
        seen.insert((second.*leanings)[rule]);
    }
    seen.erase(Leaning::Nothing);
    // percentiles, means and extremes of a merge lie between those of its parts; a sum does not
    const bool isMixture = expression.aggregate.kind != AggregateKind::Count && isOrdered(expression);
    if (isMixture && seen.size() == 1 && *seen.begin() != Leaning::Unclear) {
        return *seen.begin() == Leaning::Violates;
    }
    if (!seen.empty() && !trends) {
        trends = windowOf(&Second::trends);
    }
    const auto measured = (seen.empty() ? figures : *trends).value(metric, expression.aggregate);
    return measured && !expression.holds(*measured);
}

void RuleWatch::update(std::size_t rule, bool missesTarget, bool missesCritical)
{
    State& state = m_states[rule];
    const Second& second = m_recent.back();
    if (missesTarget && !state.isInBreach) {
        state.breaches.push_back(TimeSpan{second.time, second.time});
    }
    if (missesTarget) {
        state.breaches.back().to = second.time + Seconds{1};
    }
    state.isInBreach = missesTarget;

    if (!missesCritical) {
        state.criticalSince.reset();
        state.isAborting = false;
        return;
    }
    const std::uint64_t since = state.criticalSince.value_or(second.tick);
    state.criticalSince = since;
    const auto& abortAfter = m_rules[rule].abortAfter;
    state.isAborting = abortAfter && Nanos{Seconds{second.tick + 1 - since}} >= *abortAfter;
}

std::vector<TimeSpan> RuleWatch::breaches(std::size_t rule) const
{
    return m_states[rule].breaches;
}

} // namespace holdpoint
