// SPDX-License-Identifier: GPL-3.0-or-later
// One release on Debian's PostgreSQL, worked on from several consoles.
#include "core/dossier/dossier.h"
#include "core/dossier/short_waits.h"
#include "core/session/regression_timer.h"
#include "core/session/release_log.h"
#include "core/session/sweep_job.h"
#include "tests/gui/console/console_fixture.h"
#include "tests/support/running_postgres.h"
#include "tests/support/sample_run.h"
#include "tests/support/slow_proxy.h"
#include "tests/support/turn_watch.h"
#include "ui/checklist/checklist_page.h"
#include "ui/checklist/checklist_tree.h"
#include "ui/run/alarm_panel.h"
#include "ui/run/live_page.h"
#include "ui/run/live_panel.h"
#include "ui/shell/recent_dossiers.h"
#include "ui/shell/source_bar.h"
#include "ui/start/new_release_dialog.h"
#include "ui/start/recent_model.h"
#include "ui/style/parts.h"

#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTableView>
#include <fstream>
#include <regex>

namespace holdpoint {
namespace {

using test::child;
using test::eventually;
using test::whenDialogOpens;
using testing::HasSubstr;
using testing::Not;

/// A person at a console of their own.
struct Desk
{
    Desk(const QString& name, Role role)
    {
        controller.setPreferences({name, role, QStringLiteral("light")});
        window = std::make_unique<MainWindow>(controller);
        addPages(*window, controller);
        window->resize(1280, 800);
        window->show();
        test::settle();
    }

    AppController controller;
    std::unique_ptr<MainWindow> window;
};

class SharedReleaseTest : public test::ConsoleTest
{
protected:
    static void SetUpTestSuite()
    {
        s_server = std::make_unique<test::RunningPostgres>();
        ASSERT_TRUE(!s_server->whyMissing().empty() || test::eventually([] { return s_server->answers(); }))
            << "PostgreSQL does not answer";
    }
    static void TearDownTestSuite() { s_server.reset(); }

    void SetUp() override
    {
        if (!s_server->whyMissing().empty()) {
            GTEST_SKIP() << s_server->whyMissing();
        }
        const auto file = home.filePath(QStringLiteral("plan.yaml")).toStdString();
        std::ofstream(file) << R"(holdpoint: 1
name: One test
release: {name: platform, version: "1.8.3"}
environment: {name: staging, base_url: "http://127.0.0.1:9", allow_hosts: [127.0.0.1]}
tests:
  search:
    scenarios:
      visitors: {executor: constant-vus, vus: 2, duration: 3s, flow: [{get: /search, name: search}]}
)";
        Session::Request request;
        request.planFile = file;
        request.dossierFile = place();
        const auto made = Session::open(request);
        ASSERT_TRUE(made.session != nullptr) << (made.error ? made.error->message : made.faults.front().text());
    }
    void TearDown() override { s_server->comeBack(); }
    static std::string place() { return s_server->place(testing::UnitTest::GetInstance()->current_test_info()->name()); }
    static void openHere(AppController& at)
    {
        const auto begun = at.openDossier(QString::fromStdString(place()));
        ASSERT_TRUE(begun) << begun.error().message;
        ASSERT_TRUE(eventually([&at] { return at.session() != nullptr; }));
    }
    static ChecklistPage& checklistOf(MainWindow& at)
    {
        at.showPage(QStringLiteral("checklist"));
        test::settle();
        return *qobject_cast<ChecklistPage*>(at.currentPage());
    }
    static const ItemView& itemOf(AppController& at, const std::string& id) { return *at.session()->checklist().item(id); }
    /// The first item of Go-for-load that a person may confirm.
    static std::string confirmable(AppController& at)
    {
        for (const ItemView& item : at.session()->checklist().items) {
            if (item.canConfirm && item.definition->gate == Gate::GoForLoad && !item.needsTechLead) {
                return item.definition->id;
            }
        }
        return {};
    }

