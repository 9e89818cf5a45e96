// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/time_series_view.h"

#include "tests/support/gui.h"
#include "ui/charts/chart_group.h"
#include "ui/charts/heat_map_view.h"
#include "ui/style/holdpoint_style.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <cmath>
#include <gmock/gmock.h>
#include <limits>

namespace holdpoint {
namespace {

ChartContent latencyContent()
{
    ChartContent content;
    content.title = QStringLiteral("Response time");
    content.unit = QStringLiteral("ms");
    content.format = [](double ms) { return QString::number(ms, 'f', 0) + QStringLiteral(" ms"); };
    ChartLine line{QStringLiteral("p95"), SeriesColor::Blue, 2, true, false, {}, LineLabel::NameAndValue, false, 0.5, QString()};
    for (int x = 0; x < 600; ++x) {
        const bool isGap = x >= 150 && x < 180;
        line.points.push_back({static_cast<double>(x), isGap ? kNoValue : 100.0 + x / 10});
    }
    line.points.setY(300, 880);
    content.lines.push_back(line);
    content.limits = {{ChartLimit::Kind::Target, 300, QStringLiteral("target 300 ms")},
                      {ChartLimit::Kind::Critical, 5000, QStringLiteral("critical 5 s")}};
    content.bands = {{ChartBand::Kind::CriticalBreach, 290, 310, QStringLiteral("20 s over critical"), QString()},
                     {ChartBand::Kind::NoData, 150, 180, QStringLiteral("no data"), QString()}};
    return content;
}

class TimeSeriesViewTest : public testing::Test
{
protected:
    TimeSeriesViewTest() : view(group)
    {
        group.setRange(0, 600, 599);
        view.resize(410, 145);
        view.show();
        test::settle();
        view.setContent(latencyContent());
        test::settle();
    }

    QColor pixel(double second, double yShare)
    {
        const QImage image = view.toImage();
        const QRectF plot = view.frame().plot;
        return image.pixelColor(static_cast<int>(view.frame().pixelX(second)),
                                static_cast<int>(plot.top() + yShare * plot.height()));
    }

