// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"

#include <string>
#include <vector>

namespace holdpoint {

/// The optimisation log with before and after, as a page of the HTML report; empty without an entry. Every text comes out
/// escaped.
std::string optimisationPage(const Report& report);
/// The same as lines of Markdown.
std::vector<std::string> optimisationLines(const Report& report);

} // namespace holdpoint
