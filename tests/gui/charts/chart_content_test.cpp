// SPDX-License-Identifier: GPL-3.0-or-later
// What a chart says in words: end labels, summary, table and tooltips. No old value is told as the present one, no column has
// another's name, and what is cut stands somewhere in full.
#include "ui/charts/chart_content.h"

#include "tests/support/gui.h"
#include "ui/charts/chart_group.h"
#include "ui/charts/chart_table.h"
#include "ui/charts/heat_map_view.h"
#include "ui/charts/time_series_view.h"
#include "ui/style/holdpoint_style.h"

#include <QHelpEvent>
#include <QTableView>
#include <QToolTip>
#include <cmath>
#include <gmock/gmock.h>
#include <limits>

namespace holdpoint {
namespace {

using testing::HasSubstr;
using testing::Not;

ChartLine lineTo(const QString& name, int end)
{
    ChartLine line;
    line.name = name;
    for (int x = 0; x < end; ++x) {
        line.points.push_back({static_cast<double>(x), 100.0 + x});
    }
    return line;
}

ChartContent contentWith(std::vector<ChartLine> lines)
{
    ChartContent content;
    content.title = QStringLiteral("Response time");
    content.unit = QStringLiteral("ms");
    content.format = [](double ms) { return QString::number(ms, 'f', 0) + QStringLiteral(" ms"); };
    content.lines = std::move(lines);
    return content;
}

TEST(ChartValueTest, AValueOfLongAgoIsNotThePresentOne)
{
    ChartContent content = contentWith({lineTo(QStringLiteral("p95"), 60)});
    content.dataEnd = 60;
    EXPECT_EQ(endValue(content, content.lines[0]), 159);
    content.dataEnd = 70;
    EXPECT_TRUE(std::isnan(endValue(content, content.lines[0])));
    EXPECT_THAT(accessibleSummary(content).toStdString(), Not(HasSubstr("159")));
    content.lines[0].holds = 30; // of a source that is asked every few seconds
    EXPECT_EQ(endValue(content, content.lines[0]), 159);
    content.dataEnd = 95;
    EXPECT_TRUE(std::isnan(endValue(content, content.lines[0])));
}

TEST(ChartValueTest, AGapAtTheEndEndsAValueAtOnce)
{
    ChartContent content = contentWith({lineTo(QStringLiteral("p95"), 60)});
    content.lines[0].holds = 10;
    content.lines[0].points.push_back({60, kNoValue});
    content.dataEnd = 61;
    EXPECT_TRUE(std::isnan(endValue(content, content.lines[0])));
}

TEST(ChartValueTest, AChartWithoutALiveEndTellsTheLastValue)
{
    const ChartContent content = contentWith({lineTo(QStringLiteral("p95"), 60)});
    EXPECT_EQ(endValue(content, content.lines[0]), 159);
}

TEST(ChartValueTest, AnEndLabelIsADashWhenTheLineEndedBeforeTheData)
{
    ChartGroup group;
    group.setRange(0, 600, 599);
    TimeSeriesView view(group);
    view.resize(410, 145);
    ChartContent content = contentWith({lineTo(QStringLiteral("CPU"), 60), lineTo(QStringLiteral("mem"), 600)});
    content.dataEnd = 600;
    view.setContent(content);
    ASSERT_EQ(view.directLabels().size(), 2U);
    EXPECT_EQ(view.directLabels()[0].text, QStringLiteral("CPU –"));
    EXPECT_EQ(view.directLabels()[1].text, QStringLiteral("mem 699 ms"));
}

TEST(ChartTableTest, AGhostWithCommasInItsNameShiftsNoHeading)
{
    ChartLine ghost = lineTo(QStringLiteral("run 4, Baseline, 2026-11-30 10:00"), 3);
    ghost.isGhost = true;
    ChartContent content = contentWith({ghost, lineTo(QStringLiteral("p50"), 3), lineTo(QStringLiteral("p95"), 3)});
    content.lines[2].points.setY(2, 777);
    const ChartTable table(content.title, rowsOf(content));
    const QAbstractItemModel& rows = *table.findChild<QTableView*>()->model();
    ASSERT_EQ(rows.columnCount(), 4);
    EXPECT_EQ(rows.headerData(1, Qt::Horizontal).toString(), QStringLiteral("run 4, Baseline, 2026-11-30 10:00"));
    EXPECT_EQ(rows.headerData(2, Qt::Horizontal).toString(), QStringLiteral("p50"));
    EXPECT_EQ(rows.headerData(3, Qt::Horizontal).toString(), QStringLiteral("p95"));
    EXPECT_EQ(rows.index(2, 3).data().toString(), QStringLiteral("777"));
}

TEST(ChartTableTest, APlanHasAValueInEveryRowItIsStraightOver)
{
    ChartLine plan;
    plan.name = QStringLiteral("plan");
    plan.isDashed = true;
    plan.points = {{0, 0}, {4, 40}};
    ChartContent content = contentWith({plan, lineTo(QStringLiteral("achieved"), 6)});
    content.lines[1].points.setY(3, kNoValue);
    const ChartTable table(content.title, rowsOf(content));
    const QAbstractItemModel& rows = *table.findChild<QTableView*>()->model();
    ASSERT_EQ(rows.rowCount(), 6);
    for (int row = 0; row < 5; ++row) {
        EXPECT_EQ(rows.index(row, 1).data().toString(), QString::number(row * 10)) << row;
    }
    EXPECT_EQ(rows.index(5, 1).data().toString(), QStringLiteral("–")) << "the plan says nothing of it";
    EXPECT_EQ(rows.index(3, 2).data().toString(), QStringLiteral("–")) << "a gap";
    EXPECT_THAT(toCsv(content).toStdString(), HasSubstr("\n3,30,\n"));
}

TEST(ChartWordsTest, TheSummaryHoldsUnitRemarkAndLimits)
{
    ChartContent content = contentWith({lineTo(QStringLiteral("p95"), 60)});
    content.remark = QStringLiteral("dotted: run 4, Baseline");
    content.limits = {{ChartLimit::Kind::Target, 300, QStringLiteral("target 300 ms")},
                      {ChartLimit::Kind::Critical, 500, QStringLiteral("critical 500 ms")}};
    const std::string summary = accessibleSummary(content).toStdString();
    EXPECT_THAT(summary, HasSubstr("Response time, ms"));
    EXPECT_THAT(summary, HasSubstr("dotted: run 4, Baseline"));
    EXPECT_THAT(summary, HasSubstr("target 300 ms"));
    EXPECT_THAT(summary, HasSubstr("critical 500 ms"));
}

void askForTip(QWidget& widget, const QPoint& at)
{
    QHelpEvent help(QEvent::ToolTip, at, widget.mapToGlobal(at));
    QApplication::sendEvent(&widget, &help);
}

TEST(ChartWordsTest, ATitleThatIsCutTellsAllInItsTooltip)
{
    ChartGroup group;
    group.setRange(0, 60, 59);
    TimeSeriesView view(group);
    ChartContent content = contentWith({lineTo(QStringLiteral("p95"), 60)});
    content.remark = QStringLiteral("thin: from intended start · dotted: run 4, Baseline, 2026-11-30 10:00");
    content.limits = {{ChartLimit::Kind::Critical, 5000, QStringLiteral("critical 5 s")}};
    view.resize(300, 145);
    view.show();
    test::settle();
    view.setContent(content);
    askForTip(*view.viewport(), {60, 10});
    EXPECT_EQ(QToolTip::text(),
              QStringLiteral("Response time: ms · ") + content.remark + QStringLiteral(" · critical 5 s off scale"));
    QToolTip::hideText();
}

Frame heatFrame(std::uint64_t tick)
{
    Frame frame;
    frame.seq = tick + 1;
    frame.tick = tick;
    for (int count = 0; count < 50; ++count) {
        frame.trends["http_req_duration"].record(Micros{40'000});
    }
    return frame;
}

TEST(HeatMapBandsTest, GapsAndLimitedSecondsDoNotLookLikeZero)
{
    applyTheme(QStringLiteral("light"));
    RunSeries series;
    for (std::uint64_t tick = 0; tick < 100; ++tick) {
        if (tick < 40 || tick >= 60) {
            series.add(heatFrame(tick));
        }
    }
    ChartGroup group;
    group.setRange(0, 100, 99);
    HeatMapView view(group);
    view.resize(500, 160);
    view.show();
    test::settle();
    const auto columnAt = [&view](double second) {
        const QImage image = view.toImage();
        std::set<QRgb> colors;
        const QRectF plot = view.frame().plot;
        for (int x = 0; x < 9; ++x) { // wider than the hatch's pitch
            for (int y = static_cast<int>(plot.top()) + 2; y < static_cast<int>(plot.bottom()) - 2; ++y) {
                colors.insert(image.pixel(static_cast<int>(view.frame().pixelX(second)) + x, y));
            }
        }
        return colors;
    };
    HeatMapView::Content content;
    content.title = QStringLiteral("Latency heat map");
    view.setSeries(&series, content);
    const auto plainGap = columnAt(50);
    const auto plainLimited = columnAt(80);
    content.bands = {{ChartBand::Kind::NoData, 40, 60, QString(), QStringLiteral("no frame of the agent for 20 s")},
                     {ChartBand::Kind::Limited, 75, 90, QString(), QStringLiteral("generator limited: do not trust")}};
    view.setSeries(&series, content);
    const QRgb gap = colorsFor(&view).alt.rgb();
    EXPECT_THAT(columnAt(50), testing::Contains(gap));
    EXPECT_THAT(plainGap, Not(testing::Contains(gap)));
    EXPECT_THAT(columnAt(80), testing::Contains(colorsFor(&view).lineStrong.rgb()));
    EXPECT_NE(columnAt(80), plainLimited);
    EXPECT_THAT(view.accessibleDescription().toStdString(), HasSubstr("1 gap of 20 s"));
    askForTip(view, QPoint(static_cast<int>(view.frame().pixelX(50)), 80));
    EXPECT_EQ(QToolTip::text(), QStringLiteral("no frame of the agent for 20 s"));
    QToolTip::hideText();
}

} // namespace
} // namespace holdpoint
