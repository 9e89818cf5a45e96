// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verdict/alarm_watch.h"

#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/metrics/metric.h"
#include "core/metrics/shards.h"
#include "core/verdict/deliveries.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

constexpr std::uint64_t kGrownWindowSeconds = 60; // a shorter window grows so far until it has min_n (semantics.md §7)
constexpr std::uint64_t kFewFailures = 3; // below min_n in a minute, this many failures are enough (checklist-notes.md §6)

std::uint64_t secondsOf(Nanos duration)
{
    return static_cast<std::uint64_t>(std::max<std::int64_t>(1, std::chrono::ceil<Seconds>(duration).count()));
}

/// Only the series `key` of a frame, with what totals need to place it.
Frame onlySeries(const Frame& frame, const std::string& key)
{
    Frame part;
    part.shard = frame.shard;
    part.seq = frame.seq;
    part.tick = frame.tick;
    part.time = frame.time;
    const auto copy = [&key](const auto& from, auto& to) {
        if (const auto found = from.find(key); found != from.end()) {
            to.insert(*found);
        }
    };
    copy(frame.counters, part.counters);
    copy(frame.rates, part.rates);
    copy(frame.gauges, part.gauges);
    copy(frame.trends, part.trends);
    return part;
}

/// How far a window may reach back.
std::uint64_t widestWindow(const AlarmRule& rule)
{
    return std::max(kGrownWindowSeconds, secondsOf(rule.window));
}

/// A histogram a second would be hundreds of MB in an hour's window: longer windows move by a sixtieth of themselves.
std::uint64_t secondsPerSlice(const AlarmRule& rule)
{
    return (widestWindow(rule) + kGrownWindowSeconds - 1) / kGrownWindowSeconds;
}

/// The limit moved by the hysteresis: an alarm clears only beyond it.
bool isCalm(const AlarmRule& rule, double value)
{
    Expression eased = rule.when;
    switch (rule.when.comparison) {
    case Comparison::Greater:
    case Comparison::GreaterEqual:
        eased.limit = rule.when.limit * (1 - rule.clear);
        break;
    case Comparison::Less:
    case Comparison::LessEqual:
        eased.limit = rule.when.limit * (1 + rule.clear);
        break;
    case Comparison::Equal:
    case Comparison::NotEqual:
        break;
    }
    return !eased.holds(value);
}

/// Of two values that a limit forbids, on whichever side of it.
bool isFurtherBeyond(double limit, double value, double other)
{
    return std::abs(value - limit) > std::abs(other - limit);
}

std::string valueText(const AlarmRule& rule, double value)
{
    if (rule.when.aggregate.kind == AggregateKind::Rate && value <= 1) {
        return formatNumber(value * 100, 2) + "\u00a0%";
    }
    const auto key = parseMetricKey(rule.metric);
    const auto info = key ? knownMetric(key->name) : std::nullopt;
    return info && info->unit == "ms" ? formatMillis(value) : formatNumber(value, 1);
}

/// The worst value, said as such: how long it fires is told by its times.
std::string sentenceOf(const AlarmRule& rule, double worst)
{
    return (rule.metric.empty() ? rule.id : rule.metric) + " " + rule.when.aggregate.text() + " at worst " +
           valueText(rule, worst) + ", alarm at " + rule.when.text;
}

} // namespace

AlarmWatch::AlarmWatch(std::vector<AlarmRule> rules, Nanos leastFor)
{
    for (AlarmRule& rule : rules) {
        const bool isOfQuery = rule.metric.empty();
        if (isOfQuery) {
            rule.sustained = std::max(rule.sustained, leastFor);
        }
        Watch watch;
        watch.rule = std::move(rule);
        (isOfQuery ? m_queryWatches : m_watches).push_back(std::move(watch));
    }
}

std::vector<AlarmEvent> AlarmWatch::add(const SourceSample& sample)
{
    std::vector<AlarmEvent> events;
    for (Watch& watch : m_queryWatches) {
        if (watch.rule.query != sample.series) {
            continue;
        }
        if (!sample.value) {
            noteBlind(watch, sample.at, events);
        }
        judge(watch, sample.value, sample.at, events);
        if (sample.value) {
            if (watch.isBlind && watch.firingFrom && events.empty()) { // it sees again
                events.push_back(
                    AlarmEvent{&watch.rule, *watch.firingFrom, std::nullopt, *watch.worst, sentenceOf(watch.rule, *watch.worst)});
            }
            watch.blindSince.reset();
            watch.isBlind = false;
        }
    }
    return events;
}

