// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/ctl/ctl_fixture.h"

namespace holdpoint {
namespace {

QStringList rehearse(const QTemporaryDir& folder, const QStringList& more)
{
    return QStringList{QStringLiteral("rehearse"), QStringLiteral("--dossier"), folder.filePath(QStringLiteral("d.holdpoint")),
                       QStringLiteral("--out"), folder.filePath(QStringLiteral("out"))} +
           more;
}

TEST_F(CtlTest, TheWholeRehearsalPasses)
{
    const ProgramResult run = runCtl(rehearse(folder, {}), {}, 170000);

    EXPECT_EQ(run.code, 0) << run.out << run.err;
    const Json json = report();
    EXPECT_TRUE(boolAt(json, "rehearsal"));
    std::map<std::string, std::string> verdicts;
    for (const Json& test : json["tests"]) {
        verdicts[stringAt(test, "id")] = stringAt(test, "verdict");
    }
    for (const char* id : {"search", "rtc", "webhooks", "rsvp", "pages", "api"}) {
        EXPECT_TRUE(verdicts[id] == "passed" || verdicts[id] == "warned") << id << " " << verdicts[id] << run.out;
    }
}

TEST_F(CtlTest, AnOverbookedEventFailsTheRsvpTest)
{
    const ProgramResult run = runCtl(rehearse(folder, {QStringLiteral("--test"), QStringLiteral("rsvp"),
                                                       QStringLiteral("--fault"), QStringLiteral("overbook=1")}),
                                     {}, 90000);

    EXPECT_EQ(run.code, 99) << run.out << run.err;
}

TEST_F(CtlTest, MessagesThatGetLostFailTheRtcTest)
{
    const ProgramResult run = runCtl(rehearse(folder, {QStringLiteral("--test"), QStringLiteral("rtc"), QStringLiteral("--fault"),
                                                       QStringLiteral("rtc-drop=10%")}),
                                     {}, 90000);

    EXPECT_EQ(run.code, 99) << run.out << run.err;
}

TEST_F(CtlTest, MessagesInTheWrongOrderWarnInTheRtcTest)
{
    const ProgramResult run = runCtl(rehearse(folder, {QStringLiteral("--test"), QStringLiteral("rtc"), QStringLiteral("--fault"),
                                                       QStringLiteral("rtc-reorder=2%")}),
                                     {}, 90000);

    EXPECT_EQ(run.code, 0) << run.out << run.err;
    EXPECT_EQ(stringAt(report()["tests"][1], "verdict"), "warned");
}

TEST_F(CtlTest, EventsProcessedTwiceFailTheWebhookTest)
{
    const ProgramResult run = runCtl(rehearse(folder, {QStringLiteral("--test"), QStringLiteral("webhooks"),
                                                       QStringLiteral("--fault"), QStringLiteral("duplicate-webhooks=3%")}),
                                     {}, 90000);

    EXPECT_EQ(run.code, 99) << run.out << run.err;
}

} // namespace
} // namespace holdpoint
