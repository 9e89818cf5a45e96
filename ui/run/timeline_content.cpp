// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/units.h"
#include "ui/charts/chart_frame.h"
#include "ui/run/live_charts.h"
#include "ui/run/timeline_view.h"

#include <QCoreApplication>
#include <algorithm>

namespace holdpoint {

namespace {

enum Lane : std::size_t { LoadLane, LatencyLane, ErrorLane, ServerLane };

QString tr(const char* text)
{
    return QCoreApplication::translate("Timeline", text);
}

double secondsBetween(WallTime from, WallTime to)
{
    return std::max(0.0, std::chrono::duration<double>(to - from).count());
}

QString minutesText(double seconds)
{
    return fromCore(formatDuration(std::chrono::seconds(static_cast<long>(seconds + 0.5))));
}

void addSpans(std::vector<LaneMark>& lane, const std::vector<TickSpan>& spans, LaneSeverity severity)
{
    for (const TickSpan& span : spans) {
        lane.push_back({static_cast<double>(span.from), static_cast<double>(span.to) + 1, severity});
    }
}

void addLive(TimelineTest& test, const LiveRun& run)
{
    addSpans(test.lanes[LoadLane], run.series.limitedSpans(), LaneSeverity::DoNotTrust);
    const Breaches latency = latencyBreaches(run);
    addSpans(test.lanes[LatencyLane], latency.target, LaneSeverity::Warn);
    addSpans(test.lanes[LatencyLane], latency.critical, LaneSeverity::Fail);
    const Breaches errors = errorBreaches(run);
    addSpans(test.lanes[ErrorLane], errors.target, LaneSeverity::Warn);
    addSpans(test.lanes[ErrorLane], errors.critical, LaneSeverity::Fail);
}

/// What the record of a run says about its lanes: core's breaches, and the whole bar where the load cannot be trusted.
void addRecorded(TimelineTest& test, const RunRecord& record)
{
    const bool isMissed = std::any_of(record.result.load.begin(), record.result.load.end(),
                                      [](const LoadResult& load) { return load.achieved && !load.isMet; });
    if (record.result.generator.isLimited || isMissed) {
        test.lanes[LoadLane].push_back({0, test.seconds, LaneSeverity::DoNotTrust});
    }
    for (const ThresholdResult& threshold : record.result.thresholds) {
        const auto key = parseMetricKey(threshold.rule.metric);
        const bool isLatency = threshold.rule.target.aggregate.kind == AggregateKind::Percentile;
        if (!key || (!isLatency && key->name != "http_req_failed")) {
            continue;
        }
        const bool isFailed = threshold.verdict == RuleVerdict::Failed;
        for (const TimeSpan& breach : threshold.breaches) {
            test.lanes[isLatency ? LatencyLane : ErrorLane].push_back({secondsBetween(record.startedAt, breach.from),
                                                                       secondsBetween(record.startedAt, breach.to),
                                                                       isFailed ? LaneSeverity::Fail : LaneSeverity::Warn});
        }
    }
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
