// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"

#include <string>
#include <vector>

namespace holdpoint {

/// The optimisation log with before and after, as a page of the HTML report; empty without an entry. Every text comes out
/// escaped.
std::string optimisationPage(const Report& report);
/// What the retest of a test shows: its verdict and the figures that changed, else the first latency; or why there is none yet.
std::string resultOf(const BeforeAfter& test);
/// The same as lines of Markdown.
std::vector<std::string> optimisationLines(const Report& report);

} // namespace holdpoint
