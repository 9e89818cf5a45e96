// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"

namespace holdpoint {

/// Whether a run of this test can have samples of the metric: a step of the right kind carries all its tags.
/// What only an answer decides fits always: `status` and `expected_response` of requests, `check` of checks, `lane` and `proto`
/// of http_routes. False for metrics that no run has.
bool canHave(const TestPlan& test, const MetricKey& metric);

/// The tags of everything inside a group: its path as k6 writes it (`::login`, `::login::form`) and its own tags, which win.
Tags tagsInside(const Step& group, Tags outer);

/// Whether samples with these tags count for a rule that asks for `tag:value`. A group may be asked for without its first `::`.
bool hasTag(const Tags& carried, const std::string& tag, const std::string& value);

/// Why no test can have it, with a suggestion for the tag that fits none: "no step has name `serach`; did you mean `search`?".
std::string whyNot(const std::vector<const TestPlan*>& tests, const MetricKey& metric);

} // namespace holdpoint
