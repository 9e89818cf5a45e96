// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/import/import_fixture.h"

namespace holdpoint {
namespace {

using test::imported;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class OpenApiImportTest : public testing::Test
{
protected:
    const test::ReadImport tickets = imported(ImportFormat::OpenApi, test::importFixture("tickets.yaml"));
    const test::ReadImport parcels = imported(ImportFormat::OpenApi, test::importFixture("parcels.json"));
};

TEST_F(OpenApiImportTest, TheFirstServerWithItsVariablesIsTheBase)
{
    EXPECT_EQ(tickets.plan.environment.baseUrl, "https://eu-staging.tickets.example.com/api/v1");
    EXPECT_THAT(tickets.plan.environment.allowHosts, ElementsAre("eu-staging.tickets.example.com"));
    EXPECT_THAT(tickets.imported.notes, Contains(HasSubstr("of 2 servers the first was taken")));
    EXPECT_EQ(parcels.plan.environment.baseUrl, "http://127.0.0.1:8080/v2");
    EXPECT_THAT(parcels.imported.notes, Contains(HasSubstr("names no host")));
}

TEST_F(OpenApiImportTest, BodiesAreExamplesOfTheirSchema)
{
    const Json& body = tickets.step("POST /tickets")->http.json;
    EXPECT_EQ(body["subject"], "Printer on fire");
    EXPECT_EQ(body["priority"], 3);
    EXPECT_EQ(body["reference"], "{{uuid}}");
    EXPECT_EQ(body["reporter"], "visitor-{{vu}}-{{iter}}@example.com");
    EXPECT_EQ(body["labels"], Json({"hardware", "hardware"}));
    EXPECT_EQ(body["cost"], 2.5);
    EXPECT_FALSE(body.contains("id"));     // readOnly
    EXPECT_FALSE(body.contains("parent")); // would contain itself
    EXPECT_EQ(parcels.step("POST /parcels")->http.json["to"], "Bern");
}

TEST_F(OpenApiImportTest, WhatIsCreatedIsReadChangedAndDeleted)
{
    const Step* create = tickets.step("POST /tickets");
    ASSERT_EQ(create->http.extracts.size(), 1U);
    EXPECT_EQ(create->http.extracts[0].name, "ticketId");
    EXPECT_EQ(create->http.extracts[0].expression, "/id");
    EXPECT_EQ(tickets.step("GET /tickets/:ticketId")->http.target, "/tickets/{{ticketId}}");
    EXPECT_EQ(tickets.step("DELETE /tickets/:ticketId")->http.target, "/tickets/{{ticketId}}");
    EXPECT_THAT(tickets.imported.notes,
                Contains(HasSubstr("DELETE /users/{id} left out: it would delete what the visitor did not")));
}

TEST_F(OpenApiImportTest, ParametersAreFilledAndOptionalOnesLeftOut)
{
    EXPECT_EQ(tickets.step("GET /tickets")->http.target, "/tickets?status=open&limit=25");
    EXPECT_EQ(tickets.header("GET /tickets", "X-Tenant"), "acme");
    EXPECT_EQ(tickets.step("GET /users/:id")->http.target, "/users/100");
    EXPECT_EQ(parcels.step("GET /parcels/:code")->http.target, "/parcels/CH-12%2F3");
}

TEST_F(OpenApiImportTest, SecuritySchemesBecomeVariables)
{
    EXPECT_EQ(tickets.header("GET /tickets", "Authorization"), "Bearer ${ACCESS_TOKEN}");
    EXPECT_EQ(tickets.header("GET /users/:id", "X-Api-Key"), "${X_API_KEY}");
    EXPECT_EQ(tickets.header("GET /health", "Authorization"), "");
    EXPECT_THAT(tickets.step("POST /login")->http.form, Contains(std::pair<std::string, std::string>("password", "${PASSWORD}")));
}

TEST_F(OpenApiImportTest, AnswersAreChecked)
{
    const auto& checks = tickets.step("GET /tickets")->http.checks;
    ASSERT_EQ(checks.size(), 2U);
    EXPECT_EQ(checks[0].statuses, std::vector<int>{200});
    EXPECT_EQ(checks[1].json, JsonExpectation::Array);
    EXPECT_EQ(tickets.step("GET /users/:id")->http.checks.at(0).statusClasses, std::vector<int>{2});
}

TEST_F(OpenApiImportTest, DeprecatedForeignAndUnusualPartsAreSaid)
{
    EXPECT_THAT(tickets.imported.notes, Contains(HasSubstr("GET /users/export left out: it is deprecated")));
    EXPECT_THAT(parcels.imported.notes, Contains(HasSubstr("$ref other.json#/x is another file")));
    EXPECT_THAT(parcels.imported.notes, Contains(HasSubstr("`webhooks` were left out")));
    const auto optional = imported(
        ImportFormat::OpenApi,
        R"({"openapi":"3.1.0","info":{"title":"x","version":"1"},"paths":{"/parcels":{"get":{"parameters":[{"name":"page","in":"query"},{"name":"X-Trace","in":"header"}]}}}})");
    EXPECT_THAT(optional.imported.notes,
                Contains(HasSubstr("GET /parcels: optional without an example, left out: page, X-Trace")));
}

TEST(OpenApiImport, RefusesWhatItDoesNotRead)
{
    EXPECT_THAT(test::importFault(ImportFormat::OpenApi, "swagger: '2.0'\n"), HasSubstr("Swagger 2.0"));
    EXPECT_THAT(test::importFault(ImportFormat::OpenApi, "openapi: 4.0.0\npaths: {}\n"), HasSubstr("`4.0.0`"));
    EXPECT_THAT(test::importFault(ImportFormat::OpenApi, "a: [\n"), HasSubstr("not YAML"));
    EXPECT_THAT(test::importFault(ImportFormat::OpenApi, "openapi: 3.0.0\npaths: {}\n"), HasSubstr("no request"));
}

TEST(OpenApiImport, VariablesOfAServerAreFilledInOnceHoweverTheyNameEachOther)
{
    std::string variables;
    for (char name = 'a'; name < 'z'; ++name) {
        const std::string next(1, static_cast<char>(name + 1));
        variables += std::string(name == 'a' ? "" : ",") + "\"" + name + R"(":{"default":"{)" + next + "}{" + next + R"(}"})";
    }
    const auto document = [](const std::string& url, const std::string& names) {
        return R"({"openapi":"3.1.0","info":{"title":"x","version":"1"},"servers":[{"url":")" + url + R"(","variables":{)" +
               names + R"(}}],"paths":{"/parcels":{"get":{}}}})";
    };
    std::string many;
    for (int i = 0; i < 3000; ++i) {
        many += "{a}";
    }

    EXPECT_THAT(test::importFault(ImportFormat::OpenApi, document("http://127.0.0.1/" + many, variables)),
                HasSubstr("longer than 4096"));
    const auto result = imported(
        ImportFormat::OpenApi, document("http://{host}:{port}/v1", R"("host":{"default":"localhost"},"port":{"default":"81"})"));
    EXPECT_EQ(result.plan.environment.baseUrl, "http://localhost:81/v1");
}

TEST(OpenApiImport, ATitleThatIsAWordOfYamlIsATitle)
{
    const auto result = imported(ImportFormat::OpenApi,
                                 R"({"openapi":"3.1.0","info":{"title":"Null","version":"1"},"paths":{"/parcels":{"get":{}}}})");

    EXPECT_EQ(result.plan.tests.at(0).id, "null");
}

} // namespace
} // namespace holdpoint
