// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "ui/start/start_page.h"

#include "tests/support/gui.h"
#include "tests/support/sample_release.h"
#include "ui/settings/settings_dialog.h"
#include "ui/shell/app_controller.h"
#include "ui/shell/recent_dossiers.h"
#include "ui/shell/start_sheet.h"
#include "ui/start/new_release_dialog.h"
#include "ui/start/plan_sources.h"
#include "ui/start/plan_view.h"
#include "ui/style/holdpoint_style.h"
#include "ui/style/parts.h"

#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QRadioButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using test::child;

class StartTest : public testing::Test
{
protected:
    StartTest()
    {
        applyTheme(QStringLiteral("light"));
        QCoreApplication::setOrganizationName(QStringLiteral("holdpoint-test"));
        QSettings().clear();
    }
    ~StartTest() override { QSettings().clear(); }

    /// Writes a plan whose `release` is this one; its path.
    static QString planOfRelease(const QTemporaryDir& folder, const QString& release)
    {
        static int number = 0;
        const QString path = folder.filePath(QStringLiteral("plan-%1.yaml").arg(++number));
        std::ofstream(path.toStdString())
            << "holdpoint: 1\nname: Shop\nrelease: " << release.toStdString()
            << "\nenvironment: {name: staging, base_url: 'http://127.0.0.1:8080', allow_hosts: [127.0.0.1]}\n"
               "tests:\n  search:\n    title: Search\n    scenarios:\n"
               "      s: {executor: constant-vus, vus: 1, duration: 1s, flow: [{get: /}]}\n";
        return path;
    }
};

TEST_F(StartTest, WithoutDossiersThereIsOnlyTheWayIn)
{
    AppController controller;
    StartPage page(controller);
    page.resize(1112, 700);
    page.show();
    test::settle();

    EXPECT_FALSE(child<QTableView>(page, "recentDossiers").isVisible());
    EXPECT_TRUE(child<Button>(page, "runRehearsal").isEnabled());
    page.focusFirst();
    EXPECT_EQ(page.focusWidget(), &child<Button>(page, "runRehearsal"));
}

TEST_F(StartTest, ADossierThatWasOpenedStandsInTheTableAndOpensWithEnter)
{
    test::SampleRelease release;
    AppController controller;
    ASSERT_TRUE(controller.openDossier(release.dossierFile()));
    ASSERT_TRUE(controller.closeSession());
    StartPage page(controller);
    page.resize(1112, 700);
    page.show();
    test::settle();
    auto& table = child<QTableView>(page, "recentDossiers");
    ASSERT_EQ(table.model()->rowCount(), 1);
    EXPECT_EQ(table.model()->index(0, 0).data().toString(), QStringLiteral("platform 1.8.3"));
    EXPECT_EQ(table.model()->index(0, 2).data().toString(), QStringLiteral("HOLD at Go-for-load"));

    auto& rehearse = child<Button>(page, "runRehearsal");
    rehearse.setFocus();
    test::settle();
    EXPECT_EQ(rehearse.keyHint(), QStringLiteral("Enter"));
    table.setFocus();
    test::settle();
    EXPECT_EQ(rehearse.keyHint(), QString()) << "Enter opens the dossier now";

    QTest::keyClick(&table, Qt::Key_Return);

    ASSERT_NE(controller.session(), nullptr);
    EXPECT_EQ(controller.session()->dossier().release().version, "1.8.3");
}

TEST_F(StartTest, ADossierThatIsGoneCanBeRemovedFromTheList)
{
    rememberDossier({QStringLiteral("/nowhere/gone.holdpoint"),
                     QStringLiteral("platform 0.1"),
                     {},
                     {},
                     {},
                     Glyph::Dot,
                     Status::Neutral,
                     {},
                     QDateTime::currentDateTimeUtc()});
    AppController controller;
    StartPage page(controller);
    page.resize(1112, 700);
    page.show();
    auto& table = child<QTableView>(page, "recentDossiers");
    EXPECT_THAT(table.model()->index(0, 3).data().toString().toStdString(), testing::HasSubstr("gone"));

    QTest::keyClick(&table, Qt::Key_Delete);

    EXPECT_EQ(table.model()->rowCount(), 0);
    EXPECT_TRUE(loadRecentDossiers().isEmpty());
}

