// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

struct Plan;

/// Which alerts a silence holds back, as Alertmanager has it.
struct SilenceMatcher
{
    std::string name;
    std::string value;
    bool isRegex = false;
    bool isEqual = true; // false: must not match
};

/// `env=staging`, `alertname=~"Cpu.*"`, `team!=web`, `team!~"a|b"`.
Result<SilenceMatcher> parseMatcher(std::string_view text);

/// The plan's `window`: how long a test window is announced, and where.
struct WindowPlan
{
    Nanos duration{};                               // 0: announcedDuration() finds it
    Nanos margin = std::chrono::minutes{5};         // how much longer than the window its silence lasts
    std::vector<SilenceMatcher> silence;            // empty: `monitoring: {alertmanager: {matchers}}`
    std::optional<std::vector<std::string>> notify; // of slack, pagerduty, grafana; without it all that the plan configures
    std::string dashboard;                          // Grafana's uid; empty: an annotation of the whole organisation

    bool notifies(std::string_view service) const;
};

/// What the plan says, else all of its tests with pauses and their baselines, rounded up to 15 min.
Nanos announcedDuration(const Plan& plan);

} // namespace holdpoint
