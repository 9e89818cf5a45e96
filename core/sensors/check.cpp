// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sensors/check.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace holdpoint {

namespace {

enum class Truth { False, Unknown, True };

/// Three-valued; pending is a kind of unknown that says "not yet".
struct Outcome
{
    Truth truth = Truth::True;
    std::vector<std::string> misses;   // of clauses that are false
    std::vector<std::string> unknowns; // why the others are not known
    std::vector<std::string> blockers;
    bool isPending = false;       // a clause waits for a run
    bool isNotConfigured = false; // a clause's source is not in the plan
    bool isSilent = false;        // a clause's source should answer, but does not
    bool isLeftOut = false;       // of an optional fact that the plan does not name
};

std::optional<double> numberOf(const Json& json)
{
    if (json.is_boolean()) {
        return json.get<bool>() ? 1.0 : 0.0;
    }
    if (json.is_number()) {
        return json.get<double>();
    }
    if (json.is_string()) {
        const std::string& text = json.get_ref<const std::string&>();
        if (text == "true" || text == "false") {
            return text == "true" ? 1.0 : 0.0;
        }
        const auto number = parseNumber(text);
        return number && std::isfinite(*number) ? std::optional(*number) : std::nullopt;
    }
    return std::nullopt;
}

std::string textOf(const Json& json)
{
    return json.is_string() ? json.get<std::string>() : json.is_number() ? formatPlain(json.get<double>()) : dumpJson(json);
}

/// -1, 0, 1 by the numbers between dots: 0.49.0 < 2.2.
int compareVersions(std::string_view left, std::string_view right)
{
    const auto a = split(left, '.');
    const auto b = split(right, '.');
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
        const auto part = [i](const std::vector<std::string>& parts) {
            const std::string text = i < parts.size() ? parts[i] : std::string("0");
            const auto end = text.find_first_not_of("0123456789");
            const auto number = parseInteger(text.substr(0, end));
            return number ? *number : 0;
        };
        if (part(a) != part(b)) {
            return part(a) < part(b) ? -1 : 1;
        }
    }
    return 0;
}

bool ordered(PassClause::Operator op, int order)
{
    using Op = PassClause::Operator;
    switch (op) {
    case Op::Equal:
    case Op::In:
        return order == 0;
    case Op::NotEqual:
        return order != 0;
    case Op::Less:
        return order < 0;
    case Op::LessEqual:
        return order <= 0;
    case Op::Greater:
        return order > 0;
    case Op::GreaterEqual:
        return order >= 0;
    }
    return false;
}

/// nullopt: value and limit cannot be compared in this way.
std::optional<bool> compare(const PassClause& clause, const Json& value, const std::string& limit)
{
    using Op = PassClause::Operator;
    if (clause.unit == "version") {
        const std::string text = textOf(value);
        if (text.find_first_of("0123456789") > (text.starts_with('v') ? 1U : 0U)) {
            return std::nullopt;
        }
        return ordered(clause.op, compareVersions(text.starts_with('v') ? text.substr(1) : text, limit));
    }
    const auto number = numberOf(value);
    const auto wanted = clause.unit == "text" || clause.unit == "mode" ? std::nullopt : numberOf(Json(limit));
    if (number && wanted) {
        return ordered(clause.op, *number < *wanted ? -1 : *number > *wanted ? 1 : 0);
    }
    if (wanted && clause.unit != "state" && clause.unit != "sha256" && clause.op != Op::In) {
        return std::nullopt; // "n/a" differs from every number, and that proves nothing
    }
    if (clause.op == Op::Equal || clause.op == Op::NotEqual || clause.op == Op::In) {
        return (textOf(value) == limit) == (clause.op != Op::NotEqual);
    }
    return std::nullopt;
}

std::optional<bool> isIn(const PassClause& clause, const Json& value, const std::string& limit)
{
    if (const auto dots = limit.find(".."); dots != std::string::npos) {
        const auto number = numberOf(value);
        const auto from = parseNumber(limit.substr(0, dots));
        const auto to = parseNumber(limit.substr(dots + 2));
        return number && from && to ? std::optional(*from <= *number && *number <= *to) : std::nullopt;
    }
    const auto words = split(limit, ',');
    return std::any_of(words.begin(), words.end(),
                       [&](const std::string& word) { return compare(clause, value, word).value_or(false); });
}

std::string withUnit(const Json& value, const std::string& unit)
{
    static const std::set<std::string> kSilent{"count", "code",   "bool", "text",    "state", "ratio",
                                               "mode",  "sha256", "time", "version", "none",  ""};
    std::string text;
    if (value.is_number()) {
        const double number = value.get<double>();
        const bool isWhole = number == std::floor(number);
        text = formatNumber(number, isWhole ? 0 : std::abs(number) < 1 ? 3 : std::abs(number) < 100 ? 2 : 1);
    } else {
        text = value.is_boolean() ? (value.get<bool>() ? "yes" : "no") : shortened(textOf(value), 80);
    }
    return unit == "bytes" && value.is_number() && value.get<double>() >= 0
               ? formatBytes(static_cast<std::uint64_t>(value.get<double>()))
           : kSilent.contains(unit) ? text
                                    : text + "\u00a0" + unit;
}

