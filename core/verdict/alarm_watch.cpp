// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verdict/alarm_watch.h"

#include "core/base/units.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::uint64_t kMaxWindowSeconds = 60;
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

std::string valueText(const AlarmRule& rule, double value)
{
    if (rule.when.aggregate.kind == AggregateKind::Rate && value <= 1) {
        return formatNumber(value * 100, 2) + "\u00a0%";
    }
    const auto key = parseMetricKey(rule.metric);
    const auto info = key ? knownMetric(key->name) : std::nullopt;
    return info && info->unit == "ms" ? formatMillis(value) : formatNumber(value, 1);
}

std::string sentenceOf(const AlarmRule& rule, double value, Nanos held)
{
    return rule.metric + " " + rule.when.aggregate.text() + " is " + valueText(rule, value) + ", alarm at " + rule.when.text +
           ", for " + formatDuration(held);
}

} // namespace

AlarmWatch::AlarmWatch(std::vector<AlarmRule> rules)
{
    for (AlarmRule& rule : rules) {
        if (!rule.metric.empty()) {
            Watch watch;
            watch.rule = std::move(rule);
            m_watches.push_back(std::move(watch));
        }
    }
}

std::vector<AlarmEvent> AlarmWatch::add(const Frame& frame)
{
    std::vector<AlarmEvent> events;
    if (m_openTick && frame.tick > *m_openTick) {
        for (Watch& watch : m_watches) {
            evaluate(watch, m_openTime, events);
        }
    }
    m_openTick = frame.tick;
    m_openTime = frame.time;
    for (Watch& watch : m_watches) {
        watch.seconds.push_back(Second{frame.tick, frame.time, onlySeries(frame, watch.rule.metric)});
        while (watch.seconds.front().tick + kMaxWindowSeconds < frame.tick + 1) {
            watch.seconds.pop_front();
        }
    }
    if (frame.isFinal) {
        for (Watch& watch : m_watches) {
            evaluate(watch, frame.time, events);
        }
        m_openTick.reset();
    }
    return events;
}

std::optional<double> AlarmWatch::valueOf(const Watch& watch) const
{
    const std::string& key = watch.rule.metric;
    const std::uint64_t newest = watch.seconds.back().tick;
    for (std::uint64_t window = secondsOf(watch.rule.window);; window = std::min(window * 2, kMaxWindowSeconds)) {
        MetricTotals totals;
        totals.setWindow(RunWindow{std::chrono::seconds{static_cast<std::int64_t>(window)}, Nanos{0}, Nanos::max()});
        double failures = 0;
        for (const Second& second : watch.seconds) {
            if (second.tick + window > newest) {
                totals.add(second.part);
                const auto rate = second.part.rates.find(key);
                failures += rate == second.part.rates.end() ? 0 : static_cast<double>(rate->second.trueCount);
            }
        }
        const std::uint64_t count = totals.sampleCount(key);
        const bool isWidest = window >= kMaxWindowSeconds;
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
    if (watch.seconds.empty()) {
        return;
    }
    const auto value = valueOf(watch);
    if (!value) {
        watch.calmSince.reset(); // no data is not calm
        return;
    }
    const bool isOver = watch.rule.when.holds(*value);
    if (isOver) {
        watch.overSince = watch.overSince.value_or(now);
        watch.calmSince.reset();
        const bool isWorse = watch.rule.when.comparison == Comparison::Less || watch.rule.when.comparison == Comparison::LessEqual
                                 ? *value < watch.worst
                                 : *value > watch.worst;
        const Nanos held = now - *watch.overSince;
        const bool begins = !watch.firingFrom && held >= watch.rule.sustained;
        if (begins) {
            watch.firingFrom = *watch.overSince;
        }
        if (begins || isWorse) {
            watch.worst = *value;
        }
        if (begins || (watch.firingFrom && isWorse)) {
            events.push_back(
                AlarmEvent{&watch.rule, *watch.firingFrom, std::nullopt, watch.worst, sentenceOf(watch.rule, *value, held)});
        }
        return;
    }
    watch.overSince.reset();
    if (!watch.firingFrom) {
        watch.worst = 0;
        return;
    }
    if (!isCalm(watch.rule, *value)) {
        watch.calmSince.reset();
        return;
    }
    watch.calmSince = watch.calmSince.value_or(now);
    if (now - *watch.calmSince >= watch.rule.clearFor) {
        events.push_back(
            AlarmEvent{&watch.rule, *watch.firingFrom, *watch.calmSince, watch.worst,
                       sentenceOf(watch.rule, watch.worst, *watch.calmSince - *watch.firingFrom) + " at worst; cleared"});
        watch.firingFrom.reset();
        watch.calmSince.reset();
        watch.worst = 0;
    }
}

std::vector<AlarmRule> criticalAlarmsOf(const std::vector<ThresholdRule>& thresholds)
{
    std::vector<AlarmRule> alarms;
    for (const ThresholdRule& rule : thresholds) {
        if (rule.metric.empty() || !rule.critical || rule.critical->aggregate.kind != AggregateKind::Percentile ||
            rule.critical->comparison != Comparison::Less) {
            continue;
        }
        AlarmRule alarm;
        alarm.id = "critical:" + rule.metric;
        alarm.metric = rule.metric;
        alarm.when = rule.critical.value();
        alarm.when.comparison = Comparison::GreaterEqual;
        alarm.when.text = rule.critical->aggregate.text() + ">=" + formatPlain(rule.critical->limit);
        alarm.window = alarm.sustained = std::chrono::seconds{30};
        alarm.isCritical = true;
        alarm.action = rule.action;
        alarms.push_back(std::move(alarm));
    }
    return alarms;
}

} // namespace holdpoint
