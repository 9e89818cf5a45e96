// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/hint.h"
#include "core/analysis/saturation.h"

#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

/// One cause for lost time, with what shows it, the boxes that it answers and what usually mends it.
struct Bottleneck
{
    std::string rule;               // of checklist-notes.md §7, "Q1"; of a resource its threshold row, "cpu"
    std::string title;              // "Slow statement"
    std::string finding;            // the clause with its numbers
    std::string subject;            // statement, table, step; empty: the system as a whole
    std::string evidence;           // where it was seen: "PostgreSQL, statements before and after run 3"
    std::vector<std::int64_t> runs; // that show it, newest last
    std::optional<double> share;    // 0..1 of the time that its kind of work took
    bool isOfFailedTest = false;    // a run that shows it failed or missed a target
    std::vector<std::string> boxes; // of section 11
    std::vector<std::string> mends; // of section 12
    std::string remedy;             // in words
};

/// "Slow statement (Q1)"; the rule itself if it has no title.
std::string titledRule(const std::string& rule);

/// Why a rule says nothing.
struct UndecidedRule
{
    std::string rule;
    std::string why;
    bool isNotConfigured = false;
};

struct BottleneckSearch
{
    std::vector<Bottleneck> findings;     // ranked
    std::vector<UndecidedRule> undecided; // in no run decided
    std::size_t looked = 0;               // rules that were decided
    std::string sentence;                 // "3 findings" or that and why there is no evidence
};

/// Ranks what hint rules and resources say about counting load and retest runs. First what is beyond its critical limit or
/// belongs to a failed or warned run, then by the share of time, then in the order of the rules; the same finding of several runs
/// is one.
BottleneckSearch findBottlenecks(const std::vector<RunHints>& hints, const std::vector<ResourcePeak>& peaks,
                                 const std::vector<RunRecord>& runs);

/// What usually mends what a rule finds; empty for an unknown rule.
std::string remedyOf(std::string_view rule);

Json toJson(const BottleneckSearch& search);

} // namespace holdpoint
