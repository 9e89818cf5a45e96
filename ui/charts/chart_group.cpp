// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_group.h"

#include "ui/charts/chart_math.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

void ChartGroup::setRange(double from, double to, double dataEnd)
{
    to = std::max(to, from + 1);
    if (from == m_from && to == m_to && dataEnd == m_dataEnd) {
        return;
    }
    m_from = from;
    m_to = to;
    m_dataEnd = std::clamp(dataEnd, from, to);
    Q_EMIT changed();
}

double ChartGroup::tickStep() const
{
    return elapsedStep(m_to - m_from);
}

void ChartGroup::setCrosshair(std::optional<double> second)
{
    if (second) {
        second = std::round(std::clamp(*second, m_from, m_to));
    }
    if (second == m_crosshair) {
        return;
    }
    m_crosshair = second;
    if (!second) {
        m_selectionStart.reset();
    }
    Q_EMIT changed();
}

void ChartGroup::moveCrosshair(int seconds, bool extend)
{
    const double start = m_crosshair.value_or(m_dataEnd);
    if (extend && !m_selectionStart) {
        m_selectionStart = start;
    } else if (!extend) {
        m_selectionStart.reset();
    }
    m_crosshair = std::round(std::clamp(start + seconds, m_from, m_dataEnd));
    Q_EMIT changed();
}

void ChartGroup::goLive()
{
    m_crosshair.reset();
    m_selectionStart.reset();
    Q_EMIT changed();
}

std::optional<std::pair<double, double>> ChartGroup::selection() const
{
    if (!m_selectionStart || !m_crosshair || *m_selectionStart == *m_crosshair) {
        return std::nullopt;
    }
    return std::minmax(*m_selectionStart, *m_crosshair);
}

} // namespace holdpoint
