// SPDX-License-Identifier: GPL-3.0-or-later
// What was predicted and what came, in two charts.
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "ui/charts/plain_chart.h"
#include "ui/overview/after_page.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <cmath>

namespace holdpoint {

namespace {

constexpr double kDay = 86400;

double days(WallTime from, WallTime to)
{
    return std::chrono::duration<double>(to - from).count() / kDay;
}

/// Cut where an hour is missing.
std::vector<std::vector<QPointF>> partsOf(const std::vector<ProductionPoint>& points, WallTime from)
{
    constexpr double kGap = 1.5 / 24;
    std::vector<std::vector<QPointF>> parts;
    for (const ProductionPoint& point : points) {
        const double x = days(from, point.at);
        if (parts.empty() || x - parts.back().back().x() > kGap) {
            parts.emplace_back();
        }
        parts.back().emplace_back(x, point.value);
    }
    return parts;
}

} // namespace

void AfterPage::drawCharts(const AfterRelease& after, WallTime now)
{
    const WallTime from = after.releasedAt.value_or(now);
    const double until = std::max(7.0, after.look ? std::ceil(days(from, after.look->to)) : 0);
    PlainChartContent traffic;
    traffic.title = tr("Traffic: predicted and actual");
    traffic.remark = tr("requests per second, hourly peak");
    traffic.empty =
        after.releasedAt ? tr("Nothing predicted and production not asked yet.") : tr("Say when the release went live.");
    traffic.xTo = until;
    traffic.yText = [](double value) { return fromCore(formatNumber(value, 0)); };
    PlainChartContent latency = traffic;
    latency.title = tr("API p95 in production");
    latency.remark = tr("ms, hourly, same limit as in the test");
    latency.empty = tr("Production was not asked yet.");
    if (after.releasedAt) {
        const int step = until > 14 ? 7 : 1;
        for (int i = 0; i <= static_cast<int>(until); i += step) {
            const WallTime at = from + std::chrono::duration_cast<WallTime::duration>(std::chrono::hours{24 * i});
            traffic.xLabels.emplace_back(i, dayText(at).mid(5));
        }
        latency.xLabels = traffic.xLabels;
        if (days(from, now) > 0 && days(from, now) < until) {
            traffic.nowLine = days(from, now);
            latency.nowLine = traffic.nowLine;
        }
        if (after.prediction) {
            PlainChartContent::Line predicted;
            predicted.name = tr("predicted");
            predicted.kind = PlainChartContent::Line::Kind::Predicted;
            predicted.parts.emplace_back();
            for (int hour = 0; hour <= static_cast<int>(24 * until); ++hour) {
                predicted.parts.back().emplace_back(hour / 24.0, after.prediction->at(from + std::chrono::hours{hour}));
            }
            traffic.lines.push_back(std::move(predicted));
        }
    }
    if (after.look) {
        PlainChartContent::Line actual;
        actual.name = tr("actual");
        actual.parts = partsOf(after.look->traffic, from);
        if (!actual.parts.empty() && after.overPrediction) {
            traffic.notes.push_back(
                {actual.parts.back().back(), tr("actual %1%2 %")
                                                 .arg(*after.overPrediction > 0 ? QStringLiteral("+") : QString(),
                                                      fromCore(formatNumber(100 * *after.overPrediction, 0)))});
        }
        traffic.lines.push_back(std::move(actual));
        PlainChartContent::Line p95;
        p95.name = tr("p95");
        p95.parts = partsOf(after.look->latency, from);
        if (!p95.parts.empty()) {
            latency.notes.push_back(
                {p95.parts.back().back(), tr("p95 %1").arg(fromCore(formatMillis(p95.parts.back().back().y())))});
        }
        latency.lines.push_back(std::move(p95));
        if (!after.look->why.empty()) {
            latency.remark += QStringLiteral(" \u00B7 ") + fromCore(after.look->why);
        }
    }
    if (after.testedRate && !traffic.lines.empty()) {
        traffic.limits.push_back(
            {*after.testedRate, tr("tested to %1 /s").arg(fromCore(formatNumber(*after.testedRate, 0))), true});
    }
    const double target = session() != nullptr ? latencyTargetOf(session()->plan()) : latencyTargetOf(Plan{});
    if (!latency.lines.empty()) {
        latency.limits.push_back({target, tr("target %1").arg(fromCore(formatMillis(target))), false});
    }
    m_traffic->setContent(std::move(traffic));
    m_latency->setContent(std::move(latency));
}

} // namespace holdpoint
