// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/analysis_tables.h"

#include <string>
#include <vector>

namespace holdpoint {

// The analysis in the report's forms; nothing before a run ended.

std::string analysisPage(const Report& report);
/// Of Markdown, with an empty line before.
std::vector<std::string> analysisLines(const Report& report);

} // namespace holdpoint
