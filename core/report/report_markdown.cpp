// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/checklist/document.h"
#include "core/checklist/form_values.h"
#include "core/report/analysis_parts.h"
#include "core/report/breakpoint_rows.h"
#include "core/report/markdown_text.h"
#include "core/report/optimisation_parts.h"
#include "core/report/report.h"
#include "core/report/run_routes.h"
#include "core/verdict/sentences.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::size_t kMostRoutes = 60;
constexpr std::size_t kReleasedBytes = 1000;
constexpr std::string_view kOpenBox = "- [ ] ";

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
        result += next < texts.size() ? markdownLine(texts[next]) : line.substr(i, end - i);
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
    case SignatureStatus::Unproven:
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
    lines.push_back("> **" + std::string(titleOf(report.verdict)) + "**, " + markdownLine(report.release.name) + " " +
                    markdownLine(report.release.version) + ", " + formatUtcSeconds(report.generatedAt));
    for (const std::string& reason : report.reasons) {
        lines.push_back("> - " + markdownLine(asSentence(reason)));
    }
    for (const ExceptionEntry& entry : report.remarks) {
        lines.push_back("> - " + markdownLine(entry.text + ": " + entry.reason + (entry.by.empty() ? "" : "; " + entry.by)));
    }
    if (report.frozenAt) {
        lines.emplace_back(">");
        lines.push_back("> Released: " + markdownLine(releasedText(report), kReleasedBytes) + ".");
        if (!report.isReleased && !report.changedSince.empty()) {
            lines.push_back("> Since the record was frozen at " + formatUtcSeconds(*report.frozenAt) + ": " +
                            markdownLine(report.changedSince, kReleasedBytes) + ".");
        }
    }
    return lines;
}

std::string boxLine(const std::string& line, const ItemView& item, const Report& report, bool hasRuns)
{
    const auto box = boxIn(line);
    if (box == std::string::npos) {
        return line;
    }
    // A tick that somebody typed into the document proves nothing: only PASS ticks a box.
    std::string marked = line;
    if (item.state == ItemState::Pass) {
        marked[box] = marked[box] == ' ' ? 'x' : marked[box];
        const bool isRehearsed = report.isRehearsal && item.source.starts_with("run ") && !item.value.empty();
        return isRehearsed ? marked + " \u2014 REHEARSAL: " + markdownLine(item.value) : marked;
    }
    marked[box] = ' ';
    // Before any load every conditional line is off; saying so sixty times would bury the document.
    const bool isQuiet = item.state == ItemState::NotApplicable && !item.definition->condition.empty() && !hasRuns;
    const std::string note = isQuiet ? "" : noteOf(item);
    return note.empty() ? marked : marked + " \u2014 " + markdownLine(note);
}

/// Behind the title, or the first line if there is none before any code.
std::size_t placeOfVerdict(const std::vector<DocumentLine>& lines)
{
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].text.starts_with("# ") || lines[i].text.starts_with("\xEF\xBB\xBF# ")) {
            return i + 1;
        }
        if (lines[i].text.starts_with("```") || lines[i].text.starts_with("~~~")) {
            break;
        }
    }
    return 0;
}

/// What a run shows besides the values that stand in the checklist's lines: where it broke, and which way its answers came.
void addRun(std::vector<std::string>& lines, const RunRecord& run, const std::vector<RunNote>& noted)
{
    const auto routes = routesOf(run.result);
    if (noted.empty() && (!wasSeen(run) || (!run.result.breakpoint && routes.empty()))) {
        return;
    }
    lines.push_back("### Run " + std::to_string(run.id) + ", " + std::string(nameOf(run.kind)));
    lines.emplace_back("");
    std::vector<std::vector<std::string>> notes;
    for (const RunNote& note : noted) {
        notes.push_back({formatUtcClock(note.at), noteMoment(note), note.text, note.by.empty() ? "Holdpoint" : note.by});
    }
    if (!notes.empty()) {
        addMarkdownTable(lines, {"Noted: when (UTC)", "In the run", "What", "Who"}, notes);
    }
    if (run.result.breakpoint) {
        const BreakpointResult& found = *run.result.breakpoint;
        lines.push_back(markdownLine(asSentence("Breakpoint: " + found.sentence)));
        lines.emplace_back("");
        std::vector<std::vector<std::string>> levels;
        for (std::size_t i = 0; i < found.levels.size(); ++i) {
            const auto cells = breakpointCells(found, i);
            levels.emplace_back(cells.begin(), cells.end());
        }
        addMarkdownTable(lines, {kBreakpointColumns.begin(), kBreakpointColumns.end()}, levels);
    }
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < routes.size() && i < kMostRoutes; ++i) {
        rows.push_back({routes[i].step, routes[i].protocol, routes[i].lane, formatCount(routes[i].count)});
    }
    if (!rows.empty()) {
        addMarkdownTable(lines, {"Step", "Protocol", "Lane", "Answers"}, rows);
    }
    if (routes.size() > kMostRoutes) {
        lines.push_back(formatCount(routes.size() - kMostRoutes) + " more stand in report.json.");
        lines.emplace_back("");
    }
}