TEST_F(StartTest, NewReleaseWritesThePlanAndOpensTheRelease)
{
    const QTemporaryDir folder;
    AppController controller;
    NewReleaseDialog dialog(controller);
    dialog.show();
    auto& create = child<Button>(dialog, "createRelease");
    EXPECT_FALSE(create.isEnabled());
    child<QLineEdit>(dialog, "planFolder").setText(folder.filePath(QStringLiteral("tests")));
    qputenv("WEBHOOK_SECRET", "whsec_test");

    QTest::keyClicks(&child<QLineEdit>(dialog, "releaseVersion"), QStringLiteral("2.0.0"));
    QTest::mouseClick(&create, Qt::LeftButton);

    EXPECT_EQ(dialog.result(), QDialog::Accepted) << child<QLabel>(dialog, "fault").text().toStdString();
    ASSERT_NE(controller.session(), nullptr);
    EXPECT_EQ(controller.session()->plan().release.version, "2.0.0");
    EXPECT_TRUE(QFile::exists(folder.filePath(QStringLiteral("tests/platform-2.0.0.holdpoint"))));
}

TEST_F(StartTest, NewReleaseSaysWhereAPlanIsWrongAndStaysOpen)
{
    const QTemporaryDir folder;
    QFile plan(folder.filePath(QStringLiteral("bad.yaml")));
    ASSERT_TRUE(plan.open(QIODevice::WriteOnly));
    plan.write("holdpoint: 1\nname: x\nthinck: 2s\n");
    plan.close();
    AppController controller;
    QSignalSpy faults(&controller, &AppController::planFaultsFound);
    NewReleaseDialog dialog(controller);
    dialog.show();
    child<QRadioButton>(dialog, "fromFile").setChecked(true);
    child<QLineEdit>(dialog, "planFile").setText(plan.fileName());
    QTest::keyClicks(&child<QLineEdit>(dialog, "releaseVersion"), QStringLiteral("1"));

    QTest::mouseClick(&child<Button>(dialog, "createRelease"), Qt::LeftButton);

    EXPECT_TRUE(dialog.isVisible());
    EXPECT_THAT(child<QLabel>(dialog, "fault").text().toStdString(), testing::HasSubstr("bad.yaml:"));
    EXPECT_EQ(faults.count(), 1);
}

TEST_F(StartTest, ARecordingBecomesThePlanOfANewRelease)
{
    const QTemporaryDir folder;
    QFile calls(folder.filePath(QStringLiteral("calls.sh")));
    ASSERT_TRUE(calls.open(QIODevice::WriteOnly));
    calls.write("curl 'http://127.0.0.1:9/api/events?page=1' -H 'Accept: application/json'\n");
    calls.close();
    AppController controller;
    NewReleaseDialog dialog(controller);
    dialog.show();
    test::settle();
    auto& create = child<Button>(dialog, "createRelease");
    auto& importFolder = child<QLineEdit>(dialog, "importFolder");
    QTest::keyClicks(&child<QLineEdit>(dialog, "releaseVersion"), QStringLiteral("3.1"));
    QTest::keyClicks(&child<QLineEdit>(dialog, "environmentName"), QStringLiteral("acceptance"));
    importFolder.selectAll();
    QTest::keyClicks(&importFolder, folder.filePath(QStringLiteral("plans")));
    EXPECT_TRUE(child<QRadioButton>(dialog, "fromImport").isChecked());
    EXPECT_FALSE(create.isEnabled());
    QTest::keyClicks(&child<QLineEdit>(dialog, "importFile"), calls.fileName());
    test::screenshot(dialog, QStringLiteral("new-release-light"), dialog.size());

    QTest::mouseClick(&create, Qt::LeftButton);

    ASSERT_TRUE(QTest::qWaitFor([&] { return dialog.result() == QDialog::Accepted; }, 30000))
        << child<QLabel>(dialog, "fault").text().toStdString();
    ASSERT_NE(controller.session(), nullptr);
    EXPECT_EQ(controller.session()->plan().environment.baseUrl, "http://127.0.0.1:9");
    EXPECT_EQ(controller.session()->plan().tests.at(0).scenarios.at(0).flow.at(0).http.target, "/api/events?page=1");
    EXPECT_TRUE(QFile::exists(folder.filePath(QStringLiteral("plans/calls.plan.yaml"))));
    EXPECT_EQ(controller.session()->report()->environmentName, "acceptance");
    const QString dossier = controller.dossierFile();
    ASSERT_TRUE(controller.openDossier(dossier));
    ASSERT_TRUE(controller.reloadPlan());
    EXPECT_EQ(controller.session()->report()->environmentName, "acceptance");
}

