// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/calculation.h"

#include "core/base/text.h"
#include "core/base/units.h"

#include <algorithm>
#include <cctype>

namespace holdpoint {

namespace {

constexpr int kMaxDepth = 32;

/// Grammar: sum := product ((+|-) product)*, product := atom ((*|/) atom)*.
class Calculator
{
public:
    Calculator(std::string_view text, const std::function<double(const std::string&)>& valueOf) : m_text(text), m_valueOf(valueOf)
    {}

    Calculated run()
    {
        const double value = sum(0);
        skipBlanks();
        if (m_fault.empty() && m_at != m_text.size()) {
            stopAt(m_at);
        }
        return {value, m_fault};
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
            stop("`" + shown() + "` has too many brackets");
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
        if (name.empty()) {
            stopAt(begin - 1);
        }
        return m_fault.empty() ? m_valueOf(name) : 0;
    }

    double number()
    {
        const auto begin = m_at;
        while (m_at < m_text.size() && (std::isdigit(static_cast<unsigned char>(m_text[m_at])) != 0 || m_text[m_at] == '.')) {
            ++m_at;
        }
        const auto parsed = parseNumber(m_text.substr(begin, m_at - begin));
        if (!parsed) {
            stopAt(begin);
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
            stop("`" + shown() + "` lacks a `" + wanted + "`");
        }
    }
    std::string shown() const { return shortened(m_text, 80); }
    void stopAt(std::size_t place)
    {
        stop("`" + shown() + "` cannot be calculated from its character " + std::to_string(place + 1));
    }
    void stop(std::string why)
    {
        if (m_fault.empty()) {
            m_fault = std::move(why);
        }
        m_at = m_text.size();
    }

    std::string_view m_text;
    const std::function<double(const std::string&)>& m_valueOf;
    std::size_t m_at = 0;
    std::string m_fault;
};

} // namespace

Calculated calculation(std::string_view text, const std::function<double(const std::string&)>& valueOf)
{
    return Calculator(text, valueOf).run();
}

std::optional<std::string> faultInCalculation(std::string_view text)
{
    std::string filled(text);
    for (auto at = filled.find("${"); at != std::string::npos; at = filled.find("${", at)) {
        const auto close = filled.find('}', at);
        if (close == std::string::npos) {
            return "`${` is not closed by `}` in `" + shortened(text, 80) + "`";
        }
        filled.replace(at, close - at + 1, "1");
    }
    auto read = calculation(filled, [](const std::string&) { return 1.0; });
    return read.fault.empty() ? std::nullopt : std::optional(std::move(read.fault));
}

} // namespace holdpoint
