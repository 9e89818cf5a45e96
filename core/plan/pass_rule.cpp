// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/pass_rule.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

constexpr int kMaxDepth = 16;
constexpr std::size_t kMaxRule = 2000; // bytes
constexpr std::array<std::string_view, 30> kUnits{"count", "%",     "ratio",  "bool",  "text",   "code", "state", "version",
                                                  "mode",  "time",  "us",     "ms",    "s",      "min",  "h",     "days",
                                                  "1/s",   "1/min", "1/h",    "bytes", "KiB",    "MiB",  "GiB",   "B/s",
                                                  "MB/s",  "MiB/s", "MB/min", "%/h",   "sha256", "none"};

std::optional<PassClause::Operator> operatorFrom(std::string_view word)
{
    static constexpr std::array<std::string_view, 7> kWords{"==", "!=", "<", "<=", ">", ">=", "in"};
    const auto found = std::find(kWords.begin(), kWords.end(), word);
    return found == kWords.end() ? std::nullopt : std::optional(static_cast<PassClause::Operator>(found - kWords.begin()));
}

bool isJoint(std::string_view word)
{
    return word == "and" || word == "or" || word == ")" || word == "(" || word.empty();
}

bool isName(std::string_view word)
{
    const auto isPart = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    return !word.empty() && !(word[0] >= '0' && word[0] <= '9') && std::all_of(word.begin(), word.end(), isPart);
}

/// Words are parted by blanks; brackets stand alone; `${...}` is one piece, whatever it holds.
class Words
{
public:
    explicit Words(std::string_view text) : m_text(text) { next(); }

    const std::string& word() const { return m_word; }
    void next()
    {
        const auto begin = m_text.find_first_not_of(" \t\r\n", m_at);
        if (begin == std::string_view::npos) {
            m_at = m_text.size();
            m_word.clear();
            return;
        }
        m_at = begin;
        if (m_text[m_at] == '(' || m_text[m_at] == ')') {
            ++m_at;
        } else {
            while (m_at < m_text.size() && std::string_view(" \t\r\n()").find(m_text[m_at]) == std::string_view::npos) {
                const auto close = m_text.substr(m_at).starts_with("${") ? m_text.find('}', m_at) : m_at;
                m_at = close == std::string_view::npos ? m_text.size() : close + 1;
            }
        }
        m_word = m_text.substr(begin, m_at - begin);
    }

private:
    std::string_view m_text;
    std::size_t m_at = 0;
    std::string m_word;
};

class RuleParser
{
public:
    explicit RuleParser(std::string_view text) : m_words(text) {}

    Result<PassRule> parse()
    {
        auto rule = any(0);
        if (rule && !m_words.word().empty()) {
            return fail(Error::Kind::Invalid, "the pass rule goes on with `" + shortened(m_words.word(), 60) +
                                                  "` where `and`, `or` or its end was expected");
        }
        return rule;
    }

private:
    Result<PassRule> any(int depth) { return joined(depth, "or", PassRule::Kind::Any); }
    Result<PassRule> all(int depth) { return joined(depth, "and", PassRule::Kind::All); }

    Result<PassRule> joined(int depth, std::string_view joint, PassRule::Kind kind)
    {
        const auto part = [&] { return kind == PassRule::Kind::Any ? all(depth) : single(depth); };
        PassRule rule;
        rule.kind = kind;
        for (;;) {
            auto next = part();
            if (!next) {
                return next;
            }
            rule.parts.push_back(*std::move(next));
            if (m_words.word() != joint) {
                break;
            }
            m_words.next();
        }
        return rule.parts.size() == 1 ? PassRule(rule.parts.front()) : rule;
    }

    Result<PassRule> single(int depth)
    {
        if (m_words.word() != "(") {
            return clause();
        }
        if (depth == kMaxDepth) {
            return fail(Error::Kind::Invalid, "the pass rule has too many brackets in each other");
        }
        m_words.next();
        auto inner = any(depth + 1);
        if (inner && m_words.word() != ")") {
            return fail(Error::Kind::Invalid, "the pass rule lacks a `)`");
        }
        m_words.next();
        return inner;
    }

    Result<PassRule> clause()
    {
        PassRule rule;
        rule.kind = PassRule::Kind::Clause;
        PassClause& made = rule.clause;
        made.fact = m_words.word();
        if (!isName(made.fact) || isJoint(made.fact)) {
            return fail(Error::Kind::Invalid,
                        "`" + shortened(made.fact, 60) +
                            "` is no name of a fact; a pass rule reads like `lag < 2 s and errors == 0 count`");
        }
        m_words.next();
        const auto op = operatorFrom(m_words.word());
        if (!op) {
            return fail(Error::Kind::Invalid, "`" + shortened(m_words.word(), 60) + "` after `" + made.fact +
                                                  "` is no comparison: ==, !=, <, <=, >, >= or in");
        }
        made.op = *op;
        made.text = made.fact + " " + m_words.word();
        m_words.next();
        made.limit = m_words.word();
        if (isJoint(made.limit)) {
            return fail(Error::Kind::Invalid, "`" + made.text + "` lacks the value to compare with");
        }
        made.text += " " + made.limit;
        m_words.next();
        if (!isJoint(m_words.word())) {
            made.unit = m_words.word();
            made.text += " " + made.unit;
            m_words.next();
        }
        return rule;
    }

    Words m_words;
};

void collect(const PassRule& rule, std::vector<const PassClause*>& clauses)
{
    if (rule.kind == PassRule::Kind::Clause) {
        clauses.push_back(&rule.clause);
    }
    for (const PassRule& part : rule.parts) {
        collect(part, clauses);
    }
}

} // namespace

std::vector<const PassClause*> PassRule::clauses() const
{
    std::vector<const PassClause*> found;
    collect(*this, found);
    return found;
}

Result<PassRule> parsePassRule(std::string_view text)
{
    if (text.size() > kMaxRule) {
        return fail(Error::Kind::Invalid, "the pass rule is longer than " + std::to_string(kMaxRule) + " bytes");
    }
    return RuleParser(text).parse();
}

std::vector<std::string> passUnits()
{
    return {kUnits.begin(), kUnits.end()};
}

bool isPassUnit(std::string_view unit)
{
    return std::find(kUnits.begin(), kUnits.end(), unit) != kUnits.end();
}

std::vector<std::string> factsInLimit(std::string_view limit)
{
    std::vector<std::string> names;
    for (auto at = limit.find('@'); at != std::string_view::npos; at = limit.find('@', at + 1)) {
        std::size_t end = at + 1;
        while (end < limit.size() && isName(limit.substr(at + 1, end - at))) {
            ++end;
        }
        names.emplace_back(limit.substr(at + 1, end - at - 1));
    }
    return names;
}

} // namespace holdpoint
