// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPointF>
#include <QString>
#include <QWidget>
#include <functional>
#include <optional>
#include <vector>

namespace holdpoint {

/// What a PlainChart shows: lines over any x (users, days), limits, and where something changes.
struct PlainChartContent
{
    struct Line
    {
        enum class Kind { Measured, Predicted };
        QString name;
        Kind kind = Kind::Measured;
        std::vector<std::vector<QPointF>> parts; // cut at gaps
        bool hasDots = false;
    };
    struct Limit
    {
        double y = 0;
        QString label; // "target 300 ms"
        bool isCritical = false;
    };
    struct Note
    {
        QPointF at;
        QString text; // "knee 11,800 users: 297 ms"
    };
    QString title;
    QString remark;
    std::vector<Line> lines;
    std::vector<Limit> limits;
    std::vector<Note> notes;
    std::optional<double> shadedFrom; // to the right end: "past the knee"
    QString shadedLabel;
    std::optional<double> nowLine;
    double xFrom = 0;
    double xTo = 1;
    std::vector<std::pair<double, QString>> xLabels; // empty: 0, a quarter ... by xText
    std::function<QString(double)> yText;
    QString empty; // said where there is no point
};

/// Lines over an axis that is no time of a run, painted as ui.md §7 sets it. Its text for screen readers names every limit and
/// line.
class PlainChart : public QWidget
{
    Q_OBJECT

public:
    explicit PlainChart(QWidget* parent = nullptr);
    void setContent(PlainChartContent content);
    const PlainChartContent& content() const { return m_content; }
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QRectF plot() const;
    double top() const;

    PlainChartContent m_content;
};

} // namespace holdpoint
