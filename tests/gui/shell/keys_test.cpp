// SPDX-License-Identifier: GPL-3.0-or-later
// The keys of reference/ui.md §9 in the whole window: each stands on the sheet, none is taken twice, and pressed it does what the
// sheet says. What a key does within a list (N, Space, E, A ...) the tests of that page press.
#include "app/console/pages.h"
#include "tests/support/gui.h"
#include "tests/support/sample_release.h"
#include "tests/support/sample_run.h"
#include "ui/charts/chart_group.h"
#include "ui/charts/time_series_view.h"
#include "ui/overview/after_page.h"
#include "ui/run/alarm_model.h"
#include "ui/run/alarm_panel.h"
#include "ui/run/chart_grid.h"
#include "ui/run/evidence_panel.h"
#include "ui/run/live_page.h"
#include "ui/run/live_panel.h"
#include "ui/shell/app_controller.h"
#include "ui/shell/key_table.h"
#include "ui/shell/main_window.h"
#include "ui/shell/route_marks.h"
#include "ui/shell/side_dock.h"
#include "ui/style/delegates.h"
#include "ui/style/holdpoint_style.h"

#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QSettings>
#include <QShortcut>
#include <QTabBar>
#include <QTableView>
#include <QTimer>
#include <QTreeView>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using test::child;

/// As the sheet writes it: one name for both Enter keys.
QString nameOf(const QKeySequence& keys)
{
    return keys.toString(QKeySequence::PortableText).replace(QStringLiteral("Enter"), QStringLiteral("Return"));
}

class UrlCatcher : public QObject
{
    Q_OBJECT

public:
    UrlCatcher()
    {
        QDesktopServices::setUrlHandler(QStringLiteral("http"), this, "take");
        QDesktopServices::setUrlHandler(QStringLiteral("https"), this, "take");
    }
    ~UrlCatcher() override
    {
        QDesktopServices::unsetUrlHandler(QStringLiteral("http"));
        QDesktopServices::unsetUrlHandler(QStringLiteral("https"));
    }
    QUrl url;

public Q_SLOTS:
    void take(const QUrl& wanted) { url = wanted; }
};

class KeysTest : public testing::Test
{
protected:
    KeysTest() : release(std::map<std::string, std::string>{{"GRAFANA_URL", "http://127.0.0.1:9"}})
    {
        QCoreApplication::setOrganizationName(QStringLiteral("holdpoint-test"));
        QSettings().clear();
        applyTheme(QStringLiteral("light"));
        test::addSampleRun(release.session());
        controller.setPreferences({QStringLiteral("A. Rao"), Role::Qa, QStringLiteral("light")});
        window = std::make_unique<MainWindow>(controller);
        addPages(*window, controller);
        window->showPage(QStringLiteral("start"));
        window->resize(1280, 800);
        window->show();
        const auto opened = controller.openPlan(release.request());
        EXPECT_TRUE(opened) << opened.error().message;
        test::settle();
    }
    ~KeysTest() override
    {
        window.reset();
        QSettings().clear();
    }

    static QStringList pages()
    {
        QStringList ids;
        for (const RouteRow& row : routeRows() + QList<RouteRow>{connectionsRow()}) {
            if (!row.isGate) {
                ids << row.id;
            }
        }
        return ids;
    }
    /// The shortcuts that a key press on the shown page may reach.
    QStringList reachable() const
    {
        QStringList keys;
        for (const QAction* action : window->findChildren<QAction*>()) {
            const bool isMenus = qobject_cast<QMenu*>(action->parent()) != nullptr || action->parent() == window.get();
            for (const QKeySequence& one : action->shortcuts()) {
                isMenus && action->isEnabled() && !one.isEmpty() ? void(keys << one.toString(QKeySequence::PortableText))
                                                                 : void();
            }
        }
        for (const QShortcut* shortcut : window->findChildren<QShortcut*>()) {
            const auto* owner = qobject_cast<QWidget*>(shortcut->parent());
            const bool isReachable = owner != nullptr && owner->isVisibleTo(window.get()) && shortcut->isEnabled();
            if (isReachable) {
                keys << shortcut->key().toString(QKeySequence::PortableText);
            }
        }
        return keys;
    }

