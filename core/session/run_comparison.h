// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/compare_runs.h"
#include "core/dossier/dossier.h"

namespace holdpoint {

/// Two runs of one dossier side by side.
struct RunComparison
{
    RunRecord a;
    RunRecord b;
    std::vector<std::string> remarks; // what makes them different things
    std::vector<ComparedFigure> figures;
};

/// The frames of a run. Error::Invalid for one without a second of load.
Result<ComparedRun> comparedRun(const Dossier& dossier, const RunRecord& run);

/// Reads both runs and compares them (core/analysis/compare_runs.h). Error::NotFound for a run that is not there, Error::Invalid
/// for one that has not ended or has no second of load.
Result<RunComparison> compareRunsOf(const Dossier& dossier, std::int64_t a, std::int64_t b, const CompareOptions& options = {});

} // namespace holdpoint