class Judge
{
public:
    Judge(const std::map<std::string, FactValue>& facts, const Parameters& parameters) : m_facts(facts), m_parameters(parameters)
    {}

    Outcome judge(const PassRule& rule) const
    {
        if (rule.kind == PassRule::Kind::Clause) {
            return clause(rule.clause);
        }
        const bool isAll = rule.kind == PassRule::Kind::All;
        const Truth decisive = isAll ? Truth::False : Truth::True;
        Outcome all;
        all.truth = isAll ? Truth::True : Truth::False;
        bool isAnyLeft = false;
        std::vector<std::string> leftOut;
        for (const PassRule& part : rule.parts) {
            const Outcome one = judge(part);
            if (one.isLeftOut) {
                leftOut.insert(leftOut.end(), one.unknowns.begin(), one.unknowns.end());
                continue;
            }
            // a person's word alone is no finding of a machine
            const bool isWord = part.kind == PassRule::Kind::Clause && part.clause.fact == kConfirmedFact;
            isAnyLeft = isAnyLeft || !isWord;
            const bool isDecided = all.truth == decisive;
            if (one.truth == decisive || (!isDecided && one.truth == Truth::Unknown)) {
                all.truth = one.truth;
            }
            const auto append = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
            append(all.misses, one.misses);
            append(all.unknowns, one.unknowns);
            append(all.blockers, one.blockers);
            all.isPending = all.isPending || one.isPending;
            all.isNotConfigured = all.isNotConfigured || one.isNotConfigured;
            all.isSilent = all.isSilent || one.isSilent;
        }
        return isAnyLeft || leftOut.empty() ? all : leftOutBecause(std::move(leftOut));
    }

private:
    Outcome clause(const PassClause& clause) const
    {
        Outcome outcome;
        if (clause.fact == kConfirmedFact) {
            return outcome;
        }
        const auto found = m_facts.find(clause.fact);
        if (found == m_facts.end()) {
            return unknownBecause("there is no fact `" + clause.fact + "`");
        }
        const Answer<Json>& answer = found->second.answer;
        const bool isAbsent = answer.isUnknown() && answer.unknown().kind == Unknown::Kind::NotConfigured;
        if (isAbsent && found->second.isOptional) {
            return leftOutBecause({answer.unknown().reason});
        }
        if (!answer.isKnown()) {
            return notKnown(found->second);
        }
        const auto limit = limitOf(clause.limit);
        if (!limit.isKnown()) {
            return limit.isPending() ? notKnown({Answer<Json>(), {}, false, {}}) : notKnown({limit.unknown(), {}, false, {}});
        }
        const std::string wanted = textOf(limit.value());
        const auto holds = clause.op == PassClause::Operator::In ? isIn(clause, answer.value(), wanted)
                                                                 : compare(clause, answer.value(), wanted);
        if (!holds) {
            return unknownBecause("`" + clause.fact + "` is " + shortened(textOf(answer.value()), 60) +
                                  ", which cannot be compared with " + shortened(wanted, 60));
        }
        if (!*holds) {
            outcome.truth = Truth::False;
            const auto at = clause.text.find(' ');
            outcome.misses.push_back(clause.fact + " is " + withUnit(answer.value(), clause.unit) + ", wanted" +
                                     clause.text.substr(at, clause.text.find(' ', at + 1) - at) + " " + shortened(wanted, 60));
        }
        return outcome;
    }

    static Outcome leftOutBecause(std::vector<std::string> why)
    {
        Outcome outcome;
        outcome.truth = Truth::Unknown;
        outcome.isLeftOut = true;
        outcome.isNotConfigured = true;
        outcome.unknowns = std::move(why);
        return outcome;
    }

    static Outcome unknownBecause(std::string why)
    {
        Outcome outcome;
        outcome.truth = Truth::Unknown;
        outcome.isSilent = true;
        outcome.unknowns.push_back(std::move(why));
        return outcome;
    }

    static Outcome notKnown(const FactValue& fact)
    {
        if (fact.answer.isPending()) {
            Outcome outcome = unknownBecause(fact.pending.empty() ? "no load run yet" : fact.pending);
            outcome.isPending = true;
            outcome.isSilent = false;
            return outcome;
        }
        const Unknown& why = fact.answer.unknown();
        const bool isAbsent = why.kind == Unknown::Kind::NotConfigured;
        Outcome outcome = unknownBecause(fact.source.empty() || isAbsent ? why.reason : fact.source + ": " + why.reason);
        outcome.isNotConfigured = isAbsent;
        outcome.isSilent = !isAbsent;
        if (fact.isBlocked && !isAbsent) {
            outcome.unknowns.front() = "blocked by " + outcome.unknowns.front();
            outcome.blockers.push_back(fact.source);
        }
        return outcome;
    }

