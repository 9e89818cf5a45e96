// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/k6/k6_terminal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdpoint {
namespace {

using testing::ElementsAre;
using testing::Pair;
using testing::SizeIs;
using Stream = K6Terminal::Stream;

TEST(K6Terminal, LogLinesShowTheirMessageAndLevel)
{
    K6Terminal terminal{Redactor()};
    terminal.add(Stream::Err,
                 "time=\"2026-11-29T21:15:12Z\" level=info msg=\"in setup\" source=console\n"
                 "time=\"2026-11-29T21:15:12Z\" level=warning msg=\"Request Failed\" error=\"Get \\\"http://h/\\\": refused\"\n");
    terminal.add(Stream::Out, "     \x1b[32mchecks\x1b[0m...: 100%\n\n");

    EXPECT_THAT(terminal.take(), ElementsAre("k6: in setup", "k6 warning: Request Failed: Get \"http://h/\": refused",
                                             "k6:      checks...: 100%"));
}

TEST(K6Terminal, ExceptionsOfIterationsAreCounted)
{
    K6Terminal terminal{Redactor()};
    const std::string line = "time=\"t\" level=error msg=\"TypeError: x is undefined\\n\\tat default (file:///a.js:3:1)\\n\" "
                             "executor=constant-vus scenario=flash source=stacktrace\n";
    terminal.add(Stream::Err, line + line);

    EXPECT_THAT(terminal.takeExceptions(), ElementsAre(Pair(Pair("flash", "TypeError: x is undefined"), 2U)));
    EXPECT_THAT(terminal.takeExceptions(), SizeIs(0));
    EXPECT_EQ(terminal.lastError(), "TypeError: x is undefined");
}

TEST(K6Terminal, AnErrorThatOnlyAnnouncesItsReasonIsToldWithIt)
{
    K6Terminal terminal{Redactor()};
    terminal.add(K6Terminal::Stream::Err,
                 "time=\"t\" level=error msg=\"There were problems with the specified script configuration:\\n\\t- executor "
                 "default: function 'default' not found in exports\"\n");
    EXPECT_EQ(terminal.lastError(), "There were problems with the specified script configuration: executor default: function "
                                    "'default' not found in exports");
}

TEST(K6Terminal, AFloodIsBoundedAndCounted)
{
    K6Terminal terminal{Redactor()};
    for (int i = 0; i < 5000; ++i) {
        terminal.add(Stream::Out, std::string(10'000, 'x') + "\n");
    }
    const auto lines = terminal.take();

    ASSERT_THAT(lines, SizeIs(201));
    EXPECT_LE(lines.front().size(), 520U);
    EXPECT_EQ(lines.back(), "k6: 4,800 more lines are left out");
}

TEST(K6Terminal, ALineWithoutEndDoesNotGrow)
{
    K6Terminal terminal{Redactor()};
    for (int i = 0; i < 1000; ++i) {
        terminal.add(Stream::Err, std::string(10'000, 'y'));
    }
    terminal.finish();
    EXPECT_THAT(terminal.take(), SizeIs(1));
}

TEST(K6Terminal, SecretsAreHidden)
{
    K6Terminal terminal{Redactor({{"TOKEN", Secret("s3cr3tvalue")}})};
    terminal.add(Stream::Err, "level=info msg=\"token s3cr3tvalue\"\n");
    terminal.add(Stream::Out, "s3cr3tvalue\n");
    EXPECT_THAT(terminal.take(), ElementsAre("k6: token ***", "k6: ***"));
}

TEST(K6Terminal, OddLogLinesAreShownAsTheyAre)
{
    K6Terminal terminal{Redactor()};
    terminal.add(Stream::Err, "=\nlevel\nlevel=\"open\nlevel=info msg=\"a\\\n");
    EXPECT_THAT(terminal.take(), SizeIs(4));
}

} // namespace
} // namespace holdpoint
