// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/k6_reader.h"
#include "core/plan/metric_scope.h"
#include "tests/unit/plan/plan_fixture.h"

namespace holdpoint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

class K6PlanTest : public PlanFolder
{
protected:
    K6PlanTest()
    {
        std::filesystem::create_directory(folder / "load");
        write("load/search.js", "import http from 'k6/http';\nexport default function () {}\n");
    }

    static std::string planText(const std::string& keys)
    {
        return "holdpoint: 1\nname: x\nenvironment: {base_url: http://127.0.0.1:8080, allow_hosts: [127.0.0.1]}\ntests:\n  "
               "search:\n"
               "    engine: k6\n" +
               keys;
    }
};

TEST_F(K6PlanTest, NamesAScriptWithItsEnvironmentAndOptions)
{
    const PlanReading reading = read(planText("    script: load/search.js\n    env: {USERS: 5, LIMIT: \"${LIMIT:-7}\"}\n"
                                              "    args: [--vus, 10, --duration=90s]\n    k6: ./bin/k6\n"));

    ASSERT_TRUE(reading.isValid()) << joinedFaults(reading);
    const TestPlan& test = reading.plan.tests.front();
    ASSERT_TRUE(test.k6);
    EXPECT_EQ(test.k6->script, "load/search.js");
    EXPECT_THAT(test.k6->env, ElementsAre(Pair("USERS", "5"), Pair("LIMIT", "7")));
    EXPECT_THAT(test.k6->args, ElementsAre("--vus", "10", "--duration=90s"));
    EXPECT_EQ(test.k6->program, "./bin/k6");
    EXPECT_EQ(test.plannedDuration(), std::chrono::seconds{90});
    EXPECT_FALSE(reading.plan.files.at("load/search.js").sha256.empty()); // the record says which script it was
}

TEST_F(K6PlanTest, AnAgentGetsAbsolutePaths)
{
    const PlanReading reading = read(planText("    script: load/search.js\n    k6: bin/k6\n    duration: 5m\n"));
    ASSERT_TRUE(reading.isValid()) << joinedFaults(reading);
    const auto tree = planForAgent(reading.plan);
    ASSERT_TRUE(tree);

    const PlanReading again = planFromResolved(*tree, {});

    ASSERT_TRUE(again.isValid()) << joinedFaults(again);
    EXPECT_EQ(again.plan.tests.front().k6->script, (folder / "load/search.js").string());
    EXPECT_EQ(again.plan.tests.front().k6->program, (folder / "bin/k6").string());
    EXPECT_EQ(again.plan.tests.front().k6->duration, std::chrono::minutes{5});
}

TEST_F(K6PlanTest, SecretsOfItsEnvironmentStayWhereTheyAre)
{
    PlanOptions options;
    options.envFile = write(".env", "API_TOKEN=s3cr3tvalue\n");
    const PlanReading reading = read(planText("    script: load/search.js\n    env: {TOKEN: \"${API_TOKEN}\"}\n"), options);

    ASSERT_TRUE(reading.isValid()) << joinedFaults(reading);
    EXPECT_THAT(reading.plan.tests.front().k6->env, ElementsAre(Pair("TOKEN", "${API_TOKEN}")));
    EXPECT_EQ(dumpJson(reading.plan.resolved).find("s3cr3tvalue"), std::string::npos);
}

TEST_F(K6PlanTest, EveryFaultHasItsPlaceAndRemedy)
{
    const std::vector<std::pair<std::string, std::string>> slips{
        {"    scrip: load/search.js\n", "unknown key `scrip` in test `search`; did you mean `script`?"},
        {"    script: load/none.js\n", "plan.yaml:7:13: the file cannot be read"},
        {"    script: load/search.js\n    scenarios: {a: {executor: constant-vus}}\n",
         "plan.yaml:8:5: a test has scenarios or a k6"},
        {"    script: load/search.js\n    args: [--paused]\n", "plan.yaml:8:12: `--paused` does not belong into `args`"},
        {"    script: load/search.js\n    args: [-e, A=b]\n", "write it under `env`"},
        {"    script: load/search.js\n    args: [--summary-export=a.json]\n", "the script's own thresholds"},
        {"    script: load/search.js\n    args: [other.js]\n", "`other.js` is no option"},
        {"    script: load/search.js\n    env: {\"A B\": 1}\n", "plan.yaml:8:11: `A B` cannot be a variable"},
        {"    script: load/search.js\n    duration: 0s\n", "`duration` must be longer than 0"},
        {"    script: load/search.js\n    thresholds:\n      - {metric: http_req_response_time, target: \"p(95)<1\"}\n",
         "k6 does not tell when a request should have begun"},
        {"    script: load/search.js\n    thresholds:\n      - {metric: rtc_drop, target: \"rate<1\"}\n",
         "only Holdpoint's own engine"},
        {"    script: load/search.js\n    thresholds:\n      - {metric: http_req_duration, target: \"rate<1\"}\n",
         "has no `rate`"}};
    for (const auto& [keys, fault] : slips) {
        EXPECT_THAT(joinedFaults(read(planText(keys))), HasSubstr(fault)) << keys;
    }
}

