// SPDX-License-Identifier: GPL-3.0-or-later
// Keys of the sheet that no page's own tests press, and where each of the others is pressed: a key without a test fails here.
#include "core/session/sweep_job.h"
#include "tests/gui/shell/keys_fixture.h"
#include "ui/run/test_picker.h"

#include <QPrintDialog>
#include <QPushButton>
#include <fstream>
#include <sstream>

namespace holdpoint {
namespace {

using test::child;

/// A test of this file or another that presses the key of that page: the words of it that do.
struct Press
{
    const char* page;
    const char* key;
    const char* file;
    const char* words;
};

constexpr const char* kKeys = "shell/keys_test.cpp";
constexpr const char* kHere = "shell/key_presses_test.cpp";
constexpr const char* kWindow = "shell/main_window_test.cpp";
constexpr const char* kTree = "checklist/checklist_page_test.cpp";
constexpr const char* kSensing = "checklist/sensing_test.cpp";
constexpr const char* kLive = "run/live_page_test.cpp";
constexpr const char* kQueue = "console/queue_test.cpp";
constexpr const char* kReport = "paper/report_page_test.cpp";
constexpr const char* kSign = "paper/signoff_page_test.cpp";
constexpr const char* kStart = "start/start_page_test.cpp";

const std::vector<Press>& presses()
{
    static const std::vector<Press> all = {
        {"", "Ctrl+1", kWindow, "{Qt::Key_1, \"start\"}"},
        {"", "Ctrl+2", kWindow, "{Qt::Key_2, \"checklist\"}"},
        {"", "Ctrl+3", kWindow, "{Qt::Key_3, \"live\"}"},
        {"", "Ctrl+4", kWindow, "{Qt::Key_4, \"analysis\"}"},
        {"", "Ctrl+5", kWindow, "{Qt::Key_5, \"capacity\"}"},
        {"", "Ctrl+6", kWindow, "{Qt::Key_6, \"signoff\"}"},
        {"", "Ctrl+7", kWindow, "{Qt::Key_7, \"report\"}"},
        {"", "Ctrl+8", kWindow, "{Qt::Key_8, \"after\"}"},
        {"", "Ctrl+9", kWindow, "{Qt::Key_9, \"connections\"}"},
        {"", "F6", kWindow, "Qt::Key_F6"},
        {"", "Shift+F6", kKeys, "\"Shift+F6\""},
        {"", "Ctrl+F", kKeys, "\"Ctrl+F\""},
        {"", "F5", kHere, "press(QStringLiteral(\"connections\"), QStringLiteral(\"F5\"))"},
        {"", "F8", "shell/load_alerts_test.cpp", "Qt::Key_F8"},
        {"", "Ctrl+.", "console/live_run_test.cpp", "Qt::Key_Period, Qt::ControlModifier"},
        {"", "F1", kWindow, "Qt::Key_F1"},
        {"", "?", kWindow, "Qt::Key_Question"},
        {"", "Ctrl+L", kKeys, "\"Ctrl+L\""},
        {"", "Ctrl+Q", kHere, "press(QStringLiteral(\"Ctrl+Q\"))"},
        {"start", "Ctrl+N", kKeys, "QStringLiteral(\"start\"), QStringLiteral(\"Ctrl+N\")"},
        {"start", "Ctrl+O", kKeys, "QStringLiteral(\"start\"), QStringLiteral(\"Ctrl+O\")"},
        {"start", "Return", kStart, "Qt::Key_Return"},
        {"start", "Del", kStart, "Qt::Key_Delete"},
        {"connections", "F5", kHere, "press(QStringLiteral(\"connections\"), QStringLiteral(\"F5\"))"},
        {"connections", "Shift+F5", kHere, "press(QStringLiteral(\"Shift+F5\"))"},
        {"connections", "Ctrl+S", kHere, "press(QStringLiteral(\"Ctrl+S\"))"},
        {"connections", "Ctrl+C", kHere, "press(QStringLiteral(\"connections\"), QStringLiteral(\"Ctrl+C\"))"},
        {"connections", "Ins", kHere, "press(QStringLiteral(\"Ins\"))"},
        {"checklist", "N", kTree, "Qt::Key_N"},
        {"checklist", "P", kTree, "Qt::Key_P"},
        {"checklist", "Space", kTree, "Qt::Key_Space"},
        {"checklist", "Return", kHere, "press(QStringLiteral(\"checklist\"), QStringLiteral(\"Return\"))"},
        {"checklist", "A", kTree, "Qt::Key_A"},
        {"checklist", "E", kTree, "Qt::Key_E"},
        {"checklist", "R", kSensing, "Qt::Key_R)"},
        {"checklist", "Shift+R", kSensing, "Qt::Key_R, Qt::ShiftModifier"},
        {"checklist", "Esc", kSensing, "Qt::Key_Escape"},
        {"checklist", "O", kTree, "Qt::Key_O"},
        {"checklist", "D", kKeys, "QStringLiteral(\"checklist\"), QStringLiteral(\"D\")"},
        {"checklist", "Right", kKeys, "EXPECT_TRUE(tree.isExpanded(section))"},
        {"checklist", "Left", kKeys, "EXPECT_FALSE(tree.isExpanded(section))"},
        {"checklist", "Ctrl+C", kTree, "QKeySequence::Copy"},
        {"live", "Left", kKeys, "press(QStringLiteral(\"Left\"))"},
        {"live", "Right", kKeys, "press(QStringLiteral(\"Right\"))"},
        {"live", "Space", kLive, "QTest::keyClick(page, Qt::Key_Space)"},
        {"live", "End", kKeys, "press(QStringLiteral(\"End\"))"},
        {"live", "+", kKeys, "press(QStringLiteral(\"+\"))"},
        {"live", "-", kHere, "press(QStringLiteral(\"-\"))"},
        {"live", "0", kKeys, "press(QStringLiteral(\"0\"))"},
        {"live", "Ctrl+Left", kKeys, "\"Ctrl+Left\""},
        {"live", "Ctrl+Right", kKeys, "\"Ctrl+Right\""},
        {"live", "Shift+F10", kHere, "press(QStringLiteral(\"Shift+F10\"))"},
        {"live", "Down", kHere, "press(QStringLiteral(\"Down\"))"},
        {"live", "Up", kHere, "press(QStringLiteral(\"Up\"))"},
        {"live", "Ctrl+T", kKeys, "press(QStringLiteral(\"Ctrl+T\"))"},
        {"live", "Ctrl+G", kKeys, "press(QStringLiteral(\"Ctrl+G\"))"},
        {"live", "A", kLive, "Qt::Key_A"},
        {"live", "Return", kLive, "Qt::Key_Return"},
        {"live", "Ctrl+M", kQueue, "Qt::Key_M, Qt::ControlModifier"},
        {"live", "Ctrl+Return", kQueue, "Qt::Key_Return, Qt::ControlModifier"},
        {"live", "Alt+Up", "run/picker_test.cpp", "Qt::Key_Up, Qt::AltModifier"},
        {"live", "Alt+Down", kHere, "press(QStringLiteral(\"Alt+Down\"))"},
        {"live", "Del", kQueue, "Qt::Key_Delete"},
        {"live", "Ctrl+Shift+L", kHere, "QStringLiteral(\"live\"), QStringLiteral(\"Ctrl+Shift+L\")"},
        {"live", "Esc", "shell/load_alerts_test.cpp", "Qt::Key_Escape"},
        {"analysis", "Return", kKeys,
         "child<QTableView>(*window, \"loadTable\").setFocus();\n    press(QStringLiteral(\"Return\"))"},
        {"analysis", "Ctrl+D", kKeys, "\"Ctrl+D\""},
        {"analysis", "Ctrl+T", kKeys, "QStringLiteral(\"analysis\"), QStringLiteral(\"Ctrl+T\")"},
        {"analysis", "Ctrl+Shift+S", kKeys, "\"Ctrl+Shift+S\""},
        {"capacity", "Ctrl+S", kKeys, "press(QStringLiteral(\"Ctrl+S\"))"},
        {"capacity", "Esc", kKeys, "press(QStringLiteral(\"Esc\"))"},
        {"signoff", "Left", kSign, "Qt::Key_Left"},
        {"signoff", "Right", kSign, "Qt::Key_Right"},
        {"signoff", "Ctrl+Return", kSign, "Qt::Key_Return, Qt::ControlModifier"},
        {"signoff", "Ctrl+Shift+V", kKeys, "\"Ctrl+Shift+V\""},
        {"report", "PgUp", kReport, "Qt::Key_PageUp"},
        {"report", "PgDown", kReport, "Qt::Key_PageDown"},
        {"report", "Ctrl+0", kReport, "Qt::Key_0, Qt::ControlModifier"},
        {"report", "Ctrl++", kHere, "press(QStringLiteral(\"Ctrl++\"))"},
        {"report", "Ctrl+-", kHere, "press(QStringLiteral(\"Ctrl+-\"))"},
        {"report", "Ctrl+E", kReport, "Qt::Key_E, Qt::ControlModifier"},
        {"report", "Ctrl+P", kHere, "QStringLiteral(\"report\"), QStringLiteral(\"Ctrl+P\")"},
        {"after", "Return", kKeys, "press(QStringLiteral(\"Return\"));\n    EXPECT_EQ(shown(), QStringLiteral(\"checklist\"))"},
        {"after", "Ctrl+N", kKeys, "QStringLiteral(\"after\"), QStringLiteral(\"Ctrl+N\")"},
    };
    return all;
}

TEST(KeyPressesTest, EveryKeyOfTheSheetIsPressedByATest)
{
    const auto isOf = [](const Press& press, const QString& page, const QString& key) {
        return QLatin1String(press.page) == page && QLatin1String(press.key) == key;
    };
    QSet<QString> known;
    for (const KeyLine& line : keyTable()) {
        for (const QString& key : line.keys) {
            known << line.page + QLatin1Char(' ') + key;
            const auto found =
                std::find_if(presses().begin(), presses().end(), [&](const Press& press) { return isOf(press, line.page, key); });
            if (found == presses().end()) {
                ADD_FAILURE() << key.toStdString() << " of " << line.page.toStdString() << " (" << line.does.toStdString()
                              << ") is pressed by no test";
                continue;
            }
            std::ifstream in(std::string(HOLDPOINT_SOURCE_DIR "/tests/gui/") + found->file);
            std::stringstream text;
            text << in.rdbuf();
            EXPECT_NE(text.str().find(found->words), std::string::npos)
                << found->file << " presses " << found->key << " no more (" << found->words << ")";
        }
    }
    for (const Press& press : presses()) {
        EXPECT_TRUE(known.contains(QLatin1String(press.page) + QLatin1Char(' ') + QLatin1String(press.key)))
            << press.key << " of " << press.page << " is not on the sheet any more";
    }
}

TEST_F(KeysTest, KeysOfConnections)
{
    press(QStringLiteral("connections"), QStringLiteral("Ins"));
    auto& menu = child<QMenu>(*window, "sourcesToAdd");
    press(QStringLiteral("Ins"));
    EXPECT_TRUE(menu.isVisible());
    menu.close();
    const auto sources = [this] { return controller.session()->sweepJob().sources(); };
    ASSERT_TRUE(sources().empty());
    press(QStringLiteral("connections"), QStringLiteral("F5"));
    EXPECT_TRUE(test::eventually([&] { return sources().size() == 1; })) << "the chosen one";
    press(QStringLiteral("Shift+F5"));
    EXPECT_TRUE(test::eventually([&] { return sources().size() > 1; })) << "all of them";
    QApplication::clipboard()->clear();
    press(QStringLiteral("connections"), QStringLiteral("Ctrl+C"));
    EXPECT_FALSE(QApplication::clipboard()->text().isEmpty());
    auto& url = child<QLineEdit>(*window, "setting-url");
    url.setFocus();
    url.selectAll();
    QTest::keyClicks(&url, QStringLiteral("http://127.0.0.1:7"));
    press(QStringLiteral("Ctrl+S"));
    EXPECT_NE(controller.session()->plan().text.find("http://127.0.0.1:7"), std::string::npos) << "saved in the plan";
}

TEST_F(KeysTest, ReturnActsOnTheItemOfTheChecklist)
{
    activate();
    window->showPage(QStringLiteral("checklist"));
    auto& tree = child<QTreeView>(*window, "checklistTree");
    const QModelIndex section = tree.model()->index(0, 0);
    tree.setCurrentIndex(section);
    tree.collapse(section);
    press(QStringLiteral("checklist"), QStringLiteral("Return"));
    EXPECT_TRUE(tree.isExpanded(section)) << "what can be done with a section";
}

TEST_F(KeysTest, KeysOfLiveLoadBesideTheUsual)
{
    showRun();
    ChartGroup& group = live().panel().grid().group();
    press(QStringLiteral("+"));
    press(QStringLiteral("+"));
    const double width = group.to() - group.from();
    press(QStringLiteral("-"));
    EXPECT_GT(group.to() - group.from(), width);
    press(QStringLiteral("0"));
    QString shownMenu;
    QTimer poll;
    QObject::connect(&poll, &QTimer::timeout, &poll, [&shownMenu] {
        if (auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget())) {
            shownMenu = menu->actions().isEmpty() ? QString() : QStringLiteral("menu");
            menu->close();
        }
    });
    poll.start(5);
    press(QStringLiteral("Shift+F10"));
    EXPECT_TRUE(test::eventually([&shownMenu] { return !shownMenu.isEmpty(); }));
    poll.stop();
    auto& timeline = live().panel().timeline();
    timeline.setFocus();
    press(QStringLiteral("Down"));
    EXPECT_TRUE(timeline.isUnfolded());
    press(QStringLiteral("Up"));
    EXPECT_FALSE(timeline.isUnfolded());
    EXPECT_EQ(dialogOf(QStringLiteral("live"), QStringLiteral("Ctrl+Shift+L")), QStringLiteral("planForm"));

