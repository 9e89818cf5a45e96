// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checklist/document.h"

#include "core/base/text.h"
#include "core/checklist/template.h"

#include <algorithm>
#include <map>

namespace holdpoint {

namespace {

constexpr std::string_view kBlanks = " \t";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Behind the blanks, quotation marks and list marks that a line begins with; `hasMark` says whether a list mark was among them.
std::size_t behindMarks(std::string_view line, bool& hasMark)
{
    std::size_t at = line.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
    for (;;) {
        at = std::min(line.find_first_not_of(" \t>", at), line.size());
        std::size_t mark = at;
        while (mark < line.size() && mark - at < 9 && line[mark] >= '0' && line[mark] <= '9') {
            ++mark;
        }
        const std::string_view marks = mark == at ? "-*+" : ".)";
        if (mark + 1 >= line.size() || marks.find(line[mark]) == std::string_view::npos ||
            kBlanks.find(line[mark + 1]) == std::string_view::npos) {
            return at;
        }
        hasMark = true;
        at = mark + 1;
    }
}

/// The section that a heading opens, empty if it opens none.
std::string sectionOf(const std::string& line, const ChecklistTemplate& definition)
{
    if (!line.starts_with("##")) {
        return {};
    }
    for (const SectionDefinition& section : definition.sections) {
        if (line == "### " + section.number + ". " + section.title || line == "## " + section.title) {
            return section.number;
        }
    }
    return {};
}

/// Gives every item the first line of its section with its text that no item before it has.
class LineFinder
{
public:
    LineFinder(const ChecklistTemplate& definition, const std::vector<DocumentLine>& lines) : m_isTaken(lines.size(), false)
    {
        std::string section;
        for (const DocumentLine& line : lines) {
            const std::string opened = sectionOf(line.text, definition);
            section = opened.empty() ? section : opened;
            m_sections.push_back(section);
            m_quotes.push_back(quoteOf(line.text));
            m_isBox.push_back(boxIn(line.text) != std::string_view::npos);
        }
        for (std::size_t i = 0; i < lines.size(); ++i) {
            m_bySection[{m_sections[i], m_quotes[i]}].push_back(i);
            m_byText[m_quotes[i]].push_back(i);
        }
    }

    std::ptrdiff_t exactly(const ItemDefinition& item)
    {
        const std::size_t at = static_cast<std::size_t>(item.line) - 1;
        return item.line > 0 && at < m_quotes.size() && !m_isTaken[at] && m_quotes[at] == item.text ? taken(at) : -1;
    }

    std::ptrdiff_t nearest(const ItemDefinition& item)
    {
        const auto distance = [&](std::size_t at) {
            const auto from = static_cast<std::ptrdiff_t>(at) + 1 - item.line;
            return from < 0 ? -from : from;
        };
        std::ptrdiff_t best = -1;
        for (const std::size_t at : m_byText[item.text]) {
            const bool isFit = !m_isTaken[at] && (m_isBox[at] || !item.isBox);
            if (isFit && (best < 0 || distance(at) < distance(static_cast<std::size_t>(best)))) {
                best = static_cast<std::ptrdiff_t>(at);
            }
        }
        return best < 0 ? -1 : taken(static_cast<std::size_t>(best));
    }

    std::ptrdiff_t first(const ItemDefinition& item)
    {
        for (const std::size_t at : m_bySection[{item.section, item.text}]) {
            if (!m_isTaken[at]) {
                return taken(at);
            }
        }
        return -1;
    }

private:
    std::ptrdiff_t taken(std::size_t at)
    {
        m_isTaken[at] = true;
        return static_cast<std::ptrdiff_t>(at);
    }

    std::vector<std::string> m_sections;
    std::vector<std::string> m_quotes;
    std::vector<bool> m_isBox;
    std::vector<bool> m_isTaken;
    std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> m_bySection;
    std::map<std::string, std::vector<std::size_t>> m_byText;
};

} // namespace

std::vector<DocumentLine> documentLines(std::string_view document)
{
    std::vector<DocumentLine> lines;
    while (!document.empty()) {
        const std::size_t length = std::min(document.find_first_of("\r\n"), document.size());
        const std::string_view rest = document.substr(length);
        const std::size_t end = rest.starts_with("\r\n") ? 2 : rest.empty() ? 0 : 1;
        lines.push_back({std::string(document.substr(0, length)), std::string(rest.substr(0, end))});
        document.remove_prefix(length + end);
    }
    return lines;
}

std::size_t boxIn(std::string_view line)
{
    bool hasMark = false;
    const std::size_t at = behindMarks(line, hasMark);
    const std::string_view rest = line.substr(at);
    const bool isBox = hasMark && rest.size() >= 3 && rest[0] == '[' && rest[2] == ']' &&
                       std::string_view(" xX").find(rest[1]) != std::string_view::npos &&
                       (rest.size() == 3 || kBlanks.find(rest[3]) != std::string_view::npos);
    return isBox ? at + 1 : std::string_view::npos;
}

std::string quoteOf(std::string_view line)
{
    std::string_view text = trimmed(line);
    if (const std::size_t box = boxIn(line); box != std::string_view::npos) {
        text = trimmed(line.substr(box + 2));
    } else if (text.starts_with("- ")) {
        text.remove_prefix(2);
    } else if (text.starts_with("| ") && text.ends_with(" |") && text.size() > 4) {
        text = text.substr(2, text.size() - 4);
    }
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.substr(i, 2) == "**") {
            ++i;
        } else {
            result += text[i];
        }
    }
    return shortened(result, kMaxQuoteBytes);
}

std::vector<std::ptrdiff_t> linesOf(const ChecklistTemplate& definition, const std::vector<DocumentLine>& lines)
{
    LineFinder finder(definition, lines);
    std::vector<std::ptrdiff_t> found;
    for (const ItemDefinition& item : definition.items) {
        found.push_back(finder.exactly(item));
    }
    for (std::size_t i = 0; i < found.size(); ++i) {
        const ItemDefinition& item = definition.items[i];
        if (found[i] < 0) {
            found[i] = item.line > 0 ? finder.nearest(item) : finder.first(item);
        }
    }
    return found;
}

} // namespace holdpoint
