// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/table.h"

#include "core/base/text.h"
#include "core/base/units.h"

#include <algorithm>
#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

namespace holdpoint {

namespace {

constexpr std::size_t kNoTerminal = 100;
constexpr std::size_t kLeastWidth = 40;
constexpr std::size_t kGap = 2;
constexpr std::size_t kIndent = 4;        // of what stands below its row
constexpr std::size_t kUnbroken = 40;     // a longer word may be broken for a column
constexpr std::size_t kMostCellLines = 3; // more make a row hard to read: the text goes below it

bool isContinuation(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// Characters, not bytes; all that the tables show are one column wide.
std::size_t widthOf(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) { return !isContinuation(byte); }));
}

bool looksNumeric(const std::string& text)
{
    return !text.empty() && (text.front() == '<' || text.front() == '>' || (text.front() >= '0' && text.front() <= '9') ||
                             text.starts_with("\u2212") || text == "\u2013");
}

/// The first `width` characters at most, in bytes.
std::size_t bytesOf(std::string_view text, std::size_t width)
{
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        if (!isContinuation(text[at]) && width-- == 0) {
            break;
        }
    }
    return at;
}

std::string printable(std::string text)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
        if (byte < 0x20U || byte == 0x7FU) {
            text[i] = ' ';
        } else if (byte == 0xC2U && next >= 0x80U && next < 0xA0U) { // the controls beyond ASCII
            text[i] = text[i + 1] = ' ';
        }
    }
    return text;
}

/// At blanks, a word that is wider than a line at its width; never empty.
std::vector<std::string> wrapped(const std::string& text, std::size_t width)
{
    if (widthOf(text) <= width) {
        return {text};
    }
    std::vector<std::string> lines(1);
    std::size_t used = 0;
    for (const std::string& each : split(text, ' ')) {
        std::string_view word = each;
        if (used > 0 && used + 1 + widthOf(word) > width) {
            lines.emplace_back();
            used = 0;
        }
        lines.back() += used > 0 ? " " : "";
        used += used > 0 ? 1 : 0;
        while (widthOf(word) > width - used) {
            const std::size_t bytes = bytesOf(word, width - used);
            lines.back() += word.substr(0, bytes);
            word.remove_prefix(bytes);
            lines.emplace_back();
            used = 0;
        }
        lines.back() += word;
        used += widthOf(word);
    }
    return lines;
}

std::size_t longestWord(const std::string& text)
{
    std::size_t longest = 0;
    for (const std::string& word : split(text, ' ')) {
        longest = std::max(longest, widthOf(word));
    }
    return longest;
}

struct Column
{
    std::size_t natural = 0; // of its widest cell
    std::size_t least = 0;   // that no word needs to be broken for
    std::size_t width = 0;
    bool isNumeric = false;
    bool isBelow = false; // its texts stand below the rows
};

class Layout
{
public:
    Layout(const std::vector<std::string>& heads, const std::vector<std::vector<std::string>>& rows, std::size_t width)
        : m_rows(rows), m_width(width)
    {
        for (std::size_t i = 0; i < heads.size(); ++i) {
            m_columns.push_back(columnOf(heads[i], i));
        }
        while (!fits() && putBelow()) {
        }
    }

    std::string line(const std::vector<std::string>& cells) const
    {
        std::vector<std::vector<std::string>> wrappedCells;
        std::size_t height = 1;
        for (std::size_t i = 0; i < m_columns.size(); ++i) {
            wrappedCells.push_back(m_columns[i].isBelow ? std::vector<std::string>{} : wrapped(cells[i], m_columns[i].width));
            height = std::max(height, wrappedCells.back().size());
        }
        std::string result;
        for (std::size_t row = 0; row < height; ++row) {
            std::string text;
            for (std::size_t i = 0; i < m_columns.size(); ++i) {
                const Column& column = m_columns[i];
                if (column.isBelow) {
                    continue;
                }
                const std::string cell = row < wrappedCells[i].size() ? wrappedCells[i][row] : std::string();
                const std::string padding(column.width - widthOf(cell), ' ');
                text += std::string(i == 0 ? 0 : kGap, ' ') + (column.isNumeric ? padding + cell : cell + padding);
            }
            text.erase(text.find_last_not_of(' ') + 1);
            result += text + '\n';
        }
        for (std::size_t i = 0; i < m_columns.size(); ++i) {
            if (m_columns[i].isBelow && !cells[i].empty()) {
                for (const std::string& each : wrapped(cells[i], m_width - kIndent)) {
                    result += std::string(kIndent, ' ') + each + '\n';
                }
            }
        }
        return result;
    }

private:
    Column columnOf(const std::string& head, std::size_t at) const
    {
        Column column{widthOf(head), longestWord(head), 0, !m_rows.empty(), false};
        for (const auto& row : m_rows) {
            const std::string& cell = row[at];
            column.natural = std::max(column.natural, widthOf(cell));
            column.least = std::max(column.least, std::min(longestWord(cell), kUnbroken));
            column.isNumeric = column.isNumeric && (cell.empty() || looksNumeric(cell));
        }
        column.least = column.isNumeric ? column.natural : column.least;
        return column;
    }

