// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checklist/task_list.h"

#include <md4c.h>

namespace holdpoint {

namespace {

class Collector
{
public:
    TaskList list;

    void enter(MD_BLOCKTYPE type, void* detail)
    {
        if (type == MD_BLOCK_QUOTE) {
            ++m_depth;
        } else if (type == MD_BLOCK_LI) {
            ++m_depth;
            enterItem(*static_cast<MD_BLOCK_LI_DETAIL*>(detail));
        } else if (type == MD_BLOCK_H && m_depth == 0) { // a heading inside a list or a quotation opens no section
            list.headings.push_back({static_cast<int>(static_cast<MD_BLOCK_H_DETAIL*>(detail)->level), {}});
            m_isHeading = true;
        }
    }

    void leave(MD_BLOCKTYPE type)
    {
        if (type == MD_BLOCK_H) {
            m_isHeading = false;
        } else if (type == MD_BLOCK_QUOTE) {
            --m_depth;
        } else if (type == MD_BLOCK_LI) {
            --m_depth;
            m_boxesAbove.pop_back();
        }
    }

    void text(MD_TEXTTYPE type, std::string_view text)
    {
        if (m_isHeading) {
            list.headings.back().text += type == MD_TEXT_BR || type == MD_TEXT_SOFTBR ? std::string_view(" ") : text;
        }
    }

private:
    void enterItem(const MD_BLOCK_LI_DETAIL& item)
    {
        std::optional<std::size_t> above = m_boxesAbove.empty() ? std::nullopt : m_boxesAbove.back();
        if (item.is_task != 0) {
            TaskList::Box box;
            box.mark = item.task_mark_offset;
            box.parent = above;
            box.isTicked = item.task_mark != ' ';
            if (!list.headings.empty()) {
                box.heading = list.headings.size() - 1;
            }
            above = list.boxes.size();
            list.boxes.push_back(box);
        }
        m_boxesAbove.push_back(above);
    }

    std::vector<std::optional<std::size_t>> m_boxesAbove; // nearest box of every open list item, itself included
    int m_depth = 0;
    bool m_isHeading = false;
};

Collector& collector(void* data)
{
    return *static_cast<Collector*>(data);
}

} // namespace

std::optional<TaskList> parseTaskList(std::string_view markdown)
{
    static constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF"; // md4c takes it for text
    const std::size_t skipped = markdown.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
    markdown.remove_prefix(skipped);
    Collector found;
    MD_PARSER parser{};
    parser.flags = MD_FLAG_TASKLISTS | MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH;
    parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* data) {
        collector(data).enter(type, detail);
        return 0;
    };
    parser.leave_block = [](MD_BLOCKTYPE type, void*, void* data) {
        collector(data).leave(type);
        return 0;
    };
    parser.enter_span = [](MD_SPANTYPE, void*, void*) { return 0; };
    parser.leave_span = parser.enter_span;
    parser.text = [](MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* data) {
        collector(data).text(type, {text, size});
        return 0;
    };
    if (md_parse(markdown.data(), static_cast<MD_SIZE>(markdown.size()), &parser, &found) != 0) {
        return std::nullopt;
    }
    for (TaskList::Box& box : found.list.boxes) {
        box.mark += skipped;
    }
    return std::move(found.list);
}

} // namespace holdpoint
