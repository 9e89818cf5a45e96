// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of actions, of the test window in its states, and of the dialogs that ask before something is done.
#include "app/console/pages.h"
#include "core/session/sweep_job.h"
#include "tests/gui/checklist/action_fixture.h"
#include "ui/checklist/import_dialog.h"
#include "ui/shell/app_controller.h"
#include "ui/shell/main_window.h"
#include "ui/style/elision.h"

#include <QLineEdit>
#include <QSettings>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using test::child;
using test::whenDialogOpens;

constexpr QSize kSmall(1280, 800);

class ActionPicturesTest : public ActionFixture
{
protected:
    ActionPicturesTest()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("holdpoint-test"));
        QSettings().clear();
        controller.setPreferences({QStringLiteral("A. Rao"), Role::Qa, QStringLiteral("light")});
        main = std::make_unique<MainWindow>(controller);
        addPages(*main, controller);
        main->showPage(QStringLiteral("start"));
        main->resize(kSmall);
        main->show();
    }
    ~ActionPicturesTest() override
    {
        applyTheme(QStringLiteral("light"));
        main.reset();
        QSettings().clear();
    }
    void openInWindow()
    {
        write(QStringLiteral("pre-production.yaml"), plan);
        const auto opened = controller.openPlan(release.request());
        ASSERT_TRUE(opened) << opened.error().message;
        test::settle();
    }
    /// In both themes and sizes.
    void take(const QString& name, const std::function<void()>& prepare)
    {
        for (const char* theme : {"light", "dark"}) {
            applyTheme(QString::fromLatin1(theme));
            for (const QSize& size : {kSmall, QSize(1920, 1080)}) {
                prepare();
                test::screenshot(*main, QStringLiteral("%1-%2-%3").arg(name, QLatin1String(theme)).arg(size.width()), size);
            }
        }
        applyTheme(QStringLiteral("light"));
    }
    /// The next dialog in both themes, then Escape.
    void takeDialog(const QString& name, const std::function<void(QDialog&)>& prepare = {})
    {
        whenDialogOpens([name, prepare](QDialog& dialog) {
            if (prepare) {
                prepare(dialog);
            }
            for (const char* theme : {"dark", "light"}) {
                applyTheme(QString::fromLatin1(theme));
                test::settle();
                EXPECT_TRUE(
                    dialog.grab().save(test::screenshotFolder() + QStringLiteral("/%1-%2.png").arg(name, QLatin1String(theme))));
            }
            QTest::keyClick(&dialog, Qt::Key_Escape);
        });
    }
    void showWindowTab() { main->showPage(QStringLiteral("checklist"), QString::fromUtf8(kTestWindowTarget)); }
    Button& primary() { return child<Button>(*main, "windowPrimary"); }

    AppController controller;
    std::unique_ptr<MainWindow> main;
};

TEST_F(ActionPicturesTest, ActionsAndTheTestWindowStandInBothThemesAndSizes)
{
    write(QStringLiteral("seed-load-test-data.py"), "print('seeded')\n");
    nameAllServices();
    openInWindow();
    take(QStringLiteral("action-row"), [this] { main->showPage(QStringLiteral("checklist"), QStringLiteral("data.seeded")); });
    takeDialog(QStringLiteral("action-dialog"));
    QTest::mouseClick(&child<Button>(*main, "itemPrimary"), Qt::LeftButton);
    take(QStringLiteral("window-planned"), [this] { showWindowTab(); });
    takeDialog(QStringLiteral("window-open-dialog"));
    QTest::mouseClick(&primary(), Qt::LeftButton);
    whenDialogOpens([this](QDialog& dialog) { press(dialog, "action"); });
    QTest::mouseClick(&primary(), Qt::LeftButton);
    ASSERT_TRUE(test::eventually([this] { return primary().text() == QStringLiteral("Close test window\u2026"); }));
    ASSERT_TRUE(test::eventually([this] { return !controller.session()->sweepJob().isRunning(); }));
    take(QStringLiteral("window-open"), [this] { showWindowTab(); });
    take(QStringLiteral("action-told"),
         [this] { main->showPage(QStringLiteral("checklist"), QStringLiteral("preflight.team-notified")); });
    takeDialog(QStringLiteral("window-close-dialog"));
    showWindowTab();
    QTest::mouseClick(&primary(), Qt::LeftButton);
}

TEST_F(ActionPicturesTest, AWindowThatWasLeftOpenAndAStepThatNobodyCanTell)
{
    set({"monitoring", "slack", "webhook"}, std::string("${HOOK}"));
    set({"monitoring", "slack", "timeout"}, std::string("1s"));
    server.leaveUnanswered(test::ContractServer::kHook);
    openInWindow();
    showWindowTab();
    whenDialogOpens([this](QDialog& dialog) { press(dialog, "action"); });
    QTest::mouseClick(&primary(), Qt::LeftButton);
    ASSERT_TRUE(test::eventually([this] { return primary().text() == QStringLiteral("Go on opening\u2026"); }));
    server.answerAgain();
    take(QStringLiteral("window-unknown"), [this] { showWindowTab(); });
    takeDialog(QStringLiteral("window-settle-dialog"));
    QTest::mouseClick(&child<Button>(*main, "settle-slack"), Qt::LeftButton);
    ASSERT_TRUE(controller.closeSession());
    ASSERT_TRUE(test::eventually([this] {
        const auto tables = main->findChildren<QWidget*>();
        return std::any_of(tables.begin(), tables.end(), [](const QWidget* table) {
            return table->accessibleName() == QStringLiteral("Test windows") && table->isVisible();
        });
    }));
    take(QStringLiteral("start-left-open"), [this] { main->showPage(QStringLiteral("start")); });
}

TEST_F(ActionPicturesTest, SourcesThatAreAddedAndChanged)
{
    nameAllServices();
    openInWindow();
    main->showPage(QStringLiteral("connections"), QStringLiteral("grafana"));
    auto& testButton = child<Button>(*main, "testConnection");
    ASSERT_TRUE(test::eventually([&testButton] { return testButton.text() == QStringLiteral("Test again"); }));
    take(QStringLiteral("source-edited"), [this] {
        main->showPage(QStringLiteral("connections"), QStringLiteral("pagerduty"));
        if (auto* more = main->findChild<Button*>(QStringLiteral("moreSettings")); more != nullptr && more->isVisible()) {
            more->click();
        }
    });
    take(QStringLiteral("source-new"), [this] { main->showPage(QStringLiteral("connections"), QStringLiteral("gitlab")); });
    ASSERT_TRUE(
        writeFileAtomically(release.file(QStringLiteral("ours.md")).toStdString(),
                            "# Our release\n\n## Before\n\n- [ ] Cache is warm\n- [ ] Pager is on\n\n## After\n\n- [ ] Party\n"));
    takeDialog(QStringLiteral("import-checklist-dialog"), [this](QDialog& dialog) {
        child<QLineEdit>(dialog, "markdownFile").setText(release.file(QStringLiteral("ours.md")));
    });
    main->openDialog(QStringLiteral("importChecklist"));
}

} // namespace
} // namespace holdpoint
