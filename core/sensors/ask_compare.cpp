// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/sensors/askers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>

namespace holdpoint {

namespace {

constexpr std::size_t kShownRows = 50;

/// What is compared, by name.
using Side = std::map<std::string, Json>;

/// Rows by their `key` column (the first one if there is none), a map by its keys, numbers of one label together and sorted.
Side sideOf(const Json& answer, const std::string& key)
{
    Side side;
    const Json& rows = answer.is_array() ? answer : memberAt(answer, "rows");
    if (!rows.is_array()) {
        if (answer.is_object()) {
            for (const auto& [name, value] : answer.items()) {
                side[name] = value;
            }
        }
        return side;
    }
    std::map<std::string, std::vector<double>> numbers;
    for (const Json& row : rows) {
        const std::string column = key.empty() ? (answer.is_array() ? "" : row.begin().key()) : key;
        const Json& at = memberAt(row, column);
        const std::string name = at.is_string() ? at.get<std::string>() : at.is_null() ? "value" : dumpJson(at);
        if (answer.is_array()) {
            numbers[name].push_back(numberAt(row, "value"));
            continue;
        }
        Json rest = row;
        rest.erase(column);
        const Json value = rest.size() == 1 ? rest.begin().value() : rest;
        Json& known = side[name];
        if (known.is_null()) {
            known = value;
        } else { // several rows of one name
            known = known.is_array() ? known : Json::array({known});
            known.push_back(value);
        }
    }
    for (auto& [name, values] : numbers) {
        std::sort(values.begin(), values.end());
        side[name] = values;
    }
    return side;
}

bool isSame(const Json& left, const Json& right, double tolerance)
{
    if (left.is_number() && right.is_number()) {
        const double a = left.get<double>();
        const double b = right.get<double>();
        return std::abs(a - b) <= tolerance * std::max(std::abs(a), std::abs(b));
    }
    if (left.is_array() && right.is_array()) {
        return left.size() == right.size() &&
               std::equal(left.begin(), left.end(), right.begin(),
                          [tolerance](const Json& a, const Json& b) { return isSame(a, b, tolerance); });
    }
    return left == right;
}

/// The lowest staging / production of production's `largest` numbers; nullopt if one of those is not known on a side.
std::optional<double> lowestRatio(const Side& staging, const Side& production, std::size_t largest)
{
    std::vector<std::pair<double, double>> pairs; // production, staging
    for (const auto& [name, value] : production) {
        if (!value.is_number()) {
            return std::nullopt;
        }
        const auto other = staging.find(name);
        if (other != staging.end() && !other->second.is_number()) {
            return std::nullopt;
        }
        if (value.get<double>() > 0) {
            pairs.emplace_back(value.get<double>(), other == staging.end() ? 0 : other->second.get<double>());
        }
    }
    std::sort(pairs.rbegin(), pairs.rend());
    pairs.resize(std::min(pairs.size(), largest));
    std::optional<double> lowest;
    for (const auto& [wanted, there] : pairs) {
        lowest = std::min(lowest.value_or(there / wanted), there / wanted);
    }
    return lowest;
}

/// What a command printed, line by line; blank lines and the order say nothing.
Answer<Json> linesOf(Answer<Json> ran)
{
    if (!ran.isKnown()) {
        return ran;
    }
    if (integerAt(ran.value(), "exit_code") != 0) {
        return unknown(Unknown::Kind::NoData, "the command ended with " + std::to_string(integerAt(ran.value(), "exit_code")) +
                                                  ": " + shortened(trimmed(stringAt(ran.value(), "stderr")), 200));
    }
    if (boolAt(ran.value(), "is_cut")) {
        return unknown(Unknown::Kind::Limit, "the command prints more than 64 KiB");
    }
    Json lines = Json::object();
    for (const std::string& line : split(stringAt(ran.value(), "stdout"), '\n')) {
        if (!trimmed(line).empty()) {
            lines[std::string(trimmed(line))] = true;
        }
    }
    return lines;
}

constexpr std::array<const char*, 2> kSides{"staging", "production"};

/// The source itself; only production's is written out.
FactQuestion questionOf(const Plan& plan, const Json& what, const char* side)
{
    Json spec = what;
    for (const char* kind : {"sql", "redis", "promql"}) {
        if (!spec.contains(kind)) {
            continue;
        }
        if (std::string_view(side) == "production") {
            spec["from"] = side;
        }
        if (spec.contains("promql")) {
            spec["rows"] = true;
        }
        return {kind, factKind(kind)->source(plan, spec), spec};
    }
    for (Json& word : spec["command"]) { // no request goes to production from here: the command of the team decides what it asks
        if (word == "{side}") {
            word = side;
        }
    }
    return {"command", factKind("command")->source(plan, spec), spec};
}

/// Of CONFIG GET: a server says nothing about a setting of another version.
std::vector<std::string> settingsNobodyKnows(const Json& compare, const std::map<std::string, bool>& known)
{
    auto words = wordsOf(memberAt(compare, "redis"));
    if (words.size() < 3 || lowered(words[0]) != "config") {
        return {};
    }
    words.erase(words.begin(), words.begin() + 2);
    std::erase_if(words, [&known](const std::string& name) { return known.contains(name); });
    return words;
}

} // namespace

std::vector<FactQuestion> compareParts(const Plan& plan, const Json& spec)
{
    const Json& what = memberAt(spec, "compare");
    const bool isKnown = what.contains("sql") || what.contains("redis") || what.contains("promql") ||
                         (what.contains("command") && what["command"].is_array());
    return isKnown ? std::vector<FactQuestion>{questionOf(plan, what, kSides[0]), questionOf(plan, what, kSides[1])}
                   : std::vector<FactQuestion>{};
}

Answer<Json> compareSides(const Json& spec, const std::vector<FactPart>& parts)
{
    const Json& what = memberAt(spec, "compare");
    if (parts.size() != kSides.size()) {
        return malformed("`compare` compares sql, redis, promql or the lines of a command");
    }
    std::vector<Side> sides;
    for (const FactPart& part : parts) {
        const Answer<Json> answer = what.contains("command") ? linesOf(part.fact.answer) : part.fact.answer;
        if (answer.isPending()) {
            return answer;
        }
        Answer<Json> why = answer;
        if (answer.isKnown()) {
            sides.push_back(sideOf(answer.value(), stringAt(spec, "key")));
            if (!sides.back().empty() || what.contains("sql")) { // no rows are an answer, no series are a gap
                continue;
            }
            why = unknown(Unknown::Kind::NoData, "it answers nothing to compare");
        }
        Unknown ofPart = why.unknown();
        ofPart.source = ofPart.source.empty() ? part.question.source : ofPart.source;
        return ofPart;
    }
    const auto ignored = wordsOf(memberAt(spec, "ignore"));
    const auto only = wordsOf(memberAt(spec, "only"));
    const auto isIgnored = [&](const std::string& name) {
        const auto fits = [&name](const std::string& pattern) { return matchesWildcard(pattern, name); };
        return std::any_of(ignored.begin(), ignored.end(), fits) ||
               (!only.empty() && std::none_of(only.begin(), only.end(), fits));
    };
    const auto tolerance = parseRatio(stringAt(spec, "tolerance", "0"));
    std::map<std::string, bool> names;
    for (const Side& side : sides) {
        for (const auto& [name, value] : side) {
            names[name] = true;
        }
    }
    Json rows = Json::array();
    Json skipped = Json::array();
    std::size_t differences = 0;
    std::size_t leftOut = 0;
    for (const auto& [name, isThere] : names) {
        if (isIgnored(name)) {
            ++leftOut;
            if (only.empty()) { // what is not asked for needs no list
                skipped.push_back(name);
            }
            continue;
        }
        const auto staging = sides[0].find(name);
        const auto production = sides[1].find(name);
        const Json left = staging == sides[0].end() ? Json() : staging->second;
        const Json right = production == sides[1].end() ? Json() : production->second;
        if (isSame(left, right, tolerance ? *tolerance : 0)) {
            continue;
        }
        ++differences;
        if (rows.size() < kShownRows) {
            rows.push_back(Json{{"name", name}, {"staging", left}, {"production", right}});
        }
    }
    // no rows on both sides are the same data; everything left out is no comparison
    if (names.size() == leftOut && !(names.empty() && memberAt(spec, "compare").contains("sql"))) {
        return unknown(Unknown::Kind::NoData,
                       "nothing was compared: `ignore` and `only` leave out all " + std::to_string(leftOut) + " names");
    }
    Json answer{{"diff_count", differences}, {"compared", names.size() - leftOut}, {"ignored", skipped}, {"different", rows}};
    if (const auto silent = settingsNobodyKnows(memberAt(spec, "compare"), names); !silent.empty()) {
        answer["not_answered"] = silent;
    }
    const auto largest = static_cast<std::size_t>(std::clamp<std::int64_t>(integerAt(spec, "largest", 20), 1, 1000));
    if (const auto lowest = lowestRatio(sides[0], sides[1], largest)) {
        answer["lowest_ratio"] = *lowest;
    }
    return answer;
}

} // namespace holdpoint
