// SPDX-License-Identifier: GPL-3.0-or-later
// What the runs showed besides their verdicts, on paper: comparison, saturation, bottlenecks, spans, headroom.
#include "core/base/text.h"
#include "core/paper/sheets.h"
#include "core/paper/words.h"
#include "core/report/analysis_tables.h"

namespace holdpoint::paper {

namespace {

constexpr std::size_t kMostTextBytes = 600;
constexpr std::size_t kMostNotes = 40;
constexpr double kGap = 14;

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
