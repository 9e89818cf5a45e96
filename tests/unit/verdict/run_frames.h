// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/verdict/run_result.h"

#include <string>

namespace holdpoint {

inline constexpr WallTime kStart{Micros{1'767'607'440'000'000}}; // 2026-01-05T10:04:00Z

inline Frame frameAt(std::uint64_t tick, const std::string& shard = "1/1")
{
    Frame frame;
    frame.shard = shard;
    frame.seq = tick + 1;
    frame.tick = tick;
    frame.time = kStart + Seconds{tick};
    return frame;
}

inline Frame rateFrame(std::uint64_t tick, const std::string& metric, RateCount rate)
{
    Frame frame = frameAt(tick);
    frame.rates[metric] = rate;
    return frame;
}

inline Frame trendFrame(std::uint64_t tick, const std::string& metric, Micros value, std::uint64_t count)
{
    Frame frame = frameAt(tick);
    frame.trends[metric].record(value, count);
    return frame;
}

/// `critical` empty: none, a miss only warns.
inline ThresholdRule ruleOf(const std::string& metric, const std::string& target, const std::string& critical = "")
{
    ThresholdRule rule;
    rule.id = metric;
    rule.metric = metric;
    rule.target = *parseExpression(target);
    if (!critical.empty()) {
        rule.critical = *parseExpression(critical);
    }
    return rule;
}

inline LoadTarget loadTargetOf(const std::string& metric, const std::string& expect, double tolerance = 0.02)
{
    return LoadTarget{metric, *parseExpression(expect), tolerance};
}

} // namespace holdpoint
