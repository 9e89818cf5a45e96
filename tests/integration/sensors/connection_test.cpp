// SPDX-License-Identifier: GPL-3.0-or-later
// Connections that fail at each of their steps, against real ports.
#include "core/sensors/connection_test.h"

#include "core/plan/plan_edit.h"
#include "core/sensors/consent.h"
#include "core/sensors/source_use.h"
#include "tests/integration/sensors/sensors_fixture.h"
#include "tests/support/contract_server.h"
#include "tests/support/rude_server.h"
#include "tests/support/rude_tls.h"

namespace holdpoint {
namespace {

using Kind = ConnectionStep::Kind;
using State = ConnectionStep::State;
using test::ContractServer;
using testing::HasSubstr;
using testing::Not;

class ConnectionSensorsTest : public SensorsTest
{
protected:
    ConnectionSource sourceOf(const std::string& id) const
    {
        for (const ConnectionSource& source : connectionSources(plan)) {
            if (source.id == id) {
                return source;
            }
        }
        ADD_FAILURE() << "no source " << id;
        return {};
    }
    const ConnectionReport& run(const std::string& id)
    {
        ConnectionTest test(plan);
        report = test.run(sourceOf(id));
        return report;
    }
    /// Tests `monitoring: {ID: {url: URL ...}}`.
    const ConnectionReport& tryUrl(const std::string& id, const std::string& url, const std::string& more = "")
    {
        openPlan("monitoring: {" + id + ": {url: '" + url + "'" + more + "}}\n");
        return run(id);
    }
    State stateOf(Kind kind) const { return report.steps.at(static_cast<std::size_t>(kind)).state; }
    std::string sawAt(Kind kind) const { return report.steps.at(static_cast<std::size_t>(kind)).saw; }

