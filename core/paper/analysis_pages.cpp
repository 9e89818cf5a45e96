// SPDX-License-Identifier: GPL-3.0-or-later
// What the runs showed besides their verdicts, on paper: comparison, saturation, bottlenecks, spans, headroom.
#include "core/base/text.h"
#include "core/paper/sheets.h"
#include "core/paper/words.h"
#include "core/report/analysis_tables.h"

#include <algorithm>

namespace holdpoint::paper {

namespace {

constexpr std::size_t kMostNotes = 40;

/// The longest part of a number's cell that must stay on one line: an interval may break behind its "to".
double unbrokenWidth(const std::string& text)
{
    constexpr std::string_view kTo = " to ";
    const auto to = text.find(kTo);
    return to == std::string::npos ? widthOf(fromUtf8(text), Face::Small)
                                   : std::max(widthOf(fromUtf8(text.substr(0, to + kTo.size() - 1)), Face::Small),
                                              widthOf(fromUtf8(text.substr(to + kTo.size())), Face::Small));
}

/// Number columns become as wide as their numbers, at the cost of the columns of words.
void widenForNumbers(std::vector<Column>& columns, const ReportTable& shown)
{
    constexpr double kPad = 14; // both sides, and the rounding of the layout
    constexpr double kLeastWords = 64;
    double missing = 0;
    double spare = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (shown.columns[i].isNumber) {
            double needed = widthOf(columns[i].title, Face::Small) + kPad;
            for (const auto& row : shown.rows) {
                needed = i < row.size() ? std::max(needed, unbrokenWidth(row[i]) + kPad) : needed;
            }
            missing += std::max(0.0, needed - columns[i].width);
            columns[i].width = std::max(columns[i].width, needed);
        } else if (!shown.columns[i].isState) {
            spare += std::max(0.0, columns[i].width - kLeastWords);
        }
    }
    const double taken = spare > 0 ? std::min(1.0, missing / spare) : 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (!shown.columns[i].isNumber && !shown.columns[i].isState) {
            columns[i].width -= taken * std::max(0.0, columns[i].width - kLeastWords);
        }
    }
}

void addRows(Flow& flow, const ReportTable& shown)
{
    double shares = 0;
    for (const ReportColumn& column : shown.columns) {
        shares += column.share;
    }
    std::vector<Column> columns;
    for (const ReportColumn& column : shown.columns) {
        columns.push_back({fromUtf8(column.title), kInnerWidth * column.share / shares, column.isNumber});
    }
    widenForNumbers(columns, shown);
    Table table(flow, std::move(columns));
    for (const auto& row : shown.rows) {
        std::vector<Cell> cells;
        for (std::size_t i = 0; i < row.size() && i < shown.columns.size(); ++i) {
            if (shown.columns[i].isState) {
                cells.push_back({{}, Face::Body, color::kText, stampOf(row[i])});
            } else {
                cells.push_back({fromUtf8(shortened(row[i], kMostTextBytes)), Face::Small});
            }
        }
        table.row(std::move(cells));
    }
}

} // namespace

void addAnalysis(Flow& flow, const Report& report)
{
    for (const ReportTable& table : analysisTables(report)) {
        flow.gap(kGap);
        flow.heading(fromUtf8(table.title), fromUtf8(table.remark));
        for (const std::string& sentence : table.sentences) {
            flow.paragraph(fromUtf8(shortened(sentence, 2 * kMostTextBytes)));
        }
        if (!table.rows.empty()) {
            flow.gap(4);
            addRows(flow, table);
        }
        flow.gap(table.notes.empty() ? 0 : 6);
        for (std::size_t i = 0; i < table.notes.size() && i < kMostNotes; ++i) {
            flow.paragraph(fromUtf8(shortened(table.notes[i], kMostTextBytes)), Face::Small, color::kText2, 4);
        }
    }
}

} // namespace holdpoint::paper
