// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace holdpoint {

/// A table for a terminal: columns as wide as their widest cell, counted in characters, numbers to the right.
class Table
{
public:
    explicit Table(std::vector<std::string> heads);

    void add(std::vector<std::string> cells);
    /// A line of its own before the rows that follow, after a blank one.
    void addGroup(std::string line);
    bool isEmpty() const { return m_rows.empty(); }
    /// Ends with a line end.
    std::string text() const;

private:
    std::vector<std::string> m_heads;
    std::vector<std::vector<std::string>> m_rows;
    std::vector<std::pair<std::size_t, std::string>> m_groups; // by the row that they stand before
};

} // namespace holdpoint
