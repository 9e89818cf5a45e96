// SPDX-License-Identifier: GPL-3.0-or-later
// The checklist while it asks its sources: real loopback ports, real keys.
#include "core/session/sweep_job.h"
#include "tests/support/gui.h"
#include "tests/support/sample_release.h"
#include "tests/support/silent_port.h"
#include "ui/checklist/checklist_model.h"
#include "ui/checklist/checklist_page.h"
#include "ui/checklist/checklist_tree.h"
#include "ui/checklist/item_details.h"
#include "ui/style/holdpoint_style.h"
#include "ui/style/parts.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using test::child;
using testing::HasSubstr;

/// A release whose plan names these sources.
class SensingTest : public testing::Test
{
protected:
    void open(const std::map<std::string, std::string>& variables)
    {
        applyTheme(QStringLiteral("light"));
        release = std::make_unique<test::SampleRelease>(variables);
        page = std::make_unique<ChecklistPage>();
        page->setPerson(test::sampleQa());
        page->setCommandsQuestion([](QWidget*, const QStringList&) { return false; });
        page->setSession(&release->session());
        page->resize(824, 700);
        page->show();
        test::settle();
        tree = &child<ChecklistTree>(*page, "checklistTree");
        tree->setFocus();
        notices = std::make_unique<QSignalSpy>(page.get(), &Page::noticed);
    }
    SweepJob& job() { return release->session().sweepJob(); }
    QString cell(const QString& id, ChecklistModel::Column column)
    {
        page->selectItem(id);
        return tree->currentIndex().siblingAtColumn(column).data().toString();
    }
    QString lastNotice() const { return notices->isEmpty() ? QString() : notices->back().at(0).toString(); }

    std::unique_ptr<test::SampleRelease> release;
    std::unique_ptr<ChecklistPage> page;
    std::unique_ptr<QSignalSpy> notices;
    ChecklistTree* tree = nullptr;
};

TEST_F(SensingTest, ASourceThatIsDownStandsOnceInTheBannerAndItsRowsNameIt)
{
    const SilentPort refusing(SilentPort::Kind::Refusing);
    open({{"PROMETHEUS_URL", refusing.url()}});

    QTest::keyClick(tree, Qt::Key_R, Qt::ShiftModifier);
    ASSERT_TRUE(job().isRunning());
    ASSERT_TRUE(test::eventually([this] { return !job().isRunning(); }));

    EXPECT_EQ(cell(QStringLiteral("env.same-server-specs"), ChecklistModel::StateColumn), QStringLiteral("UNKNOWN"));
    EXPECT_EQ(cell(QStringLiteral("env.same-server-specs"), ChecklistModel::ValueColumn),
              QStringLiteral("blocked by Prometheus"));
    EXPECT_EQ(page->findChildren<QAbstractButton*>(QStringLiteral("blocker-source-Prometheus")).size(), 1);
    EXPECT_THAT(lastNotice().toStdString(), testing::AllOf(HasSubstr("Re-checked "), HasSubstr("Prometheus: ")));
    QSignalSpy asked(page.get(), &Page::pageRequested);
    QTest::mouseClick(&child<QAbstractButton>(*page, "blocker-source-Prometheus"), Qt::LeftButton);
    ASSERT_EQ(asked.size(), 1);
    EXPECT_EQ(asked.front().at(0).toString(), QStringLiteral("connections"));
    EXPECT_EQ(asked.front().at(1).toString(), QStringLiteral("Prometheus"));
}

TEST_F(SensingTest, WhileItIsAskedAnItemIsRunningTheSlowSourceIsNamedAndEscapeStops)
{
    const SilentPort hanging(SilentPort::Kind::Hanging);
    open({{"PROMETHEUS_URL", hanging.url()}});
    const QString id = QStringLiteral("env.same-server-specs");

    qobject_cast<QAbstractButton*>(page->headActions().front())->click();

    ASSERT_TRUE(test::eventually([this] { return !job().slowSource().empty(); }));
    EXPECT_EQ(cell(id, ChecklistModel::StateColumn), QStringLiteral("RUNNING"));
    EXPECT_THAT(page->facts().toStdString(), testing::StartsWith("re-checking "));
    ASSERT_TRUE(test::eventually([this] { return page->facts().endsWith(QStringLiteral(" is slow")); }));
    tree->setFocus();
    QTest::keyClick(tree, Qt::Key_Escape);
    ASSERT_TRUE(test::eventually([this] { return !job().isRunning(); }));

    EXPECT_EQ(cell(id, ChecklistModel::StateColumn), QStringLiteral("OPEN"));
    EXPECT_THAT(lastNotice().toStdString(), HasSubstr("Stopped"));
    EXPECT_NE(cell(QStringLiteral("tool.firewall"), ChecklistModel::ValueColumn), QStringLiteral("not sensed yet"))
        << "what had been answered is stored";
}

