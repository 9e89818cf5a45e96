// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

inline constexpr std::size_t kMarkdownBytes = 240;

/// One line that no Markdown or HTML reader takes for markup: values may come from servers. At most `most` bytes.
std::string markdownLine(std::string_view text, std::size_t most = kMarkdownBytes);
/// A table and the empty line behind it; every cell comes out escaped, an empty one as a dash.
void addMarkdownTable(std::vector<std::string>& lines, const std::vector<std::string>& head,
                      const std::vector<std::vector<std::string>>& rows, std::size_t most = kMarkdownBytes);

} // namespace holdpoint
