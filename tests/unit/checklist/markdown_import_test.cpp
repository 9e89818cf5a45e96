// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checklist/markdown_import.h"

#include "core/base/file.h"
#include "core/checklist/document.h"
#include "tests/unit/checklist/release_fixture.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const MarkdownOptions kOptions{"list.md", "list.md", "list", Gate::SignOff};

ImportedChecklist imported(const std::string& markdown)
{
    auto made = importMarkdown(markdown, kOptions);
    EXPECT_TRUE(made) << (made ? "" : made.error().message);
    return made ? *std::move(made) : ImportedChecklist{};
}

std::string refusal(const std::string& markdown)
{
    const auto made = importMarkdown(markdown, kOptions);
    return made ? "taken" : made.error().message;
}

ChecklistTemplate templateOf(const std::string& markdown)
{
    auto read = readTemplateText(imported(markdown).yaml, "list.yaml", markdown);
    EXPECT_TRUE(read) << (read ? "" : read.error().message);
    return read ? *std::move(read) : ChecklistTemplate{};
}

std::vector<std::string> ids(const ChecklistTemplate& definition)
{
    std::vector<std::string> found;
    for (const ItemDefinition& item : definition.items) {
        found.push_back(item.id);
    }
    return found;
}

/// Every item stands in the line of its box, and the lines together are the document.
void expectLossless(const std::string& markdown)
{
    const ChecklistTemplate definition = templateOf(markdown);
    const auto lines = documentLines(markdown);
    std::string bytes;
    for (const DocumentLine& line : lines) {
        bytes += line.text + line.end;
    }
    EXPECT_EQ(bytes, markdown);
    const auto places = linesOf(definition, lines);
    for (std::size_t i = 0; i < places.size(); ++i) {
        const ItemDefinition& item = definition.items[i];
        ASSERT_GE(places[i], 0) << item.id;
        EXPECT_EQ(places[i] + 1, item.line) << item.id;
        EXPECT_NE(boxIn(lines[static_cast<std::size_t>(places[i])].text), std::string::npos) << item.id;
    }
}

TEST(MarkdownImportTest, TakesEveryBoxOfTheSourceDocument)
{
    const std::string source = *readFile(HOLDPOINT_SOURCE_DIR "/resources/checklists/pre-production.md");
    const ChecklistTemplate definition = templateOf(source);

    EXPECT_EQ(definition.title, "Load Testing Pre-Production Checklist");
    EXPECT_EQ(definition.items.size(), 157U);
    EXPECT_EQ(definition.sections.size(), 19U); // 17 has signatures, but no box
    EXPECT_EQ(definition.sections[6].number, "7");
    EXPECT_EQ(definition.sections[6].title, "Load Test Execution");
    EXPECT_EQ(definition.sections[6].part, "Test Execution");
    EXPECT_EQ(definition.document, source);
    expectLossless(source);
    // the same boxes in the same order as the template that was bound by hand
    std::vector<std::string> texts;
    std::vector<std::string> shipped;
    for (const ItemDefinition& item : definition.items) {
        texts.push_back(item.section + " " + item.text);
    }
    for (const ItemDefinition& item : shippedTemplate().items) {
        if (item.isBox) {
            shipped.push_back(item.section + " " + item.text);
        }
    }
    EXPECT_EQ(texts, shipped);
}

TEST(MarkdownImportTest, IdsFollowFromTheTextsAlone)
{
    const std::string list =
        "# L\n## Before\n- [ ] Backups tested\n- [ ] p95 < 1.2s\n- [ ] p95 > 1.2s\n- [ ] Pr\u00fcfe Z\u00e4hler\n"
        "- [ ] \u6e2c\u8a66\n## After\n- [ ] Backups tested\n";
    const auto first = ids(templateOf(list));

    EXPECT_THAT(first, ElementsAre("before.backups-tested", "before.p95-1-2s", "before.p95-1-2s-2", "before.prufe-zahler",
                                   testing::MatchesRegex("before\\.item-[0-9a-f]+"), "after.backups-tested"));
    const auto second = ids(templateOf("# L\n## New\n- [ ] Backups tested\n" + list.substr(4)));
    EXPECT_EQ(std::vector<std::string>(second.begin() + 1, second.end()), first);
}

