// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/headroom_bars.h"

#include "core/base/units.h"
#include "ui/style/elision.h"
#include "ui/style/numbers.h"
#include "ui/style/status.h"
#include "ui/style/theme.h"
#include "ui/style/words.h"

#include <QPainter>
#include <algorithm>

namespace holdpoint {

namespace {

constexpr int kBarRow = 20;
constexpr std::size_t kMostBars = 5;
constexpr double kScale = 1.15; // the limit stands left of the end, so that what is beyond can be seen

QString valueText(const ResourcePeak& peak)
{
    return peak.peak ? holdpoint::tr("%1 of %2\u00A0%3")
                           .arg(fromCore(formatNumber(*peak.peak, 0)), fromCore(formatNumber(peak.limit.value_or(0), 0)),
                                fromCore(peak.unit))
                     : holdpoint::tr("not known");
}

} // namespace

void HeadroomBars::setPeaks(const std::vector<ResourcePeak>& peaks)
{
    m_peaks.clear();
    std::copy_if(peaks.begin(), peaks.end(), std::back_inserter(m_peaks),
                 [](const ResourcePeak& each) { return !each.isLessWorse; });
    std::stable_sort(m_peaks.begin(), m_peaks.end(),
                     [](const ResourcePeak& a, const ResourcePeak& b) { return a.used().value_or(-1) > b.used().value_or(-1); });
    if (m_peaks.size() > kMostBars) {
        m_peaks.resize(kMostBars);
    }
    QStringList words;
    for (const ResourcePeak& peak : m_peaks) {
        words << fromCore(peak.title) + QLatin1Char(' ') + valueText(peak);
    }
    setAccessibleName(tr("Resources, the first to saturate on top"));
    setAccessibleDescription(words.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

QSize HeadroomBars::sizeHint() const
{
    return {scaled(300), scaled(kBarRow) * std::max(1, static_cast<int>(m_peaks.size()))};
}

void HeadroomBars::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const ThemeColors& colors = colorsFor(this);
    painter.setFont(fontFor(FontRole::Small));
    const double height = scaled(kBarRow);
    const double name = scaled(140);
    const double value = scaled(96);
    bool isFirst = true;
    double top = 0;
    for (const ResourcePeak& peak : m_peaks) {
        painter.setPen(colors.text);
        drawElided(painter, QRectF(0, top, name - 8, height), Qt::AlignLeft, fromCore(peak.title));
        const QRectF trough(name, top + height / 2 - 3, width() - name - value - 8, 6);
        painter.fillRect(trough, colors.neutralFill);
        const double used = std::clamp(peak.used().value_or(0) / kScale, 0.0, 1.0);
        painter.fillRect(QRectF(trough.topLeft(), QSizeF(trough.width() * used, trough.height())),
                         peak.isBeyond()        ? colors.fail.glyph
                         : isFirst && peak.peak ? colors.s2
                                                : colors.s1);
        painter.fillRect(QRectF(trough.left() + trough.width() / kScale - 1, trough.top() - 3, 2, 12), colors.criticalLine);
        painter.setPen(colors.text2);
        drawNumber(painter, QRectF(width() - value, top, value, height), Qt::AlignRight, valueText(peak));
        isFirst = false;
        top += height;
    }
    if (m_peaks.empty()) {
        painter.setPen(colors.text2);
        painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap,
                         tr("No resource peaks: the plan has no threshold over Prometheus."));
    }
}

} // namespace holdpoint
