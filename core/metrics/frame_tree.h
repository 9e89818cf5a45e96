// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/frame.h"

namespace holdpoint {

/// How the one tree that JSON and CBOR share holds a histogram's bytes.
enum class HistogramForm { Base64, RawBytes };

Json frameTree(const Frame& frame, HistogramForm form);
Json histogramJson(const LatencyHistogram& histogram, HistogramForm form);
/// Reads either form; Error::Invalid.
Result<LatencyHistogram> histogramFromJson(const Json& json);

} // namespace holdpoint
