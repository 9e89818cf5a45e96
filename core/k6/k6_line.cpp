// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/k6/k6_line.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace holdpoint {

namespace {

constexpr int kMaxDepth = 16;
constexpr std::size_t kMaxTags = 64;
constexpr std::size_t kMaxKeyBytes = 1000;
constexpr std::size_t kMaxMetricName = 128;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// Walks over JSON without building it. After a fault it stands still and every call fails.
class Walker
{
public:
    explicit Walker(std::string_view text) : m_text(text) {}

    bool isGood() const { return m_isGood; }
    bool isAtEnd()
    {
        skipBlanks();
        return m_isGood && m_at == m_text.size();
    }

    bool take(char c)
    {
        skipBlanks();
        if (m_at < m_text.size() && m_text[m_at] == c) {
            ++m_at;
            return true;
        }
        return false;
    }
    void need(char c) { m_isGood = take(c) && m_isGood; }

    /// The inside of a string as written, escapes and all.
    std::string_view string()
    {
        need('"');
        const std::size_t begin = m_at;
        while (m_isGood && m_at < m_text.size() && m_text[m_at] != '"') {
            m_at += m_text[m_at] == '\\' ? 2 : 1;
        }
        if (m_at >= m_text.size()) {
            m_isGood = false;
            return {};
        }
        return m_text.substr(begin, m_at++ - begin);
    }

    /// Any value as written.
    std::string_view value(int depth = 0)
    {
        skipBlanks();
        const std::size_t begin = m_at;
        if (!m_isGood || m_at >= m_text.size() || depth > kMaxDepth) {
            m_isGood = false;
            return {};
        }
        const char c = m_text[m_at];
        if (c == '"') {
            string();
        } else if (c == '{' || c == '[') {
            container(c == '{', depth);
        } else {
            const auto end = m_text.find_first_of(",]} \t", m_at);
            m_at = std::min(end, m_text.size());
            m_isGood = m_isGood && m_at > begin;
        }
        return m_isGood ? m_text.substr(begin, m_at - begin) : std::string_view();
    }

    /// Calls for every member of an object; the callee takes the value.
    template <typename Visit>
    void object(Visit visit)
    {
        need('{');
        if (take('}')) {
            return;
        }
        while (m_isGood) {
            const std::string_view key = string();
            need(':');
            if (m_isGood) {
                visit(key);
            }
            if (take('}')) {
                return;
            }
            need(',');
        }
    }

private:
    void skipBlanks()
    {
        while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\t' || m_text[m_at] == '\r')) {
            ++m_at;
        }
    }

    void container(bool isObject, int depth)
    {
        ++m_at;
        const char end = isObject ? '}' : ']';
        if (take(end)) {
            return;
        }
        while (m_isGood) {
            if (isObject) {
                string();
                need(':');
            }
            value(depth + 1);
            if (take(end)) {
                return;
            }
            need(',');
        }
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    bool m_isGood = true;
};

std::string_view unquoted(std::string_view value)
{
    return value.size() >= 2 && value.front() == '"' ? value.substr(1, value.size() - 2) : std::string_view();
}

std::optional<double> finite(std::string_view text)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool isNumber = error == std::errc() && end == text.data() + text.size() && std::isfinite(value);
    return isNumber ? std::optional(value) : std::nullopt;
}

/// `count` digits at `at` as a number; -1 if they are not there.
int digits(std::string_view text, std::size_t at, std::size_t count)
{
    int number = 0;
    if (text.size() < at + count) {
        return -1;
    }
    for (const char c : text.substr(at, count)) {
        if (!isDigit(c)) {
            return -1;
        }
        number = number * 10 + (c - '0');
    }
    return number;
}

