// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file_blocks.h"

#include "core/base/file_stage.h"
#include "core/base/hash.h"

#include <fstream>
#include <gmock/gmock.h>
#include <unistd.h>

namespace holdpoint {
namespace {

class FileBlocks : public testing::Test
{
protected:
    FileBlocks() { std::filesystem::create_directories(folder); }
    ~FileBlocks() override { std::filesystem::remove_all(folder); }

    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("holdpoint-blocks-" + std::to_string(::getpid()));
};

TEST_F(FileBlocks, AFileOfManyBlocksHasTheSumOfItsBytes)
{
    std::string bytes;
    for (int i = 0; i < 3'000'000; ++i) {
        bytes += static_cast<char>(i % 251);
    }
    std::ofstream(folder / "big", std::ios::binary) << bytes;
    std::ofstream(folder / "none", std::ios::binary) << "";
    EXPECT_EQ(*fileSha256(folder / "big"), sha256Hex(bytes));
    EXPECT_EQ(*fileSha256(folder / "none"), sha256Hex(""));
    FileStage stage(folder / "out");
    ASSERT_TRUE(stage.open());
    EXPECT_EQ(*stage.addCopy("copy", folder / "big"), sha256Hex(bytes));
    ASSERT_TRUE(stage.publish());
    EXPECT_EQ(*fileSha256(folder / "out" / "copy"), sha256Hex(bytes));
}

TEST_F(FileBlocks, WhatIsNoFileIsSaidToBeThat)
{
    EXPECT_EQ(fileSha256(folder / "gone").error().kind, Error::Kind::NotFound);
    EXPECT_THAT(fileSha256(folder).error().message, testing::HasSubstr("it is no file"));
    FileStage stage(folder / "out");
    ASSERT_TRUE(stage.open());
    EXPECT_FALSE(stage.addCopy("copy", folder / "gone"));
}

} // namespace
} // namespace holdpoint
