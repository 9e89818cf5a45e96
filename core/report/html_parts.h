// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"

#include <string>

namespace holdpoint {

// Pages of the HTML report. Each returns markup with every text from outside escaped.

/// Page 1, the decision first (console.md §4): what does not fit is shortened here and whole in detailPage().
std::string verdictPage(const Report& report);
/// All reasons, and the thresholds and exceptions that page 1 left out; empty: there are none.
std::string detailPage(const Report& report);
std::string testPage(const TestReport& test); // the section stays open for runTables() and the charts
/// `planInForce`: the SHA-256 of the plan that the report speaks of; a run of another says so.
std::string runTables(const RunRecord& run, const std::vector<RunNote>& notes, const std::string& planInForce);
std::string serverPage(const Report& report); // release thresholds and alarms
std::string checklistPage(const Report& report);
std::string methodPage(const Report& report);

} // namespace holdpoint
