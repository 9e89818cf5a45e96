// SPDX-License-Identifier: GPL-3.0-or-later
// The test window against Slack, Grafana, Alertmanager, PagerDuty and a lock endpoint as their documentation has them.
#include "core/base/time_format.h"
#include "tests/integration/ctl/window_fixture.h"

#include <gmock/gmock.h>

namespace holdpoint {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace {

class WindowTest : public OutsideTest
{
protected:
    void makeWithAll() { makeRelease("checklist: {" + lockSection() + "}\n" + monitoring(slackByToken())); }
};

const QStringList kOpen{QStringLiteral("open")};
const QStringList kClose{QStringLiteral("close")};
const QStringList kStatus{QStringLiteral("status")};

TEST_F(WindowTest, AMarkOfARunIsShownInGrafanaAtItsMoment)
{
    writePlan(1, monitoring(slackByToken()));
    runCtl(runWords({QStringLiteral("--kind"), QStringLiteral("dry-run")}) +
           secrets());                                                    // nobody answers: it is a run all the same
    const std::string moment = formatUtcSeconds(systemClock().wallNow()); // of the run, which has just ended
    const QStringList mark{QStringLiteral("mark"),
                           dossier(),
                           QStringLiteral("two pods added"),
                           QStringLiteral("--run"),
                           QStringLiteral("1"),
                           QStringLiteral("--at"),
                           QString::fromStdString(moment),
                           QStringLiteral("--by"),
                           QStringLiteral("Mara")};
    const ProgramResult marked = runCtl(mark + secrets());
    EXPECT_EQ(marked.code, 0) << marked.out << marked.err;
    EXPECT_THAT(marked.out, HasSubstr("Grafana shows the mark"));
    ASSERT_EQ(sent("POST", "/grafana/api/annotations"), 1U);
    for (const test::ContractRequest& request : server.requests()) {
        if (request.path == "/grafana/api/annotations") {
            const auto body = parseJson(request.body, "body");
            EXPECT_EQ(integerAt(*body, "time"), parseUtc(moment)->time_since_epoch() / Millis{1});
            EXPECT_THAT(stringAt(*body, "text"), HasSubstr("two pods added"));
        }
    }
    EXPECT_THAT(server.violations(), IsEmpty());
    EXPECT_THAT(audit(), HasSubstr("mark annotated"));
}

TEST_F(WindowTest, TellsEverybodyOnceAndProvesThatEachIsUndone)
{
    makeWithAll();
    const ProgramResult opened = window(kOpen);
    ASSERT_EQ(opened.code, 0) << opened.out << opened.err;
    expectAllTold(1);
    EXPECT_EQ(sent("PUT", "/lock/staging"), 1U);
    EXPECT_THAT(opened.out, HasSubstr("Ada (level 1), Bob (level 2)"));
    EXPECT_THAT(opened.out, HasSubstr("silence-1"));
    EXPECT_EQ(window(kStatus).code, 0);
    const ProgramResult machine = window(kStatus + QStringList{QStringLiteral("--json")});
    const auto json = parseJson(machine.out, "window");
    ASSERT_TRUE(json) << machine.out << machine.err;
    EXPECT_EQ(machine.code, 0);
    EXPECT_EQ(stringAt(*json, "schema"), "holdpoint-window/1");
    EXPECT_EQ(stringAt(*json, "state"), "open");
    EXPECT_EQ((*json)["steps"].size(), 6U) << machine.out;
    EXPECT_THAT(machine.out, Not(HasSubstr(test::ContractServer::kToken)));
    EXPECT_EQ(window(kOpen).code, 1) << "it is open already";
    expectAllTold(1);

    const ProgramResult closed = window(kClose);
    ASSERT_EQ(closed.code, 0) << closed.out << closed.err;
    EXPECT_THAT(closed.out, HasSubstr("it is expired in Alertmanager"));
    EXPECT_THAT(closed.out, HasSubstr("seen in Slack"));
    EXPECT_EQ(sent("POST", "/slack/api/chat.postMessage"), 2U) << "the second in the thread of the first";
    EXPECT_EQ(sent("PATCH", "/grafana/api/annotations/1"), 1U);
    EXPECT_EQ(sent("DELETE", "/alertmanager/api/v2/silence/silence-1"), 1U);
    EXPECT_EQ(sent("POST", "/events/v2/change/enqueue"), 2U);
    EXPECT_EQ(sent("DELETE", "/lock/staging"), 1U);
    for (const test::ContractRequest& request : server.requests()) {
        const auto body = parseJson(request.body, "body");
        if (request.path == "/slack/api/chat.postMessage" && request.body.find("window is closed*") != std::string::npos) {
            EXPECT_EQ(stringAt(*body, "thread_ts"), "1503435956.000247");
        }
    }
    EXPECT_EQ(window(kClose).code, 1) << "nothing is open";
    EXPECT_THAT(server.violations(), IsEmpty());

    const std::string log = audit();
    EXPECT_THAT(log, Not(HasSubstr(test::ContractServer::kToken)));
    EXPECT_THAT(log, Not(HasSubstr(test::ContractServer::kRoutingKey)));
    EXPECT_EQ(runCtl({QStringLiteral("verify"), dossier()}).code, 0);
}

TEST_F(WindowTest, KilledBetweenTwoStepsItGoesOnWithoutSendingAnythingTwice)
{
    makeWithAll();
    server.leaveUnanswered("/grafana/api/annotations"); // it takes the annotation and never says so
    Program opening(QStringLiteral("holdpointctl"), windowWords(kOpen));
    ASSERT_TRUE(eventually([this] { return sent("POST", "/grafana/api/annotations") == 1; })) << opening.err();
    ::kill(static_cast<pid_t>(opening.pid()), SIGKILL);
    opening.finish();
    server.answerAgain();

    const ProgramResult status = window(kStatus);
    EXPECT_EQ(status.code, 96) << status.out;
    EXPECT_THAT(status.err, HasSubstr("was not opened to the end: Grafana annotation is intended"));
    const ProgramResult resumed = window(kOpen);
    ASSERT_EQ(resumed.code, 0) << resumed.out << resumed.err;
    expectAllTold(1);
    EXPECT_EQ(sent("PUT", "/lock/staging"), 1U);
    EXPECT_EQ(window(kClose).code, 0);
    EXPECT_THAT(server.violations(), IsEmpty());
    EXPECT_EQ(runCtl({QStringLiteral("verify"), dossier()}).code, 0);
}

TEST_F(WindowTest, KilledWhileItIsClosedItIsClosedByTheNextProgram)
{
    makeWithAll();
    ASSERT_EQ(window(kOpen).code, 0);
    server.leaveUnanswered("/slack/api/chat.postMessage"); // posted, and never said so
    Program closing(QStringLiteral("holdpointctl"), windowWords(kClose));
    ASSERT_TRUE(eventually([this] { return sent("POST", "/slack/api/chat.postMessage") == 2; })) << closing.err();
    ::kill(static_cast<pid_t>(closing.pid()), SIGKILL);
    closing.finish();
    server.answerAgain();

    EXPECT_THAT(window(kStatus).err, HasSubstr("was not closed to the end"));
    const ProgramResult closed = window(kClose);
    ASSERT_EQ(closed.code, 0) << closed.out << closed.err;
    EXPECT_EQ(sent("POST", "/slack/api/chat.postMessage"), 2U);
    EXPECT_EQ(sent("DELETE", "/lock/staging"), 1U);
}

TEST_F(WindowTest, AServiceThatIsDownFailsItsStepAndIsLeftOutOnlyIfAPersonSaysSo)
{
    makeRelease("monitoring:\n  slack: " + slackByToken() + "\n  grafana: {url: \"http://127.0.0.1:1\", token: x}\n");
    const ProgramResult opened = window(kOpen);
    EXPECT_EQ(opened.code, 99) << opened.out;
    EXPECT_THAT(opened.out, HasSubstr("could not connect to"));
    EXPECT_THAT(opened.err, HasSubstr("--anyway"));
    EXPECT_EQ(sent("POST", "/slack/api/chat.postMessage"), 1U);
    EXPECT_THAT(window(kStatus).out, HasSubstr("opening since"));

    const ProgramResult anyway = window(kOpen + QStringList{QStringLiteral("--anyway")});
    EXPECT_EQ(anyway.code, 0) << anyway.out << anyway.err;
    EXPECT_THAT(anyway.out, HasSubstr("left out: could not connect to"));
    EXPECT_EQ(sent("POST", "/slack/api/chat.postMessage"), 1U);
    EXPECT_EQ(window(kClose).code, 0);
}

TEST_F(WindowTest, ALockThatSomebodyElseHoldsEndsTheOpeningBeforeAnybodyIsTold)
{
    server.script("/lock/staging", {{200, R"json({"mark":"other","owner":"Ada (shop 2.0)"})json", {}, "application/json"}});
    makeWithAll();
    const ProgramResult opened = window(kOpen);
    EXPECT_EQ(opened.code, 99) << opened.out;
    EXPECT_THAT(opened.out, HasSubstr("held by Ada (shop 2.0)"));
    EXPECT_EQ(sent("PUT", "/lock/staging"), 0U) << "an endpoint that knows no If-None-Match would have given us theirs";
    expectAllTold(0);
}

TEST_F(WindowTest, ALockThatSomebodyTakesJustBeforeUsIsTheirs)
{
    server.script("/lock/staging", {{404, "", {}, "application/json"},
                                    {409, R"json({"mark":"other","owner":"Ada (shop 2.0)"})json", {}, "application/json"},
                                    {200, R"json({"mark":"other","owner":"Ada (shop 2.0)"})json", {}, "application/json"}});
    makeWithAll();
    const ProgramResult opened = window(kOpen);
    EXPECT_EQ(opened.code, 99) << opened.out;
    EXPECT_THAT(opened.out, HasSubstr("held by Ada (shop 2.0)"));
    expectAllTold(0);
}

TEST_F(WindowTest, WhereAServiceCannotBeAskedAPersonDecidesAndNothingIsSentByItself)
{
    makeRelease("monitoring: {slack: {webhook: \"" + server.url(test::ContractServer::kHook) + "\", timeout: 1s}}\n");
    server.leaveUnanswered(test::ContractServer::kHook);
    const ProgramResult opened = window(kOpen);
    EXPECT_EQ(opened.code, 96) << opened.out;
    EXPECT_THAT(opened.out, HasSubstr("it may have arrived"));
    EXPECT_THAT(opened.out, HasSubstr("a webhook cannot be asked"));
    server.answerAgain();
    EXPECT_EQ(window(kOpen).code, 96) << "still nobody can tell";
    EXPECT_EQ(sent("POST", test::ContractServer::kHook), 1U);

    EXPECT_EQ(window({QStringLiteral("settle"), QStringLiteral("slack"), QStringLiteral("nowhere")}).code, 2);
    const ProgramResult settled = window({QStringLiteral("settle"), QStringLiteral("slack"), QStringLiteral("there")});
    EXPECT_THAT(settled.out, HasSubstr("Mara says that it is there"));
    EXPECT_EQ(window(kOpen).code, 0);
    EXPECT_EQ(sent("POST", test::ContractServer::kHook), 1U);
    EXPECT_EQ(window(kClose).code, 0);
    EXPECT_EQ(sent("POST", test::ContractServer::kHook), 2U);
    EXPECT_THAT(audit(), Not(HasSubstr("hook-secret-99")));
}

TEST_F(WindowTest, ABotThatMayOnlyWriteStillProvesItsMessage)
{
    server.setSlackCannotRead();
    makeRelease("monitoring: {slack: " + slackByToken() + "}\n");
    ASSERT_EQ(window(kOpen).code, 0);
    const ProgramResult closed = window(kClose);
    EXPECT_EQ(closed.code, 0) << closed.out << closed.err;
    EXPECT_THAT(closed.out, HasSubstr("seen in Slack"));
}

TEST_F(WindowTest, ThePlanSaysWhatIsToldAndUnknownKeysAreRefused)
{
    writePlan(1, "window: {durations: 90m, notify: [slak], silence: [staging]}\nmonitoring: {slack: {chanel: C1}}\n");
    const ProgramResult faults = check({QStringLiteral("--no-sense")});
    EXPECT_EQ(faults.code, 104);
    for (const char* said :
         {"did you mean `duration`", "did you mean `slack`", "`staging` is no matcher", "did you mean `channel`"}) {
        EXPECT_THAT(faults.err, HasSubstr(said));
    }
    makeRelease(monitoring(slackByToken()) + "");
    const ProgramResult opened = window(QStringList{QStringLiteral("open"), QStringLiteral("--for"), QStringLiteral("30m")});
    ASSERT_EQ(opened.code, 0) << opened.err;
    EXPECT_THAT(opened.out, HasSubstr("the plan names no lock"));
    EXPECT_EQ(window({QStringLiteral("open"), QStringLiteral("--for"), QStringLiteral("soon")}).code, 2);
    EXPECT_EQ(window({QStringLiteral("shut")}).code, 2);
}

} // namespace
} // namespace holdpoint
