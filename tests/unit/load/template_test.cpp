// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/template.h"

#include <gtest/gtest.h>

using namespace holdpoint;

namespace {

class TemplateTest : public testing::Test
{
protected:
    TemplateTest()
    {
        plan.data["terms"] = {"terms", {}, {{"yoga & co"}, {"jazz"}}, DataSet::Pick::Random, "", "", false, {}};
        plan.data["users"] = {"users", {"email", "id"}, {{"a@x", "7"}, {"b@x", "8"}}, DataSet::Pick::Unique, "", "", false, {}};
        plan.secrets["TOKEN"] = Secret("s3cr\"et");
    }

    std::string render(const TextTemplate& text)
    {
        values.rows.resize(scope.dataSets().size());
        values.extracted.resize(std::max<std::size_t>(values.extracted.size(), scope.extractedCount()));
        std::string out;
        text.render(values, out);
        return out;
    }

    Plan plan;
    VariableScope scope{plan, "burst", 3};
    VisitorValues values;
};

} // namespace

TEST_F(TemplateTest, EncodesValuesInAPathAndLeavesTheRest)
{
    EXPECT_EQ(render(TextTemplate::url("/api/search?q={{terms}}&p=1", scope)), "/api/search?q=yoga%20%26%20co&p=1");
}

TEST_F(TemplateTest, EncodesAnExtractedValueInAUrlWholly)
{
    values.extracted.resize(1);
    values.extracted[scope.declareExtracted("next")] = {"http://h/a?b=c", true};

    EXPECT_EQ(render(TextTemplate::url("/go?to={{next}}", scope)), "/go?to=http%3A%2F%2Fh%2Fa%3Fb%3Dc");
}

TEST_F(TemplateTest, ReadsColumnsOfTheIterationsRow)
{
    const auto text = TextTemplate::plain("{{users.email}}/{{users.id}}", scope);
    values.rows = {1};

    EXPECT_EQ(render(text), "b@x/8");
}

TEST_F(TemplateTest, KeepsTheTypeOfAJsonValueThatIsOneVariable)
{
    values.extracted.resize(2);
    values.extracted[scope.declareExtracted("count")] = {"7", false};
    values.extracted[scope.declareExtracted("name")] = {"a \"b\"", true};
    values.vu = 12;
    const Json tree = {
        {"n", "{{count}}"}, {"s", "{{name}}"}, {"t", "x-{{count}}-{{name}}"}, {"vu", "{{ vu }}"}, {"l", {1, true, nullptr}}};

    EXPECT_EQ(render(TextTemplate::json(tree, scope)), R"({"n":7,"s":"a \"b\"","t":"x-7-a \"b\"","vu":12,"l":[1,true,null]})");
}

TEST_F(TemplateTest, AValueOfAListKeepsTheTypeThatItHasInThePlan)
{
    plan.data["seats"] = {"seats", {}, {{"1"}, {"2"}, {"true"}}, DataSet::Pick::Sequential, "", "", false, {}};
    plan.resolved["data"]["seats"]["list"] = {1, "2", true};
    const auto text = TextTemplate::json(Json{{"seat", "{{seats}}"}, {"note", "seat {{seats}}"}}, scope);
    values.rows = {0};

    EXPECT_EQ(render(text), R"({"seat":1,"note":"seat 1"})");
    values.rows = {1};
    EXPECT_EQ(render(text), R"({"seat":"2","note":"seat 2"})");
    values.rows = {2};
    EXPECT_EQ(render(text), R"({"seat":true,"note":"seat true"})");
}

TEST_F(TemplateTest, AnEmptyVariableOfTheEnvironmentIsSentAsNothing)
{
    plan.secrets["EMPTY"] = Secret("");

    EXPECT_EQ(render(TextTemplate::plain("[{{env(EMPTY)}}]", scope)), "[]");
    EXPECT_EQ(render(TextTemplate::json(Json{{"a", "{{env(EMPTY)}}"}}, scope)), R"({"a":""})");
    EXPECT_TRUE(scope.faults().empty());
}