TEST(MarkdownImportTest, ABoxWithBoxesBelowItIsTheirRollUp)
{
    const ChecklistTemplate definition =
        templateOf("## A\n- [ ] Data\n  - [ ] Users\n    - text\n      - [ ] Admins\n- plain\n  - [ ] Alone\n");

    EXPECT_EQ(definition.item("a.data")->kind, ItemKind::Rollup);
    EXPECT_EQ(definition.item("a.data.users")->kind, ItemKind::Rollup);
    EXPECT_EQ(definition.item("a.data.users")->parentId, "a.data");
    EXPECT_EQ(definition.item("a.users.admins")->parentId, "a.data.users");
    EXPECT_EQ(definition.item("a.users.admins")->kind, ItemKind::Manual);
    EXPECT_EQ(definition.item("a.alone")->parentId, "");
    EXPECT_EQ(definition.item("a.alone")->gate, Gate::SignOff);
}

TEST(MarkdownImportTest, HeadingsWithBoxesAreSectionsAndThoseAboveThemParts)
{
    const ChecklistTemplate definition = templateOf("- [ ] first of all\n\nTitle\n=====\n\n## Part *one*\n\n### 4) `Four`\n- [ ] "
                                                    "a\n\n### 2 things\n- [ ] b\n\n## 4. Again\n- [ ] c\n");

    ASSERT_EQ(definition.sections.size(), 4U);
    EXPECT_EQ(definition.sections[0].title, "Title");
    EXPECT_EQ(definition.sections[0].number, "1");
    EXPECT_EQ(definition.sections[1].title, "Four");
    EXPECT_EQ(definition.sections[1].number, "4");
    EXPECT_EQ(definition.sections[1].part, "Part one");
    EXPECT_EQ(definition.sections[2].title, "2 things");
    EXPECT_EQ(definition.sections[2].number, "2");
    EXPECT_EQ(definition.sections[3].title, "4. Again");
    EXPECT_EQ(definition.sections[3].number, "3");
    EXPECT_EQ(definition.sections[3].part, "");
}

TEST(MarkdownImportTest, SaysWhatItDoesNotTakeAsItStands)
{
    const ImportedChecklist made = imported("- [x] done\n- [X] done too\n- [ ] open\n- [ ]\n\n```\n- [ ] code\n```\n\n    - [ ] "
                                            "indented\n\n<div>\n- [ ] html\n</div>\n\n| [ ] | table |\n");

    EXPECT_EQ(made.boxes, 3U);
    EXPECT_THAT(made.notes, ElementsAre(HasSubstr("2 boxes were ticked (lines 1, 2); a tick is no proof: they start open"),
                                        HasSubstr("1 box has no text (line 4)"),
                                        HasSubstr("3 lines look like a box but are none in Markdown (lines 7, 10, 13")));
}

class LosslessTest : public ::testing::TestWithParam<std::string>
{};

