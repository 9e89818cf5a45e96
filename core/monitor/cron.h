// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/api_time.h"
#include "core/monitor/deployments.h"

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace holdpoint {

/// An IANA time zone, read from the system's zoneinfo (RFC 8536).
class TimeZone
{
public:
    /// nullopt if the system does not know the zone. UTC needs no file.
    static std::optional<TimeZone> open(std::string_view name);

    std::chrono::seconds offset(WallTime at) const; // east of UTC

private:
    std::vector<std::pair<std::int64_t, std::int64_t>> m_changes; // unix seconds, offset from then on
};

/// A cron expression of five fields: * 5 1-5 */15 and lists of them, names of months and days, 7 for Sunday.
class Cron
{
public:
    static std::optional<Cron> parse(std::string_view text);

    /// The first moment after `from` (of whole minutes), or the last one at or before it; nullopt if there is none within a year.
    std::optional<WallTime> next(WallTime from, const TimeZone& zone) const;
    std::optional<WallTime> last(WallTime from, const TimeZone& zone) const;

private:
    struct Field
    {
        std::uint64_t bits = 0;
        bool isAny = false; // begins with *
        bool has(int value) const { return (bits >> static_cast<unsigned>(value) & 1U) != 0; }
    };
    static std::optional<Field> parseField(std::string_view text, int least, int most, std::string_view names);
    bool matches(WallTime::duration local) const;
    bool matchesDay(std::chrono::sys_days day) const;
    std::optional<WallTime> search(WallTime from, const TimeZone& zone, int step) const;

    Field m_minute;
    Field m_hour;
    Field m_day;
    Field m_month;
    Field m_weekday;
};

/// Whether nothing is deployed from the span's begin to its end; nullopt if an expression or the zone cannot be read.
std::optional<bool> freezeCovers(const FreezePeriod& period, WallSpan span);

} // namespace holdpoint