    static inline std::unique_ptr<test::RunningPostgres> s_server;
};

TEST_F(SharedReleaseTest, TheOpenDialogTakesADatabasesAddressAndStartKeepsIt)
{
    std::string refused;
    whenDialogOpens([&](QDialog& dialog) {
        auto& address = child<QLineEdit>(dialog, "databaseAddress");
        address.setText(QStringLiteral("postgresql://anna:secret@127.0.0.1/postgres#x"));
        QTest::keyClick(&address, Qt::Key_Return);
        refused = child<QLabel>(dialog, "fault").text().toStdString();
        if (const QString folder = test::screenshotFolder(); !folder.isEmpty()) {
            EXPECT_TRUE(dialog.grab().save(folder + QStringLiteral("/open-dialog-light.png")));
        }
        address.setText(QString::fromStdString(place()));
        QTest::mouseClick(&child<QPushButton>(dialog, "connectDatabase"), Qt::LeftButton);
    });
    window->openDossierWithDialog();
    EXPECT_THAT(refused, HasSubstr("a password does not belong into it"));
    EXPECT_THAT(refused, Not(HasSubstr("secret")));
    EXPECT_EQ(controller.openingPlace().toStdString(), place());
    ASSERT_TRUE(eventually([this] { return controller.session() != nullptr; }));
    EXPECT_EQ(window->currentPageId(), QStringLiteral("checklist"));
    EXPECT_EQ(controller.dossierFile().toStdString(), place());

    const auto recent = loadRecentDossiers();
    ASSERT_EQ(recent.size(), 1);
    EXPECT_EQ(recent.front().file.toStdString(), place());
    window->showPage(QStringLiteral("start"));
    test::settle();
    auto& table = child<QTableView>(*window, "recentDossiers");
    const auto* model = qobject_cast<RecentModel*>(table.model());
    ASSERT_NE(model, nullptr);
    EXPECT_FALSE(model->isMissing(0)) << "nobody has looked whether it is there";
    EXPECT_THAT(model->index(0, RecentModel::FileColumn).data().toString().toStdString(),
                HasSubstr(" on 127.0.0.1:" + s_server->port()));
    ASSERT_TRUE(controller.closeSession());
    table.setFocus();
    QTest::keyClick(&table, Qt::Key_Return);
    EXPECT_TRUE(eventually([this] { return controller.session() != nullptr; })) << "Enter opens it again";
}

TEST_F(SharedReleaseTest, TheFileNameLineTakesAnAddressToo)
{
    whenDialogOpens([&](QDialog& dialog) {
        child<QLineEdit>(dialog, "fileNameEdit").setText(QString::fromStdString(place()));
        dialog.accept();
    });
    window->openDossierWithDialog();
    EXPECT_TRUE(eventually([this] { return controller.session() != nullptr; }));
}

TEST_F(SharedReleaseTest, EachConsoleSeesWhatTheOtherDid)
{
    Desk other(QStringLiteral("B. Kurz"), Role::DevOps);
    openHere(controller);
    openHere(other.controller);
    const std::string id = confirmable(controller);
    ASSERT_FALSE(id.empty());
    ChecklistPage& mine = checklistOf(*window);
    ChecklistPage& theirs = checklistOf(*other.window);
    theirs.selectItem(QString::fromStdString(id));
    mine.selectItem(QString::fromStdString(id));
    auto& tree = child<ChecklistTree>(mine, "checklistTree");

    QElapsedTimer sinceConfirmed;
    sinceConfirmed.start();
    QTest::keyClick(&tree, Qt::Key_Space);
    EXPECT_EQ(itemOf(controller, id).state, ItemState::Pass);
    ASSERT_TRUE(eventually([&] { return itemOf(other.controller, id).state == ItemState::Pass; }));
    RecordProperty("seen_after_ms", static_cast<int>(sinceConfirmed.elapsed()));
    EXPECT_EQ(itemOf(other.controller, id).by.name, "A. Rao");
    test::settle();

    ASSERT_TRUE(other.controller.session()->setNote(id, other.controller.preferences().person(), "seen by both"));
    EXPECT_TRUE(eventually([&] { return itemOf(controller, id).note == "seen by both"; })) << "and back";
}

TEST_F(SharedReleaseTest, ARunOfTheOtherConsoleIsSaidWhileItRunsAndShownWhenItHasEnded)
{
    Desk other(QStringLiteral("B. Kurz"), Role::DevOps);
    openHere(controller);
    openHere(other.controller);
    window->showPage(QStringLiteral("live"));
    test::settle();
    const auto notice = [this] {
        const auto& text = child<QLabel>(*window, "runNoticeText");
        return text.isVisible() ? text.text().toStdString() : std::string();
    };
    Session& theirs = *other.controller.session();
    const WallTime begin = systemClock().wallNow();
    const auto run = theirs.dossier().beginRun("search", RunKind::Load, theirs.plan(), begin);
    ASSERT_TRUE(run) << run.error().message;
    EXPECT_TRUE(eventually([&] { return notice().find("Run 1 (search) is under way in another program") == 0; })) << notice();

    RunResult result;
    result.outcome = RunOutcome::Passed;
    const auto ended = theirs.dossier().endRun(*run, begin + std::chrono::seconds{3}, "planned end", result);
    ASSERT_TRUE(ended) << ended.error().message;
    EXPECT_TRUE(eventually([&] { return window->currentPage()->title() == QStringLiteral("search"); })) << "its charts";
    EXPECT_EQ(notice(), "");
}

TEST_F(SharedReleaseTest, AReleaseThatIsOpenedWhileAnotherProgramRunsLoadShowsTheRunWhenItHasEnded)
{
    Desk other(QStringLiteral("B. Kurz"), Role::DevOps);
    openHere(other.controller);
    Session& theirs = *other.controller.session();
    const WallTime begin = systemClock().wallNow();
    const auto run = theirs.dossier().beginRun("search", RunKind::Load, theirs.plan(), begin);
    ASSERT_TRUE(run) << run.error().message;
    openHere(controller);
    window->showPage(QStringLiteral("live"));
    const auto& notice = child<QLabel>(*window, "runNoticeText");
    EXPECT_TRUE(eventually([&] { return notice.text().startsWith(QStringLiteral("Run 1 (search) is under way")); }));
    EXPECT_NE(window->currentPage()->title(), QStringLiteral("search")) << "half a run is not shown as if it were fresh";
    auto* live = qobject_cast<LivePage*>(window->currentPage());
    ASSERT_NE(live, nullptr);
    live->showTarget(QStringLiteral("1")); // a click on its bar: up to here, by the person's own wish
    EXPECT_TRUE(eventually([&] { return window->currentPage()->facts().contains(QStringLiteral("run 1")); }));

    RunResult result;
    result.outcome = RunOutcome::Passed;
    const auto ended = theirs.dossier().endRun(*run, begin + std::chrono::seconds{3}, "planned end", result);
    ASSERT_TRUE(ended) << ended.error().message;
    EXPECT_TRUE(eventually([&] { return window->currentPage()->facts().contains(QStringLiteral("PASS")); }))
        << window->currentPage()->facts().toStdString();
}

TEST_F(SharedReleaseTest, ADialogDoesNotOverwriteWhatAnotherPersonDidWhileItWasOpen)
{
    Desk other(QStringLiteral("B. Kurz"), Role::DevOps);
    openHere(controller);
    openHere(other.controller);
    const std::string id = confirmable(controller);
    ChecklistPage& mine = checklistOf(*window);
    mine.selectItem(QString::fromStdString(id));
    auto& tree = child<ChecklistTree>(mine, "checklistTree");
    std::string told;
    bool wasStill = false;
    whenDialogOpens([&](QDialog& dialog) {
        const auto done =
            other.controller.session()->overrideItem(id, other.controller.preferences().person(), "the customer waits");
        EXPECT_TRUE(done) << done.error().message;
        EXPECT_TRUE(eventually([&] { return itemOf(controller, id).state == ItemState::Overridden; }))
            << "the page below the dialog shows it already";
        child<QPlainTextEdit>(dialog, "reason").setPlainText(QStringLiteral("checked by hand"));
        QTest::mouseClick(&child<Button>(dialog, "action"), Qt::LeftButton);
        told = child<QLabel>(dialog, "fault").text().toStdString();
        wasStill = itemOf(controller, id).reason == "the customer waits";
        EXPECT_TRUE(dialog.isVisible());
    });
    QTest::keyClick(&tree, Qt::Key_O);
    EXPECT_THAT(told, HasSubstr("B. Kurz set it to OVERRIDDEN (\"the customer waits\")"));
    EXPECT_THAT(told, HasSubstr("was not stored"));
    EXPECT_TRUE(wasStill);
    const auto changes = controller.session()->dossier().itemChanges();
    ASSERT_TRUE(changes);
    EXPECT_EQ(changes->size(), 1U);
}

TEST_F(SharedReleaseTest, WhoWasToldMayDecideAgain)
{
    Desk other(QStringLiteral("B. Kurz"), Role::DevOps);
    openHere(controller);
    openHere(other.controller);
    const std::string id = confirmable(controller);
    const auto sight = controller.session()->keepSight();
    const Person me = controller.preferences().person();
    ASSERT_TRUE(other.controller.session()->setNote(id, other.controller.preferences().person(), "theirs"));
    ASSERT_TRUE(eventually([&] { return itemOf(controller, id).note == "theirs"; }));

    const auto first = controller.session()->setNote(id, me, "mine");
    ASSERT_FALSE(first);
    EXPECT_EQ(first.error().kind, Error::Kind::Conflict);
    EXPECT_EQ(itemOf(controller, id).note, "theirs");
    EXPECT_TRUE(controller.session()->setNote(id, me, "mine"));
    EXPECT_EQ(itemOf(controller, id).note, "mine");
}

TEST_F(SharedReleaseTest, TheWindowLivesOnWhileAServerKeepsSilent)
{
    const SilentPort silent(SilentPort::Kind::Hanging);
    const std::string port = silent.url().substr(silent.url().rfind(':'));
    int ticks = 0;
    QTimer clock;
    QObject::connect(&clock, &QTimer::timeout, window.get(), [&ticks] { ++ticks; });
    clock.start(10);
    const auto begun =
        controller.openDossier(QString::fromStdString("postgresql://anna@127.0.0.1" + port + "/postgres#platform"));
    ASSERT_TRUE(begun) << begun.error().message;
    EXPECT_TRUE(eventually([&ticks] { return ticks >= 20; }));
    EXPECT_FALSE(controller.openingPlace().isEmpty()) << "it is still being tried";
    controller.cancelOpening();
    EXPECT_TRUE(controller.openingPlace().isEmpty());
    EXPECT_EQ(controller.session(), nullptr);

    QSignalSpy failures(&controller, &AppController::failed);
    whenAsked(QStringLiteral("failureDialog"), QStringLiteral("Close"));
    ASSERT_TRUE(controller.openDossier(QString::fromStdString("postgresql://anna@127.0.0.1:1/postgres#platform")));
    ASSERT_TRUE(eventually([&failures] { return failures.count() == 1; }));
    EXPECT_THAT(failures.front().at(1).toString().toStdString(), HasSubstr("cannot be reached"));
}

TEST_F(SharedReleaseTest, ADatabaseThatWentAwayIsSaidNothingIsLostAndItComesBack)
{
    openHere(controller);
    const std::string id = confirmable(controller);
    const Person me = controller.preferences().person();
    ASSERT_TRUE(controller.session()->setNote(id, me, "before"));
    QSignalSpy notices(&controller, &AppController::told);
    const auto wasTold = [&notices](const char* text) {
        return std::any_of(notices.begin(), notices.end(), [text](const QList<QVariant>& notice) {
            return notice.at(0).toString().contains(QLatin1String(text));
        });
    };
    s_server->goAway();
    ASSERT_TRUE(eventually([&] { return wasTold("Nothing can be stored until it answers"); }));
    const auto refused = controller.session()->setNote(id, me, "meanwhile");
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("cannot be reached"));
    const auto reloaded = controller.reloadPlan();
    EXPECT_FALSE(reloaded);
    EXPECT_NE(controller.session(), nullptr) << "what was open stays open";

