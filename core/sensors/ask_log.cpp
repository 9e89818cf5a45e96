// SPDX-License-Identifier: GPL-3.0-or-later
// `log`: a file's lines by level, of the last minutes or of the load.
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/monitor/api_time.h"
#include "core/sensors/askers.h"
#include "core/sensors/log_line.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <map>

namespace holdpoint {

namespace {

constexpr std::streamoff kMaxRead = std::streamoff{64} << 20U; // of the file's end
constexpr std::size_t kGroups = 20;
constexpr std::size_t kShown = 300; // bytes of a line

/// Numbers are what differs between lines of one kind.
std::string masked(const std::string& message)
{
    std::string text;
    for (const char c : message.substr(0, kShown)) {
        const bool isDigit = std::isdigit(static_cast<unsigned char>(c)) != 0;
        if (!isDigit || text.empty() || text.back() != '#') {
            text += isDigit ? '#' : c;
        }
    }
    return text;
}

struct Group
{
    std::int64_t count = 0;
    std::string sample;
};

struct Tally
{
    std::map<LogLevel, std::int64_t> levels;
    std::int64_t lines = 0;
    std::int64_t unexpected = 0;
    std::int64_t refusedByDatabase = 0;
    std::string firstDebug;
    std::map<std::string, Group> errors;

    void add(const LogLine& line, const std::vector<std::string>& expected)
    {
        ++lines;
        ++levels[line.level];
        if (line.level == LogLevel::Debug && firstDebug.empty()) {
            firstDebug = shortened(line.message, kShown);
        }
        const auto says = [&line](const char* words) { return line.message.find(words) != std::string::npos; };
        refusedByDatabase += says("too many clients") || says("remaining connection slots") ? 1 : 0;
        if (line.level != LogLevel::Error) {
            return;
        }
        const bool isExpected = std::any_of(expected.begin(), expected.end(), [&line](const std::string& pattern) {
            return matchesWildcard("*" + pattern + "*", line.message);
        });
        unexpected += isExpected ? 0 : 1;
        if (const std::string kind = masked(line.message); !isExpected && (errors.size() < kGroups || errors.contains(kind))) {
            Group& group = errors[kind];
            ++group.count;
            group.sample = group.sample.empty() ? shortened(line.message, kShown) : group.sample;
        }
    }
};

} // namespace

Answer<Json> askLog(const AskContext& context, const Json& spec)
{
    const auto path = besidePlan(context.plan, stringAt(spec, "log"));
    const WallTime now = context.fetcher.clock().wallNow();
    WallSpan span{now - std::chrono::minutes{5}, now};
    if (const auto last = parseDuration(stringAt(spec, "last")); last && *last > Nanos{}) {
        span.from = now - std::chrono::duration_cast<Micros>(*last);
    }
    const bool isOverLoad = stringAt(spec, "over") == "load";
    if (isOverLoad) {
        const auto load = loadSpan(context);
        if (!load) {
            return {};
        }
        span = *load;
    }
    std::error_code ignored;
    std::ifstream file;
    if (std::filesystem::is_regular_file(path, ignored)) { // a pipe would be waited for
        file.open(path, std::ios::binary | std::ios::ate);
    }
    const std::streamoff size = file.is_open() ? static_cast<std::streamoff>(file.tellg()) : -1;
    if (size < 0) {
        return unknown(Unknown::Kind::NotFound, "cannot read " + path.string());
    }
    file.seekg(std::max<std::streamoff>(0, size - kMaxRead));
    std::vector<std::string> expected;
    for (const std::string& pattern : split(stringAt(spec, "expected"), '|')) {
        if (!trimmed(pattern).empty()) {
            expected.emplace_back(trimmed(pattern));
        }
    }
    Tally tally;
    std::optional<WallTime> first;
    std::optional<WallTime> at; // lines without a time, of a stack trace, belong to the one before
    for (std::string text; std::getline(file, text);) {
        if (context.isStopped != nullptr && *context.isStopped) {
            return unknown(Unknown::Kind::Cancelled, "stopped while reading");
        }
        const LogLine line = logLineFrom(text);
        at = line.at ? line.at : at;
        first = first ? first : at;
        if (at && *at >= span.from && *at <= span.to) {
            tally.add(line, expected);
        }
    }
    if (!first) {
        return unknown(Unknown::Kind::NoData, "no line of " + path.string() + " begins with a time, nor has a JSON `time`");
    }
    if (isOverLoad && *first > span.from) {
        return unknown(Unknown::Kind::NoData, "the file begins at " + formatUtcSeconds(*first) + ", after the load began at " +
                                                  formatUtcSeconds(span.from));
    }
    if (tally.lines == 0) {
        return unknown(Unknown::Kind::NoData, "no line between " + formatUtcSeconds(span.from) + " and " +
                                                  formatUtcSeconds(span.to) + " (times without a zone are read as UTC)");
    }
    if (tally.levels[LogLevel::None] == tally.lines) {
        return unknown(Unknown::Kind::NoData,
                       "no level is recognised in " + formatCount(static_cast<std::uint64_t>(tally.lines)) + " lines");
    }
    Json groups = Json::array();
    for (const auto& [kind, group] : tally.errors) {
        groups.push_back(Json{{"message", group.sample}, {"count", group.count}});
    }
    return Json{{"lines", tally.lines},
                {"debug", tally.levels[LogLevel::Debug]},
                {"info", tally.levels[LogLevel::Info]},
                {"warning", tally.levels[LogLevel::Warning]},
                {"error", tally.levels[LogLevel::Error]},
                {"unexpected", tally.unexpected},
                {"refused_by_database", tally.refusedByDatabase},
                {"first_debug", tally.firstDebug},
                {"groups", groups}};
}

} // namespace holdpoint
