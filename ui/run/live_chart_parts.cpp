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

bool isLowerLimit(const Expression& expression)
{
    return expression.comparison == Comparison::Greater || expression.comparison == Comparison::GreaterEqual;
}

Breaches breachesOf(const LiveRun& run, const std::optional<ThresholdRule>& rule)
{
    Breaches breaches;
    const auto t0 = run.series.t0();
    if (!rule || !t0) {
        return breaches;
    }
    const auto add = [&t0](std::vector<BreachSpan>& list, const std::vector<TimeSpan>& spans) {
        const auto second = [&t0](WallTime time) { return std::max(0.0, std::chrono::duration<double>(time - *t0).count()); };
        for (const TimeSpan& span : spans) {
            list.push_back({second(span.from), second(span.to)});
        }
    };
    for (const ThresholdResult& result : run.thresholds) {
        if (isSameRule(result.rule, *rule)) {
            add(breaches.target, result.breaches);
            break;
        }
    }
    add(breaches.critical, run.criticals.spansOf(*rule));
    return breaches;
}

void addBreachBands(ChartContent& content, const LiveRun& run, const std::optional<ThresholdRule>& rule)
{
    const Breaches breaches = breachesOf(run, rule);
    const bool isLeast = rule && isLowerLimit(rule->target);
    // A rule over a metric is judged over ten seconds: its band ends later than a line of single seconds comes down.
    const bool isOfWindow = rule && rule->query.empty();
    const auto add = [&](const BreachSpan& span, ChartBand::Kind kind, const QString& text, const QString& cause) {
        const auto seconds = static_cast<qulonglong>(std::max(1.0, std::round(span.to - span.from)));
        const QString label = text.isEmpty() ? text : text.arg(seconds);
        const QString what = cause.isEmpty() ? label : cause;
        content.bands.push_back(
            {kind, span.from, span.to, isOfWindow && !label.isEmpty() ? tr("%1 (10 s window)").arg(label) : label,
             isOfWindow && !what.isEmpty() ? tr("%1, judged over the 10 s before each second").arg(what) : cause});
    };
    for (const BreachSpan& span : breaches.target) {
        const bool isWorse = std::any_of(breaches.critical.begin(), breaches.critical.end(), [&span](const BreachSpan& other) {
            return other.from <= span.to && other.to >= span.from; // its band lies on top and says enough
        });
        add(span, ChartBand::Kind::TargetBreach,
            isWorse   ? QString()
            : isLeast ? tr("%1 s under target")
                      : tr("%1 s over target"),
            isWorse   ? QString()
            : isLeast ? tr("under the target")
                      : tr("over the target"));
    }
    for (const BreachSpan& span : breaches.critical) {
        add(span, ChartBand::Kind::CriticalBreach, isLeast ? tr("%1 s under critical") : tr("%1 s over critical"), QString());
    }
}

void addTrustBands(std::vector<ChartBand>& bands, const LiveRun& run, bool isNamed)
{
    std::uint64_t limited = 0;
    for (const TickSpan& span : run.series.limitedSpans()) {
        limited += span.seconds();
        bands.push_back({ChartBand::Kind::Limited, static_cast<double>(span.from), static_cast<double>(span.to) + 1, QString(),
                         tr("generator limited: do not trust")});
    }
    if (isNamed && limited > 0) {
        ChartBand& last = bands.back();
        last.label = tr("generator limited %1 s").arg(static_cast<qulonglong>(limited));
    }
    for (const RunNote& note : run.notes) {
        const QString text = fromCore(note.text);
        bands.push_back(
            {ChartBand::Kind::Mark, note.second, note.second + 1,
             isNamed ? (text.size() > kNoteShown ? text.left(kNoteShown - 1) + QStringLiteral("\u2026") : text) : QString(),
             note.by.empty() ? text : tr("%1: %2").arg(fromCore(note.by), text)});
    }
    for (const TickSpan& span : run.gaps()) {
        bands.push_back({ChartBand::Kind::NoData, static_cast<double>(span.from), static_cast<double>(span.to) + 1,
                         isNamed ? tr("no data") : QString(),
                         tr("no frame of the agent for %1 s").arg(static_cast<qulonglong>(span.seconds()))});
    }
}

void addTrustBands(ChartContent& content, const LiveRun& run, bool isNamed)
{
    addTrustBands(content.bands, run, isNamed);
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
        const RunSecond second = *series.at(tick);
        const double y = value(second);
        if (second.shardCount == 0 || std::isfinite(y)) {
            line.points.push_back({static_cast<double>(tick), second.shardCount == 0 ? std::nan("") : y});
        }
    }
    content.lines.insert(content.lines.begin(), std::move(line));
    const QString remark = tr("dotted: %1").arg(run.ghostName);
    content.remark = content.remark.isEmpty() ? remark : content.remark + QStringLiteral(" · ") + remark;
}

} // namespace holdpoint
