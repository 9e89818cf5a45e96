// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/units.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace holdpoint {

namespace {

struct Number
{
    double value = 0;
    std::string_view rest;
};

std::optional<Number> leadingNumber(std::string_view text)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (error != std::errc{} || !std::isfinite(value)) {
        return std::nullopt;
    }
    return Number{value, text.substr(static_cast<std::size_t>(end - text.data()))};
}

std::string quoted(std::string_view text)
{
    return "`" + std::string(text) + "`";
}

std::string grouped(std::string digits)
{
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
        digits.insert(static_cast<std::size_t>(at), ",");
    }
    return digits;
}

} // namespace

Result<Nanos> parseDuration(std::string_view text)
{
    const auto invalid = [text] {
        return fail(Error::Kind::Invalid, quoted(text) + " is not a duration: write it like 250ms, 6s, 9m or 1h30m");
    };
    if (text == "0") {
        return Nanos{0};
    }
    struct Unit
    {
        std::string_view name;
        double nanoseconds;
    };
    // ms before m: the first unit that fits is taken
    static constexpr std::array<Unit, 7> kUnits{
        {{"ms", 1e6}, {"us", 1e3}, {"ns", 1}, {"h", 3600e9}, {"m", 60e9}, {"s", 1e9}, {"d", 86400e9}}};
    if (text.empty()) {
        return invalid();
    }
    double total = 0;
    std::string_view rest = text;
    while (!rest.empty()) {
        const auto number = leadingNumber(rest);
        if (!number || number->value < 0) {
            return invalid();
        }
        const Unit* found = nullptr;
        for (const Unit& unit : kUnits) {
            if (number->rest.starts_with(unit.name)) {
                found = &unit;
                break;
            }
        }
        if (found == nullptr) {
            return invalid();
        }
        total += number->value * found->nanoseconds;
        rest = number->rest.substr(found->name.size());
    }
    if (total > 30.0 * 86400e9) {
        return fail(Error::Kind::Invalid, quoted(text) + " is longer than 30 days");
    }
    return Nanos{std::llround(total)};
}

Result<double> parseRate(std::string_view text)
{
    const auto number = leadingNumber(text);
    double seconds = 0;
    if (number) {
        if (number->rest == "/s") {
            seconds = 1;
        } else if (number->rest == "/min" || number->rest == "/m") {
            seconds = 60;
        } else if (number->rest == "/h") {
            seconds = 3600;
        }
    }
    if (seconds == 0 || number->value <= 0) {
        return fail(Error::Kind::Invalid, quoted(text) + " is not a rate: write it like 100/s, 1000/min or 3600/h");
    }
    return number->value / seconds;
}

Result<std::uint64_t> parseSize(std::string_view text)
{
    const auto number = leadingNumber(text);
    double factor = 0;
    if (number && number->value >= 0) {
        const std::string_view unit = number->rest;
        factor = unit.empty() || unit == "B"    ? 1
                 : unit == "KiB"                ? 1024.0
                 : unit == "MiB"                ? 1048576.0
                 : unit == "GiB"                ? 1073741824.0
                 : unit == "KB" || unit == "kB" ? 1e3
                 : unit == "MB"                 ? 1e6
                 : unit == "GB"                 ? 1e9
                                                : 0;
    }
    if (factor == 0) {
        return fail(Error::Kind::Invalid, quoted(text) + " is not a size: write it like 512, 64KiB or 4MiB");
    }
    return static_cast<std::uint64_t>(number->value * factor);
}

Result<double> parseRatio(std::string_view text)
{
    const auto number = leadingNumber(text);
    if (number && number->rest == "%") {
        return number->value / 100.0;
    }
    if (number && number->rest.empty()) {
        return number->value;
    }
    return fail(Error::Kind::Invalid, quoted(text) + " is not a share: write it like 2% or 0.02");
}

Result<std::int64_t> parseInteger(std::string_view text)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return fail(Error::Kind::Invalid, quoted(text) + " is not a whole number");
    }
    return value;
}

Result<double> parseNumber(std::string_view text)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
        return fail(Error::Kind::Invalid, quoted(text) + " is not a number");
    }
    return value;
}

std::string formatNumber(double value, int decimals)
{
    std::array<char, 400> buffer{};
    const auto [end, error] =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::fabs(value), std::chars_format::fixed, decimals);
    const std::string text = error == std::errc{} ? std::string(buffer.data(), end) : std::string();
    const auto point = text.find('.');
    const std::string fraction = point == std::string::npos ? "" : text.substr(point);
    std::string result = grouped(text.substr(0, point)) + fraction;
    const bool isZero = result.find_first_not_of("0.,") == std::string::npos;
    return value < 0 && !isZero ? "\u2212" + result : result;
}

std::string formatPlain(double value)
{
    std::array<char, 64> buffer{};
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return error == std::errc{} ? std::string(buffer.data(), end) : std::string("?");
}

std::string formatCount(std::uint64_t count)
{
    if (count >= 1'000'000) {
        return formatNumber(static_cast<double>(count) / 1e6, 2) + "\u00a0M";
    }
    return grouped(std::to_string(count));
}

std::string formatClock(Nanos duration)
{
    const auto total = std::max<std::int64_t>(0, std::chrono::duration_cast<Seconds>(duration).count());
    std::array<char, 32> buffer{};
    if (total >= 3600) {
        std::snprintf(buffer.data(), buffer.size(), "%lld:%02lld:%02lld", static_cast<long long>(total / 3600),
                      static_cast<long long>(total / 60 % 60), static_cast<long long>(total % 60));
    } else {
        std::snprintf(buffer.data(), buffer.size(), "%lld:%02lld", static_cast<long long>(total / 60),
                      static_cast<long long>(total % 60));
    }
    return buffer.data();
}

std::string formatDuration(Nanos duration)
{
    const auto milliseconds = std::chrono::duration_cast<Millis>(duration).count();
    if (milliseconds < 1000) {
        return std::to_string(milliseconds) + "\u00a0ms";
    }
    const auto seconds = (milliseconds + 500) / 1000;
    if (seconds < 120) {
        return std::to_string(seconds) + "\u00a0s";
    }
    const auto minutes = seconds / 60;
    const auto withRest = [](std::int64_t whole, const char* unit, std::int64_t rest, const char* restUnit) {
        std::string text = std::to_string(whole) + "\u00a0" + unit;
        return rest == 0 ? text : text + " " + std::to_string(rest) + "\u00a0" + restUnit;
    };
    return minutes < 60 ? withRest(minutes, "min", seconds % 60, "s") : withRest(minutes / 60, "h", minutes % 60, "min");
}

std::string formatMillis(double milliseconds)
{
    const double size = std::fabs(milliseconds);
    const int decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
    return formatNumber(milliseconds, decimals) + "\u00a0ms";
}

std::string formatBytes(std::uint64_t bytes)
{
    static constexpr std::array<const char*, 5> kUnits{"B", "KiB", "MiB", "GiB", "TiB"};
    double value = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (value >= 1024 && unit + 1 < kUnits.size()) {
        value /= 1024;
        ++unit;
    }
    return formatNumber(value, unit == 0 ? 0 : 1) + "\u00a0" + kUnits[unit];
}

} // namespace holdpoint
