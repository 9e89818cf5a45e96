// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

/// One comparison of a pass rule: `p95 < 300 ms`, `status in 200,201 code`, `refused >= @attempts count`.
struct PassClause
{
    enum class Operator { Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual, In };
    std::string fact;
    Operator op = Operator::Equal;
    std::string limit; // a number, a word, a list a,b,c, a range a..b, @fact or FACTOR*@fact; may hold ${parameters}
    std::string unit;  // empty: none
    std::string text;  // as written
};

/// When an item passes: clauses joined by `and` and `or` (which binds less), with brackets. A tree; a leaf has a clause.
struct PassRule
{
    enum class Kind { Clause, All, Any };
    Kind kind = Kind::All;
    PassClause clause;
    std::vector<PassRule> parts;

    /// The clauses in the order of the text.
    std::vector<const PassClause*> clauses() const;
};

/// A person's word, in the rules of hybrid items: no machine knows it, so a sweep takes it as given and proposes.
inline constexpr std::string_view kConfirmedFact = "confirmed";

/// Error::Invalid names the word that is wrong.
Result<PassRule> parsePassRule(std::string_view text);
/// The units that a rule may name. `version`, `text` and `mode` also say how to compare; the others are shown.
std::vector<std::string> passUnits();
bool isPassUnit(std::string_view unit);
/// The facts that a limit names behind @.
std::vector<std::string> factsInLimit(std::string_view limit);

} // namespace holdpoint
