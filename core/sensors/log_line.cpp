// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sensors/log_line.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/monitor/api_time.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>

namespace holdpoint {

namespace {

LogLevel levelFrom(std::string_view word)
{
    static const std::map<std::string, LogLevel, std::less<>> kWords{
        {"trace", LogLevel::Debug},  {"debug", LogLevel::Debug},     {"info", LogLevel::Info},   {"notice", LogLevel::Info},
        {"warn", LogLevel::Warning}, {"warning", LogLevel::Warning}, {"error", LogLevel::Error}, {"err", LogLevel::Error},
        {"fatal", LogLevel::Error},  {"critical", LogLevel::Error},  {"panic", LogLevel::Error}};
    const auto found = kWords.find(lowered(word));
    return found == kWords.end() ? LogLevel::None : found->second;
}

/// "2026-01-05 10:00:00,123 ..." and its like; without a zone it is taken as UTC.
std::optional<WallTime> leadingTime(std::string_view line)
{
    if (line.size() < 19 || line[4] != '-' || line[7] != '-' || (line[10] != 'T' && line[10] != ' ')) {
        return std::nullopt;
    }
    std::string text(line.substr(0, std::min(line.find_first_of(" \t]|", 11), std::size_t{40})));
    text[10] = 'T';
    std::replace(text.begin(), text.end(), ',', '.');
    const bool hasZone = text.back() == 'Z' || text.find_first_of("+-", 19) != std::string::npos;
    const auto time = parseRfc3339(hasZone ? text : text + "Z");
    return time ? std::optional(*time) : std::nullopt;
}

std::optional<WallTime> timeOf(const Json& record)
{
    for (const char* key : {"time", "timestamp", "@timestamp", "ts"}) {
        const Json& value = memberAt(record, key);
        if (value.is_string()) {
            return leadingTime(value.get_ref<const std::string&>());
        }
        if (value.is_number()) { // seconds, or milliseconds
            const double number = value.get<double>();
            const double millis = number > 1e11 ? number : number * 1000;
            constexpr double kFarthest = 1e14; // the year 5138; beyond, it is no time
            return std::abs(millis) <= kFarthest ? std::optional(fromUnixMillis(static_cast<std::int64_t>(millis)))
                                                 : std::nullopt;
        }
    }
    return std::nullopt;
}

} // namespace

LogLine logLineFrom(const std::string& text)
{
    LogLine line;
    if (text.starts_with('{')) {
        if (const auto record = parseJson(text, "line"); record && record->is_object()) {
            for (const char* key : {"level", "severity", "lvl", "log.level", "levelname"}) {
                line.level = line.level == LogLevel::None ? levelFrom(stringAt(*record, key)) : line.level;
            }
            line.at = timeOf(*record);
            for (const char* key : {"message", "msg", "event"}) {
                line.message = line.message.empty() ? stringAt(*record, key) : line.message;
            }
            return line;
        }
    }
    line.at = leadingTime(text.starts_with('[') ? std::string_view(text).substr(1) : std::string_view(text));
    line.message = text;
    std::string word;
    for (std::size_t i = 0; i <= text.size() && i < 200 && line.level == LogLevel::None; ++i) { // a level stands in front
        const char c = i < text.size() ? text[i] : ' ';
        if (std::isalpha(static_cast<unsigned char>(c)) != 0) {
            word += c;
        } else {
            line.level = levelFrom(word);
            word.clear();
        }
    }
    return line;
}

LogLine journalLineFrom(const std::string& text)
{
    const auto record = parseJson(text, "line");
    if (!record || !record->is_object()) {
        return {};
    }
    LogLine line = logLineFrom(stringAt(*record, "MESSAGE"));
    line.message = line.message.empty() ? stringAt(*record, "MESSAGE") : line.message;
    if (const auto micros = parseInteger(stringAt(*record, "__REALTIME_TIMESTAMP"))) {
        line.at = WallTime(Micros{*micros});
    }
    const auto priority = parseInteger(stringAt(*record, "PRIORITY"));
    if (line.level == LogLevel::None && priority) {
        line.level = *priority <= 3   ? LogLevel::Error
                     : *priority == 4 ? LogLevel::Warning
                     : *priority <= 6 ? LogLevel::Info
                                      : LogLevel::Debug;
    }
    return line;
}

} // namespace holdpoint
