// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/watch/log_tail.h"

#include "tests/support/eventually.h"

#include <fstream>
#include <gmock/gmock.h>
#include <thread>

namespace holdpoint {
namespace {

class LogTailTest : public testing::Test
{
protected:
    LogTailTest()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "holdpoint-log-XXXXXX").string();
        folder = mkdtemp(pattern.data()) != nullptr ? pattern : std::string();
        file = folder / "app.log";
    }
    ~LogTailTest() override
    {
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
    }
    void append(const std::string& text) { std::ofstream(file, std::ios::app | std::ios::binary) << text; }

    std::filesystem::path folder;
    std::filesystem::path file;
};

TEST_F(LogTailTest, CountsWhatIsAppendedAfterTheFirstLook)
{
    append("2026-01-05 10:00:00 ERROR long ago\n");
    LogTail tail({file});
    EXPECT_EQ(tail.take().errors, 0U);

    append("2026-01-05 10:00:01 ERROR pool exhausted\n{\"level\":\"warn\",\"msg\":\"slow\"}\n2026-01-05 INFO fine\n");
    const LogCounts counts = tail.take();
    EXPECT_EQ(counts.errors, 1U);
    EXPECT_EQ(counts.warnings, 1U);
    EXPECT_EQ(counts.reason, "");
    EXPECT_EQ(tail.take().errors, 0U) << "each line once";
}

TEST_F(LogTailTest, ItsErrorsAndWarningsAreHandedOnTheNewestAtTheEnd)
{
    append("");
    LogTail tail({file});
    tail.take();
    std::string text = "2026-01-05 INFO fine\n";
    for (int line = 0; line < 30; ++line) {
        text += "2026-01-05 10:00:01 ERROR number " + std::to_string(line) + "\n";
    }
    append(text);
    const LogCounts counts = tail.take();
    EXPECT_EQ(counts.errors, 30U);
    ASSERT_EQ(counts.lines.size(), LogCounts::kMostLines);
    EXPECT_THAT(counts.lines.front(), testing::HasSubstr("ERROR number 10"));
    EXPECT_THAT(counts.lines.back(), testing::HasSubstr("ERROR number 29"));
}

TEST_F(LogTailTest, AHalfLineWaitsForItsEnd)
{
    append("");
    LogTail tail({file});
    tail.take();
    append("2026-01-05 10:00:01 ERR");
    EXPECT_EQ(tail.take().errors, 0U);
    append("OR pool exhausted\n");
    EXPECT_EQ(tail.take().errors, 1U);
}

TEST_F(LogTailTest, ARotatedFileIsReadFromItsStart)
{
    append(std::string(1000, 'x') + "\n");
    LogTail tail({file});
    tail.take();
    std::ofstream(file, std::ios::trunc) << "ERROR after the rotation\n";
    EXPECT_EQ(tail.take().errors, 1U);
}

TEST_F(LogTailTest, AFileThatIsNotThereIsNamed)
{
    LogTail tail({folder / "none.log"});
    EXPECT_THAT(tail.take().reason, testing::HasSubstr("none.log"));
}

TEST_F(LogTailTest, AJournalIsCountedFromItsCursorOnByTheLevelOfItsLines)
{
    // a journalctl of our own: its first answer ends at c1, after it come two lines, then none
    const auto program = folder / "journalctl";
    std::ofstream(program)
        << "#!/bin/sh\n"
           "case \"$*\" in\n"
           "*--after-cursor=c1*) echo '{\"__CURSOR\":\"c2\",\"MESSAGE\":\"pool exhausted\",\"PRIORITY\":\"3\"}'\n"
           " echo '{\"__CURSOR\":\"c3\",\"MESSAGE\":\"WARN slow\",\"PRIORITY\":\"6\"}';;\n"
           "*--after-cursor=c3*) ;;\n"
           "*--unit=shop*--lines=1*) echo '{\"__CURSOR\":\"c1\",\"MESSAGE\":\"old\",\"PRIORITY\":\"3\"}';;\n"
           "*) echo 'no such unit' >&2; exit 1;;\n"
           "esac\n";
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    const std::string path = std::getenv("PATH");
    ::setenv("PATH", (folder.string() + ":" + path).c_str(), 1);
    JournalTail tail({"shop"});
    LogCounts first;
    tail.take(first);
    LogCounts second;
    tail.take(second);
    LogCounts third;
    tail.take(third);
    LogCounts unknown;
    JournalTail({"none"}).take(unknown);
    ::setenv("PATH", path.c_str(), 1);

    EXPECT_EQ(first.errors, 0U) << first.reason;
    EXPECT_EQ(second.errors, 1U) << second.reason;
    EXPECT_EQ(second.warnings, 1U);
    EXPECT_THAT(second.lines, testing::ElementsAre("pool exhausted", testing::HasSubstr("slow")));
    EXPECT_EQ(third.errors + third.warnings, 0U);
    EXPECT_THAT(unknown.reason, testing::HasSubstr("no such unit"));
}

TEST_F(LogTailTest, AJournalThatHangsIsLeftWhenItsReaderIsStopped)
{
    const auto program = folder / "journalctl";
    std::ofstream(program) << "#!/bin/sh\ntouch " << (folder / "asked").string() << "\nexec sleep 600\n";
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    const std::string path = std::getenv("PATH");
    ::setenv("PATH", (folder.string() + ":" + path).c_str(), 1);
    std::atomic<bool> isStopped = false;
    JournalTail tail({"shop", "bank"}, &isStopped);
    LogCounts counts;
    std::thread reader([&] { tail.take(counts); });
    EXPECT_TRUE(test::eventually([this] { return std::filesystem::exists(folder / "asked"); }));
    isStopped = true;
    reader.join();
    ::setenv("PATH", path.c_str(), 1);
    EXPECT_EQ(counts.reason, "stopped") << "and not that the journal took too long";
}

} // namespace
} // namespace holdpoint
