// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>
#include <vector>

namespace holdpoint {

// What is asked around a run for the hint rules (checklist-notes.md §7). Parts of a snapshot have these names.

struct RunQuestion
{
    std::string_view name;
    std::string_view text;    // SQL, or PromQL with $W (the load's length) and ${parameters}
    bool isAfterOnly = false; // not needed before the load
    bool isForProduction = false;
};

/// Statements for PostgreSQL; `database` stands last before and first after, so that our own sessions stay outside.
const std::vector<RunQuestion>& databaseQuestions();
/// One look at the sessions; asked every few seconds during the load.
std::string_view activityQuestion();
/// Single values of Prometheus over the load, asked at its end.
const std::vector<RunQuestion>& promQuestions();

} // namespace holdpoint