TEST_F(K6PlanTest, KeysOfK6AreFaultsInATestOfTheOwnEngine)
{
    const PlanReading reading = read(planWith("    script: load/search.js\n    env: {A: b}\n"));
    EXPECT_THAT(joinedFaults(reading), HasSubstr("only a test with `engine: k6` has it"));
    EXPECT_THAT(
        joinedFaults(read("holdpoint: 1\nname: x\nenvironment: {base_url: http://127.0.0.1, allow_hosts: [127.0.0.1]}\ntests:\n"
                          "  a:\n    engine: k7\n    script: a.js\n")),
        HasSubstr("did you mean `k6`?"));
}

TEST_F(K6PlanTest, RulesMayNameMetricsAndTagsThatOnlyTheScriptKnows)
{
    const PlanReading reading = read(planText(
        "    script: load/search.js\n    thresholds:\n      - {metric: \"order_time{kind:gold}\", target: \"p(95)<500\"}\n"
        "      - {metric: \"http_req_duration{name:anything}\", target: \"p(95)<500\"}\n"
        "    load_targets:\n      - {metric: orders, expect: \"rate>=5\"}\n"));
    EXPECT_TRUE(reading.isValid()) << joinedFaults(reading);
}

TEST_F(K6PlanTest, RulesOfTheReleaseAreJudgedWhereEveryK6RunHasThem)
{
    const PlanReading reading = read(planText("    script: load/search.js\n") +
                                     "thresholds:\n  - {id: errors, metric: http_req_failed, target: \"rate<0.01\"}\n"
                                     "  - {id: sockets, metric: ws_connecting, target: \"p(95)<100\"}\n");
    ASSERT_TRUE(reading.isValid()) << joinedFaults(reading);
    const RunRules rules = rulesFor(reading.plan, reading.plan.tests.front(), RunKind::Load);
    ASSERT_EQ(rules.thresholds.size(), 1U);
    EXPECT_EQ(rules.thresholds.front().id, "errors");
}

TEST_F(K6PlanTest, ScalesDoNotTouchItsLoadTargets)
{
    PlanOptions options;
    options.loadScale = 0.1;
    const PlanReading reading = read(
        planText("    script: load/search.js\n    load_targets:\n      - {metric: http_reqs, expect: \"rate>=50\"}\n"), options);
    ASSERT_TRUE(reading.isValid()) << joinedFaults(reading);
    EXPECT_EQ(reading.plan.tests.front().loadTargets.front().expect.limit, 50);
    EXPECT_TRUE(reading.plan.isRehearsal);
}

TEST_F(K6PlanTest, WhatForbidsItIsKnownBeforeTheFirstByte)
{
    PlanReading reading = read(planText("    script: load/search.js\n    k6: ./none/k6\n"));
    ASSERT_TRUE(reading.isValid()) << joinedFaults(reading);
    const auto why = [&](RunKind kind) {
        const auto faults = preflightFaults(reading.plan, {"search"}, kind, {});
        return faults.empty() ? std::string() : faults.front().text();
    };
    EXPECT_THAT(why(RunKind::Load), HasSubstr("none/k6, which is no program"));
    EXPECT_THAT(why(RunKind::Load), HasSubstr("plan.yaml:6:"));
    EXPECT_THAT(why(RunKind::Breakpoint), HasSubstr("a k6 script decides its load itself"));
    std::filesystem::create_directory(folder / "none");
    write("none/k6", "#!/bin/sh\n", 0700);
    EXPECT_EQ(why(RunKind::Load), "");
    std::filesystem::remove(folder / "load/search.js");
    EXPECT_THAT(why(RunKind::Load), HasSubstr("is not there"));
}

} // namespace
} // namespace holdpoint
