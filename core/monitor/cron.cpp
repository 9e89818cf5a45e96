// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/cron.h"

#include "core/base/file.h"
#include "core/base/text.h"
#include "core/base/units.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <limits>
#include <vector>

namespace holdpoint {

namespace {

using Days = std::chrono::days;
using Minutes = std::chrono::minutes;

constexpr int kMostDays = 366; // cron is searched so far
constexpr std::size_t kMaxZoneFile = std::size_t{1} << 20U;

std::int64_t bigEndian(std::string_view bytes, std::size_t at, std::size_t size)
{
    std::uint64_t value = (static_cast<unsigned char>(bytes[at]) & 0x80U) != 0 ? ~std::uint64_t{0} : 0;
    for (std::size_t i = 0; i < size; ++i) {
        value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
    }
    return static_cast<std::int64_t>(value);
}

/// The counts of a TZif header (RFC 8536 §3.1) at `at`.
struct ZoneHeader
{
    std::size_t isUtCount = 0;
    std::size_t isStdCount = 0;
    std::size_t leapCount = 0;
    std::size_t timeCount = 0;
    std::size_t typeCount = 0;
    std::size_t charCount = 0;

    std::size_t size(std::size_t timeBytes) const
    {
        return timeCount * (timeBytes + 1) + typeCount * 6 + charCount + leapCount * (timeBytes + 4) + isStdCount + isUtCount;
    }
};

constexpr std::size_t kHeaderBytes = 44;

std::optional<ZoneHeader> headerAt(std::string_view bytes, std::size_t at)
{
    if (bytes.size() < at + kHeaderBytes || bytes.substr(at, 4) != "TZif") {
        return std::nullopt;
    }
    const auto count = [&](std::size_t index) {
        return static_cast<std::size_t>(bigEndian(bytes, at + 20 + 4 * index, 4) & 0xFFFFFF);
    };
    return ZoneHeader{count(0), count(1), count(2), count(3), count(4), count(5)};
}

bool isZoneName(std::string_view zone)
{
    return !zone.empty() && zone.size() < 64 && zone.front() != '/' && zone.find("..") == std::string_view::npos &&
           std::all_of(zone.begin(), zone.end(), [](char c) {
               return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '/' || c == '_' || c == '-' || c == '+';
           });
}

int numberIn(std::string_view text, std::string_view names, int least)
{
    if (const auto number = parseInteger(text); number && *number >= 0 && *number < 64) {
        return static_cast<int>(*number);
    }
    const auto at = text.size() == 3 ? names.find(lowered(text)) : std::string_view::npos;
    return at == std::string_view::npos || at % 3 != 0 ? -1 : static_cast<int>(at / 3) + least;
}

} // namespace

std::optional<TimeZone> TimeZone::open(std::string_view name)
{
    TimeZone zone;
    if (name.empty() || name == "UTC" || name == "Etc/UTC" || name == "GMT") {
        return zone;
    }
    if (!isZoneName(name)) {
        return std::nullopt;
    }
    const auto file = readFile("/usr/share/zoneinfo/" + std::string(name), kMaxZoneFile);
    const auto first = file ? headerAt(*file, 0) : std::nullopt;
    const std::size_t begin = first ? kHeaderBytes + first->size(4) : 0; // of the second part, with times of 64 bits
    const auto header = first ? headerAt(*file, begin) : std::nullopt;
    if (!header || header->typeCount == 0 || file->size() < begin + kHeaderBytes + header->size(8)) {
        return std::nullopt;
    }
    const std::size_t times = begin + kHeaderBytes;
    const std::size_t indices = times + header->timeCount * 8;
    const std::size_t types = indices + header->timeCount;
    zone.m_changes.emplace_back(std::numeric_limits<std::int64_t>::min(), bigEndian(*file, types, 4));
    for (std::size_t i = 0; i < header->timeCount; ++i) {
        const std::size_t type = static_cast<unsigned char>((*file)[indices + i]);
        if (type >= header->typeCount) {
            return std::nullopt;
        }
        zone.m_changes.emplace_back(bigEndian(*file, times + i * 8, 8), bigEndian(*file, types + type * 6, 4));
    }
    return zone;
}

std::chrono::seconds TimeZone::offset(WallTime at) const
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()).count();
    const auto after =
        std::upper_bound(m_changes.begin(), m_changes.end(), std::pair(seconds, std::numeric_limits<std::int64_t>::max()));
    return std::chrono::seconds{after == m_changes.begin() ? 0 : std::prev(after)->second};
}

