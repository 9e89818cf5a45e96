// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/verdict/rules.h"

#include <string>

namespace holdpoint {

/// What a rule watches in a few words, for a column beside the test's name: "p(95) auth", "error rate", "dropped iterations
/// flash". A rule of a source: its id.
std::string shortRuleName(const ThresholdRule& rule);
/// The id that the plan gave it; empty if it has only the one made of metric and aggregate.
std::string givenRuleId(const ThresholdRule& rule);

/// A margin in text: "-12 %"; beyond ten times the limit in words, "32 times" it, or "over 100 times".
std::string formatMargin(double margin);

} // namespace holdpoint
