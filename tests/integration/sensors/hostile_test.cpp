// SPDX-License-Identifier: GPL-3.0-or-later
// Servers that answer nonsense, too much, from elsewhere or nothing: every kind of fact is UNKNOWN then, says why, within limits,
// and no token goes where it does not belong.
#include "tests/integration/sensors/sensors_fixture.h"
#include "tests/support/contract_server.h"
#include "tests/support/rude_server.h"

namespace holdpoint {
namespace {

using test::ContractReply;
using test::ContractServer;
using testing::AnyOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct Asked
{
    const char* service;
    const char* path; // below the server
    const char* fact;
};

/// A fact of every service that is asked over HTTP.
constexpr Asked kFacts[] = {
    {"prometheus", "/prometheus", "{promql: up}"},
    {"prometheus", "/prometheus", "{prometheus: targets, take: /down}"},
    {"prometheus", "/prometheus", "{prometheus: rules, take: /missing}"},
    {"prometheus", "/prometheus", "{prometheus: runbooks, take: /dead}"},
    {"alertmanager", "/alertmanager", "{alertmanager: alerts}"},
    {"alertmanager", "/alertmanager", "{alertmanager: probe, within: 200ms, take: /seen}"},
    {"grafana", "/grafana", "{grafana: dashboards}"},
    {"jaeger", "/jaeger", "{jaeger: services, services: api, take: /missing}"},
    {"jaeger", "/jaeger", "{jaeger: slow, services: api}"},
    {"jaeger", "/jaeger", "{jaeger: dependencies}"},
    {"sentry", "/sentry", "{sentry: new}"},
    {"sentry", "/sentry", "{sentry: error_rate, take: /percent}"},
    {"sentry", "/sentry", "{sentry: performance}"},
    {"sentry", "/sentry", "{sentry: application, take: /seen}"},
    {"otlp", "/otlp", "{jaeger: probe, within: 200ms, take: /found}"},
    {"slack", "/slack/api", "{slack: auth}"},
    {"slack", "/slack/api", "{slack: message, channel: C1, text: x}"},
    {"pagerduty", "/pagerduty", "{pagerduty: on_call}"},
    {"github", "/github", "{deployments: staging}"},
    {"gitlab", "/gitlab", "{deployments: staging}"},
};

class HostileTest : public SensorsTest
{
protected:
    void openWith(const std::string& service, const std::string& url)
    {
        write("plan.env", std::string("API_TOKEN=") + ContractServer::kToken + "\n");
        environment = ", env_file: plan.env, name: staging";
        const std::string jaeger = service == "otlp" ? ", jaeger: {url: '" + wellJaeger.url("/jaeger") + "'}" : "";
        openPlan("monitoring: {" + service + ": {url: '" + url + "', token: '${API_TOKEN}'" +
                 (service == "sentry" ? ", org: acme, projects: [platform]" : "") +
                 (service == "github" ? ", repository: acme/platform" : "") +
                 (service == "gitlab" ? ", project: acme/platform" : "") + "}" + jaeger + "}\n");
        RunRecord run;
        run.id = 1;
        run.testId = "one";
        run.startedAt = systemClock().wallNow() - std::chrono::minutes{10};
        run.endedAt = systemClock().wallNow();
        run.result.outcome = RunOutcome::Passed;
        run.result.metrics = Json{{"http_reqs", {{"type", "counter"}, {"count", 9000}}}};
        runs = {run};
    }
    void expectUnknown(const Asked& asked, const std::string& what)
    {
        mayRunCommands = std::string_view(asked.fact).find("alertmanager: probe") != std::string_view::npos;
        const SensedItem item = sense(std::string("          f: ") + asked.fact + "\n", "f == 0 or f != 0");
        EXPECT_EQ(item.result.state, ItemState::Unknown) << asked.fact << " " << what << ": " << item.result.value;
        EXPECT_THAT(item.result.reason, Not(IsEmpty())) << asked.fact << " " << what;
        EXPECT_LT(item.result.reason.size(), 1000U) << asked.fact << " " << what;
        EXPECT_LT(item.evidence.dump().size(), 60'000U) << asked.fact << " " << what;
        EXPECT_THAT(item.evidence.dump() + item.result.reason, Not(HasSubstr(ContractServer::kToken)))
            << asked.fact << " " << what;
    }

    ContractServer wellJaeger; // behind the collector that is not
};

TEST_F(HostileTest, NonsenseIsUnknownForEveryService)
{
    const std::vector<std::pair<std::string, ContractReply>> replies{
        {"a login page", {200, "<!doctype html><html><title>Sign in</title>", {}, "text/html"}},
        {"half a JSON", {200, R"({"status":"success","data":{"res)", {}, "application/json"}},
        {"nothing", {200, "", {}, "application/json"}},
        {"a bare text", {200, R"("hello")", {}, "application/json"}},
        {"a number", {200, "17", {}, "application/json"}},
        {"nested too deep", {200, std::string(100'000, '['), {}, "application/json"}},
        {"no such key", {200, R"({"surprise":true})", {}, "application/json"}},
        {"401", {401, R"({"message":"no"})", {}, "application/json"}},
        {"500", {500, "<h1>Internal Server Error</h1>", {}, "text/html"}},
        {"not text", {200, std::string("\xff\xfe\x00\x01", 4), {}, "application/octet-stream"}},
        {"more than is read", {200, "[" + std::string(9U << 20U, ' ') + "]", {}, "application/json"}}};
    ContractServer server;
    for (const Asked& asked : kFacts) {
        openWith(asked.service, server.url(asked.path));
        for (const auto& [what, reply] : replies) {
            server.script(asked.path, std::deque<ContractReply>(8, reply));
            expectUnknown(asked, what);
        }
        server.script(asked.path, {});
    }
}

TEST_F(HostileTest, ARedirectToAnotherHostTakesNoTokenAlong)
{
    ContractServer server;
    ContractServer elsewhere;
    for (const Asked& asked : kFacts) {
        openWith(asked.service, server.url(asked.path));
        const ContractReply away{302, "", {{"Location", elsewhere.url("/take-it")}}, "text/plain"};
        server.script(asked.path, std::deque<ContractReply>(20, away));
        expectUnknown(asked, "redirected");
        server.script(asked.path, {});
    }
    EXPECT_EQ(elsewhere.requests().size(), 0U);
}

TEST_F(HostileTest, ACollectorThatTakesNoSpanIsSaidToBeTheOneAndGetsNoSecret)
{
    ContractServer server;
    openWith("otlp", server.url("/otlp"));
    const Asked probe{"otlp", "/otlp", "{jaeger: probe, within: 200ms, take: /found}"};
    const auto after = [&](const ContractReply& reply) {
        server.script("/otlp", std::deque<ContractReply>(8, reply));
        expectUnknown(probe, reply.body.substr(0, 40));
        server.script("/otlp", {});
        EXPECT_EQ(wellJaeger.count("/jaeger"), 0U) << "a span that was not taken is not waited for";
        return sweep.items.at(0).result.reason;
    };
    const auto json = [](const std::string& body) { return ContractReply{200, body, {}, "application/json"}; };
    EXPECT_THAT(after(json(R"({"partialSuccess":{"rejectedSpans":"1","errorMessage":"quota"}})")), HasSubstr("quota"));
    EXPECT_THAT(after(json(R"({"partialSuccess":{"rejectedSpans":1}})")), HasSubstr("rejected the span"));
    for (const char* count : {"1.5", "-1", "{}", "[]", "true", R"("none")"}) {
        EXPECT_THAT(after(json(R"({"partialSuccess":{"rejectedSpans":)" + std::string(count) + "}}")), Not(IsEmpty())) << count;
    }
    const std::string flood =
        after(json(R"({"partialSuccess":{"rejectedSpans":"1","errorMessage":")" + std::string(1U << 20U, 'x') + R"("}})"));
    EXPECT_LT(flood.size(), 1000U);
    EXPECT_THAT(after(json(R"({"partialSuccess":7})")), HasSubstr("OTLP"));
    const SilentPort silent(SilentPort::Kind::Hanging);
    openWith("otlp", silent.url());
    expectUnknown(probe, "silent");
    EXPECT_THAT(sweep.items.at(0).result.reason, testing::StartsWith("blocked by OTLP collector: "));
}

TEST_F(HostileTest, ACollectorThatSendsWithoutEndIsReadUpToTheLimit)
{
    const RudeServer server;
    for (const char* path : {"/close", "/reset", "/garbage", "/cut", "/header", "/endless/body", "/endless/interim"}) {
        openWith("otlp", server.url() + path);
        expectUnknown({"otlp", path, "{jaeger: probe, within: 200ms, take: /found}"}, path);
    }
}

TEST_F(HostileTest, ServersThatCloseResetOrSayNoHttpAreUnknown)
{
    const RudeServer server;
    for (const char* path :
         {"/close", "/reset", "/garbage", "/cut", "/header", "/trickle", "/hang", "/endless/body", "/endless/interim"}) {
        openPlan();
        const SensedItem item =
            sense("          f: {http: '" + server.url() + path + "', timeout: 1500ms, take: /json/x}\n", "f == 0 or f != 0");
        EXPECT_EQ(item.result.state, ItemState::Unknown) << path;
        EXPECT_THAT(item.result.reason, Not(IsEmpty())) << path;
        EXPECT_LT(item.evidence.dump().size(), 60'000U) << path;
        // a status other than 101 is an answer; anything else says nothing
        const bool hasAnswered =
            std::string_view(path) == "/cut" || std::string_view(path) == "/trickle" || std::string_view(path) == "/endless/body";
        EXPECT_EQ(sense("          f: {websocket: '" + server.url() + path + "', timeout: 700ms}\n", "f == 101").result.state,
                  hasAnswered ? ItemState::Fail : ItemState::Unknown)
            << path;
        EXPECT_THAT(sweep.items[0].result.reason, Not(IsEmpty())) << path;
    }
}

TEST_F(HostileTest, ValuesThatAreNoNumbersAndSeveralSeriesAreUnknown)
{
    ContractServer server;
    openWith("prometheus", server.url("/prometheus"));
    const auto vector = [](const std::string& values) {
        return ContractReply{
            200, R"({"status":"success","data":{"resultType":"vector","result":[)" + values + "]}}", {}, "application/json"};
    };
    const std::string one = R"({"metric":{"a":"1"},"value":[1763900000.5,"VALUE"]})";
    const auto with = [&one](const std::string& value) {
        std::string text = one;
        return text.replace(text.find("VALUE"), 5, value);
    };
    for (const std::string& values :
         {with("NaN"), with("+Inf"), with("12ms"), with(""), with("1e400"), with("1") + "," + with("2"), std::string()}) {
        server.script("/prometheus", {vector(values)});
        EXPECT_EQ(sense("          f: {promql: up}\n", "f == 0 or f != 0").result.state, ItemState::Unknown) << values;
        server.script("/prometheus", {vector(values)});
        EXPECT_EQ(sense("          f: {promql: up, default: 0}\n", "f == 0").result.state,
                  values.empty() ? ItemState::Pass : ItemState::Unknown)
            << "a default stands for an empty result only: " << values;
    }
    server.script("/prometheus", {vector(with("0.42"))});
    EXPECT_EQ(sense("          f: {promql: up}\n", "f == 0.42").result.state, ItemState::Pass);
    for (const char* broken : {R"({"metric":{},"value":"0.42"})", R"({"metric":{},"value":[1763900000,0.42,7]})",
                               R"({"metric":{},"histogram":[1,{}]})", R"([])"}) {
        server.script("/prometheus", {vector(broken)});
        EXPECT_EQ(sense("          f: {promql: up}\n", "f == 0 or f != 0").result.state, ItemState::Unknown) << broken;
    }
}

TEST_F(HostileTest, DurationsInAnotherUnitAreNotTakenForThisOne)
{
    openPlan();
    for (const char* value : {"250ms", "0.25 s", "1 GB", "many"}) {
        write("value.sh", std::string("#!/bin/sh\necho ") + value + "\n", 0755);
        mayRunCommands = true;
        EXPECT_EQ(sense("          f: {command: [./value.sh], take: /stdout}\n", "f < 300 ms").result.state, ItemState::Unknown)
            << value;
    }
}

} // namespace
} // namespace holdpoint
