// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace holdpoint {

/// Keys from the plan's root to a value; items of a list by their number from 0: {"tests", "search", "thresholds", "0",
/// "target"}.
using PlanPath = std::vector<std::string>;

/// A value as the plan's text has it, variables included: "100", "9m", "${VUS:-100}", "p(95)<1200".
struct PlanValue
{
    PlanPath path;
    std::string group; // the scenario, the metric of a rule, or the id of one of the release
    std::string text;  // empty: not there yet
    int line = 0;      // from 1; of the group if it is not there yet
    bool isThere = true;
};

/// What people change of a test: the load of its scenarios, its load targets, its thresholds. In the order of the file; a
/// threshold always has target, accept and critical. Empty for a test that the text does not have. `test` empty: the thresholds
/// and alarms of the whole release; of an alarm its condition and durations.
std::vector<PlanValue> loadValues(const std::string& planText, std::string_view test);

/// The text with these values set; every other byte stays, comments included. A key that is not there is added to its map.
/// Error::Refused where the text is laid out so that only a person should change it.
Result<std::string> withValues(const std::string& planText, const std::vector<std::pair<PlanPath, std::string>>& values);

/// Lines that differ, for people and the audit log: "12 -        vus: 100", "12 +        vus: 120"; numbers are of the text that
/// holds the line.
std::vector<std::string> changedLines(const std::string& before, const std::string& after);

} // namespace holdpoint
