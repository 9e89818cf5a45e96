// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/import/marked_text.h"
#include "core/import/sensitive.h"
#include "core/plan/variables.h"
#include "tests/unit/import/import_fixture.h"

namespace holdpoint {
namespace {

using testing::HasSubstr;

TEST(Import, RecognizesEachFormatByItsContent)
{
    const std::vector<std::pair<std::string, ImportFormat>> files{{"shop.har", ImportFormat::Har},
                                                                  {"tickets.yaml", ImportFormat::OpenApi},
                                                                  {"parcels.json", ImportFormat::OpenApi},
                                                                  {"bookings.postman_collection.json", ImportFormat::Postman},
                                                                  {"calls.sh", ImportFormat::Curl}};
    for (const auto& [file, format] : files) {
        const auto found = recognizeImport(test::importFixture(file));
        ASSERT_TRUE(found) << file << ": " << found.error().message;
        EXPECT_EQ(*found, format) << file;
    }
    const auto k6 = recognizeImport("import http from 'k6/http';\n");
    ASSERT_FALSE(k6);
    EXPECT_THAT(k6.error().message, HasSubstr("holdpointctl import k6"));
    const std::string calls = "#!/bin/sh\ncurl -f http://127.0.0.1/health\nk6 run -e A=b scripts/search.js\n";
    EXPECT_TRUE(isOfK6(calls));
    EXPECT_FALSE(recognizeImport(calls)) << "what checks the service before is not the load";
    EXPECT_FALSE(isOfK6("# k6 run search.js\ncurl http://127.0.0.1/\n"));
    EXPECT_TRUE(recognizeImport("# k6 run search.js\ncurl http://127.0.0.1/\n"));
    EXPECT_TRUE(isOfK6("import { check } from \"k6\";\n"));
    EXPECT_THAT(recognizeImport("holdpoint: 1\n").error().message, HasSubstr("a plan already"));
    EXPECT_FALSE(recognizeImport(""));
    EXPECT_FALSE(recognizeImport("{\"a\":1}"));
}

TEST(Import, APlanThatWasMadeNeedsItsVariables)
{
    const auto made = importPlan(ImportFormat::Curl, "curl -u a:b http://127.0.0.1/x", {"-", {}});
    ASSERT_TRUE(made);

    const PlanReading reading = readPlanText(made->plan, "plan.yaml", {});

    ASSERT_FALSE(reading.isValid());
    EXPECT_THAT(reading.faults.front().message, HasSubstr("BASIC_PASSWORD is not set"));
}

TEST(Import, HeadersOfEveryRequestStandOnce)
{
    const auto result = test::imported(ImportFormat::Curl, "curl -H 'X-Tenant: acme' http://127.0.0.1/a\n"
                                                           "curl -H 'X-Tenant: acme' -H 'X-B: 1' http://127.0.0.1/b\n");

    EXPECT_THAT(result.plan.environment.headers, testing::ElementsAre(std::pair<std::string, std::string>("X-Tenant", "acme")));
    EXPECT_EQ(result.header("GET /b", "X-B"), "1");
}

TEST(Sensitive, KnowsNamesAndValuesThatHoldSecrets)
{
    for (const char* name : {"password", "X-Api-Key", "accessToken", "client_secret", "pin", "userPwd", "JSESSIONID",
                             "csrf-token", "Authorization"}) {
        EXPECT_TRUE(isSensitiveName(name)) << name;
        EXPECT_TRUE(isSecretName(secretVariableName(name))) << name;
    }
    for (const char* name : {"page", "shipping", "author", "monkey", "spinner", "key"}) {
        EXPECT_FALSE(isSensitiveName(name)) << name;
    }
    EXPECT_TRUE(isSensitiveValue("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI4MTIifQ.c2ln"));
    EXPECT_FALSE(isSensitiveValue("eyJ"));
    EXPECT_EQ(variableName("x-api-key"), "X_API_KEY");
    EXPECT_EQ(secretVariableName("pin"), "PIN_SECRET");
}

TEST(MarkedText, LiteralsNeverReadAsVariables)
{
    EXPECT_FALSE(planText("a ${HOME} b"));
    EXPECT_FALSE(planText("{" + marked("{{x}}")));
    EXPECT_EQ(planText("a " + marked("${KEY}") + " b"), "a ${KEY} b");
    EXPECT_EQ(planUrl("/a b/{{x}}/" + marked("{{id}}") + "?q=%41%zz$" + marked("{{y}}")),
              "/a%20b/%7B%7Bx%7D%7D/{{id}}?q=%41%25zz%24{{y}}");
    EXPECT_EQ(planJsonText(Json{{"a", "{{x}} ${y} {" + marked("{{z}}") + " \\u0001"}}),
              "{\"a\":\"\\u007b{x}} \\u0024{y} \\u007b{{z}} \\\\u0001\"}");
}

} // namespace
} // namespace holdpoint
