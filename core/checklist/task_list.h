// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

/// The headings and boxes of a Markdown text, in its order.
struct TaskList
{
    struct Heading
    {
        int level = 1;
        std::string text; // without markup
    };
    struct Box
    {
        std::size_t mark = 0; // offset of the character between [ and ]
        std::optional<std::size_t> parent;
        std::optional<std::size_t> heading; // the nearest above it
        bool isTicked = false;
    };

    std::vector<Heading> headings;
    std::vector<Box> boxes;
};

/// Parsed by md4c, so that code blocks, HTML and tables are no boxes. nullopt: out of memory.
std::optional<TaskList> parseTaskList(std::string_view markdown);

} // namespace holdpoint
