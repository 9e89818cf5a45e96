// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/totals.h"

#include <string>

namespace holdpoint {

/// What took samples of a web vital away, as a clause: "10 of 12 browser visits failed". Empty for another metric, and if nothing
/// did.
std::string whyVitalsMiss(const MetricTotals& totals, const std::string& metric);

} // namespace holdpoint
