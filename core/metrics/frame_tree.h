// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/frame.h"

namespace holdpoint {

/// How the one tree that JSON and CBOR share holds a trend: exact values and HdrHistogram's V2 encoding, as text or as bytes, or
/// packed_trend.h.
enum class TrendForm { Base64, RawBytes, Packed };

Json frameTree(const Frame& frame, TrendForm form);
Json histogramJson(const LatencyHistogram& histogram, TrendForm form);
/// Reads either form; Error::Invalid.
Result<LatencyHistogram> histogramFromJson(const Json& json);

} // namespace holdpoint
