// SPDX-License-Identifier: GPL-3.0-or-later
// Pure checks: a rule over facts.
#include "core/plan/plan_node.h"
#include "core/sensors/check.h"

#include <gmock/gmock.h>
#include <limits>

namespace holdpoint {
namespace {

using testing::HasSubstr;
using Kind = Unknown::Kind;

class JudgeTest : public testing::Test
{
protected:
    void know(const std::string& name, Json value) { facts[name] = {Answer<Json>(std::move(value)), "Prometheus", false}; }
    void lack(const std::string& name, Kind kind, const std::string& why, bool isBlocked = false)
    {
        facts[name] = {unknown(kind, why), "Prometheus", isBlocked};
    }
    void wait(const std::string& name) { facts[name] = {Answer<Json>(), "Prometheus", false}; }

    SenseResult judge(const std::string& rule, ItemKind kind = ItemKind::Sensed) const
    {
        SensePlan sense;
        const auto parsed = parsePassRule(rule);
        EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().message);
        sense.rule = *parsed;
        return judgeSense(sense, kind, facts, Parameters(plan, {{"limit", "300"}}));
    }

    Plan plan;
    std::map<std::string, FactValue> facts;
};

TEST_F(JudgeTest, AClauseHoldsOrFailsByItsNumbersWordsVersionsAndLists)
{
    know("p95", 212.5);
    know("status", 201);
    know("mode", "0600");
    know("state", "ok");
    know("version", "v2.2.0");
    know("ready", true);
    know("text_number", "7");
    const auto passes = [this](const std::string& rule) { return judge(rule).state == ItemState::Pass; };
    EXPECT_TRUE(passes("p95 < ${limit} ms"));
    EXPECT_FALSE(passes("p95 < ${other:-212.5} ms"));
    EXPECT_TRUE(passes("p95 <= 212.5 ms"));
    EXPECT_TRUE(passes("status in 200,201 code"));
    EXPECT_FALSE(passes("status in 200,202 code"));
    EXPECT_TRUE(passes("status in 200..299 code"));
    EXPECT_FALSE(passes("status in 202..299 code"));
    EXPECT_TRUE(passes("mode == 0600 mode"));
    EXPECT_FALSE(passes("mode == 600 mode")) << "a mode is no number";
    EXPECT_TRUE(passes("state == ok text and state != down text"));
    EXPECT_TRUE(passes("version >= 0.49.0 version"));
    EXPECT_TRUE(passes("version >= 2.2 version"));
    EXPECT_FALSE(passes("version >= 2.10 version"));
    EXPECT_TRUE(passes("ready == true bool and ready == 1 bool"));
    EXPECT_TRUE(passes("text_number >= 7 count"));
    EXPECT_TRUE(passes("p95 > 0.5*@status ms"));
    EXPECT_TRUE(passes("status > @text_number count"));
    EXPECT_TRUE(passes("p95 > 1000 or status == 201"));
}

TEST_F(JudgeTest, AMissSaysWhatIsAndWhatWasWanted)
{
    know("p95", 412);
    know("errors", 0);
    const SenseResult result = judge("p95 < ${limit} ms and errors == 0 count");
    EXPECT_EQ(result.state, ItemState::Fail);
    EXPECT_EQ(result.reason, "p95 is 412\u00a0ms, wanted < 300");
    EXPECT_EQ(result.value, "p95 412\u00a0ms; errors 0");
}

TEST_F(JudgeTest, WhatIsUnknownMakesTheItemUnknownOnlyWhereItDecides)
{
    know("good", 1);
    know("bad", 9);
    lack("gone", Kind::Timeout, "no answer in time");

    EXPECT_EQ(judge("good == 1 and gone == 1").state, ItemState::Unknown);
    EXPECT_EQ(judge("good == 1 and gone == 1").reason, "Prometheus: no answer in time");
    EXPECT_EQ(judge("bad == 1 and gone == 1").state, ItemState::Fail) << "a miss is a miss, whatever is not known";
    EXPECT_EQ(judge("good == 1 or gone == 1").state, ItemState::Pass);
    EXPECT_EQ(judge("bad == 1 or gone == 1").state, ItemState::Unknown);
}

TEST_F(JudgeTest, NothingUnknownEverPasses)
{
    for (const Kind kind :
         {Kind::NotConfigured, Kind::Unreachable, Kind::Timeout, Kind::Tls, Kind::Auth, Kind::NotFound, Kind::RateLimited,
          Kind::Limit, Kind::Status, Kind::Malformed, Kind::Refused, Kind::Rejected, Kind::NoData, Kind::Cancelled}) {
        lack("fact", kind, "why");
        for (const char* rule : {"fact == 0", "fact != 0", "fact >= 0 count", "fact in 0,1"}) {
            EXPECT_EQ(judge(rule).state, ItemState::Unknown) << static_cast<int>(kind) << rule;
        }
        EXPECT_EQ(judge("fact == 0 and confirmed == true bool", ItemKind::Hybrid).state,
                  kind == Kind::NotConfigured ? ItemState::Open : ItemState::Unknown)
            << static_cast<int>(kind);
    }
}

TEST_F(JudgeTest, AHybridThatHoldsIsAProposalAndOneThatFailsFails)
{
    know("diff", 0);
    const SenseResult proposed = judge("diff == 0 count and confirmed == true bool", ItemKind::Hybrid);
    EXPECT_EQ(proposed.state, ItemState::Open);
    EXPECT_THAT(proposed.reason, HasSubstr("a person confirms"));
    know("diff", 2);
    EXPECT_EQ(judge("diff == 0 count and confirmed == true bool", ItemKind::Hybrid).state, ItemState::Fail);
}

TEST_F(JudgeTest, ASensedItemWithoutItsSourceIsUnknownAndAHybridIsLeftToAPerson)
{
    lack("rps", Kind::NotConfigured, "the plan names no Prometheus");
    know("peak", 1);
    EXPECT_EQ(judge("rps < 1").state, ItemState::Unknown);
    const SenseResult hybrid = judge("rps < 1 and confirmed == true bool", ItemKind::Hybrid);
    EXPECT_EQ(hybrid.state, ItemState::Open);
    EXPECT_EQ(hybrid.reason, "the plan names no Prometheus; a person confirms it");
    lack("lock", Kind::Auth, "401");
    EXPECT_EQ(judge("rps < 1 and lock == held and confirmed == true bool", ItemKind::Hybrid).state, ItemState::Unknown)
        << "a broken source is not the easy way to green";
}

TEST_F(JudgeTest, WhatWaitsForARunIsOpen)
{
    wait("peak");
    EXPECT_EQ(judge("peak < 70 %").state, ItemState::Open);
    EXPECT_EQ(judge("peak < 70 %").reason, "no load run yet");
    lack("gone", Kind::Unreachable, "refused");
    EXPECT_EQ(judge("peak < 70 % and gone == 0").state, ItemState::Unknown);
}

TEST_F(JudgeTest, ABlockedFactNamesTheSourceThatIsDown)
{
    lack("a", Kind::Unreachable, "connection refused", true);
    const SenseResult result = judge("a == 1");
    EXPECT_EQ(result.state, ItemState::Unknown);
    EXPECT_EQ(result.reason, "blocked by Prometheus: connection refused");
    EXPECT_EQ(result.blockedBy, "Prometheus");
}

TEST_F(JudgeTest, ValuesThatCannotBeComparedAreUnknown)
{
    know("text", "fast");
    know("list", Json::array({1, 2}));
    EXPECT_EQ(judge("text < 300 ms").state, ItemState::Unknown);
    EXPECT_THAT(judge("text < 300 ms").reason, HasSubstr("cannot be compared"));
    EXPECT_EQ(judge("list < 3").state, ItemState::Unknown);
    know("none", "n/a");
    know("version", "unknown");
    EXPECT_EQ(judge("none != 0").state, ItemState::Unknown) << "it differs from every number";
    EXPECT_EQ(judge("none != 0 count").state, ItemState::Unknown);
    EXPECT_EQ(judge("none == 0 count").state, ItemState::Unknown);
    EXPECT_EQ(judge("none in 0,n/a count").state, ItemState::Pass);
    EXPECT_EQ(judge("none != 0 text").state, ItemState::Pass);
    EXPECT_EQ(judge("version < 2.0 version").state, ItemState::Unknown) << "no digits are not version 0";
    EXPECT_EQ(judge("text in 1..5").state, ItemState::Unknown);
    EXPECT_EQ(judge("text == ${nobody} text").state, ItemState::Unknown);
    EXPECT_THAT(judge("text == ${nobody} text").reason, HasSubstr("does not set `nobody`"));
}

TEST_F(JudgeTest, CalculationsFollowPrecedenceAndFactsAndKnowWhatTheyCannot)
{
    know("used", 70);
    know("limit", "100");
    know("word", "many");
    lack("gone", Kind::NoData, "an empty result");
    const auto number = [this](const char* text) {
        const auto result = calculate(text, facts);
        return result.isKnown() ? result.value().get<double>() : std::numeric_limits<double>::quiet_NaN();
    };
    EXPECT_DOUBLE_EQ(number("100 * @used / @limit"), 70);
    EXPECT_DOUBLE_EQ(number("1 + 2 * 3 - -4"), 11);
    EXPECT_DOUBLE_EQ(number("(1 + 2) * min(@used, 3) + max(1,2)"), 11);
    EXPECT_EQ(calculate("@used / 0", facts).unknown().kind, Kind::NoData);
    EXPECT_EQ(calculate("@gone + 1", facts).unknown().reason, "an empty result");
    EXPECT_EQ(calculate("@word + 1", facts).unknown().kind, Kind::Malformed);
    EXPECT_EQ(calculate("1 +", facts).unknown().kind, Kind::Malformed);
    EXPECT_EQ(calculate("(1", facts).unknown().kind, Kind::Malformed);
    EXPECT_EQ(calculate(std::string(500, '(') + "1", facts).unknown().kind, Kind::Malformed);
    EXPECT_EQ(calculate(std::string(5000, '-') + "1", facts).unknown().kind, Kind::Malformed);
}

TEST_F(JudgeTest, AValueIsTakenByItsPointerOrItsDefault)
{
    const Answer<Json> answer(Json{{"json", {{"version", "1.2"}, {"none", nullptr}}}});
    EXPECT_EQ(takeValue(answer, "/json/version", {}).value(), "1.2");
    EXPECT_EQ(takeValue(answer, "/json/other", {}).unknown().kind, Kind::NoData);
    EXPECT_EQ(takeValue(answer, "/json/none", {}).unknown().kind, Kind::NoData);
    EXPECT_EQ(takeValue(answer, "/json/other", 0).value(), 0);
    EXPECT_EQ(takeValue(Answer<Json>(unknown(Kind::NoData, "empty")), "", 0).value(), 0);
    EXPECT_TRUE(takeValue(Answer<Json>(unknown(Kind::Auth, "401")), "", 0).isUnknown()) << "a default is for nothing, not for no";
}

TEST(ParametersTest, ThePlanComesBeforeTheTemplateAndEmptyTakesTheDefault)
{
    Plan plan;
    plan.environment.baseUrl = "http://127.0.0.1:1";
    plan.release.version = "1.4";
    plan.secrets.emplace("TOKEN", Secret("hush"));
    plan.monitoring = Json{{"jaeger", {{"services", Json::array({"web", "api"})}}}};
    plan.checklist = Json{{"parameters", {{"node", "job=\"n\""}, {"jobs", Json::array({"a", "b"})}}}};
    const Parameters parameters(plan, {{"node", "other"}, {"pg", ""}, {"empty", ""}});
    const auto filled = [&](const char* text) {
        const auto result = parameters.fill(std::string_view(text));
        return result ? *result : "! " + result.error().message;
    };
    EXPECT_EQ(filled("up{${node}}"), "up{job=\"n\"}");
    EXPECT_EQ(filled("up{${pg}}"), "up{}");
    EXPECT_EQ(filled("${empty:-x} ${jobs} ${jaeger.services}"), "x a b web api");
    EXPECT_EQ(filled("${base_url}/v ${release.version} ${TOKEN}"), "http://127.0.0.1:1/v 1.4 hush");
    EXPECT_THAT(filled("${who}"), HasSubstr("does not set `who`; add `checklist: {parameters: {who: ...}}`"));
    EXPECT_THAT(filled("${who"), HasSubstr("not closed"));
    EXPECT_EQ((*parameters.fill(Json{{"a", Json::array({"${pg}x", 1})}})).dump(), R"({"a":["x",1]})");
}

} // namespace
} // namespace holdpoint
