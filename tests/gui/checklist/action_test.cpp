// SPDX-License-Identifier: GPL-3.0-or-later
// Actions from their row: what is run is shown, asked for once, and nothing else happens.
#include "core/session/sweep_job.h"
#include "tests/gui/checklist/action_fixture.h"
#include "ui/style/item_words.h"
#include "ui/style/status.h"

#include <QMessageBox>
#include <QTimer>
#include <gmock/gmock.h>
#include <set>

namespace holdpoint {
namespace {

using test::child;
using test::whenDialogOpens;
using testing::HasSubstr;

class ActionTest : public ActionFixture
{
protected:
    void openWithScript()
    {
        write(QStringLiteral("seed-load-test-data.py"), "open('ran', 'a').write('x')\nprint('seeded')\n");
        open();
        page->selectItem(QStringLiteral("data.seeded"));
    }
    bool isDone() const { return lastNotice().find("Test data seeded") != std::string::npos && exists(QStringLiteral("ran")); }
};

TEST_F(ActionTest, TheRowShowsTheExactCommandAndNothingRunsBeforeAYes)
{
    openWithScript();
    EXPECT_EQ(textOf(*details, "deedCommand"), R"(["python3","seed-load-test-data.py"])");
    auto& primary = child<Button>(*details, "itemPrimary");
    EXPECT_EQ(primary.text(), QStringLiteral("Do it\u2026"));
    EXPECT_EQ(primary.keyHint(), QStringLiteral("A"));
    whenDialogOpens([](QDialog& dialog) {
        EXPECT_EQ(textOf(dialog, "command"), R"(["python3","seed-load-test-data.py"])");
        EXPECT_THAT(child<QLabel>(dialog, "warning").text().toStdString(), HasSubstr("nobody has let it run"));
        QTest::keyClick(&dialog, Qt::Key_Escape);
    });

    QTest::mouseClick(&primary, Qt::LeftButton);

    EXPECT_FALSE(exists(QStringLiteral("ran")));
    EXPECT_EQ(item("data.seeded").state, ItemState::Open);
}

TEST_F(ActionTest, AYesRunsItKeepsItsOutputAndIsNotAskedForAgain)
{
    openWithScript();
    whenDialogOpens([this](QDialog& dialog) { press(dialog, "action"); });
    press(*details, "itemPrimary");
    ASSERT_TRUE(test::eventually([this] { return isDone(); }));
    ASSERT_FALSE(item("data.seeded").evidence.empty());
    EXPECT_NE(item("data.seeded").state, ItemState::Running);

    notices->clear();
    ASSERT_TRUE(QFile::remove(release.file(QStringLiteral("ran"))));
    ASSERT_EQ(child<Button>(*details, "itemPrimary").text(), QStringLiteral("Do it\u2026")) << "its counts do not hold";
    press(*details, "itemPrimary");

    EXPECT_EQ(QApplication::activeModalWidget(), nullptr);
    EXPECT_TRUE(test::eventually([this] { return isDone(); }));
}

TEST_F(ActionTest, AnActionThatCannotBeStartedFromHereSaysWhyAndCanBeConfirmedByHand)
{
    open();
    page->selectItem(QStringLiteral("data.seeded"));

    EXPECT_EQ(details->findChild<QLabel*>(QStringLiteral("deedCommand")), nullptr);
    EXPECT_NE(child<Button>(*details, "itemPrimary").text(), QStringLiteral("Do it\u2026"));
    bool isSaid = false;
    for (const QLabel* label : details->findChildren<QLabel*>()) {
        isSaid = isSaid || label->text().remove(QChar(0x200B)).contains(QStringLiteral("`seed-load-test-data.py` is not in"));
    }
    EXPECT_TRUE(isSaid);
}

TEST_F(ActionTest, ADryRunIsStartedByTheWindowThatShowsIt)
{
    open();
    page->selectItem(QStringLiteral("tool.scripts-validated"));
    QSignalSpy asked(page, &ChecklistPage::startRequested);

    press(*details, "itemPrimary");

    ASSERT_EQ(asked.size(), 1);
    EXPECT_TRUE(asked.front().at(0).toStringList().isEmpty()) << "all tests";
    EXPECT_EQ(asked.front().at(1).value<RunKind>(), RunKind::DryRun);
}

TEST_F(ActionTest, AGateAsksOnceWhetherThePlansCommandsMayRunAndThenRunsThem)
{
    write(QStringLiteral("lb.sh"), "#!/bin/sh\necho same\ntouch lb-ran\n");
    set({"checklist", "sensors", "tool.firewall", "facts", "code", "command"}, std::vector<std::string>{"sh", "lb.sh"});
    set({"checklist", "sensors", "tool.firewall", "pass"}, std::string("code == 0 code"));
    open();
    int asked = 0;
    page->setCommandsQuestion([&asked](QWidget*, const QStringList& commands) {
        ++asked;
        EXPECT_THAT(commands.join(QLatin1Char(' ')).toStdString(), HasSubstr("sh"));
        return true;
    });
    bool isDecided = false;
    whenDialogOpens([&isDecided](QDialog&) { isDecided = true; });

    qobject_cast<QAbstractButton*>(page->headActions().back())->click();
    ASSERT_TRUE(test::eventually([&isDecided] { return isDecided; }));

    EXPECT_EQ(asked, 1);
    EXPECT_TRUE(exists(QStringLiteral("lb-ran")));
    EXPECT_EQ(item("tool.firewall").state, ItemState::Pass) << item("tool.firewall").reason;
    page->selectItem(QStringLiteral("tool.firewall"));
    QTest::keyClick(&child<ChecklistTree>(*page, "checklistTree"), Qt::Key_R);
    EXPECT_EQ(asked, 1) << "a re-check has the same answer";
    ASSERT_TRUE(test::eventually([this] { return !session->sweepJob().isRunning(); }));
}

TEST_F(ActionTest, EveryRowNamesItsSourceInAWordAndItsOwner)
{
    const std::set<std::string> codes{"promql", "sql",  "compare",  "log",        "source_connected",
                                      "run",    "none", "env_file", "http",       "redis",
                                      "tls",    "tcp",  "dns",      "not sensed", "not connected"};
    open();
    const ChecklistView& view = session->checklist();
    for (const ItemView& each : view.items) {
        if (each.definition->kind == ItemKind::Text) {
            continue;
        }
        const std::string word = itemSource(each).toStdString();
        EXPECT_FALSE(word.empty() || word == "\u2013") << each.definition->id;
        EXPECT_FALSE(codes.contains(word)) << each.definition->id << " says " << word;
        EXPECT_LE(itemSource(each).size(), 14) << each.definition->id << " says " << word;
        EXPECT_FALSE(ownerWord(each.definition->owner).isEmpty()) << each.definition->id;
    }
    EXPECT_EQ(itemSource(item("env.same-redis-config")), QStringLiteral("Redis"));
    EXPECT_EQ(itemSource(item("env.same-database-config")), QStringLiteral("PostgreSQL"));
    EXPECT_EQ(itemSource(item("env.same-infrastructure")), QStringLiteral("roll-up"));
}

} // namespace
} // namespace holdpoint