TEST_F(StartTest, AFolderOfK6ScriptsOrAShellScriptThatCallsThemBecomesAPlan)
{
    const QTemporaryDir folder;
    ASSERT_TRUE(QDir(folder.path()).mkpath(QStringLiteral("scripts")));
    const auto write = [&folder](const char* name, const char* text) {
        std::ofstream(folder.filePath(QLatin1String(name)).toStdString()) << text;
    };
    constexpr const char* kScript = "import http from 'k6/http';\n"
                                    "export default function () { http.get('http://127.0.0.1:9/'); }\n";
    write("scripts/search.js", kScript);
    write("scripts/pages.ts", kScript);
    write("scripts/all.sh", "#!/bin/sh\ncurl -f http://127.0.0.1:9/health\nk6 run search.js\n");
    for (const auto& [input, tests] :
         {std::pair("scripts", 2U), std::pair("scripts/all.sh", 1U), std::pair("scripts/pages.ts", 1U)}) {
        const auto made = importIntoFolder(folder.filePath(QLatin1String(input)), folder.filePath(QStringLiteral("plans")));
        ASSERT_TRUE(made) << input << ": " << made.error().message;
        EXPECT_EQ(made->imported.requests, tests) << input;
        const auto plan = readFile(made->file);
        ASSERT_TRUE(plan) << input;
        EXPECT_EQ(*plan, made->imported.plan);
    }
    EXPECT_TRUE(QFile::exists(folder.filePath(QStringLiteral("plans/scripts.plan.yaml")))) << "named after the folder";

    AppController controller;
    NewReleaseDialog dialog(controller);
    dialog.show();
    test::settle();
    EXPECT_TRUE(child<Button>(dialog, "importFileFolder").isVisible()) << "a folder can be chosen";
}

TEST_F(StartTest, AnImportSaysWhatTheFileIsNotAndWhichVariablesAreMissing)
{
    const QTemporaryDir folder;
    const auto write = [&folder](const QString& name, const QByteArray& text) {
        QFile file(folder.filePath(name));
        ASSERT_TRUE(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(text);
    };
    write(QStringLiteral("notes.txt"), "buy milk\n");
    write(QStringLiteral("calls.sh"), "curl -u a:b http://127.0.0.1:9/x\n");
    qunsetenv("BASIC_PASSWORD");
    AppController controller;
    NewReleaseDialog dialog(controller);
    dialog.show();
    test::settle();
    auto& create = child<Button>(dialog, "createRelease");
    auto& fault = child<QLabel>(dialog, "fault");
    auto& file = child<QLineEdit>(dialog, "importFile");
    QTest::keyClicks(&child<QLineEdit>(dialog, "releaseVersion"), QStringLiteral("1"));
    child<QLineEdit>(dialog, "importFolder").setText(folder.path());
    QTest::mouseClick(&child<QRadioButton>(dialog, "fromImport"), Qt::LeftButton, {}, QPoint(10, 10));
    EXPECT_TRUE(child<QRadioButton>(dialog, "fromImport").isChecked());
    file.setText(folder.filePath(QStringLiteral("notes.txt")));

    QTest::mouseClick(&create, Qt::LeftButton);

    ASSERT_TRUE(QTest::qWaitFor([&] { return fault.isVisible(); }, 30000));
    EXPECT_THAT(fault.text().toStdString(), testing::HasSubstr("none of HAR, OpenAPI 3"));
    EXPECT_TRUE(create.isEnabled());

    file.setText(folder.filePath(QStringLiteral("calls.sh")));
    QTest::mouseClick(&create, Qt::LeftButton);

    ASSERT_TRUE(QTest::qWaitFor([&] { return fault.isVisible(); }, 30000));
    EXPECT_THAT(fault.text().toStdString(), testing::HasSubstr("It needs the variables BASIC_PASSWORD"));

    write(QStringLiteral(".env.load-tests"), "BASIC_PASSWORD=b\n");
    QFile::setPermissions(folder.filePath(QStringLiteral(".env.load-tests")), QFile::ReadOwner | QFile::WriteOwner);
    QTest::mouseClick(&create, Qt::LeftButton);

    ASSERT_TRUE(QTest::qWaitFor([&] { return dialog.result() == QDialog::Accepted; }, 30000)) << fault.text().toStdString();
}

TEST_F(StartTest, PlanViewReadsThePlanAgainWhenItsFileChanges)
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("plan.yaml"));
    const auto write = [&file](const QByteArray& text) {
        QFile plan(file);
        ASSERT_TRUE(plan.open(QIODevice::WriteOnly | QIODevice::Truncate));
        plan.write(text);
    };
    write("holdpoint: 1\nname: first\nunknown_key: 1\n");
    PlanView view(file, {});
    const std::vector<PlanFault> first = view.faults();
    EXPECT_TRUE(std::any_of(first.begin(), first.end(), [](const PlanFault& fault) { return fault.line == 3; }));
    view.show();
    test::settle();

    write("holdpoint: 1\nname: second\nother_key: 1\nunknown_key: 1\n");

    EXPECT_TRUE(QTest::qWaitFor([&] { return view.faults().size() > first.size(); }, 20000));
    EXPECT_EQ(static_cast<std::size_t>(child<QListWidget>(view, "planFaults").count()), view.faults().size());
}

