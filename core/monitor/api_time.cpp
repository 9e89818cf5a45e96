// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/api_time.h"

#include "core/base/time_format.h"
#include "core/base/units.h"

#include <algorithm>
#include <limits>

namespace holdpoint {

std::string unixSecondsText(WallTime time)
{
    const std::int64_t micros = unixMicros(time);
    std::string fraction = std::to_string(1'000'000 + micros % 1'000'000).substr(1);
    while (fraction.ends_with('0')) {
        fraction.pop_back();
    }
    return std::to_string(micros / 1'000'000) + (fraction.empty() ? "" : "." + fraction);
}

std::int64_t unixMillis(WallTime time)
{
    return unixMicros(time) / 1000;
}

std::int64_t unixMicros(WallTime time)
{
    return time.time_since_epoch().count();
}

std::string unixNanosText(WallTime time)
{
    return std::to_string(unixMicros(time) * 1000);
}

std::string sentryTime(WallTime time)
{
    return formatUtc(time).substr(0, 19);
}

std::string goDuration(Nanos duration)
{
    return std::to_string(std::chrono::duration_cast<Micros>(duration).count()) + "us";
}

WallTime fromUnixMillis(std::int64_t millis)
{
    constexpr std::int64_t kFarthest = std::numeric_limits<std::int64_t>::max() / 1000;
    return WallTime(Micros(std::clamp(millis, -kFarthest, kFarthest) * 1000));
}

WallTime fromUnixMicros(std::int64_t micros)
{
    return WallTime(Micros(micros));
}

Result<WallTime> parseRfc3339(std::string_view text)
{
    constexpr std::size_t kZone = 6; // +02:00
    if (text.size() > kZone + 10 && (text[text.size() - kZone] == '+' || text[text.size() - kZone] == '-')) {
        const std::string_view zone = text.substr(text.size() - kZone);
        const auto hours = parseInteger(zone.substr(1, 2));
        const auto minutes = parseInteger(zone.substr(4, 2));
        const auto local = parseUtc(std::string(text.substr(0, text.size() - kZone)) + "Z");
        if (!local || !hours || !minutes || zone[3] != ':' || *hours > 23 || *minutes > 59) {
            return fail(Error::Kind::Invalid,
                        "`" + std::string(text.substr(0, 60)) + "` is not a time like 2026-01-05T10:04:41+01:00");
        }
        const auto offset = std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
        return zone[0] == '+' ? *local - offset : *local + offset;
    }
    return parseUtc(text);
}

std::optional<WallTime> timeAt(const Json& json, std::string_view key)
{
    const auto time = parseRfc3339(stringAt(json, key));
    return time ? std::optional(*time) : std::nullopt;
}

} // namespace holdpoint