TEST_F(SensingTest, RAsksTheChosenItemOnlyAndItsDetailsShowQuestionAndAnswer)
{
    open({});
    const QString id = QStringLiteral("tool.firewall");
    page->selectItem(id);

    QTest::keyClick(tree, Qt::Key_R);
    ASSERT_TRUE(test::eventually([this] { return !job().isRunning(); }));

    EXPECT_EQ(job().progress().items, 1U);
    EXPECT_THAT(lastNotice().toStdString(), testing::StartsWith("Re-checked 1 item"));
    QWidget* details = page->dockTabs().front().panel;
    EXPECT_THAT(child<QLabel>(*details, "question").text().toStdString(), HasSubstr("tcp"));
    auto* sheet = qobject_cast<ItemDetails*>(details);
    ASSERT_NE(sheet, nullptr);
    const auto age = [&] {
        const auto labels = details->findChildren<QLabel*>();
        const auto found = std::find_if(labels.begin(), labels.end(),
                                        [](const QLabel* label) { return label->text().endsWith(QStringLiteral(" ago")); });
        return found == labels.end() ? QString() : (*found)->text();
    };
    const QString before = age();
    EXPECT_FALSE(before.isEmpty());
    sheet->tick(systemClock().wallNow() + std::chrono::minutes{90});
    EXPECT_NE(age(), before) << "the age goes on";
    EXPECT_EQ(child<Button>(*details, "itemPrimary").keyHint(), QStringLiteral("R"));
}

TEST_F(SensingTest, WhatNoSourceIsConnectedForIsSaidOnceWithTheWayToConnectIt)
{
    open({});
    auto& notice = child<QWidget>(*page, "sourceNotice");
    ASSERT_TRUE(notice.isVisible());
    QSignalSpy asked(page.get(), &Page::pageRequested);

    QTest::mouseClick(&child<Button>(notice, "connectSource"), Qt::LeftButton);

    ASSERT_EQ(asked.size(), 1);
    EXPECT_EQ(asked.front().at(0).toString(), QStringLiteral("connections"));
    EXPECT_FALSE(asked.front().at(1).toString().isEmpty());
    EXPECT_THAT(notice.findChild<QLabel*>()->text().toStdString(),
                testing::MatchesRegex("No .* connected. [0-9]+ of [0-9]+ items need it.*"));
}

TEST_F(SensingTest, StoppingTheSweepOfAGateDecidesNothing)
{
    const SilentPort hanging(SilentPort::Kind::Hanging);
    open({{"PROMETHEUS_URL", hanging.url()}});
    auto* decide = qobject_cast<QAbstractButton*>(page->headActions().back());

    decide->click();
    ASSERT_TRUE(test::eventually([this] { return !job().slowSource().empty(); }));
    EXPECT_FALSE(decide->isEnabled());
    QTest::keyClick(tree, Qt::Key_Escape);
    ASSERT_TRUE(test::eventually([this] { return !job().isRunning(); }));

    EXPECT_EQ(QApplication::activeModalWidget(), nullptr);
    EXPECT_TRUE(decide->isEnabled());
    EXPECT_THAT(lastNotice().toStdString(), HasSubstr("Not decided"));
    EXPECT_EQ(release->session().checklist().gate(Gate::GoForLoad).state, GateState::Hold);
}

TEST_F(SensingTest, AnOverrideThatThePersonMayNotGiveSaysWhoMay)
{
    open({});
    QString killer;
    for (const ItemView& item : release->session().checklist().items) {
        if (item.canOverride && item.needsTechLead && killer.isEmpty()) {
            killer = QString::fromStdString(item.definition->id);
        }
    }
    ASSERT_FALSE(killer.isEmpty());
    page->selectItem(killer);
    bool wasAsked = false;
    test::whenDialogOpens([&wasAsked](QDialog& dialog) {
        wasAsked = true;
        QTest::keyClicks(&child<QPlainTextEdit>(dialog, "reason"), QStringLiteral("because"));
        EXPECT_FALSE(child<Button>(dialog, "action").isEnabled());
        EXPECT_THAT(child<QLabel>(dialog, "whyNot").text().toStdString(), HasSubstr("You act as"));
    });

    QTest::keyClick(tree, Qt::Key_O);

    EXPECT_TRUE(wasAsked);
}

} // namespace
} // namespace holdpoint
