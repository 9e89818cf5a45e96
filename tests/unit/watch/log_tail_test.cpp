// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/watch/log_tail.h"

#include <fstream>
#include <gmock/gmock.h>

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
    const LogTail::Counts counts = tail.take();
    EXPECT_EQ(counts.errors, 1U);
    EXPECT_EQ(counts.warnings, 1U);
    EXPECT_EQ(counts.reason, "");
    EXPECT_EQ(tail.take().errors, 0U) << "each line once";
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

} // namespace
} // namespace holdpoint
