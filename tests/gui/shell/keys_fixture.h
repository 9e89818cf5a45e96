// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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

/// The whole console with a release that has a run; keys are pressed where its focus is.
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
                    name = name.isEmpty() ? QString::fromLatin1(dialog->metaObject()->className()) : name;
                    dialog->reject();
                }
            }
        };
        QTimer poll;
        QObject::connect(&poll, &QTimer::timeout, &poll, look);
        poll.start(5);
        press(page, key);
        test::eventually([&name] { return !name.isEmpty(); }); // a report prints once its charts are drawn
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

} // namespace holdpoint
