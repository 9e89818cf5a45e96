// SPDX-License-Identifier: GPL-3.0-or-later
// What the tiles say of load, errors and where they go: nothing is called missed that is met, nothing measured that is not.
#include "ui/run/live_tiles.h"

#include "core/base/time_format.h"
#include "tests/gui/run/synthetic_run.h"
#include "tests/support/gui.h"
#include "ui/run/chart_choice.h"
#include "ui/run/live_charts.h"
#include "ui/run/live_run.h"
#include "ui/run/timeline_lanes.h"
#include "ui/style/theme.h"

#include <cmath>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::HasSubstr;

constexpr std::size_t kErrors = 1;
constexpr std::size_t kRequests = 2;
constexpr std::size_t kVus = 3;

Frame frameOf(std::uint64_t tick, double requests, double vus = 10)
{
    Frame frame;
    frame.run = 7;
    frame.seq = tick + 1;
    frame.tick = tick;
    frame.time = *parseUtc("2026-01-05T10:40:40Z") + std::chrono::seconds(tick);
    frame.counters["http_reqs"] = requests;
    frame.gauges["vus"] = {vus, vus, vus};
    frame.rates["http_req_failed"] = {0, static_cast<std::uint64_t>(requests)};
    for (int request = 0; request < static_cast<int>(requests); ++request) {
        frame.trends["http_req_duration"].record(Micros{40'000});
    }
    return frame;
}

TestPlan arrivals(ExecutorKind kind, double perSecond, std::vector<Stage> stages = {})
{
    TestPlan test = syntheticPlan().tests[3];
    test.scenarios[0].executor.kind = kind;
    test.scenarios[0].executor.ratePerSecond = perSecond;
    test.scenarios[0].executor.stages = std::move(stages);
    return test;
}

LiveRun runOf(const TestPlan& test)
{
    const Plan plan = syntheticPlan();
    RunRecord record;
    record.id = 7;
    record.testId = test.id;
    record.startedAt = *parseUtc("2026-01-05T10:40:40Z");
    return makeLiveRun(plan, test, record);
}

QString wordOf(const LiveRun& run, std::size_t tile)
{
    const auto tiles = liveTiles(&run, false);
    return tiles[tile].look ? tiles[tile].look->word : QString();
}

/// Requests as they come when `rate` a second are begun, first at second 0, each answered within its second.
class Arrivals
{
public:
    double next(double rate)
    {
        m_begun += rate;
        const double whole = std::floor(m_begun + 1e-9);
        const double now = whole - m_answered;
        m_answered = whole;
        return now;
    }

private:
    double m_begun = 0;
    double m_answered = 0;
};

TEST(LiveTilesTest, ARateOfHalfARequestASecondIsMetByFiveRequestsInTenSeconds)
{
    LiveRun run = runOf(arrivals(ExecutorKind::ConstantArrivalRate, 31.0 / 60));
    Arrivals arriving;
    for (std::uint64_t tick = 0; tick < 120; ++tick) {
        run.series.add(frameOf(tick, arriving.next(31.0 / 60)));
        ASSERT_EQ(wordOf(run, kRequests), QStringLiteral("PASS")) << tick;
    }
}

TEST(LiveTilesTest, AStepOfThePlanIsComparedWithThePlanOfTheSameTenSeconds)
{
    using std::chrono::seconds;
    LiveRun run = runOf(arrivals(ExecutorKind::RampingArrivalRate, 1,
                                 {{1, seconds{30}}, {50, seconds{0}}, {50, seconds{60}}, {5, seconds{0}}, {5, seconds{60}}}));
    Arrivals arriving;
    for (std::uint64_t tick = 0; tick < 150; ++tick) {
        run.series.add(frameOf(tick, arriving.next(tick < 30 ? 1 : tick < 90 ? 50 : 5)));
        ASSERT_EQ(wordOf(run, kRequests), QStringLiteral("PASS")) << tick;
    }
}

TEST(LiveTilesTest, ARampThatIsFollowedIsMetAllTheWay)
{
    using std::chrono::seconds;
    LiveRun run = runOf(arrivals(ExecutorKind::RampingArrivalRate, 0, {{100, seconds{60}}, {0, seconds{60}}}));
    Arrivals arriving;
    for (std::uint64_t tick = 0; tick < 119; ++tick) {
        const double middle = static_cast<double>(tick) + 0.5;
        run.series.add(frameOf(tick, arriving.next(middle < 60 ? middle / 60 * 100 : (120 - middle) / 60 * 100)));
        ASSERT_NE(wordOf(run, kRequests), QStringLiteral("LOAD MISSED")) << tick;
    }
}

TEST(LiveTilesTest, UsersThatLeaveAsPlannedAreNotMissed)
{
    using std::chrono::seconds;
    TestPlan test = arrivals(ExecutorKind::RampingVus, 0, {{100, seconds{20}}, {0, seconds{60}}});
    LiveRun run = runOf(test);
    for (std::uint64_t tick = 0; tick < 79; ++tick) {
        const double end = static_cast<double>(tick) + 1; // a gauge says how many there are at the end of its second
        run.series.add(frameOf(tick, 10, std::floor(end < 20 ? end * 5 : 100 - (end - 20) / 60 * 100)));
        ASSERT_NE(wordOf(run, kVus), QStringLiteral("LOAD MISSED")) << tick;
    }
}

TEST(LiveTilesTest, NoUserWhereOneIsPlannedIsMissed)
{
    TestPlan test = arrivals(ExecutorKind::ConstantVus, 0);
    test.scenarios[0].executor.vus = 1;
    test.scenarios[0].executor.duration = std::chrono::seconds{60};
    LiveRun run = runOf(test);
    for (std::uint64_t tick = 0; tick < 20; ++tick) {
        run.series.add(frameOf(tick, 1, tick < 10 ? 1 : 0));
        ASSERT_EQ(wordOf(run, kVus), tick < 10 ? QStringLiteral("PASS") : QStringLiteral("LOAD MISSED")) << tick;
    }
}

TEST(LiveTilesTest, LoadThatIsMissedIsCalledSoByTheTestsOwnTolerance)
{
    TestPlan test = arrivals(ExecutorKind::ConstantArrivalRate, 100);
    test.loadTargets = {{"http_reqs", *parseExpression("rate>=100"), 0.02}};
    const auto said = [](const TestPlan& planned, double rate) {
        LiveRun run = runOf(planned);
        for (std::uint64_t tick = 0; tick < 30; ++tick) {
            run.series.add(frameOf(tick, rate));
        }
        return wordOf(run, kRequests);
    };
    EXPECT_EQ(said(test, 93), QStringLiteral("LOAD MISSED"));
    EXPECT_EQ(said(test, 99), QStringLiteral("PASS"));
    test.loadTargets[0].tolerance = 0.1;
    EXPECT_EQ(said(test, 93), QStringLiteral("PASS"));
    EXPECT_EQ(said(test, 80), QStringLiteral("LOAD MISSED"));
}

TEST(LiveTilesTest, TheShareOfFailedRequestsIsTheOneThatItsRuleJudges)
{
    LiveRun run = runOf(arrivals(ExecutorKind::ConstantArrivalRate, 100));
    for (std::uint64_t tick = 0; tick < 30; ++tick) {
        Frame frame = frameOf(tick, 100);
        frame.rates["http_req_failed"] = {1, 100};
        frame.errors.push_back({"ws", "room", "", 40, ""}); // of sockets, not of requests
        frame.errors.push_back({"http_5xx", "api", "", 1, ""});
        run.series.add(frame);
    }
    const TileContent tile = liveTiles(&run, false)[kErrors];
    EXPECT_EQ(tile.value, QStringLiteral("1.00"));
}

TEST(LiveTilesTest, TenSecondsWithoutARequestHaveNoShareOfFailedOnes)
{
    LiveRun run = runOf(arrivals(ExecutorKind::ConstantArrivalRate, 1));
    for (std::uint64_t tick = 0; tick < 40; ++tick) {
        run.series.add(frameOf(tick, tick < 20 ? 1 : 0));
    }
    const TileContent tile = liveTiles(&run, false)[kErrors];
    EXPECT_EQ(tile.value, QStringLiteral("–"));
    EXPECT_FALSE(tile.look.has_value());
    const ChartContent chart = errorsChart(run);
    ASSERT_EQ(chart.lines.size(), 1U);
    for (const ChartPoint point : chart.lines[0].points) {
        EXPECT_EQ(std::isfinite(point.y), point.x < 29) << point.x; // the last window with a request is that of 0:28
    }
}

TestPlan socketsAlone()
{
    TestPlan test = syntheticPlan().tests[1];
    Step session;
    session.name = "room";
    session.kind = StepKind::WebSocket;
    test.scenarios[0].flow = {session};
    test.thresholds.clear();
    return test;
}

TEST(LiveTilesTest, MessagesLostAreThoseOfTheDeliveriesThatWereExpected)
{
    TestPlan test = socketsAlone();
    ThresholdRule drop;
    drop.metric = "rtc_drop";
    drop.target = *parseExpression("rate<0.01");
    drop.critical = *parseExpression("rate<0.05");
    test.thresholds = {drop};
    LiveRun run = runOf(test);
    ASSERT_EQ(run.series.keys().requests, "ws_msgs_sent");
    MetricTotals totals;
    for (std::uint64_t tick = 0; tick < 39; ++tick) {
        Frame frame = frameOf(tick, 0);
        frame.counters.clear();
        frame.rates.clear();
        frame.trends.clear();
        const bool isSending = tick < 30;
        if (isSending) {
            frame.counters["ws_msgs_sent"] = 20;
        }
        frame.rates["rtc_drop"] = isSending ? RateCount{8, 400} : RateCount{8, 8}; // late losses alone
        frame.errors.push_back({"ws", "room", "", 400, ""});
        run.series.add(frame);
        totals.add(frame);
        const TileContent live = liveTiles(&run, false)[kErrors];
        EXPECT_EQ(live.value, QStringLiteral("2.00")) << tick << ": never what came due after the last message";
        ASSERT_TRUE(live.look.has_value()) << tick;
        EXPECT_EQ(live.look->word, QStringLiteral("WARN")) << tick;
    }
    EXPECT_EQ(liveTiles(&run, false)[kErrors].name, QStringLiteral("Messages lost"));
    const ChartContent errors = errorsChart(run);
    ASSERT_EQ(errors.lines.size(), 1U);
    EXPECT_EQ(errors.lines[0].points.back().y, 400) << "a second, for most of them are of no message sent";
    EXPECT_NE(errors.lines[0].color, SeriesColor::Green) << "green passes";
    const ChartContent lost = chartOf(QStringLiteral("rtc-drop"), run);
    for (const ChartPoint point : lost.lines.back().points) {
        EXPECT_EQ(std::isfinite(point.y), point.x < 30) << point.x;
    }

    run.totals = totals;
    run.record.endedAt = run.record.startedAt + std::chrono::seconds{39};
    ThresholdResult result;
    result.rule = drop;
    result.measured = 312.0 / 12'072;
    result.verdict = RuleVerdict::Warned;
    run.thresholds = {result};
    const TileContent ended = liveTiles(&run, false)[kErrors];
    EXPECT_EQ(ended.value, QStringLiteral("2.58")) << "as the rule measured it";
    EXPECT_THAT(ended.detail.toStdString(), HasSubstr("n = 12,072"));
}

TEST(LiveTilesTest, AfterTheEndATileHasTheVerdictOfItsRule)
{
    LiveRun run = runOf(syntheticPlan().tests[0]);
    MetricTotals totals;
    for (std::uint64_t tick = 0; tick < 8; ++tick) {
        Frame frame = frameOf(tick, 50);
        frame.rates["http_req_failed"] = {16, 50};
        run.series.add(frame);
        totals.add(frame);
    }
    EXPECT_EQ(wordOf(run, kErrors), QStringLiteral("FAIL")) << "of the last ten seconds";
    run.totals = totals;
    run.record.endedAt = run.record.startedAt + std::chrono::seconds{8};
    for (const ThresholdRule& rule : run.thresholdRules) {
        ThresholdResult result;
        result.rule = rule;
        result.measured = rule.metric == "http_req_failed" ? 0.32 : 40;
        result.verdict = rule.metric == "http_req_failed" ? RuleVerdict::NoData : RuleVerdict::Passed;
        run.thresholds.push_back(result);
    }
    const TileContent tile = liveTiles(&run, false)[kErrors];
    EXPECT_EQ(tile.value, QStringLiteral("32.00"));
    EXPECT_EQ(tile.look->word, QStringLiteral("NO DATA")) << "fewer than 1,000 samples, as the report has it";
    EXPECT_EQ(wordOf(run, 0), QStringLiteral("PASS"));
    run.thresholds.clear();
    EXPECT_EQ(wordOf(run, kErrors), QString()) << "nobody judged it";
}

TEST(LiveTilesTest, WhatIsPrintedAsPlannedIsThePlan)
{
    using std::chrono::seconds;
    LiveRun ramp = runOf(arrivals(ExecutorKind::RampingArrivalRate, 0, {{60, seconds{60}}}));
    Arrivals arriving;
    for (std::uint64_t tick = 0; tick < 40; ++tick) {
        ramp.series.add(frameOf(tick, arriving.next(static_cast<double>(tick) + 0.5)));
    }
    const TileContent requests = liveTiles(&ramp, false)[kRequests];
    EXPECT_EQ(requests.value, QStringLiteral("35.00"));
    EXPECT_EQ(requests.target, QStringLiteral("planned 34.50\u00A0/s")) << "of the same ten seconds";

    LiveRun users = runOf(arrivals(ExecutorKind::RampingVus, 0, {{1000, seconds{10}}, {1000, seconds{60}}}));
    for (std::uint64_t tick = 0; tick < 10; ++tick) {
        users.series.add(frameOf(tick, 10, 100.0 * static_cast<double>(tick + 1)));
        EXPECT_EQ(liveTiles(&users, false)[kVus].target,
                  QStringLiteral("planned %1").arg(tick == 9 ? QStringLiteral("1,000") : QString::number(100 * (tick + 1))));
        const ChartContent chart = vusChart(users);
        const auto at = static_cast<double>(tick);
        EXPECT_EQ(valueAt(chart.lines[0], at), valueAt(chart.lines[1], at)) << "the plan lies on what follows it";
    }
}

TEST(LiveTilesTest, AMissedLoadIsMissedInTileAndLaneWhileItRunsAndAfterwards)
{
    TestPlan test = arrivals(ExecutorKind::ConstantArrivalRate, 60);
    test.loadTargets = {{"http_reqs{name:events}", *parseExpression("rate>=60"), 0.02}};
    LiveRun run = runOf(test);
    MetricTotals totals;
    for (std::uint64_t tick = 0; tick < 40; ++tick) {
        run.series.add(frameOf(tick, tick < 20 ? 60 : 25));
        totals.add(frameOf(tick, tick < 20 ? 60 : 25));
    }
    EXPECT_EQ(wordOf(run, kRequests), QStringLiteral("LOAD MISSED"));
    TimelineTest live;
    live.seconds = 40;
    addLiveLanes(live, run);
    EXPECT_EQ(laneWord(live.lanes[0]), QStringLiteral("do not trust"));
    for (const LaneMark& mark : live.lanes[0]) {
        EXPECT_TRUE(mark.severity != LaneSeverity::DoNotTrust || mark.from >= 20) << mark.from << ": not before it was missed";
    }

    run.totals = totals;
    run.record.endedAt = run.record.startedAt + std::chrono::seconds{40};
    LoadResult load;
    load.target = test.loadTargets[0];
    load.achieved = 42.5;
    run.record.result.load = {load};
    const TileContent ended = liveTiles(&run, false)[kRequests];
    EXPECT_EQ(ended.look->word, QStringLiteral("LOAD MISSED"));
    EXPECT_EQ(ended.value, QStringLiteral("42.50")) << "as the report has it";
    EXPECT_THAT(ended.target.toStdString(), HasSubstr("planned 60.00"));
    run.record.result.outcome = RunOutcome::Aborted;
    EXPECT_EQ(wordOf(run, kRequests), QStringLiteral("ENDED EARLY")) << "as Analysis and report say it";
    run.record.result.load[0].isMet = true;
    EXPECT_EQ(wordOf(run, kRequests), QStringLiteral("PASS"));
}

TEST(LiveTilesTest, SecondsThatAreJudgedOnceAreMissedAsIfAllWereJudgedAnew)
{
    LiveRun run = runOf(arrivals(ExecutorKind::ConstantArrivalRate, 60));
    const auto half = [](std::uint64_t tick, const char* shard, double requests) {
        Frame frame = frameOf(tick, requests);
        frame.shard = shard;
        return frame;
    };
    for (std::uint64_t tick = 0; tick < 300; ++tick) {
        run.series.add(half(tick, "1/2", tick % 90 < 50 ? 30 : 12));
        const bool isLate = tick >= 100 && tick < 125; // the other agent is silent, and then says it all
        for (std::uint64_t told = tick == 125 ? 100 : tick; !isLate && told <= tick; ++told) {
            run.series.add(half(told, "2/2", 30));
        }
        run.misses.settle(run);
        ASSERT_EQ(run.misses.spans(run), LoadMisses().spans(run)) << tick;
    }
    EXPECT_GT(run.misses.spans(run).size(), 2U);
}

TEST(LiveTilesTest, ABaselineIsDrawnAgainstOneVisitorForTwoMinutes)
{
    const Plan plan = syntheticPlan();
    RunRecord record;
    record.id = 7;
    record.testId = "pages";
    record.kind = RunKind::Baseline;
    const LiveRun run = makeLiveRun(plan, *plan.test("pages"), record);
    EXPECT_EQ(run.plannedSeconds, 120);
    EXPECT_EQ(run.planned.maxVus, 1);
    EXPECT_EQ(run.planned.vus.size(), 120U);
    EXPECT_TRUE(run.planned.requestsPerSecond.empty()) << "one visitor has no rate to keep";
    record.kind = RunKind::DryRun;
    const LiveRun dry = makeLiveRun(plan, *plan.test("pages"), record);
    EXPECT_EQ(dry.plannedSeconds, 0) << "it ends after one iteration";
    EXPECT_EQ(dry.planned.maxVus, 1);
}

TEST(LiveTilesTest, ErrorRateRequestsAndUsersSayWhereTheyGo)
{
    LiveRun run = runOf(arrivals(ExecutorKind::ConstantArrivalRate, 100));
    for (std::uint64_t tick = 0; tick < 20; ++tick) {
        Frame frame = frameOf(tick, tick < 10 ? 100 : 50, tick < 10 ? 10 : 20);
        frame.rates["http_req_failed"] = {tick < 10 ? 0U : 5U, tick < 10 ? 100U : 50U};
        run.series.add(frame);
    }
    const auto tiles = liveTiles(&run, false);
    EXPECT_EQ(tiles[kErrors].trend, Trend::Rising);
    EXPECT_EQ(tiles[kRequests].trend, Trend::Falling);
    EXPECT_EQ(tiles[kVus].trend, Trend::Rising);
    Tile tile;
    tile.setContent(tiles[kRequests]);
    EXPECT_THAT(tile.accessibleDescription().toStdString(), HasSubstr("falling"));
    tile.setContent(tiles[kVus]);
    EXPECT_THAT(tile.accessibleDescription().toStdString(), HasSubstr("rising"));
}

TEST(LiveTilesTest, TheWordOfAStateIsDrawnBesideItsGlyph)
{
    for (const int width : {103, 190}) {
        TileContent content;
        content.name = QStringLiteral("Latency p95");
        content.value = QStringLiteral("341");
        content.look = lookOf(RuleVerdict::Warned);
        Tile tile;
        tile.resize(width, tile.sizeHint().height());
        tile.setContent(content);
        const QImage named = tile.grab().toImage();
        content.look->word.clear();
        tile.setContent(content);
        EXPECT_NE(named, tile.grab().toImage()) << width;
    }
}

TEST(LiveTilesTest, AnAgentThatIsSilentLeavesNoFigureOfTheLastTenSeconds)
{
    LiveRun run = runOf(arrivals(ExecutorKind::ConstantArrivalRate, 100));
    for (std::uint64_t tick = 0; tick < 30; ++tick) {
        run.series.add(frameOf(tick, 100));
    }
    run.silentUntil = 42;
    const auto tiles = liveTiles(&run, false);
    for (const std::size_t tile : {std::size_t{0}, kErrors, kRequests, kVus}) {
        EXPECT_EQ(tiles[tile].value, QStringLiteral("–")) << tile;
        EXPECT_EQ(tiles[tile].target, QStringLiteral("silent for 12 s")) << tile;
        EXPECT_FALSE(tiles[tile].look.has_value()) << tile;
    }
}

} // namespace
} // namespace holdpoint
