// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/capacity.h"
#include "core/dossier/dossier.h"

#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

/// Section 15 as the runs show it, with what only the samples beside them can tell.
struct CapacityStudy
{
    Headroom headroom;
    std::vector<ScalingTrigger> triggers;
    std::vector<ResourcePeak> peaks;
    std::optional<RunRecord> knee; // the newest breakpoint run: its levels are the knee chart
    std::optional<UslFit> law;
    std::string whyNoLaw;
    std::optional<std::string> cost; // "3 instances x 0.40 + 1.20 = 2.40 EUR an hour"
    std::string whyNoCost;
};

/// Reads source samples and, for the CPU's linearity, the frames of one run: blocks, any thread with its own dossier.
Result<CapacityStudy> capacityStudy(const Dossier& dossier, const Plan& plan);

/// What the study says for a blank of section 15, as it would be entered; empty: nothing was measured. `basis` says why.
struct ComputedField
{
    std::string value;
    std::string basis;
    bool isMeasured = false;
};
ComputedField computedField(const CapacityStudy& study, std::string_view field);

} // namespace holdpoint
