// SPDX-License-Identifier: GPL-3.0-or-later
// What a visitor does between its requests: cookies, redirects, conditions, repeats and choices, seen from the server.
#include "core/load/sample_sink.h"
#include "tests/support/eventually.h"
#include "tests/support/load_plan.h"
#include "tests/support/rude_server.h"

#include "core/plan/plan_reader.h"

#include <gmock/gmock.h>
#include <set>

using namespace holdpoint;
using namespace holdpoint::test;
using namespace std::chrono_literals;

namespace {

std::string answerWith(const std::string& status, const std::string& headers = "", const std::string& body = "{}")
{
    return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// "GET /a, POST /b".
std::string linesOf(const std::vector<std::string>& requests)
{
    std::string lines;
    for (const std::string& request : requests) {
        lines += (lines.empty() ? "" : ", ") + request.substr(0, request.find(" HTTP/"));
    }
    return lines;
}

class FlowsTest : public testing::Test
{
protected:
    Plan planOf(const std::string& flow, const std::string& scenario = "", const std::string& environment = "")
    {
        PlanReading reading = readPlanText("holdpoint: 1\nname: Flows\nenvironment: {base_url: \"" + server.url() +
                                               "\", allow_hosts: [127.0.0.1]" + environment +
                                               "}\ntests:\n  t:\n    scenarios:\n      one: {executor: constant-vus, vus: 1, "
                                               "duration: 1h" +
                                               scenario + ", flow: " + flow + "}\n",
                                           "plan.yaml", {});
        for (const PlanFault& fault : reading.faults) {
            ADD_FAILURE() << fault.text();
        }
        return std::move(reading.plan);
    }

    /// One iteration of the flow.
    LoadOutcome once(const Plan& plan)
    {
        Shard shard;
        shard.kind = RunKind::DryRun;
        return runLoad(plan, shard);
    }

    RudeServer server;
};

} // namespace

TEST_F(FlowsTest, EveryRequestSaysItsRunAndATraceOfItsOwn)
{
    const auto load = once(planOf("[{get: /ok}, {batch: [{get: \"/ok?a\"}, {get: \"/ok?b\"}]}, {webhook: /echo, json: {id: 1}}, "
                                  "{get: \"/ok?own\", headers: {traceparent: mine, Holdpoint-Run: \"7\"}}]"));

    const auto requests = server.requests();
    EXPECT_EQ(linesOf(requests), "GET /ok, GET /ok?a, GET /ok?b, POST /echo, GET /ok?own") << load.whyEnded;
    std::set<std::string> traces;
    for (const std::string& request : requests) {
        if (request.starts_with("GET /ok?own ")) {
            EXPECT_EQ(headerOf(request, "traceparent"), "mine") << "the plan's own comes first";
            EXPECT_EQ(headerOf(request, "Holdpoint-Run"), "7");
            continue;
        }
        const std::string trace = headerOf(request, "traceparent");
        EXPECT_THAT(trace, testing::MatchesRegex("00-[0-9a-f]+-[0-9a-f]+-0[01]")) << request;
        EXPECT_EQ(trace.size(), 55U);
        EXPECT_EQ(headerOf(request, "Holdpoint-Run"), "0") << request; // a load without a dossier
        traces.insert(trace.substr(3, 32));
    }
    EXPECT_EQ(traces.size(), requests.size() - 1);
}

TEST_F(FlowsTest, RedirectsAreRequestsOfTheirOwn)
{
    server.script("/login", {{answerWith("302 Found", "Location: /welcome?a=b\r\nSet-Cookie: sid=7; Path=/\r\n")}});
    server.script("/welcome?a=b", {{answerWith("307 Again", "Location: ok\r\n")}});
    Plan plan = planOf("[{post: /login, name: login, json: {a: 1}, headers: {X-Own: \"{{vu}}\"}, checks: {status: 200}}, {get: "
                       "/ok, name: next}]");
    plan.tests.front().loadTargets.push_back({"http_reqs{name:login,status:302}", {}, 0.02});
    const auto load = once(plan);

    const auto requests = server.requests();
    EXPECT_EQ(linesOf(requests), "POST /login, GET /welcome?a=b, GET /ok, GET /ok");
    ASSERT_EQ(requests.size(), 4U);
    EXPECT_EQ(headerOf(requests[1], "Content-Type"), "") << "the body is gone, and what describes it";
    EXPECT_EQ(headerOf(requests[1], "X-Own"), "1");
    EXPECT_EQ(headerOf(requests[1], "Cookie"), "sid=7") << "a cookie of the first hop is there in the second";
    EXPECT_EQ(headerOf(requests[3], "Cookie"), "sid=7");
    EXPECT_EQ(load.count("http_reqs{name:login}"), 3);
    EXPECT_EQ(load.count("http_reqs{name:login,status:302}"), 1);
    EXPECT_EQ(load.count("http_req_response_time{name:login}"), 3);
    EXPECT_EQ(load.totals.value("checks{check:login: status is 200}", {AggregateKind::Rate}), 1.0);
    EXPECT_EQ(load.count("checks{check:login: status is 200}"), 1) << "checks wait for the last answer";
    EXPECT_EQ(load.count("iterations"), 1);
}

TEST_F(FlowsTest, EndlessRedirectsStopAtTheLimit)
{
    server.script("/round", {{answerWith("302 Found", "Location: /round\r\n")}});
    const auto load =
        once(planOf("[{get: /round}, {get: /round, follow: 2, name: two}, {get: /round, checks: {status: 3xx}, name: kept}]"));

    EXPECT_EQ(server.requestCount(), 11U + 3U + 1U) << "10 as k6; as the step says; none for a step that wants to see it";
    EXPECT_TRUE(load.hasEvent("step two stops after 2 redirects"));
    EXPECT_EQ(load.count("http_req_failed"), 0);
}

TEST_F(FlowsTest, AuthorizationAndCookiesStayAtHomeWhenARedirectLeavesTheHost)
{
    RudeServer other;
    server.script("/away", {{answerWith("302 Found", "Location: " + other.url() + "/ok\r\nSet-Cookie: sid=7\r\n")}});
    const auto load = once(planOf("[{get: /ok, auth: {bearer: t0p}}, {get: /away, auth: {bearer: t0p}, headers: {X-Kept: y}}]"));

    EXPECT_EQ(headerOf(server.requests().at(1), "Authorization"), "Bearer t0p");
    ASSERT_EQ(other.requestCount(), 1U) << "an allowed host that no step names";
    EXPECT_EQ(headerOf(other.requests()[0], "Authorization"), "");
    EXPECT_EQ(headerOf(other.requests()[0], "X-Kept"), "y");
    EXPECT_EQ(headerOf(other.requests()[0], "Cookie"), "sid=7") << "cookies know hosts, not ports (RFC 6265)";
    EXPECT_EQ(load.errors("connect"), 0U);
}

TEST_F(FlowsTest, ARedirectToAHostThatIsNotAllowedIsRefused)
{
    server.script("/out", {{answerWith("302 Found", "Location: http://production.example.com/\r\n")}});
    const auto load = once(planOf("[{get: /out, name: out}]"));

    EXPECT_EQ(server.requestCount(), 1U);
    EXPECT_EQ(load.errors("connect"), 1U);
    ASSERT_FALSE(load.totals.errors().empty());
    EXPECT_NE(load.totals.errors().front().message.find("`production.example.com` is not on the allow-list"), std::string::npos)
        << load.totals.errors().front().message;
}

TEST_F(FlowsTest, CookiesLiveAsLongAsThePlanSays)
{
    server.script("/set", {{answerWith("200 OK", "Set-Cookie: sid=1; Path=/\r\n")}});
    const auto cookiesOf = [this](const std::string& scenario) {
        const std::size_t before = server.requestCount();
        Plan plan = planOf("[{get: /ok}, {get: /set}, {get: /ok}]", scenario);
        Scenario& one = plan.tests.front().scenarios.front();
        one.executor.kind = ExecutorKind::PerVuIterations;
        one.executor.iterations = 2;
        runLoad(plan);
        std::string cookies;
        const auto requests = server.requests();
        for (std::size_t i = before; i < requests.size(); ++i) {
            cookies += headerOf(requests[i], "Cookie").empty() ? "-" : "c";
        }
        return cookies;
    };
    EXPECT_EQ(cookiesOf(""), "--cccc");
    EXPECT_EQ(cookiesOf(", cookies: per_iteration"), "--c--c");
    EXPECT_EQ(cookiesOf(", connections: per_iteration"), "--c--c") << "a new user has no cookies";
    EXPECT_EQ(cookiesOf(", cookies: off"), "------");
}

TEST_F(FlowsTest, NewUsersOpenNewConnections)
{
    const auto connectionsOf = [this](const std::string& scenario) {
        const std::size_t before = server.connectionCount();
        Plan plan = planOf("[{get: /ok}, {get: /ok}]", scenario);
        Scenario& one = plan.tests.front().scenarios.front();
        one.executor.kind = ExecutorKind::PerVuIterations;
        one.executor.iterations = 3;
        const auto load = runLoad(plan);
        EXPECT_EQ(load.count("http_reqs"), 6) << scenario;
        EXPECT_EQ(load.errors("reset"), 0U);
        return server.connectionCount() - before;
    };
    EXPECT_EQ(connectionsOf(""), 1U);
    EXPECT_EQ(connectionsOf(", connections: per_iteration"), 3U);
    EXPECT_EQ(connectionsOf(", connections: per_request"), 6U);
}

TEST_F(FlowsTest, AConditionDecidesByStatusAndByValue)
{
    once(planOf("[{get: /token, extract: {token: json /token, count: json /count, form: \"regex 'to(k.)'\"}}, "
                "{if: \"{{count}} >= 7\", steps: [{get: \"/ok?rich\"}], else: [{get: \"/ok?poor\"}]}, "
                "{if: \"{{token}} == 'other'\", steps: [{get: \"/ok?other\"}], else: [{get: \"/ok?{{form}}\"}]}, "
                "{get: /status/404}, "
                "{if: [status == 4xx, \"{{token}} contains t-\"], steps: [{get: \"/ok?gone\"}]}, "
                "{if: status == 404, steps: [{get: \"/ok?late\"}]}]"));

    EXPECT_EQ(linesOf(server.requests()), "GET /token, GET /ok?rich, GET /ok?ke, GET /status/404, GET /ok?gone");
}

TEST_F(FlowsTest, RepeatsCountWaitAndNest)
{
    once(
        planOf("[{repeat: {times: 2, index: page}, steps: [{get: \"/ok?p={{page}}\"}, {repeat: 2, steps: [{get: \"/ok?in\"}]}]}, "
               "{repeat: {until: status == 404, max: 5}, steps: [{get: /status/404}]}, "
               "{repeat: {while: status == 404, max: 2}, steps: [{get: \"/status/404?w\"}]}, "
               "{repeat: {while: status == 200, max: 9}, steps: [{get: /never}]}]"));

    EXPECT_EQ(linesOf(server.requests()), "GET /ok?p=1, GET /ok?in, GET /ok?in, GET /ok?p=2, GET /ok?in, GET /ok?in, "
                                          "GET /status/404, GET /status/404?w, GET /status/404?w");
}

TEST_F(FlowsTest, ChoicesFollowTheirWeights)
{
    Plan plan = planOf(
        "[{one_of: [{weight: 80, steps: [{get: \"/ok?a\", name: a}]}, {weight: 20%, steps: [{get: \"/ok?b\", name: b}]}]}]");
    Scenario& one = plan.tests.front().scenarios.front();
    one.executor.kind = ExecutorKind::PerVuIterations;
    one.executor.vus = 10;
    one.executor.iterations = 200;
    const auto load = runLoad(plan);

    EXPECT_EQ(load.count("http_reqs"), 2000);
    EXPECT_NEAR(load.count("http_reqs{name:a}"), 1600, 90) << "five standard deviations";
    EXPECT_EQ(load.count("iterations"), 2000);
}

TEST_F(FlowsTest, APartOfManyFormsIsSentAsAFormSendsIt)
{
    Plan plan = planOf("[{post: /echo, multipart: {title: \"Hi {{vu}}\", note: {text: \"{}\", type: application/json}, "
                       "pic: [{text: one}, {text: two}]}, checks: {body: \"Hi {{vu}}\"}}]");
    MultipartPart file;
    file.name = "fi\"le";
    file.file = "a.bin";
    file.fileName = "a.bin";
    file.contentType = "application/octet-stream";
    plan.files["a.bin"].content = Secret(std::string("\0\r\n\xff", 4));
    plan.tests.front().scenarios.front().flow.front().http.multipart.push_back(file);
    const auto load = once(plan);

    const std::string request = server.requests().at(0);
    const std::string type = headerOf(request, "Content-Type");
    ASSERT_TRUE(type.starts_with("multipart/form-data; boundary=")) << request;
    const std::string mark = "--" + type.substr(30);
    EXPECT_EQ(request.substr(request.find("\r\n\r\n") + 4),
              mark + "\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nHi 1\r\n" + mark +
                  "\r\nContent-Disposition: form-data; name=\"note\"\r\nContent-Type: application/json\r\n\r\n{}\r\n" + mark +
                  "\r\nContent-Disposition: form-data; name=\"pic\"\r\n\r\none\r\n" + mark +
                  "\r\nContent-Disposition: form-data; name=\"pic\"\r\n\r\ntwo\r\n" + mark +
                  "\r\nContent-Disposition: form-data; name=\"fi%22le\"; filename=\"a.bin\"\r\nContent-Type: "
                  "application/octet-stream\r\n\r\n" +
                  std::string("\0\r\n\xff", 4) + "\r\n" + mark + "--\r\n");
    EXPECT_EQ(load.errors("check"), 0U) << "a check may hold what the visitor sent";
}

TEST_F(FlowsTest, BasicAuthIsTheVisitorsOwn)
{
    once(planOf("[{get: /ok, auth: {basic: {user: Aladdin, password: open sesame}}}, "
                "{get: /ok, auth: {basic: {user: \"u{{vu}}\", password: p}}}, {get: /ok, auth: none}, {get: /ok}]",
                "", ", auth: {bearer: common}"));

    const auto requests = server.requests();
    ASSERT_EQ(requests.size(), 4U);
    EXPECT_EQ(headerOf(requests[0], "Authorization"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==") << "RFC 7617's example";
    EXPECT_EQ(headerOf(requests[1], "Authorization"), "Basic dTE6cA==");
    EXPECT_EQ(headerOf(requests[2], "Authorization"), "");
    EXPECT_EQ(headerOf(requests[3], "Authorization"), "Bearer common");
}

TEST_F(FlowsTest, CompressedAnswersAreDecodedAndCountedAsTheyCame)
{
    static constexpr char kPacked[] = // gzip -9n of {"results":[1,2,3]} and 1,000 blanks
        "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\xab\x56\x2a\x4a\x2d\x2e\xcd\x29\x29\x56\xb2\x8a\x36\xd4"
        "\x31\xd2\x31\x8e\xad\x55\x18\x05\xa3\x60\x14\x0c\x7b\x00\x00\xbf\xb2\xfe\x01\xfb\x03\x00\x00";
    const std::string packed(kPacked, sizeof kPacked - 1);
    const std::string whole = answerWith("200 OK", "Content-Encoding: gzip\r\n", packed);
    server.script("/packed", {{whole}});
    const auto load = once(planOf("[{get: /packed, compression: true, checks: {json: {/results/2: 3}, size: \">1000B\"}}, "
                                  "{get: /packed, checks: {size: \"<100B\"}}]"));

    const auto requests = server.requests();
    ASSERT_EQ(requests.size(), 2U);
    EXPECT_EQ(headerOf(requests[0], "Accept-Encoding"), "gzip, br");
    EXPECT_EQ(headerOf(requests[1], "Accept-Encoding"), "");
    EXPECT_EQ(load.errors("check"), 0U);
    EXPECT_EQ(load.count("data_received"), static_cast<double>(2 * whole.size()));
}

TEST_F(FlowsTest, SetupFollowsRedirectsConditionsAndCookies)
{
    server.script("/enter", {{answerWith("303 See", "Location: /token\r\nSet-Cookie: sid=9; Path=/\r\n")}});
    const Plan plan =
        planOf("[{post: /enter, extract: {token: json /token}}, {if: \"{{token}}\", steps: [{repeat: 2, steps: [{get: "
               "\"/ok?{{token}}\"}]}], else: [{get: /never}]}]");
    RunningLoad running(plan);
    const auto outcomes = running.run.runOnce(plan.tests.front().scenarios.front().flow);

    ASSERT_EQ(outcomes.size(), 3U);
    EXPECT_EQ(linesOf(server.requests()), "POST /enter, GET /token, GET /ok?t-1, GET /ok?t-1");
    EXPECT_EQ(headerOf(server.requests().back(), "Cookie"), "sid=9");
    EXPECT_FALSE(outcomes.back().isFailed);
}

TEST_F(FlowsTest, SetupThinksBetweenItsSteps)
{
    const Plan plan = planOf("[{get: /ok}, {think: 300ms}, {get: /ok}]");
    RunningLoad running(plan);
    const SteadyTime before = systemClock().steadyNow();
    const auto outcomes = running.run.runOnce(plan.tests.front().scenarios.front().flow);

    EXPECT_EQ(outcomes.size(), 2U);
    EXPECT_GE(systemClock().steadyNow() - before, 300ms) << "what waits for a service must not ask it again at once";
}

TEST_F(FlowsTest, ASetupThatThinksEndsWhenItMayNotGoOn)
{
    const Plan plan = planOf("[{think: 1h}, {get: /never}]");
    RunningLoad running(plan);
    const auto outcomes = running.run.runOnce(plan.tests.front().scenarios.front().flow, [] { return false; });

    ASSERT_EQ(outcomes.size(), 1U);
    EXPECT_TRUE(outcomes[0].isFailed);
    EXPECT_NE(outcomes[0].error.find("given up"), std::string::npos) << outcomes[0].error;
    EXPECT_EQ(server.requestCount(), 0U);
}

TEST_F(FlowsTest, ARedirectThatComesAfterAStopIsNotFollowedAndFailsNoCheck)
{
    std::vector<std::string> pieces; // one byte after the other: it takes a while
    for (const char byte : answerWith("302 Found", "Location: /ok\r\nX-Long: " + std::string(300, 'x') + "\r\n")) {
        pieces.emplace_back(1, byte);
    }
    server.script("/leads-on", {pieces});
    RunningLoad running(planOf("[{get: /leads-on, checks: {status: 200}}]"));
    running.start();
    ASSERT_TRUE(eventually([this] { return server.requestCount() == 1; }));
    running.run.requestStop(60s, "stopped by a test");
    const auto load = running.finish();

    EXPECT_TRUE(load.isFinished);
    EXPECT_EQ(linesOf(server.requests()), "GET /leads-on");
    EXPECT_EQ(load.count("http_reqs"), 1);
    EXPECT_EQ(load.errors("check"), 0U);
    EXPECT_EQ(load.totals.value("http_req_failed", {AggregateKind::Rate}), 0.0);
}

TEST_F(FlowsTest, WhatOneIterationExtractedIsUnknownToTheNext)
{
    Plan plan = planOf("[{if: \"{{iter}} == 0\", steps: [{get: /token, extract: {token: json /token}}]}, "
                       "{get: \"/ok?{{iter}}={{token}}\"}]");
    Scenario& one = plan.tests.front().scenarios.front();
    one.executor.kind = ExecutorKind::PerVuIterations;
    one.executor.iterations = 2;
    runLoad(plan);

    EXPECT_EQ(linesOf(server.requests()), "GET /token, GET /ok?0=t-1, GET /ok?1=");
}

TEST_F(FlowsTest, ASampleKnowsOfEveryCheckAndExtractionThatFailed)
{
    class Kept final : public SampleSink
    {
    public:
        void take(const RequestSample& sample) override { samples.push_back(sample); } // of one load thread
        std::vector<RequestSample> samples;
    } kept;
    Plan plan = planOf("[{get: /ok, extract: {mark: json /missing}}, {get: /ok}, {get: /ok, checks: {status: 200}}]");
    for (int i = 0; i < 257; ++i) {
        CheckRule rule;
        rule.kind = CheckRule::Kind::Body;
        rule.text = i == 100 || i == 256 ? "nowhere" : "name";
        rule.what = "body contains " + rule.text + " " + std::to_string(i);
        plan.tests.front().scenarios.front().flow.at(1).http.checks.push_back(rule);
    }
    Shard shard;
    shard.kind = RunKind::DryRun;
    shard.samples = &kept;
    runLoad(plan, shard);

    ASSERT_EQ(kept.samples.size(), 3U);
    EXPECT_TRUE(kept.samples[0].hasFailedCheck);
    EXPECT_EQ(kept.samples[0].failedChecks.to_string(), std::bitset<kMaxCheckBits>(1).to_string())
        << "the extraction stands behind the step's checks, of which there are none";
    EXPECT_TRUE(kept.samples[1].hasFailedCheck);
    EXPECT_TRUE(kept.samples[1].failedChecks.test(100));
    EXPECT_EQ(kept.samples[1].failedChecks.count(), 1U) << "there is no bit for the 257th";
    EXPECT_FALSE(kept.samples[2].hasFailedCheck);
    EXPECT_EQ(kept.samples[2].passedChecks.count(), 1U);
}
