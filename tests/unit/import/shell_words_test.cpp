// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/import/marked_text.h"
#include "core/import/shell_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdpoint {
namespace {

using testing::ElementsAre;

std::vector<std::string> wordsOf(const std::string& text)
{
    const auto commands = readShellCommands(text);
    return commands && !commands->empty() ? commands->front().words : std::vector<std::string>{};
}

TEST(ShellWords, ReadsQuotesAsShAndBashDo)
{
    EXPECT_THAT(wordsOf(R"(a 'b "c" \d' "e 'f' \"g\" \$h \i" j\ k)"),
                ElementsAre("a", R"(b "c" \d)", R"(e 'f' "g" $h \i)", "j k"));
    EXPECT_THAT(wordsOf(R"($'a\tb\'c\x41\u00e9\101\\' '')"), ElementsAre("a\tb'cA\u00e9A\\", ""));
    EXPECT_THAT(wordsOf("a'b'\"c\"d"), ElementsAre("abcd"));
}

TEST(ShellWords, ContinuesLinesAndSkipsComments)
{
    EXPECT_THAT(wordsOf("# first\ncurl a \\\n  b \\\r\n c # end\nnext"), ElementsAre("curl", "a", "b", "c"));
    EXPECT_THAT(wordsOf("a#b"), ElementsAre("a#b"));
}

TEST(ShellWords, SeparatesCommandsAndDropsRedirections)
{
    const auto commands = readShellCommands("a 1 2>&1 >out; b&&c | d < in\ne");
    ASSERT_TRUE(commands);
    ASSERT_EQ(commands->size(), 5U);
    EXPECT_THAT((*commands)[0].words, ElementsAre("a", "1"));
    EXPECT_TRUE((*commands)[3].readsInput);
    EXPECT_EQ((*commands)[4].line, 2);
}

TEST(ShellWords, VariablesBecomeMarkedText)
{
    EXPECT_THAT(wordsOf("x \"Bearer $TOKEN\" ${A}b '$C' $"),
                ElementsAre("x", "Bearer " + marked("${TOKEN}"), marked("${A}") + "b", "$C", "$"));
    const auto commands = readShellCommands("a $(date) `b`");
    ASSERT_TRUE(commands);
    EXPECT_TRUE(commands->front().hasSubstitution);
}

TEST(ShellWords, NamesTheLineOfAnOpenQuote)
{
    const auto commands = readShellCommands("a\nb \"c\n");
    ASSERT_FALSE(commands);
    EXPECT_EQ(commands.error().message, "line 2: the quote \" is not closed");
}

} // namespace
} // namespace holdpoint
