// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"

#include <optional>

namespace holdpoint {

/// The newest run of a release, when it was interrupted: its program ended without a word, or its agent was lost.
struct RunInterruption
{
    RunRecord run;
    std::string title;                // of its test
    double second = 0;                // of the load in which it ended
    double plannedSeconds = 0;        // of the load
    std::vector<std::string> waiting; // tests of the same start that had not begun, by id

    /// "Run 7 (Page Load Test) was interrupted at 10:04:12 UTC, in second 252 of 900. Its 252 s of data are kept. RSVP and API
    /// had not started."
    std::string sentence(const Plan& plan) const;
    /// Itself and those that waited: what "run it again" runs.
    std::vector<std::string> testsToRun() const;
};

/// nullopt: nothing was interrupted, or a later run began.
Result<std::optional<RunInterruption>> interruptionOf(const Dossier& dossier, const Plan& plan);

} // namespace holdpoint
