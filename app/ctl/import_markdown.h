// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace holdpoint {

/// `import markdown FILE [-o OUT] [--gate GATE]`: a checklist's template of a Markdown task list, and its document beside it.
/// Returns the exit code.
int importMarkdownFile(const std::string& file, const std::string& out, const std::string& gateName);

} // namespace holdpoint
