// SPDX-License-Identifier: GPL-3.0-or-later
// The Test window tab against Slack, Grafana, Alertmanager, PagerDuty and a lock as their documentation has them.
#include "tests/gui/checklist/action_fixture.h"
#include "ui/checklist/window_panel.h"
#include "ui/shell/window_words.h"

#include <QComboBox>
#include <QLineEdit>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using test::child;
using test::whenDialogOpens;
using testing::HasSubstr;
using testing::IsEmpty;

class WindowPanelTest : public ActionFixture
{
protected:
    QString primary() { return child<Button>(*window, "windowPrimary").text(); }
    /// Presses the panel's button and says yes.
    void agree()
    {
        whenDialogOpens([this](QDialog& dialog) { press(dialog, "action"); });
        press(*window, "windowPrimary");
        ASSERT_TRUE(test::eventually([this] { return primary() != QStringLiteral("Stop after this step"); }));
        test::settle();
    }
};

TEST_F(WindowPanelTest, ItIsOpenedAndClosedFromTheTabAndEveryStepShowsWhatBecameOfIt)
{
    nameAllServices();
    open();
    EXPECT_EQ(primary(), QStringLiteral("Open test window\u2026"));
    whenDialogOpens([this](QDialog& dialog) {
        EXPECT_THAT(textOf(dialog, "told"), HasSubstr("Slack notice"));
        child<QLineEdit>(dialog, "value").setText(QStringLiteral("soon"));
        press(dialog, "action");
        EXPECT_THAT(child<QLabel>(dialog, "fault").text().toStdString(), HasSubstr("is not a duration"));
        child<QLineEdit>(dialog, "value").setText(QStringLiteral("90m"));
        press(dialog, "action");
    });
    press(*window, "windowPrimary");
    ASSERT_TRUE(test::eventually([this] { return primary() == QStringLiteral("Close test window\u2026"); }));

    EXPECT_TRUE(testWindow().isAnnounced());
    EXPECT_EQ(*testWindow().plannedEnd - testWindow().openedAt, std::chrono::minutes{90});
    EXPECT_EQ(textOf(*window, "onCall"), "Ada (level 1), Bob (level 2)");
    EXPECT_THAT(textOf(*window, "windowLeft"), testing::MatchesRegex("1:29:[0-9]+ left"));
    EXPECT_EQ(textOf(*window, "stepState-slack"), "DONE");
    EXPECT_EQ(sent("POST", "/slack/api/chat.postMessage"), 1U);
    EXPECT_EQ(sent("POST", "/grafana/api/annotations"), 1U);
    ASSERT_TRUE(test::eventually([this] { return !item("preflight.team-notified").value.empty(); })) << "its sensor looked";

    agree();

    EXPECT_FALSE(testWindow().isOpen());
    EXPECT_EQ(textOf(*window, "stepState-slack"), "ENDED");
    EXPECT_EQ(primary(), QStringLiteral("Open test window\u2026"));
    EXPECT_EQ(sent("DELETE", "/lock/staging"), 1U);
    EXPECT_THAT(server.violations(), IsEmpty());
}

TEST_F(WindowPanelTest, AStepThatNobodyCanTellWaitsForAPersonsWordAndIsNotSentTwice)
{
    set({"monitoring", "slack", "webhook"}, std::string("${HOOK}"));
    set({"monitoring", "slack", "timeout"}, std::string("1s"));
    server.leaveUnanswered(test::ContractServer::kHook);
    open();
    agree();
    server.answerAgain();
    EXPECT_EQ(textOf(*window, "stepState-slack"), "UNKNOWN");
    EXPECT_EQ(primary(), QStringLiteral("Go on opening\u2026"));
    EXPECT_THAT(textOf(*window, "windowNote"), HasSubstr("was not opened to the end"));
    EXPECT_TRUE(child<Button>(*window, "windowClose").isVisible());

    whenDialogOpens([this](QDialog& dialog) {
        EXPECT_EQ(child<QComboBox>(dialog, "choice").count(), 3);
        child<QComboBox>(dialog, "choice").setCurrentIndex(0);
        press(dialog, "action");
    });
    press(*window, "settle-slack");
    EXPECT_EQ(textOf(*window, "stepState-slack"), "DONE");
    agree();

    EXPECT_TRUE(testWindow().isAnnounced());
    EXPECT_EQ(sent("POST", test::ContractServer::kHook), 1U);
}

TEST_F(WindowPanelTest, WhatAnotherProgramLeftOpenIsSaidInTheTab)
{
    open();
    const WallTime then = systemClock().wallNow() - std::chrono::hours{2};
    ASSERT_TRUE(session->dossier().openWindow(then, then + std::chrono::hours{1}, Json{{"mark", "hp-1"}, {"by", "Ada"}},
                                              test::sampleQa()));
    session->noteChange();
    test::settle();

    EXPECT_THAT(textOf(*window, "windowNote"), HasSubstr("is past its end and still open"));
    EXPECT_THAT(textOf(*window, "windowLeft"), testing::MatchesRegex("1:00:[0-9]+ past its end"));
}

TEST_F(WindowPanelTest, TheRowsActionOpensItAndShowsEachStep)
{
    nameAllServices();
    open();
    page->selectItem(QStringLiteral("preflight.team-notified"));
    whenDialogOpens([this](QDialog& dialog) {
        EXPECT_THAT(textOf(dialog, "explanation"), HasSubstr("tells everybody"));
        press(dialog, "action");
    });
    press(*details, "itemPrimary");
    ASSERT_TRUE(test::eventually([this] { return item("preflight.team-notified").state == ItemState::Pass; }))
        << item("preflight.team-notified").reason;

    EXPECT_TRUE(test::eventually([this] { return primary() == QStringLiteral("Close test window\u2026"); }));
    EXPECT_EQ(sent("POST", "/slack/api/chat.postMessage"), 1U);
}

} // namespace
} // namespace holdpoint
