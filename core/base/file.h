// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace holdpoint {

/// The whole file; Error names the path and the system's reason. Files over `maxBytes` are refused.
Result<std::string> readFile(const std::filesystem::path& path, std::size_t maxBytes = 256U << 20U);
/// Writes beside the target, syncs and renames: a reader and a full disk never see half a file.
Result<> writeFileAtomically(const std::filesystem::path& path, std::string_view bytes);

} // namespace holdpoint
