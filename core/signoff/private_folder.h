// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace holdpoint {

/// A folder in the system's temporary one that only this user can read; it ends with its owner, with all that is in it.
class PrivateFolder
{
public:
    enum class Mode { File, Program };

    static Result<PrivateFolder> make();
    ~PrivateFolder();
    PrivateFolder(PrivateFolder&& other) noexcept : m_path(std::exchange(other.m_path, {})) {}
    PrivateFolder& operator=(PrivateFolder&&) = delete;

    const std::filesystem::path& path() const { return m_path; }
    /// Its whole path.
    Result<std::filesystem::path> write(const char* name, std::string_view bytes, Mode mode = Mode::File) const;

private:
    explicit PrivateFolder(std::filesystem::path path) : m_path(std::move(path)) {}

    std::filesystem::path m_path;
};

} // namespace holdpoint
