// SPDX-License-Identifier: GPL-3.0-or-later
// Slots, server series, ghosts and unfolded lanes of the Live load page.
#include "tests/gui/run/live_fixture.h"
#include "ui/charts/heat_map_view.h"
#include "ui/run/chart_choice.h"
#include "ui/run/ghost_choice.h"
#include "ui/run/live_charts.h"
#include "ui/run/live_tiles.h"
#include "ui/run/server_series.h"

#include <QMenu>
#include <QSignalSpy>
#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>
#include <iterator>

namespace holdpoint {
namespace {

ThresholdRule queryRule(const std::string& id, const std::string& query, const std::string& target, const std::string& critical)
{
    ThresholdRule rule;
    rule.id = id;
    rule.source = "prometheus";
    rule.query = query;
    rule.unit = "%";
    rule.target = *parseExpression(target);
    rule.critical = *parseExpression(critical);
    return rule;
}

/// The page with a plan that asks Prometheus for CPU, memory, the database's pool and the cache every 5 s.
class LiveSlotsTest : public LivePageTest
{
protected:
    LiveSlotsTest()
    {
        plan.monitoring = Json{{"prometheus", {{"url", "http://127.0.0.1:9090"}}}};
        plan.thresholds = {queryRule("cpu", "q-cpu", "value<70", "value<90"),
                           queryRule("memory", "q-mem", "value<80", "value<90"),
                           queryRule("db-connections", "q-db", "value<80", "value<95"),
                           queryRule("cache-hit-rate", "q-cache", "value>70", "value>50")};
        page->panel().setPlan(&plan, runs);
    }

    /// CPU over critical from 6:00 to 7:20, nothing of it from 2:30 to 3:20.
    static std::optional<double> cpuAt(double second)
    {
        if (second >= 150 && second < 200) {
            return std::nullopt;
        }
        return second >= 360 && second < 440 ? 93 : 40 + std::min(35.0, second / 6);
    }

    LiveRun runWithServer(std::uint64_t seconds)
    {
        LiveRun run = emptyRun();
        for (std::uint64_t tick = 0; tick < seconds; ++tick) {
            if (!isLost(tick)) {
                run.series.add(syntheticFrame(tick, 100));
            }
        }
        for (double second = 1; second < static_cast<double>(seconds); second += 5) {
            const WallTime at = *run.series.t0() + std::chrono::milliseconds(static_cast<long>(second * 1000));
            run.server.add({7, "q-cpu", at, cpuAt(second)});
            run.server.add({7, "q-mem", at, 60 + second / 60});
            run.server.add({7, "q-db", at, second < 500 ? 71 : 86});
            run.server.add({7, "q-cache", at, 81});
        }
        return run;
    }

    void begin(LiveRun run)
    {
        showAt(1280, 800);
        page->beginRun(std::move(run));
        page->tick();
        test::settle();
    }

