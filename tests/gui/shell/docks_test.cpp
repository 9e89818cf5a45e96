// SPDX-License-Identifier: GPL-3.0-or-later
// The side panel is moved, made a window, hidden and widened as a person does it, and is as it was after the next start.
#include "app/console/pages.h"
#include "tests/support/gui.h"
#include "tests/support/sample_release.h"
#include "ui/shell/app_controller.h"
#include "ui/shell/main_window.h"
#include "ui/shell/side_dock.h"
#include "ui/style/holdpoint_style.h"

#include <QAction>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

class DocksTest : public testing::Test
{
protected:
    DocksTest()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("holdpoint-test"));
        QSettings().clear();
        applyTheme(QStringLiteral("light"));
        controller.setPreferences({QStringLiteral("A. Rao"), Role::Qa, QStringLiteral("light")});
        start();
        const auto opened = controller.openPlan(release.request());
        EXPECT_TRUE(opened) << opened.error().message;
        test::settle();
    }
    ~DocksTest() override
    {
        window.reset();
        QSettings().clear();
    }

    /// As main() does.
    void start()
    {
        window = std::make_unique<MainWindow>(controller);
        addPages(*window, controller);
        window->restoreLayout();
        window->showPage(QStringLiteral("start"));
        window->show();
        test::settle();
    }
    /// The program ends and is started anew.
    void restart(const QString& page = QStringLiteral("checklist"))
    {
        window->saveLayout();
        window.reset();
        start();
        window->showPage(page);
        test::settle();
    }
    SideDock& dock() { return *window->findChild<SideDock*>(); }
    /// Beside the tabs.
    QPoint handle() { return {dock().titleBarWidget()->width() - 60, dock().titleBarWidget()->height() / 2}; }
    /// Drags the panel by its title bar to a place of the window.
    void drag(const QPoint& to)
    {
        QWidget* bar = dock().titleBarWidget();
        QTest::mousePress(bar, Qt::LeftButton, {}, handle());
        const QPoint target = window->mapToGlobal(to);
        for (int step = 1; step <= 10; ++step) {
            const QPoint from = bar->mapToGlobal(handle());
            QTest::mouseMove(bar, bar->mapFromGlobal(from + (target - from) * step / 10));
            test::settle();
        }
        QTest::mouseRelease(bar, Qt::LeftButton, {}, bar->mapFromGlobal(target));
        test::settle();
    }
    /// In the View menu, with a click.
    void choose(const QAction* action)
    {
        for (QMenu* menu : window->menuBar()->findChildren<QMenu*>()) {
            if (menu->actions().contains(const_cast<QAction*>(action))) {
                menu->popup(window->mapToGlobal(QPoint(0, 0)));
                test::settle();
                QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(const_cast<QAction*>(action)).center());
                test::settle();
                return;
            }
        }
        ADD_FAILURE() << "no menu has it";
    }

    test::SampleRelease release;
    AppController controller;
    std::unique_ptr<MainWindow> window;
};

TEST_F(DocksTest, IsHiddenOnEveryPageAndAfterTheNextStartUntilItIsWanted)
{
    ASSERT_TRUE(dock().isVisible());
    choose(dock().showAction());
    EXPECT_FALSE(dock().isVisible());
    window->showPage(QStringLiteral("live"));
    test::settle();
    EXPECT_FALSE(dock().isVisible());

    restart();
    EXPECT_FALSE(dock().isVisible());
    EXPECT_FALSE(dock().showAction()->isChecked());
    choose(dock().showAction());
    EXPECT_TRUE(dock().isVisible());
    restart();
    EXPECT_TRUE(dock().isVisible());
    window->showPage(QStringLiteral("start"));
    EXPECT_FALSE(dock().isVisible()) << "that page has no panel";
}

TEST_F(DocksTest, ADoubleClickBesideTheTabsMakesAWindowThatIsThereAfterTheNextStart)
{
    QTest::mouseDClick(dock().titleBarWidget(), Qt::LeftButton, {}, handle());
    test::settle();
    ASSERT_TRUE(dock().isFloating());
    EXPECT_TRUE(dock().floatAction()->isChecked());
    dock().setGeometry(300, 200, 410, 420);
    test::settle();

    restart();
    EXPECT_TRUE(dock().isVisible());
    EXPECT_TRUE(dock().isFloating());
    EXPECT_TRUE(dock().floatAction()->isChecked());
    EXPECT_EQ(dock().geometry(), QRect(300, 200, 410, 420));
    QTest::mouseDClick(dock().titleBarWidget(), Qt::LeftButton, {}, handle());
    test::settle();
    EXPECT_FALSE(dock().isFloating());
}

TEST_F(DocksTest, IsDraggedToTheOtherSideAndIsThereAfterTheNextStart)
{
    ASSERT_EQ(window->dockWidgetArea(&dock()), Qt::RightDockWidgetArea);
    drag({4, 400});
    EXPECT_FALSE(dock().isFloating());
    EXPECT_EQ(window->dockWidgetArea(&dock()), Qt::LeftDockWidgetArea);

    restart();
    EXPECT_TRUE(dock().isVisible());
    EXPECT_EQ(window->dockWidgetArea(&dock()), Qt::LeftDockWidgetArea);
}

TEST_F(DocksTest, KeepsTheWidthThatAPersonGaveItButFollowsAMuchWiderWindow)
{
    const int usual = dock().width();
    window->resizeDocks({&dock()}, {usual + 60}, Qt::Horizontal); // as its edge is dragged
    test::settle();
    ASSERT_EQ(dock().width(), usual + 60);

    restart();
    EXPECT_EQ(dock().width(), usual + 60);
    window->resize(1300, 800);
    test::settle();
    EXPECT_EQ(dock().width(), usual + 60);
    window->resize(1920, 1080);
    test::settle();
    EXPECT_EQ(dock().width(), 400);
}

TEST_F(DocksTest, AWidthOfAWideWindowIsNotKeptForANarrowOne)
{
    const int usual = dock().width();
    window->resize(1920, 1080);
    test::settle();
    ASSERT_EQ(dock().width(), 400);
    window->saveLayout();
    QSettings().remove(QStringLiteral("window/geometry")); // the next screen has no room for it
    window.reset();
    start();
    window->showPage(QStringLiteral("checklist"));
    test::settle();
    EXPECT_EQ(window->width(), 1280);
    EXPECT_EQ(dock().width(), usual);
}

} // namespace
} // namespace holdpoint