    void activate()
    {
        window->activateWindow();
        ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
    }
    /// Presses the key where the focus of that page is.
    void press(const QString& page, const QString& key)
    {
        activate();
        window->showPage(page);
        test::settle();
        press(key);
    }
    void press(const QString& key)
    {
        const QKeyCombination keys = QKeySequence::fromString(key, QKeySequence::PortableText)[0];
        QWidget* focused = window->focusWidget() != nullptr ? window->focusWidget() : window.get();
        QTest::keyClick(focused, keys.key(), keys.keyboardModifiers());
        test::settle();
    }
    /// The name of the dialog that the key opens, modal or not; its class where it has no name of ours.
    QString dialogOf(const QString& page, const QString& key)
    {
        QString name;
        const auto look = [&name] {
            for (QWidget* top : QApplication::topLevelWidgets()) {
                auto* dialog = qobject_cast<QDialog*>(top);
                if (dialog != nullptr && dialog->isVisible()) {
                    name = qobject_cast<QFileDialog*>(dialog) != nullptr ? QStringLiteral("QFileDialog") : dialog->objectName();
                    dialog->reject();
                }
            }
        };
        QTimer poll;
        QObject::connect(&poll, &QTimer::timeout, &poll, look);
        poll.start(5);
        press(page, key);
        look();
        return name;
    }
    QString shown() const { return window->currentPageId(); }
    LivePage& live() { return *qobject_cast<LivePage*>(window->currentPage()); }
    TimeSeriesView& latency() { return live().panel().grid().chart(0); }
    void showRun()
    {
        activate();
        window->showPage(QStringLiteral("live"));
        ASSERT_TRUE(test::eventually([this] { return live().panel().run() != nullptr && live().panel().run()->totals; }));
        latency().setFocus();
        test::settle();
    }

    test::SampleRelease release;
    AppController controller;
    std::unique_ptr<MainWindow> window;
};

TEST_F(KeysTest, EveryShortcutOfTheProgramStandsOnTheSheetAndNoneIsTakenTwice)
{
    QSet<QString> everywhere;
    QHash<QString, QSet<QString>> onPage;
    for (const KeyLine& line : keyTable()) {
        for (const QString& key : line.keys) {
            EXPECT_EQ(nameOf(QKeySequence::fromString(key, QKeySequence::PortableText)), key) << "not a key";
            (line.page.isEmpty() ? everywhere : onPage[line.page]).insert(key);
        }
    }
    QSet<QString> ofMenus; // they act on every page
    for (const auto& keys : std::as_const(onPage)) {
        ofMenus += keys;
    }
    for (const QString& page : pages()) {
        window->showPage(page);
        test::settle();
        const QStringList keys = reachable();
        EXPECT_FALSE(keys.isEmpty());
        for (const QString& key : keys) {
            const QString name = nameOf(QKeySequence::fromString(key, QKeySequence::PortableText));
            EXPECT_TRUE(everywhere.contains(name) || ofMenus.contains(name))
                << key.toStdString() << " on " << page.toStdString() << " is not on the sheet";
            EXPECT_EQ(keys.count(key), 1) << key.toStdString() << " on " << page.toStdString()
                                          << " is taken twice: nothing happens";
        }
    }
}

