// SPDX-License-Identifier: GPL-3.0-or-later
// The lanes of the timeline: nothing is green that was not judged, and every threshold can be reached.
#include "tests/gui/run/live_fixture.h"
#include "ui/run/timeline_geometry.h"
#include "ui/run/timeline_view.h"

#include <QHelpEvent>
#include <QScrollBar>
#include <QToolTip>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr std::size_t kLoad = 0;
constexpr std::size_t kLatency = 1;
constexpr std::size_t kErrors = 2;
constexpr std::size_t kServer = 3;

/// What is painted at a second: the mark that lies on top.
LaneSeverity at(const std::vector<LaneMark>& marks, double second)
{
    LaneSeverity severity = LaneSeverity::NoData;
    for (const LaneMark& mark : marks) {
        if (second >= mark.from && second < mark.to) {
            severity = mark.severity;
        }
    }
    return severity;
}

ThresholdResult judged(const ThresholdRule& rule, RuleVerdict verdict = RuleVerdict::Passed)
{
    ThresholdResult result;
    result.rule = rule;
    result.verdict = verdict;
    if (verdict != RuleVerdict::NoData) {
        result.measured = rule.target.limit / 2;
        result.sampleCount = 1000;
    }
    return result;
}

class TimelineLanesTest : public LivePageTest
{
protected:
    LiveRun runOf(std::uint64_t seconds)
    {
        LiveRun run = emptyRun();
        for (std::uint64_t tick = 0; tick < seconds; ++tick) {
            if (!isLost(tick)) {
                run.series.add(syntheticFrame(tick, 20));
            }
        }
        return run;
    }
    TimelineTest shown(const LiveRun& run) { return of(run.record.testId, &run); }
    TimelineTest of(const std::string& id, const LiveRun* run)
    {
        for (const auto& test : timelineTests(plan, runs, run)) {
            if (test.id == QString::fromStdString(id)) {
                return test;
            }
        }
        ADD_FAILURE() << id;
        return {};
    }
};

TEST_F(TimelineLanesTest, ALaneWhoseRulesHadNoValueIsNoData)
{
    LiveRun run = runOf(60);
    run.thresholds = {judged(plan.test("pages")->thresholds[0], RuleVerdict::NoData), judged(plan.test("pages")->thresholds[1])};
    const auto test = shown(run);
    EXPECT_EQ(at(test.lanes[kLatency], 30), LaneSeverity::NoData);
    EXPECT_EQ(at(test.lanes[kErrors], 30), LaneSeverity::Pass);
    EXPECT_EQ(at(test.lanes[kLoad], 30), LaneSeverity::Pass);
    EXPECT_EQ(at(test.lanes[kServer], 30), LaneSeverity::NoData);
}

TEST_F(TimelineLanesTest, AListOfTestsIsMadeWithoutLanesAndSaysTheSameOfEach)
{
    const LiveRun run = runOf(60);
    const auto whole = timelineTests(plan, runs, &run);
    const auto rows = timelineTests(plan, runs, &run, Lanes::None);
    ASSERT_EQ(rows.size(), whole.size());
    for (std::size_t index = 0; index < rows.size(); ++index) {
        EXPECT_EQ(rows[index].id, whole[index].id);
        EXPECT_EQ(rows[index].seconds, whole[index].seconds);
        EXPECT_EQ(rows[index].look.word, whole[index].look.word);
        EXPECT_EQ(rows[index].detail, whole[index].detail);
        EXPECT_TRUE(rows[index].rules.empty());
        EXPECT_TRUE(rows[index].lanes[kLoad].empty());
    }
}

TEST_F(TimelineLanesTest, ALaneWithoutARuleIsNoData)
{
    LiveRun run = runOf(60);
    run.thresholds = {judged(plan.test("pages")->thresholds[1])}; // RTC for example has no rule over a latency
    EXPECT_EQ(at(shown(run).lanes[kLatency], 30), LaneSeverity::NoData);
    EXPECT_EQ(at(shown(run).lanes[kErrors], 30), LaneSeverity::Pass);
}

