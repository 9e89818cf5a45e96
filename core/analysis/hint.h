// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

/// What one hint rule (checklist-notes.md §7) says about one run. It proposes; a person confirms.
struct Hint
{
    enum class State {
        Found,
        Nothing, // it was looked at, and the rule does not hold
        Unknown  // what it rests on is not known
    };
    std::string rule; // "Q1"
    State state = State::Unknown;
    std::string sentence;          // a clause: the finding with its numbers, what was looked at, or why it is not known
    std::string subject;           // the statement, table, index or step; empty: the system as a whole
    Json numbers = Json::object(); // what the sentence says, for machines
    bool isNotConfigured = false;  // of Unknown: the plan names no such source
};
std::string_view nameOf(Hint::State state); // "found"

/// All hints of one run, in the order of the rules.
struct RunHints
{
    std::int64_t run = 0;
    std::vector<Hint> hints;
};

Json toJson(const RunHints& hints);
/// Reads what toJson() wrote. Error::Invalid names what is wrong.
Result<RunHints> runHintsFromJson(const Json& json);

/// What a baseline run is against the last accepted one: no rule over a load, so none of hintRuleIds().
inline constexpr std::string_view kBaselineRule = "B1";

/// "Q1" ... "S3", "M1": in the order of the table.
std::vector<std::string> hintRuleIds();
/// The checklist items that a rule points to.
std::vector<std::string> boxesOfRule(std::string_view rule);

/// What several rules say over several runs: found once is found, even if a later run does not show it any more. Nothing was
/// found if each rule was decided in a run.
struct HintVerdict
{
    Hint::State state = Hint::State::Nothing;
    std::string why; // of Unknown, or what no rule found
};
HintVerdict latchedVerdict(const std::vector<RunHints>& runs, const std::vector<std::string>& rules);

} // namespace holdpoint
