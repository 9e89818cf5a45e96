// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/breakpoint_rows.h"

#include "core/base/units.h"

namespace holdpoint {

std::array<std::string, kBreakpointColumns.size()> breakpointCells(const BreakpointResult& result, std::size_t level)
{
    const BreakpointLevel& shown = result.levels[level];
    std::string held = shown.isHeld ? "yes" : "no";
    held += result.capacity == level ? ", capacity" : "";
    held += result.knee == level ? ", knee" : "";
    held += shown.brokenBy.empty() ? "" : ": " + shown.brokenBy;
    return {formatNumber(shown.share * 100, 0) + "\u00a0%",
            shown.planned ? formatNumber(*shown.planned, 1) : "\u2013",
            formatNumber(shown.achieved, 1),
            formatNumber(shown.requestsPerSecond, 1),
            formatNumber(shown.vus, 1),
            shown.p95Ms ? formatMillis(*shown.p95Ms) : "\u2013",
            held};
}

} // namespace holdpoint
