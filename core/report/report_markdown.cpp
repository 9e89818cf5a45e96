// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/checklist/form_values.h"
#include "core/report/report.h"
#include "core/verdict/sentences.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxNoteBytes = 240;
constexpr std::string_view kOpenBox = "- [ ] ";

/// One line that no Markdown or HTML reader takes for markup: values may come from servers.
std::string plain(std::string_view text)
{
    std::string line;
    for (const char c : shortened(text, kMaxNoteBytes)) {
        if (static_cast<unsigned char>(c) < 0x20) {
            line += ' ';
        } else if (c == '<') {
            line += "&lt;";
        } else {
            line += c;
        }
    }
    return line;
}

/// A line of the document as items quote it: without list mark, box, bars of a table and bold.
std::string bare(std::string_view line)
{
    std::string_view text = trimmed(line);
    if (text.starts_with(kOpenBox)) {
        text.remove_prefix(kOpenBox.size());
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
    return result;
}

/// A document for templates that have none.
std::string documentOf(const ChecklistTemplate& definition)
{
    std::string text = "# " + definition.title + "\n";
    for (const SectionDefinition& section : definition.sections) {
        text += "\n### " + section.number + ". " + section.title + "\n\n";
        for (const ItemDefinition& item : definition.items) {
            if (item.section == section.number) {
                text += std::string(item.parentId.empty() ? "" : "  ") + (item.isBox ? std::string(kOpenBox) : "- ") + item.text +
                        "\n";
            }
        }
    }
    return text;
}

/// The section that a heading opens, empty if it opens none.
std::string sectionOf(const std::string& line, const ChecklistTemplate& definition)
{
    for (const SectionDefinition& section : definition.sections) {
        if (line == "### " + section.number + ". " + section.title || line == "## " + section.title) {
            return section.number;
        }
    }
    return {};
}

/// Line number of every item, -1 where the document does not have it.
std::vector<std::ptrdiff_t> linesOf(const ChecklistTemplate& definition, const std::vector<std::string>& lines)
{
    std::vector<std::string> sections(lines.size());
    std::string current;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::string opened = sectionOf(lines[i], definition);
        current = opened.empty() ? current : opened;
        sections[i] = current;
    }
    std::vector<bool> isTaken(lines.size(), false);
    std::vector<std::ptrdiff_t> found;
    for (const ItemDefinition& item : definition.items) {
        std::ptrdiff_t at = -1;
        for (std::size_t i = 0; i < lines.size() && at < 0; ++i) {
            if (!isTaken[i] && sections[i] == item.section && bare(lines[i]) == item.text) {
                isTaken[i] = true;
                at = static_cast<std::ptrdiff_t>(i);
            }
        }
        found.push_back(at);
    }
    return found;
}

std::string decidedBy(const ItemView& item)
{
    std::string text = item.by.name.empty() ? "" : " by " + item.by.name;
    return item.by.role ? text + " (" + std::string(titleOf(*item.by.role)) + ")" : text;
}

/// What stands behind a box that is neither ticked nor simply open.
std::string noteOf(const ItemView& item)
{
    const auto with = [](std::string text, const std::string& detail) { return detail.empty() ? text : text + ": " + detail; };
    const std::string seen = item.value.empty() ? item.reason : item.value;
    switch (item.state) {
    case ItemState::Open:
    case ItemState::Pass:
        return {};
    case ItemState::NotApplicable:
        return with("N/A", item.reason);
    case ItemState::Deferred:
        return with("DEFERRED to " + std::string(item.deferredTo ? titleOf(*item.deferredTo) : "later") + decidedBy(item),
                    item.reason);
    case ItemState::Overridden:
        return with("OVERRIDDEN" + decidedBy(item), item.reason);
    case ItemState::Unknown:
    case ItemState::Stale:
        return with(std::string(nameOf(item.state)), item.reason.empty() ? item.value : item.reason);
    case ItemState::Fail:
    case ItemState::Running:
        return with(std::string(nameOf(item.state)), seen);
    }
    return {};
}

/// Puts the texts into the blanks of a line, in order; a blank without a text stays.
std::string filled(const std::string& line, const std::vector<std::string>& texts)
{
    std::string result;
    std::size_t next = 0;
    for (std::size_t i = 0; i < line.size();) {
        const std::size_t end = std::min(line.find_first_not_of('_', i), line.size());
        if (end - i < 2) {
            result += line[i++];
            continue;
        }
        result += next < texts.size() ? plain(texts[next]) : line.substr(i, end - i);
        ++next;
        i = end;
    }
    return result;
}