/// RFC 3339 as Go writes it: up to nine digits of a fraction, `Z` or an offset.
std::optional<WallTime> timeOf(std::string_view text)
{
    constexpr std::size_t kSecondsEnd = 19;
    const int year = digits(text, 0, 4);
    const int month = digits(text, 5, 2);
    const int day = digits(text, 8, 2);
    const int hour = digits(text, 11, 2);
    const int minute = digits(text, 14, 2);
    const int second = digits(text, 17, 2);
    const bool isShaped = text.size() > kSecondsEnd && text[4] == '-' && text[7] == '-' && (text[10] == 'T' || text[10] == 't') &&
                          text[13] == ':' && text[16] == ':';
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(std::max(0, month))},
                                           std::chrono::day{static_cast<unsigned>(std::max(0, day))}};
    if (!isShaped || year < 1970 || year > 2200 || !date.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
        second < 0 || second > 60) {
        return std::nullopt;
    }
    std::size_t at = kSecondsEnd;
    Micros fraction{};
    if (text[at] == '.') {
        Micros unit{100'000};
        for (++at; at < text.size() && isDigit(text[at]); ++at) {
            fraction += unit * (text[at] - '0');
            unit /= 10;
        }
    }
    Micros offset{};
    const std::string_view zone = text.substr(at);
    if (zone != "Z" && zone != "z") {
        const int hours = digits(zone, 1, 2);
        const int minutes = digits(zone, 4, 2);
        if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':' || hours < 0 || hours > 23 || minutes < 0 ||
            minutes > 59) {
            return std::nullopt;
        }
        offset = std::chrono::hours{hours} + std::chrono::minutes{minutes};
        offset = zone[0] == '-' ? -offset : offset;
    }
    return WallTime{std::chrono::sys_days{date}.time_since_epoch() + std::chrono::hours{hour} + std::chrono::minutes{minute} +
                    Seconds{second} + fraction - offset};
}

std::optional<MetricType> typeNamed(std::string_view name)
{
    for (const MetricType type : {MetricType::Counter, MetricType::Rate, MetricType::Gauge, MetricType::Trend}) {
        if (nameOf(type) == name) {
            return type;
        }
    }
    return std::nullopt;
}

bool isMetricName(std::string_view name)
{
    return !name.empty() && name.size() <= kMaxMetricName && std::all_of(name.begin(), name.end(), [](char c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    });
}

} // namespace

std::optional<K6Line> parseK6Line(std::string_view line)
{
    K6Line result;
    std::string_view kind;
    std::string_view type;
    std::string_view time;
    std::string_view value;
    Walker walker(line);
    walker.object([&](std::string_view key) {
        if (key == "metric") {
            result.metric = unquoted(walker.value());
        } else if (key == "type") {
            kind = unquoted(walker.value());
        } else if (key == "data" && walker.take('{')) {
            // the brace is gone already: the members follow, as object() reads them
            if (walker.take('}')) {
                return;
            }
            while (walker.isGood()) {
                const std::string_view member = walker.string();
                walker.need(':');
                const std::string_view content = walker.value();
                if (member == "time") {
                    time = unquoted(content);
                } else if (member == "value") {
                    value = content;
                } else if (member == "tags") {
                    result.tags = content;
                } else if (member == "type") {
                    type = unquoted(content);
                }
                if (walker.take('}')) {
                    return;
                }
                walker.need(',');
            }
        } else {
            walker.value();
        }
    });
    if (!walker.isAtEnd() || kind.empty()) {
        return std::nullopt;
    }
    if (kind != "Metric" && kind != "Point") {
        return result;
    }
    if (!isMetricName(result.metric)) {
        return std::nullopt;
    }
    if (kind == "Metric") {
        const auto known = typeNamed(type);
        if (!known) {
            return std::nullopt;
        }
        result.kind = K6Line::Kind::Metric;
        result.type = *known;
        return result;
    }
    const auto number = finite(value);
    const auto moment = timeOf(time);
    const bool areTagsGood = result.tags.empty() || result.tags == "null" || result.tags.front() == '{';
    if (!number || !moment || !areTagsGood) {
        return std::nullopt;
    }
    result.kind = K6Line::Kind::Point;
    result.value = *number;
    result.time = *moment;
    return result;
}

Tags k6Tags(std::string_view object)
{
    Tags tags;
    if (object.empty()) {
        return tags;
    }
    const auto json = parseJson(object, "the tags of a k6 line");
    if (!json || !json->is_object()) {
        return tags;
    }
    for (const auto& [key, value] : json->items()) {
        if (value.is_string() && tags.size() < kMaxTags) {
            tags.emplace(shortened(key, kMaxKeyBytes), value.get<std::string>());
        }
    }
    return tags;
}

} // namespace holdpoint
