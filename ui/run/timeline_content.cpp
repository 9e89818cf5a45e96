// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/units.h"
#include "ui/charts/chart_frame.h"
#include "ui/run/lamp_panel.h"
#include "ui/run/live_charts.h"
#include "ui/run/timeline_view.h"
#include "ui/style/words.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

enum Lane : std::size_t { LoadLane, LatencyLane, ErrorLane, ServerLane };

double secondsBetween(WallTime from, WallTime to)
{
    return std::max(0.0, std::chrono::duration<double>(to - from).count());
}

QString minutesText(double seconds)
{
    return fromCore(formatDuration(std::chrono::seconds(static_cast<long>(seconds + 0.5))));
}

std::size_t laneOf(const ThresholdRule& rule)
{
    if (!rule.query.empty()) {
        return ServerLane;
    }
    const auto key = parseMetricKey(rule.metric);
    const auto info = key ? knownMetric(key->name) : std::nullopt;
    return info && info->type == MetricType::Trend ? LatencyLane : ErrorLane;
}

LaneMark markOf(const StateSpan& span)
{
    const LaneSeverity severity = span.state == LaneState::Failed   ? LaneSeverity::Fail
                                  : span.state == LaneState::Warned ? LaneSeverity::Warn
                                                                    : LaneSeverity::NoData;
    return {span.from, span.to, severity};
}

/// One row a threshold: when its target was missed, as core judged it; of a query also when there was no value.
void addRules(TimelineTest& test, const std::vector<ThresholdResult>& thresholds, WallTime t0, const LiveRun* live)
{
    for (const ThresholdResult* result : distinctThresholds(thresholds)) {
        TimelineRule row{
            result->rule.metric.empty() ? queryName(result->rule.id) : ruleName(result->rule), laneOf(result->rule), {}};
        const ServerMetric* const metric =
            live != nullptr && !result->rule.query.empty() ? live->server.ofQuery(result->rule.query) : nullptr;
        if (metric != nullptr && live->series.t0()) {
            for (const StateSpan& span : statesOf(*metric, *live->series.t0(), test.seconds)) {
                if (span.state != LaneState::Passed) {
                    row.marks.push_back(markOf(span));
                }
            }
        } else if (!result->measured && result->sampleCount == 0) {
            row.marks.push_back({0, test.seconds, LaneSeverity::NoData});
        } else {
            const auto add = [&row, t0](const std::vector<TimeSpan>& spans, LaneSeverity severity) {
                for (const TimeSpan& span : spans) {
                    row.marks.push_back({secondsBetween(t0, span.from), secondsBetween(t0, span.to), severity});
                }
            };
            const std::vector<TimeSpan> criticals =
                live != nullptr ? live->criticals.spansOf(result->rule) : std::vector<TimeSpan>();
            // the record of a run does not say when a critical was missed, only that it was
            const bool isOnlyKnown = result->verdict == RuleVerdict::Failed && criticals.empty();
            add(result->breaches, isOnlyKnown ? LaneSeverity::Fail : LaneSeverity::Warn);
            add(criticals, LaneSeverity::Fail);
        }
        test.rules.push_back(std::move(row));
    }
}

/// What the rows of a lane say, in the lane itself; the worst lies on top.
void addToLanes(TimelineTest& test, bool withServer)
{
    for (const LaneSeverity severity : {LaneSeverity::Warn, LaneSeverity::Fail}) {
        for (const TimelineRule& rule : test.rules) {
            for (const LaneMark& mark : rule.marks) {
                if (mark.severity == severity && (withServer || rule.lane != ServerLane)) {
                    test.lanes[rule.lane].push_back(mark);
                }
            }
        }
    }
}

