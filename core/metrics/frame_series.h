// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/frame.h"

#include <set>

namespace holdpoint {

/// MetricKey::text() of the series that a reader wants.
using SeriesNames = std::set<std::string, std::less<>>;

/// frameFromBlob() with these of its counters, rates, gauges and trends alone. The others are not looked into, which is where
/// the time goes: a frame may have some fifty, a window shows ten.
Result<Frame> frameFromBlob(std::string_view blob, const SeriesNames& wanted);

} // namespace holdpoint
