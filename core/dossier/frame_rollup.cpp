// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/frame_rollup.h"

#include <algorithm>

namespace holdpoint {

namespace {

template <typename Value>
void moveRest(std::map<std::string, Value>& from, std::map<std::string, Value>& to, const StoragePolicy& policy)
{
    for (auto next = from.begin(); next != from.end();) {
        const auto current = next++;
        if (!policy.isPerSecond(current->first)) {
            to.insert(from.extract(current));
        }
    }
}

} // namespace

Frame takeRest(Frame& frame, const StoragePolicy& policy)
{
    Frame rest;
    rest.run = frame.run;
    rest.shard = frame.shard;
    rest.attempt = frame.attempt;
    rest.seq = frame.seq;
    rest.tick = frame.tick;
    rest.time = frame.time;
    moveRest(frame.counters, rest.counters, policy);
    moveRest(frame.rates, rest.rates, policy);
    moveRest(frame.gauges, rest.gauges, policy);
    moveRest(frame.trends, rest.trends, policy);
    return rest;
}

void mergeRest(Frame& frame, const Frame& rest)
{
    for (const auto& [key, count] : rest.counters) {
        frame.counters[key] += count;
    }
    for (const auto& [key, rate] : rest.rates) {
        frame.rates[key].trueCount += rate.trueCount;
        frame.rates[key].total += rate.total;
    }
    for (const auto& [key, gauge] : rest.gauges) {
        const auto [known, isNew] = frame.gauges.emplace(key, gauge);
        if (!isNew) {
            known->second.min = std::min(known->second.min, gauge.min);
            known->second.max = std::max(known->second.max, gauge.max);
        }
    }
    for (const auto& [key, trend] : rest.trends) {
        const auto [known, isNew] = frame.trends.emplace(key, trend);
        if (!isNew) {
            known->second.merge(trend);
        }
    }
}

bool hasSeries(const Frame& frame)
{
    return !frame.counters.empty() || !frame.rates.empty() || !frame.gauges.empty() || !frame.trends.empty();
}

bool closesTen(const Frame& frame)
{
    return frame.isFinal || closesMergedGauge(frame.tick);
}

} // namespace holdpoint
