// SPDX-License-Identifier: GPL-3.0-or-later
// How a sweep goes: probes beside the rest, items as their sources end, sources that are down.
#include "tests/integration/sensors/sensors_fixture.h"
#include "tests/support/contract_server.h"

namespace holdpoint {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

class SweepTest : public SensorsTest
{
protected:
    /// Items one.a, one.b ... with these facts and rules.
    void openItems(const std::vector<std::pair<std::string, std::string>>& items)
    {
        std::string text = "holdpoint-checklist: 1\nid: own\nversion: '1'\ntitle: Own\nsections:\n  - number: '1'\n"
                           "    title: One\n    items:\n";
        char name = 'a';
        for (const auto& [fact, rule] : items) {
            text += std::string("      - id: one.") + name++ +
                    "\n        text: An item\n        kind: sensed\n        sensor: sql\n        owner: qa\n"
                    "        gate: go-for-load\n        facts: {f: " +
                    fact + "}\n        pass: '" + rule + "'\n";
        }
        write("checklist.yaml", text);
        auto read = openTemplate("checklist.yaml", folder.path());
        ASSERT_TRUE(read) << read.error().message;
        definition = *std::move(read);
    }
    std::vector<const ItemDefinition*> all() const
    {
        std::vector<const ItemDefinition*> items;
        for (const ItemDefinition& item : definition.items) {
            items.push_back(&item);
        }
        return items;
    }
};

TEST_F(SweepTest, ItemsAreToldAsTheirSourcesEndAndTheOneThatIsWaitedForIsNamed)
{
    const SilentPort hanging(SilentPort::Kind::Hanging);
    openPlan("monitoring: {prometheus: {url: '" + hanging.url() + "', timeout: 2s}}\n");
    openItems({{"{promql: up}", "f == 1"}, {"{file: plan.yaml}", "f == true bool"}});
    Sensors sensors(plan, definition, {});
    std::vector<std::string> told;
    std::vector<std::string> waiting;
    sweep = sensors.sweep(all(), {}, [&](const SweepProgress& step) {
        for (const SensedItem& item : step.items) {
            told.push_back(item.item->id);
        }
        waiting.push_back(join(step.waiting, "+"));
    });
    EXPECT_THAT(told, ElementsAre("one.b", "one.a"));
    EXPECT_THAT(waiting, ElementsAre("files+Prometheus", "Prometheus", ""));
    EXPECT_EQ(sweep.items.at(0).item->id, "one.a") << "in the order asked";
}

TEST_F(SweepTest, AProbeTakesItsOwnTimeBesideTheOtherQuestionsOfItsSource)
{
    const test::ContractServer server;
    const SilentPort hanging(SilentPort::Kind::Hanging);
    openPlan("monitoring: {jaeger: {url: '" + server.url("/jaeger") + "'}, otlp: {url: '" + hanging.url() + "', timeout: 2s}}\n");
    openItems({{"{jaeger: probe}", "f == true bool"}, {"{jaeger: services, services: api, take: /missing}", "f == 0 count"}});
    Sensors sensors(plan, definition, {});
    std::vector<std::string> told;
    sweep = sensors.sweep(all(), {}, [&told](const SweepProgress& step) {
        for (const SensedItem& item : step.items) {
            told.push_back(item.item->id);
        }
    });
    EXPECT_THAT(told, ElementsAre("one.b", "one.a"));
    EXPECT_EQ(sweep.items.at(1).result.state, ItemState::Pass) << sweep.items.at(1).result.reason;
    EXPECT_EQ(sweep.items.at(0).result.state, ItemState::Unknown);
    std::vector<std::string> sources;
    for (const SourceReport& source : sweep.sources) {
        sources.push_back(source.id);
    }
    EXPECT_THAT(sources, ElementsAre("jaeger", "otlp.probe"));
    EXPECT_THAT(sweep.items.at(0).result.reason, testing::StartsWith("blocked by OTLP collector: "))
        << "Jaeger is well: its collector hangs";
}

TEST_F(SweepTest, ASourceThatIsDownIsTheOneReasonOfAllItsItemsAndShowsUpOnce)
{
    const test::ContractServer server;
    const SilentPort refusing(SilentPort::Kind::Refusing);
    openPlan("monitoring: {jaeger: {url: '" + refusing.url() + "'}, otlp: {url: '" + server.url("/otlp") + "'}}\n");
    openItems({{"{jaeger: services, services: api, take: /missing}", "f == 0 count"},
               {"{jaeger: services, services: web, take: /missing}", "f == 0 count"},
               {"{jaeger: probe}", "f == true bool"}});
    Sensors sensors(plan, definition, {});
    sweep = sensors.sweep(all());
    for (const SensedItem& item : sweep.items) {
        EXPECT_EQ(item.result.state, ItemState::Unknown);
        EXPECT_THAT(item.result.reason, testing::StartsWith("blocked by Jaeger: ")) << item.item->id;
    }
    ASSERT_EQ(sweep.sources.size(), 1U) << "the collector took the probe's span: Jaeger is what is down";
    EXPECT_EQ(sweep.sources[0].id, "jaeger");
}

/// The shipped checklist with everything named that a sweep can ask. Each service is the contract server's unless a test puts
/// another address in its place.
class WholeTemplateTest : public SweepTest
{
protected:
    /// `elsewhere`: base URLs by the plan's names of services, "production.redis" among them.
    void openWhole(std::map<std::string, std::string> elsewhere = {})
    {
        const auto at = [&](const std::string& name) {
            const auto found = elsewhere.find(name);
            return found == elsewhere.end() ? server.url("/" + name) : found->second;
        };
        const auto api = [&](const char* name, const std::string& more = "") {
            return std::string(name) + ": {url: '" + at(name) + "', timeout: 2s, token: '${API_TOKEN}'" + more + "}";
        };
        const auto plain = [&](const std::string& name, const std::string& more = "") {
            return name.substr(name.find('.') + 1) + ": {url: '" + at(name) + "', timeout: 2s" + more + "}";
        };
        const auto data = [&](const std::string& name) {
            const std::string kind = name.substr(name.find('.') + 1);
            return elsewhere.contains(name) ? ", " + kind + ": {url: '" + elsewhere.at(name) + "'}" : std::string();
        };
        write("plan.env", std::string("API_TOKEN=") + test::ContractServer::kToken + "\nDSN=http://publickey1@" +
                              at("sentry").substr(7) + "/42\n");
        write(".env.load-tests", "BASE_URL=" + server.url("/app") + "\nTEST_USER_EMAIL=a@b.c\nTEST_USER_PASSWORD=hunter22\n");
        environment = ", env_file: plan.env, name: staging";
        baseUrl = server.url("/app");
        openPlan("monitoring: {" + plain("prometheus") + ", " + plain("alertmanager") + ", " + api("grafana") + ", " +
                 api("sentry", ", org: acme, dsn: '${DSN}'") + ", " + api("github", ", repository: acme/platform") + ", " +
                 plain("jaeger", ", services: [api]") + ", " + plain("otlp") + ", slack: {url: '" +
                 (elsewhere.contains("slack") ? elsewhere.at("slack") : server.url("/slack/api")) +
                 "', timeout: 2s, token: '${API_TOKEN}', channel: C123}, " + api("pagerduty") + data("postgresql") +
                 data("redis") + ", production: {" + plain("production.prometheus") + data("production.postgresql") +
                 data("production.redis") + "}}\n" +
                 "checklist: {parameters: {app: 'job=\"app\"', log_file: app.log, alert_rules: CpuHigh, production_cidrs: "
                 "'192.0.2.0/24', db_pool_timeouts: pool_timeouts_total, released_at: '2026-01-05T10:00:00Z', "
                 "attendance_pointer: /count, lb_query: 'haproxy_up', alert_within: 1s, sentry_probe_within: 1s}}\n");
        write("app.log", "2026-01-05 10:00:00 INFO started\n");
        auto read = openTemplate("builtin:pre-production", {});
        ASSERT_TRUE(read) << read.error().message;
        definition = *std::move(read);
        RunRecord run;
        run.id = 1;
        run.testId = "one";
        run.startedAt = systemClock().wallNow() - std::chrono::minutes{10};
        run.endedAt = systemClock().wallNow();
        runs = {run};
    }
    /// Whatever is asked goes there, and each of its facts.
    const ItemSweep& sweepAll(const std::function<void(const SweepProgress&)>& progress = {})
    {
        Sensors sensors(plan, definition, {runs, {}});
        sensors.letCommandsRun(); // the probe alert goes out too
        sweep = sensors.sweep(all(), {}, progress);
        return sweep;
    }
    std::vector<std::string> failedSources() const
    {
        std::vector<std::string> ids;
        for (const SourceReport& source : sweep.sources) {
            if (source.state == SourceReport::State::Failed) {
                ids.push_back(source.id);
            }
        }
        return ids;
    }