void addLive(TimelineTest& test, const LiveRun& run)
{
    for (const TickSpan& span : run.series.limitedSpans()) {
        test.lanes[LoadLane].push_back(
            {static_cast<double>(span.from), static_cast<double>(span.to) + 1, LaneSeverity::DoNotTrust});
    }
    const WallTime t0 = run.series.t0().value_or(run.record.startedAt);
    for (const LaneState wanted : {LaneState::NoData, LaneState::Warned, LaneState::Failed}) { // the worst lies on top
        for (const ServerMetric& metric : run.server.metrics()) {
            const bool hasValue = std::any_of(metric.samples.begin(), metric.samples.end(),
                                              [](const ServerMetric::Sample& sample) { return std::isfinite(sample.value); });
            test.hasServer = test.hasServer || hasValue;
            for (const StateSpan& span : hasValue ? statesOf(metric, t0, test.seconds) : std::vector<StateSpan>()) {
                if (span.state == wanted) {
                    test.lanes[ServerLane].push_back(markOf(span));
                }
            }
        }
    }
    addRules(test, run.thresholds, t0, &run);
    addToLanes(test, false); // what the server's metrics say stands there already, with its gaps
}

/// What the record of a run says about its lanes: core's breaches, and the whole bar where the load cannot be trusted.
void addRecorded(TimelineTest& test, const RunRecord& record)
{
    const WallTime t0 = record.result.loadSpan ? record.result.loadSpan->from : record.startedAt;
    const bool isMissed = std::any_of(record.result.load.begin(), record.result.load.end(),
                                      [](const LoadResult& load) { return load.achieved && !load.isMet; });
    if (record.result.generator.isLimited || isMissed) {
        test.lanes[LoadLane].push_back({0, test.seconds, LaneSeverity::DoNotTrust});
    }
    addRules(test, record.result.thresholds, t0, nullptr);
    for (const ThresholdResult& threshold : record.result.thresholds) {
        test.hasServer = test.hasServer || (!threshold.rule.query.empty() && threshold.measured);
    }
    addToLanes(test, true);
}

void describe(TimelineTest& test, const RunRecord& record, const LiveRun* current)
{
    const bool isCurrent = current != nullptr && current->record.id == record.id;
    test.startedAt = record.startedAt;
    test.isRunning = isCurrent && !current->hasEnded();
    if (test.isRunning) {
        test.seconds = current->elapsedSeconds();
        test.look = {Glyph::Running, tr("RUNNING"), Status::Running};
        test.text = tr("%1 of %2").arg(elapsedLabel(test.seconds), elapsedLabel(test.plannedSeconds));
    } else {
        test.seconds = record.endedAt ? secondsBetween(record.startedAt, *record.endedAt) : 0;
        if (isCurrent) {
            test.seconds = std::max(test.seconds, current->elapsedSeconds());
        }
        test.look = lookOf(record.result.outcome);
        test.text = minutesText(test.seconds);
    }
    if (isCurrent) {
        addLive(test, *current);
    } else {
        addRecorded(test, record);
    }
    const QString why =
        record.result.reasons.empty() ? QString() : QStringLiteral(": ") + fromCore(record.result.reasons.front());
    test.detail = tr("run %1, %2%3").arg(record.id).arg(test.look.word, why);
}

} // namespace

std::vector<TimelineTest> timelineTests(const Plan& plan, const std::vector<RunRecord>& runs, const LiveRun* current)
{
    std::vector<TimelineTest> tests;
    for (const TestPlan& planned : plan.tests) {
        TimelineTest test;
        test.id = fromCore(planned.id);
        test.name = shortTitle(fromCore(planned.title.empty() ? planned.id : planned.title));
        test.plannedSeconds = std::chrono::duration<double>(planned.plannedDuration()).count();
        test.look = lookOf(RunOutcome::NotRun);
        test.text = minutesText(test.plannedSeconds);
        test.detail = tr("not run yet, %1 planned").arg(test.text);
        const auto newest =
            std::find_if(runs.rbegin(), runs.rend(), [&planned](const RunRecord& run) { return run.testId == planned.id; });
        if (current != nullptr && current->record.testId == planned.id) {
            describe(test, current->record, current);
        } else if (newest != runs.rend()) {
            describe(test, *newest, current);
        }
        tests.push_back(std::move(test));
    }
    std::stable_sort(tests.begin(), tests.end(), [](const TimelineTest& a, const TimelineTest& b) {
        return a.startedAt && (!b.startedAt || *a.startedAt < *b.startedAt);
    });
    return tests;
}

} // namespace holdpoint