TEST_F(KeysTest, KeysOfEveryPage)
{
    press(QStringLiteral("checklist"), QStringLiteral("Shift+F6"));
    EXPECT_TRUE(child<QListView>(*window, "route").hasFocus());
    press(QStringLiteral("checklist"), QStringLiteral("Ctrl+F"));
    EXPECT_TRUE(child<QLineEdit>(*window, "checklistFilter").hasFocus());
    press(QStringLiteral("report"), QStringLiteral("Ctrl+F"));
    EXPECT_EQ(shown(), QStringLiteral("checklist")) << "where there is nothing to filter";
    EXPECT_EQ(dialogOf(QStringLiteral("start"), QStringLiteral("Ctrl+N")), QStringLiteral("newReleaseDialog"));
    EXPECT_EQ(dialogOf(QStringLiteral("start"), QStringLiteral("Ctrl+O")), QStringLiteral("QFileDialog"));
    EXPECT_EQ(dialogOf(QStringLiteral("capacity"), QStringLiteral("Ctrl+L")), QStringLiteral("planView"));
}

TEST_F(KeysTest, KeysOfTheChecklistsTree)
{
    activate();
    window->showPage(QStringLiteral("checklist"));
    test::settle();
    auto& tree = child<QTreeView>(*window, "checklistTree");
    EXPECT_TRUE(tree.hasFocus()) << "first focus";
    const QModelIndex section = tree.model()->index(0, 0);
    tree.setCurrentIndex(section);
    tree.expand(section);
    press(QStringLiteral("Left"));
    EXPECT_FALSE(tree.isExpanded(section));
    press(QStringLiteral("Right"));
    EXPECT_TRUE(tree.isExpanded(section));
    tree.setCurrentIndex(tree.model()->index(0, 0, section));
    QApplication::clipboard()->clear();
    press(QStringLiteral("Ctrl+C"));
    EXPECT_FALSE(QApplication::clipboard()->text().isEmpty());
    EXPECT_EQ(dialogOf(QStringLiteral("checklist"), QStringLiteral("D")), QStringLiteral("reasonDialog"));
    EXPECT_EQ(dialogOf(QStringLiteral("checklist"), QStringLiteral("O")), QStringLiteral("reasonDialog"));
}

TEST_F(KeysTest, KeysOfLiveLoad)
{
    const UrlCatcher catcher;
    showRun();
    ChartGroup& group = live().panel().grid().group();
    press(QStringLiteral("Left"));
    const auto at = group.crosshair();
    ASSERT_TRUE(at);
    press(QStringLiteral("Left"));
    EXPECT_LT(*group.crosshair(), *at);
    press(QStringLiteral("Right"));
    EXPECT_EQ(group.crosshair(), at);
    press(QStringLiteral("Shift+Left"));
    EXPECT_TRUE(group.selection());
    press(QStringLiteral("+"));
    EXPECT_TRUE(group.isZoomed());
    const double from = group.from();
    press(QStringLiteral("Ctrl+Left"));
    EXPECT_LT(group.from(), from);
    press(QStringLiteral("Ctrl+Right"));
    EXPECT_EQ(group.from(), from);
    press(QStringLiteral("0"));
    EXPECT_FALSE(group.isZoomed());
    press(QStringLiteral("+"));
    press(QStringLiteral("End"));
    EXPECT_FALSE(group.isZoomed());
    EXPECT_FALSE(group.crosshair());
    press(QStringLiteral("Ctrl+T"));
    EXPECT_EQ(window->findChild<SideDock*>()->currentPanel(), &live().evidence());
    latency().setFocus();
    press(QStringLiteral("Ctrl+G"));
    EXPECT_EQ(catcher.url.port(), 9) << "Grafana of the plan";
    AlarmRecord alarm;
    alarm.id = "cpu";
    alarm.run = live().panel().run()->record.id;
    alarm.from = live().panel().run()->record.startedAt;
    alarm.severity = "critical";
    alarm.sentence = "CPU 93 % > 90 %";
    live().alarms().model().setAlarms({alarm});
    press(QStringLiteral("F8"));
    EXPECT_TRUE(live().alarms().isAncestorOf(window->focusWidget())) << "the next alarm has the focus";
}

