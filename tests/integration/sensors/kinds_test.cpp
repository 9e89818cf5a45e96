// SPDX-License-Identifier: GPL-3.0-or-later
// WebSockets, runs, Slack, PagerDuty, traces and errors of the load, freeze periods and drills, runbooks, assets of pages.
#include "core/base/time_format.h"
#include "tests/integration/sensors/sensors_fixture.h"
#include "tests/support/contract_server.h"
#include "tests/support/nginx_process.h"
#include "tests/support/staging_program.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <set>
#include <thread>

namespace holdpoint {
namespace {

using test::ContractServer;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// Answers one WebSocket visitor after the other: says hello, then sends back what comes.
class EchoServer
{
public:
    EchoServer() : m_acceptor(m_context, {boost::asio::ip::make_address("127.0.0.1"), 0})
    {
        m_thread = std::thread([this] {
            for (;;) {
                boost::system::error_code error;
                boost::asio::ip::tcp::socket socket(m_context);
                m_acceptor.accept(socket, error);
                if (error) {
                    return;
                }
                boost::beast::websocket::stream<boost::asio::ip::tcp::socket> stream(std::move(socket));
                stream.accept(error);
                stream.ping("are you there", error);
                stream.write(boost::asio::buffer(std::string("hello")), error);
                for (boost::beast::flat_buffer buffer; !error; buffer.clear()) {
                    stream.read(buffer, error);
                    stream.text(true);
                    if (!error) {
                        stream.write(buffer.data(), error);
                    }
                }
            }
        });
    }
    ~EchoServer()
    {
        const int fd = m_acceptor.native_handle();
        ::shutdown(fd, SHUT_RDWR); // wakes accept()
        m_thread.join();
    }
    std::string address() const { return "127.0.0.1:" + std::to_string(m_acceptor.local_endpoint().port()); }

private:
    boost::asio::io_context m_context;
    boost::asio::ip::tcp::acceptor m_acceptor;
    std::thread m_thread;
};

class KindsTest : public SensorsTest
{
protected:
    /// A plan with these services of the contract server, their token in an env file.
    void openWith(const std::string& services, const std::string& more = "")
    {
        write("plan.env", std::string("API_TOKEN=") + ContractServer::kToken +
                              "\nWRONG=a-wrong-token\nDSN=http://publickey1@127.0.0.1" + server.url().substr(16) +
                              "/sentry/42\n");
        environment = ", env_file: plan.env, name: staging";
        openPlan("monitoring: {" + services + "}\n" + more);
    }
    std::string service(const std::string& name, const std::string& more = "", const std::string& token = "API_TOKEN") const
    {
        return name + ": {url: '" + server.url("/" + name) + "', token: '${" + token + "}'" + more + "}";
    }
    ItemState stateOf(const std::string& fact, const std::string& rule, const std::string& kind = "sensed")
    {
        const SensedItem item = sense("          f: " + fact + "\n", rule, kind);
        EXPECT_THAT(item.evidence.dump() + item.result.reason,
                    AllOf(Not(HasSubstr(ContractServer::kToken)), Not(HasSubstr("publickey1"))));
        return item.result.state;
    }
    RunRecord& addRun(RunKind kind, RunOutcome outcome)
    {
        RunRecord run;
        run.id = static_cast<std::int64_t>(runs.size()) + 1;
        run.testId = "one";
        run.kind = kind;
        run.planSha256 = plan.sha256;
        run.startedAt = systemClock().wallNow() - std::chrono::minutes{10};
        run.endedAt = systemClock().wallNow() - std::chrono::seconds{1};
        run.result.outcome = outcome;
        run.result.metrics = Json{{"http_reqs", {{"type", "counter"}, {"count", 9000}, {"rate", 15.0}}},
                                  {"http_req_duration", {{"type", "trend"}, {"count", 9000}, {"p(95)", 212.5}}},
                                  {"http_req_failed", {{"type", "rate"}, {"passes", 9}, {"fails", 8991}, {"rate", 0.001}}}};
        run.result.generator.loadSeconds = 599;
        runs.push_back(std::move(run));
        return runs.back();
    }

