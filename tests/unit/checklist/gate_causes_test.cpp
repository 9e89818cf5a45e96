// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checklist/gate_causes.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

class GateCausesTest : public testing::Test
{
protected:
    void add(const std::string& id, ItemState state, const std::string& reason, bool isKiller = false)
    {
        auto definition = std::make_unique<ItemDefinition>();
        definition->id = id;
        definition->text = "Text of " + id;
        definition->isKiller = isKiller;
        ItemView item;
        item.definition = definition.get();
        item.state = state;
        item.reason = reason;
        definitions.push_back(std::move(definition));
        view.items.push_back(item);
        gate.blockers.push_back(id);
        gate.blockingCount = gate.itemCount = view.items.size();
        view.gates = {gate};
    }

    std::vector<std::unique_ptr<ItemDefinition>> definitions;
    GateView gate;
    ChecklistView view;
};

TEST_F(GateCausesTest, ASourceThatIsDownIsOneCauseWithAllItsItems)
{
    add("env.cpu", ItemState::Unknown, "blocked by Prometheus: connection refused");
    add("env.redis", ItemState::Fail, "maxmemory-policy differs");
    add("env.memory", ItemState::Unknown, "blocked by Prometheus: connection refused; blocked by Redis: no answer in time");

    const auto causes = gateCauses(view, Gate::GoForLoad);

    ASSERT_THAT(causes, SizeIs(2));
    EXPECT_EQ(causes[0].source, "Prometheus");
    EXPECT_EQ(causes[0].why, "connection refused");
    EXPECT_THAT(causes[0].items, ElementsAre("env.cpu", "env.memory"));
    EXPECT_TRUE(causes[1].source.empty());
    EXPECT_EQ(
        holdSentence(view, Gate::GoForLoad),
        "Go-for-load is on hold: 3 of 3 items block it, 2 causes, first blocked by Prometheus: connection refused (2 items)");
}

TEST_F(GateCausesTest, ACauseWithAKillerStandsFirst)
{
    add("env.cpu", ItemState::Unknown, "blocked by Prometheus: connection refused");
    add("final.told", ItemState::Open, "a person confirms it", true);

    EXPECT_EQ(gateCauses(view, Gate::GoForLoad).front().items.front(), "final.told");
}

TEST_F(GateCausesTest, OnlyAnUnknownItemIsBlockedAndAPortIsNoSeparator)
{
    add("a", ItemState::Unknown, "blocked by http 127.0.0.1:8080: connection refused");
    add("b", ItemState::Fail, "blocked by Prometheus: connection refused");

    EXPECT_EQ(blockageOf(view.items[0])->source, "http 127.0.0.1:8080");
    EXPECT_FALSE(blockageOf(view.items[1]));
}

} // namespace
} // namespace holdpoint
