// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/signoff/signoff_page.h"

#include "core/base/time_format.h"
#include "tests/gui/paper/paper_fixture.h"
#include "tests/support/signable_release.h"
#include "ui/signoff/signature_column.h"
#include "ui/signoff/signoff_banner.h"
#include "ui/signoff/verify_dialog.h"
#include "ui/style/parts.h"

#include <QAbstractButton>
#include <QDialog>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QTimer>
#include <fstream>

namespace holdpoint {
namespace {

/// A small release in which every item can be decided, and the page on it.
class SignoffPageTest : public SessionTest
{
protected:
    SignoffPageTest() : page(new SignoffPage), frame(page) { applyTheme(QStringLiteral("light")); }
    ~SignoffPageTest() override { page->setSession(nullptr); }

    void openWith(const Person& person, bool isFrozen)
    {
        opened = session();
        ASSERT_NE(opened, nullptr);
        if (isFrozen) {
            freeze(*opened);
        }
        page->setPerson(person);
        page->setSession(opened.get());
        frame.show();
    }

    /// Answers the dialog that the next call opens; a gate's comes when its items were asked again.
    static void answerNext(const QString& name, const QString& reason, const QString& button, int triesLeft = 500)
    {
        QTimer::singleShot(triesLeft == 500 ? 0 : 10, qApp, [=] {
            auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
            if (dialog == nullptr && triesLeft > 0) {
                answerNext(name, reason, button, triesLeft - 1);
                return;
            }
            ASSERT_NE(dialog, nullptr);
            if (auto* value = dialog->findChild<QLineEdit*>(QStringLiteral("value"))) {
                value->setText(name);
            }
            if (auto* text = dialog->findChild<QPlainTextEdit*>(QStringLiteral("reason"))) {
                text->setPlainText(reason);
            }
            auto* action = dialog->findChild<QAbstractButton*>(button);
            ASSERT_NE(action, nullptr);
            QTest::mouseClick(action, Qt::LeftButton);
            if (dialog->isVisible()) {
                dialog->reject(); // it was refused: the test sees that nothing was stored
            }
        });
    }

    /// Takes an entry of the role's menu.
    void choose(Role role, const char* action)
    {
        const std::unique_ptr<QMenu> menu(page->makeMenu(role));
        auto* entry = menu->findChild<QAction*>(QLatin1String(action));
        ASSERT_NE(entry, nullptr) << action;
        entry->trigger();
    }

    /// A release that can be signed with the keys of `signable`.
    void openSignable(Role role)
    {
        if (signable == nullptr) {
            signable = std::make_unique<test::SignableRelease>();
        }
        signable->freeze();
        page->setPerson(test::SignableRelease::personOf(role));
        page->setSession(&signable->session());
        frame.show();
    }

    SignatureStatus signedStatus(Role role) const
    {
        return signable->session().report()->signatures[static_cast<std::size_t>(role)].status;
    }

    SignatureStatus statusOf(Role role) const
    {
        for (const Signature& signature : opened->report()->signatures) {
            if (signature.role == role) {
                return signature.status;
            }
        }
        return SignatureStatus::Pending;
    }

