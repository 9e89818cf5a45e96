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
    bool isEmpty() const { return m_rows.empty(); }
    /// Ends with a line end.
    std::string text() const;

private:
    std::vector<std::string> m_heads;
    std::vector<std::vector<std::string>> m_rows;
};

} // namespace holdpoint