void AlarmWatch::noteBlind(Watch& watch, WallTime now, std::vector<AlarmEvent>& events)
{
    watch.blindSince = watch.blindSince.value_or(now);
    if (watch.isBlind || now - *watch.blindSince < kSilence) {
        return;
    }
    watch.isBlind = true;
    watch.overSince.reset();
    if (!watch.firingFrom) {
        watch.worst.reset();
        return;
    }
    events.push_back(
        AlarmEvent{&watch.rule, *watch.firingFrom, std::nullopt, *watch.worst,
                   sentenceOf(watch.rule, *watch.worst) + "; NO DATA since " + formatUtcClock(*watch.blindSince) + " UTC"});
}

std::vector<AlarmEvent> AlarmWatch::add(const Frame& frame)
{
    std::vector<AlarmEvent> events;
    if (m_openTick && frame.tick > *m_openTick) {
        for (Watch& watch : m_watches) {
            evaluate(watch, m_openTime, events);
        }
    }
    if (m_openTick != frame.tick) {
        m_openShards.clear();
    }
    if (const auto sent = frame.counters.find(kMessagesSent); sent != frame.counters.end() && sent->second > 0) {
        m_lastSent = std::max(frame.tick, m_lastSent.value_or(0));
    }
    m_openShards.insert(frame.shard);
    m_openTick = frame.tick;
    m_openTime = frame.time;
    m_firstTick = std::min(m_firstTick, frame.tick);
    for (Watch& watch : m_watches) {
        keep(watch, onlySeries(frame, watch.rule.metric));
    }
    if (frame.isFinal || m_openShards.size() >= shardCountOf(frame.shard)) {
        for (Watch& watch : m_watches) {
            evaluate(watch, frame.time, events);
        }
        m_openTick.reset();
    }
    return events;
}

void AlarmWatch::keep(Watch& watch, Frame part)
{
    const std::uint64_t tick = part.tick;
    const std::uint64_t width = secondsPerSlice(watch.rule);
    if (width > 1 && !part.trends.empty() && !watch.slices.empty() && watch.slices.back().tick / width == tick / width &&
        !watch.slices.back().part.trends.empty()) {
        Slice& last = watch.slices.back();
        last.tick = std::max(last.tick, tick);
        last.part.trends.begin()->second.merge(part.trends.begin()->second);
    } else {
        watch.slices.push_back(Slice{tick, std::move(part)});
    }
    while (watch.slices.front().tick + widestWindow(watch.rule) <= tick) {
        watch.slices.pop_front();
    }
}

std::optional<double> AlarmWatch::valueOf(const Watch& watch) const
{
    const std::string& key = watch.rule.metric;
    const std::uint64_t newest = watch.slices.back().tick;
    const std::uint64_t widest = widestWindow(watch.rule);
    for (std::uint64_t window = secondsOf(watch.rule.window);; window = std::min(window * 2, widest)) {
        MetricTotals totals;
        const std::uint64_t seen = std::min(window, newest - std::min(newest, m_firstTick) + 1);
        totals.setWindow(RunWindow{Seconds{static_cast<std::int64_t>(seen)}, Nanos{0}, Nanos::max()});
        double failures = 0;
        for (const Slice& slice : watch.slices) {
            if (slice.tick + window > newest) {
                totals.add(slice.part);
                const auto rate = slice.part.rates.find(key);
                failures += rate == slice.part.rates.end() ? 0 : static_cast<double>(rate->second.trueCount);
            }
        }
        const std::uint64_t count = totals.sampleCount(key);
        const bool isWidest = window >= widest;
        const bool isRate = watch.rule.when.aggregate.kind == AggregateKind::Rate;
        if (count >= watch.rule.minSamples || (isWidest && isRate && failures >= static_cast<double>(kFewFailures))) {
            return totals.value(key, watch.rule.when.aggregate);
        }
        if (isWidest) {
            return std::nullopt;
        }
    }
}

void AlarmWatch::evaluate(Watch& watch, WallTime now, std::vector<AlarmEvent>& events) const
{
    const bool isLate = m_lastSent && m_openTick && *m_openTick > *m_lastSent + kLateLosses; // as RuleWatch
    const bool hasLossesAlone = isLate && isOfDeliveries(watch.rule.metric);
    if (hasLossesAlone) {
        watch.calmSince.reset();
        if (!watch.firingFrom) { // its `for` is without a break
            watch.overSince.reset();
            watch.worst.reset();
        }
        return;
    }
    if (!watch.slices.empty()) {
        judge(watch, valueOf(watch), now, events);
    }
}