TEST_F(TimelineLanesTest, SecondsWithoutFramesAreNoDataInEveryLane)
{
    LiveRun run = runOf(300); // 2:30 to 3:00 never came
    for (const ThresholdRule& rule : plan.test("pages")->thresholds) {
        run.thresholds.push_back(judged(rule));
    }
    const auto test = shown(run);
    for (const std::size_t lane : {kLoad, kLatency, kErrors}) {
        EXPECT_EQ(at(test.lanes[lane], 100), LaneSeverity::Pass) << lane;
        EXPECT_EQ(at(test.lanes[lane], 165), LaneSeverity::NoData) << lane;
        EXPECT_EQ(at(test.lanes[lane], 200), LaneSeverity::Pass) << lane;
    }
    for (const TimelineRule& rule : test.rules) {
        EXPECT_EQ(at(rule.marks, 165), LaneSeverity::NoData) << rule.name.toStdString();
    }
    EXPECT_EQ(laneWord(test.lanes[kLatency]), QStringLiteral("met, with gaps"));
}

TEST_F(TimelineLanesTest, ASilentAgentsLanesGoOnAsNoDataUpToNow)
{
    LiveRun run = runOf(60);
    run.thresholds = {judged(plan.test("pages")->thresholds[0])};
    run.silentUntil = 90;
    const auto test = shown(run);
    EXPECT_EQ(test.seconds, 90);
    EXPECT_EQ(at(test.lanes[kLatency], 50), LaneSeverity::Pass);
    EXPECT_EQ(at(test.lanes[kLatency], 75), LaneSeverity::NoData);
    EXPECT_EQ(at(test.lanes[kLoad], 75), LaneSeverity::NoData);
}

TEST_F(TimelineLanesTest, AnIdleStretchJudgesNoRequests)
{
    LiveRun run = emptyRun();
    for (std::uint64_t tick = 0; tick < 120; ++tick) {
        Frame frame = syntheticFrame(tick + 60, 20);
        frame.tick = tick;
        frame.seq = tick + 1;
        if (tick >= 30 && tick < 90) {
            frame.counters["http_reqs"] = 0;
        }
        run.series.add(frame);
    }
    for (const ThresholdRule& rule : plan.test("pages")->thresholds) {
        run.thresholds.push_back(judged(rule));
    }
    const auto test = shown(run);
    EXPECT_EQ(at(test.lanes[kErrors], 35), LaneSeverity::Pass) << "the window of 10 s still holds requests";
    EXPECT_EQ(at(test.lanes[kErrors], 60), LaneSeverity::NoData);
    EXPECT_EQ(at(test.lanes[kErrors], 100), LaneSeverity::Pass);
    EXPECT_EQ(at(test.lanes[kLoad], 60), LaneSeverity::DoNotTrust) << "the planned rate was missed, as its tile says";
}

TEST_F(TimelineLanesTest, ARecordThatJudgedNothingIsGreenNowhere)
{
    RunRecord& search = runs[0];
    ASSERT_EQ(at(of("search", nullptr).lanes[kLatency], 10), LaneSeverity::Pass);
    search.result = RunResult();
    search.result.outcome = RunOutcome::Interrupted;
    const auto test = of("search", nullptr);
    for (const auto& lane : test.lanes) {
        EXPECT_EQ(laneWord(lane), QStringLiteral("no data"));
    }
}

TEST_F(TimelineLanesTest, ADryRunProvesNoLoad)
{
    runs[0].kind = RunKind::DryRun;
    EXPECT_EQ(at(of("search", nullptr).lanes[kLoad], 10), LaneSeverity::NoData);
}

TEST_F(TimelineLanesTest, EveryThresholdOfTheTestIsReachedByScrolling)
{
    LiveRun run = runOf(60);
    for (int index = 0; index < 25; ++index) {
        ThresholdRule rule = plan.test("pages")->thresholds[0];
        rule.metric = "http_req_duration{name:page" + std::to_string(index) + "}";
        run.thresholds.push_back(judged(rule));
    }
    showAt(1280, 800);
    page->beginRun(std::move(run));
    page->tick();
    TimelineView& timeline = page->panel().timeline();
    timeline.setUnfolded(true);
    test::settle();
    EXPECT_EQ(timeline.laneNames().size(), 29) << "each under its lane";
    EXPECT_EQ(timeline.shownRows(), 9U) << "the charts keep their room";
    EXPECT_EQ(timeline.tests()[static_cast<std::size_t>(timeline.rowTest())].id, QStringLiteral("pages"));
    auto* bar = timeline.findChild<QScrollBar*>();
    ASSERT_NE(bar, nullptr);
    EXPECT_TRUE(bar->isVisible());
    EXPECT_EQ(bar->maximum(), 20);
    for (int press = 0; press < 18; ++press) { // Errors and Server come below
        QTest::keyClick(&timeline, Qt::Key_Down);
    }
    EXPECT_EQ(bar->value(), 18);
    const QPoint last(30, static_cast<int>(firstLane() + 8 * lanePitch()));
    QHelpEvent help(QEvent::ToolTip, last, timeline.mapToGlobal(last));
    QApplication::sendEvent(&timeline, &help);
    EXPECT_THAT(QToolTip::text().toStdString(), HasSubstr("page24"));
    QToolTip::hideText();
    QTest::keyClick(&timeline, Qt::Key_Up);
    EXPECT_TRUE(timeline.isUnfolded());
    EXPECT_EQ(bar->value(), 17);
    savePicture(QStringLiteral("live-rules-light-1280.png"));
}

