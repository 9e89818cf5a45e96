// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/agent/line_channel.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

namespace holdpoint {
namespace {

/// A descriptor that holds `text` and then ends.
class InputOf
{
public:
    explicit InputOf(const std::string& text) : m_descriptor(::memfd_create("input", MFD_CLOEXEC))
    {
        EXPECT_EQ(::pwrite(m_descriptor, text.data(), text.size(), 0), static_cast<ssize_t>(text.size()));
    }
    ~InputOf() { ::close(m_descriptor); }
    InputOf(const InputOf&) = delete;
    InputOf& operator=(const InputOf&) = delete;

    int descriptor() const { return m_descriptor; }

private:
    int m_descriptor;
};

TEST(LineChannelTest, GivesLongAndShortLinesInTheirOrder)
{
    const std::string large(5U << 20U, 'x');
    const InputOf input(large + "\n\nsecond\nnever ended");
    const InputOf output("");
    LineChannel channel(input.descriptor(), output.descriptor());

    channel.wait(0);

    EXPECT_TRUE(channel.nextLine() == large);
    EXPECT_EQ(channel.nextLine(), "");
    EXPECT_EQ(channel.nextLine(), "second");
    EXPECT_EQ(channel.nextLine(), std::nullopt);
    EXPECT_TRUE(channel.isInputEnded());
    EXPECT_FALSE(channel.isLineTooLong());
}

TEST(LineChannelTest, ALineOverTheBoundEndsTheInputAndIsNamedAsTheCause)
{
    const InputOf input(std::string(300'000, 'x'));
    const InputOf output("");
    LineChannel channel(input.descriptor(), output.descriptor(), 100'000);

    channel.wait(0);

    EXPECT_EQ(channel.nextLine(), std::nullopt);
    EXPECT_TRUE(channel.isInputEnded());
    EXPECT_TRUE(channel.isLineTooLong());
    EXPECT_EQ(channel.longestLine(), 100'000U);
}

} // namespace
} // namespace holdpoint
