// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace holdpoint {

inline const std::string kMissing = "\u2013"; // in the cell of a value that there is not

/// Columns of the terminal on stdout: COLUMNS, else what it says itself, 100 where there is none; 40 at least.
std::size_t terminalWidth();

/// A table for a terminal: columns as wide as their widest cell, counted in characters, numbers to the right. Where that is too
/// wide, texts wrap in their columns, and the longest go below their row, indented. Nothing is cut off. What a server may have
/// sent cannot move the cursor: control characters are blanks.
class Table
{
public:
    explicit Table(std::vector<std::string> heads);

    void add(std::vector<std::string> cells);
    /// A line of its own before the rows that follow, after a blank one.
    void addGroup(std::string line);
    bool isEmpty() const { return m_rows.empty(); }
    /// Ends with a line end.
    std::string text(std::size_t width = terminalWidth()) const;

private:
    std::vector<std::string> m_heads;
    std::vector<std::vector<std::string>> m_rows;
    std::vector<std::pair<std::size_t, std::string>> m_groups; // by the row that they stand before
};

} // namespace holdpoint
