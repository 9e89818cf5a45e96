// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checklist/template.h"

#include "core/base/file.h"
#include "tests/unit/checklist/release_fixture.h"

#include <filesystem>
#include <fstream>

namespace holdpoint {
namespace {

std::string readShipped(const std::string& name)
{
    return *readFile(std::filesystem::path(HOLDPOINT_SOURCE_DIR) / "resources/checklists" / name);
}

std::string faultsOf(const std::string& items)
{
    const auto read = readTemplateText(
        "holdpoint-checklist: 1\nid: x\nversion: 1\ntitle: X\nsections:\n  - number: 1\n    title: One\n    items:\n" + items,
        "list.yaml");
    return read ? "" : read.error().message;
}

TEST(TemplateTest, TheShippedOneHoldsEveryRowOfTheDocument)
{
    const ChecklistTemplate& shipped = shippedTemplate();

    EXPECT_EQ(shipped.items.size(), 212U);
    EXPECT_EQ(shipped.boxCount(), 157U);
    EXPECT_EQ(shipped.sections.size(), 21U); // 1 to 20 and the reference
    EXPECT_EQ(shipped.document, readShipped("pre-production.md"));
    EXPECT_EQ(shipped.sections[6].title, "Load Test Execution");
    EXPECT_EQ(shipped.sections[6].part, "Test Execution");
}

TEST(TemplateTest, CountsOfKindsAreThoseOfTheNotes)
{
    std::map<ItemKind, int> counts;
    std::map<Gate, int> killers;
    for (const ItemDefinition& item : shippedTemplate().items) {
        if (item.isBox) {
            ++counts[item.kind];
            killers[*item.gate] += item.isKiller ? 1 : 0;
        }
    }

    const std::map<ItemKind, int> expected{{ItemKind::Sensed, 81}, {ItemKind::Rollup, 7},  {ItemKind::Alarm, 6},
                                           {ItemKind::Action, 9},  {ItemKind::Hybrid, 41}, {ItemKind::Manual, 7},
                                           {ItemKind::Form, 6}};
    EXPECT_EQ(counts, expected);
    const std::map<Gate, int> expectedKillers{
        {Gate::GoForLoad, 7}, {Gate::Results, 7}, {Gate::SignOff, 7}, {Gate::AfterRelease, 5}};
    EXPECT_EQ(killers, expectedKillers);
}

struct SectionCount
{
    const char* number;
    std::map<ItemKind, int> kinds;
};

class SectionCountTest : public ::testing::TestWithParam<SectionCount>
{};

TEST_P(SectionCountTest, IsThatOfTheNotes)
{
    std::map<ItemKind, int> counts;
    for (const ItemDefinition& item : shippedTemplate().items) {
        if (item.isBox && item.section == GetParam().number) {
            ++counts[item.kind];
        }
    }

    EXPECT_EQ(counts, GetParam().kinds);
}

constexpr auto S = ItemKind::Sensed;
constexpr auto R = ItemKind::Rollup;
constexpr auto X = ItemKind::Action;
constexpr auto H = ItemKind::Hybrid;
constexpr auto M = ItemKind::Manual;
constexpr auto F = ItemKind::Form;
constexpr auto A = ItemKind::Alarm;
INSTANTIATE_TEST_SUITE_P(Sections, SectionCountTest,
                         ::testing::Values(SectionCount{"1", {{S, 4}, {R, 1}, {H, 4}}}, SectionCount{"2", {{S, 6}}},
                                           SectionCount{"3", {{S, 7}, {X, 1}}}, SectionCount{"4", {{S, 4}, {X, 1}}},
                                           SectionCount{"5", {{S, 3}, {X, 1}, {H, 2}}}, SectionCount{"6", {{S, 2}, {X, 1}}},
                                           SectionCount{"7", {{S, 24}, {R, 6}}}, SectionCount{"8", {{S, 5}, {A, 6}}},
                                           SectionCount{"9", {{S, 3}, {X, 1}, {H, 1}}}, SectionCount{"10", {{S, 8}, {H, 4}}},
                                           SectionCount{"11", {{H, 5}}}, SectionCount{"12", {{S, 3}, {H, 14}, {M, 3}}},
                                           SectionCount{"13", {{S, 2}, {X, 2}}}, SectionCount{"14", {{S, 4}, {H, 4}}},
                                           SectionCount{"15", {{H, 1}, {F, 5}}}, SectionCount{"16", {{S, 3}, {H, 2}, {M, 1}}},
                                           SectionCount{"17", {}}, SectionCount{"18", {{S, 2}, {H, 2}, {F, 1}}},
                                           SectionCount{"19", {{S, 1}, {X, 1}, {H, 1}, {M, 1}}},
                                           SectionCount{"20", {{X, 1}, {H, 1}, {M, 2}}}));

TEST(TemplateTest, KeepsEveryColumnOfARow)
{
    const ItemDefinition* item = shippedTemplate().item("data.users");

    ASSERT_NE(item, nullptr);
    EXPECT_EQ(item->text, "1,000+ test users created");
    EXPECT_EQ(item->parentId, "data.seeded");
    EXPECT_EQ(item->sensor, "sql");
    EXPECT_EQ(item->ttl, "1h");
    EXPECT_EQ(item->gate, Gate::GoForLoad);
    EXPECT_FALSE(item->query.empty() || item->passRule.empty() || item->unknownWhen.empty() || item->howTo.empty() ||
                 item->hint.empty());
}

TEST(TemplateTest, NamesTheSeriesThatARunHasToKeep)
{
    const auto keys = shippedTemplate().metricKeys("rsvp");

    EXPECT_NE(std::find(keys.begin(), keys.end(), "http_req_failed{name:rsvp}"), keys.end());
    EXPECT_EQ(std::find(keys.begin(), keys.end(), "http_reqs{name:auth}"), keys.end());
}

TEST(TemplateTest, EveryFaultIsNamedWithItsPlace)
{
    const std::string faults = faultsOf("      - id: a.one\n"
                                        "        text: One\n"
                                        "        kind: sensd\n"
                                        "        gaet: results\n"
                                        "      - id: a.one\n"
                                        "        text: Two\n"
                                        "        parent: a.on\n"
                                        "        owner: techlead\n"
                                        "        condition: any_test_faild\n"
                                        "        ttl: soon\n"
                                        "      - {id: a.three, text: Three, gate: go, parent: a.oen}\n");

    EXPECT_NE(faults.find("list.yaml:11:15: `sensd` is no kind"), std::string::npos) << faults;
    EXPECT_NE(faults.find("did you mean `sensed`?"), std::string::npos);
    EXPECT_NE(faults.find("list.yaml:12:9: unknown key `gaet`; did you mean `gate`?"), std::string::npos);
    EXPECT_NE(faults.find("list.yaml:13:13: item `a.one` is here a second time; the first is in line 9"), std::string::npos);
    EXPECT_NE(faults.find("`techlead` is no owner"), std::string::npos);
    EXPECT_NE(faults.find("unknown condition `any_test_faild`"), std::string::npos);
    EXPECT_NE(faults.find("ttl `soon`"), std::string::npos);
    EXPECT_NE(faults.find("`go` is no gate"), std::string::npos);
    EXPECT_NE(faults.find("unknown parent `a.oen`; did you mean `a.one`?"), std::string::npos);
}

TEST(TemplateTest, RefusesItemsThatRestOnThemselves)
{
    const std::string faults = faultsOf("      - {id: a.one, text: One, kind: rollup, depends: [a.two]}\n"
                                        "      - {id: a.two, text: Two, kind: rollup, depends: [a.one]}\n");

    EXPECT_NE(faults.find("depends on itself"), std::string::npos) << faults;
}

TEST(TemplateTest, RefusesRunFactsThatCannotBeJudged)
{
    const std::string faults = faultsOf("      - {id: a.one, text: One, kind: sensed, sensor: run, run: {test: x, facts: "
                                        "[{metric: vus, expect: \"min>=ten\"}, {expect: "
                                        "\"rate<1\"}]}}\n"
                                        "      - {id: a.two, text: Two, kind: sensed, sensor: run, run: {rule: dry-run}}\n");

    EXPECT_NE(faults.find("min>=ten"), std::string::npos) << faults;
    EXPECT_NE(faults.find("exactly one of `metric`, `verify`, `errors` and `recovery`"), std::string::npos);
    EXPECT_NE(faults.find("did you mean `dry-runs`?"), std::string::npos);
}

class HostileTemplateTest : public ::testing::TestWithParam<const char*>
{};

TEST_P(HostileTemplateTest, IsAnErrorAndNothingWorse)
{
    const auto read = readTemplateText(GetParam(), "hostile.yaml");

    ASSERT_FALSE(read);
    EXPECT_NE(read.error().message.find("hostile.yaml"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Inputs, HostileTemplateTest,
    ::testing::Values(
        "", "   \n", "[]", "3", "a: [", "holdpoint-checklist: 1", "sections: {a: b}", "sections: [[[[]]]]", "\xff\xfe\x00",
        "&a [*a]", "holdpoint-checklist: 1\nid: x\nversion: 1\ntitle: t\nsections: [{number: 1, title: t, items: [null, 3, []]}]",
        "holdpoint-checklist: 1\nid: x\nversion: 1\ntitle: t\ndocument: /no/such/file\nsections: []"));

TEST(TemplateTest, OpensBuiltInAndOwnChecklists)
{
    const auto folder = std::filesystem::path(HOLDPOINT_SOURCE_DIR) / "resources/checklists";

    EXPECT_TRUE(openTemplate("pre-production.yaml", folder));
    EXPECT_NE(openTemplate("builtin:pre-prodution", {}).error().message.find("no built-in checklist `pre-prodution`"),
              std::string::npos);
    EXPECT_EQ(openTemplate("builtin:../../etc/passwd", {}).error().kind, Error::Kind::Invalid);
    EXPECT_FALSE(openTemplate("none.yaml", folder));
}

TEST(TemplateTest, RolesAndGatesReadTheirOwnNames)
{
    for (const Role role : {Role::Qa, Role::DevOps, Role::TechLead, Role::ProductManager}) {
        EXPECT_EQ(*roleFrom(nameOf(role)), role);
        EXPECT_FALSE(titleOf(role).empty() || meaningOf(role).empty());
    }
    for (const Gate gate : {Gate::GoForLoad, Gate::Results, Gate::SignOff, Gate::AfterRelease}) {
        EXPECT_EQ(*gateFrom(nameOf(gate)), gate);
    }
    EXPECT_NE(roleFrom("tech_lead").error().message.find("did you mean `tech-lead`?"), std::string::npos);
}

} // namespace
} // namespace holdpoint