    /// Takes from the widest until all fit or none can be narrower. False if they do not fit, or a cell is too high then.
    bool fits()
    {
        std::size_t sum = 0;
        for (std::size_t i = 0; i < m_columns.size(); ++i) {
            Column& column = m_columns[i];
            column.width = column.isBelow ? 0 : column.natural;
            sum += column.isBelow ? 0 : column.width + (i == 0 ? 0 : kGap);
        }
        while (sum > m_width) {
            Column* widest = nullptr;
            for (Column& column : m_columns) {
                const bool canShrink = !column.isBelow && column.width > column.least;
                widest = canShrink && (widest == nullptr || column.width > widest->width) ? &column : widest;
            }
            if (widest == nullptr) {
                return false;
            }
            --widest->width;
            --sum;
        }
        return std::none_of(m_rows.begin(), m_rows.end(), [this](const auto& row) {
            for (std::size_t i = 1; i < m_columns.size(); ++i) { // the first stays, as high as it must be
                if (!m_columns[i].isBelow && m_columns[i].width < m_columns[i].natural &&
                    wrapped(row[i], m_columns[i].width).size() > kMostCellLines) {
                    return true;
                }
            }
            return false;
        });
    }

    /// The widest column but the first. False if only that one is left: then its words are broken.
    bool putBelow()
    {
        Column* widest = nullptr;
        for (std::size_t i = 1; i < m_columns.size(); ++i) {
            Column& column = m_columns[i];
            widest = !column.isBelow && (widest == nullptr || column.natural > widest->natural) ? &column : widest;
        }
        if (widest == nullptr) {
            m_columns.front().width = std::min(m_columns.front().natural, m_width);
            return false;
        }
        widest->isBelow = true;
        return true;
    }

    const std::vector<std::vector<std::string>>& m_rows;
    std::size_t m_width;
    std::vector<Column> m_columns;
};

} // namespace

std::size_t terminalWidth()
{
    const char* columns = std::getenv("COLUMNS"); // NOLINT(concurrency-mt-unsafe): nothing writes the environment
    const auto named = parseInteger(columns == nullptr ? "" : columns);
    winsize size{};
    const bool isTerminal = ::isatty(STDOUT_FILENO) == 1 && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    const std::size_t width = named && *named > 0 ? static_cast<std::size_t>(*named) : isTerminal ? size.ws_col : kNoTerminal;
    return std::max(width, kLeastWidth);
}

Table::Table(std::vector<std::string> heads) : m_heads(std::move(heads)) {}

void Table::add(std::vector<std::string> cells)
{
    cells.resize(m_heads.size());
    std::transform(cells.begin(), cells.end(), cells.begin(), printable);
    m_rows.push_back(std::move(cells));
}

void Table::addGroup(std::string line)
{
    m_groups.emplace_back(m_rows.size(), printable(std::move(line)));
}

std::string Table::text(std::size_t width) const
{
    const Layout layout(m_heads, m_rows, width);
    std::string result = layout.line(m_heads);
    auto group = m_groups.begin();
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        for (; group != m_groups.end() && group->first == row; ++group) {
            result += "\n" + group->second + '\n';
        }
        result += layout.line(m_rows[row]);
    }
    return result;
}

} // namespace holdpoint
