// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/metric.h"

#include <cstdint>
#include <string>

namespace holdpoint {

inline constexpr const char* kMessagesSent = "ws_msgs_sent";
/// Seconds after the last message in which its losses are still a share of what was sent; what comes later is of losses alone.
inline constexpr std::uint64_t kLateLosses = 5;

/// Whether it counts messages that were to be delivered: its losses come when their deadline passes, after the last was sent.
inline bool isOfDeliveries(const std::string& metric)
{
    const auto key = parseMetricKey(metric);
    return key && (key->name == "rtc_delivery" || key->name == "rtc_drop");
}

} // namespace holdpoint
