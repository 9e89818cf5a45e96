// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/frame_series.h"
#include "core/metrics/run_series.h"
#include "core/plan/plan.h"
#include "core/verdict/run_note.h"
#include "core/verdict/run_result.h"
#include "ui/run/critical_watch.h"
#include "ui/run/load_pace.h"
#include "ui/run/planned_load.h"
#include "ui/run/server_series.h"

#include <QString>
#include <QStringList>
#include <algorithm>
#include <memory>

namespace holdpoint {

/// One run as the Live load page shows it, under way or ended.
struct LiveRun
{
    RunRecord record;           // result and endedAt once it ended
    std::vector<RunNote> notes; // marks and jumps of clocks, by second, as they come
    QString title;              // of the test
    double plannedSeconds = 0;  // of a run of its kind; 0: it ends when it is through
    PlannedLoad planned;
    std::vector<LoadTarget> loadTargets;
    double silentUntil = 0; // second up to which an agent has been silent; 0: all are heard
    ChartRules rules;
    RunSeries series;
    std::vector<ThresholdResult> thresholds; // as of now, or the result's
    std::optional<MetricTotals> totals;      // of the whole test, once it ended
    GeneratorLimits generator;
    RunWindow window;
    ServerSeries server;
    std::vector<ThresholdRule> thresholdRules; // of the test and of the release, for charts
    CriticalWatch criticals;                   // of the rules that charts draw; fed with the same frames as `series`
    LoadMisses misses;                         // while it is under way
    QStringList availableCharts;
    QStringList charts;                   // of the six slots
    std::shared_ptr<const LiveRun> ghost; // an earlier run of the same test, drawn dotted
    QString ghostName;

    bool hasEnded() const { return record.endedAt.has_value(); }
    /// Seconds that the axes reach to: what frames have covered, and the silence of an agent up to now.
    double elapsedSeconds() const { return std::max(static_cast<double>(series.endTick()), silentUntil); }
    /// For how many seconds no frame has come that should have; 0 while they do.
    double silentSeconds() const { return elapsedSeconds() - static_cast<double>(series.endTick()); }
    /// Seconds without a frame, up to now.
    std::vector<TickSpan> gaps() const;
    /// Where the newest whole second of the data ends: what an end label or a tile may call the present.
    double dataEnd() const;
    /// Sockets alone: messages are the load, and there is no HTTP request that could fail.
    bool isOfSockets() const { return series.keys().requests == "ws_msgs_sent"; }
    /// "p95"; the rank that the latency rule asks for.
    QString mainName() const;
};

/// All series that the window draws, judges or sums of this run: what it reads of a dossier.
SeriesNames seriesOf(const LiveRun& run);
/// A run of a test of this plan, without frames.
LiveRun makeLiveRun(const Plan& plan, const TestPlan& test, RunRecord record);
/// How long a run of this kind is planned to apply load; 0: it ends when it is through.
double plannedSecondsOf(const Plan& plan, const TestPlan& test, RunKind kind);
/// "Search Load Test" as a timeline writes it: "Search".
QString shortTitle(const QString& title);

} // namespace holdpoint
