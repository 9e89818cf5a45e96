// SPDX-License-Identifier: GPL-3.0-or-later
// What a template may not say: every fault at its place, with what to write instead.
#include "tests/unit/checklist/release_fixture.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::HasSubstr;

constexpr const char* kHead =
    "holdpoint-checklist: 1\nid: x\nversion: 1\ntitle: X\nsections:\n  - number: 1\n    title: One\n    items:\n";

std::string faultsOf(const std::string& items)
{
    const auto read = readTemplateText(kHead + items, "list.yaml");
    return read ? "" : read.error().message;
}

struct Fault
{
    const char* name;
    const char* items; // the first stands in line 9
    const char* message;
};

class TemplateFaultTest : public ::testing::TestWithParam<Fault>
{};

TEST_P(TemplateFaultTest, IsRefusedAtItsPlaceWithARemedy)
{
    EXPECT_THAT(faultsOf(GetParam().items), HasSubstr(GetParam().message));
}

#define ITEM(rest) "      - {id: a.one, text: One, " rest "}\n"
#define SENSED(rest) ITEM("kind: sensed, sensor: http, " rest)
const std::vector<Fault> kFaults{
    {"UnknownSensor", ITEM("kind: sensed, sensor: promqll"), "list.yaml:9:54: `promqll` is no sensor: none, run"},
    {"SensorSuggested", ITEM("kind: sensed, sensor: promqll"), "did you mean `promql`?"},
    {"UnknownFactKind", SENSED("facts: {v: {htp: /x}}, pass: v == 1"), "the fact `v` has no kind: one of"},
    {"FactKindSuggested", SENSED("facts: {v: {htp: /x}}, pass: v == 1"), "did you mean `http`?"},
    {"UnknownKind", ITEM("kind: manul"), "list.yaml:9:38: `manul` is no kind"},
    {"UnknownGate", ITEM("gate: go-for-lod"), "list.yaml:9:38: `go-for-lod` is no gate"},
    {"GateSuggested", ITEM("gate: go-for-lod"), "did you mean `go-for-load`?"},
    {"UnknownOwner", ITEM("owner: techlead"), "list.yaml:9:39: `techlead` is no owner"},
    {"OwnerSuggested", ITEM("owner: techlead"), "did you mean `tech-lead`?"},
    {"UnknownCondition", ITEM("condition: any_test_fail"), "list.yaml:9:43: unknown condition `any_test_fail`"},
    {"ConditionSuggested", ITEM("condition: any_test_fail"), "did you mean `any_test_failed`?"},
    {"ConditionArgument", ITEM("condition: plan.has_test"), "write `plan.has_test(...)`"},
    {"UnknownTtl", ITEM("ttl: soon"), "list.yaml:9:37: ttl `soon` is neither a duration (10m, 24h, 90d"},
    {"TtlSuggested", ITEM("ttl: windw"), "did you mean `window`?"},
    {"TtlZero", ITEM("ttl: 0s"), "ttl `0s` is neither"},
    {"TtlNegative", ITEM("ttl: -3d"), "ttl `-3d` is neither"},
    {"TtlEndless", ITEM("ttl: 99999999999999d"), "ttl `99999999999999d` is neither"},
    {"Calculation", SENSED("facts: {a: {http: /x}, v: {calc: '@a * (2 + '}}, pass: v == 1"),
     "list.yaml:9:93: `@a * (2 + ` cannot be calculated from its character 11"},
    {"CalculationBracket", SENSED("facts: {a: {http: /x}, v: {calc: 'max(@a, ${least:-1}'}}, pass: v == 1"), "lacks a `)`"},
    {"CalculationInLimit", SENSED("facts: {a: {http: /x}}, pass: a < 0.5*@a*"), "`0.5*@a*` cannot be calculated from"},
    {"HintRule", SENSED("facts: {f: {hint: [Q1, Q7]}}, pass: f >= 0"),
     "list.yaml:9:83: there is no hint rule `Q7`; they are Q1 Q2"},
    {"HintRuleInText", SENSED("facts: {f: {hint: Q1 QQ}}, pass: f >= 0"), "there is no hint rule `QQ`"},
    {"HintRuleInCondition", ITEM("condition: 'finding(Q1,Z9)'"), "list.yaml:9:43: there is no hint rule `Z9`"},
    {"UnknownUnit", SENSED("facts: {v: {http: /x}}, pass: v == 1 cout"), "list.yaml:9:90: `cout` is no unit: count, %"},
    {"UnitSuggested", SENSED("facts: {v: {http: /x}}, pass: v == 1 cout"), "did you mean `count`?"},
    {"UnknownFactInRule", SENSED("facts: {lag: {http: /x}}, pass: lagg == 1"), "there is no fact `lagg`; did you mean `lag`?"},
    {"UnknownFactInLimit", SENSED("facts: {lag: {http: /x}}, pass: lag == @lagg"),
     "there is no fact `lagg`; did you mean `lag`?"},
    {"NoRule", SENSED("facts: {lag: {http: /x}}"), "list.yaml:9:9: `` is no name of a fact"},
    {"CalcItself", SENSED("facts: {a: {calc: '@a + 1'}}, pass: a == 1"),
     "list.yaml:9:78: the fact `a` is calculated from itself"},
    {"CalcCycle", SENSED("facts: {a: {calc: '@b'}, b: {calc: '@a'}}, pass: a == 1"),
     "the fact `b` stands after `a`, which is calculated from it; write it before"},
    {"CalcUnknown", SENSED("facts: {lag: {http: /x}, b: {calc: '@lagg'}}, pass: b == 1"),
     "there is no fact `lagg`; did you mean `lag`?"},
    {"DuplicateId", ITEM("kind: manual") "      - {id: a.one, text: Two}\n",
     "list.yaml:10:14: item `a.one` is here a second time; the first is in line 9"},
    {"DuplicateKey", ITEM("text: Two"), "list.yaml:9:32: `text` is here a second time"},
    {"BadId", "      - {id: 'a one=1', text: One}\n", "list.yaml:9:14: the id `a one=1` must be at most 160 letters, digits"},
    {"BadIdSuggested", "      - {id: 'a one=1', text: One}\n", "like `a-one-1`"},
    {"NoId", "      - {text: One}\n", "list.yaml:9:9: `id` is missing"},
    {"NoText", "      - {id: a.one}\n", "list.yaml:9:9: `text` is missing"},
    {"UnknownParent", ITEM("parent: a.tow") "      - {id: a.two, text: Two}\n",
     "list.yaml:9:40: unknown parent `a.tow`; did you mean `a.two`?"},
    {"OwnParent", ITEM("kind: rollup, parent: a.one"), "item `a.one` cannot be its own parent"},
    {"ParentCycle", ITEM("kind: rollup, parent: a.two") "      - {id: a.two, text: Two, kind: rollup, parent: a.one}\n",
     "item `a.one` depends on itself: a.one -> a.two -> a.one"},
    {"ParentIsNoRollup", ITEM("kind: manual") "      - {id: a.two, text: Two, parent: a.one}\n",
     "list.yaml:9:38: `a.one` has lines below it, so it follows from them: `kind: rollup`, not manual"},
    {"UnknownDependency",
     ITEM("kind: rollup, depends: [a.two, a.tree]") "      - {id: a.two, text: Two}\n      - {id: a.three, text: Three}\n",
     "list.yaml:9:63: `depends` names `a.tree`, which is no item, section:N or gate:NAME; did you mean `a.three`?"},
    {"UnknownSection", ITEM("kind: rollup, depends: ['section:2']"), "`depends` names `section:2`"},
    {"UnknownGateDependency", ITEM("kind: rollup, depends: ['gate:result']"), "did you mean `gate:results`?"},
    {"OwnDependency", ITEM("kind: rollup, depends: [a.one]"), "item `a.one` cannot depend on itself"},
    {"DependencyOfText", ITEM("kind: rollup, depends: [a.two]") "      - {id: a.two, text: Two, kind: text}\n",
     "`depends` names `a.two`, a line of text, which has no state"},
    {"DependencyIsAList", ITEM("kind: rollup, depends: [[a.two]]") "      - {id: a.two, text: Two}\n",
     "`depends` lists ids, not a list"},
    {"DependencyCycle",
     ITEM("kind: rollup, depends: [a.two]") "      - {id: a.two, text: Two, kind: rollup, depends: [a.three]}\n"
                                            "      - {id: a.three, text: Three, kind: rollup, depends: ['section:1']}\n",
     "depends on itself: a.one -> a.two -> a.three -> a.one"},
    {"NothingDecides", ITEM("kind: sensed"), "nothing decides `a.one`: a sensed item needs `facts` or `run`"},
    {"NoAlarm", ITEM("kind: alarm"), "alarm item needs `run: {alarm: ID}`"},
    {"RollsUpNothing", ITEM("kind: rollup"), "`a.one` rolls up nothing"},
    {"TextWithBox", ITEM("kind: text, box: true"), "a line of text has no box"},
    {"FactsOfAPerson", ITEM("kind: manual, facts: {v: {http: /x}}, pass: v == 1"), "a manual item asks no facts; `kind: hybrid`"},
    {"SignatureRole", "      - {id: signature.cto, text: One, kind: form}\n", "`cto` is no role: qa, devops"},
    {"SignatureKind", "      - {id: signature.qa, text: One, kind: manual}\n",
     "ids with `signature.` are signatures: `kind: form`"},
    {"CapacityWithoutFact", ITEM("kind: form, run: {test: x, capacity: users}"),
     "`capacity` needs a fact with `metric` and `expect`"},
    {"CapacityOfVerify", ITEM("kind: form, run: {test: x, capacity: users, facts: [{verify: x}]}"),
     "`capacity` needs a fact with `metric` and `expect`"},
    {"WorstTestOfVerify", ITEM("kind: sensed, sensor: run, run: {rule: worst-test, facts: [{verify: x}]}"),
     "`worst-test` needs a fact with `metric` and `expect`"},
    {"UnknownRunRule", ITEM("kind: sensed, sensor: run, run: {rule: dry-run}"), "did you mean `dry-runs`?"},
    {"UnknownNeeds", ITEM("kind: sensed, sensor: run, run: {test: x, facts: [{metric: vus, expect: 'max>1', needs: browsr}]}"),
     "did you mean `browser`?"},
    {"Line", ITEM("line: nine"), "`line` must be the number of a line of the document, not `nine`"},
};
#undef ITEM
#undef SENSED

