// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_group.h"

#include "ui/charts/chart_math.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

constexpr double kShortestPart = 10; // seconds

} // namespace

void ChartGroup::setRange(double from, double to, double dataEnd)
{
    to = std::max(to, from + 1);
    if (from == m_from && to == m_to && dataEnd == m_dataEnd) {
        return;
    }
    const double grown = dataEnd - m_dataEnd;
    m_from = from;
    m_to = to;
    m_dataEnd = std::clamp(dataEnd, from, to);
    if (m_zoom && m_zoom->isFollowing && grown > 0) {
        m_zoom->from += grown;
        m_zoom->to += grown;
    }
    if (m_zoom && (m_zoom->from < m_from || m_zoom->to > m_to)) { // another run, or the ended one's axis is shorter
        const double span = m_zoom->to - m_zoom->from;
        m_zoom->to = std::min(m_zoom->to, m_to);
        m_zoom->from = std::max(m_from, m_zoom->to - span);
    }
    Q_EMIT changed();
}

double ChartGroup::tickStep() const
{
    return elapsedStep(to() - from());
}

void ChartGroup::zoom(double factor, double around)
{
    const double span = std::max(kShortestPart, (to() - from()) * factor);
    const double share = std::clamp((around - from()) / (to() - from()), 0.0, 1.0);
    const double start = around - share * span;
    zoomTo(start, start + span);
}

void ChartGroup::zoomTo(double from, double to)
{
    const double span = std::max(kShortestPart, to - from);
    if (span >= m_to - m_from) {
        showAll();
        return;
    }
    const double start = std::clamp(std::round(from), m_from, m_to - span);
    m_zoom = Part{start, start + span, start + span >= m_dataEnd};
    Q_EMIT changed();
}

void ChartGroup::pan(double seconds)
{
    if (m_zoom) {
        zoomTo(m_zoom->from + seconds, m_zoom->to + seconds);
    }
}

void ChartGroup::showAll()
{
    if (m_zoom) {
        m_zoom.reset();
        Q_EMIT changed();
    }
}

void ChartGroup::setCrosshair(std::optional<double> second)
{
    if (second) {
        second = std::round(std::clamp(*second, from(), std::max(from(), std::min(to(), m_dataEnd))));
    }
    if (second != m_crosshair) {
        m_crosshair = second;
        Q_EMIT changed();
    }
}

void ChartGroup::moveCrosshair(int seconds, bool extend)
{
    const double start = m_crosshair.value_or(std::min(m_dataEnd, to()));
    m_crosshair = std::round(std::clamp(start + seconds, m_from, m_dataEnd));
    if (extend) {
        m_selection = {m_selection ? m_selection->first : start, *m_crosshair};
    } else {
        m_selection.reset();
    }
    if (m_zoom && (*m_crosshair < m_zoom->from || *m_crosshair > m_zoom->to)) {
        pan(*m_crosshair < m_zoom->from ? *m_crosshair - m_zoom->from : *m_crosshair - m_zoom->to);
        return;
    }
    Q_EMIT changed();
}

void ChartGroup::goLive()
{
    m_crosshair.reset();
    m_selection.reset();
    m_zoom.reset();
    Q_EMIT changed();
}

void ChartGroup::select(double from, double to)
{
    const auto inside = [this](double second) { return std::round(std::clamp(second, m_from, m_to)); };
    m_selection = {inside(from), inside(to)};
    Q_EMIT changed();
}

std::optional<std::pair<double, double>> ChartGroup::selection() const
{
    if (!m_selection || m_selection->first == m_selection->second) {
        return std::nullopt;
    }
    return std::minmax(m_selection->first, m_selection->second);
}

} // namespace holdpoint
