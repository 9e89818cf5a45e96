// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/sensors/check.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

constexpr int kMaxDepth = 32;

/// A number, or why there is none. Grammar: sum := product ((+|-) product)*, product := atom ((*|/) atom)*.
class Calculator
{
public:
    Calculator(std::string_view text, const std::map<std::string, FactValue>& facts) : m_text(text), m_facts(facts) {}

    Answer<Json> run()
    {
        const auto result = sum(0);
        skipBlanks();
        if (!m_unknown && m_at != m_text.size()) {
            stop(
                malformed("`" + shortened(m_text, 80) + "` cannot be calculated from its character " + std::to_string(m_at + 1)));
        }
        if (!m_unknown && !m_isPending && !std::isfinite(result)) {
            stop(unknown(Unknown::Kind::NoData, "`" + shortened(m_text, 80) + "` divides by zero"));
        }
        return m_unknown ? Answer<Json>(*m_unknown) : m_isPending ? Answer<Json>() : Answer<Json>(Json(result));
    }

private:
    double sum(int depth)
    {
        double value = product(depth);
        for (char op = peek(); op == '+' || op == '-'; op = peek()) {
            ++m_at;
            const double next = product(depth);
            value = op == '+' ? value + next : value - next;
        }
        return value;
    }

    double product(int depth)
    {
        double value = atom(depth);
        for (char op = peek(); op == '*' || op == '/'; op = peek()) {
            ++m_at;
            const double next = atom(depth);
            value = op == '*' ? value * next : value / next;
        }
        return value;
    }

    double atom(int depth)
    {
        const char first = peek();
        if (depth > kMaxDepth) {
            stop(malformed("`" + shortened(m_text, 80) + "` has too many brackets"));
            return 0;
        }
        if (first == '(') {
            ++m_at;
            const double value = sum(depth + 1);
            expect(')');
            return value;
        }
        if (first == '-') {
            ++m_at;
            return -atom(depth + 1);
        }
        for (const std::string_view name : {"min(", "max("}) {
            if (m_text.substr(m_at).starts_with(name)) {
                m_at += name.size();
                const double left = sum(depth + 1);
                expect(',');
                const double right = sum(depth + 1);
                expect(')');
                return name == "min(" ? std::min(left, right) : std::max(left, right);
            }
        }
        return first == '@' ? fact() : number();
    }

    double fact()
    {
        const auto begin = ++m_at;
        while (m_at < m_text.size() && (std::isalnum(static_cast<unsigned char>(m_text[m_at])) != 0 || m_text[m_at] == '_')) {
            ++m_at;
        }
        const std::string name(m_text.substr(begin, m_at - begin));
        const auto found = m_facts.find(name);
        if (found == m_facts.end()) {
            stop(malformed("there is no fact `" + name + "`"));
            return 0;
        }
        const Answer<Json>& answer = found->second.answer;
        if (answer.isPending()) {
            m_isPending = true;
            return 0;
        }
        if (!answer.isKnown()) {
            stop(answer.unknown());
            return 0;
        }
        const Json& value = answer.value();
        if (value.is_number() || value.is_boolean()) {
            return value.is_boolean() ? static_cast<double>(value.get<bool>()) : value.get<double>();
        }
        const auto parsed = value.is_string() ? parseNumber(value.get_ref<const std::string&>()) : Result<double>(0.0);
        if (!value.is_string() || !parsed) {
            stop(malformed("`" + name + "` is no number: " + shortened(dumpJson(value), 60)));
            return 0;
        }
        return *parsed;
    }

    double number()
    {
        const auto begin = m_at;
        while (m_at < m_text.size() && (std::isdigit(static_cast<unsigned char>(m_text[m_at])) != 0 || m_text[m_at] == '.')) {
            ++m_at;
        }
        const auto parsed = parseNumber(m_text.substr(begin, m_at - begin));
        if (!parsed) {
            stop(malformed("`" + shortened(m_text, 80) + "` cannot be calculated from its character " +
                           std::to_string(begin + 1)));
            m_at = m_text.size();
            return 0;
        }
        return *parsed;
    }

    char peek()
    {
        skipBlanks();
        return m_at < m_text.size() ? m_text[m_at] : '\0';
    }
    void skipBlanks()
    {
        while (m_at < m_text.size() && m_text[m_at] == ' ') {
            ++m_at;
        }
    }
    void expect(char wanted)
    {
        if (peek() == wanted) {
            ++m_at;
        } else {
            stop(malformed("`" + shortened(m_text, 80) + "` lacks a `" + wanted + "`"));
        }
    }
    void stop(Unknown why)
    {
        if (!m_unknown) {
            m_unknown = std::move(why);
        }
    }

    std::string_view m_text;
    const std::map<std::string, FactValue>& m_facts;
    std::size_t m_at = 0;
    bool m_isPending = false;
    std::optional<Unknown> m_unknown;
};

} // namespace

Answer<Json> calculate(std::string_view expression, const std::map<std::string, FactValue>& facts)
{
    return Calculator(expression, facts).run();
}

} // namespace holdpoint
