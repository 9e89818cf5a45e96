// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/latency_histogram.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using holdpoint::LatencyHistogram;
    const auto histogram = LatencyHistogram::decodeV2({reinterpret_cast<const char*>(data), size});
    if (histogram) {
        const auto again = LatencyHistogram::decodeV2(histogram->encodeV2());
        if (!again || again->count() != histogram->count() || again->percentileUs(95) != histogram->percentileUs(95)) {
            std::abort();
        }
    }
    return 0;
}
