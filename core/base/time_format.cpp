// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/time_format.h"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace holdpoint {

namespace {

struct Parts
{
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    long long hour = 0;
    long long minute = 0;
    long long second = 0;
    long long milli = 0;
};

Parts partsOf(WallTime time)
{
    using namespace std::chrono;
    const auto day = floor<days>(time);
    const year_month_day date{day};
    const auto rest = duration_cast<milliseconds>(time - day).count();
    return Parts{static_cast<int>(date.year()),
                 static_cast<unsigned>(date.month()),
                 static_cast<unsigned>(date.day()),
                 rest / 3'600'000,
                 rest / 60'000 % 60,
                 rest / 1000 % 60,
                 rest % 1000};
}

} // namespace

std::string formatUtc(WallTime time)
{
    const Parts p = partsOf(time);
    std::array<char, 80> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%04d-%02u-%02uT%02lld:%02lld:%02lld.%03lldZ", p.year, p.month, p.day, p.hour,
                  p.minute, p.second, p.milli);
    return buffer.data();
}

std::string formatUtcSeconds(WallTime time)
{
    return formatUtc(time).substr(0, 19) + "Z";
}

std::string formatUtcClock(WallTime time)
{
    return formatUtc(time).substr(11, 8);
}

Result<WallTime> parseUtc(std::string_view text)
{
    const std::string copy(text);
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    int used = 0;
    const int fields =
        std::sscanf(copy.c_str(), "%4d-%2u-%2uT%2d:%2d:%2d%n", &year, &month, &day, &hour, &minute, &second, &used);
    const auto invalid = [&] { return fail(Error::Kind::Invalid, "`" + copy + "` is not a UTC time like 2026-01-05T10:04:41Z"); };
    if (fields != 6 || used != 19) {
        return invalid();
    }
    long long micros = 0;
    std::size_t at = 19;
    if (at < copy.size() && copy[at] == '.') {
        long long scale = 100'000;
        for (++at; at < copy.size() && copy[at] >= '0' && copy[at] <= '9'; ++at) {
            micros += (copy[at] - '0') * scale;
            scale /= 10;
        }
    }
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
    if (copy.substr(at) != "Z" || !date.ok() || hour > 23 || minute > 59 || second > 60 || hour < 0 || minute < 0 || second < 0) {
        return invalid();
    }
    return WallTime{std::chrono::sys_days{date}} + std::chrono::hours{hour} + std::chrono::minutes{minute} + Seconds{second} +
           Micros{micros};
}

std::string formatAge(Nanos age)
{
    const auto seconds = std::max<long long>(0, std::chrono::duration_cast<Seconds>(age).count());
    if (seconds < 60) {
        return std::to_string(seconds) + "\u00a0s";
    }
    if (seconds < 3600) {
        return std::to_string(seconds / 60) + "\u00a0min";
    }
    if (seconds < 86400) {
        return std::to_string(seconds / 3600) + "\u00a0h";
    }
    const auto days = seconds / 86400;
    return std::to_string(days) + (days == 1 ? "\u00a0day" : "\u00a0days");
}

} // namespace holdpoint
