// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace holdpoint {

/// Larger files are neither exported nor verified: 64 GiB, a sample file of some 500 million requests.
inline constexpr std::uintmax_t kMaxBlockFileBytes = std::uintmax_t{64} << 30U;

/// Visits a file block by block, so that its size is no matter of memory; an error of the visitor ends it. Error names the path
/// and the system's reason; Invalid beyond kMaxBlockFileBytes.
Result<> readInBlocks(const std::filesystem::path& path, const std::function<Result<>(std::string_view block)>& visit);
/// SHA-256 of a whole file, 64 lower-case hex digits.
Result<std::string> fileSha256(const std::filesystem::path& path);

} // namespace holdpoint
