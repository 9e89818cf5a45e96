// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/units.h"
#include "ui/charts/chart_frame.h"
#include "ui/run/timeline_lanes.h"
#include "ui/run/timeline_view.h"
#include "ui/style/words.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

double secondsBetween(WallTime from, WallTime to)
{
    return std::max(0.0, std::chrono::duration<double>(to - from).count());
}

QString minutesText(double seconds)
{
    return fromCore(formatDuration(std::chrono::seconds(static_cast<long>(seconds + 0.5))));
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
        addLiveLanes(test, *current);
    } else {
        addRecordedLanes(test, record);
    }
    const QString why =
        record.result.reasons.empty() ? QString() : QStringLiteral(": ") + fromCore(record.result.reasons.front());
    test.detail = tr("run %1, %2%3").arg(record.id).arg(test.look.word, why);
}

} // namespace

QString laneWord(const std::vector<LaneMark>& marks)
{
    const auto has = [&marks](LaneSeverity severity) {
        return std::any_of(marks.begin(), marks.end(), [severity](const LaneMark& mark) { return mark.severity == severity; });
    };
    if (has(LaneSeverity::Fail)) {
        return tr("critical missed");
    }
    if (has(LaneSeverity::Warn)) {
        return tr("target missed");
    }
    if (has(LaneSeverity::DoNotTrust)) {
        return tr("do not trust");
    }
    return !has(LaneSeverity::Pass) ? tr("no data") : has(LaneSeverity::NoData) ? tr("met, with gaps") : tr("met");
}

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
