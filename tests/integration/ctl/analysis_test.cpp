// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/ctl/ctl_fixture.h"

#include <filesystem>
#include <fstream>

namespace holdpoint {

/// One load run under the shipped checklist, and what analyse, compare, form, optimise and after make of it.
TEST_F(CtlTest, ARunIsAnalysedComparedOptimisedAndFollowedWithoutAWindow)
{
    ASSERT_NO_FATAL_FAILURE(startStaging());
    writePlan(12, "checklist: {template: builtin:pre-production}\n");
    ASSERT_EQ(runCtl(runWords()).code, 0);
    const QString dossier = path(QStringLiteral("d.holdpoint"));
    const auto ctl = [&](const QString& verb, const QStringList& more = {}) {
        return runCtl(QStringList{verb, dossier} + more +
                      (verb == QStringLiteral("compare") || verb == QStringLiteral("analyse")
                           ? QStringList{}
                           : QStringList{QStringLiteral("--by"), QStringLiteral("A. Rao"), QStringLiteral("--role"),
                                         QStringLiteral("tech-lead")}));
    };
    const ProgramResult analysed = ctl(QStringLiteral("analyse"));
    EXPECT_EQ(analysed.code, 0) << analysed.err;
    for (const char* part : {"Load reached", "Thresholds, worst margin first", "slowest steps",
                             "Server, in the order of saturation", "Bottlenecks: "}) {
        EXPECT_NE(analysed.out.find(part), std::string::npos) << part << "\n" << analysed.out;
    }

    const auto report = parseJson(text(QStringLiteral("out/report.json")), "report.json");
    ASSERT_TRUE(report);
    const Json& run = memberAt(memberAt(memberAt(*report, "tests")[0], "runs")[0], "metrics");
    const double rate = numberAt(memberAt(run, "http_reqs"), "rate");
    const auto compared = parseJson(
        ctl(QStringLiteral("compare"), {QStringLiteral("1"), QStringLiteral("1"), QStringLiteral("--json")}).out, "compare");
    ASSERT_TRUE(compared);
    bool isSeen = false;
    for (const Json& figure : memberAt(*compared, "figures")) {
        if (stringAt(figure, "metric") == "http_reqs") {
            isSeen = true;
            EXPECT_NEAR(numberAt(figure, "a"), rate, 1e-6) << "compare and run say the same rate";
        }
    }
    EXPECT_TRUE(isSeen);
    const ProgramResult other =
        ctl(QStringLiteral("compare"), {QStringLiteral("1"), QStringLiteral("1"), QStringLiteral("--of"), dossier});
    EXPECT_EQ(other.code, 0) << other.err;
    EXPECT_EQ(ctl(QStringLiteral("compare"), {QStringLiteral("baseline"), QStringLiteral("1")}).code, 1);

    const ProgramResult form = ctl(QStringLiteral("form"));
    EXPECT_NE(form.out.find("Computed"), std::string::npos) << form.out;
    EXPECT_NE(form.out.find("default"), std::string::npos);
    const ProgramResult computed = ctl(QStringLiteral("form"), {QStringLiteral("--computed")});
    EXPECT_EQ(computed.code, 0) << computed.err;
    EXPECT_NE(computed.out.find("left open"), std::string::npos) << "a default is not an edit: " << computed.out;
    EXPECT_EQ(ctl(QStringLiteral("form")).out.find("edited by"), std::string::npos);
    EXPECT_EQ(ctl(QStringLiteral("form"), {QStringLiteral("blank.headroom=25 %")}).code, 0);
    EXPECT_NE(ctl(QStringLiteral("form")).out.find("edited by A. Rao"), std::string::npos);

    EXPECT_EQ(ctl(QStringLiteral("optimise"), {QStringLiteral("add"), QStringLiteral("--what"), QStringLiteral("an index")}).code,
              1)
        << "a box of section 12 is needed";
    const ProgramResult logged =
        ctl(QStringLiteral("optimise"),
            {QStringLiteral("add"), QStringLiteral("--what"), QStringLiteral("an index"), QStringLiteral("--box"),
             QStringLiteral("optimize.db.indexes"), QStringLiteral("--test"), QStringLiteral("search")});
    EXPECT_EQ(logged.code, 0) << logged.err;
    const ProgramResult listed = ctl(QStringLiteral("optimise"));
    EXPECT_NE(listed.out.find("not tested again since"), std::string::npos) << listed.out;
    ASSERT_EQ(runCtl(runWords({QStringLiteral("--kind"), QStringLiteral("retest")})).code, 0);
    const ProgramResult retested = ctl(QStringLiteral("optimise"));
    EXPECT_NE(retested.out.find("run 1 to run 2"), std::string::npos) << retested.out;
    EXPECT_NE(text(QStringLiteral("out/report.json")).find("\"optimizations\""), std::string::npos);

    EXPECT_EQ(
        ctl(QStringLiteral("after"), {QStringLiteral("released"), QStringLiteral("--at"), QStringLiteral("2026-01-06T08:00:00Z")})
            .code,
        0);
    EXPECT_EQ(ctl(QStringLiteral("after"), {QStringLiteral("predict"), QStringLiteral("--peak"), QStringLiteral("40")}).code, 0);
    EXPECT_EQ(ctl(QStringLiteral("after"), {QStringLiteral("lesson"), QStringLiteral("the pool fills first")}).code, 0);
    qputenv("XDG_CONFIG_HOME", path(QStringLiteral("config")).toUtf8());
    const QStringList schedule{QStringLiteral("schedule"), QStringLiteral("--day"), QStringLiteral("2")};
    const ProgramResult without = ctl(QStringLiteral("after"), schedule);
    EXPECT_EQ(without.code, 1) << "a timer does not know the variables of this shell";
    EXPECT_NE(without.err.find("variable BASE_URL is not set"), std::string::npos) << without.err;
    EXPECT_NE(without.err.find("--env-file"), std::string::npos) << without.err;
    std::ofstream(path(QStringLiteral("own.env")).toStdString()) << "BASE_URL=http://127.0.0.1:9\n";
    std::filesystem::permissions(path(QStringLiteral("own.env")).toStdString(),
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    const ProgramResult scheduled =
        ctl(QStringLiteral("after"), schedule + QStringList{QStringLiteral("--env-file"), path(QStringLiteral("own.env"))});
    EXPECT_EQ(scheduled.code, 0) << scheduled.err;
    EXPECT_NE(text(QStringLiteral("config/systemd/user/holdpoint-platform-regression.service")).find("own.env"), std::string::npos);
    EXPECT_NE(text(QStringLiteral("config/systemd/user/holdpoint-platform-regression.timer")).find("OnCalendar=*-*-02 06:00:00"),
              std::string::npos);
    const ProgramResult after = ctl(QStringLiteral("after"));
    for (const char* part :
         {"Live since 2026-01-06T08:00:00Z", "predicted peak 40.0 /s", "Lesson", "Next regression run", "no scheduled run yet"}) {
        EXPECT_NE(after.out.find(part), std::string::npos) << part << "\n" << after.out;
    }
    EXPECT_EQ(ctl(QStringLiteral("after"), {QStringLiteral("look")}).code, 1) << "no production Prometheus is named";
    EXPECT_EQ(runCtl({QStringLiteral("verify"), dossier}).code, 0);
}

} // namespace holdpoint
