// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/compare_runs.h"
#include "core/dossier/log_entry.h"

#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

/// Something that was changed to make the system faster: section 12's log.
struct Optimisation
{
    std::string ref;      // "1"
    WallTime at{};        // when it was applied
    std::int64_t row = 0; // of the audit log that tells of it; 0: not stored yet
    Person by;
    std::string what; // never empty
    std::string why;
    std::string link;               // commit or URL
    std::string expected;           // "p95 of search below 1 s"
    std::string finding;            // the hint rule that it answers, "I1"; may be empty
    std::string box;                // of section 12: the entry confirms it
    std::vector<std::string> tests; // that it concerns; empty: all
};

Json toJson(const Optimisation& optimisation);
/// What is stored for a new one; Error::Invalid without `what`.
Result<LogEntry> logEntryOf(const Optimisation& optimisation);
/// What the entries say about the boxes of section 12: each is its person's yes to its box. They come in between `changes` where
/// the audit log has them, whatever time they speak of: what people decided later stands. `changeRows`: the audit rows of
/// `changes`.
void addOptimisationsTo(std::vector<ItemChange>& changes, const std::vector<std::int64_t>& changeRows,
                        const std::vector<Optimisation>& all, const ChecklistTemplate& definition);
/// Oldest first.
std::vector<Optimisation> optimisationsIn(const std::vector<LogEntry>& entries);

/// A test before and after an optimisation.
struct BeforeAfter
{
    std::string test;
    std::optional<RunRecord> before;   // the newest conclusive run that counts from before
    std::optional<RunRecord> after;    // the newest until the next optimisation that was tested by itself
    std::vector<std::string> together; // refs of optimisations that the same retest shows
    /// Of latencies p(95), shares of errors, rates, judged as one family; empty without both runs.
    std::vector<ComparedFigure> figures;
    std::string why; // there is no comparison

    /// Of the figures: worse if one is, else better if one is, else same if one is; unknown without any.
    ComparedFigure::Verdict verdict() const;
};

/// One entry with what the retests show.
struct OptimisationReport
{
    Optimisation entry;
    std::vector<BeforeAfter> tests;
};
Json toJson(const OptimisationReport& report);
/// "p(95) of http_req_duration{name:search}: 1,240 ms to 936 ms, −25 % (95 %: −28 to −21), better".
std::string figureSentence(const ComparedFigure& figure);

/// Reads the frames of the runs that it compares; what was compared once in this process is kept.
std::vector<BeforeAfter> beforeAfterOf(const Dossier& dossier, const std::vector<RunRecord>& runs,
                                       const std::vector<Optimisation>& all, const Optimisation& one);

} // namespace holdpoint
