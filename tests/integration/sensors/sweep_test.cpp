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

/// The shipped checklist with everything named that the contract server plays; `prometheus` and the databases are elsewhere.
class WholeTemplateTest : public SweepTest
{
protected:
    void openWhole(const std::string& prometheus)
    {
        const auto api = [this](const char* name, const std::string& more = "") {
            return std::string(name) + ": {url: '" + server.url(std::string("/") + name) + "', token: '${API_TOKEN}'" + more +
                   "}";
        };
        write("plan.env", std::string("API_TOKEN=") + test::ContractServer::kToken + "\nDSN=http://publickey1@" +
                              server.url().substr(7) + "/sentry/42\n");
        environment = ", env_file: plan.env, name: staging";
        baseUrl = refusing.url();
        openPlan("monitoring: {prometheus: {url: '" + prometheus + "', timeout: 2s}, alertmanager: {url: '" +
                 server.url("/alertmanager") + "'}, " + api("grafana") + ", " + api("sentry", ", org: acme, dsn: '${DSN}'") +
                 ", " + api("github", ", repository: acme/platform") + ", jaeger: {url: '" + server.url("/jaeger") +
                 "', services: [api, search]}, otlp: {url: '" + server.url("/otlp") + "'}}\n" +
                 "checklist: {parameters: {app: 'job=\"app\"', log_file: app.log, alert_rules: CpuHigh, production_cidrs: "
                 "'192.0.2.0/24', db_pool_timeouts: pool_timeouts_total, released_at: '2026-01-05T10:00:00Z'}}\n");
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

    test::ContractServer server;
    SilentPort refusing{SilentPort::Kind::Refusing};
};

TEST_F(WholeTemplateTest, ASweepOfTheWholeChecklistAsksEachQueryOnceForAllItemsThatWantIt)
{
    server.set("/prometheus/api/v1/query",
               Json{{"status", "success"},
                    {"data", {{"resultType", "vector"}, {"result", {{{"metric", Json::object()}, {"value", {1, "1"}}}}}}}});
    openWhole(server.url("/prometheus"));
    Sensors sensors(plan, definition, {runs, {}});
    sweep = sensors.sweep(all());
    std::map<std::string, int> asked;
    for (const test::ContractRequest& request : server.requests()) {
        if (request.path == "/prometheus/api/v1/query") { // a long one is sent as a form
            ++asked[request.item("query") + request.body];
        }
    }
    std::size_t wanted = 0; // facts over Prometheus, items that share one counted each
    for (const SensedItem& item : sweep.items) {
        for (const Json& fact : item.evidence) {
            wanted += stringAt(fact, "kind") == "promql" && fact.contains("question") ? 1 : 0;
        }
    }
    EXPECT_GT(asked.size(), 10U);
    EXPECT_GT(wanted, asked.size()) << "some are wanted by several items";
    for (const auto& [query, times] : asked) {
        EXPECT_EQ(times, 1) << query;
    }
}

TEST_F(WholeTemplateTest, ASourceThatHangsIsAskedOnceShowsUpOnceAndHoldsUpNoOther)
{
    SilentPort hanging(SilentPort::Kind::Hanging);
    openWhole(hanging.url());
    Sensors sensors(plan, definition, {runs, {}});
    std::vector<std::string> ended;
    sweep = sensors.sweep(all(), {}, [&ended](const SweepProgress& step) {
        if (step.source != nullptr) {
            ended.push_back(step.source->id);
        }
    });
    EXPECT_LE(hanging.visitors(), 2U) << "once by itself, and once by the comparison with production, side by side";
    const auto shown = std::count_if(sweep.sources.begin(), sweep.sources.end(), [](const SourceReport& source) {
        return source.id.find("prom") != std::string::npos && source.state == SourceReport::State::Failed;
    });
    EXPECT_EQ(shown, 1);
    std::size_t blocked = 0;
    for (const SensedItem& item : sweep.items) {
        blocked += item.result.blockedBy == "Prometheus" ? 1 : 0;
    }
    EXPECT_GT(blocked, 10U) << "all that is asked from it says why it is unknown";
    const auto at = [&ended](const char* id) { return std::find(ended.begin(), ended.end(), id); };
    ASSERT_NE(at("prometheus"), ended.end());
    for (const char* other : {"grafana", "deployments", "files", "alertmanager"}) {
        EXPECT_LT(at(other), at("prometheus")) << other;
    }
}

TEST_F(SweepTest, AComparisonNamesTheSideThatIsDownAndAddsNoSourceOfItsOwn)
{
    const SilentPort refusing(SilentPort::Kind::Refusing);
    openPlan("monitoring: {prometheus: {url: '" + refusing.url() + "'}, production: {prometheus: {url: '" + refusing.url() +
             "'}}}\n");
    openItems({{"{promql: up}", "f == 1"}, {"{compare: {promql: up}}", "f == 0 count"}});
    Sensors sensors(plan, definition, {});
    sweep = sensors.sweep(all());
    EXPECT_THAT(sweep.items.at(1).result.reason, testing::StartsWith("blocked by Prometheus: "));
    ASSERT_EQ(sweep.sources.size(), 1U);
    EXPECT_EQ(sweep.sources[0].id, "prometheus");
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
