// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/hint_rules.h"

#include "core/base/units.h"

#include <array>

namespace holdpoint {

namespace {

constexpr std::size_t kMostFindings = 10; // of one rule

using Rule = std::vector<Hint> (*)(const RunFacts&);
constexpr std::array<Rule, 34> kRules{ruleQ1, ruleQ2, ruleQ3, ruleQ4, ruleQ5, ruleQ6, ruleI1, ruleI2, ruleI3,
                                      ruleI4, ruleC1, ruleC2, ruleC3, ruleC4, ruleC5, ruleP1, ruleP2, ruleP3,
                                      ruleP4, ruleP5, ruleP6, ruleN1, ruleN2, ruleN3, ruleN4, ruleN5, ruleN6,
                                      ruleE1, ruleE2, ruleA1, ruleS1, ruleS2, ruleS3, ruleM1};

} // namespace

RunHints hintsOf(const RunFacts& facts)
{
    RunHints all;
    all.run = facts.run;
    for (const Rule rule : kRules) {
        for (Hint& hint : rule(facts)) {
            all.hints.push_back(std::move(hint));
        }
    }
    return all;
}

std::vector<Hint> foundOr(std::vector<Hint> found, std::string_view rule, std::string lookedAt)
{
    if (found.empty()) {
        return nothingFound(rule, std::move(lookedAt));
    }
    if (found.size() > kMostFindings) {
        found.resize(kMostFindings);
    }
    return found;
}

std::vector<Hint> nothingFound(std::string_view rule, std::string lookedAt)
{
    return {Hint{std::string(rule), Hint::State::Nothing, std::move(lookedAt), {}, Json::object(), false}};
}

std::vector<Hint> notKnown(std::string_view rule, const Error& why)
{
    return {Hint{std::string(rule), Hint::State::Unknown, why.message, {}, Json::object(), why.kind == Error::Kind::NotFound}};
}

Hint foundHint(std::string_view rule, std::string sentence, std::string subject, Json numbers)
{
    return Hint{std::string(rule), Hint::State::Found, std::move(sentence), std::move(subject), std::move(numbers), false};
}

std::string percentText(double share)
{
    const double percent = 100 * share;
    return formatNumber(percent, percent <= 0 || percent >= 10 ? 0 : percent < 1 ? 2 : 1) + "\u00a0%";
}

} // namespace holdpoint
