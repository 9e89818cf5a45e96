// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/hint.h"

#include "core/analysis/hint_ids.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

constexpr std::array<std::string_view, 3> kStates{"found", "nothing", "unknown"};

struct RuleBoxes
{
    const char* rule;
    std::vector<std::string> boxes;
};

const std::vector<RuleBoxes>& ruleBoxes()
{
    static const std::vector<RuleBoxes> kRules{
        {"Q1", {"bottleneck.slow-queries", "optimize.db.slow-queries"}},
        {"Q2", {"bottleneck.slow-queries", "optimize.db.slow-queries"}},
        {"Q3", {"bottleneck.slow-queries"}},
        {"Q4", {"bottleneck.slow-queries"}},
        {"Q5", {"optimize.db.result-cache", "optimize.cache.redis-layer"}},
        {"Q6", {"bottleneck.slow-queries"}},
        {"I1", {"bottleneck.missing-indexes", "optimize.db.indexes"}},
        {"I2", {"bottleneck.missing-indexes", "optimize.db.indexes"}},
        {"I3", {"bottleneck.missing-indexes", "optimize.db.indexes"}},
        {"I4", {"bottleneck.missing-indexes", "env.same-database-config"}},
        {"C1", {"bottleneck.cache-misses", "optimize.cache.redis-layer"}},
        {"C2", {"bottleneck.cache-misses", "optimize.cache.ttls"}},
        {"C3", {"bottleneck.cache-misses", "optimize.cache.ttls"}},
        {"C4", {"bottleneck.cache-misses", "optimize.cache.warming"}},
        {"C5", {"bottleneck.cache-misses", "optimize.cache.invalidation"}},
        {"P1", {"bottleneck.pool-sizing", "optimize.db.pool-size", "optimize.pools.postgresql"}},
        {"P2", {"bottleneck.pool-sizing", "optimize.pools.timeouts"}},
        {"P3", {"bottleneck.pool-sizing", "optimize.db.pool-size"}},
        {"P4", {"bottleneck.pool-sizing", "optimize.pools.postgresql", "optimize.pools.health-checks"}},
        {"P5", {"bottleneck.pool-sizing", "optimize.pools.redis"}},
        {"P6", {"bottleneck.pool-sizing", "optimize.pools.redis"}},
        {"N1", {"bottleneck.network-latency"}},
        {"N2", {"bottleneck.network-latency"}},
        {"N3", {"bottleneck.network-latency"}},
        {"N4", {"bottleneck.network-latency", "optimize.api.compression"}},
        {"N5", {"bottleneck.network-latency"}},
        {"N6", {"bottleneck.network-latency"}},
        {"E1", {"optimize.api.async"}},
        {"E2", {"optimize.api.rate-limiting"}},
        {"A1", {"optimize.api.batching"}},
        {"S1", {"optimize.assets.cdn"}},
        {"S2", {"optimize.assets.compression"}},
        {"S3", {"optimize.assets.images", "optimize.assets.lazy-loading"}},
        {"M1", {"analysis.no-memory-leaks"}},
    };
    return kRules;
}

} // namespace

std::string_view nameOf(Hint::State state)
{
    return kStates[static_cast<std::size_t>(state)];
}

Json toJson(const RunHints& hints)
{
    Json list = Json::array();
    for (const Hint& hint : hints.hints) {
        Json row{{"rule", hint.rule}, {"state", nameOf(hint.state)}, {"sentence", hint.sentence}};
        if (!hint.subject.empty()) {
            row["subject"] = hint.subject;
        }
        if (hint.state == Hint::State::Found) {
            row["boxes"] = boxesOfRule(hint.rule);
        }
        if (!hint.numbers.empty()) {
            row["numbers"] = hint.numbers;
        }
        if (hint.isNotConfigured) {
            row["absent"] = true;
        }
        list.push_back(std::move(row));
    }
    return Json{{"run", hints.run}, {"hints", std::move(list)}};
}

Result<RunHints> runHintsFromJson(const Json& json)
{
    RunHints hints;
    hints.run = integerAt(json, "run");
    const Json& list = memberAt(json, "hints");
    if (!list.is_array()) {
        return fail(Error::Kind::Invalid, "the hints of a run must be a list");
    }
    for (const Json& row : list) {
        const std::string state = stringAt(row, "state");
        const auto found = std::find(kStates.begin(), kStates.end(), state);
        if (found == kStates.end()) {
            return fail(Error::Kind::Invalid, "a hint's state `" + shortened(state, 40) + "` is none of found, nothing, unknown");
        }
        Hint hint;
        hint.rule = stringAt(row, "rule");
        hint.state = static_cast<Hint::State>(found - kStates.begin());
        hint.sentence = stringAt(row, "sentence");
        hint.subject = stringAt(row, "subject");
        if (const Json& numbers = memberAt(row, "numbers"); numbers.is_object()) {
            hint.numbers = numbers;
        }
        hint.isNotConfigured = boolAt(row, "absent");
        hints.hints.push_back(std::move(hint));
    }
    return hints;
}

std::vector<std::string> hintRuleIds()
{
    std::vector<std::string> ids;
    for (const RuleBoxes& each : ruleBoxes()) {
        ids.emplace_back(each.rule);
    }
    return ids;
}

std::string noHintRule(std::string_view id)
{
    const auto known = hintRuleIds();
    return "there is no hint rule `" + shortened(id, 20) + "`; they are " + join(known, " ");
}

std::vector<std::string> boxesOfRule(std::string_view rule)
{
    if (rule == kBaselineRule) {
        return {"baseline.acceptable"};
    }
    const auto& all = ruleBoxes();
    const auto found = std::find_if(all.begin(), all.end(), [rule](const RuleBoxes& each) { return each.rule == rule; });
    return found == all.end() ? std::vector<std::string>{} : found->boxes;
}

HintVerdict latchedVerdict(const std::vector<RunHints>& runs, const std::vector<std::string>& rules)
{
    const std::string names = join(rules, ", ");
    if (runs.empty()) {
        return {Hint::State::Unknown, "no run was looked at for " + names};
    }
    HintVerdict verdict{Hint::State::Nothing, "no finding of " + names + " in any run"};
    for (const std::string& rule : rules) {
        bool isKnown = false;
        std::string why = "not looked at";
        for (const RunHints& run : runs) {
            for (const Hint& hint : run.hints) {
                if (hint.rule == rule && hint.state == Hint::State::Found) {
                    return {Hint::State::Found, hint.sentence};
                }
                isKnown = isKnown || (hint.rule == rule && hint.state == Hint::State::Nothing);
                why = hint.rule == rule && hint.state == Hint::State::Unknown ? hint.sentence : why;
            }
        }
        if (!isKnown) {
            verdict = {Hint::State::Unknown, rule + ": " + why};
        }
    }
    return verdict;
}

} // namespace holdpoint
