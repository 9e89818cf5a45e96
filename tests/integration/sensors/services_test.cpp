// SPDX-License-Identifier: GPL-3.0-or-later
// Grafana, Sentry, GitHub, GitLab and Jaeger as the contract server plays them; the real Alertmanager.
#include "core/monitor/alertmanager.h"
#include "tests/integration/sensors/sensors_fixture.h"
#include "tests/support/contract_server.h"
#include "tests/support/jaeger_process.h"

namespace holdpoint {
namespace {

using test::ContractServer;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class ServiceSensorsTest : public SensorsTest
{
protected:
    void TearDown() override { EXPECT_THAT(server.violations(), IsEmpty()); }

    /// A plan with this service, its token in an env file.
    void openWith(const std::string& name, const std::string& more = "", const std::string& token = ContractServer::kToken)
    {
        write("plan.env", "API_TOKEN=" + token + "\n");
        environment = ", env_file: plan.env, name: staging";
        openPlan("monitoring: {" + name + ": {url: '" + server.url("/" + name) + "', token: '${API_TOKEN}'" + more + "}}\n");
    }
    ItemState stateOf(const std::string& facts, const std::string& rule)
    {
        const SensedItem item = sense(facts, rule);
        EXPECT_THAT(item.evidence.dump() + item.result.reason, Not(HasSubstr(ContractServer::kToken)));
        return item.result.state;
    }
    void addLoadRun()
    {
        RunRecord run;
        run.id = 1;
        run.testId = "one";
        run.startedAt = systemClock().wallNow() - std::chrono::minutes{10};
        run.endedAt = systemClock().wallNow();
        runs = {run};
    }

    ContractServer server;
};

TEST_F(ServiceSensorsTest, DashboardsAreCountedByTagAndMissingUidsNamed)
{
    openWith("grafana");
    const std::string facts = "          database: {grafana: dashboards, uids: jcIIG-07z, take: /database}\n"
                              "          found: {grafana: dashboards, uids: jcIIG-07z}\n"
                              "          missing: {grafana: dashboards, uids: jcIIG-07z, take: /uids_missing}\n";
    const std::string rule = "database == ok text and found >= 2 count and missing == 0 count";
    EXPECT_EQ(stateOf(facts, rule), ItemState::Pass) << sweep.items[0].result.reason;
    EXPECT_EQ(sweep.sources.at(0).asked, 1U);
    EXPECT_EQ(stateOf("          n: {grafana: dashboards, tag: none}\n", "n >= 1 count"), ItemState::Fail);
    EXPECT_EQ(stateOf("          n: {grafana: dashboards, uids: nope, take: /uids_missing}\n", "n == 0 count"), ItemState::Fail);
    openWith("grafana", "", "a-wrong-token");
    EXPECT_EQ(stateOf(facts, rule), ItemState::Unknown);
}

TEST_F(ServiceSensorsTest, NewErrorsCountOverTheLoadAndNothingIsProvenWhileEventsAreDropped)
{
    openWith("sentry", ", org: acme, projects: [platform]");
    const std::string facts = "          new: {sentry: new}\n          back: {sentry: regressed, take: /count}\n";
    EXPECT_EQ(stateOf(facts, "new == 0 count and back == 0 count"), ItemState::Open) << "no load yet";
    addLoadRun();
    EXPECT_EQ(stateOf(facts, "new == 0 count"), ItemState::Unknown);
    EXPECT_THAT(sweep.items[0].result.reason, HasSubstr("dropped"));

    server.set("/sentry/api/0/organizations/acme/stats_v2/",
               Json{{"groups", Json::array({Json{{"by", {{"outcome", "accepted"}}}, {"totals", {{"sum(quantity)", 90}}}}})}});
    EXPECT_EQ(stateOf(facts, "new == 0 count"), ItemState::Fail);
    const std::string id = stringAt(answerOf("{sentry: new}")["issues"][0], "id");
    ASSERT_FALSE(id.empty());
    EXPECT_EQ(answerOf("{sentry: new, accepted: " + id + "}")["count"], answerOf("{sentry: new}")["count"].get<int>() - 1);
}

TEST_F(ServiceSensorsTest, ADeploymentUnderWayAndOneSinceTheDryRunAreSeen)
{
    openWith("github", ", repository: acme/platform");
    const std::string facts =
        "          active: {deployments: staging}\n          since: {deployments: staging, take: /created_since}\n"
        "          planned: {deployments: staging, take: /scheduled, default: 0}\n";
    const std::string rule = "active == 0 count and since == 0 count and planned == 0 count";
    EXPECT_EQ(stateOf(facts, rule), ItemState::Fail);
    EXPECT_THAT(sweep.items[0].result.reason, HasSubstr("active is 1"));
    server.set("/github/repos/acme/platform/deployments", Json::array());
    EXPECT_EQ(stateOf(facts, rule), ItemState::Pass) << sweep.items[0].result.reason;
    openWith("github", ", repository: acme/secret");
    EXPECT_EQ(stateOf(facts, rule), ItemState::Unknown);
    openPlan();
    EXPECT_THAT(reasonOf("{deployments: staging}"), HasSubstr("add `monitoring: {github"));
}

TEST_F(ServiceSensorsTest, GitLabAlsoTellsWhatIsPlannedBeforeTheWindowEnds)
{
    openWith("gitlab", ", project: acme/platform");
    const Json seen = answerOf("{deployments: staging}");
    EXPECT_EQ(seen["active"], 1) << seen.dump();
    EXPECT_EQ(seen["scheduled"], 0) << "the documented one is long ago";
}

TEST_F(ServiceSensorsTest, ServicesWithoutTracesAreMissingAndAProbeComesBack)
{
    openPlan("monitoring: {jaeger: {url: '" + server.url("/jaeger") + "'}, otlp: {url: '" + server.url("/otlp") + "'}}\n");
    EXPECT_EQ(stateOf("          n: {jaeger: services, services: api, take: /missing}\n", "n == 0 count"), ItemState::Pass);
    EXPECT_EQ(stateOf("          n: {jaeger: services, services: api gone, take: /missing}\n", "n == 0 count"), ItemState::Fail);
    EXPECT_EQ(stateOf("          f: {jaeger: probe}\n", "f == true bool"), ItemState::Pass) << sweep.items[0].result.reason;
    baseUrl = server.url();
    openPlan("monitoring: {jaeger: {url: '" + server.url("/jaeger") + "'}}\n");
    EXPECT_THAT(reasonOf("{jaeger: probe}"), HasSubstr("otlp"));
    EXPECT_THAT(reasonOf("{jaeger: request, path: /grafana/api/health, within: 50ms}"), HasSubstr("sampler"));
}

TEST_F(SensorsTest, TheRealJaegerGivesAProbeBackAndSaysWhichServicesHaveTraces)
{
    if (const std::string why = test::JaegerProcess::whyMissing(); !why.empty()) {
        GTEST_SKIP() << why;
    }
    const test::JaegerProcess jaeger(path("jaeger.log"));
    openPlan("monitoring: {jaeger: {url: '" + jaeger.queryUrl() + "'}, otlp: {url: '" + jaeger.otlpUrl() + "'}}\n");
    const auto missing = [this] {
        return sense("          n: {jaeger: services, services: holdpoint-probe, take: /missing}\n", "n == 0 count").result.state;
    };
    ASSERT_TRUE(test::eventually([&] { return missing() == ItemState::Fail; }, std::chrono::seconds{60}))
        << sweep.items[0].result.reason;
    const SensedItem probe = sense("          f: {jaeger: probe}\n", "f == true bool");
    EXPECT_EQ(probe.result.state, ItemState::Pass) << probe.result.reason;
    EXPECT_EQ(missing(), ItemState::Pass) << sweep.items[0].result.reason;
}

TEST_F(SensorsTest, FiringAlertsAreCountedAndFilteredByLabels)
{
    if (!test::isInPath("prometheus-alertmanager")) {
        GTEST_SKIP() << "no prometheus-alertmanager in PATH (Debian: prometheus-alertmanager)";
    }
    write("a.yml", "route: {receiver: none}\nreceivers: [{name: none}]\n");
    const std::string address = "127.0.0.1:" + std::to_string(freePort());
    const test::ChildProcess server({"prometheus-alertmanager", "--config.file=" + path("a.yml"),
                                     "--storage.path=" + path("data"), "--web.listen-address=" + address,
                                     "--cluster.listen-address="},
                                    path("log"));
    openPlan("monitoring: {alertmanager: {url: 'http://" + address + "'}}\n");
    ASSERT_TRUE(
        test::eventually([this] { return answerOf("{alertmanager: alerts}").contains("firing"); }, std::chrono::seconds{40}));
    EXPECT_EQ(sense("          n: {alertmanager: alerts}\n", "n == 0 count").result.state, ItemState::Pass);

    Fetcher fetcher;
    const AlertmanagerClient client(fetcher, serviceAt("http://" + address));
    TestAlert alert;
    alert.labels = {{"alertname", "CpuHigh"}, {"env", "staging"}};
    alert.startsAt = systemClock().wallNow();
    alert.endsAt = alert.startsAt + std::chrono::hours{1};
    ASSERT_TRUE(client.sendTestAlert(alert).isKnown());
    ASSERT_TRUE(test::eventually([this] { return answerOf("{alertmanager: alerts, filter: env=staging}")["firing"] == 1; }));
    EXPECT_EQ(sense("          n: {alertmanager: alerts, filter: env=staging}\n", "n == 0 count").result.reason,
              "n is 1, wanted == 0");
    EXPECT_EQ(sense("          n: {alertmanager: alerts, filter: env=other}\n", "n == 0 count").result.state, ItemState::Pass);
    EXPECT_EQ(sense("          n: {alertmanager: alerts, filter: nonsense}\n", "n == 0 count").result.state, ItemState::Unknown);
}

} // namespace
} // namespace holdpoint
