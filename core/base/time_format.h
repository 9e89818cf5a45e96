// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"

#include <string>
#include <string_view>

namespace holdpoint {

/// RFC 3339 in UTC with milliseconds: "2026-01-05T10:04:41.120Z"; the report, frames, audit rows and the database use it.
std::string formatUtc(WallTime time);
/// Without the fraction: "2026-01-05T10:04:41Z".
std::string formatUtcSeconds(WallTime time);
/// "10:04:12" in UTC.
std::string formatUtcClock(WallTime time);
/// RFC 3339 in UTC, with or without a fraction. Error::Invalid names the text.
Result<WallTime> parseUtc(std::string_view text);
/// "12 s", "4 min", "2 h", "3 days".
std::string formatAge(Nanos age);

} // namespace holdpoint
