// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/verdict/rule_results.h"

#include <string>
#include <vector>

namespace holdpoint {

struct RecoveryResult;

// Plain English for people, with values and units; each is one clause without the final full stop.

/// A clause or sentence with exactly one end: no second full stop, and none behind a cut ("\u2026").
std::string asSentence(std::string text);
/// The same without its full stop, to stand within another sentence.
std::string asClause(std::string text);

/// A value of this metric and aggregate: "341 ms", "0.12 %", "143.2/s", "9,001".
std::string formatMeasured(const std::string& metric, const Aggregate& aggregate, double value, const std::string& unit = "");
/// The target as tables show it: "< 300 ms".
std::string formatTarget(const ThresholdRule& rule);
/// The critical limit as tables show it, by the side that breaks it: ">= 500 ms"; "none" if a miss only warns.
std::string formatCritical(const ThresholdRule& rule);
/// "p(95) is 341 ms, over the target of 300 ms by 14 %, n = 9,001".
std::string thresholdSentence(const ThresholdResult& result);
/// Of rules that got no verdict, why: "Not judged (cpu, memory): this rehearsal has no prometheus to measure it". Each reason
/// once, missing data first; empty if all were judged.
std::vector<std::string> unjudgedSentences(const std::vector<const ThresholdResult*>& results);
/// "only 12 samples of http_req_failed: a rate needs 1,000, or none that failed".
std::string tooFewSentence(const ThresholdResult& result, std::uint64_t needed);
/// "Capacity enforcement working: expected 0, measured 3 (...)": its name stands there once.
std::string verificationSentence(const VerificationResult& result);
/// "Around flash, p(95) of http_req_duration: 212 ms (n = 4,100) before, 230 ms (n = 3,900) after".
std::string recoverySentence(const RecoveryResult& result);
/// "PASS", "MISSED", or "ENDED EARLY" where a run that was cut short did not get as far.
std::string loadWord(const LoadResult& load, RunOutcome outcome);
/// "planned 200.0/s, achieved 143.2/s: 4,211 iterations dropped, no free VU". `dropCause` may be empty.
std::string loadSentence(const LoadResult& result, std::uint64_t droppedIterations, const std::string& dropCause);
/// "0.18 ms", or that nobody knows it.
std::string lagText(const GeneratorResult& result);
/// `cause` is the most frequent reason of limited seconds, empty if there is none.
std::string generatorSentence(const GeneratorResult& result, const std::string& cause);

} // namespace holdpoint
