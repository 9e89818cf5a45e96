// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/breakpoint_rows.h"

#include "core/base/units.h"

namespace holdpoint {

namespace {

constexpr double kLittleGap = 0.05;
constexpr double kLeastForLittle = 100; // iterations

} // namespace

std::array<std::string, kBreakpointColumns.size()> breakpointCells(const BreakpointResult& result, std::size_t level)
{
    const BreakpointLevel& shown = result.levels[level];
    std::string held = shown.isHeld ? "yes" : "no";
    held += result.capacity == level ? ", capacity" : "";
    held += result.knee == level ? ", knee" : "";
    held += shown.brokenBy.empty() ? "" : ": " + shown.brokenBy;
    // N = X (R + Z) must hold in what was measured (checklist-notes.md §9); a few iterations say nothing about it.
    const bool isEnough = shown.achieved * static_cast<double>(shown.seconds) >= kLeastForLittle;
    held += isEnough && shown.littleGap.value_or(0) > kLittleGap
                ? "; doubtful: VUs and rate differ by " + formatNumber(100 * *shown.littleGap, 0) + "\u00a0% from Little's law"
                : "";
    return {formatNumber(shown.share * 100, 0) + "\u00a0%",
            shown.planned ? formatNumber(*shown.planned, 1) : "\u2013",
            formatNumber(shown.achieved, 1),
            formatNumber(shown.requestsPerSecond, 1),
            formatNumber(shown.vus, 1),
            shown.p95Ms ? formatMillis(*shown.p95Ms) : "\u2013",
            held};
}

} // namespace holdpoint