void AlarmWatch::judge(Watch& watch, std::optional<double> value, WallTime now, std::vector<AlarmEvent>& events)
{
    if (!value) {
        watch.calmSince.reset(); // no data is not calm
        return;
    }
    const bool isOver = watch.rule.when.holds(*value);
    if (isOver) {
        watch.overSince = watch.overSince.value_or(now);
        watch.calmSince.reset();
        const bool isWorse = !watch.worst || isFurtherBeyond(watch.rule.when.limit, *value, *watch.worst);
        if (isWorse) {
            watch.worst = value;
        }
        const Nanos held = now - *watch.overSince;
        const bool begins = !watch.firingFrom && held >= watch.rule.sustained;
        if (begins) {
            watch.firingFrom = *watch.overSince;
        }
        if (begins || (watch.firingFrom && isWorse)) {
            events.push_back(
                AlarmEvent{&watch.rule, *watch.firingFrom, std::nullopt, *watch.worst, sentenceOf(watch.rule, *watch.worst)});
        }
        return;
    }
    watch.overSince.reset();
    if (!watch.firingFrom) {
        watch.worst.reset();
        return;
    }
    if (!isCalm(watch.rule, *value)) {
        watch.calmSince.reset();
        return;
    }
    watch.calmSince = watch.calmSince.value_or(now);
    if (now - *watch.calmSince >= watch.rule.clearFor) {
        events.push_back(AlarmEvent{&watch.rule, *watch.firingFrom, *watch.calmSince, *watch.worst,
                                    sentenceOf(watch.rule, *watch.worst) + ", for " +
                                        formatDuration(*watch.calmSince - *watch.firingFrom) + "; cleared"});
        watch.firingFrom.reset();
        watch.calmSince.reset();
        watch.worst.reset();
    }
}

namespace {

/// Tags may be written in another order.
bool isSameMetric(const std::string& a, const std::string& b)
{
    const auto first = parseMetricKey(a);
    const auto second = parseMetricKey(b);
    return first && second && *first == *second;
}

} // namespace

std::vector<AlarmRule> criticalAlarmsOf(const std::vector<ThresholdRule>& thresholds)
{
    std::vector<AlarmRule> alarms;
    for (const ThresholdRule& rule : thresholds) {
        if (rule.metric.empty() || !rule.critical || rule.critical->aggregate.kind != AggregateKind::Percentile ||
            (rule.critical->comparison != Comparison::Less && rule.critical->comparison != Comparison::LessEqual)) {
            continue;
        }
        const bool isLimitOver = rule.critical->comparison == Comparison::Less; // the limit itself breaks the rule
        AlarmRule alarm;
        alarm.id = "critical:" + rule.metric;
        if (std::any_of(alarms.begin(), alarms.end(), [&alarm](const AlarmRule& one) { return one.id == alarm.id; })) {
            alarm.id += " " + rule.critical->aggregate.text();
        }
        alarm.metric = rule.metric;
        alarm.when = rule.critical.value();
        alarm.when.comparison = isLimitOver ? Comparison::GreaterEqual : Comparison::Greater;
        alarm.when.text = rule.critical->aggregate.text() + (isLimitOver ? ">=" : ">") + formatPlain(rule.critical->limit);
        alarm.window = alarm.sustained = std::chrono::seconds{30};
        alarm.isCritical = true;
        alarm.action = rule.action;
        alarms.push_back(std::move(alarm));
    }
    return alarms;
}

std::vector<AlarmRule> alarmsOf(const std::vector<AlarmRule>& planned, const std::vector<ThresholdRule>& thresholds)
{
    std::vector<AlarmRule> alarms = planned;
    for (AlarmRule& derived : criticalAlarmsOf(thresholds)) {
        const auto saysIt = [&derived](const AlarmRule& one) { // as loud and as soon
            return isSameMetric(one.metric, derived.metric) && one.when.aggregate == derived.when.aggregate &&
                   one.when.limit == derived.when.limit && one.isCritical && one.sustained <= derived.sustained;
        };
        if (std::none_of(planned.begin(), planned.end(), saysIt)) {
            alarms.push_back(std::move(derived));
        }
    }
    return alarms;
}

} // namespace holdpoint
