// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/paper/ink.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace holdpoint::paper {

inline constexpr double kGap = 14; // between tables, in points

/// One strip over the whole width that is never cut.
struct Strip
{
    double height = 0;
    std::function<void(Ink&, double top)> paint;
    bool staysWithNext = false; // a heading
    QString title = QString();  // of a heading, for the table of contents
};

struct PlacedStrip
{
    double top = 0;
    std::shared_ptr<const Strip> strip;
};
using Sheet = std::vector<PlacedStrip>;

/// Puts strips below each other and starts a new sheet where one is full.
class Flow
{
public:
    void add(Strip strip);
    /// Repeated at the top of each sheet that the strips after it reach; null ends that.
    void setHead(std::shared_ptr<const Strip> head) { m_head = std::move(head); }
    /// Space, but not at the top of a sheet.
    void gap(double height);
    void newSheet();
    /// Room that is left on this sheet.
    double room() const;
    std::vector<Sheet> take();

    /// 600, with a state behind it and a grey remark at the right.
    void heading(const QString& title, const QString& remark = QString(), const std::optional<Stamp>& stamp = std::nullopt);
    void paragraph(const QString& text, Face face = Face::Body, QRgb ink = color::kText, int mostLines = 12,
                   bool staysWithNext = false);

private:
    void place(std::shared_ptr<const Strip> strip);

    std::vector<Sheet> m_sheets{Sheet{}};
    double m_y = 0; // 0: nothing on this sheet yet
    std::shared_ptr<const Strip> m_head;
    std::vector<std::shared_ptr<const Strip>> m_waiting; // headings
};

struct Column
{
    QString title;
    double width = 0;
    bool isNumber = false;
};

struct Cell
{
    QString text;
    Face face = Face::Body;
    QRgb ink = color::kText;
    std::optional<Stamp> stamp = std::nullopt; // instead of the text
    QString remark = QString();                // grey, below
    int mostLines = 8;
};

/// Rows under a head; a row is as high as its longest cell.
class Table
{
public:
    Table(Flow& flow, std::vector<Column> columns);
    ~Table();
    Table(const Table&) = delete; // its end ends the repeated head
    Table& operator=(const Table&) = delete;
    void row(std::vector<Cell> cells);
    /// The last cell goes over all columns that follow.
    void spanRow(std::vector<Cell> cells);

private:
    Flow& m_flow;
    std::vector<Column> m_columns;
};

} // namespace holdpoint::paper
