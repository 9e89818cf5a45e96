// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/expected_value.h"

#include "core/base/text.h"
#include "core/base/units.h"

namespace holdpoint {

namespace {

constexpr std::string_view kMin = "min(";
constexpr std::string_view kMetric = "metric ";

/// At commas outside of the braces of a metric's tags.
std::vector<std::string_view> termsOf(std::string_view text)
{
    std::vector<std::string_view> terms;
    int depth = 0;
    std::size_t from = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        depth += text[at] == '{' ? 1 : text[at] == '}' ? -1 : 0;
        if (text[at] == ',' && depth == 0) {
            terms.push_back(trimmed(text.substr(from, at - from)));
            from = at + 1;
        }
    }
    terms.push_back(trimmed(text.substr(from)));
    return terms;
}

/// The key may hold blanks inside its braces.
std::optional<ExpectedTerm> termOf(std::string_view text)
{
    if (const auto number = parseNumber(text)) {
        return ExpectedTerm{*number, {}, {}};
    }
    const auto blank = text.find_last_of(' ');
    if (!text.starts_with(kMetric) || blank < kMetric.size()) {
        return std::nullopt;
    }
    const std::string_view key = trimmed(text.substr(kMetric.size(), blank - kMetric.size()));
    return ExpectedTerm{std::nullopt, std::string(key), std::string(text.substr(blank + 1))};
}

} // namespace

Result<std::vector<ExpectedTerm>> parseExpectedValue(std::string_view text)
{
    std::string_view inner = trimmed(text);
    const bool isMin = inner.starts_with(kMin) && inner.ends_with(')');
    if (isMin) {
        inner.remove_prefix(kMin.size());
        inner.remove_suffix(1);
    }
    std::vector<ExpectedTerm> terms;
    for (const std::string_view each : isMin ? termsOf(inner) : std::vector{inner}) {
        auto term = termOf(each);
        if (!term) {
            return fail(Error::Kind::Invalid, "`" + shortened(each, 60) +
                                                  "` is neither a number nor like `metric http_reqs{name:rsvp} count`; the "
                                                  "smallest of several is min(100, metric ...)");
        }
        terms.push_back(*std::move(term));
    }
    return terms;
}

std::vector<std::string> metricsOfExpectedValue(std::string_view text)
{
    std::vector<std::string> metrics;
    if (const auto terms = parseExpectedValue(text)) {
        for (const ExpectedTerm& term : *terms) {
            if (!term.number) {
                metrics.push_back(term.metric);
            }
        }
    }
    return metrics;
}

} // namespace holdpoint
