// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/metrics/metric.h"

#include <string>
#include <utility>
#include <vector>

namespace holdpoint {

struct Plan;

/// A test that the installed k6 runs instead of the plan's own engine. The script says how much load there is.
struct K6Plan
{
    std::string script;                                   // relative to the plan; absolute in what an agent gets
    std::string program;                                  // the same; a name without `/` is looked for in PATH. Empty: `k6`
    std::vector<std::pair<std::string, std::string>> env; // the script's __ENV; values keep ${KEY} of secrets
    std::vector<std::string> args;                        // further options of `k6 run`
    Nanos duration{};                                     // planned by the script; 0: nobody said
    int line = 0;
};

/// Whether k6 can measure the metric: its own names, those derived from them, and whatever name a script gives.
bool k6CanHave(std::string_view metric);
/// The same for a rule of the whole release: it is judged in tests that surely have samples of it.
bool everyK6RunHas(const MetricKey& metric);
/// Why k6 has no such metric, a sentence; empty if it can.
std::string whyK6HasNot(std::string_view metric);

/// Makes the paths of all k6 tests of a resolved plan absolute.
void placeK6Tests(Json& resolved, const Plan& plan);

} // namespace holdpoint
