// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/import/postman_scripts.h"
#include "tests/unit/import/import_fixture.h"

namespace holdpoint {
namespace {

using test::imported;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class PostmanImportTest : public testing::Test
{
protected:
    const test::ReadImport bookings = imported(ImportFormat::Postman, test::importFixture("bookings.postman_collection.json"));
};

TEST_F(PostmanImportTest, FoldersBecomeGroups)
{
    const auto& flow = bookings.plan.tests.at(0).scenarios.at(0).flow;
    ASSERT_EQ(flow.size(), 2U);
    EXPECT_EQ(flow[0].name, "Session");
    EXPECT_EQ(flow[1].name, "Rooms halls all");
}

TEST_F(PostmanImportTest, TheBaseVariableIsTheBaseAndOthersBecomeVariablesOfThePlan)
{
    EXPECT_EQ(bookings.plan.environment.baseUrl, "https://bookings.example.com/api");
    EXPECT_EQ(bookings.step("Search rooms")->http.target, "/rooms?city=Zurich&from=2026-01-05");
    EXPECT_THAT(bookings.imported.plan, HasSubstr("${CITY:-Zurich}"));
    EXPECT_THAT(bookings.keys(), ElementsAre("USER_NAME", "PASSWORD", "API_SECRET", "SEAT_NUMBER", "BASIC_PASSWORD"));
    EXPECT_EQ(bookings.step("Book room")->http.target, "/rooms/12/bookings");
}

TEST_F(PostmanImportTest, WhatAScriptTakesFromAnAnswerIsExtracted)
{
    const Step* login = bookings.step("Log in");
    ASSERT_EQ(login->http.extracts.size(), 1U);
    EXPECT_EQ(login->http.extracts[0].name, "authToken");
    EXPECT_EQ(login->http.extracts[0].expression, "/data/token");
    EXPECT_EQ(login->http.checks.at(0).statuses, std::vector<int>{200});
    EXPECT_EQ(bookings.header("Search rooms", "Authorization"), "Bearer {{authToken}}");
    EXPECT_EQ(bookings.header("Log in", "Authorization"), "");
    EXPECT_EQ(bookings.step("Read booking")->http.target, "/bookings/{{bookingId}}");
}

TEST_F(PostmanImportTest, NoSecretOfTheCollectionIsInThePlan)
{
    for (const char* secret : {"hunter2hunter2", "do-not-write-me", "letter-secret"}) {
        EXPECT_THAT(bookings.imported.plan, Not(HasSubstr(secret)));
    }
    EXPECT_EQ(bookings.header("Book room", "X-Signature"), "${API_SECRET}");
}

TEST_F(PostmanImportTest, BodiesOfAllKindsAreTaken)
{
    EXPECT_EQ(bookings.step("Log in")->http.json["user"], "set-USER_NAME");
    EXPECT_EQ(bookings.step("Book room")->http.body,
              R"({"room": 12, "guest": "visitor-{{vu}}-{{iter}}@example.com", "key": set-SEAT_NUMBER, "ref": "{{uuid}}"})");
    EXPECT_EQ(bookings.step("Newsletter")->http.form.size(), 1U);
    EXPECT_EQ(bookings.step("Newsletter")->http.transfer.auth.value_or(Auth{}).user, "news");
    EXPECT_EQ(bookings.step("Graph")->http.json["variables"]["id"], "{{bookingId}}");
}

TEST_F(PostmanImportTest, WhatCouldNotBeTakenOverIsSaid)
{
    EXPECT_THAT(bookings.imported.notes, Contains(HasSubstr("Photo: the body of mode file was left out")));
    EXPECT_THAT(bookings.imported.notes, Contains(HasSubstr("Book room: its scripts were left out")));
    EXPECT_THAT(bookings.imported.notes, Contains(HasSubstr("Unknown host left out: its host is a variable")));
    EXPECT_THAT(bookings.imported.notes, Contains(HasSubstr("1 request to pay.example.org left out")));
}

TEST(PostmanImport, AnUnknownBaseIsLoopbackAndSaid)
{
    const auto result = imported(ImportFormat::Postman, R"({"info":{"name":"x"},"item":[
        {"name":"a","request":"{{protocol}}://{{host}}:{{port}}/a?b=1"}]})");

    EXPECT_EQ(result.plan.environment.baseUrl, "http://127.0.0.1:8080");
    EXPECT_EQ(result.requests.at(0)->http.target, "/a?b=1");
    EXPECT_THAT(result.imported.notes, Contains(HasSubstr("has no value in the collection")));
}