TEST_F(StartTest, PlanViewReadsAFileThatWasGoneForAWhile)
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("plan.yaml"));
    const auto write = [&file](const QByteArray& text) {
        QFile plan(file);
        ASSERT_TRUE(plan.open(QIODevice::WriteOnly | QIODevice::Truncate));
        plan.write(text);
    };
    write("holdpoint: 1\nname: first\nunknown_key: 1\n");
    PlanView view(file, {});
    view.show();
    QFile::remove(file);
    ASSERT_TRUE(QTest::qWaitFor([&] { return view.faults().size() == 1 && view.faults()[0].line == 0; }, 20000));

    write("holdpoint: 1\nname: second\nother_key: 1\nunknown_key: 1\n");

    EXPECT_TRUE(QTest::qWaitFor([&] { return view.faults().size() > 1; }, 20000));
}

TEST_F(StartTest, APlanFileThatChangedCanBeTakenIntoUse)
{
    test::SampleRelease release;
    AppController controller;
    qputenv("WEBHOOK_SECRET", "whsec_test");
    ASSERT_TRUE(controller.openPlan(release.request()));
    PlanView view(release.planFile(), controller.planOptions());
    view.setUsed(controller.session()->plan().sha256);
    view.show();
    EXPECT_FALSE(child<Button>(view, "usePlan").isVisible());

    QFile plan(release.planFile());
    ASSERT_TRUE(plan.open(QIODevice::Append));
    plan.write("# a remark\n");
    plan.close();
    ASSERT_TRUE(QTest::qWaitFor([&] { return child<Button>(view, "usePlan").isVisible(); }, 20000));
    QSignalSpy uses(&view, &PlanView::useRequested);
    QTest::mouseClick(&child<Button>(view, "usePlan"), Qt::LeftButton);
    EXPECT_EQ(uses.count(), 1);

    const auto reloaded = controller.reloadPlan();
    ASSERT_TRUE(reloaded) << reloaded.error().message;
    EXPECT_THAT(controller.session()->plan().text, testing::EndsWith("# a remark\n"));
    EXPECT_EQ(controller.session()->plan().release.version, "1.8.3");
    view.setUsed(controller.session()->plan().sha256);
    EXPECT_FALSE(child<Button>(view, "usePlan").isVisible());
}

