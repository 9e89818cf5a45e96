// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/metrics/latency_histogram.h"

namespace holdpoint {

/// A histogram for a blob that is deflated as a whole: [digits, sum, min, max, buckets]. Buckets are bytes, LEB128: for each that
/// is not empty, ascending, twice the number of empty ones before it, plus 1 and followed by count - 2 if it counts more than
/// one. min and max are distances from the edges of the outermost buckets, sum is the distance from the sum of mid-points: most
/// of what they say stands in the buckets already.
Json packedTrend(const LatencyHistogram& histogram);
/// Reads what packedTrend() wrote; bounded, Error::Invalid.
Result<LatencyHistogram> trendFromPacked(const Json& json);

} // namespace holdpoint
