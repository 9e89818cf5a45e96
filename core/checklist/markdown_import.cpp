// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checklist/markdown_import.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/base/yaml_text.h"
#include "core/checklist/document.h"
#include "core/checklist/slug.h"
#include "core/checklist/task_list.h"

#include <algorithm>
#include <map>
#include <set>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxTitleBytes = 200;
constexpr std::size_t kLinesNamed = 5; // in a note

struct Item
{
    std::size_t line = 0; // from 1
    std::string id;
    std::string text;
    std::optional<std::size_t> parent;
    std::size_t depth = 0;
    bool isParent = false;
};

struct Section
{
    std::string number;
    std::string title;
    std::string part;
    std::vector<std::size_t> items;
};

std::string oneLine(std::string text, std::size_t maxBytes)
{
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    return shortened(trimmed(text), maxBytes);
}

/// "7. Load" is number 7 and title Load, "2.1 Setup" number 2.1; a text without such a number has none.
std::pair<std::string, std::string> numberAndTitle(const std::string& heading)
{
    const std::size_t end = std::min(heading.find_first_not_of("0123456789."), heading.size());
    std::string number = heading.substr(0, end);
    const bool isClosed = number.ends_with('.') || (end < heading.size() && (heading[end] == ')' || heading[end] == ':'));
    const std::size_t title = end + (isClosed && !number.ends_with('.') ? 1 : 0);
    number.resize(number.find_last_not_of('.') + 1);
    const bool isNumber = !number.empty() && number.size() <= 12 && number.front() != '.' &&
                          (isClosed || number.find('.') != std::string::npos) && number.find("..") == std::string::npos;
    const bool isFollowed = title < heading.size() && heading[title] == ' ' && !trimmed(heading.substr(title)).empty();
    return isNumber && isFollowed ? std::pair(number, std::string(trimmed(heading.substr(title)))) : std::pair("", heading);
}

/// "line 3", "lines 3, 8 and 40 more".
std::string linesText(const std::vector<std::size_t>& lines)
{
    std::string text = lines.size() == 1 ? "line " : "lines ";
    for (std::size_t i = 0; i < std::min(lines.size(), kLinesNamed); ++i) {
        text += (i == 0 ? "" : ", ") + std::to_string(lines[i]);
    }
    return lines.size() > kLinesNamed ? text + " and " + formatCount(lines.size() - kLinesNamed) + " more" : text;
}

std::string counted(std::size_t count, std::string_view one, std::string_view many)
{
    return formatCount(count) + " " + std::string(count == 1 ? one : many);
}

/// Where the first byte stands that is not UTF-8; the text's size if there is none.
std::size_t firstFault(std::string_view text)
{
    std::size_t at = 0;
    while (at < text.size()) {
        std::size_t length = 1;
        while (length <= 4 && !isUtf8(text.substr(at, length))) {
            ++length;
        }
        if (length > 4) {
            break;
        }
        at += length;
    }
    return std::min(at, text.size());
}

class Importer
{
public:
    Importer(std::string_view markdown, const MarkdownOptions& options) : m_markdown(markdown), m_options(options) {}

    Result<ImportedChecklist> run()
    {
        if (auto read = readBytes(); !read) {
            return fail(read.error());
        }
        const auto list = parseTaskList(m_markdown);
        if (!list) {
            return fail(Error::Kind::Internal, m_options.fileName + " cannot be read: out of memory");
        }
        m_list = &*list;
        if (auto read = readBoxes(); !read) {
            return fail(read.error());
        }
        noteLookAlikes();
        nameTitle();
        sortIntoSections();
        nameItems();
        m_result.yaml = yaml();
        m_result.boxes = m_items.size();
        m_result.sections = m_sections.size();
        const auto check = readTemplateText(m_result.yaml, m_options.documentName, std::string(m_markdown));
        if (!check) {
            return fail(Error::Kind::Invalid,
                        m_options.fileName + " gives no template that can be read: " + check.error().message);
        }
        return std::move(m_result);
    }

private:
    Failure refused(std::size_t offset, const std::string& what) const
    {
        const std::string_view before = m_markdown.substr(0, offset);
        const auto line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
        const std::size_t column = offset - (before.rfind('\n') + 1) + 1; // npos + 1 is 0
        return fail(Error::Kind::Invalid,
                    m_options.fileName + ":" + std::to_string(line) + ":" + std::to_string(column) + ": " + what);
    }

