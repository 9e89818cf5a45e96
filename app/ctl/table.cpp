// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/table.h"

#include <algorithm>

namespace holdpoint {

namespace {

/// Characters, not bytes; all that the tables show are one column wide.
std::size_t widthOf(const std::string& text)
{
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

bool looksNumeric(const std::string& text)
{
    return !text.empty() && (text.front() == '<' || text.front() == '>' || (text.front() >= '0' && text.front() <= '9') ||
                             text.starts_with("\u2212") || text == "\u2013");
}

} // namespace

Table::Table(std::vector<std::string> heads) : m_heads(std::move(heads)) {}

void Table::add(std::vector<std::string> cells)
{
    cells.resize(m_heads.size());
    m_rows.push_back(std::move(cells));
}

void Table::addGroup(std::string line)
{
    m_groups.emplace_back(m_rows.size(), std::move(line));
}

std::string Table::text() const
{
    std::vector<std::size_t> widths;
    std::vector<bool> isNumeric;
    for (std::size_t column = 0; column < m_heads.size(); ++column) {
        std::size_t width = widthOf(m_heads[column]);
        bool numeric = !m_rows.empty();
        for (const auto& row : m_rows) {
            width = std::max(width, widthOf(row[column]));
            numeric = numeric && (row[column].empty() || looksNumeric(row[column]));
        }
        widths.push_back(width);
        isNumeric.push_back(numeric);
    }
    std::string result;
    const auto addLine = [&](const std::vector<std::string>& cells) {
        std::string line;
        for (std::size_t column = 0; column < cells.size(); ++column) {
            const std::string padding(widths[column] - widthOf(cells[column]), ' ');
            line += (column == 0 ? "" : "  ") + (isNumeric[column] ? padding + cells[column] : cells[column] + padding);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        result += line + '\n';
    };
    addLine(m_heads);
    auto group = m_groups.begin();
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        for (; group != m_groups.end() && group->first == row; ++group) {
            result += "\n" + group->second + '\n';
        }
        addLine(m_rows[row]);
    }
    return result;
}

} // namespace holdpoint