std::optional<Cron::Field> Cron::parseField(std::string_view text, int least, int most, std::string_view names)
{
    Field field;
    field.isAny = text.starts_with('*');
    for (const std::string& part : split(text, ',')) {
        const auto slash = part.find('/');
        const std::string range = part.substr(0, slash);
        const auto dash = range.find('-');
        const auto step = slash == std::string::npos ? Result<std::int64_t>(1) : parseInteger(part.substr(slash + 1));
        int from = least;
        int to = most;
        if (range != "*") {
            from = numberIn(range.substr(0, dash), names, least);
            to = dash != std::string::npos    ? numberIn(range.substr(dash + 1), names, least)
                 : slash != std::string::npos ? most
                                              : from;
        }
        if (!step || *step < 1 || *step > 60 || from < least || to < from || to > most) {
            return std::nullopt;
        }
        for (int value = from; value <= to; value += static_cast<int>(*step)) {
            field.bits |= std::uint64_t{1} << static_cast<unsigned>(value);
        }
    }
    return field;
}

std::optional<Cron> Cron::parse(std::string_view text)
{
    std::vector<std::string> fields;
    for (const std::string& word : split(text, ' ')) {
        if (!trimmed(word).empty()) {
            fields.emplace_back(trimmed(word));
        }
    }
    if (fields.size() != 5) {
        return std::nullopt;
    }
    const auto minute = parseField(fields[0], 0, 59, "");
    const auto hour = parseField(fields[1], 0, 23, "");
    const auto day = parseField(fields[2], 1, 31, "");
    const auto month = parseField(fields[3], 1, 12, "janfebmaraprmayjunjulaugsepoctnovdec");
    auto weekday = parseField(fields[4], 0, 7, "sunmontuewedthufrisat");
    if (!minute || !hour || !day || !month || !weekday) {
        return std::nullopt;
    }
    weekday->bits |= weekday->bits >> 7U & 1U; // 7 is Sunday as 0 is
    Cron cron;
    cron.m_minute = *minute;
    cron.m_hour = *hour;
    cron.m_day = *day;
    cron.m_month = *month;
    cron.m_weekday = *weekday;
    return cron;
}

/// A day of the month or of the week is enough where both are named, as cron has it.
bool Cron::matchesDay(std::chrono::sys_days day) const
{
    const std::chrono::year_month_day date(day);
    if (!m_month.has(static_cast<int>(static_cast<unsigned>(date.month())))) {
        return false;
    }
    const bool isDay = m_day.has(static_cast<int>(static_cast<unsigned>(date.day())));
    const bool isWeekday = m_weekday.has(static_cast<int>(std::chrono::weekday(day).c_encoding()));
    return m_day.isAny || m_weekday.isAny ? isDay && isWeekday : isDay || isWeekday;
}

bool Cron::matches(WallTime::duration local) const
{
    const auto day = std::chrono::floor<Days>(local);
    const auto minute = std::chrono::floor<Minutes>(local - day).count();
    return m_minute.has(static_cast<int>(minute % 60)) && m_hour.has(static_cast<int>(minute / 60)) &&
           matchesDay(std::chrono::sys_days(day));
}

std::optional<WallTime> Cron::search(WallTime from, const TimeZone& zone, int step) const
{
    const WallTime begin = std::chrono::floor<Minutes>(from) + (step > 0 ? Minutes{1} : Minutes{0});
    for (WallTime at = begin; step * (at - begin) < Days{kMostDays};) {
        const auto offset = zone.offset(at);
        const WallTime::duration local = at.time_since_epoch() + offset;
        if (matches(local)) {
            return at;
        }
        const auto day = std::chrono::floor<Days>(local);
        const WallTime edge = at + (step > 0 ? day + Days{1} - local : day - Minutes{1} - local);
        // a day that does not fit is left out whole, but where the clocks change before its edge
        const bool isSkipped = !matchesDay(std::chrono::sys_days(day)) && zone.offset(edge) == offset;
        at = isSkipped ? edge : at + step * Minutes{1};
    }
    return std::nullopt;
}

std::optional<WallTime> Cron::next(WallTime from, const TimeZone& zone) const
{
    return search(from, zone, 1);
}

std::optional<WallTime> Cron::last(WallTime from, const TimeZone& zone) const
{
    return search(from, zone, -1);
}

std::optional<bool> freezeCovers(const FreezePeriod& period, WallSpan span)
{
    const auto begin = Cron::parse(period.begin);
    const auto end = Cron::parse(period.end);
    const auto zone = TimeZone::open(period.timeZone);
    if (!begin || !end || !zone) {
        return std::nullopt;
    }
    const auto began = begin->last(span.from, *zone);
    const auto ends = began ? end->next(*began, *zone) : std::nullopt;
    return ends && *ends >= span.to;
}

} // namespace holdpoint
