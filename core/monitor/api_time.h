// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/json.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace holdpoint {

// One formatter a unit: each API wants its own, and most take a wrong one without a word.

struct WallSpan
{
    WallTime from{};
    WallTime to{};
};

/// "1763900000.5": Prometheus.
std::string unixSecondsText(WallTime time);
/// Grafana, Jaeger's dependencies.
std::int64_t unixMillis(WallTime time);
/// Jaeger's v1 search.
std::int64_t unixMicros(WallTime time);
/// "1763900000000000000": OTLP, in JSON as text.
std::string unixNanosText(WallTime time);
/// "2026-01-05T10:00:00": Sentry's queries, in UTC without a zone.
std::string sentryTime(WallTime time);
/// "1.2s", "800ms": Go's durations, of Jaeger.
std::string goDuration(Nanos duration);

WallTime fromUnixMillis(std::int64_t millis);
WallTime fromUnixMicros(std::int64_t micros);
/// RFC 3339 with any fraction and any offset.
Result<WallTime> parseRfc3339(std::string_view text);
/// The member as such a time; nullopt if it is none.
std::optional<WallTime> timeAt(const Json& json, std::string_view key);

} // namespace holdpoint
