// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/ctl/ctl_fixture.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

const QString kFixtures = QStringLiteral(HOLDPOINT_SOURCE_DIR "/tests/unit/import/fixtures/");

TEST_F(CtlTest, AnImportedRecordingIsAPlanThatCanBeRun)
{
    startStaging();
    write(QStringLiteral("calls.sh"), "curl '" + url.toStdString() + "/api/search?q=yoga' -H 'Accept: application/json'\n" +
                                          "curl " + url.toStdString() + "/health\n");
    const ProgramResult made = runCtl({QStringLiteral("import"), QStringLiteral("curl"), path(QStringLiteral("calls.sh")),
                                       QStringLiteral("-o"), path(QStringLiteral("plan.yaml"))});
    ASSERT_EQ(made.code, 0) << made.err;
    EXPECT_THAT(made.err, testing::HasSubstr("2 requests to 127.0.0.1"));

    const ProgramResult run = runCtl(runWords({QStringLiteral("--kind"), QStringLiteral("dry-run")}));

    EXPECT_EQ(run.code, 0) << run.out << run.err << text(QStringLiteral("plan.yaml"));
    EXPECT_EQ(report()["tests"][0]["runs"][0]["metrics"]["http_reqs"]["count"], 2);
}

TEST_F(CtlTest, ImportWritesThePlanToStdoutAndWhatIsMissingToStderr)
{
    const ProgramResult result =
        runCtl({QStringLiteral("import"), QStringLiteral("har"), kFixtures + QStringLiteral("shop.har")});

    EXPECT_EQ(result.code, 0);
    EXPECT_THAT(result.out, testing::HasSubstr("\nholdpoint: 1\n"));
    EXPECT_THAT(result.err, testing::HasSubstr("note: 1 request to cdn.example.net left out"));
    EXPECT_THAT(result.err, testing::HasSubstr("set: PASSWORD (member password of the body of POST /api/login)"));
}

TEST_F(CtlTest, ImportRefusesWhatItCannotUseAndOverwritesNothing)
{
    write(QStringLiteral("there.yaml"), "mine");
    EXPECT_EQ(runCtl({QStringLiteral("import"), QStringLiteral("curl"), kFixtures + QStringLiteral("calls.sh"),
                      QStringLiteral("-o"), path(QStringLiteral("there.yaml"))})
                  .code,
              1);
    EXPECT_EQ(text(QStringLiteral("there.yaml")), "mine");

    const ProgramResult unknown = runCtl({QStringLiteral("import"), QStringLiteral("hra"), QStringLiteral("x")});
    EXPECT_EQ(unknown.code, 2);
    EXPECT_THAT(unknown.err, testing::HasSubstr("did you mean `har`"));
    const ProgramResult wrong =
        runCtl({QStringLiteral("import"), QStringLiteral("har"), kFixtures + QStringLiteral("tickets.yaml")});
    EXPECT_EQ(wrong.code, 1);
    EXPECT_THAT(wrong.err, testing::HasSubstr("the HAR file is not JSON: fault at byte"));
    EXPECT_EQ(runCtl({QStringLiteral("import"), QStringLiteral("markdown"), QStringLiteral("x")}).code, 2);
}

} // namespace
} // namespace holdpoint