    ConnectionReport report;
};

TEST_F(ConnectionSensorsTest, ARefusedConnectionStopsAtItsStepAndNamesThePort)
{
    const SilentPort refusing(SilentPort::Kind::Refusing);
    tryUrl("jaeger", refusing.url());

    EXPECT_EQ(report.verdict, "CONNECTION REFUSED");
    EXPECT_EQ(stateOf(Kind::Resolve), State::Passed);
    EXPECT_EQ(stateOf(Kind::Connect), State::Failed);
    EXPECT_EQ(stateOf(Kind::Tls), State::NotTried);
    EXPECT_EQ(stateOf(Kind::Ask), State::NotTried);
    const std::string port = refusing.url().substr(refusing.url().rfind(':') + 1);
    EXPECT_EQ(report.cause, "The host is up but nothing listens on port " + port);
    EXPECT_THAT(report.remedy, HasSubstr("`url` (plan.yaml:"));
    EXPECT_EQ(report.proof, "curl -v " + refusing.url());
}

TEST_F(ConnectionSensorsTest, AHostThatNobodyKnowsFailsAtTheFirstStep)
{
    tryUrl("grafana", "http://nowhere.invalid:3000");

    EXPECT_EQ(report.verdict, "HOST NOT FOUND");
    EXPECT_EQ(stateOf(Kind::Resolve), State::Failed);
    EXPECT_EQ(stateOf(Kind::Allow), State::NotTried);
    EXPECT_EQ(report.proof, "getent hosts nowhere.invalid");
}

TEST_F(ConnectionSensorsTest, ASilentPortFailsAtTheQuestionWithinItsLimit)
{
    const SilentPort hanging(SilentPort::Kind::Hanging);
    tryUrl("prometheus", hanging.url(), ", timeout: 300ms");

    EXPECT_EQ(stateOf(Kind::Connect), State::Passed);
    EXPECT_EQ(stateOf(Kind::Ask), State::Failed);
    EXPECT_EQ(report.verdict, "NO ANSWER");
}

TEST_F(ConnectionSensorsTest, ACertificateOfAnUnknownAuthorityIsNamedAndMayBeExcused)
{
    const RudeTls server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", RudeTls::End::Clean);
    tryUrl("grafana", server.url());
    EXPECT_EQ(stateOf(Kind::Tls), State::Failed) << sawAt(Kind::Tls);
    EXPECT_THAT(report.remedy, testing::AnyOf(HasSubstr("ca_file"), HasSubstr("certificate"))) << report.remedy;

    environment = ", insecure_tls_hosts: [127.0.0.1]";
    tryUrl("grafana", server.url());
    EXPECT_EQ(stateOf(Kind::Tls), State::Passed);
    EXPECT_THAT(sawAt(Kind::Tls), HasSubstr("excused by the plan"));
}

TEST_F(ConnectionSensorsTest, PlainTextBehindHttpsSaysToBeginTheUrlWithHttp)
{
    const ContractServer server;
    tryUrl("grafana", "https" + server.url("/grafana").substr(4));

    EXPECT_EQ(stateOf(Kind::Tls), State::Failed);
    EXPECT_EQ(report.verdict, "NO TLS");
}

TEST_F(ConnectionSensorsTest, ARefusedTokenIsASignInThatFailsAndIsNeverShown)
{
    const ContractServer server;
    write("plan.env", "GRAFANA_TOKEN=a-wrong-token-77\n");
    environment = ", env_file: plan.env";
    tryUrl("grafana", server.url("/grafana"), ", token: '${GRAFANA_TOKEN}'");

    EXPECT_EQ(report.verdict, "SIGN-IN REFUSED");
    EXPECT_EQ(stateOf(Kind::SignIn), State::Failed);
    EXPECT_EQ(stateOf(Kind::Ask), State::NotTried);
    EXPECT_THAT(report.remedy, HasSubstr("${GRAFANA_TOKEN}"));
    const ConnectionSource source = sourceOf("grafana");
    for (const ConnectionSetting& setting : source.settings) {
        EXPECT_THAT(setting.value + setting.written, Not(HasSubstr("a-wrong-token-77")));
    }
    EXPECT_THAT(report.remedy + report.cause + sawAt(Kind::SignIn), Not(HasSubstr("a-wrong-token-77")));
}

TEST_F(ConnectionSensorsTest, AWebPageIsNotTheAnswerOfAService)
{
    RudeServer server;
    server.script(
        "/api/v1/targets?state=active",
        {{"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 41\r\n\r\n<html><title>Log in</title></html>       "},
         RudeServer::Script::Then::Close});
    tryUrl("prometheus", server.url());

    EXPECT_EQ(report.verdict, "WRONG ANSWER") << report.answer;
    EXPECT_EQ(stateOf(Kind::Ask), State::Failed);
    EXPECT_THAT(report.remedy, HasSubstr("Log in"));
}

TEST_F(ConnectionSensorsTest, AServiceThatAnswersPassesEveryStep)
{
    const ContractServer server;
    write("plan.env", std::string("API_TOKEN=") + ContractServer::kToken + "\n");
    environment = ", env_file: plan.env, name: staging";
    const std::string token = ", token: '${API_TOKEN}'";
    for (const auto& [id, more] : {std::pair<std::string, std::string>{"grafana", token},
                                   {"jaeger", ""},
                                   {"otlp", ""},
                                   {"sentry", token + ", org: acme, projects: [platform]"},
                                   {"github", token + ", repository: acme/platform"},
                                   {"gitlab", token + ", project: acme/platform"}}) {
        tryUrl(id, server.url("/" + id), more);
        EXPECT_EQ(report.verdict, "ANSWERS") << id << ": " << report.answer << " " << report.remedy;
        EXPECT_EQ(report.stepsDone(), 6U) << id;
        EXPECT_FALSE(report.answer.empty());
    }
    EXPECT_THAT(server.violations(), testing::IsEmpty());
}

TEST_F(ConnectionSensorsTest, AFileOfThisMachineHasNoWayToGo)
{
    openPlan("monitoring: {postgresql: {url: 'sqlite:none.db'}}\n");
    run("postgresql");
    EXPECT_EQ(stateOf(Kind::Connect), State::Skipped);
    EXPECT_EQ(stateOf(Kind::Ask), State::Failed) << "there is no such file";
}

TEST_F(ConnectionSensorsTest, TheLoadedHostIsAskedAndStepsAreToldAsTheyEnd)
{
    RudeServer server;
    server.script("/", {{"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"}, RudeServer::Script::Then::Keep});
    baseUrl = server.url();
    openPlan();
    const ConnectionSource source = sourceOf("http " + server.url().substr(7));
    std::vector<std::size_t> done;
    ConnectionTest test(plan);
    report = test.run(source, [&done](const ConnectionReport& now) { done.push_back(now.stepsDone()); });
    EXPECT_EQ(sawAt(Kind::Allow), "matches 127.0.0.1");
    EXPECT_EQ(report.failed(), nullptr) << report.answer;
    ASSERT_GE(done.size(), 3U);
    EXPECT_LT(done.front(), done.back());
}

TEST_F(ConnectionSensorsTest, ASourceThatThePlanDoesNotNameSaysWhatToAdd)
{
    openPlan();
    run("prometheus");
    EXPECT_EQ(report.verdict, "NOT USED");
    EXPECT_EQ(report.proof, "prometheus: {url: \"${PROMETHEUS_URL}\"}");
    EXPECT_FALSE(sourceOf("prometheus").isConfigured());
}

TEST_F(ConnectionSensorsTest, UsersAndPasswordsOfAUrlAreNotShown)
{
    openPlan("monitoring: {postgresql: {url: 'postgresql://ann:pw-123@127.0.0.1:1/app'}}\n");
    const ConnectionSource source = sourceOf("postgresql");
    EXPECT_EQ(source.url, "postgresql://127.0.0.1:1/app");
    EXPECT_EQ(source.settings.at(0).line, 6);
    run("postgresql");
    EXPECT_EQ(report.verdict, "CONNECTION REFUSED") << report.answer;
    EXPECT_EQ(report.proof, "pg_isready -h 127.0.0.1 -p 1");
}

TEST_F(ConnectionSensorsTest, EverySourceKnowsTheItemsThatAskIt)
{
    openPlan("monitoring: {prometheus: {url: 'http://127.0.0.1:1'}}\n");
    openTemplateWith("          a: {promql: up}\n          b: {jaeger: probe}\n"
                     "          c: {compare: {promql: up}}\n",
                     "a == 1 and b == true and c == 0");
    const auto uses = sourceUses(plan, definition);
    std::vector<std::string> ids;
    for (const SourceUse& use : uses) {
        ids.push_back(use.id + (use.isConfigured ? "" : "!"));
        EXPECT_EQ(use.items.size(), 1U) << use.id;
    }
    EXPECT_THAT(ids, testing::UnorderedElementsAre("prometheus", "jaeger!", "otlp!", "production.prometheus!"));
}

TEST_F(ConnectionSensorsTest, EverythingThatRunsOrMayWakePeopleIsNamedWholeBeforeAYes)
{
    openPlan("monitoring: {alertmanager: {url: 'http://127.0.0.1:1'}}\n");
    const std::string hidden(100, ' ');
    openTemplateWith("          a: {command: [sh, -c, 'true" + hidden +
                         "; rm -r x']}\n          b: {k6: k6}\n          c: {k6: ./evil}\n"
                         "          d: {alertmanager: probe}\n          e: {compare: {command: [cat, '{side}']}}\n"
                         "          f: {log: 'command: tail app.log'}\n",
                     "a == 1");
    std::vector<std::string> needs;
    for (const ConsentNeed& need : consentNeeds(plan, definition)) {
        needs.push_back(need.what);
        EXPECT_EQ(need.items.size(), 1U);
    }
    EXPECT_THAT(needs,
                testing::UnorderedElementsAre("[\"sh\",\"-c\",\"true" + hidden + "; rm -r x\"]", "[\"./evil\",\"version\"]",
                                              "a test alert, LoadTestProbe, goes to Alertmanager: people may be told",
                                              "[\"cat\",\"{side}\"]", "[\"tail\",\"app.log\"]"));
}

} // namespace
} // namespace holdpoint
