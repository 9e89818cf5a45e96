// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report_analysis.h"

#include <string>
#include <vector>

namespace holdpoint {

// What the analysis says, once for all forms that are drawn: HTML, Markdown and pages show the same words. Texts may be from
// servers; who draws them escapes and bounds them.

struct ReportColumn
{
    std::string title;
    double share = 1; // of the width, against the others'
    bool isNumber = false;
    bool isState = false; // a word such as BETTER or WITHIN
};

struct ReportTable
{
    std::string title;
    std::string remark;
    std::vector<std::string> sentences; // above
    std::vector<ReportColumn> columns;
    std::vector<std::vector<std::string>> rows; // none: only sentences
    std::vector<std::string> notes;             // below
};

/// Comparison with the baselines, saturation, bottlenecks, slow spans, memory, headroom and the scalability law. Nothing before a
/// run ended.
std::vector<ReportTable> analysisTables(const Report& report);

} // namespace holdpoint
