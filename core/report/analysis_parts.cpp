// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/analysis_parts.h"

#include "core/base/text.h"
#include "core/report/html_text.h"
#include "core/report/markdown_text.h"

namespace holdpoint {

namespace {

constexpr std::size_t kMostBytes = 600; // of a cell
constexpr std::size_t kMostNotes = 40;

std::string htmlTable(const ReportTable& table)
{
    std::vector<std::string> names;
    for (const ReportColumn& column : table.columns) {
        names.push_back((column.isNumber ? "#" : "") + column.title);
    }
    std::string html = head(names);
    for (const auto& row : table.rows) {
        html += "<tr>";
        for (std::size_t i = 0; i < row.size() && i < table.columns.size(); ++i) {
            html += table.columns[i].isState    ? "<td>" + chip(row[i]) + "</td>"
                    : table.columns[i].isNumber ? numberCell(row[i])
                                                : cell(shortened(row[i], kMostBytes));
        }
        html += "</tr>\n";
    }
    return html + "</table>";
}

} // namespace

std::string analysisPage(const Report& report)
{
    const auto tables = analysisTables(report);
    if (tables.empty()) {
        return {};
    }
    std::string html = "<section class=\"page\">";
    for (const ReportTable& table : tables) {
        html += heading(table.title, table.remark);
        for (const std::string& sentence : table.sentences) {
            html += "<p>" + htmlEscape(shortened(sentence, 2 * kMostBytes)) + "</p>";
        }
        html += table.rows.empty() ? "" : htmlTable(table);
        for (std::size_t i = 0; i < table.notes.size() && i < kMostNotes; ++i) {
            html += "<p class=\"remark\">" + htmlEscape(shortened(table.notes[i], kMostBytes)) + "</p>";
        }
    }
    return html + "</section>\n";
}

std::vector<std::string> analysisLines(const Report& report)
{
    std::vector<std::string> lines;
    for (const ReportTable& table : analysisTables(report)) {
        lines.insert(lines.end(), {"", "## " + table.title, ""});
        for (const std::string& sentence : table.sentences) {
            lines.push_back(markdownLine(sentence, 2 * kMostBytes));
            lines.emplace_back("");
        }
        if (!table.rows.empty()) {
            std::vector<std::string> names;
            for (const ReportColumn& column : table.columns) {
                names.push_back(column.title);
            }
            addMarkdownTable(lines, names, table.rows, kMostBytes);
        }
        for (std::size_t i = 0; i < table.notes.size() && i < kMostNotes; ++i) {
            lines.push_back("- " + markdownLine(table.notes[i], kMostBytes));
        }
        while (!lines.empty() && lines.back().empty()) {
            lines.pop_back();
        }
    }
    return lines;
}

} // namespace holdpoint
