// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/import/import.h"

#include <filesystem>

namespace holdpoint {

/// Makes a plan with one k6 test per script: of a folder (its .js and .ts files that import k6, four levels deep), of one script,
/// or of a shell script's `k6 run ...` lines. Everything is read as text, nothing is run. Paths in the plan are relative to
/// `planFolder`. No value of a password or token is in the result. Error::NotFound if there is no script in it.
Result<Imported> importK6(const std::filesystem::path& input, const std::filesystem::path& planFolder);

} // namespace holdpoint