    test::ContractServer server;
};

/// What makes two requests the same one to a server.
std::string lineOf(const test::ContractRequest& request)
{
    std::string line = request.method + " " + request.path;
    for (const auto& [name, value] : request.query) {
        line += "&" + name + "=" + value;
    }
    return line + " " + request.body + " " + request.header("accept") + request.header("upgrade");
}

TEST_F(WholeTemplateTest, ASweepOfTheWholeChecklistSendsEachRequestOnceForAllItemsThatWantIt)
{
    openWhole();
    sweepAll();
    std::map<std::string, std::size_t> asked;
    std::map<std::string, std::size_t> services;
    std::size_t health = 0;
    for (const test::ContractRequest& request : server.requests()) {
        const bool isSpan = request.path.starts_with("/jaeger/api/v3/traces/"); // waited for, until it is there
        const bool isWaited = request.item("query").find("probe:") != std::string::npos ||
                              request.item("filter").find("LoadTestProbe") != std::string::npos;
        health += request.path == "/app/health" ? 1 : 0;
        if (!isSpan && !isWaited && request.path != "/app/health") {
            ++asked[lineOf(request)];
        }
        ++services[request.path.substr(0, request.path.find('/', 1))];
    }
    for (const auto& [line, times] : asked) {
        EXPECT_EQ(times, 1U) << line;
    }
    EXPECT_EQ(health, 52U) << "one for all items, one with a trace id, and the 50 that a firewall might stop";
    for (const char* service : {"/prometheus", "/production.prometheus", "/alertmanager", "/grafana", "/sentry", "/github",
                                "/jaeger", "/otlp", "/pagerduty", "/app"}) {
        EXPECT_GT(services[service], 0U) << service << " was not asked at all";
    }
    std::size_t wanted = 0; // facts over Prometheus, items that share one counted each
    for (const SensedItem& item : sweep.items) {
        for (const Json& fact : item.evidence) {
            wanted += stringAt(fact, "kind") == "promql" && fact.contains("question") ? 1 : 0;
        }
    }
    const auto queries = static_cast<std::size_t>(std::count_if(
        asked.begin(), asked.end(), [](const auto& each) { return each.first.find("/api/v1/query") != std::string::npos; }));
    EXPECT_GT(queries, 15U);
    EXPECT_GT(wanted, queries) << "some are wanted by several items";
    EXPECT_THAT(server.violations(), testing::IsEmpty());
}

/// A service that takes connections and says nothing, the source that shows for it, and how many items it blocks at least.
struct HangingCase
{
    std::string service;
    std::string source;
    std::string title;
    std::size_t blocks;
};

class HangingSourceTest : public WholeTemplateTest, public testing::WithParamInterface<HangingCase>
{};

TEST_P(HangingSourceTest, IsAskedOnceShowsUpOnceAndHoldsUpNoOther)
{
    const HangingCase& expected = GetParam();
    SilentPort hanging(SilentPort::Kind::Hanging);
    const std::string address = hanging.url().substr(7);
    openWhole({{expected.service, expected.service.ends_with("postgresql") ? "postgresql://u:p@" + address + "/db"
                                  : expected.service.ends_with("redis")    ? "redis://" + address
                                                                           : hanging.url()}});
    std::vector<std::string> ended;
    sweepAll([&ended](const SweepProgress& step) {
        if (step.source != nullptr) {
            ended.push_back(step.source->id);
        }
    });
    EXPECT_EQ(hanging.visitors(), 1U);
    EXPECT_THAT(failedSources(), ElementsAre(expected.source));
    std::size_t blocked = 0;
    for (const SensedItem& item : sweep.items) {
        blocked += item.result.blockedBy == expected.title ? 1 : 0;
    }
    EXPECT_GE(blocked, expected.blocks) << "all that is asked from it says why it is unknown";
    const auto at = [&ended](const std::string& id) { return std::find(ended.begin(), ended.end(), id); };
    for (const char* other : {"grafana", "deployments", "files", "alertmanager"}) {
        ASSERT_NE(at(other), ended.end()) << other;
        EXPECT_TRUE(expected.source != "prometheus" || at(other) < at(expected.source)) << other;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Services, HangingSourceTest,
    testing::Values(HangingCase{"prometheus", "prometheus", "Prometheus", 11},
                    HangingCase{"production.prometheus", "production.prometheus", "Prometheus of production", 3},
                    HangingCase{"alertmanager", "alertmanager", "Alertmanager", 2},
                    HangingCase{"grafana", "grafana", "Grafana", 2}, HangingCase{"github", "deployments", "deployments", 2},
                    HangingCase{"jaeger", "jaeger", "Jaeger", 3}, HangingCase{"otlp", "otlp.probe", "OTLP collector", 1},
                    HangingCase{"postgresql", "postgresql", "PostgreSQL", 8},
                    HangingCase{"production.postgresql", "production.postgresql", "PostgreSQL of production", 1},
                    HangingCase{"redis", "redis", "Redis", 1},
                    HangingCase{"production.redis", "production.redis", "Redis of production", 0},
                    HangingCase{"sentry", "sentry", "Sentry", 3}, HangingCase{"pagerduty", "pagerduty", "pagerduty", 0}),
    [](const auto& each) {
        std::string name = each.param.service;
        std::erase(name, '.');
        return name;
    });

TEST_F(SweepTest, AComparisonNamesTheSideThatIsDownAndAddsNoSourceOfItsOwn)
{
    const SilentPort refusing(SilentPort::Kind::Refusing);
    openPlan("monitoring: {prometheus: {url: '" + refusing.url() + "'}, production: {prometheus: {url: '" + refusing.url() +
             "'}}}\n");
    openItems({{"{promql: up}", "f == 1"}, {"{compare: {promql: up}}", "f == 0 count"}});
    Sensors sensors(plan, definition, {});
    sweep = sensors.sweep(all());
    EXPECT_THAT(sweep.items.at(1).result.reason, testing::StartsWith("blocked by Prometheus: "));
    ASSERT_EQ(sweep.sources.size(), 2U) << "both sides are down, each once";
    EXPECT_EQ(sweep.sources[0].id, "production.prometheus");
    EXPECT_EQ(sweep.sources[1].id, "prometheus");
}

TEST_F(SweepTest, CommandsWithALongTimeLimitAreProbesToo)
{
    EXPECT_TRUE(isProbe({"command", "command x", Json{{"command", {"x"}}, {"timeout", "2m"}}}));
    EXPECT_FALSE(isProbe({"command", "command x", Json{{"command", {"x"}}, {"timeout", "2s"}}}));
    EXPECT_TRUE(isProbe({"jaeger", "jaeger", Json{{"jaeger", "probe"}}}));
    EXPECT_FALSE(isProbe({"jaeger", "jaeger", Json{{"jaeger", "services"}, {"within", "15m"}}}));
}

TEST_F(SweepTest, FactsAreKeptForTheNextSweepAndTheRecordMayHaveChanged)
{
    openPlan();
    openItems({{"{file: plan.yaml}", "f == true bool"}});
    Sensors sensors(plan, definition, {});
    ASSERT_EQ(sensors.sweep(all()).sources.at(0).asked, 1U);
    sensors.setInputs({});
    const ItemSweep again = sensors.sweep(all(), std::chrono::minutes{5});
    EXPECT_EQ(again.sources.at(0).cached, 1U);
    EXPECT_EQ(again.sources.at(0).asked, 0U);
}

} // namespace
} // namespace holdpoint
