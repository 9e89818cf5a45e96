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
    EXPECT_THAT(sources, ElementsAre("jaeger", "jaeger.probe"));
}

TEST_F(SweepTest, ASourceThatIsDownIsTheOneReasonOfAllItsItemsAndShowsUpOnce)
{
    const SilentPort refusing(SilentPort::Kind::Refusing);
    openPlan("monitoring: {jaeger: {url: '" + refusing.url() + "'}, otlp: {url: '" + refusing.url() + "'}}\n");
    openItems({{"{jaeger: services, services: api, take: /missing}", "f == 0 count"},
               {"{jaeger: services, services: web, take: /missing}", "f == 0 count"},
               {"{jaeger: probe}", "f == true bool"}});
    Sensors sensors(plan, definition, {});
    sweep = sensors.sweep(all());
    for (const SensedItem& item : sweep.items) {
        EXPECT_EQ(item.result.state, ItemState::Unknown);
        EXPECT_THAT(item.result.reason, testing::StartsWith("blocked by Jaeger: ")) << item.item->id;
    }
    EXPECT_EQ(sweep.sources.size(), 1U);
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
