// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connections_page.h"

#include "core/session/sweep_job.h"
#include "tests/support/contract_server.h"
#include "tests/support/gui.h"
#include "tests/support/sample_release.h"
#include "tests/support/silent_port.h"
#include "ui/connections/source_model.h"
#include "ui/style/holdpoint_style.h"
#include "ui/style/parts.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using test::child;
using test::ContractServer;
using testing::HasSubstr;
using testing::Not;

class ConnectionsPageTest : public testing::Test
{
protected:
    ConnectionsPageTest()
        : release({{"PROMETHEUS_URL", refusing.url()},
                   {"GRAFANA_URL", server.url("/grafana")},
                   {"GRAFANA_TOKEN", ContractServer::kToken},
                   {"JAEGER_URL", server.url("/jaeger")}})
    {
        applyTheme(QStringLiteral("light"));
        page.setSession(&release.session());
        page.resize(1112, 640);
        page.show();
        test::settle();
        table = &child<QTableView>(page, "sources");
        model = qobject_cast<SourceModel*>(table->model());
    }
    ~ConnectionsPageTest() override { page.setSession(nullptr); }

    void choose(const QString& name)
    {
        const QModelIndex index = model->index(model->indexOf(name), 0);
        table->scrollTo(index);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(index).center());
    }
    const SourceRow& row(const QString& name) const { return model->rows().at(static_cast<std::size_t>(model->indexOf(name))); }
    std::string planText() const
    {
        QFile file(release.planFile());
        EXPECT_TRUE(file.open(QIODevice::ReadOnly));
        return file.readAll().toStdString();
    }
    bool waitFor(const QString& name)
    {
        return test::eventually([&] { return row(name).tested && !row(name).isTesting; });
    }

    ContractServer server;
    SilentPort refusing{SilentPort::Kind::Refusing};
    test::SampleRelease release;
    ConnectionsPage page;
    QTableView* table = nullptr;
    SourceModel* model = nullptr;
};

TEST_F(ConnectionsPageTest, TheModelKeepsItsRulesAndListsEverySourceOfThePlan)
{
    const QAbstractItemModelTester tester(model, QAbstractItemModelTester::FailureReportingMode::Warning);
    EXPECT_TRUE(row(QStringLiteral("prometheus")).source.isConfigured());
    EXPECT_FALSE(row(QStringLiteral("slack")).source.isConfigured());
    EXPECT_GT(row(QStringLiteral("prometheus")).items.size(), 5U);
    EXPECT_GE(model->indexOf(QStringLiteral("127.0.0.1:8080")), 0) << "the host that is loaded";
    EXPECT_EQ(row(QStringLiteral("prometheus")).look().word, QStringLiteral("NOT ASKED"));
}

TEST_F(ConnectionsPageTest, ATestStopsAtTheStepThatFailsAndSaysWhatToDo)
{
    choose(QStringLiteral("prometheus"));
    QSignalSpy notices(&page, &Page::noticed);

    QTest::mouseClick(&child<Button>(page, "testConnection"), Qt::LeftButton);
    ASSERT_TRUE(waitFor(QStringLiteral("prometheus")));

    EXPECT_TRUE(row(QStringLiteral("prometheus")).isDown());
    EXPECT_TRUE(child<QLabel>(page, "cause")
                    .text()
                    .remove(QChar(0x200B))
                    .startsWith(QStringLiteral("The host is up but nothing listens")));
    EXPECT_THAT(child<QWidget>(page, "stepList").accessibleDescription().toStdString(), HasSubstr("Open a connection: failed"));
    ASSERT_EQ(notices.size(), 1);
    EXPECT_TRUE(notices.front().at(1).toBool());
    EXPECT_EQ(child<Button>(page, "testConnection").text(), QStringLiteral("Test again"));
    EXPECT_EQ(release.session().sweepJob().sources().at("prometheus").state, SourceReport::State::Failed);
    EXPECT_GT(child<QTableView>(page, "blockedItems").model()->rowCount(), 5);
}

TEST_F(ConnectionsPageTest, ASourceThatAnswersIsGreenAndItsTokenIsNowhere)
{
    choose(QStringLiteral("grafana"));
    QTest::keyClick(table, Qt::Key_F5); // the window's; a page alone is asked directly
    page.refresh();
    ASSERT_TRUE(waitFor(QStringLiteral("grafana")));

    EXPECT_TRUE(row(QStringLiteral("grafana")).isAnswering()) << row(QStringLiteral("grafana")).answer().toStdString();
    EXPECT_FALSE(child<QWidget>(page, "causeBlock").isVisible());
    for (const QLineEdit* field : page.findChildren<QLineEdit*>()) {
        EXPECT_THAT(field->text().toStdString() + field->toolTip().toStdString(), Not(HasSubstr(ContractServer::kToken)));
    }
    QTest::mouseClick(&child<Button>(page, "copyConnection"), Qt::LeftButton);
    EXPECT_THAT(QApplication::clipboard()->text().toStdString(),
                testing::AllOf(HasSubstr("6. Ask one question: "), Not(HasSubstr(ContractServer::kToken))));
}