TEST(PostmanImport, AValueWhoseRequestWasLeftOutMustBeSet)
{
    const std::string lost = test::importFixture("../../../fuzz/corpus/import_postman/lost-step");

    const auto result = imported(ImportFormat::Postman, lost);

    EXPECT_EQ(result.header("b", "X"), "${AUTH_TOKEN}");
    EXPECT_THAT(result.keys(), ElementsAre("AUTH_TOKEN"));
}

TEST(PostmanScript, ReadsTheUsualWaysToKeepAValue)
{
    const auto script = readPostmanScript("let body = JSON.parse(responseBody);\n"
                                          "pm.environment.set(\"a\", body.items[0]['id']);\n"
                                          "pm.globals.set('b', pm.response.headers.get('X-Next'));\n"
                                          "pm.variables.set('c', body.x + 1);\n");
    ASSERT_EQ(script.sets.size(), 2U);
    EXPECT_EQ(script.sets[0].pointer, "/items/0/id");
    EXPECT_EQ(script.sets[1].header, "X-Next");
    EXPECT_TRUE(script.hasMore);
}

TEST(PostmanImport, AContentTypeThatReadsAsAVariableIsNotTakenOver)
{
    const auto result = imported(
        ImportFormat::Postman,
        R"({"info":{"name":"x"},"item":[{"name":"a","request":{"method":"POST","url":"http://a.example/x","header":[{"key":"Content-Type","value":"${y}+json"}],"body":{"mode":"raw","raw":"{\"a\":1}"}}}]})");

    EXPECT_EQ(result.requests.at(0)->http.json["a"], 1);
    EXPECT_EQ(result.header("a", "Content-Type"), "");
}

/// One request with this body.
std::string collectionOf(const std::string& variables, const std::string& body)
{
    return R"({"info":{"name":"x"},"variable":[)" + variables +
           R"(],"item":[{"name":"book","request":{"method":"POST","url":"{{baseUrl}}/book","body":{"mode":"raw","raw":")" + body +
           R"("}}}]})";
}

TEST(PostmanImport, AVariableNamedAsOneOfThePlansOwnIsAnother)
{
    const auto result = imported(ImportFormat::Postman,
                                 collectionOf(R"({"key":"duration","value":"3"})", "{{duration}} nights for {{vus}} guests"));

    EXPECT_EQ(result.requests.at(0)->http.body, "3 nights for set-VUS_VALUE guests");
    EXPECT_THAT(result.keys(), Contains("VUS_VALUE"));
    EXPECT_EQ(result.plan.tests[0].scenarios[0].maxVus(), 10);
}

TEST(PostmanImport, AVariableNamedAsOneOfTheShellsIsNotTheShells)
{
    const auto result =
        imported(ImportFormat::Postman, collectionOf(R"({"key":"user","value":"guest"})", "for {{user}} at {{home}}"));

    EXPECT_THAT(result.imported.plan, HasSubstr("${USER_VALUE:-guest}"));
    EXPECT_THAT(result.keys(), Contains("HOME_VALUE"));
}

TEST(PostmanImport, VariablesThatNameEachOtherManyTimesCostLittle)
{
    std::string variables;
    for (char name = 'p'; name < 'u'; ++name) {
        std::string value;
        for (int i = 0; i < 100; ++i) {
            value += std::string("{{") + static_cast<char>(name + 1) + "}} ";
        }
        variables += std::string(name == 'p' ? "" : ",") + R"({"key":")" + name + R"(","value":")" + value + R"("})";
    }
    const auto result = imported(ImportFormat::Postman, collectionOf(variables, "{{p}}"));

    EXPECT_LT(result.requests.at(0)->http.body.size(), std::size_t{16} << 20U);
}

TEST(PostmanImport, TheBaseUrlInABodyIsThePlans)
{
    const auto known = imported(ImportFormat::Postman,
                                collectionOf(R"({"key":"baseUrl","value":"http://a.example/v1"})", "back to {{baseUrl}}/done"));
    EXPECT_EQ(known.requests.at(0)->http.body, "back to http://a.example/v1/done");
    EXPECT_THAT(known.keys(), testing::IsEmpty());
    const auto unknown = imported(ImportFormat::Postman, collectionOf("", "back to {{baseUrl}}/done"));
    EXPECT_EQ(unknown.requests.at(0)->http.body, "back to http://127.0.0.1:8080/done");
}

} // namespace
} // namespace holdpoint
