// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/finding.h"

namespace holdpoint {

/// A figure of a run and the samples behind it (0: a kind of figure that has no sample count).
struct Measurement
{
    std::optional<double> value;
    std::uint64_t sampleCount = 0;
};

/// Reads a fact from RunResult::metrics and errors; `aggregate` is the one of its rule.
Measurement measure(const RunFact& fact, const RunRecord& run);
/// "p(95) 936 ms", "0.06 %", "1,000 /min"; U+00A0 before units.
std::string shown(const RunFact& fact, double value);

/// Judges all facts of an item on one finished run. Rules: checklist-notes.md §1, semantics.md §2 (rehearsal).
Finding judgeFacts(const std::vector<RunFact>& facts, const RunRecord& run);

} // namespace holdpoint
