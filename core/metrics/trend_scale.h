// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/totals.h"

namespace holdpoint {

/// How many recorded units make one of the metric's: µs in a ms, or CLS times 10,000 (semantics.md §4).
inline double trendScale(std::string_view key)
{
    return trendUnitOf(key) == "ms" ? 1000.0 : 10000.0;
}

} // namespace holdpoint
