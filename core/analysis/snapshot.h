// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/json.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace holdpoint {

// When a run was looked at: after its setup and right before the load, every few seconds within it, right after it, and two
// minutes later. What follows from those looks is kept beside them, as kAnalysisSource.
inline constexpr std::string_view kBeforeLoad = "before";
inline constexpr std::string_view kDuringLoad = "during";
inline constexpr std::string_view kAfterLoad = "after";
inline constexpr std::string_view kLaterLook = "later";
inline constexpr std::string_view kHintsMoment = "hints";
inline constexpr std::string_view kAnalysisSource = "analysis";

/// What one source said at one moment of a run: an object of named parts. A part that is not known is {unknown: why}, with
/// `absent: true` where the plan names no such source. Holds no secrets.
struct Snapshot
{
    std::int64_t run = 0;
    std::string moment;
    std::string source; // "postgresql", "redis", "prometheus", "http", "network", "analysis"
    WallTime at{};
    Json content;
};

} // namespace holdpoint
