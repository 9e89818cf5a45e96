// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/heat_map_view.h"

#include "core/base/units.h"
#include "ui/charts/chart_group.h"
#include "ui/charts/chart_menu.h"

#include <QEvent>
#include <QPainter>
#include <algorithm>
#include <array>
#include <cmath>

namespace holdpoint {

namespace {

constexpr int kRows = RunSeries::kHeatRows;
constexpr int kDecade = RunSeries::kHeatRowsPerDecade;
constexpr double kCellWidth = 2.5; // px, at least; ui.md: one column a bucket

int rowOfMs(double ms)
{
    return std::clamp(static_cast<int>(std::floor(std::log10(ms / RunSeries::kHeatLowestMs) * kDecade)), 0, kRows - 1);
}

QString decadeText(double ms)
{
    if (ms >= 1000) {
        return QStringLiteral("%1 s").arg(ms / 1000);
    }
    return QStringLiteral("%1 ms").arg(ms);
}

} // namespace

HeatMapView::HeatMapView(ChartGroup& group, QWidget* parent)
    : QWidget(parent), m_group(&group), m_menuButton(new ChartMenuButton(this))
{
    connect(m_menuButton, &QAbstractButton::clicked, this,
            [this] { openMenu(m_menuButton->mapToGlobal(QPoint(0, m_menuButton->height()))); });
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    connect(&group, &ChartGroup::changed, this, [this] {
        m_isStale = m_isStale || m_group->from() != m_frame.fromX || m_group->to() != m_frame.toX;
        update();
    });
}

QRgb HeatMapView::rampColor(double share, const ThemeColors& colors)
{
    const double at = std::clamp(share, 0.0, 1.0) * 5;
    const auto index = std::min<std::size_t>(4, static_cast<std::size_t>(at));
    const double part = at - static_cast<double>(index);
    const auto mix = [part](int from, int to) { return static_cast<int>(std::lround(from + (to - from) * part)); };
    const QColor& from = colors.heat[index];
    const QColor& to = colors.heat[index + 1];
    return qRgb(mix(from.red(), to.red()), mix(from.green(), to.green()), mix(from.blue(), to.blue()));
}

void HeatMapView::setSeries(const RunSeries* series, Content content)
{
    m_series = series;
    m_content = std::move(content);
    m_isStale = true;
    if (isVisible() || m_series == nullptr) { // why a map is empty is told without a paint
        refresh();
    }
}

void HeatMapView::setXLabelsShown(bool shown)
{
    m_hasXLabels = shown;
    m_isStale = true;
    update();
}

void HeatMapView::refresh()
{
    m_isStale = false;
    m_frame.plot = plotRect(size(), m_hasXLabels, true);
    if (m_group) {
        m_frame.fromX = m_group->from();
        m_frame.toX = m_group->to();
    }
    m_image = {};
    if (m_series != nullptr && !m_series->isEmpty()) {
        chooseRows();
        buildImage();
    }
    setAccessibleName(m_content.title);
    m_menuButton->setAccessibleName(tr("Menu of the chart %1").arg(m_content.title));
    QStringList parts{m_content.empty};
    if (!m_image.isNull()) {
        parts = {tr("%1, latencies from %2 to %3")
                     .arg(m_content.title, QString::fromStdString(formatMillis(heatRowEdgeMs(m_lowRow))),
                          QString::fromStdString(formatMillis(heatRowEdgeMs(m_highRow)))),
                 m_content.remark};
        for (const ChartLimit& limit : m_content.limits) {
            parts << limit.label;
        }
        parts << bandWords(m_content.bands);
        parts.removeAll(QString());
    }
    setAccessibleDescription(parts.join(QStringLiteral(", ")));
    update();
}

/// At least two decades around what was measured and the limits.
void HeatMapView::chooseRows()
{
    int low = kRows;
    int high = 0;
    for (std::uint64_t tick = m_series->firstTick(); tick < m_series->endTick(); ++tick) {
        const auto cells = m_series->heat(tick);
        for (int row = 0; row < low; ++row) {
            if (cells[static_cast<std::size_t>(row)] != 0) {
                low = row;
            }
        }
        for (int row = kRows - 1; row > high; --row) {
            if (cells[static_cast<std::size_t>(row)] != 0) {
                high = row;
            }
        }
    }
    for (const ChartLimit& limit : m_content.limits) {
        high = std::max(high, rowOfMs(limit.value) + 2);
    }
    low = std::min(low, high);
    m_lowRow = std::max(0, low - 3);
    m_highRow = std::min(kRows, high + 4);
    if (m_highRow - m_lowRow < 2 * kDecade) {
        m_highRow = std::min(kRows, m_lowRow + 2 * kDecade);
        m_lowRow = std::max(0, m_highRow - 2 * kDecade);
    }
    m_frame.lowY = m_lowRow;
    m_frame.highY = m_highRow;
}

void HeatMapView::buildImage()
{
    const double span = m_frame.toX - m_frame.fromX;
    const auto bucket = static_cast<std::uint64_t>(std::max(1.0, std::ceil(span * kCellWidth / m_frame.plot.width())));
    const auto from = std::max(m_series->firstTick(), static_cast<std::uint64_t>(std::max(0.0, m_frame.fromX)));
    const std::uint64_t end = std::min(m_series->endTick(), static_cast<std::uint64_t>(std::max(0.0, std::ceil(m_frame.toX))));
    if (end <= from) {
        return;
    }
    const auto columns = static_cast<std::size_t>((end - from + bucket - 1) / bucket);
    const auto rows = static_cast<std::size_t>(m_highRow - m_lowRow);
    std::vector<double> perSecond(columns * rows, 0.0);
    m_fullest = 0;
    for (std::size_t column = 0; column < columns; ++column) {
        const std::uint64_t first = from + column * bucket;
        const std::uint64_t last = std::min(end, first + bucket);
        double* const cells = &perSecond[column * rows];
        for (std::uint64_t tick = first; tick < last; ++tick) {
            const auto counts = m_series->heat(tick);
            for (std::size_t row = 0; row < rows; ++row) {
                cells[row] += counts[static_cast<std::size_t>(m_lowRow) + row];
            }
        }
        for (std::size_t row = 0; row < rows; ++row) {
            cells[row] /= static_cast<double>(last - first);
            m_fullest = std::max(m_fullest, cells[row]);
        }
    }
    const ThemeColors& colors = colorsFor(this);
    std::array<QRgb, 256> ramp{};
    for (std::size_t index = 0; index < ramp.size(); ++index) {
        ramp[index] = rampColor(static_cast<double>(index) / 255, colors);
    }
    m_image = QImage(static_cast<int>(columns), static_cast<int>(rows), QImage::Format_RGB32);
    for (std::size_t row = 0; row < rows; ++row) {
        auto* const line = reinterpret_cast<QRgb*>(m_image.scanLine(static_cast<int>(rows - 1 - row)));
        for (std::size_t column = 0; column < columns; ++column) {
            const double share = m_fullest > 0 ? std::sqrt(perSecond[column * rows + row] / m_fullest) : 0;
            line[column] = ramp[static_cast<std::size_t>(std::lround(share * 255))];
        }
    }
    m_frame.fromX = m_group ? m_group->from() : 0;
    m_imageEnd = static_cast<double>(from + columns * bucket);
}

double HeatMapView::pixelOf(double ms) const
{
    return m_frame.pixelY(std::log10(ms / RunSeries::kHeatLowestMs) * kDecade);
}

void HeatMapView::paintLatencyLabels(QPainter& painter, const ThemeColors& colors) const
{
    painter.setFont(fontFor(FontRole::Caption));
    const QFontMetricsF metrics(painter.font());
    double ms = RunSeries::kHeatLowestMs;
    for (int row = 0; row <= kRows; row += kDecade, ms *= 10) {
        if (row < m_lowRow || row > m_highRow) {
            continue;
        }
        const double y = std::round(m_frame.pixelY(row));
        painter.setPen(QPen(colors.lineStrong, 1));
        painter.drawLine(QPointF(m_frame.plot.left() - 4, y), QPointF(m_frame.plot.left() - 1, y));
        painter.setPen(colors.text2);
        const QString text = decadeText(ms);
        painter.drawText(QPointF(m_frame.plot.left() - 6 - metrics.horizontalAdvance(text), y + metrics.capHeight() / 2), text);
    }
}

void HeatMapView::paintLimits(QPainter& painter, const ThemeColors& colors) const
{
    std::vector<double> places;
    for (const ChartLimit& limit : m_content.limits) {
        places.push_back(pixelOf(limit.value));
    }
    const std::vector<double> labels = pushedApart(places, 14 * fontScale(), m_frame.plot.top(), m_frame.plot.bottom());
    painter.setFont(fontFor(FontRole::Caption));
    const QFontMetricsF metrics(painter.font());
    for (std::size_t index = 0; index < places.size(); ++index) {
        const ChartLimit& limit = m_content.limits[index];
        const bool isCritical = limit.kind == ChartLimit::Kind::Critical;
        QPen pen(isCritical ? colors.criticalLine : colors.targetLine, isCritical ? 1.5 : 1.25);
        pen.setCapStyle(Qt::FlatCap);
        if (!isCritical) {
            pen.setDashPattern({5 / 1.25, 3 / 1.25});
        }
        const double y = std::round(places[index]) + 0.5;
        painter.setPen(pen);
        painter.drawLine(QPointF(m_frame.plot.left(), y), QPointF(m_frame.plot.right(), y));
        painter.setPen(isCritical ? colors.fail.text : colors.warn.text);
        painter.drawText(QPointF(m_frame.plot.right() + 5, labels[index] + metrics.capHeight() / 2), limit.label);
    }
}

void HeatMapView::paintRamp(QPainter& painter, const ThemeColors& colors) const
{
    painter.setFont(fontFor(FontRole::Caption));
    const QFontMetricsF metrics(painter.font());
    const QString most = m_fullest >= 1000 ? tr("%1k/s").arg(m_fullest / 1000, 0, 'g', 2)
                                           : tr("%1/s").arg(m_fullest, 0, 'f', m_fullest < 10 ? 1 : 0);
    const double right = width() - 6.0 - ChartMenuButton::room() - metrics.horizontalAdvance(most);
    const double baseline = 11 * fontScale() + metrics.capHeight() / 2;
    painter.setPen(colors.text2);
    painter.drawText(QPointF(right, baseline), most);
    const QRectF box(std::round(right - 68), std::round(11 * fontScale()) - 4, 62, 9);
    for (int x = 1; x < 62; ++x) {
        painter.fillRect(QRectF(box.left() + x, box.top() + 1, 1, 8), QColor(rampColor(x / 61.0, colors)));
    }
    painter.setPen(QPen(colors.lineStrong, 1));
    painter.drawRect(box);
    painter.setPen(colors.text2);
    painter.drawText(QPointF(box.left() - 6 - metrics.horizontalAdvance(QLatin1Char('0')), baseline), QStringLiteral("0"));
}

void HeatMapView::paintEvent(QPaintEvent*)
{
    if (m_isStale) {
        refresh();
    }
    QPainter painter(this);
    const ThemeColors& colors = colorsFor(this);
    painter.fillRect(rect(), colors.base);
    const double step = m_group ? m_group->tickStep() : 60;
    paintTimeGrid(painter, *this, m_frame, step);
    if (!m_image.isNull()) {
        painter.setClipRect(m_frame.plot);
        const double from = std::max(std::floor(m_frame.fromX), static_cast<double>(m_series->firstTick()));
        painter.drawImage(
            QRectF(QPointF(m_frame.pixelX(from), m_frame.plot.top()), QPointF(m_frame.pixelX(m_imageEnd), m_frame.plot.bottom())),
            m_image);
        for (const ChartBand& band : m_content.bands) {
            paintChartBand(painter, *this, m_frame, band, false);
        }
        painter.setClipping(false);
        paintLatencyLabels(painter, colors);
        painter.setRenderHint(QPainter::Antialiasing);
        paintLimits(painter, colors);
        painter.setRenderHint(QPainter::Antialiasing, false);
        paintRamp(painter, colors);
    } else {
        painter.setFont(fontFor(FontRole::Caption));
        painter.setPen(colors.text2);
        painter.drawText(m_frame.plot, Qt::AlignCenter | Qt::TextWordWrap, m_content.empty);
    }
    paintChartTitle(painter, *this, m_content.title, QString(), m_content.remark,
                    width() - 84.0 - 36 * fontScale() - ChartMenuButton::room());
    if (const auto selected = m_group ? m_group->selection() : std::nullopt) { // over the cells, so as edges
        painter.setPen(QPen(colors.accent, 1));
        for (const double second : {selected->first, selected->second}) {
            if (second >= m_frame.fromX && second <= m_frame.toX) {
                const double x = std::round(m_frame.pixelX(second));
                painter.drawLine(QPointF(x, m_frame.plot.top()), QPointF(x, m_frame.plot.bottom()));
            }
        }
    }
    paintTimeLabels(painter, *this, m_frame, step, m_hasXLabels, m_group ? m_group->crosshair() : std::nullopt);
    if (m_group && m_group->crosshair()) {
        paintCrosshair(painter, *this, m_frame, *m_group->crosshair(), m_hasXLabels);
    }
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(QPen(colors.lineStrong, 1));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void HeatMapView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_menuButton->place();
    m_isStale = true;
}

void HeatMapView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_isStale = true;
}

void HeatMapView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        m_isStale = true;
        update();
    }
}

} // namespace holdpoint
