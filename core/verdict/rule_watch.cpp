// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verdict/rule_watch.h"

#include "core/base/units.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::uint64_t kWindowTicks = 10;
constexpr std::uint64_t kLateTicks = 5;

/// n of "i/n"; one for any other text.
std::size_t shardCountIn(std::string_view shard)
{
    const std::size_t slash = shard.find('/');
    const auto count = parseInteger(slash == std::string_view::npos ? std::string_view("1") : shard.substr(slash + 1));
    return count && *count > 0 ? static_cast<std::size_t>(*count) : 1;
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

} // namespace

RuleWatch::RuleWatch(std::vector<ThresholdRule> rules, RunWindow window)
    : m_rules(std::move(rules)), m_window(window), m_states(m_rules.size())
{}

Frame RuleWatch::sliceOf(const Frame& frame) const
{
    Frame slice;
    slice.shard = frame.shard;
    slice.attempt = frame.attempt;
    slice.tick = frame.tick;
    slice.time = frame.time;
    const auto copyKey = [](const auto& from, auto& to, const std::string& key) {
        const auto found = from.find(key);
        if (found != from.end()) {
            to.insert(*found);
        }
    };
    for (const ThresholdRule& rule : m_rules) {
        copyKey(frame.counters, slice.counters, rule.metric);
        copyKey(frame.rates, slice.rates, rule.metric);
        copyKey(frame.gauges, slice.gauges, rule.metric);
        copyKey(frame.trends, slice.trends, rule.metric);
    }
    return slice;
}

void RuleWatch::add(const Frame& frame)
{
    if (m_rules.empty() || (m_closedTick && frame.tick <= *m_closedTick)) {
        return;
    }
    m_shardCount = std::max(m_shardCount, shardCountIn(frame.shard));
    std::uint64_t& newest = m_newestByShard[frame.shard];
    newest = std::max(newest, frame.isFinal ? UINT64_MAX : frame.tick);
    m_newestTick = std::max(m_newestTick, frame.tick);
    Second& second = m_open[frame.tick];
    second.time = second.slices.empty() ? frame.time : std::min(second.time, frame.time);
    second.tick = frame.tick;
    second.slices.push_back(sliceOf(frame));
    while (!m_open.empty() && isComplete(m_open.begin()->first)) {
        closeFirst();
    }
}

void RuleWatch::finish()
{
    while (!m_open.empty()) {
        closeFirst();
    }
}

bool RuleWatch::isComplete(std::uint64_t tick) const
{
    if (m_newestTick >= tick + kLateTicks) {
        return true;
    }
    const auto hasPassed = [tick](const auto& shard) { return shard.second >= tick; };
    return m_newestByShard.size() >= m_shardCount && std::all_of(m_newestByShard.begin(), m_newestByShard.end(), hasPassed);
}

void RuleWatch::closeFirst()
{
    const auto first = m_open.begin();
    if (!m_closedTick) {
        m_firstTick = first->first;
    }
    m_closedTick = first->first;
    m_recent.push_back(std::move(first->second));
    m_open.erase(first);
    while (m_recent.front().tick + kWindowTicks <= *m_closedTick) {
        m_recent.pop_front();
    }

    MetricTotals totals;
    const std::uint64_t ticksSoFar = *m_closedTick - m_firstTick + 1;
    totals.setWindow(RunWindow{Seconds{std::min(ticksSoFar, kWindowTicks)}, {}, {}});
    for (const Second& second : m_recent) {
        for (const Frame& slice : second.slices) {
            totals.add(slice);
        }
    }
    for (std::size_t rule = 0; rule < m_rules.size(); ++rule) {
        judgeRule(rule, totals, m_recent.back());
    }
}

bool RuleWatch::isJudged(const ThresholdRule& rule, const MetricTotals& window, std::uint64_t tick) const
{
    if (window.typeOf(rule.metric) != MetricType::Gauge || m_window.holdTo <= Nanos{0}) {
        return true;
    }
    // a gauge is judged over the hold (semantics.md §4), so the whole window has to lie in it
    const Nanos begin{Seconds{tick - std::min(tick, kWindowTicks - 1)}};
    return begin >= m_window.holdFrom && Nanos{Seconds{tick + 1}} <= m_window.holdTo;
}

void RuleWatch::judgeRule(std::size_t rule, const MetricTotals& window, const Second& second)
{
    const ThresholdRule& wanted = m_rules[rule];
    State& state = m_states[rule];
    const auto violates = [&](const Expression& expression) {
        if (!isMeaningfulPerWindow(expression) || !isJudged(wanted, window, second.tick)) {
            return false;
        }
        const auto measured = window.value(wanted.metric, expression.aggregate);
        return measured && !expression.holds(*measured);
    };

    const bool isInBreach = violates(wanted.target);
    if (isInBreach && !state.isInBreach) {
        state.breaches.push_back(TimeSpan{second.time, second.time});
    }
    if (isInBreach) {
        state.breaches.back().to = second.time + Seconds{1};
    }
    state.isInBreach = isInBreach;

    if (!wanted.critical || !violates(*wanted.critical)) {
        state.criticalSince.reset();
        state.isAborting = false;
        return;
    }
    const std::uint64_t since = state.criticalSince.value_or(second.tick);
    state.criticalSince = since;
    state.isAborting = wanted.abortAfter && Nanos{Seconds{second.tick + 1 - since}} >= *wanted.abortAfter;
}

std::vector<TimeSpan> RuleWatch::breaches(std::size_t rule) const
{
    return m_states[rule].breaches;
}

} // namespace holdpoint