    Result<> readBytes()
    {
        if (m_markdown.size() > kMaxMarkdownBytes) {
            return fail(Error::Kind::Invalid, m_options.fileName + " has " + formatBytes(m_markdown.size()) +
                                                  ", a checklist at most " + formatBytes(kMaxMarkdownBytes));
        }
        if (m_markdown.starts_with("\xFF\xFE") || m_markdown.starts_with("\xFE\xFF")) {
            return refused(0, "the file is UTF-16; save it as UTF-8");
        }
        const std::size_t good = firstFault(m_markdown);
        const std::size_t nul = m_markdown.find('\0');
        if (nul < good) {
            return refused(nul, "a NUL byte; a checklist is a text");
        }
        if (good < m_markdown.size()) {
            static constexpr std::string_view kDigits = "0123456789ABCDEF";
            const auto byte = static_cast<unsigned char>(m_markdown[good]);
            return refused(good, std::string("the byte 0x") + kDigits[byte >> 4U] + kDigits[byte & 15U] +
                                     " is not UTF-8; save the file as UTF-8");
        }
        m_lines = documentLines(m_markdown);
        std::size_t at = 0;
        for (const DocumentLine& line : m_lines) {
            m_starts.push_back(at);
            at += line.text.size() + line.end.size();
        }
        return {};
    }

    Result<> readBoxes()
    {
        std::vector<std::size_t> ticked;
        std::vector<std::size_t> empty;
        std::vector<std::optional<std::size_t>> kept(m_list->boxes.size()); // item of a box, or that of a box above it
        for (std::size_t i = 0; i < m_list->boxes.size(); ++i) {
            const TaskList::Box& box = m_list->boxes[i];
            const std::size_t line = lineOf(box.mark);
            const std::size_t start = m_starts[line];
            Item item;
            item.line = line + 1;
            item.parent = box.parent ? kept[*box.parent] : std::nullopt;
            item.depth = item.parent ? m_items[*item.parent].depth + 1 : 0;
            item.text = quoteOf(m_lines[line].text);
            kept[i] = item.parent;
            if (boxIn(m_lines[line].text) != box.mark - start) {
                continue; // a second box in its line, told as a look-alike
            }
            m_boxLines.insert(item.line);
            if (item.text.empty()) {
                empty.push_back(item.line);
                continue;
            }
            if (m_items.size() == kMaxItems) {
                return refused(box.mark, "more than " + formatCount(kMaxItems) + " boxes; split the list");
            }
            if (item.depth > kMaxDepth) {
                return refused(box.mark, "boxes are nested more than " + formatCount(kMaxDepth) + " deep");
            }
            if (item.parent) {
                m_items[*item.parent].isParent = true;
            }
            if (box.isTicked) {
                ticked.push_back(item.line);
            }
            kept[i] = m_items.size();
            m_headings.push_back(box.heading);
            m_items.push_back(std::move(item));
        }
        if (m_items.empty()) {
            return fail(Error::Kind::Invalid, m_options.fileName +
                                                  " has no boxes; a box is a line of a list like `- [ ] Backups tested`" +
                                                  (empty.empty() ? "" : " (" + linesText(empty) + " has a box without a text)"));
        }
        if (!ticked.empty()) {
            note(counted(ticked.size(), "box was", "boxes were") + " ticked (" + linesText(ticked) +
                 "); a tick is no proof: " + (ticked.size() == 1 ? "it starts" : "they start") +
                 " open, and the report's document shows " + (ticked.size() == 1 ? "it" : "them") + " so");
        }
        if (!empty.empty()) {
            note(counted(empty.size(), "box has", "boxes have") + " no text (" + linesText(empty) +
                 ") and stay in the document only");
        }
        return {};
    }

    void noteLookAlikes()
    {
        std::vector<std::size_t> found;
        for (std::size_t i = 0; i < m_lines.size(); ++i) {
            if (boxIn(m_lines[i].text) != std::string_view::npos && !m_boxLines.contains(i + 1)) {
                found.push_back(i + 1);
            }
        }
        if (!found.empty()) {
            note(counted(found.size(), "line looks", "lines look") + " like a box but " + (found.size() == 1 ? "is" : "are") +
                 " none in Markdown (" + linesText(found) + ": code, HTML or plain text) and stay" +
                 (found.size() == 1 ? "s" : "") + " in the document only");
        }
    }

    void nameTitle()
    {
        for (const TaskList::Heading& heading : m_list->headings) {
            if (heading.level == 1) {
                m_title = &heading;
                break;
            }
        }
        m_result.title = m_title == nullptr ? "" : oneLine(m_title->text, kMaxTitleBytes);
        m_result.title = m_result.title.empty() ? m_options.name : m_result.title;
    }

