// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/time_series_view.h"

#include "ui/charts/chart_group.h"
#include "ui/charts/chart_menu.h"

#include <QAreaSeries>
#include <QChart>
#include <QGraphicsLayout>
#include <QLineSeries>
#include <QPainter>
#include <QValueAxis>
#include <cmath>

namespace holdpoint {

namespace {

/// In what the y axis counts in.
QList<QPointF> toQt(const std::vector<ChartPoint>& points, const ChartFrame& frame)
{
    QList<QPointF> list;
    list.reserve(static_cast<qsizetype>(points.size()));
    for (const ChartPoint& point : points) {
        list.append({point.x, frame.axisValue(point.y)});
    }
    return list;
}

QPen linePen(const ChartLine& line, const QPalette& palette)
{
    QPen pen(seriesColor(line.color, palette), line.width);
    pen.setCapStyle(Qt::FlatCap);
    pen.setJoinStyle(Qt::RoundJoin);
    if (line.isGhost) {
        pen.setDashPattern({1.5 / line.width, 3 / line.width});
    } else if (line.isDashed) {
        pen.setDashPattern({4 / line.width, 3 / line.width});
    }
    return pen;
}

/// Sums of the lines up to and with `upTo`, one point a pixel column: the second with the largest total, so that peaks survive.
struct Stack
{
    std::vector<std::vector<ChartPoint>> layers; // cumulative, layers[0] is the bottom edge (zero)
};

std::vector<Stack> stacksOf(const std::vector<ChartLine>& lines, double fromX, double toX, int columns)
{
    std::vector<Stack> stacks;
    std::vector<double> best(lines.size() + 1);
    double bestX = 0;
    long column = -1;
    bool isOpen = false;
    const auto flush = [&] {
        if (column >= 0) {
            for (std::size_t layer = 0; layer < best.size(); ++layer) {
                stacks.back().layers[layer].push_back({bestX, best[layer]});
            }
            column = -1;
        }
    };
    const std::size_t length = lines.empty() ? 0 : lines.front().points.size();
    for (std::size_t index = 0; index < length; ++index) {
        const double x = lines.front().points[index].x;
        std::vector<double> sums(lines.size() + 1, 0.0);
        for (std::size_t line = 0; line < lines.size(); ++line) {
            sums[line + 1] = sums[line] + (index < lines[line].points.size() ? lines[line].points[index].y : 0.0);
        }
        if (!std::isfinite(sums.back())) {
            flush();
            isOpen = false;
            continue;
        }
        if (x < fromX || x > toX) {
            continue;
        }
        if (!isOpen) {
            stacks.push_back({std::vector<std::vector<ChartPoint>>(lines.size() + 1)});
            isOpen = true;
        }
        const auto here = static_cast<long>((x - fromX) / (toX - fromX) * columns);
        if (here != column) {
            flush();
            column = here;
            best = sums;
            bestX = x;
        } else if (sums.back() > best.back()) {
            best = sums;
            bestX = x;
        }
    }
    flush();
    return stacks;
}

} // namespace

TimeSeriesView::TimeSeriesView(ChartGroup& group, QWidget* parent)
    : QChartView(parent), m_group(&group), m_menuButton(nullptr), m_xAxis(new QValueAxis), m_yAxis(new QValueAxis)
{
    m_menuButton = new ChartMenuButton(this);
    connect(m_menuButton, &QAbstractButton::clicked, this,
            [this] { openMenu(m_menuButton->mapToGlobal(QPoint(0, m_menuButton->height()))); });
    auto* shown = new QChart;
    shown->setAnimationOptions(QChart::NoAnimation);
    shown->setBackgroundVisible(false);
    shown->setMargins({0, 0, 0, 0});
    shown->layout()->setContentsMargins(0, 0, 0, 0);
    shown->legend()->hide();
    for (QValueAxis* axis : {m_xAxis, m_yAxis}) {
        axis->setTickCount(2);
        axis->setLabelsVisible(false);
        axis->setGridLineVisible(false);
        axis->setVisible(false);
        shown->addAxis(axis, axis == m_xAxis ? Qt::AlignBottom : Qt::AlignLeft);
    }
    QChart* const unused = chart();
    setChart(shown);
    delete unused;
    setFrameShape(QFrame::NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setViewportUpdateMode(QGraphicsView::FullViewportUpdate);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setBackgroundBrush(colorsFor(this).base);
    connect(&group, &ChartGroup::changed, this, [this] {
        const bool rangeChanged = m_group->from() != m_frame.fromX || m_group->to() != m_frame.toX;
        m_isStale = m_isStale || rangeChanged;
        if (isVisible()) {
            rangeChanged ? refresh() : viewport()->update();
        }
    });
}

TimeSeriesView::~TimeSeriesView() = default;

void TimeSeriesView::setContent(ChartContent content)
{
    m_content = std::move(content);
    m_isStale = true;
    if (isVisible()) {
        refresh();
    }
}

void TimeSeriesView::setXLabelsShown(bool shown)
{
    m_hasXLabels = shown;
    placePlot();
}

void TimeSeriesView::setLogAxis(bool isLog)
{
    if (std::exchange(m_isLog, isLog) != isLog) {
        m_isStale = true;
        if (isVisible()) {
            refresh();
        }
    }
}

/// From 0, or in whole decades around what is in view.
void TimeSeriesView::chooseScale()
{
    const double largest = largestValue(m_content, m_group->from(), m_group->to());
    const double smallest = smallestPositive(m_content, m_group->from(), m_group->to());
    m_frame.isLog = m_isLog && !m_content.isStacked && std::isfinite(smallest) && largest > 0;
    if (!m_frame.isLog) {
        m_scale = niceScale(largest);
    } else {
        const double low = std::floor(std::log10(smallest));
        const double high = std::max(low + 1, std::ceil(std::log10(largest)));
        m_scale = {std::pow(10.0, low), std::pow(10.0, high), 1};
    }
    m_frame.lowY = m_scale.lowest;
    m_frame.highY = m_scale.highest;
}

void TimeSeriesView::refresh()
{
    if (!m_isStale || m_group.isNull()) {
        return;
    }
    m_isStale = false;
    m_frame.fromX = m_group->from();
    m_frame.toX = m_group->to();
    chooseScale();
    m_xAxis->setRange(m_frame.fromX, m_frame.toX);
    m_yAxis->setRange(m_frame.axisValue(m_frame.lowY), m_frame.axisValue(m_frame.highY));
    m_content.isStacked ? drawStack() : drawLines();
    setAccessibleName(m_content.title);
    m_menuButton->setAccessibleName(tr("Menu of the chart %1").arg(m_content.title));
    setAccessibleDescription(accessibleSummary(m_content));
    viewport()->update();
}

void TimeSeriesView::placePlot()
{
    m_frame.plot = plotRect(size(), m_hasXLabels, true);
    chart()->setPlotArea(m_frame.plot);
    m_menuButton->place();
    m_isStale = true;
    if (isVisible()) {
        refresh();
    }
}

void TimeSeriesView::drawLines()
{
    const int columns = std::max(1, static_cast<int>(m_frame.plot.width()));
    m_drawn.assign(m_content.lines.size(), {});
    std::size_t used = 0;
    for (const bool wantsMain : {false, true}) { // the main line lies on top
        for (std::size_t index = 0; index < m_content.lines.size(); ++index) {
            const ChartLine& line = m_content.lines[index];
            if (line.isMain != wantsMain) {
                continue;
            }
            m_drawn[index] = decimated(line.points, m_frame.fromX, m_frame.toX, columns);
            for (const auto& segment : m_drawn[index]) {
                QLineSeries* const series = lineSeries(used++);
                series->setPen(linePen(line, palette()));
                series->replace(toQt(segment, m_frame));
            }
        }
    }
    trimPools(used, 0);
}

void TimeSeriesView::drawStack()
{
    const int columns = std::max(1, static_cast<int>(m_frame.plot.width()));
    const auto stacks = stacksOf(m_content.lines, m_frame.fromX, m_frame.toX, columns);
    m_drawn.assign(m_content.lines.size(), {});
    std::size_t used = 0;
    for (const Stack& stack : stacks) {
        for (std::size_t line = 0; line < m_content.lines.size(); ++line) {
            m_drawn[line].push_back(stack.layers[line + 1]);
            QAreaSeries* const series = areaSeries(used++);
            series->setBrush(seriesColor(m_content.lines[line].color, palette()));
            series->lowerSeries()->replace(toQt(stack.layers[line], m_frame));
            series->upperSeries()->replace(toQt(stack.layers[line + 1], m_frame));
        }
    }
    trimPools(0, used);
}

QLineSeries* TimeSeriesView::lineSeries(std::size_t index)
{
    if (index == m_lines.size()) {
        auto* series = new QLineSeries;
        chart()->addSeries(series);
        series->attachAxis(m_xAxis);
        series->attachAxis(m_yAxis);
        m_lines.push_back(series);
    }
    return m_lines[index];
}

QAreaSeries* TimeSeriesView::areaSeries(std::size_t index)
{
    if (index == m_areas.size()) {
        auto* series = new QAreaSeries;
        auto* upper = new QLineSeries(series);
        auto* lower = new QLineSeries(series);
        series->setUpperSeries(upper);
        series->setLowerSeries(lower);
        series->setPen(Qt::NoPen);
        chart()->addSeries(series);
        series->attachAxis(m_xAxis);
        series->attachAxis(m_yAxis);
        m_areas.push_back(series);
    }
    return m_areas[index];
}

void TimeSeriesView::trimPools(std::size_t lines, std::size_t areas)
{
    while (m_lines.size() > lines) {
        chart()->removeSeries(m_lines.back());
        delete m_lines.back();
        m_lines.pop_back();
    }
    while (m_areas.size() > areas) {
        chart()->removeSeries(m_areas.back());
        delete m_areas.back();
        m_areas.pop_back();
    }
}

std::size_t TimeSeriesView::segmentCount(std::size_t line) const
{
    return line < m_drawn.size() ? m_drawn[line].size() : 0;
}

std::vector<ChartPoint> TimeSeriesView::drawnPoints(std::size_t line) const
{
    std::vector<ChartPoint> points;
    if (line < m_drawn.size()) {
        for (const auto& segment : m_drawn[line]) {
            points.insert(points.end(), segment.begin(), segment.end());
        }
    }
    return points;
}

QString TimeSeriesView::shownRemark() const
{
    return remarkWithOffScale(m_content, m_scale.highest);
}

std::vector<TimeSeriesView::DirectLabel> TimeSeriesView::directLabels() const
{
    std::vector<DirectLabel> labels;
    std::vector<double> wanted;
    double below = 0;
    const std::optional<double> second = m_group ? m_group->crosshair() : std::nullopt;
    for (const ChartLine& line : m_content.lines) {
        const double value = second ? valueAt(line, *second) : endValue(m_content, line);
        const bool isKnown = std::isfinite(value);
        const bool isOfCrosshair = line.label == LineLabel::None || line.isGhost; // at the end there is no room for it
        if (line.points.empty() || (isOfCrosshair && (!second || !isKnown || m_content.isStacked))) {
            continue;
        }
        const QString text = isKnown ? m_content.format(value) : QStringLiteral("–");
        const double at = m_content.isStacked ? below + (isKnown ? value / 2 : 0) : (isKnown ? value : m_frame.lowY);
        below += isKnown ? value : 0;
        QString label = line.label == LineLabel::Value ? text : line.name + QLatin1Char(' ') + text;
        if (isOfCrosshair) { // the remark names it by its look
            label = line.isGhost ? QStringLiteral("\u00B7\u00B7\u00B7 ") + text : tr("thin %1").arg(text);
        }
        labels.push_back({label, seriesColor(line.color, palette()), colorsFor(this).text, line.isMain, 0});
        wanted.push_back(std::clamp(m_frame.pixelY(at), m_frame.plot.top(), m_frame.plot.bottom()));
    }
    for (const ChartLimit& limit : m_content.limits) {
        if (m_content.isStacked && limit.value <= m_scale.highest && limit.value >= m_scale.lowest) {
            const bool isCritical = limit.kind == ChartLimit::Kind::Critical;
            labels.push_back({limit.label, isCritical ? colorsFor(this).criticalLine : colorsFor(this).targetLine,
                              isCritical ? colorsFor(this).fail.text : colorsFor(this).warn.text, false, 0});
            wanted.push_back(m_frame.pixelY(limit.value));
        }
    }
    const QFontMetricsF metrics(fontFor(FontRole::Caption));
    const double lowest = height() - metrics.capHeight() / 2 - metrics.descent() - 1; // whole at a large font, too
    wanted =
        pushedApart(std::move(wanted), 14 * fontScale(), m_frame.plot.top() + 1, std::min(m_frame.plot.bottom() - 2, lowest));
    for (std::size_t index = 0; index < labels.size(); ++index) {
        labels[index].y = wanted[index];
    }
    return labels;
}

QImage TimeSeriesView::toImage()
{
    refresh();
    return grab().toImage();
}

void TimeSeriesView::resizeEvent(QResizeEvent* event)
{
    QChartView::resizeEvent(event);
    placePlot();
}

void TimeSeriesView::showEvent(QShowEvent* event)
{
    QChartView::showEvent(event);
    refresh();
}

void TimeSeriesView::changeEvent(QEvent* event)
{
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        setBackgroundBrush(colorsFor(this).base);
        m_isStale = true;
        if (isVisible()) {
            refresh();
        }
    }
}

void TimeSeriesView::focusInEvent(QFocusEvent* event)
{
    QChartView::focusInEvent(event);
    viewport()->update();
}

void TimeSeriesView::focusOutEvent(QFocusEvent* event)
{
    QChartView::focusOutEvent(event);
    viewport()->update();
}

} // namespace holdpoint
