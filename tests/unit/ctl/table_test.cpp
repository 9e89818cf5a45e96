// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/table.h"

#include "core/base/text.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::HasSubstr;
using testing::Not;

std::size_t widest(const std::string& text)
{
    std::size_t most = 0;
    for (const std::string& line : split(text, '\n')) {
        const auto letters = std::count_if(line.begin(), line.end(),
                                           [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; });
        most = std::max(most, static_cast<std::size_t>(letters));
    }
    return most;
}

/// Its words in order, however they are broken over lines.
std::string joined(const std::string& text)
{
    std::string all;
    for (const char letter : text) {
        const bool isBlank = letter == ' ' || letter == '\n';
        all += !isBlank ? std::string(1, letter) : all.empty() || all.back() == ' ' ? "" : " ";
    }
    return all;
}

std::string words(int count)
{
    std::string text;
    for (int i = 1; i <= count; ++i) {
        text += (i == 1 ? "word" : " word") + std::to_string(i);
    }
    return text;
}

Table checklistTable()
{
    Table table({"State", "Item", "Text", "Value seen, reason, who"});
    table.addGroup("1  Environment: 0 of 9 decided");
    table.add({"UNKNOWN", "env.same-database-config", "Database configuration matches production", words(60)});
    table.add({"PASS", "env.ssl-certificates-valid", "SSL certificates valid in staging", "expires in 61 days"});
    return table;
}

TEST(Table, WhatFitsStandsInOneLineARowWithNumbersToTheRight)
{
    Table table({"Name", "Count"});
    table.add({"a", "9"});
    table.add({"bb", "1,234"});
    EXPECT_EQ(table.text(40), "Name  Count\na         9\nbb    1,234\n");
}

TEST(Table, NoLineIsWiderThanTheTerminalAndNoWordIsLost)
{
    for (const std::size_t width : {40U, 60U, 80U, 100U, 133U, 250U}) {
        const std::string text = checklistTable().text(width);
        EXPECT_LE(widest(text), width) << text;
        EXPECT_THAT(joined(text), HasSubstr(words(60))) << text;
        EXPECT_THAT(text, HasSubstr("env.same-database-config")) << "an id stays whole";
        EXPECT_THAT(text, Not(HasSubstr("\u2026")));
    }
}

TEST(Table, ALongTextGoesBelowItsRowAndTheOthersKeepTheirColumns)
{
    const std::string text = checklistTable().text(100);
    const auto lines = split(text, '\n');
    EXPECT_EQ(lines[0], "State    Item                        Text");
    EXPECT_EQ(lines[1], "    Value seen, reason, who");
    EXPECT_EQ(lines[4], "UNKNOWN  env.same-database-config    Database configuration matches production");
    EXPECT_TRUE(lines[5].starts_with("    word1 word2 ")) << lines[5];
    EXPECT_THAT(text,
                HasSubstr("\nPASS     env.ssl-certificates-valid  SSL certificates valid in staging\n    expires in 61 days\n"));
}

TEST(Table, ALittleTooWideWrapsInItsColumn)
{
    Table table({"Name", "What"});
    table.add({"first", "twelve words of a text that is somewhat too wide"});
    EXPECT_EQ(table.text(40), "Name   What\n"
                              "first  twelve words of a text that is\n"
                              "       somewhat too wide\n");
}

TEST(Table, AWordThatNoLineHoldsIsBrokenAtCharactersNotBytes)
{
    std::string word;
    for (int i = 0; i < 120; ++i) {
        word += "\u00e9";
    }
    Table table({"Word"});
    table.add({word});
    const std::string text = table.text(50);
    EXPECT_EQ(widest(text), 50U);
    std::string all;
    for (const std::string& line : split(text.substr(5), '\n')) {
        EXPECT_EQ(line.size() % 2, 0U);
        all += line;
    }
    EXPECT_EQ(all, word);
}

TEST(Table, WhatAServerSentCannotMoveTheCursor)
{
    Table table({"Message"});
    table.add({"a\x1b[2Jb\nc\u009bd"});
    EXPECT_EQ(table.text(80), "Message\na [2Jb c  d\n");
}

TEST(Table, TheWidthIsThatOfTheTerminalAnd100WhereThereIsNone)
{
    ::setenv("COLUMNS", "72", 1);
    EXPECT_EQ(terminalWidth(), 72U);
    ::setenv("COLUMNS", "3", 1);
    EXPECT_EQ(terminalWidth(), 40U);
    ::setenv("COLUMNS", "wide", 1);
    EXPECT_GE(terminalWidth(), 40U);
    ::unsetenv("COLUMNS");
    EXPECT_GE(terminalWidth(), 40U);
}

} // namespace
} // namespace holdpoint