    s_server->comeBack();
    ASSERT_TRUE(eventually([&] { return wasTold("The database answers again"); }));
    ASSERT_TRUE(eventually([&] { return static_cast<bool>(controller.session()->setNote(id, me, "afterwards")); }));
    EXPECT_EQ(itemOf(controller, id).note, "afterwards");
    const auto rows = controller.session()->dossier().audit();
    ASSERT_TRUE(rows);
    EXPECT_EQ(firstAuditFault(*rows), std::nullopt);
}

TEST_F(SharedReleaseTest, ANewReleaseIsMadeInADatabaseByTheDialog)
{
    const std::string server = place().substr(0, place().find('#'));
    NewReleaseDialog dialog(controller);
    dialog.show();
    test::settle();
    auto& version = child<QLineEdit>(dialog, "releaseVersion");
    version.clear();
    QTest::keyClicks(&version, QStringLiteral("1.9.0")); // what a person typed stays, whatever the plan says
    child<QLineEdit>(dialog, "planFile").setText(home.filePath(QStringLiteral("plan.yaml")));
    child<QRadioButton>(dialog, "fromFile").setChecked(true);
    auto& database = child<QLineEdit>(dialog, "databaseAddress");
    auto& create = child<Button>(dialog, "createRelease");
    const auto fault = [&dialog] { return child<QLabel>(dialog, "fault").text().toStdString(); };

    database.setText(QStringLiteral("anna@127.0.0.1"));
    create.click();
    EXPECT_THAT(fault(), HasSubstr("postgresql://USER@HOST/DATABASE#NAME"));
    database.setText(QStringLiteral("postgresql://anna:secret@127.0.0.1/postgres"));
    create.click();
    EXPECT_THAT(fault(), testing::AllOf(HasSubstr("a password does not belong into it"), Not(HasSubstr("secret"))));
    const SilentPort nobody(SilentPort::Kind::Refusing);
    database.setText(QStringLiteral("postgresql://anna@") + QString::fromStdString(nobody.url()).mid(7) +
                     QStringLiteral("/postgres"));
    create.click();
    EXPECT_FALSE(create.isEnabled()) << "one at a time";
    ASSERT_TRUE(eventually([&] { return create.isEnabled(); }));
    EXPECT_THAT(fault(), HasSubstr("127.0.0.1"));
    EXPECT_TRUE(dialog.isVisible()) << "what was typed stays";
    EXPECT_EQ(controller.session(), nullptr);

    database.setText(QString::fromStdString(server));
    if (const QString folder = test::screenshotFolder(); !folder.isEmpty()) {
        EXPECT_TRUE(dialog.grab().save(folder + QStringLiteral("/new-release-database-light.png")));
    }
    create.click();
    ASSERT_TRUE(eventually([this] { return controller.session() != nullptr; })) << fault();
    EXPECT_FALSE(dialog.isVisible());
    EXPECT_EQ(controller.dossierFile().toStdString(), server + "#platform-1.9.0");
    EXPECT_EQ(controller.session()->dossier().release().version, "1.9.0");
    const auto others = Dossier::openReadOnly(server + "#platform-1.9.0");
    EXPECT_TRUE(others) << (others ? "" : others.error().message);
}

