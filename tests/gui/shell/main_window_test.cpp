// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/main_window.h"

#include "app/console/pages.h"
#include "core/session/sweep_job.h"
#include "tests/support/gui.h"
#include "tests/support/sample_release.h"
#include "tests/support/turn_watch.h"
#include "ui/checklist/checklist_page.h"
#include "ui/shell/app_controller.h"
#include "ui/shell/recent_dossiers.h"
#include "ui/shell/route_marks.h"
#include "ui/shell/route_view.h"
#include "ui/shell/side_dock.h"
#include "ui/style/elision.h"
#include "ui/style/holdpoint_style.h"
#include "ui/style/parts.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QMenuBar>
#include <QScreen>
#include <QSettings>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using test::child;

constexpr QSize kNormal{1280, 800};

class MainWindowTest : public testing::Test
{
protected:
    MainWindowTest()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("holdpoint-test"));
        QSettings().clear();
        applyTheme(QStringLiteral("light"));
        controller.setPreferences({QStringLiteral("A. Rao"), Role::Qa, QStringLiteral("light")});
        window = std::make_unique<MainWindow>(controller);
        addPages(*window, controller);
        window->showPage(QStringLiteral("start"));
        window->resize(kNormal);
        window->show();
        test::settle();
    }
    ~MainWindowTest() override
    {
        window.reset();
        QSettings().clear();
        QFont font = QApplication::font();
        font.setPixelSize(13);
        QApplication::setFont(font);
        applyTheme(QStringLiteral("light"));
    }

    void openSample()
    {
        const auto opened = controller.openPlan(release.request());
        ASSERT_TRUE(opened) << opened.error().message;
        test::settle();
    }

    test::SampleRelease release;
    AppController controller;
    std::unique_ptr<MainWindow> window;
};

TEST_F(MainWindowTest, AQuestionMarkAndF1ShowAKeySheetThatFitsASmallScreen)
{
    for (const Qt::Key key : {Qt::Key_Question, Qt::Key_F1}) {
        int shown = 0;
        test::whenDialogOpens([&shown](QDialog& sheet) {
            ++shown;
            EXPECT_EQ(sheet.objectName(), QStringLiteral("keySheet"));
            EXPECT_LE(sheet.height(), 768);
            EXPECT_LE(sheet.width(), 1280);
            QStringList texts;
            for (const QLabel* label : sheet.findChildren<QLabel*>()) {
                EXPECT_GE(label->width(), label->sizeHint().width()) << label->text().toStdString();
                texts << label->text();
            }
            for (const char* said : {"F8", "Ctrl+.", "Ctrl+T, Ctrl+G", "Space, End", "Ctrl+Shift+V", "PgUp, PgDn"}) {
                EXPECT_TRUE(texts.contains(QLatin1String(said))) << said;
            }
        });
        window->activateWindow(); // no window manager here gives it back after the first sheet
        ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
        QTest::keyClick(window.get(), key);
        EXPECT_EQ(shown, 1) << key;
    }
}

TEST_F(MainWindowTest, DigitsWithControlShowTheRoutesPages)
{
    openSample();
    const std::pair<Qt::Key, const char*> keys[] = {
        {Qt::Key_1, "start"},    {Qt::Key_2, "checklist"}, {Qt::Key_3, "live"},
        {Qt::Key_4, "analysis"}, {Qt::Key_5, "capacity"},  {Qt::Key_6, "signoff"},
        {Qt::Key_7, "report"},   {Qt::Key_8, "after"},     {Qt::Key_9, "connections"}};
    for (const auto& [key, page] : keys) {
        QTest::keyClick(window.get(), key, Qt::ControlModifier);
        EXPECT_EQ(window->currentPageId().toStdString(), page);
    }
}

TEST_F(MainWindowTest, AClickInTheRouteShowsThePageAndAGateCannotBeChosen)
{
    openSample();
    auto& route = child<QListView>(*window, "route");
    const auto click = [&route](int row) {
        QTest::mouseClick(route.viewport(), Qt::LeftButton, {}, route.visualRect(route.model()->index(row, 0)).center());
    };

    click(4);
    EXPECT_EQ(window->currentPageId(), QStringLiteral("analysis"));
    click(2);
    EXPECT_EQ(window->currentPageId(), QStringLiteral("analysis"));
}

TEST_F(MainWindowTest, OpeningAReleaseShowsItInStripTitleAndRoute)
{
    EXPECT_EQ(child<QLabel>(*window, "releaseName").text(), QStringLiteral("No release open"));

    openSample();

    EXPECT_EQ(child<QLabel>(*window, "releaseName").text(), QStringLiteral("platform 1.8.3"));
    EXPECT_THAT(window->windowTitle().toStdString(), testing::HasSubstr("platform 1.8.3"));
    EXPECT_EQ(window->currentPageId(), QStringLiteral("checklist"));
    EXPECT_FALSE(child<Button>(*window, "stopLoad").isVisible());
}