TEST_F(TimelineLanesTest, RulesOfAnotherTestShowWhenItIsChosen)
{
    LiveRun run = runOf(60);
    run.thresholds = {judged(plan.test("pages")->thresholds[0])};
    ThresholdRule own = plan.test("search")->thresholds[0];
    own.metric = "http_req_duration{name:search}";
    runs[0].result.thresholds = {judged(own)};
    page->panel().setPlan(&plan, runs);
    showAt(1280, 800);
    page->beginRun(std::move(run));
    page->panel().setPlan(&plan, runs);
    page->tick();
    TimelineView& timeline = page->panel().timeline();
    timeline.setUnfolded(true);
    EXPECT_EQ(timeline.laneNames().size(), 5);
    EXPECT_THAT(timeline.laneNames()[2].toStdString(), Not(HasSubstr("search")));
    QTest::keyClick(&timeline, Qt::Key_Right);
    EXPECT_EQ(timeline.tests()[static_cast<std::size_t>(timeline.rowTest())].id, QStringLiteral("search"));
    EXPECT_THAT(timeline.laneNames()[2].toStdString(), HasSubstr("search"));
    EXPECT_EQ(timeline.laneNames()[1], QStringLiteral("Latency")) << "the lanes of the others stay";
}

QStringList namesOf(const std::vector<TimelineTest>& tests)
{
    QStringList names;
    for (const TimelineTest& test : tests) {
        names << test.id + (test.startedAt ? QString() : QStringLiteral("?"));
    }
    return names;
}

TEST_F(TimelineLanesTest, ADryRunIsNoTestAndWhatTheQueueHasStillToRunIsToCome)
{
    runs[0].kind = RunKind::DryRun;
    runs[1].kind = RunKind::Baseline;
    EXPECT_EQ(namesOf(timelineOf(plan, runs, nullptr, {})).mid(0, 3),
              (QStringList{QStringLiteral("webhooks"), QStringLiteral("rsvp"), QStringLiteral("pages")}));

    RunQueue queue({plan.test("pages"), plan.test("rsvp"), plan.test("search"), plan.test("api")});
    queue.begin();
    ASSERT_TRUE(queue.skip(3));
    const LiveRun run = runOf(30);
    EXPECT_EQ(namesOf(timelineOf(plan, runs, &run, queue)),
              (QStringList{QStringLiteral("webhooks"), QStringLiteral("pages"), QStringLiteral("rsvp?"),
                           QStringLiteral("search?"), QStringLiteral("rtc?")}))
        << "run again although it ran before; skipped and never run: not at all";
    LiveRun dry = runOf(2);
    dry.record.kind = RunKind::DryRun;
    EXPECT_TRUE(namesOf(timelineOf(plan, runs, &dry, queue)).contains(QStringLiteral("pages"))) << "while it is under way";
}

TEST_F(TimelineLanesTest, ADryRunAfterTheLoadDoesNotStandForTheTest)
{
    const QString before = of("search", nullptr).detail;
    RunRecord dry = runs[0];
    dry.id = 99;
    dry.kind = RunKind::DryRun;
    dry.endedAt = dry.startedAt + Seconds{1};
    runs.push_back(dry);
    EXPECT_EQ(of("search", nullptr).detail, before);
    runs.erase(runs.begin());
    EXPECT_THAT(of("search", nullptr).detail.toStdString(), HasSubstr("run 99")) << "without a load it is what is known";
}

