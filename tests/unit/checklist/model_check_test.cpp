// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/units.h"
#include "core/checklist/markdown_import.h"
#include "tests/unit/checklist/walk.h"
#include "tests/unit/checklist/walk_templates.h"

#include <cstdlib>

namespace holdpoint {
namespace {

constexpr std::size_t kSteps = 25;
#ifdef HOLDPOINT_SANITIZER
constexpr std::size_t kShare = 10; // ten times slower; all 10,000 are walked without one
#else
constexpr std::size_t kShare = 1;
#endif

ChecklistTemplate everyKind()
{
    auto read = readTemplateText(kEveryKind, "every-kind.yaml");
    EXPECT_TRUE(read) << (read ? "" : read.error().message);
    return read ? *std::move(read) : ChecklistTemplate{};
}

ChecklistTemplate taskList()
{
    const auto imported = importMarkdown(kTaskList, {"list.md", "list.md", "list", Gate::GoForLoad});
    EXPECT_TRUE(imported) << (imported ? "" : imported.error().message);
    auto read = readTemplateText(imported ? imported->yaml : "", "list.yaml", kTaskList);
    EXPECT_TRUE(read) << (read ? "" : read.error().message);
    return read ? *std::move(read) : ChecklistTemplate{};
}

/// HOLDPOINT_WALK=SEED walks that one alone.
void walk(const ChecklistTemplate& definition, std::uint64_t first, std::size_t count)
{
    const char* only = std::getenv("HOLDPOINT_WALK");
    const auto wanted = only == nullptr ? Result<std::int64_t>(0) : parseInteger(only);
    const std::uint64_t begin = wanted && *wanted > 0 ? static_cast<std::uint64_t>(*wanted) : first;
    for (std::uint64_t seed = begin; seed < begin + (wanted && *wanted > 0 ? 1 : count / kShare); ++seed) {
        Walk random(definition, seed);
        for (std::size_t step = 0; step < kSteps; ++step) {
            const std::string fault = random.step();
            ASSERT_TRUE(fault.empty()) << fault << "\nafter " << random.told();
        }
    }
}

/// Blocks of walks, so that ctest spreads them over its jobs.
class EveryKindWalkTest : public ::testing::TestWithParam<int>
{};

TEST_P(EveryKindWalkTest, KeepsEveryRule)
{
    static const ChecklistTemplate kTemplate = everyKind();
    walk(kTemplate, 1000U * static_cast<unsigned>(GetParam()) + 1, 1000);
}

INSTANTIATE_TEST_SUITE_P(Walks, EveryKindWalkTest, ::testing::Range(0, 8));

TEST(TaskListWalkTest, KeepsEveryRule)
{
    const ChecklistTemplate definition = taskList();
    walk(definition, 100'001, 1800);
}

TEST(ShippedWalkTest, KeepsEveryRule)
{
    walk(shippedTemplate(), 200'001, 200);
}

} // namespace
} // namespace holdpoint