TEST_F(StartTest, AReopenedDossierTakesItsSecretsFromTheEnvironmentAgain)
{
    test::SampleRelease release;
    AppController controller;
    qunsetenv("WEBHOOK_SECRET");
    ASSERT_TRUE(controller.openDossier(release.dossierFile()));
    const auto faults = preflightFaults(controller.session()->plan(), {"webhooks"}, RunKind::DryRun, {});
    EXPECT_THAT(faults, testing::Contains(testing::Field(&PlanFault::message, testing::HasSubstr("WEBHOOK_SECRET"))));

    qputenv("WEBHOOK_SECRET", "whsec_test");
    ASSERT_TRUE(controller.openDossier(release.dossierFile()));

    EXPECT_EQ(controller.session()->plan().secrets.at("WEBHOOK_SECRET").reveal(), "whsec_test");
    EXPECT_TRUE(preflightFaults(controller.session()->plan(), {"webhooks"}, RunKind::DryRun, {}).empty());
}

TEST_F(StartTest, ADossierThatCannotBeOpenedIsSaidInOneSentenceAndWhatIsOpenStays)
{
    test::SampleRelease release;
    AppController controller;
    ASSERT_TRUE(controller.openDossier(release.dossierFile()));
    const auto whole = readFile(release.dossierFile().toStdString());
    ASSERT_TRUE(whole);
    const auto write = [&release](const char* name, const std::string& bytes) {
        const QString file = release.file(QLatin1String(name));
        std::ofstream(file.toStdString(), std::ios::binary) << bytes;
        return file;
    };
    std::string corrupt = *whole;
    for (std::size_t i = 8192; i < corrupt.size(); i += 64) {
        corrupt[i] = static_cast<char>(~corrupt[i]);
    }
    for (const QString& file : {write("foreign.holdpoint", std::string(300, 'x')), write("empty.holdpoint", ""),
                                write("half.holdpoint", whole->substr(0, whole->size() / 2)), write("corrupt.holdpoint", corrupt),
                                release.file(QStringLiteral("missing.holdpoint"))}) {
        const auto opened = controller.openDossier(file);
        ASSERT_FALSE(opened) << file.toStdString();
        EXPECT_THAT(opened.error().message, testing::HasSubstr(file.toStdString()));
        EXPECT_THAT(opened.error().message, testing::Not(testing::HasSubstr("\n")));
        ASSERT_NE(controller.session(), nullptr);
        EXPECT_EQ(controller.dossierFile(), release.dossierFile()) << "what was open stays open";
    }
}

TEST_F(StartTest, TypingAPathChoosesTheWayThatItBelongsTo)
{
    AppController controller;
    NewReleaseDialog dialog(controller);
    dialog.show();

    QTest::keyClicks(&child<QLineEdit>(dialog, "planFile"), QStringLiteral("plan.yaml"));

    EXPECT_TRUE(child<QRadioButton>(dialog, "fromFile").isChecked());
}

TEST_F(StartTest, NothingStaysOfAPlanThatIsNotTheOneThatIsTaken)
{
    const QTemporaryDir folder;
    const QString shop = planOfRelease(folder, QStringLiteral("{name: shop, version: 4.2.0, commit: abc1234}"));
    const QString search = planOfRelease(folder, QStringLiteral("{name: search}"));
    AppController controller;
    NewReleaseDialog dialog(controller);
    const auto shown = [&dialog] {
        return QStringList{child<QLineEdit>(dialog, "releaseName").text(), child<QLineEdit>(dialog, "releaseVersion").text(),
                           child<QLineEdit>(dialog, "releaseCommit").text()};
    };
    child<QRadioButton>(dialog, "fromFile").setChecked(true);
    child<QLineEdit>(dialog, "planFile").setText(shop);
    ASSERT_EQ(shown(), QStringList({QStringLiteral("shop"), QStringLiteral("4.2.0"), QStringLiteral("abc1234")}));
    child<QLineEdit>(dialog, "planFile").setText(search);
    EXPECT_EQ(shown(), QStringList({QStringLiteral("search"), QString(), QString()}));
    child<QRadioButton>(dialog, "fromTemplate").setChecked(true);
    EXPECT_EQ(shown(), QStringList({QStringLiteral("platform"), QString(), QString()}));
}