TEST_F(ConnectionsPageTest, TestAllTestsThemSideBySide)
{
    QTest::mouseClick(&child<Button>(page, "testAll"), Qt::LeftButton);
    for (const char* name : {"prometheus", "grafana", "jaeger"}) {
        ASSERT_TRUE(waitFor(QString::fromLatin1(name))) << name;
    }
    EXPECT_TRUE(row(QStringLiteral("jaeger")).isAnswering()) << row(QStringLiteral("jaeger")).answer().toStdString();
    EXPECT_FALSE(row(QStringLiteral("slack")).tested) << "the plan does not name it";
}

TEST_F(ConnectionsPageTest, ATargetOfAnotherPageIsChosenAndTested)
{
    page.showTarget(QStringLiteral("Jaeger"));

    EXPECT_EQ(child<QLabel>(page, "connectionTitle").text(), QStringLiteral("Jaeger"));
    EXPECT_TRUE(waitFor(QStringLiteral("jaeger")));
}

TEST_F(ConnectionsPageTest, AUrlIsWrittenIntoThePlanWithItsCommentsKept)
{
    choose(QStringLiteral("redis"));
    auto& url = child<QLineEdit>(page, "setting-url");
    auto& save = child<Button>(page, "saveConnection");
    EXPECT_FALSE(save.isEnabled());
    QSignalSpy changed(&page, &ConnectionsPage::planChanged);

    QTest::keyClicks(&url, QStringLiteral("redis://127.0.0.1:6399"));
    ASSERT_TRUE(save.isEnabled());
    QTest::mouseClick(&save, Qt::LeftButton);

    EXPECT_EQ(changed.size(), 1);
    QFile file(release.planFile());
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    const std::string text = file.readAll().toStdString();
    EXPECT_THAT(text, HasSubstr("  redis: {url: \"redis://127.0.0.1:6399\"}\n"));
    EXPECT_THAT(text, HasSubstr("monitoring: # what has no URL is not asked\n"));
}

TEST_F(ConnectionsPageTest, ARefusedEditSaysWhyAndLeavesThePlanAlone)
{
    choose(QStringLiteral("redis"));
    QSignalSpy notices(&page, &Page::noticed);
    QTest::keyClicks(&child<QLineEdit>(page, "setting-url"), QStringLiteral("redis://ann:pw@127.0.0.1:6399"));
    QTest::mouseClick(&child<Button>(page, "saveConnection"), Qt::LeftButton);

    ASSERT_EQ(notices.size(), 1);
    EXPECT_THAT(notices.front().at(0).toString().toStdString(), HasSubstr("env file"));
    QFile file(release.planFile());
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    EXPECT_THAT(file.readAll().toStdString(), Not(HasSubstr("ann:pw")));
}

TEST_F(ConnectionsPageTest, ASourceIsAddedWithWhatItWantsAndItsSecretsByName)
{
    auto& menu = child<QMenu>(page, "sourcesToAdd");
    ASSERT_TRUE(QMetaObject::invokeMethod(&menu, "aboutToShow")); // the offscreen platform cannot pop up a menu
    QAction* slack = nullptr;
    for (QAction* action : menu.actions()) {
        EXPECT_NE(action->text(), QStringLiteral("Prometheus")) << "the plan names it already";
        slack = action->text() == QStringLiteral("Slack") ? action : slack;
    }
    ASSERT_NE(slack, nullptr);
    slack->trigger();
    EXPECT_EQ(child<QLabel>(page, "connectionTitle").text(), QStringLiteral("Slack"));
    EXPECT_TRUE(test::eventually([&] { return page.focusWidget() == &child<QLineEdit>(page, "setting-webhook"); }))
        << "what is typed goes into the first empty field";
    QSignalSpy changed(&page, &ConnectionsPage::planChanged);

    QTest::keyClicks(&child<QLineEdit>(page, "setting-webhook"), QStringLiteral("${SLACK_WEBHOOK}"));
    QTest::keyClicks(&child<QLineEdit>(page, "setting-channel"), QStringLiteral("#releases"));
    QTest::mouseClick(&child<Button>(page, "saveConnection"), Qt::LeftButton);

    EXPECT_EQ(changed.size(), 1);
    EXPECT_THAT(planText(), HasSubstr("  slack: {webhook: \"${SLACK_WEBHOOK}\", channel: \"#releases\"}\n"));
}