/// Rules of the deciding runs, and those of the whole release; nothing before any run.
void addThresholds(std::vector<std::string>& lines, const Report& report)
{
    std::vector<std::vector<std::string>> rows;
    for (const TestThreshold& line : thresholdsByMargin(report)) {
        const ThresholdResult& result = *line.result;
        rows.push_back(
            {line.test->title, nameOf(result.rule), result.rule.target.text,
             result.rule.critical ? result.rule.critical->text : "",
             result.measured ? formatNumber(*result.measured, 3) + (result.rule.unit.empty() ? "" : " " + result.rule.unit) : "",
             result.margin ? formatNumber(*result.margin * 100, 1) + " %" : "", formatCount(result.sampleCount),
             std::string(nameOf(result.verdict))});
    }
    if (!rows.empty()) {
        lines.insert(lines.end(), {"## Thresholds, worst margin first", ""});
        addMarkdownTable(lines, {"Test", "Rule", "Target", "Critical", "Measured", "Margin", "n", "Verdict"}, rows);
    }
    rows.clear();
    const bool isAnyJudged = std::any_of(report.thresholds.begin(), report.thresholds.end(),
                                         [](const ReleaseThreshold& threshold) { return !threshold.perRun.empty(); });
    for (const ReleaseThreshold& threshold : report.thresholds) {
        std::vector<std::string> runs;
        for (const auto& [run, result] : threshold.perRun) {
            runs.push_back("run " + std::to_string(run) + ": " +
                           (result.measured ? formatNumber(*result.measured, 3) : std::string(nameOf(result.verdict))));
        }
        const ThresholdRule& rule = threshold.rule;
        rows.push_back({rule.id, rule.source.empty() ? rule.metric : rule.query, rule.target.text,
                        rule.critical ? rule.critical->text : "", join(runs, ", "), std::string(nameOf(threshold.verdict)),
                        threshold.reason});
    }
    if (isAnyJudged) {
        lines.insert(lines.end(), {"## Thresholds of the release", ""});
        addMarkdownTable(lines, {"Rule", "What", "Target", "Critical", "Measured", "Verdict", "Remark"}, rows);
    }
}

/// Behind the document: its lines stay where they were.
std::vector<std::string> measuredSection(const Report& report)
{
    std::vector<std::string> lines;
    addThresholds(lines, report);
    for (const TestReport& test : report.tests) {
        std::vector<std::string> runs;
        for (auto run = test.runs.rbegin(); run != test.runs.rend(); ++run) {
            addRun(runs, *run, test.notesOf(run->id));
        }
        if (!runs.empty()) {
            lines.push_back("## Measured: " + markdownLine(test.title));
            lines.emplace_back("");
            lines.insert(lines.end(), runs.begin(), runs.end());
        }
    }
    return lines;
}

} // namespace

std::string toMarkdown(const Report& report)
{
    const ChecklistTemplate& definition = report.checklistTemplate;
    std::vector<DocumentLine> lines = documentLines(definition.document.empty() ? documentOf(definition) : definition.document);
    const auto places = linesOf(definition, lines);
    const bool hasRuns =
        std::any_of(report.tests.begin(), report.tests.end(), [](const TestReport& test) { return !test.runs.empty(); });
    for (std::size_t i = 0; i < report.checklist.items.size() && i < places.size(); ++i) {
        if (places[i] < 0) {
            continue;
        }
        const ItemView& item = report.checklist.items[i];
        std::string& line = lines[static_cast<std::size_t>(places[i])].text;
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
    }
    const std::size_t place = hasRuns || report.isRehearsal ? placeOfVerdict(lines) : lines.size() + 1;
    const std::string end = lines.empty() || lines.front().end.empty() ? "\n" : lines.front().end;
    std::string text;
    for (std::size_t i = 0; i <= lines.size(); ++i) {
        if (i == place) {
            text += i > 0 && lines[i - 1].end.empty() ? end : "";
            text += join(verdictBlock(report), end) + end;
        }
        text += i < lines.size() ? lines[i].text + lines[i].end : "";
    }
    if (const auto measured = measuredSection(report); !measured.empty()) {
        text += text.ends_with('\n') ? end : end + end;
        text += join(measured, end);
    }
    for (const auto& part : {optimisationLines(report), analysisLines(report)}) {
        text += part.empty() ? "" : (text.ends_with('\n') ? "" : end) + join(part, end) + end;
    }
    return text;
}

} // namespace holdpoint