TEST_F(MainWindowTest, F6WalksThroughRoutePageDockAndSources)
{
    openSample();
    window->activateWindow();
    QWidget* page = window->currentPage();
    ASSERT_TRUE(page->isAncestorOf(window->focusWidget()));

    QTest::keyClick(window.get(), Qt::Key_F6);
    EXPECT_FALSE(page->isAncestorOf(window->focusWidget()));
    for (int i = 0; i < 3; ++i) {
        QTest::keyClick(window.get(), Qt::Key_F6);
        const auto* view = qobject_cast<QAbstractItemView*>(window->focusWidget());
        EXPECT_TRUE(view == nullptr || view->currentIndex().isValid()) << "a row shows where the focus is";
    }
    EXPECT_TRUE(page->isAncestorOf(window->focusWidget()));
}

TEST_F(MainWindowTest, TheSidePanelBecomesAWindowAndComesBackAsItWas)
{
    openSample();
    auto* dock = window->findChild<SideDock*>();
    ASSERT_NE(dock, nullptr);
    ASSERT_TRUE(dock->isVisible());
    QTest::mouseClick(dock->findChild<QAbstractButton*>(QStringLiteral("floatPanel")), Qt::LeftButton);
    test::settle();
    EXPECT_TRUE(dock->isFloating());
    EXPECT_TRUE(dock->floatAction()->isChecked());
    window->saveLayout();

    dock->floatAction()->trigger();
    EXPECT_FALSE(dock->isFloating());
    window->restoreLayout();
    EXPECT_TRUE(dock->isFloating()) << "as it was saved";
}

TEST_F(MainWindowTest, TheFocusPassesThroughTheRouteWithoutTurningThePage)
{
    openSample();
    window->showPage(QStringLiteral("checklist"));
    QWidget* page = window->currentPage();
    auto& pinned = test::child<QListView>(*window, "routePinned");
    pinned.setFocus(Qt::TabFocusReason);
    test::settle();
    EXPECT_EQ(window->currentPage(), page);
    QTest::keyClick(&pinned, Qt::Key_Return);
    QWidget* connections = window->currentPage();
    EXPECT_NE(connections, page) << "Enter is a choice";
    test::child<QListView>(*window, "route").setFocus(Qt::TabFocusReason);
    test::settle();
    EXPECT_EQ(window->currentPage(), connections);
}

TEST_F(MainWindowTest, AMenuOffersWhatThePagesHeadsOffer)
{
    openSample();
    window->activateWindow();
    QMenu* menu = nullptr;
    for (const QAction* action : window->menuBar()->actions()) {
        menu = action->text() == QStringLiteral("&Checklist") ? action->menu() : menu;
    }
    ASSERT_NE(menu, nullptr);
    window->showPage(QStringLiteral("start"));
    const auto find = [&](const QString& text) -> QAction* {
        for (QAction* action : menu->actions()) {
            if (action->text().startsWith(text)) {
                return action;
            }
        }
        return nullptr;
    };
    for (int time = 0; time < 2; ++time) { // shown again it offers each once
        menu->popup(window->mapToGlobal(QPoint(10, 10)));
        test::settle();
        ASSERT_NE(find(QStringLiteral("Sense all")), nullptr);
        menu->close();
    }
    const auto actions = menu->actions();
    EXPECT_EQ(std::count_if(actions.begin(), actions.end(),
                            [](const QAction* action) { return action->text().startsWith(QStringLiteral("Sense all")); }),
              1);
    QSignalSpy swept(&controller.session()->sweepJob(), &SweepJob::finished);
    find(QStringLiteral("Sense all"))->trigger();
    EXPECT_EQ(window->currentPageId(), QStringLiteral("checklist"));
    EXPECT_TRUE(test::eventually([&] { return swept.count() > 0; }));
}

TEST_F(MainWindowTest, AWindowOfALargerScreenFitsTheOneThatIsThere)
{
    const QSize screen = window->screen()->availableSize();
    window->resize(screen * 2);
    window->fitToScreen();
    EXPECT_EQ(window->size(), screen);
    window->resize(700, 500);
    window->fitToScreen();
    EXPECT_EQ(window->size(), QSize(700, 500)) << "a smaller one stays as it is";
}

TEST_F(MainWindowTest, ATabWithANewCountKeepsTheFocusInItsPanel)
{
    SideDock dock;
    QLineEdit first;
    QLineEdit second;
    dock.setTabs({{QStringLiteral("Alarms"), &first}, {QStringLiteral("Log"), &second}});
    dock.showTab(0);
    dock.show();
    dock.activateWindow();
    first.setFocus();
    test::settle();
    dock.setTabs({{QStringLiteral("Alarms 1"), &first}, {QStringLiteral("Log"), &second}});
    EXPECT_TRUE(first.hasFocus());
    EXPECT_EQ(test::child<QTabBar>(dock, "sideTabs").tabText(0), QStringLiteral("Alarms 1"));
    dock.showPanel(&second);
    EXPECT_EQ(dock.currentPanel(), &second);
    dock.setTabs({});
    first.setParent(nullptr);
    second.setParent(nullptr);
}