    std::unique_ptr<Session> opened;
    std::unique_ptr<test::SignableRelease> signable;
    SignoffPage* page;
    PageWindow frame;
};

TEST_F(SignoffPageTest, SaysWhatBlocksAndLeadsToTheItem)
{
    openWith(anna(), false);
    EXPECT_FALSE(page->column(Role::Qa).action()->isEnabled());
    EXPECT_FALSE(page->column(Role::Qa).action()->toolTip().isEmpty());
    QSignalSpy requested(page, &Page::pageRequested);
    auto* cause = page->banner().findChild<QAbstractButton*>(QStringLiteral("cause-capacity.cost"));
    ASSERT_NE(cause, nullptr);
    QTest::mouseClick(cause, Qt::LeftButton);
    ASSERT_EQ(requested.size(), 1);
    EXPECT_EQ(requested.at(0), (QVariantList{QStringLiteral("checklist"), QStringLiteral("capacity.cost")}));
}

TEST_F(SignoffPageTest, RecordsATypedNameAsUnverified)
{
    openWith(anna(), true);
    EXPECT_EQ(page->banner().sentence(), QStringLiteral("Sign-off: 0 of 4 signatures valid"));
    page->focusFirst();
    answerNext(QStringLiteral("Anna Berg"), QStringLiteral("key left at the office"), QStringLiteral("action"));
    choose(Role::Qa, "record");
    EXPECT_EQ(statusOf(Role::Qa), SignatureStatus::Unverified);
    EXPECT_EQ(page->banner().sentence(), QStringLiteral("Sign-off: 0 of 4 signatures valid")) << "it never counts";
    EXPECT_EQ(page->column(Role::Qa).action()->text(), QStringLiteral("Sign with a key\u2026"));
}

TEST_F(SignoffPageTest, NeedsAReasonForATypedName)
{
    openWith(anna(), true);
    answerNext(QStringLiteral("Anna Berg"), QString(), QStringLiteral("action"));
    choose(Role::Qa, "record");
    EXPECT_EQ(statusOf(Role::Qa), SignatureStatus::Pending);
}

TEST_F(SignoffPageTest, TheMenuDoesNotOfferToSignForAnotherRoleAndSaysWhereTheRoleComesFrom)
{
    openWith(anna(), true);
    const std::unique_ptr<QMenu> own(page->makeMenu(Role::Qa));
    EXPECT_TRUE(own->findChild<QAction*>(QStringLiteral("sign"))->isEnabled());
    const std::unique_ptr<QMenu> other(page->makeMenu(Role::DevOps));
    for (const char* name : {"sign", "refuse", "record"}) {
        const auto* action = other->findChild<QAction*>(QLatin1String(name));
        EXPECT_FALSE(action->isEnabled()) << name;
        EXPECT_TRUE(action->toolTip().contains(QStringLiteral("Settings"))) << action->toolTip().toStdString();
    }
    EXPECT_TRUE(other->findChild<QAction*>(QStringLiteral("ask"))->isEnabled());
}

TEST_F(SignoffPageTest, StoresARefusal)
{
    openWith(anna(), true);
    answerNext(QStringLiteral("Anna Berg"), QStringLiteral("search is too slow"), QStringLiteral("action"));
    choose(Role::Qa, "refuse");
    EXPECT_EQ(statusOf(Role::Qa), SignatureStatus::Refused);
}

TEST_F(SignoffPageTest, WithdrawsAfterAsking)
{
    openWith(anna(), true);
    ASSERT_OK(opened->recordApproval(Role::Qa, anna(), "no key"));
    QTimer::singleShot(0, qApp, [] {
        auto* ask = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
        ASSERT_NE(ask, nullptr);
        QTest::mouseClick(ask->buttons().front(), Qt::LeftButton);
    });
    choose(Role::Qa, "withdraw");
    EXPECT_EQ(statusOf(Role::Qa), SignatureStatus::Pending);
}

TEST_F(SignoffPageTest, SignsWithAKeyFileAndAsksForItsPassphrase)
{
    openSignable(Role::Qa);
    signable->keys.make("safe", "correct horse");
    std::ofstream(signable->path("allowed_signers"), std::ios::app) << signable->keys.line("safe", "safe@example.com");
    const QString file = QString::fromStdString((signable->keys.folder() / "safe").string());
    QTimer::singleShot(0, qApp, [&] {
        auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
        ASSERT_NE(dialog, nullptr);
        dialog->findChild<QLineEdit*>(QStringLiteral("keyFile"))->setText(file);
        auto* action = dialog->findChild<QAbstractButton*>(QStringLiteral("action"));
        auto* passphrase = dialog->findChild<QLineEdit*>(QStringLiteral("passphrase"));
        EXPECT_FALSE(passphrase->isVisible());
        QTest::mouseClick(action, Qt::LeftButton);
        ASSERT_TRUE(QTest::qWaitFor([&] { return passphrase->isVisible(); }, 20000));
        for (const char* theme : {"light", "dark"}) {
            applyTheme(QLatin1String(theme));
            test::settle();
            EXPECT_TRUE(QDir().mkpath(screenshotFolder()));
            dialog->grab().save(screenshotFolder() + QStringLiteral("/signoff-sign-%1.png").arg(QLatin1String(theme)));
        }
        applyTheme(QStringLiteral("light"));
        passphrase->setText(QStringLiteral("wrong"));
        QTest::mouseClick(action, Qt::LeftButton);
        auto* fault = dialog->findChild<QLabel*>(QStringLiteral("fault"));
        ASSERT_TRUE(
            QTest::qWaitFor([&] { return fault->isVisible() && fault->text().contains(QStringLiteral("is wrong")); }, 20000));
        passphrase->setText(QStringLiteral("correct horse"));
        QTest::mouseClick(action, Qt::LeftButton);
    });
    QTest::keyClick(page->column(Role::Qa).action(), Qt::Key_Return, Qt::ControlModifier);
    EXPECT_EQ(signedStatus(Role::Qa), SignatureStatus::Valid);
    EXPECT_EQ(page->column(Role::Qa).action()->text(), QStringLiteral("Show signature\u2026"));
    EXPECT_EQ(page->banner().sentence(), QStringLiteral("Sign-off: 1 of 4 signatures valid"));
}

TEST_F(SignoffPageTest, AsksBeforeACommandOfTheGateRunsAgainAndTakesANoForNow)
{
    signable = std::make_unique<test::SignableRelease>("", "", "12s", test::SignableRelease::kProbedItem);
    openSignable(Role::Qa);
    QStringList asked;
    bool answer = false;
    page->setCommandsQuestion([&](QWidget*, const QStringList& commands) {
        asked += commands;
        return answer;
    });
    const QString file = QString::fromStdString((signable->keys.folder() / "mara").string());
    QTimer::singleShot(0, qApp, [&] {
        auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
        ASSERT_NE(dialog, nullptr);
        dialog->findChild<QLineEdit*>(QStringLiteral("keyFile"))->setText(file);
        auto* action = dialog->findChild<QAbstractButton*>(QStringLiteral("action"));
        QTest::mouseClick(action, Qt::LeftButton);
        auto* fault = dialog->findChild<QLabel*>(QStringLiteral("fault"));
        ASSERT_TRUE(QTest::qWaitFor([&] { return fault->isVisible(); }, 20000));
        EXPECT_TRUE(fault->text().contains(QStringLiteral("item final.probe"))) << fault->text().toStdString();
        answer = true;
        QTest::mouseClick(action, Qt::LeftButton);
    });
    QTest::keyClick(page->column(Role::Qa).action(), Qt::Key_Return, Qt::ControlModifier);
    EXPECT_EQ(signedStatus(Role::Qa), SignatureStatus::Valid);
    ASSERT_EQ(asked.size(), 2) << "once more after a no";
    EXPECT_TRUE(asked.front().contains(QStringLiteral("probe.sh"))) << asked.front().toStdString();
}

TEST_F(SignoffPageTest, AsksAnotherRoleByMailAndSaysSo)
{
    openSignable(Role::Qa);
    EXPECT_EQ(page->column(Role::DevOps).wish(), SignatureColumn::Wish::Ask);
    answerNext(QString(), QString(), QStringLiteral("copy"));
    QTest::mouseClick(page->column(Role::DevOps).action(), Qt::LeftButton);
    bool isSaid = false;
    for (const QLabel* label : page->column(Role::DevOps).findChildren<QLabel*>()) {
        isSaid = isSaid || label->text().contains(QStringLiteral("UTC by mail"));
    }
    EXPECT_TRUE(isSaid);
}

TEST_F(SignoffPageTest, TakesASignatureFromAnotherMachine)
{
    openSignable(Role::Qa);
    const auto folder = signable->path("request");
    ASSERT_OK(signable->session().exportSignRequest(Role::DevOps, test::SignableRelease::personOf(Role::DevOps), folder));
    page->chooseFolder = [&](const QString&) { return QString::fromStdString(folder.string()); };
    QSignalSpy noticed(page, &Page::noticed);
    choose(Role::DevOps, "import");
    ASSERT_EQ(noticed.size(), 1);
    EXPECT_TRUE(noticed.at(0).at(1).toBool()) << "it is not signed yet";
    SigningKey key;
    key.file = signable->keys.folder() / "tomasz";
    const auto bytes = readFile(folder / "signoff-devops.json");
    ASSERT_OK(writeFileAtomically(folder / "signoff-devops.json.sig", signBytes(*bytes, kSignoffNamespace, key).given->armor));
    choose(Role::DevOps, "import");
    EXPECT_TRUE(QTest::qWaitFor([&] { return signedStatus(Role::DevOps) == SignatureStatus::Valid; }, 20000))
        << noticed.back().at(0).toString().toStdString();
}

TEST_F(SignoffPageTest, IsNotGreenAnyMoreWhenARunFailsAfterTheFourthSignature)
{
    openSignable(Role::Qa);
    signable->signAll();
    signable->session().noteChange();
    const auto& word = test::child<QLabel>(page->banner(), "signoffWord");
    EXPECT_TRUE(QTest::qWaitFor([&] { return word.text() == QStringLiteral("GO"); }, 20000)) << word.text().toStdString();
    signable->addRun(0.9);
    signable->session().noteChange();
    EXPECT_EQ(word.text(), QStringLiteral("NO-GO"));
    EXPECT_TRUE(page->banner().sentence().contains(QStringLiteral("The release is NO-GO now")))
        << page->banner().sentence().toStdString();
}

TEST_F(SignoffPageTest, ShowsWhichChangeVoidedASignature)
{
    openSignable(Role::Qa);
    signable->signAll();
    signable->addRun();
    ASSERT_OK(signable->session().decideGate(Gate::SignOff, true, ben(), ""));
    EXPECT_EQ(page->banner().sentence(), QStringLiteral("Sign-off: 0 of 4 signatures valid"));
    for (const Role role : {Role::Qa, Role::DevOps, Role::TechLead, Role::ProductManager}) {
        bool isNamed = false;
        for (const QLabel* label : page->column(role).findChildren<QLabel*>()) {
            isNamed = isNamed || label->text().contains(QStringLiteral("run 2 of search is new"));
        }
        EXPECT_TRUE(isNamed);
    }
}

TEST_F(SignoffPageTest, VerifiesLineByLineAndNamesTheFirstBadPlace)
{
    openSignable(Role::Qa);
    signable->signAll();
    VerifyDialog later(signable->dossier(), nullptr, QStringLiteral("run 2 of search is new"));
    later.showResult(VerifyResult{});
    EXPECT_THAT(later.findChild<QLabel*>(QStringLiteral("verdict"))->text().toStdString(),
                testing::AllOf(testing::HasSubstr("in the audit log: run 2 of search is new"),
                               testing::Not(testing::HasSubstr("nothing was changed"))));
    VerifyDialog dialog(signable->dossier());
    QSignalSpy shown(&dialog, &VerifyDialog::shown);
    dialog.show();
    ASSERT_TRUE(shown.wait(20000));
    EXPECT_TRUE(shown.at(0).at(0).toBool());
    auto* verdict = dialog.findChild<QLabel*>(QStringLiteral("verdict"));
    EXPECT_EQ(verdict->text(), QStringLiteral("Everything holds: nothing was changed behind the audit log."));
    for (const char* theme : {"light", "dark"}) {
        applyTheme(QLatin1String(theme));
        test::settle();
        dialog.grab().save(screenshotFolder() + QStringLiteral("/signoff-verify-%1.png").arg(QLatin1String(theme)));
    }
    applyTheme(QStringLiteral("light"));
    for (const QLabel* label : dialog.findChildren<QLabel*>()) {
        EXPECT_FALSE(label->text().contains(QStringLiteral("--")))
            << "options are for the terminal: " << label->text().toStdString();
    }
    const QString report = QString::fromStdString(signable->path("report").string());
    ASSERT_OK(signable->session().exportReport(report.toStdString(), {"json"}));
    dialog.verifyFolder(report);
    ASSERT_TRUE(shown.wait(20000));
    EXPECT_TRUE(shown.back().at(0).toBool()) << verdict->text().toStdString();
    EXPECT_TRUE(dialog.windowTitle().contains(report));
    std::ofstream(signable->path("report") / "record.json", std::ios::app) << ' ';
    QTest::mouseClick(dialog.findChild<QAbstractButton*>(QStringLiteral("again")), Qt::LeftButton);
    ASSERT_TRUE(shown.wait(20000));
    EXPECT_FALSE(shown.back().at(0).toBool()) << "the folder, not the dossier";
    VerifyResult broken{{{"Frames", "the frames of run 1 were changed after it ended", false, {}}}, {}};
    dialog.showResult(broken);
    EXPECT_EQ(verdict->text(), QStringLiteral("First bad place: Frames: the frames of run 1 were changed after it ended"));
}

TEST_F(SignoffPageTest, WalksBetweenTheRolesWithTheArrows)
{
    openWith(anna(), true);
    page->focusFirst();
    EXPECT_TRUE(page->column(Role::Qa).action()->hasFocus());
    QTest::keyClick(page->column(Role::Qa).action(), Qt::Key_Right);
    EXPECT_TRUE(page->column(Role::DevOps).action()->hasFocus());
    QTest::keyClick(page->column(Role::DevOps).action(), Qt::Key_Left);
    QTest::keyClick(page->column(Role::Qa).action(), Qt::Key_Left);
    EXPECT_TRUE(page->column(Role::Qa).action()->hasFocus());
}

TEST_F(SignoffPageTest, DecidesTheGateFromTheBanner)
{
    openWith(ben(), false);
    clear(*opened);
    ASSERT_OK(opened->decideGate(Gate::GoForLoad, true, ben(), ""));
    ASSERT_OK(opened->decideGate(Gate::Results, true, ben(), ""));
    answerNext(QString(), QString(), QStringLiteral("action"));
    QTest::mouseClick(page->banner().decideButton(), Qt::LeftButton);
    EXPECT_TRUE(QTest::qWaitFor([this] { return opened->checklist().gate(Gate::SignOff).state == GateState::Go; }, 10000));
    EXPECT_FALSE(opened->report()->recordSha256.empty());
    EXPECT_TRUE(page->column(Role::TechLead).action()->isEnabled());
}

TEST_F(SignoffPageTest, CannotBeSignedInARehearsal)
{
    opened = shippedSession("rehearsal", path(""));
    page->setPerson(anna());
    page->setSession(opened.get());
    frame.show();
    EXPECT_EQ(page->banner().sentence(), QStringLiteral("REHEARSAL: cannot be signed off"));
    for (const Role role : {Role::Qa, Role::DevOps, Role::TechLead, Role::ProductManager}) {
        EXPECT_FALSE(page->column(role).action()->isEnabled());
    }
    for (const char* sentence : {"certify.tests-executed", "certify.targets-met", "certify.optimizations-applied",
                                 "certify.monitoring", "certify.ready"}) {
        EXPECT_NE(page->findChild<QWidget*>(QLatin1String(sentence)), nullptr) << sentence;
    }
    frame.savePicture(QStringLiteral("signoff-rehearsal-light-1280.png"));
}

TEST_F(SignoffPageTest, Looks)
{
    opened = shippedSession("pre-production", path(""));
    addRuns(*opened);
    const Person lead{"Anjali Rao", Role::TechLead, ""};
    ASSERT_OK(opened->overrideItem("env.same-server-specs", lead, "autoscaling was off during the test"));
    auto made = buildReport(opened->dossier(), opened->plan(), opened->checklistTemplate(), at(9000));
    ASSERT_TRUE(made);
    auto report = std::const_pointer_cast<Report>(*made);
    report->recordSha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    for (GateView& gate : report->checklist.gates) {
        gate.state = GateState::Go;
        gate.blockers.clear();
        gate.blockingCount = 0;
    }
    const std::string key = "SHA256:nThbg6kXR8sY";
    report->signatures = {
        {Role::Qa, SignatureStatus::Valid, "Mara Lindqvist", "", key, "Key of mara@example.com", "mara", at(3931)},
        {Role::DevOps, SignatureStatus::Pending, "", "", "", "", "", std::nullopt},
        {Role::TechLead, SignatureStatus::Unverified, "Anjali Rao", "", "", "hardware key left at the office", "arao", at(3852)},
        {Role::ProductManager, SignatureStatus::Invalid, "Jonas Feld", "", key, "threshold table changed by retest run 9", "jf",
         at(3524)}};
    report->signatures.front().principal = "mara@example.com";
    report->signatures.back().signedBytes =
        toBytes({"a91f22c0a91f22c0", "bb", Role::ProductManager, "The remaining risk is accepted.", "Jonas Feld", at(3524)});
    page->setPerson({"Tomasz Wren", Role::DevOps, ""});
    page->setSession(opened.get()); // so that roles can be asked
    page->showReport(report);
    for (const int width : {1280, 1920}) {
        frame.show(width, width == 1280 ? 800 : 1080);
        page->showReport(report);
        page->focusFirst();
        for (const char* theme : {"light", "dark"}) {
            applyTheme(QLatin1String(theme));
            frame.savePicture(QStringLiteral("signoff-%1-%2.png").arg(QLatin1String(theme)).arg(width));
        }
        applyTheme(QStringLiteral("light"));
    }
    EXPECT_EQ(page->findChild<QTableView*>(QStringLiteral("exceptions"))->model()->rowCount(),
              static_cast<int>(report->exceptions.size()));
}

} // namespace
} // namespace holdpoint
