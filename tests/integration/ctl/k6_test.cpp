// SPDX-License-Identifier: GPL-3.0-or-later
// Whole runs of a plan whose test names a k6 script, with a stand-in for k6.
#include "tests/integration/ctl/ctl_fixture.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::HasSubstr;
using testing::Not;

class CtlK6Test : public CtlTest
{
protected:
    void writeK6Plan(const std::string& env, const std::string& thresholds = "")
    {
        write(QStringLiteral("script.js"), "import http from 'k6/http';\nexport default function () {}\n");
        write(QStringLiteral("plan.yaml"), R"(holdpoint: 1
name: k6 plan
release: {name: platform, version: "1.0"}
environment: {name: staging, base_url: "${BASE_URL}", allow_hosts: [127.0.0.1], timeout: 20s}
generator: {max_limited: 100%}
tests:
  search:
    title: Search Load Test
    engine: k6
    script: script.js
    k6: )" HOLDPOINT_SOURCE_DIR R"(/tests/support/k6_stand_in.sh
    env: {)" + env + R"(}
    setup:
      - post: /_staging/reset
    load_targets:
      - {metric: "http_reqs{name:search}", expect: "count>=5"}
    thresholds:
      - {metric: "http_req_duration{name:search}", target: "p(95)<1000", min_n: 5}
)" + thresholds + R"(    verify:
      - {name: Nothing was processed, get: /webhooks/stats, json: /processed, equals: 0}
)");
    }
    Json newestRun() const { return report()["tests"][0]["runs"][0]; }
};

TEST_F(CtlK6Test, ARunPassesWithTheReportOfAnyRun)
{
    startStaging();
    writeK6Plan("STAND_IN_SECONDS: 2");

    const ProgramResult result = runCtl(runWords());

    EXPECT_EQ(result.code, 0) << result.out << result.err;
    EXPECT_EQ(outcome(), "passed");
    const Json run = newestRun();
    EXPECT_EQ(integerAt(run["metrics"]["http_reqs"], "count"), 20);
    EXPECT_TRUE(run["generator"]["lag_p99_us"].is_null());
    EXPECT_EQ(run["verifications"].size(), 2U);
    EXPECT_THAT(result.err, HasSubstr("hello from the script"));
}

TEST_F(CtlK6Test, AMissedThresholdOfTheScriptIsNinetyNine)
{
    startStaging();
    writeK6Plan("STAND_IN_SECONDS: 2, STAND_IN_EXIT: 99");

    const ProgramResult result = runCtl(runWords());

    EXPECT_EQ(result.code, 99) << result.out << result.err;
    EXPECT_EQ(outcome(), "failed");
    EXPECT_THAT(dumpJson(newestRun()["reasons"]), HasSubstr("p(95)<10 missed"));
}

TEST_F(CtlK6Test, AScriptThatCannotBeginIsInconclusive)
{
    startStaging();
    writeK6Plan("STAND_IN_SILENT: 1, STAND_IN_EXIT: 107, STAND_IN_ERROR: no such thing");

    const ProgramResult result = runCtl(runWords());

    EXPECT_EQ(result.code, 96) << result.out << result.err;
    EXPECT_EQ(outcome(), "inconclusive");
    EXPECT_THAT(dumpJson(newestRun()["reasons"]), HasSubstr("exception (exit code 107): no such thing"));
}

TEST_F(CtlK6Test, AStopFromOutsideIsAborted)
{
    startStaging();
    writeK6Plan("STAND_IN_SECONDS: 1, STAND_IN_EXIT: 105");

    const ProgramResult result = runCtl(runWords());

    EXPECT_EQ(result.code, 105) << result.out << result.err;
    EXPECT_EQ(outcome(), "aborted");
}

TEST_F(CtlK6Test, CtrlCStopsK6AndStillReports)
{
    startStaging();
    writeK6Plan("STAND_IN_SECONDS: 600");
    Program run(QStringLiteral("holdpointctl"), runWords());
    ASSERT_TRUE(waitForLoad(run, 1)) << run.err();

    run.interrupt();
    const ProgramResult ended = run.finish(45000);

    EXPECT_EQ(ended.code, 105) << ended.out << ended.err;
    EXPECT_EQ(outcome(), "aborted");
    EXPECT_GT(integerAt(newestRun()["metrics"]["http_reqs"], "count"), 0);
}

TEST_F(CtlK6Test, AMissingK6IsKnownBeforeTheFirstByte)
{
    startStaging();
    writeK6Plan("A: b");
    std::string plan = text(QStringLiteral("plan.yaml"));
    const std::string standIn = HOLDPOINT_SOURCE_DIR "/tests/support/k6_stand_in.sh";
    plan.replace(plan.find(standIn), standIn.size(), "/no/such/k6");
    write(QStringLiteral("plan.yaml"), plan);

    const ProgramResult result = runCtl(runWords());

    EXPECT_EQ(result.code, 104) << result.out << result.err;
    EXPECT_THAT(result.err, HasSubstr("/no/such/k6, which is no program"));
    EXPECT_THAT(result.err, Not(HasSubstr("load started")));
}

TEST_F(CtlK6Test, ScriptsAreImportedAndThePlanIsValid)
{
    write(QStringLiteral("search-load-test.js"),
          "import http from 'k6/http';\nexport default function () { http.get('http://127.0.0.1:8080/'); }\n");
    write(QStringLiteral("run-all-tests.sh"), "k6 run -d 1m search-load-test.js\n");

    const ProgramResult result = runCtl({QStringLiteral("import"), QStringLiteral("k6"), path(QStringLiteral("run-all-tests.sh")),
                                         QStringLiteral("-o"), path(QStringLiteral("plan.yaml"))});

    EXPECT_EQ(result.code, 0) << result.err;
    EXPECT_THAT(result.err, HasSubstr("1 k6 test to 127.0.0.1"));
    EXPECT_THAT(text(QStringLiteral("plan.yaml")), HasSubstr("script: search-load-test.js"));
}

} // namespace
} // namespace holdpoint
