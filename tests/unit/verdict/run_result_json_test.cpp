// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/verdict/run_frames.h"

#include <gtest/gtest.h>

namespace holdpoint {
namespace {

using namespace std::chrono_literals;

RunResult sampleResult()
{
    RunRules rules;
    rules.window = RunWindow{20s, 0s, 20s};
    ThresholdRule rule = ruleOf("http_req_duration", "p(95)<300", "p(95)<500");
    rule.accept = *parseExpression("p(95)<400");
    rule.action = "Scale up";
    rule.minSamples = 10;
    rule.abortAfter = Nanos{30s};
    ThresholdRule source = ruleOf("", "value<70");
    source.id = "cpu";
    source.source = "prometheus";
    source.query = "max(x)";
    source.unit = "%";
    source.needs = "prometheus";
    rules.thresholds = {rule, source};
    rules.loadTargets = {loadTargetOf("http_reqs", "rate>=5"), loadTargetOf("vus", "min>=50")};
    RunJudge judge(rules);
    for (std::uint64_t tick = 0; tick < 20; ++tick) {
        Frame frame = trendFrame(tick, "http_req_duration", Micros{350ms}, 10);
        frame.counters["http_reqs"] = 4;
        frame.rates["checks{check:search: status is 200}"] = {9, 10};
        frame.errors = {{"timeout", "search", "no answer in 10 s", 1, ""}};
        frame.health.limited = tick < 3;
        frame.health.limitedBy = "start lag";
        judge.add(frame);
    }
    return judge.judge(RunEnding::Completed, "duration reached",
                       {{"All events processed", "30000", "29998", RuleVerdict::Failed, "two are missing"}});
}

TEST(RunResultJsonTest, UsesTheNamesOfTheReport)
{
    const Json json = toJson(sampleResult());
    EXPECT_EQ(json["outcome"], "inconclusive");
    EXPECT_EQ(json["load"][0]["planned"], 5.0);
    EXPECT_EQ(json["load"][0]["achieved"], 4.0);
    EXPECT_EQ(json["load"][0]["met"], false);
    EXPECT_TRUE(json["load"][1]["achieved"].is_null());
    EXPECT_EQ(json["generator"]["limited_seconds"], 3);
    const Json& threshold = json["thresholds"][0];
    EXPECT_EQ(threshold["metric"], "http_req_duration");
    EXPECT_EQ(threshold["target"], "p(95)<300");
    EXPECT_EQ(threshold["critical"], "p(95)<500");
    EXPECT_EQ(threshold["verdict"], "warned");
    EXPECT_EQ(threshold["n"], 200);
    EXPECT_EQ(threshold["breaches"][0]["from"], "2026-01-05T10:04:00.000Z");
    EXPECT_EQ(threshold["breaches"][0]["to"], "2026-01-05T10:04:20.000Z");
    EXPECT_TRUE(json["thresholds"][1]["critical"].is_null());
    EXPECT_EQ(json["checks"][0]["name"], "search: status is 200");
    EXPECT_EQ(json["checks"][0]["fails"], 20);
    EXPECT_EQ(json["errors"][0]["class"], "timeout");
    EXPECT_EQ(json["verifications"][0]["verdict"], "failed");
    EXPECT_EQ(json["metrics"]["http_reqs"]["count"], 80);
}

TEST(RunResultJsonTest, ComesBackUnchanged)
{
    const RunResult result = sampleResult();
    const std::string text = dumpJson(toJson(result));
    const auto read = runResultFromJson(*parseJson(text, "result"));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(dumpJson(toJson(*read)), text);
    EXPECT_EQ(read->thresholds[0].rule.abortAfter, Nanos{30s});
    EXPECT_EQ(read->thresholds[0].rule.accept->limit, 400);
    EXPECT_EQ(read->thresholds[1].rule.critical, std::nullopt);
    EXPECT_EQ(read->thresholds[1].rule.query, "max(x)");
    EXPECT_EQ(read->load[0].target.expect.limit, 5);
    EXPECT_TRUE(read->generator.isLimited);
}

TEST(RunResultJsonTest, ReadsAResultWithNothingInIt)
{
    const auto read = runResultFromJson(toJson(RunResult{}));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->outcome, RunOutcome::NotRun);
}

TEST(RunResultJsonTest, NamesWhatCannotBeRead)
{
    const std::vector<std::pair<std::string, Json>> cases{
        {"/outcome", "splendid"},
        {"/outcome", nullptr},
        {"/load", "none"},
        {"/load/0/expect", "fast"},
        {"/thresholds/0/target", ""},
        {"/thresholds/0/critical", 500},
        {"/thresholds/0/verdict", "maybe"},
        {"/thresholds/0/breaches/0/from", "noon"},
        {"/thresholds/0", 5},
        {"/errors/0/first_at", ""},
        {"/verifications/0/verdict", ""},
    };
    for (const auto& [pointer, value] : cases) {
        Json json = toJson(sampleResult());
        json[Json::json_pointer(pointer)] = value;
        const auto read = runResultFromJson(json);
        ASSERT_FALSE(read) << pointer;
        EXPECT_EQ(read.error().message.find("the stored run result cannot be read: "), 0U) << read.error().message;
    }
    EXPECT_FALSE(runResultFromJson(Json()));
    EXPECT_FALSE(runResultFromJson(Json::array()));
}

} // namespace
} // namespace holdpoint
