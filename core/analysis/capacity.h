// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/saturation.h"
#include "core/analysis/usl.h"
#include "core/plan/plan.h"
#include "core/verdict/source_rules.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace holdpoint {

// Section 15 from what was measured; the formulas are those of checklist-notes.md §9. Pure.

/// The newest breakpoint run of a test that proves something for the plan text in force, of which its levels are shares, if it
/// found a level that holds; else nullptr. Points into `runs`.
const RunRecord* breakpointOf(const Plan& plan, const std::vector<RunRecord>& runs, std::string_view test);
/// The same if it held none of its levels. Who stops one before anything broke proves nothing.
const RunRecord* unheldBreakpointOf(const Plan& plan, const std::vector<RunRecord>& runs, std::string_view test);
/// Why there is none that holds: "breakpoint run 3 of search held no level, not even 10 % of the plan: p(95) is 512 ms, ...", or
/// that it ran another plan text; empty: none proves anything, or one holds.
std::string whyNothingHeld(const Plan& plan, const std::vector<RunRecord>& runs, std::string_view test);
/// What its highest held level gave, as a multiple of the planned load. 0 if none was held.
double heldShare(const BreakpointResult& result);
/// Whether more was not tried: the generator was the limit, or every level held.
bool isOnlyAtLeast(const BreakpointResult& result);

/// How much of the capacity is left at the planned load.
struct Headroom
{
    enum class Method {
        None,
        Breakpoint, // 100 (1 - planned / highest load held)
        Peaks       // 100 (1 - the highest share of its limit that a resource used)
    };
    Method method = Method::None;
    double percent = 0;
    bool isAtLeast = false; // the breakpoint run did not break
    bool isLinear = false;  // of Peaks: CPU was seen to grow with the rate over 4 levels, R2 >= 0.9
    std::string limitedBy;  // the resource, or the rule that broke
    std::string formula;    // "1 - 10,000 / 11,800 = 15 %"
    std::string remark;     // "not extrapolated: ...", or why there is none
    std::string unheld;     // tests whose breakpoint run held no level, in words: what others have left decides nothing

    bool isKnown() const { return method != Method::None; }
};

/// Rate of requests and a resource's value at the same time: whether one follows the other.
struct Linearity
{
    std::size_t levels = 0;
    double r2 = 0;
    bool isLinear() const { return levels >= 4 && r2 >= 0.9; }
};
Linearity linearityOf(const std::vector<std::pair<double, double>>& rateAndValue);

Headroom headroomOf(const Plan& plan, const std::vector<RunRecord>& runs, const std::optional<Linearity>& cpu = std::nullopt);

/// One line of "Scaling Triggers": above `above` for `minutes`.
struct ScalingTrigger
{
    std::string field;  // "blank.trigger.cpu"
    std::string metric; // "CPU"
    double above = 0;
    int minutes = 0;
    std::string unit;        // "%", "ms"
    std::string then;        // "scale up"
    bool isMeasured = false; // else the default of the checklist
    std::string basis;       // why this value

    std::string text() const; // "70 % for 3 minutes", as the blank takes it
};

/// What scaling triggers rest on besides runs. A value that is not known stays a default.
struct TriggerGround
{
    std::optional<double> cpuRise;      // points a minute, the 95th percentile of the ramp
    std::optional<double> startMinutes; // to start an instance; 3 if not measured
};
/// The 95th percentile of the rises of a series within one minute, in units a minute; nullopt below 3 points that rise.
std::optional<double> steepestRise(const std::vector<SourcePoint>& points);

std::vector<ScalingTrigger> scalingTriggers(const Plan& plan, const std::vector<RunRecord>& runs,
                                            const TriggerGround& ground = {});

/// The levels of a breakpoint run for the scalability law: VUs and iterations/s of levels that the generator did not limit.
std::vector<ScalePoint> scalePoints(const BreakpointResult& result);

} // namespace holdpoint