TEST_P(LosslessTest, EveryBoxIsFoundInItsLineAndNoByteIsLost)
{
    expectLossless(GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Documents, LosslessTest,
    ::testing::Values("- [ ] a", "- [ ] a\n", "# T\r\n\r\n- [ ] a\r\n  - [ ] b\r\n", "- [ ] a\r- [ ] b\r",
                      "-\t[ ]\ta\n\t- [ ] b\n", "1. [ ] one\n2. [X] two\n   1) [ ] deep\n", "* [X] a\n+ [ ] b\n- [x] c\n",
                      "> - [ ] quoted\n> > - [ ] twice\n", "- - [ ] a\n- 1. [ ] b\n",
                      "# T\n```\n- [ ] same\n```\n- [ ] same\n\nsame\n\n- [ ] same\n", "## A\n- [ ] x\n## A\n- [ ] x\n- [ ] x\n",
                      "<details>\n<summary>- [ ] no</summary>\n\n- [ ] yes <b>bold</b>\n\n</details>\n",
                      "- [ ] **Search** (9 min) `code` [link](http://x/) | pipe\n  more of it\n  - [ ] below\n",
                      "\xEF\xBB\xBF- [ ] behind a mark\n", "---\ntitle: x\n---\n\n# T\n- [ ] a\n",
                      "- [ ] \"quotes\" \\ and ' # : - {x}\n",
                      "- [ ] null\n- [ ] true\n- [ ] 12\n- [ ] ~\n- [ ] [ ]\n- [ ] \u2028\u0085\n", "# #\n##\n- [ ] a\n",
                      "## signature\n- [ ] qa\n", "- [ ] \x01\x1b[31mred\x7f\n", "Text\n- [ ] interrupts a paragraph\n"));

TEST(MarkdownImportTest, TakesALongDocument)
{
    std::string markdown = "# Long\n";
    for (int i = 0; markdown.size() < (2U << 20U); ++i) {
        markdown += i % 5000 == 0 ? "## Part " + std::to_string(i / 5000) + "\n" : "";
        markdown += i % 20 == 0 ? "- [ ] box " + std::to_string(i) + "\n" : "Some words about **it** and [more](x).\n\n";
    }
    const ChecklistTemplate definition = templateOf(markdown);

    EXPECT_GT(definition.items.size(), 2000U);
    expectLossless(markdown);
}

TEST(MarkdownImportTest, RefusesWithThePlaceWhatNoChecklistIs)
{
    EXPECT_EQ(refusal(std::string("- [ ] a\nb\0c\n", 11)), "list.md:2:2: a NUL byte; a checklist is a text");
    EXPECT_EQ(refusal("- [ ] a\n- [ ] caf\xE9\n"), "list.md:2:10: the byte 0xE9 is not UTF-8; save the file as UTF-8");
    EXPECT_THAT(refusal("\xFF\xFE- [ ]"), HasSubstr("list.md:1:1: the file is UTF-16"));
    EXPECT_THAT(refusal(""), HasSubstr("list.md has no boxes; a box is a line of a list like `- [ ] Backups tested`"));
    EXPECT_THAT(refusal("- [ ]\n"), HasSubstr("line 1 has a box without a text"));
    EXPECT_THAT(refusal("```\n- [ ] a\n```\n"), HasSubstr("has no boxes"));
    EXPECT_THAT(refusal(std::string(kMaxMarkdownBytes + 1, 'x')), HasSubstr("a checklist at most 4.0\u00a0MiB"));
    std::string many;
    for (int i = 0; i < 5001; ++i) {
        many += "- [ ] b\n";
    }
    EXPECT_THAT(refusal(many), HasSubstr("list.md:5001:4: more than 5,000 boxes"));
    std::string deep;
    for (std::size_t i = 0; i < 70; ++i) {
        deep += std::string(2 * i, ' ') + "- [ ] b\n";
    }
    EXPECT_THAT(refusal(deep), HasSubstr(": boxes are nested more than 64 deep"));
}

TEST(MarkdownImportTest, AnEditedDocumentKeepsItsItems)
{
    const std::string before = "# T\n- [ ] same\n- [ ] other\n- [ ] same\n";
    const ChecklistTemplate definition = templateOf(before);
    const auto lines = documentLines("# T\n\nA word.\n\n- [ ] same\n- [ ] same\n\nsame\n");

    EXPECT_THAT(linesOf(definition, lines), ElementsAre(4, -1, 5));
}

TEST(MarkdownImportTest, TheImportedListIsConfirmedByPeopleAndHoldsItsGate)
{
    const ChecklistTemplate definition = templateOf("## A\n- [x] Data\n  - [ ] Users\n- [x] Announced\n");
    Plan plan = searchPlan();
    ChecklistInputs inputs;
    inputs.definition = &definition;
    inputs.plan = &plan;
    inputs.now = at(1);

    EXPECT_EQ(evaluateChecklist(inputs).gate(Gate::SignOff).blockers, (std::vector<std::string>{"a.data.users", "a.announced"}));
    for (const char* id : {"a.data.users", "a.announced"}) {
        inputs.changes.push_back(*confirmItem(evaluateChecklist(inputs), id, kMara, "", at(1)));
    }
    EXPECT_EQ(evaluateChecklist(inputs).item("a.data")->state, ItemState::Pass);
    EXPECT_TRUE(evaluateChecklist(inputs).gate(Gate::SignOff).blockers.empty());
}

} // namespace
} // namespace holdpoint
