// SPDX-License-Identifier: GPL-3.0-or-later
// Actions of the checklist: they do something, and then their sensors look.
#include "tests/integration/ctl/window_fixture.h"

#include <gmock/gmock.h>

namespace holdpoint {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace {

class ActionTest : public OutsideTest
{
protected:
    ProgramResult act(const QString& item, const QStringList& words = {}) const { return runCtl(actWords(item, words)); }
    QStringList actWords(const QString& item, const QStringList& words = {}) const
    {
        return checkWords(
            QStringList{QStringLiteral("--act"), item, QStringLiteral("--by"), QStringLiteral("Mara"), QStringLiteral("--json")} +
            words);
    }
    static Json row(const ProgramResult& result)
    {
        const auto json = parseJson(result.out, "check");
        EXPECT_TRUE(json) << result.out << result.err;
        return json ? (*json)["checklist"][0] : Json();
    }
    void seedWith(const std::string& script, const std::string& more = "")
    {
        write(QStringLiteral("seed.sh"), script);
        makeRelease("checklist: {actions: {data.seeded: {command: [sh, seed.sh]" + more + "}}}\n" +
                    monitoring("{token: \"${TOKEN}\", channel: C9}"));
    }
    static inline const QString kSeed = QStringLiteral("data.seeded");
    static inline const QStringList kYes{QStringLiteral("--yes")};
};

TEST_F(ActionTest, TheSeedScriptIsShownBeforeItsFirstRunAndItsOutputIsKeptWithoutSecrets)
{
    seedWith("echo seeded with $TOKEN\necho oh >&2\n");
    const ProgramResult refused = act(kSeed);
    EXPECT_EQ(refused.code, 1) << refused.out;
    EXPECT_THAT(refused.err, HasSubstr("the plan wants to run `sh seed.sh`; read it, then let it with --yes"));

    const ProgramResult done = act(kSeed, kYes);
    EXPECT_EQ(stringAt(row(done), "value"), "exit code 0") << done.out;
    EXPECT_EQ(stringAt(row(done), "state"), "UNKNOWN") << "the counts below it are not known: " << done.out;
    EXPECT_THAT(done.err, HasSubstr("exit code 0 after"));
    EXPECT_NE(act(kSeed).code, 1) << "allowed for this plan";

    const std::string log = audit();
    EXPECT_THAT(log, HasSubstr("command allowed"));
    EXPECT_THAT(log, HasSubstr("output.txt"));
    EXPECT_THAT(log, Not(HasSubstr(test::ContractServer::kToken)));
    const auto bytes = readFile(dossier().toStdString());
    ASSERT_TRUE(bytes);
    EXPECT_NE(bytes->find("seeded with ***"), std::string::npos);
    EXPECT_EQ(bytes->find(test::ContractServer::kToken), std::string::npos);
    EXPECT_EQ(runCtl({QStringLiteral("verify"), dossier()}).code, 0);
}

TEST_F(ActionTest, AScriptThatFailsFloodsOrHangsIsSaidAndBounded)
{
    seedWith("yes flood | head -c 3000000; echo last words; exit 3\n");
    const ProgramResult failed = act(kSeed, kYes);
    EXPECT_EQ(failed.code, 99) << failed.out;
    EXPECT_EQ(stringAt(row(failed), "state"), "FAIL");
    EXPECT_THAT(failed.err, HasSubstr("exit code 3"));
    const auto bytes = readFile(dossier().toStdString());
    EXPECT_NE(bytes->find("last words"), std::string::npos) << "the end of a long output is what tells";
    EXPECT_LT(bytes->size(), 2'000'000U);

    write(QStringLiteral("seed.sh"), "sleep 60 & sleep 60\n");
    writePlan(1, "checklist: {actions: {data.seeded: {command: [sh, seed.sh], timeout: 300ms}}}\n");
    const ProgramResult hung = act(kSeed, kYes);
    EXPECT_EQ(hung.code, 96) << hung.out << hung.err;
    EXPECT_EQ(stringAt(row(hung), "state"), "UNKNOWN");
    EXPECT_THAT(stringAt(row(hung), "reason"), HasSubstr("ended by its timeout of 300\u00a0ms"));
}

TEST_F(ActionTest, AnActionWhoseProgramWasKilledIsNotRunningForEver)
{
    seedWith("touch begun; sleep 60\n");
    Program seeding(QStringLiteral("holdpointctl"), actWords(kSeed, kYes));
    ASSERT_TRUE(eventually([this] { return QFile::exists(path(QStringLiteral("begun"))); })) << seeding.err();
    const QStringList look{QStringLiteral("--item"), kSeed, QStringLiteral("--no-sense"), QStringLiteral("--json")};
    EXPECT_EQ(stringAt(row(check(look)), "state"), "RUNNING");
    ::kill(static_cast<pid_t>(seeding.pid()), SIGKILL);
    seeding.finish();
    const ProgramResult after = check(look);
    EXPECT_EQ(stringAt(row(after), "state"), "UNKNOWN") << after.out;
    EXPECT_THAT(after.err, HasSubstr("data.seeded was interrupted"));
}

TEST_F(ActionTest, AMissingScriptAndASecretOfProductionAreRefusedBeforeAnythingRuns)
{
    makeRelease("");
    const ProgramResult missing = act(kSeed, kYes);
    EXPECT_EQ(missing.code, 1) << missing.out;
    EXPECT_THAT(missing.err, HasSubstr("`seed-load-test-data.py` is not in"));
    EXPECT_THAT(missing.err, HasSubstr("checklist: {actions: {data.seeded: {command: [...]}}}"));
    EXPECT_THAT(act(QStringLiteral("data.seded")).err, HasSubstr("did you mean `data.seeded`"));
    EXPECT_THAT(act(QStringLiteral("data.users")).err, HasSubstr("is no action of the checklist"));
    writePlan(1, "checklist: {actions: {data.seded: {command: [sh]}, improve.share: {command: [sh]}}}\n");
    const ProgramResult wrong = act(kSeed, kYes);
    EXPECT_EQ(wrong.code, 104);
    EXPECT_THAT(wrong.err, HasSubstr("did you mean `data.seeded`"));
    EXPECT_THAT(wrong.err, HasSubstr("`improve.share` runs no command"));

    std::filesystem::remove(path(QStringLiteral(".env")).toStdString());
    write(QStringLiteral(".env"), "DATABASE_URL=postgresql://app:pw12345@www.example.com/shop\n");
    std::filesystem::permissions(path(QStringLiteral(".env")).toStdString(), std::filesystem::perms::owner_read);
    write(QStringLiteral("seed.sh"), "touch ran\n");
    writePlan(
        1,
        "checklist: {actions: {data.seeded: {command: [sh, seed.sh]}}}\nmonitoring: {postgresql: {url: \"${DATABASE_URL}\"}}\n");
    const ProgramResult production = act(kSeed, kYes);
    EXPECT_THAT(production.err, HasSubstr("DATABASE_URL leads to www.example.com"));
    EXPECT_FALSE(QFile::exists(path(QStringLiteral("ran"))));
}

TEST_F(ActionTest, OpeningTheWindowTellsTheTeamAndThatBoxSaysSo)
{
    makeRelease(monitoring(slackByToken()));
    const QString told = QStringLiteral("preflight.team-notified");
    EXPECT_EQ(stringAt(row(check({QStringLiteral("--item"), told, QStringLiteral("--json")})), "state"), "OPEN");
    const ProgramResult done = act(told);
    EXPECT_EQ(done.code, 0) << done.out << done.err;
    EXPECT_EQ(stringAt(row(done), "state"), "PASS");
    EXPECT_EQ(act(told).code, 0) << "told already";
    expectAllTold(1);
    EXPECT_THAT(server.violations(), IsEmpty());
}

TEST_F(ActionTest, WithoutSlackAPersonConfirmsByHand)
{
    makeRelease("");
    const QString share = QStringLiteral("improve.share");
    const ProgramResult seen = check({QStringLiteral("--item"), share, QStringLiteral("--json")});
    EXPECT_EQ(stringAt(row(seen), "state"), "OPEN");
    EXPECT_THAT(stringAt(row(seen), "reason"), HasSubstr("the plan names no Slack"));
    EXPECT_EQ(runCtl({QStringLiteral("item"), dossier(), share, QStringLiteral("confirm"), QStringLiteral("--by"),
                      QStringLiteral("Mara")})
                  .code,
              0);
}

TEST_F(ActionTest, ResultsAreSharedOnceAndAgainOnlyOnPurpose)
{
    makeRelease("monitoring: {slack: " + slackByToken() + "}\n");
    const QString share = QStringLiteral("improve.share");
    const ProgramResult first = act(share);
    EXPECT_EQ(stringAt(row(first), "value"), "slack ok") << first.out << first.err;
    const ProgramResult second = act(share);
    EXPECT_EQ(second.code, 1);
    EXPECT_THAT(second.err, HasSubstr("is not posted a second time"));
    EXPECT_EQ(sent("POST", "/slack/api/chat.postMessage"), 1U);
    EXPECT_THAT(act(share, {QStringLiteral("--again")}).err, HasSubstr("posted"));
    EXPECT_EQ(sent("POST", "/slack/api/chat.postMessage"), 2U);
}

TEST_F(ActionTest, APostThatMayHaveArrivedIsLookedForBeforeItIsSentAgain)
{
    makeRelease("monitoring: {slack: " + slackByToken() + "}\n");
    server.leaveUnanswered("/slack/api/chat.postMessage");
    const QString share = QStringLiteral("improve.share");
    Program sharing(QStringLiteral("holdpointctl"), actWords(share));
    ASSERT_TRUE(eventually([this] { return sent("POST", "/slack/api/chat.postMessage") == 1; })) << sharing.err();
    ::kill(static_cast<pid_t>(sharing.pid()), SIGKILL);
    sharing.finish();
    server.answerAgain();
    const ProgramResult again = act(share);
    EXPECT_EQ(stringAt(row(again), "value"), "slack ok") << again.out << again.err;
    EXPECT_EQ(sent("POST", "/slack/api/chat.postMessage"), 1U);
}

} // namespace
} // namespace holdpoint