/// Nobody has to wait for what is never asked: the GUI thread counts its questions, on whatever connection.
TEST_F(SharedReleaseTest, ADatabaseWhoseAnswersTakeTwoSecondsIsNotAskedByTheWindow)
{
    Desk other(QStringLiteral("B. Kurz"), Role::DevOps);
    openHere(other.controller);
    Session& theirs = *other.controller.session();
    const Person by = other.controller.preferences().person();
    test::addSampleRun(theirs);
    RegressionSchedule schedule = defaultSchedule(theirs.dossier(), theirs.plan(), "/usr/bin/holdpointctl");
    ASSERT_TRUE(logSchedule(theirs, schedule, by)); // whose dossier is another schema of the same database
    const std::string id = confirmable(other.controller);
    ASSERT_FALSE(id.empty());
    test::settle();

    test::SlowProxy proxy(std::stoi(s_server->port()));
    const std::string slow = std::regex_replace(place(), std::regex(":" + s_server->port()), ":" + std::to_string(proxy.port()));
    std::uint64_t questions = ShortWaits::questions();
    const auto begun = controller.openDossier(QString::fromStdString(slow));
    ASSERT_TRUE(begun) << begun.error().message;
    ASSERT_TRUE(eventually([this] { return controller.session() != nullptr; }));
    EXPECT_EQ(ShortWaits::questions(), questions) << "when it opens";
    const auto shownState = [&] { return controller.session()->shownReport()->checklist.item(id)->state; };
    ASSERT_NE(shownState(), ItemState::Pass);
    const auto isRejected = [](const std::function<void()>& open) {
        bool isOpened = false;
        whenDialogOpens([&isOpened](QDialog& dialog) {
            isOpened = true;
            dialog.reject();
        });
        open();
        return isOpened;
    };
    const auto usePages = [&](const char* when, const std::function<void()>& onEach) {
        for (const char* page :
             {"start", "checklist", "live", "analysis", "capacity", "signoff", "report", "after", "connections"}) {
            window->showPage(QString::fromLatin1(page));
            onEach();
            EXPECT_EQ(ShortWaits::questions(), questions) << page << ' ' << when;
            if (QLatin1String(page) == QLatin1String("live")) {
                window->activateWindow();
                EXPECT_TRUE(QTest::qWaitForWindowActive(window.get()));
                auto* live = qobject_cast<LivePage*>(window->currentPage());
                EXPECT_TRUE(eventually([live] { return live->panel().run() != nullptr && live->panel().run()->series.t0(); }))
                    << "the run has been read " << when;
                auto& evidence = child<QLabel>(*window, "evidenceHead");
                evidence.clear();
                QTest::keyClick(window->currentPage(), Qt::Key_T, Qt::ControlModifier); // the pairs that the run kept
                EXPECT_FALSE(evidence.text().isEmpty()) << "the key has been taken " << when;
                PlanRunner::Request request;
                request.tests = {QStringLiteral("search")};
                EXPECT_TRUE(isRejected([&] { window->startLoad(request); })) << when;
                EXPECT_TRUE(isRejected([&] { window->declareCounting(1); })) << when;
                EXPECT_EQ(ShortWaits::questions(), questions) << "live, by key " << when;
            }
        }
    };
    usePages("at first", [] { test::settle(); });

    proxy.setDelay(std::chrono::seconds{2});
    const auto confirmed = theirs.confirm(id, by, "");
    ASSERT_TRUE(confirmed) << confirmed.error().message;
    ASSERT_GT(ShortWaits::questions(), questions) << "what is stored at once is asked by this thread";
    questions = ShortWaits::questions(); // theirs
    const int before = proxy.delayed();
    // The watch has seen the change, and the report is being built from the answers that follow.
    ASSERT_TRUE(test::waitInLoop([&] { return proxy.delayed() >= before + 6; }, 60'000));
    usePages("while the new report is made", [&] {
        const int then = proxy.delayed();
        EXPECT_TRUE(test::waitInLoop([&] { return proxy.delayed() >= then + 1; }, 30'000));
    });
    EXPECT_NE(shownState(), ItemState::Pass) << "what is shown stays until the new is there";

    proxy.setDelay(std::chrono::milliseconds{0});
    QSignalSpy changes(controller.session(), &Session::changed);
    ASSERT_TRUE(eventually([&] { return shownState() == ItemState::Pass; }))
        << controller.session()->lastError() << "; seen " << controller.session()->shownReport()->audit.length << " of "
        << theirs.report()->audit.length;
    EXPECT_FALSE(changes.isEmpty());
    usePages("after the first change", [] { test::settle(); });

    // What machines say and what a person does with an alarm is stored beside the window, too.
    SweepJob& sweep = controller.session()->sweepJob();
    QSignalSpy swept(&sweep, &SweepJob::finished);
    proxy.setDelay(std::chrono::milliseconds{10});
    ASSERT_TRUE(sweep.start(SweepJob::Request()));
    EXPECT_TRUE(sweep.isRunning());
    AlarmRecord alarm;
    alarm.id = "errors";
    alarm.run = 1;
    alarm.from = *parseUtc("2026-01-05T10:00:05Z");
    alarm.sentence = "errors are over their limit";
    alarm.acknowledgedBy = "A. Rao";
    window->showPage(QStringLiteral("live"));
    Q_EMIT qobject_cast<LivePage*>(window->currentPage())->alarms().changed(alarm);
    ASSERT_TRUE(test::waitInLoop([&] { return !swept.isEmpty(); }, 60'000));
    EXPECT_EQ(sweep.lastError(), "");
    EXPECT_EQ(ShortWaits::questions(), questions) << "a sweep and an alarm";
    proxy.setDelay(std::chrono::milliseconds{0});
    const auto alarms = theirs.dossier().alarms();
    ASSERT_TRUE(alarms);
    ASSERT_EQ(alarms->size(), 1U);
    EXPECT_EQ(alarms->front().acknowledgedBy, "A. Rao");
    const auto sensed = theirs.dossier().itemChanges();
    ASSERT_TRUE(sensed);
    EXPECT_GT(sensed->size(), 10U);
    questions = ShortWaits::questions();

    window->showPage(QStringLiteral("after"));
    EXPECT_TRUE(eventually([this] {
        return child<QLabel>(*window->currentPage(), "nextRegression").text().contains(QStringLiteral("Last result: "));
    })) << child<QLabel>(*window->currentPage(), "nextRegression").text().toStdString();
    EXPECT_FALSE(child<QLabel>(*window->currentPage(), "nextRegression").text().contains(QStringLiteral("being read")));
}

} // namespace
} // namespace holdpoint