    QTest::mouseClick(window->findChild<QPushButton*>(QStringLiteral("pickTests")), Qt::LeftButton);
    auto& table = child<QTableView>(*window, "tests");
    table.setCurrentIndex(table.model()->index(0, 0));
    const QStringList before = live().panel().picker().pickedTests();
    press(QStringLiteral("Alt+Down"));
    const QStringList after = live().panel().picker().pickedTests();
    ASSERT_GT(before.size(), 1);
    EXPECT_EQ(after.at(0), before.at(1));
    EXPECT_EQ(after.at(1), before.at(0));
}

TEST_F(KeysTest, KeysOfTheReport)
{
    press(QStringLiteral("report"), QStringLiteral("Ctrl+0"));
    const auto zoom = [this] { return child<QPushButton>(*window, "zoomReset").text(); };
    const QString usual = zoom();
    press(QStringLiteral("Ctrl++"));
    const QString larger = zoom();
    EXPECT_NE(larger, usual);
    press(QStringLiteral("Ctrl+-"));
    EXPECT_EQ(zoom(), usual);
    EXPECT_TRUE(dialogOf(QStringLiteral("report"), QStringLiteral("Ctrl+P")).contains(QStringLiteral("rint")));
}

TEST_F(KeysTest, CtrlQClosesTheWindow)
{
    activate();
    press(QStringLiteral("Ctrl+Q"));
    EXPECT_FALSE(window->isVisible());
}

} // namespace
} // namespace holdpoint