TEST_F(KeysTest, KeysOfAnalysis)
{
    press(QStringLiteral("analysis"), QStringLiteral("Ctrl+T"));
    auto& tabs = child<QTabBar>(*window, "analysisTabs");
    EXPECT_TRUE(tabs.tabText(tabs.currentIndex()).startsWith(QStringLiteral("Traces")));
    EXPECT_TRUE(child<QTableView>(*window, "evidenceTable").hasFocus());

    const auto& table = child<QTableView>(*window, "thresholdTable");
    const auto margins = [&table] {
        std::vector<double> all;
        for (int row = 0; row < table.model()->rowCount(); ++row) {
            const QVariant margin = table.model()->index(row, 4).data(MarginRole);
            if (margin.isValid()) {
                all.push_back(margin.toDouble());
            }
        }
        return all;
    };
    const auto asPlanned = margins();
    ASSERT_GT(asPlanned.size(), 1U);
    ASSERT_FALSE(std::is_sorted(asPlanned.begin(), asPlanned.end()));
    press(QStringLiteral("Ctrl+Shift+S"));
    EXPECT_EQ(tabs.currentIndex(), 0);
    const auto worstFirst = margins();
    EXPECT_TRUE(std::is_sorted(worstFirst.begin(), worstFirst.end()));
    EXPECT_EQ(worstFirst.size(), asPlanned.size());
    press(QStringLiteral("Ctrl+Shift+S"));
    EXPECT_EQ(margins(), asPlanned);

    press(QStringLiteral("Ctrl+D"));
    EXPECT_EQ(tabs.currentIndex(), 3) << "comparison";
    if (QWidget* popup = QApplication::activePopupWidget()) {
        popup->close();
    }
    child<QTableView>(*window, "loadTable").setFocus();
    press(QStringLiteral("Return"));
    EXPECT_EQ(shown(), QStringLiteral("live"));
}

TEST_F(KeysTest, KeysOfCapacity)
{
    activate();
    window->showPage(QStringLiteral("capacity"));
    test::settle();
    auto* edit = &child<QDoubleSpinBox>(*window, "blank.trigger.cpu");
    edit->setFocus();
    const double before = edit->value();
    edit->selectAll();
    QTest::keyClicks(edit, QStringLiteral("61"));
    ASSERT_NE(edit->value(), before);
    press(QStringLiteral("Esc"));
    EXPECT_EQ(edit->value(), before) << "one field back";
    QTest::keyClicks(&child<QLineEdit>(*window, "capacityNote"), QStringLiteral("as measured"));
    edit->setFocus();
    edit->selectAll();
    QTest::keyClicks(edit, QStringLiteral("62"));
    press(QStringLiteral("Ctrl+S"));
    const auto form = controller.session()->dossier().formValues();
    ASSERT_TRUE(form);
    EXPECT_TRUE(std::any_of(form->begin(), form->end(), [](const FormValue& each) { return each.field == "blank.trigger.cpu"; }))
        << "saved";
}

TEST_F(KeysTest, KeysOfSignOffAndAfterRelease)
{
    EXPECT_EQ(dialogOf(QStringLiteral("signoff"), QStringLiteral("Ctrl+Shift+V")), QStringLiteral("verifyDialog"));

    window->showPage(QStringLiteral("after"));
    auto* after = qobject_cast<AfterPage*>(window->currentPage());
    ASSERT_NE(after, nullptr);
    EXPECT_EQ(dialogOf(QStringLiteral("after"), QStringLiteral("Ctrl+N")), QStringLiteral("lessonDialog"))
        << "a note, not a new release";
    auto& items = child<QTableView>(*after, "afterItems");
    items.setFocus();
    for (int row = 0; row < items.model()->rowCount(); ++row) {
        if (!items.model()->index(row, 0).data(Qt::UserRole).toString().isEmpty()) {
            items.setCurrentIndex(items.model()->index(row, 0));
            break;
        }
    }
    press(QStringLiteral("Return"));
    EXPECT_EQ(shown(), QStringLiteral("checklist")) << "the item itself";
}

} // namespace
} // namespace holdpoint

#include "keys_test.moc"
