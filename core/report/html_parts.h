// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"

#include <string>

namespace holdpoint {

// Pieces of the HTML report. Each returns markup with every text from outside escaped.

std::string verdictPage(const Report& report); // page 1: decision first (console.md §4)
std::string testPage(const TestReport& test);  // planned and achieved load, thresholds, errors; without charts
std::string runTables(const RunRecord& run);
std::string serverPage(const Report& report); // release thresholds, alarms, capacity
std::string checklistPage(const Report& report);
std::string methodPage(const Report& report);

/// A coloured word: PASS, WARN, FAIL, OVERRIDDEN ...
std::string chip(const std::string& word);
std::string limitCell(const std::optional<Expression>& expression, const std::string& metric);
std::string cell(const std::string& text);
std::string numberCell(const std::string& text);

} // namespace holdpoint
