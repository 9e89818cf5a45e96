// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/compare_runs.h"
#include "core/dossier/dossier.h"

namespace holdpoint {

/// Two runs side by side.
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
/// The same with run `a` of another dossier, an earlier release's for example.
Result<RunComparison> compareRunsOf(const Dossier& ofA, std::int64_t a, const Dossier& ofB, std::int64_t b,
                                    const CompareOptions& options = {});
/// The newest ended run of a kind of that test, started before `than`; nullopt if there is none.
/// A baseline only of the plan text that `than` ran.
std::optional<RunRecord> newestBefore(const std::vector<RunRecord>& runs, const RunRecord& than, RunKind kind);

} // namespace holdpoint