INSTANTIATE_TEST_SUITE_P(Faults, TemplateFaultTest, ::testing::ValuesIn(kFaults),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(TemplateFaultsTest, AllOfThemAreToldAtOnce)
{
    std::string items;
    for (int i = 0; i < 30; ++i) {
        items += "      - {id: a" + std::to_string(i) + ", text: T, kind: rollup, depends: [a" + std::to_string((i + 1) % 30) +
                 ", b], owner: boss, condition: never, ttl: x}\n";
    }
    const std::string faults = faultsOf(items);

    EXPECT_EQ(std::count(faults.begin(), faults.end(), '\n'), 120); // 30 times depends, owner, condition and ttl, and one loop
    EXPECT_THAT(faults, HasSubstr("item `a0` depends on itself: a0 -> a1 -> a2"));
}

TEST(TemplateFaultsTest, LinesThatRestOnEachOtherTooDeepAreRefused)
{
    std::string items;
    for (int i = 0; i < 3000; ++i) {
        items += "      - {id: a" + std::to_string(i) + ", text: T, kind: rollup, depends: [a" + std::to_string(i + 1) + "]}\n";
    }
    items += "      - {id: a3000, text: T}\n";

    EXPECT_THAT(faultsOf(items), HasSubstr("list.yaml:9:9: item `a0` rests on lines that rest on lines more than 64 deep"));
}

TEST(TemplateFaultsTest, WhatIsRightIsTaken)
{
    EXPECT_EQ(
        faultsOf("      - {id: a.one, text: One, line: 3, kind: hybrid, sensor: http, facts: {v: {http: /x}, w: {calc: '2*@v'}}, "
                 "pass: 'w >= 3 1/min and confirmed == true bool', ttl: 30d, condition: any_test_failed and plan.has_test(x), "
                 "owner: dba, gate: results}\n"
                 "      - {id: a.two, text: Two, kind: rollup, depends: [a.one, 'section:1', 'gate:go-for-load']}\n"
                 "      - {id: lead, text: Three, kind: text}\n"
                 "      - {id: a.four, text: Four, parent: lead}\n"),
        "");
}

} // namespace
} // namespace holdpoint
