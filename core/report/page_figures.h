// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/verdict/run_result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace holdpoint {

/// What a run measured of whole pages: loads of page and assets, and a browser's web vitals.
struct PageFigure
{
    std::string name; // "page_load assets", "browser_web_vital_lcp events"
    std::uint64_t count = 0;
    std::string median; // with its unit; CLS has none
    std::string p95;
    std::string worst;
};

/// Of each step, in the order of the metrics; also those that no rule judges. Empty for a run without pages.
std::vector<PageFigure> pageFiguresOf(const RunResult& result);

} // namespace holdpoint