    ContractServer server;
};

TEST_F(KindsTest, AWebSocketIsOpenedSpokenToAndClosed)
{
    const EchoServer echo;
    openPlan();
    const std::string at = "{websocket: 'ws://" + echo.address() + "/room?x=1'";
    EXPECT_EQ(stateOf(at + "}", "f == 101 code"), ItemState::Pass) << sweep.items[0].result.reason;
    EXPECT_EQ(answerOf(at + ", expect: hel*}")["message"], "hello");
    const Json spoken = answerOf(at + ", send: 'ping 17', expect: 'ping *'}");
    EXPECT_EQ(spoken["message"], "ping 17") << spoken.dump();
    EXPECT_EQ(spoken["matches"], true);
    const Json other = answerOf(at + ", send: ping, expect: pong, timeout: 400ms}");
    EXPECT_EQ(other["matches"], false);
    EXPECT_EQ(other["message"], "ping") << "the last that came";
}

TEST_F(KindsTest, AWebSocketThatIsNoneIsNotTakenForOne)
{
    test::StagingProgram staging({"--port", "0"});
    baseUrl = staging.url();
    ASSERT_FALSE(baseUrl.empty());
    openPlan("checklist: {parameters: {other: 1}}\n");
    EXPECT_EQ(stateOf("{websocket: /rtc/room-1}", "f == 101 code"), ItemState::Pass) << sweep.items[0].result.reason;
    EXPECT_EQ(stateOf("{websocket: /health}", "f in 101,none code"), ItemState::Fail) << "it answers, but does not upgrade";
    EXPECT_EQ(stateOf("{websocket: plan, default: none}", "f in 101,none code"), ItemState::Pass) << "the plan opens none";
    EXPECT_THAT(reasonOf("{websocket: 'ws://prod.invalid/x'}"), HasSubstr("production host"));

    const SilentPort refusing(SilentPort::Kind::Refusing);
    const SilentPort hanging(SilentPort::Kind::Hanging);
    EXPECT_EQ(stateOf("{websocket: '" + refusing.url() + "/x', default: none}", "f in 101,none code"), ItemState::Unknown);
    EXPECT_THAT(sweep.items[0].result.reason, HasSubstr("connection refused"));
    EXPECT_THAT(reasonOf("{websocket: '" + hanging.url() + "/x', timeout: 300ms}"), HasSubstr("in time"));
}

TEST_F(KindsTest, ThePlansOwnSocketsAreTried)
{
    test::StagingProgram staging({"--port", "0"});
    baseUrl = staging.url();
    write("rtc.yaml",
          "holdpoint: 1\nname: Rtc\nrelease: {name: shop, version: '1.4'}\nenvironment: {base_url: " + baseUrl +
              ", allow_hosts: [127.0.0.1]}\ntests: {rtc: {scenarios: {s: {executor: constant-vus, vus: 1, duration: 1s, flow: "
              "[{websocket: '/rtc/room-{{vu}}', session: 1s}]}}}}\n");
    auto reading = readPlanFile(path("rtc.yaml"), PlanOptions{});
    ASSERT_TRUE(reading.isValid()) << reading.faults.front().text();
    plan = std::move(reading.plan);
    const Json seen = answerOf("{websocket: plan}");
    EXPECT_EQ(seen["status"], 101) << sweep.items[0].result.reason;
    EXPECT_EQ(seen["hosts"].size(), 1U);
}

TEST_F(KindsTest, RunsGiveFiguresThresholdsLoadErrorsAndVerifications)
{
    openPlan();
    EXPECT_EQ(stateOf("{run: one, metric: http_reqs, aggregate: rate}", "f >= 10 1/s"), ItemState::Open) << "no run yet";
    EXPECT_EQ(stateOf("{run: one, take: /under_way}", "f == 0 count"), ItemState::Pass);
    RunRecord& run = addRun(RunKind::Load, RunOutcome::Passed);
    ThresholdResult threshold;
    threshold.rule.metric = "http_req_duration";
    threshold.measured = 212.5;
    threshold.verdict = RuleVerdict::Warned;
    LoadResult load;
    load.target.metric = "http_reqs";
    load.isMet = true;
    run.result.thresholds = {threshold};
    run.result.load = {load};
    run.result.errors = {{"connect", "step", "refused", 3, run.startedAt}, {"http_5xx", "step", "502", 4, run.startedAt}};
    run.result.verifications = {{"All events processed", "9", "9", RuleVerdict::Passed, ""}};

    EXPECT_EQ(stateOf("{run: one, metric: http_reqs, aggregate: rate}", "f == 15 1/s"), ItemState::Pass)
        << sweep.items[0].result.reason;
    EXPECT_EQ(stateOf("{run: '*', metric: http_req_duration, aggregate: p(95)}", "f < 200 ms"), ItemState::Fail);
    EXPECT_EQ(stateOf("{run: one, threshold: http_req_duration}", "f in passed,warned text"), ItemState::Pass);
    EXPECT_EQ(stateOf("{run: one, load: '*'}", "f == true bool"), ItemState::Pass);
    EXPECT_EQ(stateOf("{run: '*', errors: connect}", "f == 3 count"), ItemState::Pass);
    EXPECT_EQ(stateOf("{run: '*', errors: '*'}", "f == 7 count"), ItemState::Pass);
    EXPECT_EQ(stateOf("{run: '*', errors: tls}", "f == 0 count"), ItemState::Pass);
    EXPECT_EQ(stateOf("{run: one, verify: 'All*'}", "f == passed text"), ItemState::Pass);
    EXPECT_EQ(stateOf("{run: one, verify: 'Other*'}", "f == passed text"), ItemState::Unknown);
    EXPECT_EQ(stateOf("{run: one, metric: rtc_drop, aggregate: rate}", "f < 1"), ItemState::Unknown) << "it did not measure this";
    EXPECT_EQ(stateOf("{run: one, metric: http_reqs, aggregate: nonsense}", "f < 1"), ItemState::Unknown);
    EXPECT_THAT(reasonOf("{run: onee, metric: http_reqs}"), HasSubstr("did you mean `one`"));
    EXPECT_EQ(stateOf("{run: one, of: baseline, metric: http_reqs}", "f > 0"), ItemState::Open) << "another kind of run";
    addRun(RunKind::Baseline, RunOutcome::Passed);
    EXPECT_EQ(stateOf("{run: one, of: baseline, metric: http_reqs}", "f > 0"), ItemState::Pass);
    runs.back().planSha256 = "another plan";
    EXPECT_EQ(stateOf("{run: one, of: baseline, metric: http_reqs}", "f > 0"), ItemState::Open) << "of another plan text";
    addRun(RunKind::Load, RunOutcome::Inconclusive).result.reasons = {"The load was missed."};
    EXPECT_EQ(stateOf("{run: one, metric: http_reqs}", "f > 0"), ItemState::Unknown);
    EXPECT_THAT(sweep.items[0].result.reason, HasSubstr("inconclusive"));
    addRun(RunKind::Load, RunOutcome::NotRun).endedAt.reset();
    EXPECT_EQ(stateOf("{run: '*', take: /under_way}", "f == 0 count"), ItemState::Fail);
}

TEST_F(KindsTest, SlackKnowsUsMayPostAndKeepsWhatWasPosted)
{
    openWith("slack: {url: '" + server.url("/slack/api") + "', token: '${API_TOKEN}', channel: C123}");
    EXPECT_EQ(stateOf("{slack: auth}", "f == true bool"), ItemState::Pass) << sweep.items[0].result.reason;
    EXPECT_EQ(stateOf("{slack: auth, take: /can_post}", "f == true bool"), ItemState::Pass);
    EXPECT_EQ(stateOf("{slack: message, ts: '1503435956.000247'}", "f == true bool"), ItemState::Pass);
    EXPECT_EQ(stateOf("{slack: message, text: 'window w-17'}", "f == true bool"), ItemState::Pass);
    EXPECT_EQ(stateOf("{slack: message, text: 'window w-18'}", "f == true bool"), ItemState::Fail);
    EXPECT_EQ(stateOf("{slack: message, ts: '1503435900.000000'}", "f == true bool"), ItemState::Fail);
    EXPECT_EQ(stateOf("{slack: message, channel: C999, text: x}", "f == true bool"), ItemState::Unknown);
    openWith("slack: {url: '" + server.url("/slack/api") + "', token: '${WRONG}'}");
    EXPECT_EQ(stateOf("{slack: auth}", "f == true bool"), ItemState::Unknown) << "200 with invalid_auth is no answer";
    openPlan();
    EXPECT_THAT(reasonOf("{slack: auth}"), HasSubstr("add `monitoring: {slack"));
    EXPECT_THAT(server.violations(), IsEmpty());
}

TEST_F(KindsTest, PagerDutyTellsWhoIsOnCallAndWhetherAnEventArrived)
{
    openWith(service("pagerduty"));
    const Json seen = answerOf("{pagerduty: on_call, policies: P1, schedules: S1}");
    EXPECT_EQ(seen["count"], 2) << sweep.items[0].result.reason;
    EXPECT_EQ(seen["first"], "Ada");
    EXPECT_EQ(seen["gap_minutes"], 0) << "always on call";
    EXPECT_EQ(stateOf("{pagerduty: incidents, key: LoadTestProbe}", "f >= 1 count"), ItemState::Pass);
    openWith(service("pagerduty", "", "WRONG"));
    EXPECT_EQ(stateOf("{pagerduty: on_call}", "f >= 1 count"), ItemState::Unknown);
    EXPECT_THAT(server.violations(), IsEmpty());
}

TEST_F(KindsTest, SlowTracesOfTheLoadComeWithTheSelfTimeOfTheirSpans)
{
    openWith("jaeger: {url: '" + server.url("/jaeger") + "'}");
    const std::string slow = "{jaeger: slow, services: api, slower_than: 500ms";
    EXPECT_EQ(stateOf(slow + "}", "f >= 0 count"), ItemState::Open) << "no load yet";
    addRun(RunKind::Load, RunOutcome::Passed);
    const Json seen = answerOf(slow + "}");
    EXPECT_EQ(seen["found"], 1) << sweep.items[0].result.reason;
    EXPECT_EQ(seen["traces"][0]["operation"], "GET /events");
    EXPECT_EQ(seen["traces"][0]["ms"], 1000.0);
    EXPECT_EQ(seen["operations"][0]["operation"], "SELECT");
    EXPECT_EQ(seen["operations"][0]["self_ms"], 600.0);
    EXPECT_EQ(seen["operations"][1]["self_ms"], 400.0) << "the parent's time without its child's";
    EXPECT_EQ(answerOf("{jaeger: failed, services: api}")["found"], 1);
    EXPECT_EQ(answerOf("{jaeger: slow, services: web, slower_than: 500ms}")["found"], 0);
    EXPECT_THAT(reasonOf("{jaeger: slow, services: web, slower_than: 100ms}"), HasSubstr("sampling dropped them"))
        << "the p(95) of the run is 212 ms";
    EXPECT_THAT(server.violations(), IsEmpty());
}

TEST_F(KindsTest, CallsBetweenServicesAreThoseThatWereExpected)
{
    openWith("jaeger: {url: '" + server.url("/jaeger") + "'}");
    addRun(RunKind::Load, RunOutcome::Passed);
    EXPECT_EQ(stateOf("{jaeger: dependencies, expected: web->api, take: /unexpected}", "f == 0 count"), ItemState::Pass)
        << sweep.items[0].result.reason;
    EXPECT_EQ(stateOf("{jaeger: dependencies, expected: web->api api->db, take: /missing}", "f == 0 count"), ItemState::Fail);
    EXPECT_EQ(stateOf("{jaeger: dependencies, expected: api->db, take: /unexpected}", "f == 0 count"), ItemState::Fail);
    EXPECT_EQ(stateOf("{jaeger: dependencies}", "f == 1 count"), ItemState::Pass);
}

TEST_F(KindsTest, SentryTakesAProbeAndTellsRatesOverTheLoad)
{
    const std::string sentry = service("sentry", ", org: acme, projects: [platform], dsn: '${DSN}'");
    openWith(sentry);
    EXPECT_EQ(stateOf("{sentry: probe, within: 5s}", "f >= 1 count"), ItemState::Pass) << sweep.items[0].result.reason;
    EXPECT_EQ(stateOf("{sentry: application, take: /release}", "f == true bool"), ItemState::Pass)
        << sweep.items[0].result.reason;
    EXPECT_EQ(stateOf("{sentry: error_rate, take: /percent}", "f < 0.1 %"), ItemState::Open) << "no load yet";
    addRun(RunKind::Load, RunOutcome::Passed);
    EXPECT_EQ(stateOf("{sentry: error_rate, take: /percent}", "f < 0.1 %"), ItemState::Unknown) << "events were dropped";
    const Json clean{{"groups", Json::array({Json{{"by", {{"outcome", "accepted"}}}, {"totals", {{"sum(quantity)", 90}}}}})}};
    const std::string stats = "/sentry/api/0/organizations/acme/stats_v2/";
    server.set(stats, clean);
    const Json rate = answerOf("{sentry: error_rate}");
    EXPECT_EQ(rate["count"], 5) << sweep.items[0].result.reason;
    EXPECT_EQ(rate["requests"], 9000);
    EXPECT_NEAR(numberAt(rate, "percent"), 0.0556, 1e-3);
    runs[0].result.metrics["http_reqs"]["count"] = 900;
    EXPECT_THAT(reasonOf("{sentry: error_rate, take: /percent}"), HasSubstr("below 1,000"));
    EXPECT_EQ(stateOf("{sentry: performance}", "f == 0 count"), ItemState::Fail) << "two issues";
    server.set(stats, Json{{"groups", Json::array()}});
    EXPECT_THAT(reasonOf("{sentry: performance}"), HasSubstr("tracing is off"));
    EXPECT_THAT(reasonOf("{sentry: new, since: nonsense}"), HasSubstr("write it like"));
    EXPECT_EQ(stateOf("{sentry: new, since: '2026-01-05T10:00:00Z', environment: production}", "f == 2 count"), ItemState::Pass);
    server.set("/sentry/api/0/organizations/acme/issues/", Json::array());
    EXPECT_EQ(stateOf("{sentry: probe, within: 300ms, take: /found}", "f == true bool"), ItemState::Fail) << "it never came out";
    server.set("/sentry/api/0/organizations/acme/releases/", Json::array());
    EXPECT_THAT(reasonOf("{sentry: application}"), HasSubstr("the application is unproven"));
    openWith(service("sentry", ", org: acme"));
    EXPECT_THAT(reasonOf("{sentry: probe}"), HasSubstr("DSN"));
    EXPECT_THAT(server.violations(), IsEmpty());
}

TEST_F(KindsTest, ADrillOfTheWayBackIsFoundAndAFreezeCoversTheWindow)
{
    openWith(service("github", ", repository: acme/platform"));
    const std::string list = "/github/repos/acme/platform/deployments";
    const auto deployment = [](int id, const char* sha, int hoursAgo) {
        return Json{
            {"id", id}, {"sha", sha}, {"created_at", formatUtcSeconds(systemClock().wallNow() - std::chrono::hours{hoursAgo})}};
    };
    server.set(list, Json::array({deployment(8, "c", 1), deployment(7, "b", 2)}));
    EXPECT_EQ(stateOf("{deployments: staging, drill: 90d, take: /drill}", "f == true bool"), ItemState::Fail)
        << sweep.items[0].result.reason;
    server.set(list, Json::array({deployment(8, "a", 1), deployment(7, "b", 2), deployment(6, "a", 3)}));
    const Json drill = answerOf("{deployments: staging, drill: 90d, take: /drill}");
    EXPECT_EQ(drill["drill"], true) << sweep.items[0].result.reason;
    EXPECT_EQ(drill["back"]["sha"], "a");
    EXPECT_EQ(drill["replaced"]["sha"], "b");
    server.set(list, Json::array({deployment(8, "a", 1), deployment(7, "a", 2)}));
    EXPECT_EQ(stateOf("{deployments: staging, drill: 90d, take: /drill}", "f == true bool"), ItemState::Fail) << "the same again";

    openWith(service("gitlab", ", project: acme/platform"));
    windowEnd = systemClock().wallNow() + std::chrono::hours{1};
    const std::string freezes = "/gitlab/api/v4/projects/acme%2Fplatform/freeze_periods";
    server.set(freezes,
               Json::array({Json{{"freeze_start", "0 0 1 1 *"}, {"freeze_end", "0 0 1 1 *"}, {"cron_timezone", "UTC"}}}));
    EXPECT_EQ(stateOf("{deployments: staging, take: /freeze}", "f == true bool"), ItemState::Pass)
        << sweep.items[0].result.reason;
    server.set(freezes, Json::array());
    EXPECT_EQ(stateOf("{deployments: staging, take: /freeze}", "f == true bool"), ItemState::Fail);
    server.set(freezes, Json::array({Json{{"freeze_start", "nonsense"}, {"freeze_end", "0 0 1 1 *"}}}));
    EXPECT_EQ(stateOf("{deployments: staging, take: /freeze}", "f == true bool"), ItemState::Unknown) << "not read is not no";
    const std::string next = formatUtc(systemClock().wallNow() + std::chrono::minutes{30});
    server.set("/gitlab/api/v4/projects/acme%2Fplatform/pipeline_schedules",
               Json::array({Json{{"description", "nightly"}, {"active", true}, {"next_run_at", next}}}));
    EXPECT_EQ(stateOf("{deployments: staging, take: /scheduled}", "f == 0 count"), ItemState::Fail);
}

TEST_F(KindsTest, HundredsOfFreezePeriodsAreTooManyToFollow)
{
    openWith(service("gitlab", ", project: acme/platform"));
    Json many = Json::array();
    for (int i = 0; i < 600; ++i) {
        many.push_back(Json{{"freeze_start", "0 0 30 2 *"}, {"freeze_end", "0 0 31 2 *"}});
    }
    server.set("/gitlab/api/v4/projects/acme%2Fplatform/freeze_periods", many);
    EXPECT_THAT(reasonOf("{deployments: staging, take: /freeze}"), HasSubstr("600 freeze periods"));
}

TEST_F(KindsTest, AWorkflowThatDeploysIsSeenWithoutADeployment)
{
    const std::string ours = "{deployments: staging, pipelines: '*deploy*', take: /pipelines}";
    openWith(service("github", ", repository: acme/platform"));
    EXPECT_EQ(stateOf(ours, "f == 0 count"), ItemState::Fail) << sweep.items[0].result.reason;
    const Json others = answerOf("{deployments: staging, pipelines: 'release*'}");
    EXPECT_EQ(others["pipelines"], 0) << others.dump();
    EXPECT_EQ(others["under_way"], 1);
    server.set("/github/repos/acme/platform/actions/runs", Json{{"workflow_runs", Json::array()}});
    EXPECT_EQ(stateOf(ours, "f == 0 count"), ItemState::Pass);

    openWith(service("gitlab", ", project: acme/platform"));
    const Json byRef = answerOf("{deployments: staging, pipelines: main}");
    EXPECT_EQ(byRef["pipelines"], 1) << byRef.dump();
    EXPECT_EQ(stateOf(ours, "f == 0 count"), ItemState::Pass) << "a pipeline of `main`";
    std::set<std::string> asked;
    for (const auto& request : server.requests()) {
        if (request.path.ends_with("/pipelines")) {
            asked.insert(request.item("status"));
        }
    }
    EXPECT_EQ(asked, (std::set<std::string>{"running", "pending", "preparing", "waiting_for_resource"})) << "queued ones too";
    EXPECT_THAT(server.violations(), IsEmpty());
}

TEST_F(KindsTest, AnAlertThatAlertmanagerHasNotLookedAtYetFires)
{
    openWith(service("alertmanager"));
    const auto alert = [](const char* name, const char* state) {
        return Json{{"labels", {{"alertname", name}}},    {"status", {{"state", state}}}, {"fingerprint", name},
                    {"startsAt", "2026-01-05T10:00:00Z"}, {"receivers", Json::array()},   {"annotations", Json::object()}};
    };
    server.set("/alertmanager/api/v2/alerts", Json::array({alert("New", "unprocessed"), alert("Quiet", "suppressed")}));
    const Json seen = answerOf("{alertmanager: alerts}");
    EXPECT_EQ(seen["alerts"], Json::array({"New"})) << seen.dump() << sweep.items[0].result.reason;
    EXPECT_EQ(seen["silenced"], 1);
}

TEST_F(KindsTest, RunbooksAreDeadWhereTheirServerSaysSoAndOnlyKnownHostsAreAsked)
{
    openWith(service("prometheus"));
    const auto replyOf = [](int status, const Json& body) {
        return test::ContractReply{status, body.dump(), {}, "application/json"};
    };
    const auto withLinks = [&](const std::vector<std::string>& links) {
        Json rules = Json::array();
        for (const std::string& link : links) {
            rules.push_back(Json{{"type", "alerting"},
                                 {"name", "Rule" + std::to_string(rules.size())},
                                 {"query", "up"},
                                 {"health", "ok"},
                                 {"annotations", {{"runbook_url", link}}}});
        }
        const Json group{{"name", "g"}, {"file", "f"}, {"rules", rules}};
        server.script("/prometheus/api/v1/rules",
                      {replyOf(200, Json{{"status", "success"}, {"data", {{"groups", Json::array({group})}}}})});
        server.script("/books/there", {replyOf(200, Json::object())});
        server.script("/books/gone", {replyOf(404, Json::object())});
    };
    const std::string dead = "{prometheus: runbooks, take: /dead}";
    withLinks({server.url("/books/there")});
    EXPECT_EQ(stateOf(dead, "f == 0 count"), ItemState::Pass) << sweep.items[0].result.reason;
    withLinks({server.url("/books/gone"), server.url("/books/there")});
    EXPECT_EQ(stateOf(dead, "f == 0 count"), ItemState::Fail) << sweep.items[0].result.reason;
    const SilentPort refusing(SilentPort::Kind::Refusing);
    const std::string port = refusing.url().substr(refusing.url().rfind(':'));
    withLinks({refusing.url() + "/book"});
    EXPECT_EQ(stateOf(dead, "f == 0 count"), ItemState::Unknown) << "a server that is down says nothing of its pages";
    for (const std::string& elsewhere : {std::string("http://169.254.169.254/latest"), "http://127.0.0.2" + port + "/book",
                                         std::string("http://127.0.0.99/production"), std::string("file:///etc/passwd")}) {
        withLinks({elsewhere});
        EXPECT_EQ(stateOf(dead, "f == 0 count"), ItemState::Unknown) << elsewhere;
        EXPECT_THAT(sweep.items[0].result.reason, HasSubstr("runbook_hosts")) << "it is not asked: " << elsewhere;
    }
    withLinks({"http://127.0.0.2" + port + "/book"});
    EXPECT_THAT(reasonOf("{prometheus: runbooks, hosts: 127.0.0.2, take: /dead}"), HasSubstr("could not connect"));
}

TEST_F(KindsTest, WhatAServerEchoesOfItsSignInIsNotKept)
{
    write("plan.env", "PASSWORD=hunter-22\n");
    environment = ", env_file: plan.env, name: staging";
    openPlan("monitoring: {grafana: {url: '" + server.url("/grafana") + "', user: admin, password: '${PASSWORD}'}}\n");
    const std::string sent = "Basic YWRtaW46aHVudGVyLTIy"; // admin:hunter-22
    server.script("/grafana", std::deque<test::ContractReply>(
                                  4, {200, Json{{"database", sent}, {"version", sent}}.dump(), {}, "application/json"}));
    const SensedItem item = sense("          f: {grafana: health, take: /database}\n", "f == ok text");
    EXPECT_EQ(item.result.state, ItemState::Fail) << item.result.reason;
    EXPECT_THAT(item.evidence.dump() + item.result.reason + item.result.value, Not(HasSubstr("YWRtaW46")));
}

TEST_F(KindsTest, DataSourcesOfDashboardsAnswerGrafana)
{
    openWith(service("grafana"));
    EXPECT_EQ(stateOf("{grafana: datasources, uids: prom, take: /failing}", "f == 0 count"), ItemState::Pass)
        << sweep.items[0].result.reason;
    EXPECT_EQ(answerOf("{grafana: datasources, uids: prom gone nowhere}")["failing"], 2);
}

TEST_F(KindsTest, AnswersAndAssetsAreLookedAtForCompressionCachesAndFormats)
{
    const std::string big(3000, 'x');
    write("page.html",
          "<link rel=stylesheet href=/a.css><script src=/b.js></script><img src=/1.webp><img src=/2.png><img src=/3.png "
          "loading=lazy><img src=/4.png><img src=http://cdn.invalid/x.png><img src=http://127.0.0.99/y.png>",
          0644);
    for (const char* name : {"a.css", "b.js", "big.json", "raw.json"}) {
        write(name, big, 0644);
    }
    for (const char* name : {"1.webp", "2.png", "3.png", "4.png"}) {
        write(name, big + big + big + big, 0644);
    }
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
    const auto nginx =
        NginxProcess::start({NginxProcess::Speaks::Plain, -1,
                             "root " + folder.path().string() +
                                 "; gzip on; gzip_types text/css application/json; gzip_min_length 500; gzip_vary on;\n"
                                 "types { text/html html; text/css css; text/javascript js; image/webp webp; image/png png; "
                                 "application/json json; }\n"
                                 "location = /a.css { add_header Cache-Control max-age=604800; add_header X-Cache HIT; }\n"
                                 "location = /b.js { add_header Cache-Control max-age=60; }\nlocation = /big.json { add_header "
                                 "RateLimit-Limit 100; }\n"
                                 "location = /raw.json { gzip off; }\n",
                             false});
    if (!nginx) {
        GTEST_SKIP() << "no nginx (Debian: nginx-light)";
    }
    baseUrl = nginx->url();
    openPlan();
    const Json page = answerOf("{http: /page.html, look_at: assets, eager: 1, take: /assets}");
    EXPECT_EQ(page["assets"], 6) << page.dump() << sweep.items[0].result.reason;
    EXPECT_EQ(page["elsewhere"].size(), 2U) << "a page names hosts of its own choice: they are not asked";
    EXPECT_EQ(page["compressed"], 50.0) << "a.css, not b.js";
    EXPECT_EQ(page["images"], 4);
    EXPECT_EQ(page["modern"], 25.0);
    EXPECT_EQ(page["lazy"], 20.0) << "one of five behind the first";
    EXPECT_EQ(page["max_age"], 0) << "images say nothing";
    EXPECT_NEAR(numberAt(page, "cdn_hits"), 100.0 / 6, 0.01);
    const Json good = answerOf("{http: /big.json, look_at: answers, take: /compressed}");
    EXPECT_EQ(good["compressed"], 100.0) << good.dump();
    EXPECT_EQ(good["vary"], true);
    EXPECT_EQ(good["rate_limited"], true);
    EXPECT_EQ(answerOf("{http: /big.json /raw.json, look_at: answers}")["compressed"], 50.0);
    EXPECT_EQ(stateOf("{http: /, look_at: answers, take: /compressed}", "f >= 100 %"), ItemState::Unknown) << "too short to tell";
    EXPECT_THAT(reasonOf("{http: /big.json, look_at: assets}"), HasSubstr("no HTML"));
    EXPECT_EQ(answerOf("{http: plan, look_at: answers, take: /answers}")["answers"], 1) << "the plan reads /";

    write("plain.html", "<link rel=stylesheet href=/a.css>", 0644);
    const Json plain = answerOf("{http: /plain.html, look_at: assets, take: /assets}");
    EXPECT_EQ(plain["compressed"], 100.0) << plain.dump();
    EXPECT_FALSE(plain.contains("modern")) << "no image is no modern image";
    std::string many;
    for (int i = 0; i < 41; ++i) {
        many += "<link rel=stylesheet href='/a.css?" + std::to_string(i) + "'>";
    }
    write("many.html", many, 0644);
    EXPECT_EQ(stateOf("{http: /many.html, look_at: assets, take: /compressed}", "f >= 100 %"), ItemState::Unknown);
    EXPECT_THAT(sweep.items[0].result.reason, HasSubstr("41 assets"));
}

TEST_F(KindsTest, TwoCommandsAreComparedLineByLineAndAnswersByName)
{
    mayRunCommands = true;
    openPlan();
    write("lb.sh", "#!/bin/sh\necho 'balance leastconn'\n[ \"$1\" = production ] && echo 'timeout 60s' || echo 'timeout 30s'\n",
          0755);
    const Json seen = answerOf("{compare: {command: [./lb.sh, '{side}']}}");
    EXPECT_EQ(seen["diff_count"], 2) << seen.dump() << sweep.items[0].result.reason;
    EXPECT_EQ(answerOf("{compare: {command: [./lb.sh, '{side}']}, ignore: ['timeout *']}")["diff_count"], 0);
    EXPECT_EQ(answerOf("{compare: {command: [./lb.sh, '{side}']}, only: ['balance *']}")["diff_count"], 0);
    EXPECT_THAT(reasonOf("{compare: {command: [sh, -c, 'echo no >&2; exit 3']}}"), HasSubstr("ended with 3: no"));
    for (const char* all : {"ignore: ['*']", "only: ['maxconn *']"}) {
        EXPECT_EQ(stateOf(std::string("{compare: {command: [./lb.sh, '{side}']}, ") + all + "}", "f == 0 count"),
                  ItemState::Unknown)
            << all << " leaves nothing to compare";
    }
}

TEST_F(KindsTest, WhatThePlanDoesNotNameLeavesItsClauseOutAndNeverTheWholeRule)
{
    openPlan("checklist: {parameters: {there: plan.yaml}}\n");
    const std::string facts = "          a: {file: '${there}'}\n          b: {file: '${not_named}', optional: true}\n";
    EXPECT_EQ(sense(facts, "a == true bool and b == true bool").result.state, ItemState::Pass) << sweep.items[0].result.reason;
    EXPECT_EQ(sense("          b: {file: '${not_named}', optional: true}\n", "b == true bool").result.state, ItemState::Unknown);
    EXPECT_THAT(sweep.items[0].result.reason, HasSubstr("does not set `not_named`"));
    EXPECT_EQ(
        sense("          b: {file: '${not_named}', optional: true}\n", "b == true bool and confirmed == true bool", "hybrid")
            .result.state,
        ItemState::Open);
    EXPECT_EQ(sense(facts, "a == false bool or b == true bool").result.state, ItemState::Fail) << "left out is not true";
}

} // namespace
} // namespace holdpoint