TEST_F(MainWindowTest, ClosingAndReopeningShowsTheSameState)
{
    openSample();
    ASSERT_TRUE(controller.session()->setNote("env.same-redis-config", test::sampleQa(), "checked by hand"));
    ASSERT_TRUE(controller.closeSession());
    EXPECT_EQ(window->currentPageId(), QStringLiteral("start"));

    ASSERT_TRUE(controller.openDossier(release.dossierFile()));

    EXPECT_EQ(controller.session()->checklist().item("env.same-redis-config")->note, "checked by hand");
    EXPECT_EQ(window->currentPageId(), QStringLiteral("checklist"));
}

TEST_F(MainWindowTest, EveryPageHasAPictureInBothThemesAndSizes)
{
    rememberDossier({release.file(QStringLiteral("pre-production.yaml")), QStringLiteral("platform 1.8.2"),
                     QStringLiteral("c07be41"), QStringLiteral("staging"), QStringLiteral("GO WITH EXCEPTIONS"), Glyph::Warn,
                     Status::Warn, QStringLiteral("First week: 3 of 14 items open"),
                     QDateTime::currentDateTimeUtc().addDays(-3)});
    for (const char* theme : {"light", "dark"}) {
        applyTheme(QString::fromLatin1(theme));
        ASSERT_TRUE(controller.closeSession());
        test::screenshot(*window, QStringLiteral("start-empty-%1-1280").arg(QLatin1String(theme)), kNormal);
        openSample();
        for (const char* page :
             {"start", "checklist", "live", "analysis", "capacity", "signoff", "report", "after", "connections"}) {
            window->showPage(QString::fromLatin1(page));
            for (const QSize& size : {kNormal, QSize(1920, 1080)}) {
                const QString name = QStringLiteral("console-%1-%2-%3").arg(QLatin1String(page), QLatin1String(theme));
                EXPECT_EQ(test::screenshot(*window, name.arg(size.width()), size).size(), size);
            }
        }
    }
}

class ChecklistPictureTest : public MainWindowTest
{
protected:
    void showSample()
    {
        openSample();
        page = qobject_cast<ChecklistPage*>(window->currentPage());
        ASSERT_NE(page, nullptr);
        page->showReport(test::sampleReport(), {});
        page->selectItem(QStringLiteral("env.same-redis-config"));
    }

    ChecklistPage* page = nullptr;
};

TEST_F(ChecklistPictureTest, ChecklistHasPicturesInEveryStateAndSize)
{
    showSample();
    test::screenshot(*window, QStringLiteral("checklist-states-light-1280"), kNormal);
    test::screenshot(*window, QStringLiteral("checklist-states-light-1920"), {1920, 1080});
    applyTheme(QStringLiteral("dark"));
    test::screenshot(*window, QStringLiteral("checklist-states-dark-1280"), kNormal);
}

TEST_F(MainWindowTest, ABiggerFontCountsAsASmallerWindow)
{
    window.reset();
    QFont font = QApplication::font();
    font.setPixelSize(20);
    QApplication::setFont(font);
    window = std::make_unique<MainWindow>(controller);
    addPages(*window, controller);
    window->showPage(QStringLiteral("start"));
    window->resize(kNormal);
    window->show();
    openSample();
    auto* page = qobject_cast<ChecklistPage*>(window->currentPage());
    ASSERT_NE(page, nullptr);
    page->showReport(test::sampleReport(), {});
    page->selectItem(QStringLiteral("env.same-redis-config"));

    test::screenshot(*window, QStringLiteral("checklist-states-light-1280-font150"), kNormal);

    EXPECT_TRUE(window->findChild<RouteView*>()->isCompact());
}

TEST(TurnWatchTest, SeesAllThatOneTurnOfTheLoopComputesWhicheverEventDoesIt)
{
    test::TurnWatch watch;
    const auto compute = [] {
        for (const double until = test::threadCpuMs() + 20; test::threadCpuMs() < until;) {
        }
    };
    bool isDone = false;
    QTimer::singleShot(30, qApp, [&] { // after the loop has slept
        compute();
        QTimer::singleShot(0, qApp, [&] {
            compute();
            isDone = true;
        });
    });
    ASSERT_TRUE(test::waitInLoop([&isDone] { return isDone; }, 60000));
    EXPECT_GE(watch.worstCpuMs, 20);
    EXPECT_GE(watch.worstWallMs, 20);
    EXPECT_GT(watch.turns, 1);
    watch.forget();
    EXPECT_EQ(watch.worstCpuMs, 0);
}

TEST(RouteMarksTest, OnlyTheNextGateIsAmber)
{
    const auto report = test::sampleReport();
    QList<RouteRow> rows = routeRows();

    markRoute(rows, report.get(), false);

    QList<GateState> gates;
    for (const RouteRow& row : rows) {
        if (row.isGate) {
            gates << row.gate;
        }
    }
    EXPECT_EQ(gates, (QList<GateState>{GateState::Hold, GateState::Later, GateState::Later}));
    EXPECT_EQ(rows.at(1).glyph, Glyph::Fail);
}

} // namespace
} // namespace holdpoint