    ChartGroup group;
    TimeSeriesView view;
};

TEST_F(TimeSeriesViewTest, AGapCutsTheLineIntoSegments)
{
    EXPECT_EQ(view.segmentCount(0), 2U);
    for (const ChartPoint& point : view.drawnPoints(0)) {
        EXPECT_FALSE(point.x > 149 && point.x < 180) << point.x;
    }
}

TEST_F(TimeSeriesViewTest, APeakOfOneSecondSurvives)
{
    double highest = 0;
    for (const ChartPoint& point : view.drawnPoints(0)) {
        highest = std::max(highest, point.y);
    }
    EXPECT_EQ(highest, 880);
    EXPECT_LE(view.drawnPoints(0).size(), 2 * 280U + 4);
}

TEST_F(TimeSeriesViewTest, NamesALimitThatIsOffScale)
{
    EXPECT_EQ(view.shownRemark(), QStringLiteral("critical 5 s off scale"));
}

TEST_F(TimeSeriesViewTest, NamesLimitsThatAreOffScaleTogether)
{
    ChartContent content = latencyContent();
    content.limits.front() = {ChartLimit::Kind::Target, 3000, QStringLiteral("target 3 s")};
    view.setContent(content);

    EXPECT_EQ(view.shownRemark(), QStringLiteral("target 3 s, critical 5 s off scale"));
}

TEST_F(TimeSeriesViewTest, LimitsOfAStackStandOutFromItAndAreNamedBesideIt)
{
    ChartContent content = latencyContent();
    content.isStacked = true;
    content.lines.front().color = SeriesColor::Fail;
    ChartPoints& points = content.lines.front().points;
    for (std::size_t index = 0; index < points.size(); ++index) {
        points.setY(index, 600);
    }
    content.limits = {{ChartLimit::Kind::Critical, 300, QStringLiteral("critical 300 ms")}};
    content.bands.clear();
    view.setContent(content);
    test::settle();

    const auto labels = view.directLabels();
    ASSERT_EQ(labels.size(), 2U);
    EXPECT_EQ(labels.back().text, QStringLiteral("critical 300 ms"));
    EXPECT_EQ(labels.back().ink, colorsFor(&view).fail.text);
    const QImage image = view.toImage();
    const int x = static_cast<int>(view.frame().pixelX(400));
    const int line = static_cast<int>(std::round(view.frame().pixelY(300)));
    const auto lightest = [&] {
        int most = 0;
        for (int y = line - 4; y <= line + 4; ++y) {
            most = std::max(most, image.pixelColor(x, y).lightness());
        }
        return most;
    }();
    EXPECT_GT(lightest, image.pixelColor(x, line + 12).lightness() + 40) << "a light edge parts the line from the red";
}

TEST_F(TimeSeriesViewTest, LabelsChangeToTheValuesAtTheCrosshair)
{
    EXPECT_EQ(view.directLabels().at(0).text, QStringLiteral("p95 159 ms"));

    group.setCrosshair(300.2);
    EXPECT_EQ(view.directLabels().at(0).text, QStringLiteral("p95 880 ms"));

    group.setCrosshair(160);
    EXPECT_EQ(view.directLabels().at(0).text, QStringLiteral("p95 –")) << "a gap has no value";
}

TEST_F(TimeSeriesViewTest, AtTheCrosshairTheThinAndTheDottedLineSayTheirValuesToo)
{
    ChartContent content = latencyContent();
    ChartLine thin = content.lines.front();
    thin.name = QStringLiteral("p95 from intended start");
    thin.isMain = false;
    thin.label = LineLabel::None;
    ChartLine dotted = thin;
    dotted.name = QStringLiteral("run 3");
    dotted.isGhost = true;
    dotted.points.setY(300, 700);
    content.lines.insert(content.lines.begin(), {thin, dotted});
    view.setContent(content);

    EXPECT_EQ(view.directLabels().size(), 1U) << "at the end there is no room for them";
    group.setCrosshair(300);
    const auto labels = view.directLabels();
    ASSERT_EQ(labels.size(), 3U);
    EXPECT_EQ(labels[0].text, QStringLiteral("thin 880 ms"));
    EXPECT_EQ(labels[1].text, QStringLiteral("\u00B7\u00B7\u00B7 700 ms"));
    EXPECT_EQ(labels[2].text, QStringLiteral("p95 880 ms"));
    group.setCrosshair(160);
    EXPECT_EQ(view.directLabels().size(), 1U) << "in a gap they have none";
}

TEST_F(TimeSeriesViewTest, TheLabelOfABreachRatherLiesOnAWaveThanOnALimit)
{
    ChartContent content = latencyContent();
    for (std::size_t index = 200; index < 400; ++index) { // a wave through all of the plot below the limit
        content.lines.front().points.setY(index, index % 2 == 0 ? 900 : 10);
    }
    content.limits.clear();
    view.setContent(content);
    test::settle();
    const double top = 0.95 * view.frame().highY; // where the label would begin
    content.limits = {{ChartLimit::Kind::Critical, top, QStringLiteral("critical")}};
    view.setContent(content);
    test::settle();

    const auto place = view.bandLabelPlace(content.bands.front(), {});
    ASSERT_TRUE(place);
    const double limit = view.frame().pixelY(top);
    EXPECT_GT(limit, view.frame().plot.top());
    EXPECT_FALSE(place->top() < limit && place->bottom() > limit);
    EXPECT_TRUE(view.frame().plot.contains(*place));
}

TEST_F(TimeSeriesViewTest, ShadesTheBreachAndKeepsTheRestPlain)
{
    const ThemeColors& colors = colorsFor(&view);

    EXPECT_EQ(pixel(308, 0.3), colors.fail.fill);
    EXPECT_EQ(pixel(270, 0.3), colors.base);
}

TEST_F(TimeSeriesViewTest, TheMouseMovesOneCrosshairForAllChartsOfAGroup)
{
    TimeSeriesView other(group);
    other.resize(410, 145);
    other.setContent(latencyContent());

    const QRectF plot = view.frame().plot;
    QMouseEvent move(QEvent::MouseMove, plot.center(), view.mapToGlobal(plot.center()), Qt::NoButton, Qt::NoButton,
                     Qt::NoModifier);
    QApplication::sendEvent(view.viewport(), &move);

    ASSERT_TRUE(group.crosshair());
    EXPECT_NEAR(*group.crosshair(), 300, 2);
}

TEST_F(TimeSeriesViewTest, ArrowsMoveTheCrosshairAndShiftSelectsARange)
{
    view.setFocus();
    QTest::keyClick(&view, Qt::Key_Left);
    EXPECT_EQ(*group.crosshair(), 598);
    QTest::keyClick(&view, Qt::Key_Left, Qt::ShiftModifier);
    QTest::keyClick(&view, Qt::Key_Left, Qt::ShiftModifier);
    ASSERT_TRUE(group.selection());
    EXPECT_EQ(group.selection()->first, 596);
    EXPECT_EQ(group.selection()->second, 598);
}

TEST_F(TimeSeriesViewTest, TellsScreenReadersWhatItShows)
{
    EXPECT_EQ(view.accessibleDescription(),
              QStringLiteral(
                  "Response time, ms, p95 159 ms, target 300 ms, critical 5 s, 20 s over critical from 4:50, 1 gap of 30 s"));
}

TEST_F(TimeSeriesViewTest, CsvLeavesAGapEmpty)
{
    const QStringList rows = toCsv(view.content()).split(QLatin1Char('\n'));

    EXPECT_EQ(rows.at(0), QStringLiteral("second,\"p95\""));
    EXPECT_EQ(rows.at(161), QStringLiteral("160,"));
    EXPECT_EQ(rows.at(301), QStringLiteral("300,880"));
}

TEST_F(TimeSeriesViewTest, AHiddenChartMakesNoSeriesUntilItIsShown)
{
    view.hide();
    ChartContent content = latencyContent();
    content.lines[0].points.truncate(10);
    view.setContent(content);
    EXPECT_EQ(view.segmentCount(0), 2U);

    view.show();
    EXPECT_EQ(view.segmentCount(0), 1U);
}

TEST_F(TimeSeriesViewTest, RebuildsItsColoursWhenTheThemeChanges)
{
    view.setPalette(darkPalette());
    test::settle();

    EXPECT_EQ(pixel(270, 0.6), darkColors().base);
}

TEST(StackedChartTest, StacksTheClassesAndKeepsTheHighestTotal)
{
    ChartGroup group;
    group.setRange(0, 600, 599);
    TimeSeriesView view(group);
    view.resize(200, 145);
    ChartContent content;
    content.isStacked = true;
    content.format = [](double value) { return QString::number(value); };
    for (const double height : {1.0, 2.0}) {
        ChartLine line{
            QStringLiteral("x"), SeriesColor::Grey, 1, false, false, {}, LineLabel::NameAndValue, false, 0.5, QString()};
        for (int x = 0; x < 600; ++x) {
            line.points.push_back({static_cast<double>(x), x == 333 ? height * 10 : height});
        }
        content.lines.push_back(line);
    }
    view.setContent(content);
    view.show();
    test::settle();

    double highest = 0;
    for (const ChartPoint& point : view.drawnPoints(1)) {
        highest = std::max(highest, point.y);
    }
    EXPECT_EQ(highest, 30);
    EXPECT_GE(view.frame().highY, 30);
}

TEST(HeatMapTest, AnEmptyMapSaysWhy)
{
    ChartGroup group;
    HeatMapView map(group);
    map.resize(400, 150);
    map.setSeries(nullptr, {QStringLiteral("Latency heat map"), QString(), {}, QStringLiteral("No samples yet")});
    map.show();
    test::settle();

    EXPECT_EQ(map.accessibleDescription(), QStringLiteral("No samples yet"));
    EXPECT_EQ(HeatMapView::rampColor(0, lightColors()), lightColors().base.rgb());
    EXPECT_EQ(HeatMapView::rampColor(1, darkColors()), darkColors().heat[5].rgb());
}

} // namespace
} // namespace holdpoint
