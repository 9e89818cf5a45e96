// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/markdown_text.h"

#include "core/base/text.h"

namespace holdpoint {

namespace {

std::string tableCell(std::string_view text, std::size_t most)
{
    std::string cell;
    for (const char c : markdownLine(text, most)) {
        cell += c == '|' ? "\\|" : std::string(1, c);
    }
    return cell.empty() ? "\u2013" : cell;
}

} // namespace

std::string markdownLine(std::string_view text, std::size_t most)
{
    std::string line;
    for (const char c : shortened(text, most)) {
        if (static_cast<unsigned char>(c) < 0x20) {
            line += ' ';
        } else if (c == '<') {
            line += "&lt;";
        } else if (c == '&') {
            line += "&amp;";
        } else if (std::string_view("\\`*[]").find(c) != std::string_view::npos) {
            line += std::string("\\") + c;
        } else {
            line += c;
        }
    }
    return line;
}

void addMarkdownTable(std::vector<std::string>& lines, const std::vector<std::string>& head,
                      const std::vector<std::vector<std::string>>& rows, std::size_t most)
{
    const auto lineOf = [](const std::vector<std::string>& cells) { return "| " + join(cells, " | ") + " |"; };
    lines.push_back(lineOf(head));
    lines.push_back(lineOf(std::vector<std::string>(head.size(), "---")));
    for (const auto& row : rows) {
        std::vector<std::string> cells;
        for (const std::string& text : row) {
            cells.push_back(tableCell(text, most));
        }
        lines.push_back(lineOf(cells));
    }
    lines.emplace_back("");
}

} // namespace holdpoint