std::string signatureLine(const std::string& line, const Signature& signature)
{
    const std::string date = signature.at ? formatUtc(*signature.at).substr(0, 10) : "";
    switch (signature.status) {
    case SignatureStatus::Pending:
        return line;
    case SignatureStatus::Valid:
        return filled(line, {signature.name, date});
    case SignatureStatus::Unverified:
        return filled(line, {signature.name + " (UNVERIFIED)", date});
    case SignatureStatus::Invalid:
        return filled(line, {signature.name + " (INVALID: " + signature.reason + ")", date});
    case SignatureStatus::Refused:
        return filled(line, {signature.name + " (REFUSED: " + signature.reason + ")", date});
    }
    return line;
}

std::string blankLine(const std::string& line, const ItemView& item)
{
    if (item.value.empty() ||
        (item.state != ItemState::Pass && item.state != ItemState::Fail && item.state != ItemState::Overridden)) {
        return line;
    }
    const bool isNumberOnly = item.definition->blankCount > 1 || line.find("_%") != std::string::npos;
    return filled(line, isNumberOnly ? numbersIn(item.value) : std::vector<std::string>{item.value});
}

/// What the document as a whole came to: a quotation under its title. Nothing for a release that nobody has begun.
std::vector<std::string> verdictBlock(const Report& report)
{
    std::vector<std::string> lines{""};
    if (report.isRehearsal) {
        lines.emplace_back("> **REHEARSAL**: shortened or scaled load. It cannot be signed off.");
        lines.emplace_back(">");
    }
    lines.push_back("> **" + std::string(titleOf(report.verdict)) + "**, " + plain(report.release.name) + " " +
                    plain(report.release.version) + ", " + formatUtcSeconds(report.generatedAt));
    for (const std::string& reason : report.reasons) {
        lines.push_back("> - " + plain(asSentence(reason)));
    }
    return lines;
}

std::string boxLine(const std::string& line, const ItemView& item, const Report& report, bool hasRuns)
{
    const auto box = line.find("[ ]");
    if (box == std::string::npos) {
        return line;
    }
    if (item.state == ItemState::Pass) {
        std::string ticked = line;
        ticked[box + 1] = 'x';
        const bool isRehearsed = report.isRehearsal && item.source.starts_with("run ") && !item.value.empty();
        return isRehearsed ? ticked + " \u2014 REHEARSAL: " + plain(item.value) : ticked;
    }
    // Before any load every conditional line is off; saying so sixty times would bury the document.
    const bool isQuiet = item.state == ItemState::NotApplicable && !item.definition->condition.empty() && !hasRuns;
    const std::string note = isQuiet ? "" : noteOf(item);
    return note.empty() ? line : line + " \u2014 " + plain(note);
}

} // namespace

std::string toMarkdown(const Report& report)
{
    const ChecklistTemplate& definition = report.checklistTemplate;
    std::vector<std::string> lines = split(definition.document.empty() ? documentOf(definition) : definition.document, '\n');
    const auto places = linesOf(definition, lines);
    const bool hasRuns =
        std::any_of(report.tests.begin(), report.tests.end(), [](const TestReport& test) { return !test.runs.empty(); });
    for (std::size_t i = 0; i < report.checklist.items.size() && i < places.size(); ++i) {
        if (places[i] < 0) {
            continue;
        }
        const ItemView& item = report.checklist.items[i];
        std::string& line = lines[static_cast<std::size_t>(places[i])];
        const std::string lineEnd = line.ends_with('\r') ? "\r" : "";
        line.resize(line.size() - lineEnd.size());
        if (item.definition->isBox) {
            line = boxLine(line, item, report, hasRuns);
        } else if (item.definition->id.starts_with("signature.")) {
            for (const Signature& signature : report.signatures) {
                line = item.definition->id == "signature." + std::string(nameOf(signature.role)) ? signatureLine(line, signature)
                                                                                                 : line;
            }
        } else if (item.definition->kind == ItemKind::Form) {
            line = blankLine(line, item);
        }
        line += lineEnd;
    }
    if (hasRuns || report.isRehearsal) {
        const auto title =
            std::find_if(lines.begin(), lines.end(), [](const std::string& line) { return line.starts_with("# "); });
        const auto block = verdictBlock(report);
        lines.insert(title == lines.end() ? lines.begin() : title + 1, block.begin(), block.end());
    }
    return join(lines, "\n");
}

} // namespace holdpoint
