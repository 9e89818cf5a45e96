// SPDX-License-Identifier: GPL-3.0-or-later
// What run and runs tell a person on the terminal.
#include "tests/integration/ctl/ctl_fixture.h"
#include "tests/support/silent_port.h"

namespace holdpoint {
namespace {

TEST_F(CtlTest, TheSummaryShowsUnitsAndTheReasonsOfTheVerdict)
{
    startStaging();
    writePlan(2);

    const ProgramResult run = runCtl(runWords());

    EXPECT_EQ(run.code, 0) << run.out << run.err;
    EXPECT_NE(run.out.find("< 15,000\u00a0ms"), std::string::npos) << run.out;
    EXPECT_NE(run.out.find("\u2265 20,000\u00a0ms"), std::string::npos) << run.out;
    EXPECT_NE(run.out.find("\u2265 1.00\u00a0%"), std::string::npos) << run.out;
    EXPECT_NE(run.out.find("20.00/s"), std::string::npos) << run.out;
    static const std::regex kReasons("\nVerdict: [A-Z-]+\n  [^\n]+\n  [^\n]+\n  [^\n]+\nReport: ");
    EXPECT_TRUE(std::regex_search(run.out, kReasons)) << run.out;
}

TEST_F(CtlTest, WhenNothingListensTheSummaryNamesTheRemedyAndNoTables)
{
    const SilentPort closed(SilentPort::Kind::Refusing);
    url = QString::fromStdString(closed.url());
    writePlan(2);

    const ProgramResult run = runCtl(runWords());

    EXPECT_EQ(run.code, 96) << run.out << run.err;
    EXPECT_NE(run.out.find("holdpointctl staging --port "), std::string::npos) << run.out;
    EXPECT_EQ(run.out.find("NO DATA"), std::string::npos) << run.out;
    EXPECT_EQ(run.out.find("MISSED"), std::string::npos) << run.out;
    EXPECT_EQ(text(QStringLiteral("out/report.html")).find("No frames: nothing was measured"), std::string::npos);
}

TEST_F(CtlTest, OnlyTheTestsThatWereAskedForStandInTheSummary)
{
    startStaging();
    writePlan(2);
    std::string plan = text(QStringLiteral("plan.yaml"));
    std::string other = plan.substr(plan.find("  search:\n"));
    other.replace(other.find("search:"), 7, "other:");
    other.replace(other.find("Search Load Test"), 16, "Other Load Test");
    write(QStringLiteral("plan.yaml"), plan + other);

    const ProgramResult run = runCtl(runWords({QStringLiteral("--test"), QStringLiteral("search")}));

    EXPECT_EQ(run.code, 0) << run.out << run.err;
    const auto verdict = run.out.find("\nVerdict: ");
    ASSERT_NE(verdict, std::string::npos);
    EXPECT_EQ(run.out.substr(0, verdict).find("Other Load Test"), std::string::npos) << run.out;
    EXPECT_NE(run.out.find("  1 more reason in the report.\n", verdict), std::string::npos) << run.out;
}

TEST_F(CtlTest, ADryRunIsJudgedByItsChecksAndNotByItsLoad)
{
    startStaging();
    writePlan(2);
    std::string plan = text(QStringLiteral("plan.yaml"));
    plan.replace(plan.find("p(95)<15000"), 11, "p(95)<0.001");
    plan.replace(plan.find("p(95)<20000"), 11, "p(95)<0.002");
    write(QStringLiteral("plan.yaml"), plan);
    const QStringList dry{QStringLiteral("--kind"), QStringLiteral("dry-run")};
    const ProgramResult good = runCtl(runWords(dry));
    EXPECT_EQ(good.code, 0) << good.out << good.err;
    EXPECT_NE(good.out.find("  Not judged (http_req_duration{name:search}, http_req_failed): a dry run proves steps and checks, "
                            "not load.\n"),
              std::string::npos)
        << good.out;

    plan.replace(plan.find("status: 200"), 11, "status: 418");
    write(QStringLiteral("plan.yaml"), plan);
    const ProgramResult bad = runCtl(runWords(dry));
    EXPECT_EQ(bad.code, 99) << bad.out << bad.err;
}

TEST_F(CtlTest, FaultsBeforeTheFirstByteArePrintedAsValidatePrintsThem)
{
    writePlan(2);
    url = QStringLiteral("http://10.0.0.1:80");

    const ProgramResult run = runCtl(runWords({QStringLiteral("--yes")}));

    EXPECT_EQ(run.code, 104) << run.err;
    EXPECT_NE(run.err.find("plan.yaml:"), std::string::npos) << run.err;
    EXPECT_EQ(run.err.find("holdpointctl: "), std::string::npos) << run.err;
}

} // namespace
} // namespace holdpoint
