// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verdict/run_outcome.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace holdpoint {

namespace {

template <typename Value>
using Named = std::pair<Value, std::string_view>;

constexpr auto kKinds = std::to_array<Named<RunKind>>({{RunKind::DryRun, "dry-run"},
                                                       {RunKind::Baseline, "baseline"},
                                                       {RunKind::Load, "load"},
                                                       {RunKind::Retest, "retest"},
                                                       {RunKind::Breakpoint, "breakpoint"}});
constexpr auto kVerdicts = std::to_array<Named<RuleVerdict>>({{RuleVerdict::Passed, "passed"},
                                                              {RuleVerdict::Warned, "warned"},
                                                              {RuleVerdict::Failed, "failed"},
                                                              {RuleVerdict::NoData, "no_data"},
                                                              {RuleVerdict::NotJudged, "not_judged"}});
constexpr auto kOutcomes = std::to_array<Named<RunOutcome>>({{RunOutcome::Passed, "passed"},
                                                             {RunOutcome::Warned, "warned"},
                                                             {RunOutcome::Failed, "failed"},
                                                             {RunOutcome::Inconclusive, "inconclusive"},
                                                             {RunOutcome::Aborted, "aborted"},
                                                             {RunOutcome::Interrupted, "interrupted"},
                                                             {RunOutcome::NotRun, "not_run"}});

template <typename Table, typename Value>
std::string_view nameIn(const Table& table, Value value)
{
    const auto found = std::find_if(table.begin(), table.end(), [value](const auto& entry) { return entry.first == value; });
    return found == table.end() ? std::string_view() : found->second;
}

template <typename Value, std::size_t Size>
Result<Value> valueIn(const std::array<Named<Value>, Size>& table, std::string_view text, const std::string& what)
{
    std::vector<std::string> names;
    for (const auto& [value, name] : table) {
        if (name == text) {
            return value;
        }
        names.emplace_back(name);
    }
    return fail(Error::Kind::Invalid,
                "`" + std::string(text) + "` is no " + what + " (" + join(names, ", ") + ")" + didYouMean(text, names));
}

} // namespace

std::string_view nameOf(RunKind kind)
{
    return nameIn(kKinds, kind);
}

std::string_view nameOf(RuleVerdict verdict)
{
    return nameIn(kVerdicts, verdict);
}

std::string_view nameOf(RunOutcome outcome)
{
    return nameIn(kOutcomes, outcome);
}

Result<RunKind> runKindFrom(std::string_view text)
{
    return valueIn(kKinds, text, "kind of run");
}

Result<RuleVerdict> ruleVerdictFrom(std::string_view text)
{
    return valueIn(kVerdicts, text, "verdict");
}

Result<RunOutcome> runOutcomeFrom(std::string_view text)
{
    return valueIn(kOutcomes, text, "outcome");
}

bool decidesTest(RunKind kind)
{
    return kind == RunKind::Load || kind == RunKind::Retest;
}

bool isCutShort(RunOutcome outcome)
{
    return outcome == RunOutcome::Aborted || outcome == RunOutcome::Interrupted;
}

int exitCodeFor(const std::vector<RunOutcome>& outcomes, bool wasStoppedByPerson, bool wasStoppedByRule)
{
    const auto has = [&outcomes](RunOutcome outcome) {
        return std::find(outcomes.begin(), outcomes.end(), outcome) != outcomes.end();
    };
    if (wasStoppedByPerson || has(RunOutcome::Aborted)) {
        return 105;
    }
    if (wasStoppedByRule) {
        return 108;
    }
    if (has(RunOutcome::Failed)) {
        return 99;
    }
    const bool ranNothing = !has(RunOutcome::Passed) && !has(RunOutcome::Warned);
    return has(RunOutcome::Inconclusive) || has(RunOutcome::Interrupted) || ranNothing ? 96 : 0;
}

} // namespace holdpoint
