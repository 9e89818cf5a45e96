// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_group.h"

#include "tests/support/gui.h"
#include "ui/charts/chart_menu.h"
#include "ui/charts/chart_table.h"
#include "ui/charts/time_series_view.h"
#include "ui/style/holdpoint_style.h"

#include <QClipboard>
#include <QMenu>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QWheelEvent>
#include <cmath>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

ChartContent lineContent()
{
    ChartContent content;
    content.title = QStringLiteral("Response time");
    content.format = [](double ms) { return QString::number(ms, 'f', 0) + QStringLiteral(" ms"); };
    ChartLine line;
    line.name = QStringLiteral("p95");
    line.isMain = true;
    for (int x = 0; x < 600; ++x) {
        line.points.push_back({static_cast<double>(x), x == 300 ? 2000.0 : 20.0 + x});
    }
    content.lines = {line};
    content.bands = {{ChartBand::Kind::TargetBreach, 100, 120, QString(), QString()},
                     {ChartBand::Kind::CriticalBreach, 290, 310, QString(), QString()},
                     {ChartBand::Kind::CriticalBreach, 400, 410, QString(), QString()}};
    return content;
}

class ChartZoomTest : public testing::Test
{
protected:
    ChartZoomTest() : view(group)
    {
        applyTheme(QStringLiteral("light"));
        group.setRange(0, 600, 599);
        view.resize(410, 200);
        view.show();
        test::settle();
        view.setContent(lineContent());
        test::settle();
    }

    QPoint at(double second) const
    {
        return {static_cast<int>(std::lround(view.frame().pixelX(second))), static_cast<int>(view.frame().plot.center().y())};
    }

    void drag(double from, double to)
    {
        QWidget* port = view.viewport();
        QTest::mousePress(port, Qt::LeftButton, Qt::NoModifier, at(from));
        QTest::mouseMove(port, at((from + to) / 2));
        QTest::mouseMove(port, at(to));
        QTest::mouseRelease(port, Qt::LeftButton, Qt::NoModifier, at(to));
        test::settle();
    }

    ChartGroup group;
    TimeSeriesView view;
};

TEST_F(ChartZoomTest, DraggingSelectsAndEnterShowsTheSelection)
{
    drag(200, 400);
    const auto selected = group.selection();
    ASSERT_TRUE(selected);
    EXPECT_NEAR(selected->first, 200, 3);
    EXPECT_NEAR(selected->second, 400, 3);

    QTest::keyClick(&view, Qt::Key_Return);
    EXPECT_TRUE(group.isZoomed());
    EXPECT_NEAR(group.from(), 200, 3);
    EXPECT_NEAR(group.to(), 400, 3);

    QTest::keyClick(&view, Qt::Key_0);
    EXPECT_FALSE(group.isZoomed());
    EXPECT_EQ(group.to(), 600);
}

TEST_F(ChartZoomTest, AllChartsOfAGroupZoomTogether)
{
    TimeSeriesView other(group);
    other.resize(410, 200);
    other.show();
    other.setContent(lineContent());
    group.zoomTo(100, 200);
    test::settle();
    EXPECT_EQ(view.frame().fromX, 100);
    EXPECT_EQ(other.frame().fromX, 100);
    EXPECT_EQ(other.frame().toX, 200);
}

