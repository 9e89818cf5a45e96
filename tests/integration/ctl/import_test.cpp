// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/ctl/ctl_fixture.h"

#include <QDir>
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
}

TEST_F(CtlTest, AnImportedTaskListIsAChecklistOfAPlanAndComesBackByteForByte)
{
    const std::string list = *readFile(HOLDPOINT_SOURCE_DIR "/resources/checklists/pre-production.md");
    write(QStringLiteral("docs.md"), list);
    const ProgramResult made = runCtl({QStringLiteral("import"), QStringLiteral("markdown"), path(QStringLiteral("docs.md")),
                                       QStringLiteral("-o"), path(QStringLiteral("mine.yaml"))});
    ASSERT_EQ(made.code, 0) << made.err;
    EXPECT_THAT(made.err, testing::HasSubstr("157 boxes in 19 sections"));
    EXPECT_THAT(made.err, testing::HasSubstr("this is the document of builtin:pre-production"));

    url = QStringLiteral("http://127.0.0.1:1");
    writePlan(1, "checklist: {template: mine.yaml}\n");
    const QStringList plan{path(QStringLiteral("plan.yaml")), QStringLiteral("-e"), QStringLiteral("BASE_URL=") + url};
    EXPECT_EQ(runCtl(QStringList{QStringLiteral("validate")} + plan).code, 0);
    const ProgramResult check =
        runCtl(QStringList{QStringLiteral("check")} + plan +
               QStringList{QStringLiteral("--dossier"), path(QStringLiteral("d.holdpoint")), QStringLiteral("--json")});
    EXPECT_EQ(check.code, 96) << check.err;
    EXPECT_THAT(check.out, testing::HasSubstr("environment-preparation.staging-database-contains-realistic-data"));
    const ProgramResult report = runCtl({QStringLiteral("report"), path(QStringLiteral("d.holdpoint")), QStringLiteral("--out"),
                                         path(QStringLiteral("out")), QStringLiteral("--format"), QStringLiteral("md")});
    ASSERT_EQ(report.code, 0) << report.err;
    EXPECT_EQ(text(QStringLiteral("out/report.md")), list);
}

TEST_F(CtlTest, AnImportedTickIsNoProofAndAConfirmedBoxIsTickedInItsLine)
{
    ASSERT_TRUE(QDir(folder.path()).mkpath(QStringLiteral("docs")));
    write(QStringLiteral("docs/list.md"), "# Go\r\n```\r\n- [ ] Backups\r\n```\r\n1. [x] Backups\r\n* [X] Told everybody");
    const ProgramResult made =
        runCtl({QStringLiteral("import"), QStringLiteral("markdown"), path(QStringLiteral("docs/list.md")), QStringLiteral("-o"),
                path(QStringLiteral("mine.yaml")), QStringLiteral("--gate"), QStringLiteral("go-for-load")});
    ASSERT_EQ(made.code, 0) << made.err;
    EXPECT_THAT(made.err, testing::HasSubstr("2 boxes were ticked (lines 5, 6); a tick is no proof: they start open"));
    EXPECT_THAT(text(QStringLiteral("mine.yaml")), testing::HasSubstr("gate: go-for-load"));
    EXPECT_EQ(text(QStringLiteral("list.md")), text(QStringLiteral("docs/list.md")));

    writePlan(1, "checklist: {template: mine.yaml}\n");
    const QString dossier = path(QStringLiteral("d.holdpoint"));
    EXPECT_EQ(runCtl({QStringLiteral("check"), path(QStringLiteral("plan.yaml")), QStringLiteral("-e"),
                      QStringLiteral("BASE_URL=http://127.0.0.1:1"), QStringLiteral("--dossier"), dossier})
                  .code,
              96);
    EXPECT_EQ(runCtl({QStringLiteral("item"), dossier, QStringLiteral("go.backups"), QStringLiteral("confirm"),
                      QStringLiteral("--by"), QStringLiteral("Mara")})
                  .code,
              0);
    EXPECT_EQ(runCtl({QStringLiteral("report"), dossier, QStringLiteral("--out"), path(QStringLiteral("out")),
                      QStringLiteral("--format"), QStringLiteral("md")})
                  .code,
              0);
    EXPECT_EQ(text(QStringLiteral("out/report.md")),
              "# Go\r\n```\r\n- [ ] Backups\r\n```\r\n1. [x] Backups\r\n* [ ] Told everybody");
}

