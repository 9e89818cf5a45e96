// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/paper/flow.h"

#include <algorithm>

namespace holdpoint::paper {

namespace {

constexpr double kTop = 91;
constexpr double kBottom = kSheetHeight - 58;
constexpr double kLine = 15;
constexpr double kRowPad = 5.5;
constexpr double kCellPad = 5;

struct LaidCell
{
    QRectF area; // left and width only
    QStringList lines;
    QStringList remark;
    Cell cell;
    bool isNumber = false;

    double height() const { return kLine * static_cast<double>(lines.size() + remark.size()); }
};

void paintCell(Ink& ink, const LaidCell& laid, double top)
{
    QRectF line(laid.area.left(), top + kRowPad / 2, laid.area.width(), kLine);
    if (laid.cell.stamp) {
        ink.stamp(line.left(), line, *laid.cell.stamp);
        return;
    }
    for (const QString& text : laid.lines) {
        ink.text(line, laid.isNumber ? Qt::AlignRight : Qt::AlignLeft, text, laid.cell.face, laid.cell.ink);
        line.translate(0, kLine);
    }
    for (const QString& text : laid.remark) {
        ink.text(line, Qt::AlignLeft, text, Face::Small, color::kText2);
        line.translate(0, kLine);
    }
}

Strip makeRow(const std::vector<Column>& columns, std::vector<Cell> cells, bool isSpanning)
{
    std::vector<LaidCell> laid;
    double left = kMargin;
    double height = kLine;
    for (std::size_t i = 0; i < cells.size() && i < columns.size(); ++i) {
        const bool isLast = isSpanning && i + 1 == cells.size();
        const double width = isLast ? kMargin + kInnerWidth - left : columns[i].width;
        LaidCell cell;
        cell.area = {left + kCellPad, 0, width - 2 * kCellPad, 0};
        cell.isNumber = columns[i].isNumber && !isLast;
        cell.cell = std::move(cells[i]);
        cell.lines = cell.cell.stamp ? QStringList{QString()}
                                     : wrapped(cell.cell.text, cell.cell.face, cell.area.width(), cell.cell.mostLines);
        if (!cell.cell.remark.isEmpty()) {
            cell.remark = wrapped(cell.cell.remark, Face::Small, cell.area.width(), 4);
        }
        height = std::max(height, cell.height());
        left += width;
        laid.push_back(std::move(cell));
    }
    const double full = height + kRowPad;
    return {full, [laid = std::move(laid), full](Ink& ink, double top) {
                for (const LaidCell& cell : laid) {
                    paintCell(ink, cell, top);
                }
                ink.hairline(kMargin, kMargin + kInnerWidth, top + full, color::kLine);
            }};
}

} // namespace

void Flow::add(Strip strip)
{
    auto shared = std::make_shared<const Strip>(std::move(strip));
    if (shared->staysWithNext) {
        m_waiting.push_back(std::move(shared));
        return;
    }
    double needed = shared->height;
    for (const auto& waiting : m_waiting) {
        needed += waiting->height;
    }
    if (needed > room()) {
        newSheet();
        if (m_head != nullptr && m_waiting.empty()) {
            place(m_head);
        }
    }
    for (auto& waiting : std::exchange(m_waiting, {})) {
        place(std::move(waiting));
    }
    place(std::move(shared));
}

void Flow::place(std::shared_ptr<const Strip> strip)
{
    const double top = kTop + m_y;
    m_y += strip->height;
    m_sheets.back().push_back({top, std::move(strip)});
}

void Flow::gap(double height)
{
    if (m_y > 0 && height < room()) {
        m_y += height;
    }
}

void Flow::newSheet()
{
    if (m_y > 0) {
        m_sheets.emplace_back();
        m_y = 0;
    }
}

double Flow::room() const
{
    return kBottom - kTop - m_y;
}

std::vector<Sheet> Flow::take()
{
    for (auto& waiting : std::exchange(m_waiting, {})) {
        place(std::move(waiting));
    }
    return std::exchange(m_sheets, {Sheet{}});
}

void Flow::heading(const QString& title, const QString& remark, const std::optional<Stamp>& stamp)
{
    constexpr double kHeight = 22;
    const double behind = widthOf(title, Face::Heading) + 10;
    const double used = behind + 16 + (stamp ? 27 + widthOf(stamp->word, Face::SmallStrong) : 0);
    const QString shown = remark.isEmpty() ? QString() : wrapped(remark, Face::Body, kInnerWidth - used, 1).front();
    add({kHeight,
         [title, shown, stamp, behind](Ink& ink, double top) {
             const QRectF line(kMargin, top, kInnerWidth, kHeight - 2);
             ink.text(line, Qt::AlignLeft, title, Face::Heading, color::kText);
             if (stamp) {
                 ink.stamp(kMargin + behind, line, *stamp);
             }
             ink.text(line, Qt::AlignRight, shown, Face::Body, color::kText2);
         },
         true, title});
}

void Flow::paragraph(const QString& text, Face face, QRgb inkColor, int mostLines, bool staysWithNext)
{
    for (const QString& line : wrapped(text, face, kInnerWidth, mostLines)) {
        add({kLine + 1,
             [line, face, inkColor](Ink& ink, double top) {
                 ink.text({kMargin, top, kInnerWidth, kLine}, Qt::AlignLeft, line, face, inkColor);
             },
             staysWithNext});
    }
}

Table::Table(Flow& flow, std::vector<Column> columns) : m_flow(flow), m_columns(std::move(columns))
{
    constexpr double kHeight = 19;
    Strip head{kHeight,
               [shown = m_columns](Ink& ink, double top) {
                   ink.fill({kMargin, top, kInnerWidth, kHeight}, color::kHead);
                   double left = kMargin;
                   for (const Column& column : shown) {
                       ink.text({left + kCellPad, top, column.width - 2 * kCellPad, kHeight},
                                column.isNumber ? Qt::AlignRight : Qt::AlignLeft, column.title, Face::Small, color::kText2);
                       left += column.width;
                   }
               },
               true};
    m_flow.setHead(std::make_shared<const Strip>(head));
    m_flow.add(std::move(head));
}

Table::~Table()
{
    m_flow.setHead(nullptr);
}

void Table::row(std::vector<Cell> cells)
{
    m_flow.add(makeRow(m_columns, std::move(cells), false));
}

void Table::spanRow(std::vector<Cell> cells)
{
    m_flow.add(makeRow(m_columns, std::move(cells), true));
}

} // namespace holdpoint::paper