TEST_F(ChartZoomTest, TheWheelZoomsAroundThePointer)
{
    const QPointF place = at(450);
    QWheelEvent wheel(place, view.viewport()->mapToGlobal(place), {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                      false);
    QApplication::sendEvent(view.viewport(), &wheel);
    EXPECT_TRUE(group.isZoomed());
    EXPECT_NEAR(group.to() - group.from(), 480, 2);
    EXPECT_NEAR((450 - group.from()) / (group.to() - group.from()), 0.75, 0.02) << "the second under the pointer stays there";
}

TEST_F(ChartZoomTest, APartThatReachesTheNewestDataFollowsIt)
{
    group.zoomTo(500, 600);
    group.setRange(0, 720, 620);
    EXPECT_EQ(group.from(), 521);
    EXPECT_EQ(group.to(), 621);

    group.zoomTo(100, 200);
    group.setRange(0, 720, 640);
    EXPECT_EQ(group.from(), 100) << "a part of the past stays";
}

TEST_F(ChartZoomTest, ZoomStaysWithinTheRunAndPansToItsEnds)
{
    group.zoom(0.001, 300);
    EXPECT_GE(group.to() - group.from(), 10);
    group.pan(-1000);
    EXPECT_EQ(group.from(), 0);
    group.pan(5000);
    EXPECT_EQ(group.to(), 600);
    group.zoom(100, 300);
    EXPECT_FALSE(group.isZoomed());
}

TEST_F(ChartZoomTest, APeakSurvivesAtAnyZoom)
{
    for (const auto& [from, to] : {std::pair(0.0, 600.0), std::pair(250.0, 350.0), std::pair(295.0, 305.0)}) {
        group.zoomTo(from, to);
        test::settle();
        const auto points = view.drawnPoints(0);
        EXPECT_TRUE(std::any_of(points.begin(), points.end(), [](const ChartPoint& point) { return point.y == 2000; }));
        EXPECT_LE(points.size(), 2 * static_cast<std::size_t>(view.frame().plot.width()) + 2);
    }
}

TEST_F(ChartZoomTest, ALogAxisHasWholeDecadesAndPutsEqualFactorsAtEqualDistances)
{
    view.setLogAxis(true);
    test::settle();
    EXPECT_EQ(view.frame().lowY, 10);
    EXPECT_EQ(view.frame().highY, 10'000);
    const double a = view.frame().pixelY(10) - view.frame().pixelY(100);
    const double b = view.frame().pixelY(100) - view.frame().pixelY(1000);
    EXPECT_NEAR(a, b, 0.01);
    EXPECT_GT(a, 20);
}

TEST_F(ChartZoomTest, AClickChoosesASecondAndADragDoesNot)
{
    QSignalSpy chosen(&view, &TimeSeriesView::secondChosen);
    QTest::mouseClick(view.viewport(), Qt::LeftButton, Qt::NoModifier, at(300));
    ASSERT_EQ(chosen.count(), 1);
    EXPECT_NEAR(chosen[0][0].toDouble(), 300, 2);
    drag(100, 200);
    EXPECT_EQ(chosen.count(), 1);
}

TEST_F(ChartZoomTest, AClickBesideTheSelectionTakesItAwayAndADoubleClickInsideShowsIt)
{
    drag(200, 400);
    QTest::mouseClick(view.viewport(), Qt::LeftButton, Qt::NoModifier, at(300));
    EXPECT_TRUE(group.selection());
    QTest::mouseDClick(view.viewport(), Qt::LeftButton, Qt::NoModifier, at(300));
    EXPECT_NEAR(group.from(), 200, 3);
    group.showAll();
    test::settle();
    QTest::mouseClick(view.viewport(), Qt::LeftButton, Qt::NoModifier, at(500));
    EXPECT_FALSE(group.selection());
}

TEST_F(ChartZoomTest, EnterAtTheCrosshairIsAClick)
{
    QSignalSpy chosen(&view, &TimeSeriesView::secondChosen);
    group.setCrosshair(250);
    QTest::keyClick(&view, Qt::Key_Return);
    ASSERT_EQ(chosen.count(), 1);
    EXPECT_EQ(chosen[0][0].toDouble(), 250);
}

TEST_F(ChartZoomTest, TheMenuButtonIsReachedByTabAndCopiesValues)
{
    auto* button = view.findChild<ChartMenuButton*>();
    ASSERT_NE(button, nullptr);
    EXPECT_NE(button->focusPolicy() & Qt::TabFocus, 0);
    EXPECT_EQ(button->accessibleName(), QStringLiteral("Menu of the chart Response time"));
    QTest::keyClick(button, Qt::Key_Space);
    auto* menu = view.findChild<QMenu*>(QStringLiteral("chartMenu"));
    ASSERT_NE(menu, nullptr);
    for (QAction* action : menu->actions()) {
        if (action->text().contains(QStringLiteral("CSV"))) {
            action->trigger();
        }
    }
    EXPECT_THAT(QApplication::clipboard()->text().toStdString(), testing::StartsWith("second,\"p95\"\n0,20\n"));
    menu->close();
}

TEST_F(ChartZoomTest, TheTableHoldsEveryPointForAScreenReader)
{
    ChartTable table(QStringLiteral("Response time"), rowsOf(lineContent()));
    auto* rows = table.findChild<QTableView*>();
    ASSERT_NE(rows, nullptr);
    EXPECT_EQ(rows->model()->rowCount(), 600);
    EXPECT_EQ(rows->model()->headerData(1, Qt::Horizontal).toString(), QStringLiteral("p95"));
    EXPECT_EQ(rows->model()->index(300, 0).data().toString(), QStringLiteral("5:00"));
    EXPECT_EQ(rows->model()->index(300, 1).data().toString(), QStringLiteral("2000"));
    EXPECT_EQ(rows->accessibleName(), QStringLiteral("Response time"));
}

TEST(ChartContentTest, TheFirstCriticalBreachIsTheOneThatIsMarked)
{
    ChartContent content = lineContent();
    EXPECT_EQ(firstBreach(content), 290);
    content.bands.resize(1);
    EXPECT_EQ(firstBreach(content), 100);
    content.bands.clear();
    EXPECT_FALSE(firstBreach(content));
}

TEST(ChartContentTest, AGhostIsNoValueOfThisRun)
{
    ChartContent content = lineContent();
    content.lines[0].isGhost = true;
    content.empty = QStringLiteral("no data");
    EXPECT_THAT(accessibleSummary(content).toStdString(), testing::HasSubstr("no data"));
}

} // namespace
} // namespace holdpoint