    /// A literal, @fact or FACTOR*@fact.
    Answer<Json> limitOf(const std::string& written) const
    {
        const auto filled = m_parameters.fill(std::string_view(written));
        if (!filled) {
            return unknown(Unknown::Kind::NotConfigured, filled.error().message);
        }
        if (filled->find('@') == std::string::npos) {
            return Json(*filled);
        }
        const auto found = m_facts.find(filled->substr(1));
        const bool isPlain = filled->starts_with('@') && found != m_facts.end();
        return isPlain ? found->second.answer : calculate(*filled, m_facts);
    }

    const std::map<std::string, FactValue>& m_facts;
    const Parameters& m_parameters;
};

std::string joined(std::vector<std::string> parts)
{
    std::vector<std::string> once;
    for (std::string& part : parts) {
        if (std::find(once.begin(), once.end(), part) == once.end()) {
            once.push_back(std::move(part));
        }
    }
    return join(once, "; ");
}

std::string seenValues(const PassRule& rule, const std::map<std::string, FactValue>& facts)
{
    std::vector<std::string> parts;
    std::set<std::string> named;
    const auto clauses = rule.clauses();
    for (const PassClause* clause : clauses) {
        const auto found = facts.find(clause->fact);
        if (found == facts.end() || !found->second.answer.isKnown() || !named.insert(clause->fact).second) {
            continue;
        }
        std::string name = clause->fact == "value" ? "" : clause->fact + " ";
        std::replace(name.begin(), name.end(), '_', ' ');
        parts.push_back(name + withUnit(found->second.answer.value(), clause->unit));
    }
    return join(parts, "; ");
}

/// What hints of the rule's facts say.
std::string hintWords(const PassRule& rule, const std::map<std::string, FactValue>& facts)
{
    std::vector<std::string> parts;
    for (const PassClause* clause : rule.clauses()) {
        const auto found = facts.find(clause->fact);
        if (found != facts.end() && !found->second.words.empty()) {
            parts.push_back(found->second.words);
        }
    }
    return joined(std::move(parts));
}

} // namespace

Answer<Json> takeValue(const Answer<Json>& answer, std::string_view pointer, const Json& otherwise, std::string_view absent)
{
    const bool hasDefault = !otherwise.is_null();
    if (!answer.isKnown()) {
        const bool isEmpty = answer.isUnknown() && answer.unknown().kind == Unknown::Kind::NoData && !answer.unknown().isNoSingle;
        return isEmpty && hasDefault        ? Answer<Json>(otherwise)
               : isEmpty && !absent.empty() ? Answer<Json>(unknown(Unknown::Kind::NoData, std::string(absent)))
                                            : answer;
    }
    const Json* taken = pointer.empty() ? &answer.value() : atPointer(answer.value(), pointer);
    if (taken == nullptr || taken->is_null()) {
        if (hasDefault) {
            return otherwise;
        }
        return unknown(Unknown::Kind::NoData,
                       !absent.empty()    ? std::string(absent)
                       : taken == nullptr ? "the answer has no " + shortened(pointer, 80)
                                          : "the answer's " + std::string(pointer.empty() ? "value" : pointer) + " is null");
    }
    return *taken;
}

SenseResult judgeSense(const SensePlan& sense, ItemKind kind, const std::map<std::string, FactValue>& facts,
                       const Parameters& parameters)
{
    const Outcome outcome = Judge(facts, parameters).judge(sense.rule);
    SenseResult result;
    result.value = seenValues(sense.rule, facts);
    const bool isHybrid = kind == ItemKind::Hybrid;
    const std::string words = hintWords(sense.rule, facts);
    switch (outcome.truth) {
    case Truth::True:
        result.state = isHybrid ? ItemState::Open : ItemState::Pass;
        result.reason = !isHybrid       ? ""
                        : words.empty() ? "the machine's part holds; a person confirms it"
                                        : words + "; a person confirms it";
        break;
    case Truth::False:
        result.state = ItemState::Fail;
        result.reason = joined(outcome.misses) + (words.empty() ? "" : ": " + words);
        break;
    case Truth::Unknown:
        result.reason = joined(outcome.unknowns);
        result.blockedBy = outcome.blockers.empty() ? "" : outcome.blockers.front();
        if (!outcome.isSilent && outcome.isPending) {
            result.state = ItemState::Open;
        } else if (!outcome.isSilent && (isHybrid || kind == ItemKind::Action)) {
            result.state = ItemState::Open;
            result.reason += "; a person confirms it";
        }
        break;
    }
    return result;
}

} // namespace holdpoint
