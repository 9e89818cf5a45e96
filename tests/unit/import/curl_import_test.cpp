// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/import/import_fixture.h"

namespace holdpoint {
namespace {

using test::imported;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class CurlImportTest : public testing::Test
{
protected:
    const test::ReadImport calls = imported(ImportFormat::Curl, test::importFixture("calls.sh"));
};

TEST_F(CurlImportTest, EachCommandBecomesARequest)
{
    std::vector<std::string> names;
    for (const Step* step : calls.requests) {
        names.push_back(step->name);
    }
    EXPECT_THAT(names, ElementsAre("GET /v1/events", "PUT /v1/events/:id", "POST /v1/login", "GET /v1/search", "HEAD /v1/health",
                                   "POST /v1/notes", "POST /v1/comments", "POST /v1/upload", "GET /v1/last"));
    EXPECT_EQ(calls.step("GET /v1/search")->http.target, "/v1/search?q=tea&filter=a%20b");
    EXPECT_EQ(calls.header("GET /v1/events", "Accept"), "application/json");
}

TEST_F(CurlImportTest, AVisitorThinksBeforeItAsksAgain)
{
    const Step& last = calls.plan.tests.at(0).scenarios.at(0).flow.back();
    EXPECT_EQ(last.kind, StepKind::Think);
    EXPECT_EQ(last.think.min, std::chrono::seconds(1));
}

TEST_F(CurlImportTest, QuotesOfTheShellAreReadAsItReadsThem)
{
    EXPECT_EQ(calls.step("POST /v1/notes")->http.json["at"], "it's now");
    EXPECT_EQ(calls.step("POST /v1/comments")->http.json["text"], "line one\nline 'two' \u2713");
    EXPECT_THAT(calls.step("POST /v1/login")->http.form, Contains(std::pair<std::string, std::string>("name", "Anna & Bob")));
}

TEST_F(CurlImportTest, SecretsBecomeVariablesAndThoseOfTheShellStay)
{
    EXPECT_EQ(calls.header("PUT /v1/events/:id", "Authorization"), "Bearer ${API_TOKEN}");
    const auto& auth = calls.step("GET /v1/search")->http.transfer.auth;
    ASSERT_TRUE(auth);
    EXPECT_EQ(auth->user, "admin");
    EXPECT_EQ(auth->password, "${BASIC_PASSWORD}");
    EXPECT_THAT(calls.keys(), Contains("PASSWORD"));
    for (const char* secret : {"let-me-in-please", "s3cr3t-pass", "YWRtaW4", "0a1b2c3d4e"}) {
        EXPECT_THAT(calls.imported.plan, Not(HasSubstr(secret)));
    }
}

TEST_F(CurlImportTest, WhatABrowserAddsIsDroppedAndInsecureHostsAreNamed)
{
    EXPECT_THAT(calls.imported.plan, Not(HasSubstr("sec-fetch")));
    EXPECT_THAT(calls.imported.plan, Not(HasSubstr("Mozilla")));
    EXPECT_THAT(calls.plan.environment.insecureTlsHosts, ElementsAre("api.example.com"));
    EXPECT_THAT(calls.plan.environment.allowHosts, ElementsAre("api.example.com"));
}

TEST_F(CurlImportTest, WhatCouldNotBeTakenOverIsSaidWithItsLine)
{
    EXPECT_THAT(calls.imported.notes, Contains("line 8: --data-urlencode q@notes.txt was left out: files are not read"));
    EXPECT_THAT(calls.imported.notes, Contains(HasSubstr("POST /v1/upload: the file file of its multipart body was left out")));
    EXPECT_EQ(calls.step("POST /v1/upload")->http.multipart.at(0).text, "Cat");
    EXPECT_THAT(calls.imported.notes, Contains(HasSubstr("line 17 left out: it runs another command")));
    EXPECT_THAT(calls.imported.notes, Contains("line 19: the option --proxy was left out"));
    EXPECT_THAT(calls.imported.notes, Contains(HasSubstr("1 request to status.example.org left out")));
}

TEST(CurlImport, LettersCanBeJoined)
{
    const auto result = imported(ImportFormat::Curl, "curl -sSLXPATCH -HX-A:b -d'{\"a\":1}' http://127.0.0.1:8080/x\n");

    EXPECT_EQ(result.requests.at(0)->http.method, "PATCH");
    EXPECT_EQ(result.requests[0]->http.json["a"], 1);
    EXPECT_EQ(result.header("PATCH /x", "X-A"), "b");
    EXPECT_EQ(result.plan.environment.baseUrl, "http://127.0.0.1:8080");
}

TEST(CurlImport, TheValueOfAnOptionIsNeverTakenForAUrl)
{
    const auto result = imported(ImportFormat::Curl, "curl --url-query 'q=a b' --noproxy '*' --tls-max 1.2 -y 30 "
                                                     "'http://127.0.0.1:8080/x?y=1'\n");

    ASSERT_EQ(result.requests.size(), 1U);
    EXPECT_EQ(result.requests[0]->http.target, "/x?y=1&q=a%20b");
    EXPECT_EQ(result.requests[0]->http.method, "GET");
    EXPECT_EQ(result.plan.environment.allowHosts, std::vector<std::string>{"127.0.0.1"});
}

TEST(CurlImport, KeysOfAnyLengthAreTakenOver)
{
    const std::string key(2000, 'k');
    const std::string bytes(400, '\x01'); // six characters each once YAML has escaped them
    const auto result =
        imported(ImportFormat::Curl, "curl -d '" + key + "=1&" + bytes + "x=2' http://a.example/form\n" + "curl --json '{\"" +
                                         key + "\": {\"" + key + "\": 1}}' http://a.example/json\n" + "curl -F " + key +
                                         "=1 http://a.example/parts\n");

    EXPECT_THAT(result.step("POST /form")->http.form, Contains(std::pair<std::string, std::string>(key, "1")));
    EXPECT_EQ(result.step("POST /json")->http.json[key][key], 1);
    EXPECT_EQ(result.step("POST /parts")->http.multipart.at(0).name, key);
}

TEST(CurlImport, BytesThatAreNoTextStayInAFormAndAreNamedElsewhere)
{
    const auto result = imported(ImportFormat::Curl, "curl -d '\xFF=1&\xFE=2' http://a.example/form\n"
                                                     "curl -F '\xFF=1' -F '\xFE=2' -H 'X-\xFF: 1' http://a.example/parts\n");

    EXPECT_EQ(result.step("POST /form")->http.body, "%FF=1&%FE=2");
    EXPECT_THAT(result.imported.notes, Contains(HasSubstr("was left out, its text cannot stand in a plan")).Times(3));
}

TEST(CurlImport, AVariableOfTheShellNamedAsOneOfThePlansOwnIsAnother)
{
    const auto result =
        imported(ImportFormat::Curl, "curl -d \"for $DURATION\" -H 'Content-Type: text/plain' http://a.example/book\n");

    EXPECT_EQ(result.requests.at(0)->http.body, "for set-DURATION_VALUE");
}

TEST(CurlImport, RefusesWhatItCannotRead)
{
    EXPECT_THAT(test::importFault(ImportFormat::Curl, "curl 'http://a.example/\n"),
                HasSubstr("line 1: the quote ' is not closed"));
    EXPECT_THAT(test::importFault(ImportFormat::Curl, "wget http://a.example/\n"), HasSubstr("no curl command"));
    EXPECT_THAT(test::importFault(ImportFormat::Curl, "curl ^\"http://a.example/^\"\n"), HasSubstr("cURL (bash)"));
}

TEST(CurlImport, ABodyThatStandsInAFileStillDecidesTheMethod)
{
    const struct
    {
        const char* words;
        const char* method;
    } kCases[] = {
        {"-d @body.json", "POST"}, {"--data-binary @f", "POST"}, {"--data-urlencode n@f", "POST"},    {"--json @f", "POST"},
        {"-T f", "PUT"},           {"--upload-file=f", "PUT"},   {"-X PATCH -d @body.json", "PATCH"}, {"-G -d @body.json", "GET"},
        {"--url-query @f", "GET"}};
    for (const auto& each : kCases) {
        const auto read = imported(ImportFormat::Curl, "curl " + std::string(each.words) + " https://api.example.com/v1\n");
        ASSERT_EQ(read.requests.size(), 1U) << each.words;
        EXPECT_EQ(read.requests[0]->http.method, each.method) << each.words;
        EXPECT_THAT(read.imported.notes, Contains(HasSubstr("left out"))) << each.words;
    }
}

TEST(CurlImport, CredentialsThatSeveralHostsGetStayWithTheirRequests)
{
    const auto read = imported(ImportFormat::Curl,
                               "curl -H 'Authorization: Bearer abc.def' -H 'Accept: text/x' https://a.example.com/1\n"
                               "curl -H 'Authorization: Bearer abc.def' -H 'Accept: text/x' https://b.example.com/2\n",
                               {"a file", {"b.example.com"}});
    ASSERT_EQ(read.requests.size(), 2U);
    for (const Step* step : read.requests) {
        EXPECT_THAT(step->http.headers, Contains(testing::Pair("Authorization", testing::StartsWith("Bearer ")))) << step->name;
        EXPECT_THAT(step->http.headers, Not(Contains(testing::Key("Accept")))) << "what everybody may see is said once";
    }
}

} // namespace
} // namespace holdpoint
