// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/live_chart_parts.h"

#include "ui/style/status.h"
#include "ui/style/words.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

constexpr qsizetype kNoteShown = 28; // letters of a mark; its tooltip has all

} // namespace

void addLimits(ChartContent& content, const std::optional<ThresholdRule>& rule, double factor,
               const std::function<QString(double)>& format)
{
    if (!rule) {
        return;
    }
    const auto add = [&](ChartLimit::Kind kind, const Expression& expression, const QString& word) {
        const double value = expression.limit * factor;
        content.limits.push_back({kind, value, word + QLatin1Char(' ') + format(value)});
    };
    const bool isOneLimit = rule->critical && rule->critical->limit == rule->target.limit; // critical left out in the plan
    if (!isOneLimit) {
        add(ChartLimit::Kind::Target, rule->target, tr("target"));
    }
    if (rule->accept) {
        add(ChartLimit::Kind::Accept, *rule->accept, tr("accept"));
    }
    if (rule->critical) {
        add(ChartLimit::Kind::Critical, *rule->critical, tr("critical"));
    }
}

void addBreachBands(ChartContent& content, const Breaches& breaches)
{
    const auto add = [&content](const TickSpan& span, ChartBand::Kind kind, const QString& text) {
        content.bands.push_back({kind, static_cast<double>(span.from), static_cast<double>(span.to) + 1,
                                 text.arg(static_cast<qulonglong>(span.seconds())), QString()});
    };
    for (const TickSpan& span : breaches.target) {
        add(span, ChartBand::Kind::TargetBreach, tr("%1 s over target"));
    }
    for (const TickSpan& span : breaches.critical) {
        add(span, ChartBand::Kind::CriticalBreach, tr("%1 s over critical"));
    }
}

void addTrustBands(ChartContent& content, const LiveRun& run, bool isNamed)
{
    std::uint64_t limited = 0;
    for (const TickSpan& span : run.series.limitedSpans()) {
        limited += span.seconds();
        content.bands.push_back({ChartBand::Kind::Limited, static_cast<double>(span.from), static_cast<double>(span.to) + 1,
                                 QString(), tr("generator limited: do not trust")});
    }
    if (isNamed && limited > 0) {
        ChartBand& last = content.bands.back();
        last.label = tr("generator limited %1 s").arg(static_cast<qulonglong>(limited));
    }
    for (const RunNote& note : run.notes) {
        const QString text = fromCore(note.text);
        content.bands.push_back(
            {ChartBand::Kind::Mark, note.second, note.second + 1,
             isNamed ? (text.size() > kNoteShown ? text.left(kNoteShown - 1) + QStringLiteral("\u2026") : text) : QString(),
             note.by.empty() ? text : tr("%1: %2").arg(fromCore(note.by), text)});
    }
    for (const TickSpan& span : run.series.gaps()) {
        content.bands.push_back({ChartBand::Kind::NoData, static_cast<double>(span.from), static_cast<double>(span.to) + 1,
                                 isNamed ? tr("no data") : QString(),
                                 tr("no frame of the agent for %1 s").arg(static_cast<qulonglong>(span.seconds()))});
    }
}

void addGhost(ChartContent& content, const LiveRun& run, const std::function<double(const RunSecond&)>& value)
{
    if (run.ghost == nullptr) {
        return;
    }
    ChartLine line;
    line.name = run.ghostName;
    line.color = SeriesColor::Grey;
    line.width = 1.2;
    line.isGhost = true;
    line.label = LineLabel::None;
    const RunSeries& series = run.ghost->series;
    for (std::uint64_t tick = series.firstTick(); tick < series.endTick(); ++tick) {
        const RunSecond& second = *series.at(tick);
        const double y = value(second);
        if (second.shardCount == 0 || std::isfinite(y)) {
            line.points.push_back({static_cast<double>(tick), second.shardCount == 0 ? std::nan("") : y});
        }
    }
    content.lines.insert(content.lines.begin(), std::move(line));
    const QString remark = tr("dotted: %1").arg(run.ghostName);
    content.remark = content.remark.isEmpty() ? remark : content.remark + QStringLiteral(" · ") + remark;
}

Breaches breachesOf(const RunSeries& series, const std::optional<ThresholdRule>& rule,
                    const std::function<double(std::uint64_t, const RunSecond&)>& value)
{
    Breaches breaches;
    if (!rule) {
        return breaches;
    }
    const auto over = [&value](const Expression& expression) {
        return [&value, &expression](std::uint64_t tick, const RunSecond& second) {
            const double measured = value(tick, second);
            return std::isfinite(measured) && !expression.holds(measured);
        };
    };
    if (rule->critical) {
        breaches.critical = breachSpans(series, over(*rule->critical));
    }
    breaches.target = breachSpans(series, over(rule->target));
    std::erase_if(breaches.target, [&breaches](const TickSpan& span) {
        return std::any_of(breaches.critical.begin(), breaches.critical.end(),
                           [&span](const TickSpan& critical) { return critical.from <= span.to && critical.to >= span.from; });
    });
    return breaches;
}

} // namespace holdpoint