    void sortIntoSections()
    {
        std::map<std::optional<std::size_t>, std::size_t> known; // section of a heading
        for (std::size_t i = 0; i < m_items.size(); ++i) {
            const auto heading = m_headings[i];
            const auto [at, isNew] = known.emplace(heading, m_sections.size());
            if (isNew) {
                m_sections.push_back(sectionUnder(heading));
            }
            m_sections[at->second].items.push_back(i);
        }
        std::set<std::string> used;
        for (Section& section : m_sections) {
            auto [number, title] = numberAndTitle(section.title);
            if (!number.empty() && used.insert(number).second) {
                section.number = std::move(number);
                section.title = std::move(title);
            }
        }
        int next = 1;
        for (Section& section : m_sections) {
            while (section.number.empty()) {
                const std::string candidate = std::to_string(next++);
                section.number = used.insert(candidate).second ? candidate : "";
            }
        }
    }

    Section sectionUnder(std::optional<std::size_t> heading) const
    {
        Section section;
        const std::string title = heading ? oneLine(m_list->headings[*heading].text, kMaxTitleBytes) : m_result.title;
        section.title = title.empty() ? m_result.title : title;
        for (std::size_t i = heading.value_or(0); i-- > 0;) {
            const TaskList::Heading& above = m_list->headings[i];
            if (above.level < m_list->headings[*heading].level) {
                section.part = &above == m_title ? "" : oneLine(above.text, kMaxTitleBytes);
                break;
            }
        }
        return section;
    }

    void nameItems()
    {
        std::set<std::string> used;
        for (const Section& section : m_sections) {
            const std::string prefix = sectionSlug(section.title);
            for (const std::size_t index : section.items) {
                Item& item = m_items[index];
                const std::string above = item.parent ? slugOf(m_items[*item.parent].text, 24) + "." : "";
                const std::string id = prefix + "." + above + slugOf(item.text, 40);
                item.id = id;
                for (int n = 2; !used.insert(item.id).second; ++n) {
                    item.id = id + "-" + std::to_string(n);
                }
            }
        }
    }

    std::string yaml() const
    {
        std::string text = "# A checklist made of " + oneLine(m_options.fileName, kMaxTitleBytes) +
                           " by `holdpointctl import markdown`. Every box is confirmed by a person until you bind it to a\n"
                           "# sensor, and holds the gate that its item names: resources/checklists/README.md says how.\n"
                           "holdpoint-checklist: 1\nid: " +
                           yamlScalar(slugOf(m_options.name, 40)) + "\nversion: \"1\"\ntitle: " + yamlScalar(m_result.title) +
                           "\ndocument: " + yamlScalar(m_options.documentName) + "\nsections:\n";
        for (const Section& section : m_sections) {
            text += "  - number: " + yamlScalar(section.number) + "\n    title: " + yamlScalar(section.title) + "\n";
            text += section.part.empty() ? "" : "    part: " + yamlScalar(section.part) + "\n";
            text += "    items:\n";
            for (const std::size_t index : section.items) {
                const Item& item = m_items[index];
                text += "      - id: " + yamlScalar(item.id) + "\n        line: " + std::to_string(item.line) + "\n";
                text += item.parent ? "        parent: " + yamlScalar(m_items[*item.parent].id) + "\n" : "";
                text += "        text: " + yamlScalar(item.text) + "\n";
                text += std::string("        kind: ") + (item.isParent ? "rollup" : "manual") + "\n";
                text += "        gate: " + std::string(nameOf(m_options.gate)) + "\n        owner: qa\n";
            }
        }
        return text;
    }

    std::size_t lineOf(std::size_t offset) const
    {
        const auto after = std::upper_bound(m_starts.begin(), m_starts.end(), offset);
        return static_cast<std::size_t>(after - m_starts.begin()) - 1;
    }

    void note(std::string sentence) { m_result.notes.push_back(std::move(sentence)); }

    std::string_view m_markdown;
    const MarkdownOptions& m_options;
    ImportedChecklist m_result;
    const TaskList* m_list = nullptr;
    const TaskList::Heading* m_title = nullptr;
    std::vector<DocumentLine> m_lines;
    std::vector<std::size_t> m_starts; // offsets of the lines
    std::vector<Item> m_items;
    std::vector<std::optional<std::size_t>> m_headings; // of the items
    std::vector<Section> m_sections;
    std::set<std::size_t> m_boxLines;
};

} // namespace

Result<ImportedChecklist> importMarkdown(std::string_view markdown, const MarkdownOptions& options)
{
    return Importer(markdown, options).run();
}

} // namespace holdpoint
