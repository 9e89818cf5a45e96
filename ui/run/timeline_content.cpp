// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/units.h"
#include "core/verdict/run_note.h"
#include "ui/charts/chart_frame.h"
#include "ui/run/timeline_lanes.h"
#include "ui/run/timeline_view.h"
#include "ui/style/words.h"

#include <algorithm>
#include <cmath>
#include <functional>

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

constexpr double kAsPlanned = 2; // seconds: an ended run is as long as planned, but for its last answers

void addLanes(TimelineTest& test, const RunRecord& record, const LiveRun* current)
{
    if (current != nullptr && current->record.id == record.id) {
        addLiveLanes(test, *current);
    } else {
        addRecordedLanes(test, record);
    }
}

void describe(TimelineTest& test, const RunRecord& record, const LiveRun* current, Lanes lanes)
{
    const bool isCurrent = current != nullptr && current->record.id == record.id;
    test.startedAt = record.startedAt;
    test.plannedSeconds = isCurrent ? current->plannedSeconds : test.plannedSeconds;
    test.isRunning = isCurrent && !current->hasEnded();
    if (test.isRunning) {
        test.seconds = current->elapsedSeconds();
        test.look = {Glyph::Running, tr("RUNNING"), Status::Running};
        test.text = test.plannedSeconds > 0 ? tr("%1 of %2").arg(elapsedLabel(test.seconds), elapsedLabel(test.plannedSeconds))
                                            : elapsedLabel(test.seconds);
    } else {
        test.seconds = record.endedAt ? secondsBetween(record.startedAt, *record.endedAt) : 0;
        if (isCurrent) {
            test.seconds = std::max(test.seconds, current->elapsedSeconds());
        }
        test.look =
            record.isCounting ? lookOf(record.result.outcome) : Look{Glyph::NotApplicable, tr("NOT COUNTED"), Status::Neutral};
        const bool isAsPlanned = test.plannedSeconds <= 0 || std::abs(test.seconds - test.plannedSeconds) < kAsPlanned;
        test.shortText = minutesText(test.seconds);
        test.text = isAsPlanned ? test.shortText : tr("%1 of %2 planned").arg(test.shortText, minutesText(test.plannedSeconds));
    }
    if (lanes == Lanes::Made) {
        addLanes(test, record, current);
    }
    const QString why =
        record.result.reasons.empty() ? QString() : QStringLiteral(": ") + fromCore(record.result.reasons.front());
    test.detail = record.isCounting ? tr("run %1, %2%3").arg(record.id).arg(test.look.word, why)
                                    : tr("run %1, %2, does not count: %3")
                                          .arg(record.id)
                                          .arg(lookOf(record.result.outcome).word, fromCore(record.notCountingReason));
    if (!test.isRunning && test.text != test.shortText) {
        test.detail += QStringLiteral("\n") + test.text;
    }
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

namespace {

bool isLight(const RunRecord& run)
{
    return run.kind == RunKind::DryRun || run.kind == RunKind::Baseline;
}

std::vector<TimelineTest> testsOf(const Plan& plan, const std::vector<RunRecord>& runs, const LiveRun* current, Lanes lanes,
                                  const std::function<bool(const TestPlan&, const RunRecord&)>& isShown)
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
        const auto newest = std::find_if(runs.rbegin(), runs.rend(),
                                         [&](const RunRecord& run) { return run.testId == planned.id && isShown(planned, run); });
        const bool isCurrent = current != nullptr && current->record.testId == planned.id &&
                               (!current->hasEnded() || isShown(planned, current->record));
        if (isCurrent) {
            describe(test, current->record, current, lanes);
        } else if (newest != runs.rend()) {
            // of a run of another text, or one that was shortened, nobody knows here what was planned
            const bool isOfPlan = otherPlanSentence(*newest, plan.sha256).empty() && newest->isRehearsal == plan.isRehearsal;
            test.plannedSeconds = isOfPlan ? plannedSecondsOf(plan, planned, newest->kind) : 0;
            describe(test, *newest, current, lanes);
        }
        tests.push_back(std::move(test));
    }
    return tests;
}

} // namespace

std::vector<TimelineTest> timelineTests(const Plan& plan, const std::vector<RunRecord>& runs, const LiveRun* current, Lanes lanes)
{
    // A dry run says nothing of a test that has had its load; without one it is what is known.
    return testsOf(plan, runs, current, lanes, [&runs](const TestPlan& test, const RunRecord& run) {
        return !isLight(run) || std::none_of(runs.begin(), runs.end(), [&test](const RunRecord& other) {
            return other.testId == test.id && !isLight(other);
        });
    });
}

std::vector<TimelineTest> timelineOf(const Plan& plan, const std::vector<RunRecord>& runs, const LiveRun* current,
                                     const RunQueue& queue)
{
    const auto placeOf = [&queue](const std::string& id) {
        return std::find_if(queue.entries().begin(), queue.entries().end(),
                            [&id](const RunQueue::Entry& entry) { return entry.test->id == id; }) -
               queue.entries().begin();
    };
    const auto isIn = [&](const std::string& id, RunQueue::State state) {
        const auto place = static_cast<std::size_t>(placeOf(id));
        return place < queue.entries().size() && queue.entries()[place].state == state;
    };
    auto tests = testsOf(plan, runs, current, Lanes::Made, [&](const TestPlan& test, const RunRecord& run) {
        const bool isLooked = current != nullptr && current->record.id == run.id; // somebody looks at it
        return (!isLight(run) || (isLooked && queue.entries().empty())) && !isIn(test.id, RunQueue::State::Waiting);
    });
    std::erase_if(tests, [&](const TimelineTest& test) {
        return !test.startedAt && isIn(test.id.toStdString(), RunQueue::State::Skipped);
    });
    std::stable_sort(tests.begin(), tests.end(), [&](const TimelineTest& a, const TimelineTest& b) {
        if (a.startedAt || b.startedAt) {
            return a.startedAt && (!b.startedAt || *a.startedAt < *b.startedAt);
        }
        return placeOf(a.id.toStdString()) < placeOf(b.id.toStdString());
    });
    return tests;
}

} // namespace holdpoint