TEST_F(TimelineLanesTest, AnEndedTestShowsWhatItRanOfWhatWasPlanned)
{
    runs[0].endedAt = runs[0].startedAt + std::chrono::minutes{4};  // of 9
    runs[1].endedAt = runs[1].startedAt + std::chrono::minutes{15}; // of 12
    const auto cut = of("search", nullptr);
    EXPECT_EQ(cut.text, QStringLiteral("4\u00a0min of 9\u00a0min planned"));
    EXPECT_EQ(cut.barSeconds(), 540);
    EXPECT_THAT(cut.detail.toStdString(), HasSubstr("4\u00a0min of 9\u00a0min planned"));
    const auto late = of("rtc", nullptr);
    EXPECT_EQ(late.text, QStringLiteral("15\u00a0min of 12\u00a0min planned"));
    EXPECT_EQ(late.barSeconds(), 900);
    EXPECT_EQ(of("webhooks", nullptr).text, QStringLiteral("5\u00a0min")) << "as planned";

    TimelineView view;
    view.resize(900, view.sizeHint().height());
    view.setTests(timelineTests(plan, runs, nullptr), 10);
    EXPECT_THAT(view.accessibleDescription().toStdString(), HasSubstr("4\u00a0min of 9\u00a0min planned"));
    RunRecord dry = runs[0];
    dry.id = 99;
    dry.kind = RunKind::DryRun;
    dry.endedAt = dry.startedAt + std::chrono::seconds{2};
    runs = {dry};
    EXPECT_THAT(of("search", nullptr).text.toStdString(), Not(HasSubstr("planned"))) << "one iteration, however long";
}

TEST_F(TimelineLanesTest, ARunThatDoesNotCountShowsNoVerdict)
{
    runs[0].isCounting = false;
    runs[0].notCountingReason = "backup ran meanwhile";
    const auto test = of("search", nullptr);
    EXPECT_EQ(test.look.word, QStringLiteral("NOT COUNTED"));
    EXPECT_THAT(test.detail.toStdString(), HasSubstr("PASS, does not count: backup ran meanwhile"));
}

TEST_F(TimelineLanesTest, TheDescriptionTellsTheLanesOfTheTestThatRuns)
{
    LiveRun run = runOf(60);
    run.thresholds = {judged(plan.test("pages")->thresholds[1])};
    showAt(1280, 800);
    page->beginRun(std::move(run));
    page->tick();
    const std::string said = page->panel().timeline().accessibleDescription().toStdString();
    EXPECT_THAT(said, HasSubstr("Page, Latency: no data"));
    EXPECT_THAT(said, HasSubstr("Page, Errors: met"));
}

TEST_F(TimelineLanesTest, AGapUpToNowStandsInEveryChart)
{
    LiveRun run = runOf(60);
    run.silentUntil = 90;
    showAt(1280, 800);
    page->beginRun(std::move(run));
    page->panel().refresh();
    for (const int index : {0, 1, 2, 3, 4}) {
        const ChartContent& content = chart(index).content();
        const bool isThere = std::any_of(content.bands.begin(), content.bands.end(), [](const ChartBand& band) {
            return band.kind == ChartBand::Kind::NoData && band.from == 60 && band.to == 90;
        });
        EXPECT_TRUE(isThere) << content.title.toStdString();
        EXPECT_THAT(accessibleSummary(content).toStdString(), HasSubstr("1 gap of 30 s"));
        for (const auto& label : chart(index).directLabels()) {
            EXPECT_TRUE(label.text.contains(QStringLiteral("–")) || label.text.startsWith(QStringLiteral("plan")) ||
                        label.text.startsWith(QStringLiteral("target")) || label.text.startsWith(QStringLiteral("critical")))
                << label.text.toStdString();
        }
    }
    EXPECT_THAT(page->facts().toStdString(), HasSubstr("1:30 of 15:00"));
    savePicture(QStringLiteral("live-silent-light-1280.png"));
}

TEST_F(TimelineLanesTest, TheZoneIsStatedOnceAnArea)
{
    showAt(1280, 800);
    page->addLogLine(QStringLiteral("load started"));
    page->addLogLine(QStringLiteral("load ended"));
    auto* log = page->findChild<QWidget*>(QStringLiteral("log"));
    log = log != nullptr ? log : window.findChild<QWidget*>(QStringLiteral("log"));
    ASSERT_NE(log, nullptr);
    const QString text = log->property("plainText").toString();
    EXPECT_EQ(text.count(QStringLiteral("UTC")), 1) << text.toStdString();
    runTo(60);
    QTest::keyClick(page, Qt::Key_Space);
    EXPECT_THAT(page->facts().toStdString(), HasSubstr(" UTC, End returns to live"));
    AlarmModel model;
    model.take(alarm("errors", "critical", "2026-01-05T10:46:31Z", "Error rate 1.4 % > 1 %", ""));
    EXPECT_THAT(model.index(0).data(Qt::AccessibleTextRole).toString().toStdString(), HasSubstr("10:46:31 UTC"));
}

} // namespace
} // namespace holdpoint
