// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/verdict/expression.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

/// One number or verification of a run that an item asks for: an entry of `run: {facts: [...]}` in a template.
struct RunFact
{
    enum class Show { Count, Percent, Milliseconds, PerSecond, PerMinute };

    std::string metric;  // MetricKey::text()
    std::string instead; // asked where the run kept no series under `metric`
    std::optional<Expression> expect;
    std::optional<Expression> critical; // threshold rows only
    std::uint64_t minSamples = 0;
    std::string verification; // wildcard over the names of `verify`; "*" is all of them
    std::string errorClass;   // counts the errors of a class
    std::string recovery;     // wildcard over scenarios that are bursts: p(95) after them / before them
    Show show = Show::Count;
    bool isLoad = false;          // in a rehearsal the plan's own load targets decide
    bool countsSucceeded = false; // the answers that did not fail, of a rate metric
    bool isProof = false;         // a miss proves nothing: UNKNOWN, not FAIL
    std::string needs;            // "browser" or empty
    std::string label;
};

/// Which runs an item follows: the deciding run of a test with facts, a rule over all runs, or an alarm.
struct RunBinding
{
    std::string test;
    std::string rule;     // a name of runRuleNames()
    std::string alarm;    // wildcard over alarm ids
    std::string capacity; // key of the plan's `capacity: targets:`
    std::vector<RunFact> facts;
};

/// Rules over all runs of a release that a template can name.
std::vector<std::string> runRuleNames();

} // namespace holdpoint