TEST_F(CtlTest, ImportMarkdownRefusesWithThePlace)
{
    write(QStringLiteral("latin.md"), "# T\n- [ ] caf\xE9\n");
    const auto import = [&](const QStringList& words) {
        return runCtl(QStringList{QStringLiteral("import"), QStringLiteral("markdown")} + words);
    };
    const ProgramResult latin = import({path(QStringLiteral("latin.md"))});
    EXPECT_EQ(latin.code, 1);
    EXPECT_THAT(latin.err, testing::HasSubstr("latin.md:2:10: the byte 0xE9 is not UTF-8"));
    EXPECT_EQ(import({path(QStringLiteral("latin.md")), QStringLiteral("--gate"), QStringLiteral("go")}).code, 2);
    EXPECT_EQ(import({path(QStringLiteral("latin.md")), QStringLiteral("--host"), QStringLiteral("x")}).code, 2);
    EXPECT_EQ(import({QStringLiteral("-")}).code, 2);
    EXPECT_EQ(import({path(QStringLiteral("none.md"))}).code, 1);

    write(QStringLiteral("one.md"), "- [ ] a\n");
    ASSERT_TRUE(QDir(folder.path()).mkpath(QStringLiteral("sub")));
    write(QStringLiteral("sub/one.md"), "another\n");
    const ProgramResult taken =
        import({path(QStringLiteral("one.md")), QStringLiteral("-o"), path(QStringLiteral("sub/mine.yaml"))});
    EXPECT_EQ(taken.code, 1);
    EXPECT_THAT(taken.err, testing::HasSubstr("one.md exists and is another document"));
    EXPECT_EQ(text(QStringLiteral("sub/mine.yaml")), "");
}

TEST_F(CtlTest, ValidateTellsTheFaultsOfTheChecklistToo)
{
    write(QStringLiteral("mine.yaml"),
          "holdpoint-checklist: 1\nid: x\nversion: 1\ntitle: X\nsections:\n  - number: 1\n    title: One\n"
          "    items:\n      - {id: a.one, text: One, owner: boss, gate: go}\n");
    writePlan(1, "checklist: {template: mine.yaml}\n");
    const QStringList words{QStringLiteral("validate"), path(QStringLiteral("plan.yaml")), QStringLiteral("-e"),
                            QStringLiteral("BASE_URL=http://127.0.0.1:1")};
    const ProgramResult faults = runCtl(words);
    EXPECT_EQ(faults.code, 104);
    EXPECT_THAT(faults.err, testing::HasSubstr("mine.yaml:9:39: `boss` is no owner"));
    EXPECT_THAT(faults.err, testing::HasSubstr("mine.yaml:9:51: `go` is no gate"));

    writePlan(1, "checklist:\n  off: {env.same-redis-confg: not here}\n  sensors: {docs.report-approved: {facts: {v: {http: /}}, "
                 "pass: v == 200}}\n");
    const ProgramResult names = runCtl(words);
    EXPECT_EQ(names.code, 104);
    EXPECT_THAT(names.err, testing::HasSubstr(
                               "plan.yaml:34:9: `off`: the checklist `pre-production` has no item `env.same-redis-confg`; did "
                               "you mean `env.same-redis-config`?"));
    EXPECT_THAT(names.err, testing::HasSubstr("`docs.report-approved` is a manual item: no sensor can stand in for that"));
}

} // namespace
} // namespace holdpoint
