// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace holdpoint {

/// Files of one folder that appear together or not at all: they are written and synced beside their names first, so that a full
/// disk is met before anything that was there is touched. What was not published leaves nothing behind, a folder that was made
/// for it included.
class FileStage
{
public:
    explicit FileStage(std::filesystem::path folder) : m_folder(std::move(folder)) {}
    ~FileStage();
    FileStage(const FileStage&) = delete;
    FileStage& operator=(const FileStage&) = delete;

    /// Makes the folder if it is not there.
    Result<> open();
    /// Added again it has the newer bytes.
    Result<> add(const std::string& name, std::string_view bytes);
    /// The bytes of another file, however large; their SHA-256.
    Result<std::string> addCopy(const std::string& name, const std::filesystem::path& source);
    /// Room for a file that can only be written when all else is done: add() then needs no more of the disk, up to `bytes`.
    Result<> reserve(const std::string& name, std::size_t bytes);
    /// A file of before that goes when the new ones come.
    void drop(const std::string& name) { m_dropped.push_back(name); }
    Result<> publish();

private:
    std::filesystem::path beside(const std::string& name) const;
    /// Writes what `fill` gives to its own argument, and syncs it.
    Result<> stage(const std::string& name,
                   const std::function<Result<>(const std::function<Result<>(std::string_view)>& write)>& fill);

    std::filesystem::path m_folder;
    bool m_isFolderNew = false;
    std::vector<std::string> m_staged;
    std::vector<std::string> m_dropped;
};

} // namespace holdpoint