    ChartGrid& grid() { return page->panel().grid(); }
};

TEST_F(LiveSlotsTest, TheServersTilesShowTheNewestValueAgainstTheirTargets)
{
    begin(runWithServer(kSeconds));
    const TileContent& cpu = page->panel().tile(4).content();
    EXPECT_EQ(cpu.value, QStringLiteral("75"));
    EXPECT_EQ(cpu.unit, QStringLiteral("%"));
    EXPECT_EQ(cpu.target, QStringLiteral("target 70\u00A0%"));
    EXPECT_EQ(cpu.look->word, QStringLiteral("WARN"));
    EXPECT_EQ(page->panel().tile(5).content().look->word, QStringLiteral("PASS"));
    EXPECT_EQ(page->panel().tile(6).content().value, QStringLiteral("86"));
    EXPECT_EQ(page->panel().tile(7).content().target, QStringLiteral("target > 70\u00A0%"));
    EXPECT_EQ(page->panel().tile(7).content().look->word, QStringLiteral("PASS"));
}

TEST_F(LiveSlotsTest, AValueThatIsOlderThanHalfAMinuteIsNoValue)
{
    begin(runWithServer(200)); // CPU has said nothing since 2:26
    EXPECT_EQ(page->panel().tile(4).content().value, QStringLiteral("–"));
    EXPECT_EQ(page->panel().tile(4).content().detail, QStringLiteral("no value from Prometheus"));
    EXPECT_EQ(page->panel().tile(5).content().value, QStringLiteral("63"));
}

TEST_F(LiveSlotsTest, TheServerChartLiesOnTheSameAxisWithItsGapAndItsBreach)
{
    LiveRun run = runWithServer(kSeconds);
    run.charts = {QStringLiteral("latency"), QStringLiteral("requests"), QStringLiteral("errors"),
                  QStringLiteral("vus"),     QStringLiteral("server"),   kHeatMapChart};
    begin(std::move(run));
    auto* server = qobject_cast<TimeSeriesView*>(grid().viewOf(QStringLiteral("server")));
    ASSERT_NE(server, nullptr);
    EXPECT_EQ(server->frame().toX, chart(0).frame().toX);
    const ChartContent& content = server->content();
    ASSERT_EQ(content.lines.size(), 4U);
    EXPECT_EQ(content.lines.back().name, QStringLiteral("CPU"));
    EXPECT_TRUE(content.lines.back().isMain);
    EXPECT_EQ(server->segmentCount(3), 2U) << "a gap is a gap";
    EXPECT_THAT(content.limits.front().label.toStdString(), testing::HasSubstr("CPU target 70"));
    const auto breach = std::find_if(content.bands.begin(), content.bands.end(),
                                     [](const ChartBand& band) { return band.kind == ChartBand::Kind::CriticalBreach; });
    ASSERT_NE(breach, content.bands.end());
    EXPECT_NEAR(breach->from, 361, 1);
    EXPECT_NEAR(breach->to, 441, 1);
    EXPECT_TRUE(std::any_of(content.bands.begin(), content.bands.end(), [](const ChartBand& band) {
        return band.kind == ChartBand::Kind::NoData && band.from >= 150 && band.to <= 205;
    }));
    EXPECT_THAT(server->accessibleDescription().toStdString(), testing::HasSubstr("CPU 75"));
}

TEST_F(LiveSlotsTest, WithoutPrometheusTheServerChartSaysWhatToDo)
{
    plan.monitoring = Json();
    plan.thresholds.clear();
    LiveRun run = emptyRun();
    run.charts = {QStringLiteral("server")};
    begin(std::move(run));
    EXPECT_THAT(chart(0).content().empty.toStdString(), testing::HasSubstr("monitoring"));
}

TEST_F(LiveSlotsTest, AMarkStandsInEveryChartAtItsSecondAndIsNamedInTheFirst)
{
    LiveRun run = runWithServer(120);
    run.notes = {{RunNote::Kind::Mark, {}, 40, "two pods added", "Mara"}};
    const auto marksOf = [](const ChartContent& content) {
        std::vector<ChartBand> marks;
        std::copy_if(content.bands.begin(), content.bands.end(), std::back_inserter(marks),
                     [](const ChartBand& band) { return band.kind == ChartBand::Kind::Mark; });
        return marks;
    };
    const auto first = marksOf(latencyChart(run));
    const auto other = marksOf(requestsChart(run));

    ASSERT_EQ(first.size(), 1U);
    ASSERT_EQ(other.size(), 1U);
    EXPECT_EQ(first.front().from, 40);
    EXPECT_EQ(first.front().label, QStringLiteral("two pods added"));
    EXPECT_EQ(other.front().label, QString());
    EXPECT_EQ(other.front().cause, QStringLiteral("Mara: two pods added"));
}

TEST_F(LiveSlotsTest, AChartChosenFromTheMenuTakesTheSlotAndTheOldOneChangesPlaces)
{
    begin(runWithServer(120));
    const QStringList before = grid().shownCharts();
    ASSERT_EQ(before.size(), 6);
    ASSERT_EQ(before[0], QStringLiteral("latency"));
    QTest::keyClick(chart(0).findChild<QAbstractButton*>(QStringLiteral("chartMenuButton")), Qt::Key_Space);
    auto* choices = chart(0).findChild<QMenu*>(QStringLiteral("chartChoices"));
    ASSERT_NE(choices, nullptr);
    QStringList names;
    for (QAction* action : choices->actions()) {
        names << action->data().toString();
    }
    EXPECT_TRUE(names.contains(QStringLiteral("db-connections")));
    EXPECT_FALSE(names.contains(QStringLiteral("rtc-drop"))) << "this test has no rooms";
    for (QAction* action : choices->actions()) {
        if (action->data().toString() == QStringLiteral("heat-map")) {
            action->trigger();
        }
    }
    test::settle();
    EXPECT_EQ(grid().shownCharts()[0], kHeatMapChart);
    EXPECT_EQ(grid().shownCharts()[before.indexOf(kHeatMapChart)], QStringLiteral("latency"));
    EXPECT_TRUE(grid().heatMap().isVisible());
    EXPECT_FALSE(chart(0).isVisible()) << "a chart that is not shown idles";
    EXPECT_EQ(grid().heatMap().geometry().topLeft(), QPoint(0, 0));
}

TEST_F(LiveSlotsTest, ChoicesAreKeptByTestAndComeBack)
{
    begin(runWithServer(60));
    grid().choose(1, QStringLiteral("bytes"));
    const QByteArray layout = page->saveLayout();
    ASSERT_FALSE(layout.isEmpty());

    LivePage other;
    other.restoreLayout(layout);
    other.panel().setPlan(&plan, runs);
    other.beginRun(runWithServer(60));
    EXPECT_EQ(other.panel().grid().shownCharts()[1], QStringLiteral("bytes"));
}

TEST_F(LiveSlotsTest, AChoiceThatThePlanDoesNotHaveGivesWayToThePlansOwn)
{
    grid().restoreChoices(R"({"pages":["latency","of-another-plan","bytes","vus","generator","heat-map"]})");
    begin(runWithServer(60));
    const QStringList shown = grid().shownCharts();
    EXPECT_EQ(shown.size(), 6);
    EXPECT_EQ(shown[0], QStringLiteral("latency"));
    EXPECT_EQ(shown[2], QStringLiteral("bytes")) << "what it has stays";
    for (const QString& id : shown) {
        EXPECT_TRUE(page->panel().run()->availableCharts.contains(id)) << id.toStdString();
        EXPECT_EQ(shown.count(id), 1) << id.toStdString();
    }
}

TEST_F(LiveSlotsTest, ALogarithmicAxisGoesWithItsChart)
{
    begin(runWithServer(120));
    ASSERT_EQ(grid().shownCharts()[0], QStringLiteral("latency"));
    QTest::keyClick(chart(0).findChild<QAbstractButton*>(QStringLiteral("chartMenuButton")), Qt::Key_Space);
    for (QAction* action : chart(0).findChildren<QAction*>()) {
        if (action->text() == QStringLiteral("Logarithmic axis")) {
            action->trigger();
        }
    }
    EXPECT_TRUE(chart(0).hasLogAxis());
    const int other = static_cast<int>(grid().shownCharts().indexOf(QStringLiteral("vus")));
    grid().choose(other, QStringLiteral("latency")); // they change places
    EXPECT_EQ(grid().shownCharts()[0], QStringLiteral("vus"));
    EXPECT_FALSE(chart(0).hasLogAxis());
    EXPECT_TRUE(chart(other).hasLogAxis());
}

TEST_F(LiveSlotsTest, ARuleOverTheMedianDrawsItOnce)
{
    addEventsRule().target = *parseExpression("p(50)<100");
    const ChartContent content = chartOf(QStringLiteral("latency:http_req_duration{name:events}"), emptyRun());
    QStringList names;
    for (const ChartLine& line : content.lines) {
        names << line.name;
    }
    EXPECT_EQ(names, (QStringList{QStringLiteral("p99"), QStringLiteral("p50")}));
}

TEST_F(LiveSlotsTest, EachFurtherLatencyRuleHasAChartWithItsOwnLimitsAndBreaches)
{
    ThresholdRule& added = addEventsRule();
    added.target = *parseExpression("p(95)<100");
    added.critical = *parseExpression("p(95)<200");
    const ThresholdRule rule = added;
    ThresholdRule elsewhere = rule;
    elsewhere.metric = "http_req_duration{name:nowhere}";
    plan.tests[4].thresholds.push_back(elsewhere);
    LiveRun run = emptyRun();
    for (std::uint64_t tick = 0; tick < 460; ++tick) {
        Frame frame = syntheticFrame(tick, 20);
        const bool isSlow = tick >= 360 && tick < 440;
        frame.trends[rule.metric].record(std::chrono::milliseconds{isSlow ? 250 : 50}, 100);
        run.series.add(frame);
        run.criticals.add(frame);
    }
    run.criticals.finish();
    const QString id = QStringLiteral("latency:http_req_duration{name:events}");

    ASSERT_EQ(run.availableCharts.mid(0, 2), (QStringList{QStringLiteral("latency"), id}));
    EXPECT_FALSE(run.availableCharts.contains(QStringLiteral("latency:http_req_duration{name:nowhere}"))) << "no step has it";
    EXPECT_EQ(chartName(id, run), QStringLiteral("Response time, events"));
    const ChartContent content = chartOf(id, run);
    ASSERT_EQ(content.lines.size(), 3U);
    EXPECT_EQ(content.lines.back().name, QStringLiteral("p95"));
    EXPECT_NEAR(valueAt(content.lines.back(), 400), 250, 3);
    EXPECT_NEAR(valueAt(content.lines.front(), 100), 50, 3) << "p50";
    ASSERT_EQ(content.limits.size(), 2U);
    EXPECT_EQ(content.limits.back().value, 200);
    const auto breach = std::find_if(content.bands.begin(), content.bands.end(),
                                     [](const ChartBand& band) { return band.kind == ChartBand::Kind::CriticalBreach; });
    ASSERT_NE(breach, content.bands.end());
    EXPECT_NEAR(breach->from, 365, 10);
    EXPECT_EQ(chartOf(QStringLiteral("latency"), run).limits.back().value, 500) << "the main one keeps its own";
    EXPECT_TRUE(seriesOf(run).contains(rule.metric)) << "it is read of an ended run, too";
}

TEST_F(LiveSlotsTest, OfATestThatJudgesFromTheIntendedStartTheTimeFromSendingIsTheThinLine)
{
    plan.tests[4].thresholds.front().metric = "http_req_response_time";
    LiveRun run = emptyRun();
    for (std::uint64_t tick = 0; tick < 60; ++tick) {
        run.series.add(syntheticFrame(tick, 20));
    }
    const ChartContent content = latencyChart(run);
    EXPECT_EQ(content.remark, QStringLiteral("thin: from sending"));
    ASSERT_EQ(content.lines.front().name, QStringLiteral("p95 from sending"));
    EXPECT_LT(valueAt(content.lines.front(), 30), valueAt(content.lines.back(), 30)) << "without the wait before it";
}

TEST_F(LiveSlotsTest, AGhostsNameSaysItsZone)
{
    EXPECT_THAT(ghostName(runs.front()).toStdString(), testing::EndsWith("2026-01-05 10:04 UTC"));
}

TEST_F(LiveSlotsTest, ThePlanNamesTheSlotsOfItsTest)
{
    plan.resolved = Json{{"tests", {{"pages", {{"charts", {"db-connections", "bytes", "heat-map"}}}}}}};
    begin(emptyRun());
    EXPECT_EQ(grid().shownCharts().mid(0, 3),
              (QStringList{QStringLiteral("db-connections"), QStringLiteral("bytes"), kHeatMapChart}));
    EXPECT_EQ(grid().shownCharts().size(), 6) << "the rest is filled up";
}

TEST_F(LiveSlotsTest, EveryChartHasANameAndATextSummary)
{
    begin(runWithServer(kSeconds));
    LiveRun run = runWithServer(kSeconds);
    for (const QString& id : run.availableCharts) {
        if (id == kHeatMapChart) {
            continue;
        }
        const ChartContent content = chartOf(id, run);
        EXPECT_FALSE(content.title.isEmpty()) << id.toStdString();
        EXPECT_FALSE(chartName(id, run).isEmpty()) << id.toStdString();
        EXPECT_GT(accessibleSummary(content).size(), content.title.size() + 3) << id.toStdString();
    }
    EXPECT_FALSE(grid().heatMap().accessibleDescription().isEmpty());
}

TEST_F(LiveSlotsTest, AnEarlierRunIsADottedLineThatIsNoValueOfThisOne)
{
    LiveRun run = runWithServer(120);
    run.ghost = std::make_shared<LiveRun>(runWithServer(200));
    run.ghostName = QStringLiteral("baseline, run 2");
    begin(std::move(run));
    const ChartContent& latency = chart(0).content();
    EXPECT_TRUE(latency.lines.front().isGhost);
    EXPECT_THAT(latency.remark.toStdString(), testing::HasSubstr("dotted: baseline, run 2"));
    for (const auto& label : chart(0).directLabels()) {
        EXPECT_THAT(label.text.toStdString(), testing::Not(testing::HasSubstr("baseline")));
    }
}

TEST_F(LiveSlotsTest, LanesUnfoldToOneRowAThreshold)
{
    LiveRun run = runWithServer(kSeconds);
    for (const char* metric : {"http_req_duration", "http_req_failed"}) {
        ThresholdResult result;
        result.rule = *std::find_if(run.thresholdRules.begin(), run.thresholdRules.end(),
                                    [metric](const ThresholdRule& rule) { return rule.metric == metric; });
        result.measured = 1;
        result.sampleCount = 100;
        result.verdict = RuleVerdict::Failed;
        result.breaches = {{*run.series.t0() + std::chrono::seconds{360}, *run.series.t0() + std::chrono::seconds{430}}};
        run.thresholds.push_back(result);
    }
    for (const ThresholdRule& rule : plan.thresholds) {
        ThresholdResult result;
        result.rule = rule;
        run.thresholds.push_back(result);
    }
    begin(std::move(run));
    TimelineView& timeline = page->panel().timeline();
    EXPECT_EQ(timeline.laneNames(), (QStringList{QStringLiteral("Load"), QStringLiteral("Latency"), QStringLiteral("Errors"),
                                                 QStringLiteral("Server")}));
    const int folded = timeline.height();
    QTest::keyClick(&timeline, Qt::Key_Down);
    test::settle();
    EXPECT_TRUE(timeline.isUnfolded());
    EXPECT_EQ(timeline.laneNames().size(), 10) << timeline.laneNames().join(QLatin1Char('|')).toStdString();
    EXPECT_GT(timeline.height(), folded);

    const auto& tests = timeline.tests();
    const auto running = std::find_if(tests.begin(), tests.end(), [](const TimelineTest& test) { return test.isRunning; });
    ASSERT_NE(running, tests.end());
    EXPECT_TRUE(running->hasServer);
    const auto cpu = std::find_if(running->rules.begin(), running->rules.end(),
                                  [](const TimelineRule& rule) { return rule.name == QStringLiteral("CPU"); });
    ASSERT_NE(cpu, running->rules.end());
    EXPECT_TRUE(std::any_of(cpu->marks.begin(), cpu->marks.end(),
                            [](const LaneMark& mark) { return mark.severity == LaneSeverity::NoData; }));
    EXPECT_TRUE(std::any_of(cpu->marks.begin(), cpu->marks.end(),
                            [](const LaneMark& mark) { return mark.severity == LaneSeverity::Fail; }));

    QTest::mouseClick(&timeline, Qt::LeftButton, Qt::NoModifier, QPoint(20, timeline.height() / 2));
    EXPECT_FALSE(timeline.isUnfolded()) << "a click on the names folds them";
}

TEST_F(LiveSlotsTest, ATestOfTheTimelineIsChosenWithTheKeys)
{
    begin(runWithServer(60));
    TimelineView& timeline = page->panel().timeline();
    QSignalSpy activated(&timeline, &TimelineView::testActivated);
    QTest::keyClick(&timeline, Qt::Key_Right);
    QTest::keyClick(&timeline, Qt::Key_Right);
    QTest::keyClick(&timeline, Qt::Key_Return);
    ASSERT_EQ(activated.count(), 1);
    EXPECT_EQ(activated[0][0].toString(), QStringLiteral("rtc"));
}

TEST(ServerSeriesTest, ARepeatedSampleChangesNothingAndAnUnknownSeriesIsLeftOut)
{
    Plan plan;
    plan.thresholds = {queryRule("cpu", "q", "value<70", "value<90")};
    ServerSeries series(plan);
    const WallTime at = *parseUtc("2026-01-05T10:00:00Z");
    series.add({1, "q", at, 5});
    series.add({1, "q", at, 7});
    series.add({1, "other", at, 7});
    ASSERT_EQ(series.metrics().size(), 1U);
    ASSERT_EQ(series.metrics()[0].samples.size(), 1U);
    EXPECT_EQ(series.metrics()[0].samples[0].value, 5);
    series.add({1, "q", at + std::chrono::microseconds{730}, 5}); // as it was seen; the dossier keeps milliseconds
    ASSERT_EQ(series.metrics()[0].samples.size(), 1U);
    series.add({1, "log errors", at, 2});
    EXPECT_NE(series.ofId(QStringLiteral("log-errors")), nullptr);
}

TEST(ServerSeriesTest, AStateHoldsUntilTheNextValueAndAtMostHalfAMinute)
{
    Plan plan;
    plan.thresholds = {queryRule("cpu", "q", "value<70", "value<90")};
    ServerSeries series(plan);
    const WallTime t0 = *parseUtc("2026-01-05T10:00:00Z");
    const auto add = [&](int second, std::optional<double> value) {
        series.add({1, "q", t0 + std::chrono::seconds(second), value});
    };
    add(0, 50);
    add(5, 75);
    add(10, 95);
    add(15, 60);
    add(100, 60);
    const auto states = statesOf(series.metrics()[0], t0, 110);
    std::vector<LaneState> order;
    for (const StateSpan& span : states) {
        order.push_back(span.state);
    }
    EXPECT_THAT(order, testing::ElementsAre(LaneState::Passed, LaneState::Warned, LaneState::Failed, LaneState::Passed,
                                            LaneState::NoData, LaneState::Passed));
    EXPECT_EQ(states[4].from, 45);
    EXPECT_EQ(states[4].to, 100);
}

TEST_F(LiveSlotsTest, PicturesWithAServerInBothThemesAndSizes)
{
    for (const char* theme : {"light", "dark"}) {
        applyTheme(QLatin1String(theme));
        for (const QSize size : {QSize(1280, 800), QSize(1920, 1080)}) {
            LiveRun run = runWithServer(kSeconds);
            run.charts = {QStringLiteral("latency"), QStringLiteral("requests"), QStringLiteral("errors"),
                          QStringLiteral("vus"),     QStringLiteral("server"),   kHeatMapChart};
            for (const ThresholdRule& rule : run.thresholdRules) {
                ThresholdResult result;
                result.rule = rule;
                result.measured = 1;
                result.sampleCount = 100;
                result.verdict = RuleVerdict::Passed;
                run.thresholds.push_back(result);
            }
            page->beginRun(std::move(run));
            for (const bool isUnfolded : {false, true}) {
                page->panel().timeline().setUnfolded(isUnfolded);
                showAt(size.width(), size.height());
                page->tick();
                grid().group().setCrosshair(393);
                savePicture(QStringLiteral("live-server%1-%2-%3.png")
                                .arg(isUnfolded ? QStringLiteral("-unfolded") : QString(), QLatin1String(theme))
                                .arg(size.width()));
            }
            grid().group().setCrosshair(std::nullopt);
        }
    }
    applyTheme(QStringLiteral("light"));
}

} // namespace
} // namespace holdpoint