TEST_F(StartTest, APlanFromAFileBringsItsReleaseAndWhatIsMissingIsSaid)
{
    const QTemporaryDir folder;
    const QString planFile = planOfRelease(folder, QStringLiteral("{name: shop, version: 4.2.0, commit: abc1234}"));
    AppController controller;
    NewReleaseDialog dialog(controller);
    dialog.show();
    const auto& missing = child<QLabel>(dialog, "missing");
    EXPECT_THAT(missing.text().toStdString(), testing::HasSubstr("a version"));
    child<QRadioButton>(dialog, "fromFile").setChecked(true);
    QTest::keyClicks(&child<QLineEdit>(dialog, "releaseCommit"), QStringLiteral("fff0000"));
    child<QLineEdit>(dialog, "planFile").setText(planFile);
    EXPECT_EQ(child<QLineEdit>(dialog, "releaseName").text(), QStringLiteral("shop"));
    EXPECT_EQ(child<QLineEdit>(dialog, "releaseVersion").text(), QStringLiteral("4.2.0"));
    EXPECT_EQ(child<QLineEdit>(dialog, "releaseCommit").text(), QStringLiteral("fff0000")) << "a person typed it";
    EXPECT_EQ(missing.text(), QString());
    EXPECT_TRUE(child<Button>(dialog, "createRelease").isEnabled());
}

TEST_F(StartTest, TabWalksThroughNewReleaseAsItStands)
{
    AppController controller;
    NewReleaseDialog dialog(controller);
    dialog.show();
    test::settle();
    QWidget* at = &child<QRadioButton>(dialog, "fromTemplate");
    const auto next = [](QWidget* from) {
        QWidget* to = from->nextInFocusChain();
        while ((to->focusPolicy() & Qt::TabFocus) == 0 || !to->isVisible()) {
            to = to->nextInFocusChain();
        }
        return to;
    };
    at = next(at);
    EXPECT_EQ(at, &child<QLineEdit>(dialog, "planFolder"));
    at = next(at);
    EXPECT_NE(qobject_cast<Button*>(at), nullptr) << "its Browse, not the next field";
}

TEST_F(StartTest, WithAReleaseOpenNothingAsksToOpenOne)
{
    test::SampleRelease release;
    AppController controller;
    ASSERT_TRUE(controller.openDossier(release.dossierFile()));
    StartPage page(controller);
    page.setPerson(test::sampleQa());
    page.setSession(controller.session());
    page.show();
    test::settle();
    for (const QLabel* label : page.findChildren<QLabel*>()) {
        EXPECT_FALSE(label->isVisible() && label->text().contains(QStringLiteral("Open a release to see"))) << "one is open";
    }
}

TEST_F(StartTest, StartSheetNamesHostsAndRefusesWhatMayNotRun)
{
    test::SampleRelease release;
    StartSheet sheet(release.session().plan(), {QStringLiteral("search")}, RunKind::Load);
    sheet.show();
    test::settle();
    QStringList texts;
    for (const QLabel* label : sheet.findChildren<QLabel*>()) {
        texts << label->text();
    }

    EXPECT_THAT(texts.join(QLatin1Char('\n')).toStdString(), testing::HasSubstr("127.0.0.1:8080"));
    EXPECT_TRUE(child<Button>(sheet, "startLoad").isEnabled());

    Plan production = Plan{};
    production.environment.baseUrl = "https://www.example.com";
    production.environment.productionHosts = {"www.example.com"};
    production.environment.allowHosts = {"www.example.com"};
    production.tests = release.session().plan().tests;
    const StartSheet refused(production, {QStringLiteral("search")}, RunKind::Load);
    EXPECT_FALSE(child<Button>(refused, "startLoad").isEnabled());
}

TEST_F(StartTest, SettingsAreKeptForTheNextStart)
{
    {
        AppController controller;
        SettingsDialog dialog(controller.preferences());
        child<QLineEdit>(dialog, "personName").setText(QStringLiteral("A. Rao"));
        child<QComboBox>(dialog, "personRole").setCurrentIndex(2);
        auto& font = child<QComboBox>(dialog, "fontPercent");
        font.setCurrentIndex(font.findData(150));
        controller.setPreferences(dialog.preferences());
    }

    const AppController again;

    EXPECT_EQ(again.preferences().person().name, "A. Rao");
    EXPECT_EQ(again.preferences().role, Role::TechLead);
    EXPECT_EQ(again.preferences().fontPercent, 150);
}

} // namespace
} // namespace holdpoint