TEST_F(ConnectionsPageTest, ASecretInClearIsNotWritten)
{
    const std::string before = planText();
    choose(QStringLiteral("grafana"));
    auto& token = child<QLineEdit>(page, "setting-token");
    EXPECT_EQ(token.text(), QStringLiteral("${GRAFANA_TOKEN:-}"));
    token.clear();
    QTest::keyClicks(&token, QStringLiteral("glsa_4711"));
    QSignalSpy notices(&page, &Page::noticed);
    QTest::mouseClick(&child<Button>(page, "saveConnection"), Qt::LeftButton);

    ASSERT_EQ(notices.size(), 1);
    EXPECT_THAT(notices.front().at(0).toString().toStdString(), testing::AllOf(HasSubstr("env file"), Not(HasSubstr("4711"))));
    EXPECT_EQ(planText(), before);
}

TEST_F(ConnectionsPageTest, RemovingASourceAsksFirstAndTakesOnlyItsLines)
{
    const std::string before = planText();
    const auto answer = [](const QString& wanted) {
        test::whenDialogOpens([wanted](QDialog& dialog) {
            for (auto* button : dialog.findChildren<QPushButton*>()) {
                if (button->text() == wanted) {
                    QTest::mouseClick(button, Qt::LeftButton);
                    return;
                }
            }
            ADD_FAILURE() << "no " << wanted.toStdString();
        });
    };
    choose(QStringLiteral("grafana"));
    answer(QStringLiteral("Keep it"));
    QTest::mouseClick(&child<Button>(page, "removeConnection"), Qt::LeftButton);
    EXPECT_EQ(planText(), before);

    answer(QStringLiteral("Remove"));
    QTest::mouseClick(&child<Button>(page, "removeConnection"), Qt::LeftButton);

    std::string wanted = before;
    const auto at = wanted.find("  grafana: {");
    ASSERT_NE(at, std::string::npos);
    wanted.erase(at, wanted.find('\n', at) + 1 - at);
    EXPECT_EQ(planText(), wanted);
    choose(QStringLiteral("slack"));
    EXPECT_FALSE(child<Button>(page, "removeConnection").isVisible()) << "the plan does not name it";
}

TEST_F(ConnectionsPageTest, WhatFewPlansSetIsShownWhenAskedForAndCanBeTakenOutAgain)
{
    choose(QStringLiteral("jaeger"));
    auto& timeout = child<QLineEdit>(page, "setting-timeout");
    EXPECT_FALSE(timeout.isVisible());
    QTest::mouseClick(&child<Button>(page, "moreSettings"), Qt::LeftButton);
    ASSERT_TRUE(timeout.isVisible());
    QTest::keyClicks(&timeout, QStringLiteral("20s"));
    auto& services = child<QLineEdit>(page, "setting-services");
    EXPECT_EQ(services.text(), QStringLiteral("api, search"));
    services.clear();
    QTest::mouseClick(&child<Button>(page, "saveConnection"), Qt::LeftButton);

    EXPECT_THAT(planText(), HasSubstr("  jaeger: {url: \"${JAEGER_URL:-}\", timeout: \"20s\"}\n"));
}

TEST_F(ConnectionsPageTest, APlanThatCouldNotBeUsedIsNotWritten)
{
    const std::string before = planText();
    page.setPlanCheck([](const std::string& text, const std::filesystem::path&) -> Result<> {
        EXPECT_THAT(text, HasSubstr("nonsense"));
        return fail(Error::Kind::Invalid, "not saved: plan.yaml:1: nonsense");
    });
    choose(QStringLiteral("redis"));
    QSignalSpy notices(&page, &Page::noticed);
    QSignalSpy changed(&page, &ConnectionsPage::planChanged);
    QTest::keyClicks(&child<QLineEdit>(page, "setting-url"), QStringLiteral("nonsense"));
    QTest::mouseClick(&child<Button>(page, "saveConnection"), Qt::LeftButton);

    EXPECT_EQ(changed.size(), 0);
    ASSERT_EQ(notices.size(), 1);
    EXPECT_TRUE(notices.front().at(1).toBool());
    EXPECT_EQ(planText(), before);
}

TEST_F(ConnectionsPageTest, AnItemOfTheListLeadsToTheChecklist)
{
    choose(QStringLiteral("prometheus"));
    auto& items = child<QTableView>(page, "blockedItems");
    items.setCurrentIndex(items.model()->index(0, 0));
    QSignalSpy asked(&page, &Page::pageRequested);

    QTest::keyClick(&items, Qt::Key_Return);

    ASSERT_EQ(asked.size(), 1);
    EXPECT_EQ(asked.front().at(0).toString(), QStringLiteral("checklist"));
    EXPECT_NE(release.session().checklist().item(asked.front().at(1).toString().toStdString()), nullptr);
}

TEST_F(ConnectionsPageTest, WithoutAReleaseItSaysWhatShowsHere)
{
    page.setSession(nullptr);
    EXPECT_FALSE(table->isVisible());
    EXPECT_TRUE(page.facts().isEmpty());
    EXPECT_FALSE(child<Button>(page, "testAll").isEnabled());
}

} // namespace
} // namespace holdpoint
