// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/checklist.h"
#include "core/checklist/parameters.h"
#include "core/monitor/answer.h"

#include <map>
#include <string>

namespace holdpoint {

/// What a check says about an item.
struct SenseResult
{
    ItemState state = ItemState::Unknown; // PASS, FAIL, UNKNOWN; OPEN: nothing to see yet, or a proposal that a person confirms
    std::string value;                    // "p95 212 ms; errors 0"
    std::string reason;
    std::string blockedBy; // title of the source that is down
};

/// A fact as a rule sees it: after `take`, `default` and calculations.
struct FactValue
{
    Answer<Json> answer;
    std::string source{}; // title
    bool isBlocked = false;
    std::string pending{};   // what a pending fact waits for; empty: a load run
    bool isOptional = false; // what the plan does not name leaves its clauses out
    std::string words{};     // what a hint says in a sentence; shown instead of the rule's own words
};

/// Judges a rule over facts; pure. A clause about a person's word counts as given: a hybrid item that holds is a proposal, OPEN.
/// What is unknown makes the rule unknown only where it decides. Clauses over an optional fact that the plan does not name are
/// left out; a rule of which nothing else is left is unknown. A hybrid whose source the plan does not name is OPEN for a person,
/// and says so; any other item is UNKNOWN then.
SenseResult judgeSense(const SensePlan& sense, ItemKind kind, const std::map<std::string, FactValue>& facts,
                       const Parameters& parameters);

/// The value that a fact takes out of an answer: by the pointer, or its default if nothing is there; `absent` says in the
/// template's words why there may be nothing.
Answer<Json> takeValue(const Answer<Json>& answer, std::string_view pointer, const Json& otherwise, std::string_view absent = {});
/// + - * / ( ) over numbers, @facts, and min(a,b), max(a,b). Unknown if a fact is, or for a division by zero.
Answer<Json> calculate(std::string_view expression, const std::map<std::string, FactValue>& facts);

} // namespace holdpoint
