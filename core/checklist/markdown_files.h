// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/markdown_import.h"

#include <filesystem>

namespace holdpoint {

/// Reads a Markdown task list and, with `out`, writes its template there and the list beside it as its document. A document of
/// that name that says something else is never touched. Notes also say where a shipped checklist has the same document.
Result<ImportedChecklist> importMarkdownFile(const std::filesystem::path& source, const std::filesystem::path& out, Gate gate);

} // namespace holdpoint
