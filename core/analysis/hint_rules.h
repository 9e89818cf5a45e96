// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/hint.h"
#include "core/analysis/run_facts.h"

namespace holdpoint {

// The rules of checklist-notes.md §7: pure, each over one run's facts. Each gives its findings, or one hint that says that
// nothing was found or why it is not known. Cut-offs are the table's; where one is added, DECISIONS.md says why.

std::vector<Hint> ruleQ1(const RunFacts& facts); // slow statement
std::vector<Hint> ruleQ2(const RunFacts& facts); // N+1
std::vector<Hint> ruleQ3(const RunFacts& facts); // row lock convoy
std::vector<Hint> ruleQ4(const RunFacts& facts); // stale statistics
std::vector<Hint> ruleQ5(const RunFacts& facts); // cacheable read
std::vector<Hint> ruleQ6(const RunFacts& facts); // spills to disk
std::vector<Hint> ruleI1(const RunFacts& facts); // reads the whole table per call
std::vector<Hint> ruleI2(const RunFacts& facts); // sequential scans
std::vector<Hint> ruleI3(const RunFacts& facts); // foreign key without index
std::vector<Hint> ruleI4(const RunFacts& facts); // broken or missing index
std::vector<Hint> ruleC1(const RunFacts& facts); // low hit rate
std::vector<Hint> ruleC2(const RunFacts& facts); // memory too small
std::vector<Hint> ruleC3(const RunFacts& facts); // TTL too short or missing
std::vector<Hint> ruleC4(const RunFacts& facts); // cold start
std::vector<Hint> ruleC5(const RunFacts& facts); // never written, or invalidated too eagerly
std::vector<Hint> ruleP1(const RunFacts& facts); // pool too small
std::vector<Hint> ruleP2(const RunFacts& facts); // leak, long transaction
std::vector<Hint> ruleP3(const RunFacts& facts); // pool too large
std::vector<Hint> ruleP4(const RunFacts& facts); // pool bypassed
std::vector<Hint> ruleP5(const RunFacts& facts); // Redis' clients
std::vector<Hint> ruleP6(const RunFacts& facts); // Redis connections not used again
std::vector<Hint> ruleN1(const RunFacts& facts); // accept queue full
std::vector<Hint> ruleN2(const RunFacts& facts); // no keep-alive
std::vector<Hint> ruleN3(const RunFacts& facts); // TLS handshakes
std::vector<Hint> ruleN4(const RunFacts& facts); // large uncompressed answers
std::vector<Hint> ruleN5(const RunFacts& facts); // loss, full link
std::vector<Hint> ruleN6(const RunFacts& facts); // distance
std::vector<Hint> ruleE1(const RunFacts& facts); // blocked inside
std::vector<Hint> ruleE2(const RunFacts& facts); // overload without a limit
std::vector<Hint> ruleA1(const RunFacts& facts); // the same path again and again
std::vector<Hint> ruleS1(const RunFacts& facts); // assets not cacheable
std::vector<Hint> ruleS2(const RunFacts& facts); // assets uncompressed
std::vector<Hint> ruleS3(const RunFacts& facts); // large images
std::vector<Hint> ruleM1(const RunFacts& facts); // memory grows

/// All of them, in the order of hintRuleIds().
RunHints hintsOf(const RunFacts& facts);

// For the rules themselves.

/// The findings, the largest first and at most ten; else one hint with `lookedAt`.
std::vector<Hint> foundOr(std::vector<Hint> found, std::string_view rule, std::string lookedAt);
std::vector<Hint> nothingFound(std::string_view rule, std::string lookedAt);
std::vector<Hint> notKnown(std::string_view rule, const Error& why);
Hint foundHint(std::string_view rule, std::string sentence, std::string subject = {}, Json numbers = Json::object());
std::string percentText(double share); // 0.42 -> "42 %"

} // namespace holdpoint
