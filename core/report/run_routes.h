// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/verdict/run_result.h"

#include <string>
#include <vector>

namespace holdpoint {

/// How many of a step's answers came which way.
struct StepRoute
{
    std::string step;
    std::string lane;     // fast, h2 or multi
    std::string protocol; // as k6 writes it: HTTP/1.1, HTTP/2.0
    std::uint64_t count = 0;
};

/// From the run's http_routes counters, by lane and step.
std::vector<StepRoute> routesOf(const RunResult& result);

} // namespace holdpoint