TEST_F(TemplateTest, EncodesASecretInTheUserInfoOfAUrl)
{
    plan.secrets["PASSWORD"] = Secret("p@ss/word:1?");

    EXPECT_EQ(render(TextTemplate::url("http://user:${PASSWORD}@127.0.0.1:80/a?t=${TOKEN}", scope)),
              "http://user:p%40ss%2Fword%3A1%3F@127.0.0.1:80/a?t=s3cr\"et");
    EXPECT_EQ(render(TextTemplate::url("http://127.0.0.1:80/a@b?x={{terms}}", scope)),
              "http://127.0.0.1:80/a@b?x=yoga%20%26%20co");
}

TEST_F(TemplateTest, EncodesForms)
{
    EXPECT_EQ(render(TextTemplate::form({{"q", "{{terms}}"}, {"a b", "1+1"}}, scope)), "q=yoga%20%26%20co&a%20b=1%2B1");
    EXPECT_EQ(render(TextTemplate::form({{"q", "{{a=b&c}}"}}, scope)), "q=%7B%7Ba%3Db%26c%7D%7D");
}

TEST_F(TemplateTest, FillsSecretsWhereTheyAreSent)
{
    EXPECT_EQ(render(TextTemplate::plain("Bearer ${TOKEN}", scope)), "Bearer s3cr\"et");
    EXPECT_EQ(render(TextTemplate::json(Json{{"t", "${TOKEN}"}}, scope)), R"({"t":"s3cr\"et"})");
    EXPECT_EQ(render(TextTemplate::plain("${OTHER}", scope)), "${OTHER}");
}

TEST_F(TemplateTest, NeverInterpretsWhatAValueHolds)
{
    values.extracted.resize(1);
    values.extracted[scope.declareExtracted("evil")] = {"{{users.email}} ${TOKEN}", true};

    EXPECT_EQ(render(TextTemplate::plain("{{evil}}", scope)), "{{users.email}} ${TOKEN}");
}

TEST_F(TemplateTest, KnowsItsFunctions)
{
    values.vu = 4;
    values.iteration = 9;
    values.seq = 2;

    EXPECT_EQ(render(TextTemplate::plain("{{scenario}} {{run}} {{vu}} {{iter}} {{seq}} {{id}}", scope)),
              "burst 3 4 9 2 3-burst-4-9");
    EXPECT_EQ(render(TextTemplate::plain("{{uuid}}", scope)).size(), 36U);
    EXPECT_GT(std::stoll(render(TextTemplate::plain("{{now}}", scope))), 1'700'000'000);
    EXPECT_GT(std::stoll(render(TextTemplate::plain("{{now_us}}", scope))), 1'700'000'000'000'000);
    EXPECT_EQ(render(TextTemplate::plain("{{env(TOKEN)}}", scope)), "s3cr\"et");
    for (int i = 0; i < 100; ++i) {
        const auto value = std::stoi(render(TextTemplate::plain("{{random(3,5)}}", scope)));
        EXPECT_TRUE(value >= 3 && value <= 5) << value;
    }
    const std::string all = "{{random(-9223372036854775808,9223372036854775807)}}";
    EXPECT_NE(render(TextTemplate::plain(all, scope)), render(TextTemplate::plain(all, scope)));
}

TEST_F(TemplateTest, UsesTheWebhooksIdInsideItsStep)
{
    values.webhookId = "evt_1";

    EXPECT_EQ(render(TextTemplate::json(Json{{"id", "{{id}}"}}, scope)), R"({"id":"evt_1"})");
}

TEST_F(TemplateTest, LeavesAndNamesWhatNothingDefines)
{
    EXPECT_EQ(render(TextTemplate::plain("{{nope}} {{users.nope}} {{open", scope)), "{{nope}} {{users.nope}} {{open");
    ASSERT_EQ(scope.faults().size(), 2U);
    EXPECT_NE(scope.faults().front().find("{{nope}}"), std::string::npos);
}
