// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/ctl/ctl_fixture.h"

namespace holdpoint {

TEST_F(CtlTest, TwoRunsAreComparedAsATableAndAsJson)
{
    ASSERT_NO_FATAL_FAILURE(startStaging());
    writePlan(2);
    for (const char* scale : {"1.2", "1.5"}) {
        ASSERT_EQ(runCtl(runWords({QStringLiteral("--time-scale"), QString::fromLatin1(scale)})).code, 0);
    }
    const QString dossier = path(QStringLiteral("d.holdpoint"));
    const auto compare = [&](const QStringList& more) { return runCtl(QStringList{QStringLiteral("compare"), dossier} + more); };

    const ProgramResult table = compare({QStringLiteral("1"), QStringLiteral("2")});
    EXPECT_EQ(table.code, 0) << table.err;
    EXPECT_NE(table.out.find("Different scales: run 1 ran with time scale 1.2 and load scale 1, run 2 with 1.5 and 1."),
              std::string::npos)
        << table.out;
    EXPECT_NE(table.out.find("95 % interval"), std::string::npos);
    EXPECT_NE(table.out.find("http_req_duration{name:search}"), std::string::npos);

    const ProgramResult json = compare({QStringLiteral("1"), QStringLiteral("1"), QStringLiteral("--json")});
    const auto read = parseJson(json.out, "compare --json");
    ASSERT_TRUE(read) << json.out;
    EXPECT_EQ(stringAt(*read, "schema"), "holdpoint-compare/1");
    EXPECT_TRUE(memberAt(*read, "remarks").empty());
    ASSERT_FALSE(memberAt(*read, "figures").empty());
    for (const Json& figure : memberAt(*read, "figures")) {
        EXPECT_EQ(numberAt(figure, "difference", 1), 0);
        EXPECT_EQ(stringAt(figure, "verdict"), "unknown") << "two seconds say nothing about noise";
    }

    EXPECT_NE(compare({QStringLiteral("1"), QStringLiteral("7")}).err.find("there is no run 7"), std::string::npos);
    EXPECT_EQ(compare({QStringLiteral("1"), QStringLiteral("7")}).code, 1);
    EXPECT_EQ(compare({QStringLiteral("1"), QStringLiteral("one")}).code, 2);
    EXPECT_EQ(compare({QStringLiteral("1")}).code, 2);
}

TEST_F(CtlTest, ALoadRunIsAnalysedAndItsDossierStaysWhole)
{
    ASSERT_NO_FATAL_FAILURE(startStaging());
    writePlan(2, "monitoring: {redis: {url: 'redis://127.0.0.1:1'}}\nchecklist: {template: builtin:pre-production}\n");
    ASSERT_EQ(runCtl(runWords()).code, 0);
    const ProgramResult verify = runCtl({QStringLiteral("verify"), path(QStringLiteral("d.holdpoint"))});
    EXPECT_EQ(verify.code, 0) << verify.out;
    const std::string audit = text(QStringLiteral("out/audit.jsonl"));
    EXPECT_NE(audit.find(R"("moment":"before","source":"redis")"), std::string::npos) << "asked although it is down";
    EXPECT_NE(audit.find(R"("moment":"after","source":"http")"), std::string::npos);
    EXPECT_NE(audit.find(R"("moment":"hints","source":"analysis")"), std::string::npos);
    EXPECT_LT(audit.find(R"("moment":"before")"), audit.find("\"run ended\"")) << audit;
}

} // namespace holdpoint
