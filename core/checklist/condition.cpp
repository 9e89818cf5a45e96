// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checklist/condition.h"

#include "core/analysis/hint_ids.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

using Kind = ConditionTerm::Kind;

struct Word
{
    std::string_view name;
    Kind kind;
    bool hasArguments;
};

constexpr std::array<Word, 6> kWords{{{"any_test_failed", Kind::AnyTestFailed, false},
                                      {"optimizations_applied", Kind::OptimizationsApplied, false},
                                      {"finding", Kind::Finding, true},
                                      {"plan.has_test", Kind::HasTest, true},
                                      {"plan.has_tls", Kind::HasTls, false},
                                      {"plan.engine", Kind::Engine, true}}};

Result<ConditionTerm> parseTerm(std::string_view text)
{
    const std::string_view name = trimmed(text.substr(0, text.find('(')));
    const auto word = std::find_if(kWords.begin(), kWords.end(), [name](const Word& w) { return w.name == name; });
    if (word == kWords.end()) {
        std::vector<std::string> known;
        for (const Word& w : kWords) {
            known.emplace_back(w.name);
        }
        return fail(Error::Kind::Invalid, "unknown condition `" + std::string(name) + "`: " + join(known, ", ") +
                                              ", joined by `and`" + didYouMean(name, known));
    }
    const bool hasArguments = name.size() != text.size();
    if (hasArguments != word->hasArguments || (hasArguments && !text.ends_with(')'))) {
        return fail(Error::Kind::Invalid, "condition `" + std::string(text) + "`: write `" + std::string(name) +
                                              (word->hasArguments ? "(...)`" : "` without brackets"));
    }
    ConditionTerm term{word->kind, {}};
    if (hasArguments) {
        const auto inside = text.substr(text.find('(') + 1);
        for (const std::string& argument : split(inside.substr(0, inside.size() - 1), ',')) {
            term.arguments.emplace_back(trimmed(argument));
            if (term.arguments.back().empty()) {
                return fail(Error::Kind::Invalid, "condition `" + std::string(text) + "` has an empty argument");
            }
        }
    }
    const auto rules = word->kind == Kind::Finding ? hintRuleIds() : std::vector<std::string>{};
    for (const std::string& rule : rules.empty() ? std::vector<std::string>{} : term.arguments) {
        if (std::find(rules.begin(), rules.end(), rule) == rules.end()) {
            return fail(Error::Kind::Invalid, noHintRule(rule));
        }
    }
    return term;
}

bool usesTls(const Plan& plan)
{
    const auto isTls = [](const std::string& url) { return url.starts_with("https://") || url.starts_with("wss://"); };
    const auto anyStep = [&](const auto& self, const std::vector<Step>& steps) -> bool {
        return std::any_of(steps.begin(), steps.end(), [&](const Step& step) {
            return isTls(step.http.target) || isTls(step.websocket.target) || isTls(step.browser.target) ||
                   self(self, step.steps);
        });
    };
    return isTls(plan.environment.baseUrl) || std::any_of(plan.tests.begin(), plan.tests.end(), [&](const TestPlan& test) {
               return std::any_of(test.scenarios.begin(), test.scenarios.end(),
                                  [&](const Scenario& s) { return anyStep(anyStep, s.flow); });
           });
}

std::string whyFalse(const ConditionTerm& term, const ConditionFacts& facts)
{
    switch (term.kind) {
    case Kind::AnyTestFailed:
        return facts.anyTestFailed ? "" : "no load test of this release has failed";
    case Kind::OptimizationsApplied:
        return facts.optimizationsApplied ? "" : "no optimisation was applied to this release";
    case Kind::Finding: {
        const HintVerdict verdict = latchedVerdict(facts.hints, term.arguments);
        return verdict.state == Hint::State::Nothing ? verdict.why : "";
    }
    case Kind::HasTest:
        return facts.plan->test(term.arguments.front()) != nullptr ? "" : "the plan has no test `" + term.arguments.front() + "`";
    case Kind::HasTls:
        return usesTls(*facts.plan) ? "" : "the plan uses no TLS";
    case Kind::Engine:
        return std::any_of(facts.plan->tests.begin(), facts.plan->tests.end(), [](const TestPlan& t) { return t.k6.has_value(); })
                   ? ""
                   : "the plan runs on Holdpoint's own engine";
    }
    return {};
}

} // namespace

Result<std::vector<ConditionTerm>> parseCondition(std::string_view text)
{
    static constexpr std::string_view kAnd = " and ";
    std::vector<ConditionTerm> terms;
    for (std::string_view rest = trimmed(text); !rest.empty();) {
        const auto end = rest.find(kAnd);
        auto term = parseTerm(trimmed(rest.substr(0, end)));
        if (!term) {
            return fail(term.error());
        }
        terms.push_back(std::move(*term));
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + kAnd.size());
    }
    return terms;
}

std::string whyNotApplicable(std::string_view condition, const ConditionFacts& facts)
{
    const auto terms = parseCondition(condition);
    if (!terms) {
        return {};
    }
    for (const ConditionTerm& term : *terms) {
        if (auto reason = whyFalse(term, facts); !reason.empty()) {
            return reason;
        }
    }
    return {};
}

std::string undecidedFinding(std::string_view condition, const ConditionFacts& facts)
{
    const auto terms = parseCondition(condition);
    for (const ConditionTerm& term : terms ? *terms : std::vector<ConditionTerm>{}) {
        if (term.kind != Kind::Finding) {
            continue;
        }
        if (const HintVerdict verdict = latchedVerdict(facts.hints, term.arguments); verdict.state == Hint::State::Unknown) {
            return "whether a finding points to it is not known: " + verdict.why;
        }
    }
    return {};
}

bool mayBeOpened(std::string_view condition)
{
    const auto terms = parseCondition(condition);
    return terms && !terms->empty() && std::all_of(terms->begin(), terms->end(), [](const ConditionTerm& term) {
               return term.kind == Kind::AnyTestFailed || term.kind == Kind::OptimizationsApplied || term.kind == Kind::Finding;
           });
}

} // namespace holdpoint
