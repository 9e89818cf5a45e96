// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/import/k6_import.h"
#include "core/import/k6_shell.h"
#include "tests/unit/plan/plan_fixture.h"

namespace holdpoint {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;
using testing::SizeIs;

constexpr const char* kScript = "import http from 'k6/http';\n"
                                "const BASE = __ENV.BASE_URL || 'https://staging.example.com';\n"
                                "export default function () { http.get(`${BASE}/`); }\n";

class K6Import : public PlanFolder
{
protected:
    void addScripts(const std::vector<std::string>& names)
    {
        std::filesystem::create_directories(folder / "load-tests/scripts");
        for (const std::string& name : names) {
            write("load-tests/scripts/" + name, kScript);
        }
    }
    PlanReading readAgain(const Imported& imported)
    {
        PlanOptions options;
        for (const ImportVariable& variable : imported.variables) {
            options.overrides[variable.key] = "set";
        }
        return readPlanText(imported.plan, folder / "plan.yaml", options);
    }
    static std::vector<std::string> idsOf(const PlanReading& reading)
    {
        std::vector<std::string> ids;
        for (const TestPlan& test : reading.plan.tests) {
            ids.push_back(test.id);
        }
        return ids;
    }
};

/// The script of checklist-source.md §7 as teams write it.
// clang-format off
constexpr const char* kRunAllTests = R"sh(#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "$0")/.."
source .env.load-tests
RESULTS="results/run_$(date +%Y%m%d_%H%M%S)"
SCRIPTS=scripts
mkdir -p "$RESULTS"
export ENVIRONMENT=staging
API_PASSWORD=hunter2hunter2

run_test() {
  local name="$1"
  local script=$2
  shift 2
  echo "=== k6 run $name ==="
  k6 run --quiet -e BASE_URL="$BASE_URL" -e PASSWORD="$API_PASSWORD" --tag testid=all \
    --out json="$RESULTS/$name.json" --summary-export="$RESULTS/$name-summary.json" \
    "$SCRIPTS/$script" || FAILED=1
}

run_test "Search" search-load-test.js
run_test "RTC" rtc-load-test.js
for t in webhooks event-rsvp; do
  USERS=50 k6 run -u 10 -d 5m scripts/$t-load-test.js
done
if [ -z "${SKIP:-}" ]; then
  k6 run --vus=20 'scripts/page-load-test.js' && echo ok
fi
k6 run "$LAST_SCRIPT"
docker run --rm -i grafana/k6 run - < scripts/x.js
exit ${FAILED:-0}
)sh";
// clang-format on

TEST_F(K6Import, AShellScriptBecomesAPlanWithoutBeingRun)
{
    addScripts(
        {"search-load-test.js", "rtc-load-test.js", "webhooks-load-test.js", "event-rsvp-load-test.js", "page-load-test.js"});
    write("load-tests/scripts/run-all-tests.sh", kRunAllTests);

    const auto imported = importK6(folder / "load-tests/scripts/run-all-tests.sh", folder);

    ASSERT_TRUE(imported) << imported.error().message;
    const PlanReading reading = readAgain(*imported);
    ASSERT_TRUE(reading.isValid()) << joinedFaults(reading) << imported->plan;
    EXPECT_THAT(idsOf(reading), ElementsAre("search", "rtc", "webhooks", "event-rsvp", "page"));
    const K6Plan& search = *reading.plan.tests[0].k6;
    EXPECT_EQ(search.script, "load-tests/scripts/search-load-test.js");
    EXPECT_THAT(search.args, ElementsAre("--tag=testid=all"));
    EXPECT_THAT(search.env, Contains(Pair("ENVIRONMENT", "staging")));
    EXPECT_THAT(search.env, Contains(Pair("BASE_URL", "set")));
    EXPECT_THAT(imported->plan, Not(HasSubstr("hunter2")));
    const K6Plan& webhooks = *reading.plan.tests[2].k6;
    EXPECT_THAT(webhooks.args, ElementsAre("-u", "10", "-d", "5m"));
    EXPECT_THAT(webhooks.env, Contains(Pair("USERS", "50")));
    EXPECT_EQ(webhooks.duration, std::chrono::minutes{5});
    EXPECT_THAT(reading.plan.tests[4].k6->args, ElementsAre("--vus=20"));
    EXPECT_THAT(imported->notes, Contains(HasSubstr("whose name the text alone does not tell")));
    EXPECT_THAT(imported->notes, Contains(HasSubstr("in a container")));
    EXPECT_THAT(imported->hosts, ElementsAre("staging.example.com"));
}

TEST_F(K6Import, AFolderGivesOneTestForEachScript)
{
    addScripts({"b_test.js", "a.test.ts"});
    write("load-tests/scripts/helper.js", "export function sum(a, b) { return a + b; }\n");
    std::filesystem::create_directories(folder / "plans");
    std::filesystem::create_directories(folder / "load-tests/node_modules/x");
    write("load-tests/node_modules/x/c.js", kScript);

    const auto imported = importK6(folder / "load-tests", folder / "plans");

    ASSERT_TRUE(imported) << imported.error().message;
    EXPECT_EQ(imported->requests, 2U);
    EXPECT_THAT(imported->plan, HasSubstr("script: \"../load-tests/scripts/a.test.ts\""));
    EXPECT_THAT(imported->plan, HasSubstr("  b:\n"));
}

TEST_F(K6Import, OneScriptIsEnough)
{
    addScripts({"search.js"});
    const auto imported = importK6(folder / "load-tests/scripts/search.js", folder / "load-tests/scripts");
    ASSERT_TRUE(imported) << imported.error().message;
    EXPECT_THAT(imported->plan, HasSubstr("script: search.js"));
    EXPECT_THAT(imported->plan, HasSubstr("allow_hosts: [staging.example.com]"));
}

TEST_F(K6Import, NothingFoundIsSaid)
{
    EXPECT_FALSE(importK6(folder / "none", folder));
    write("empty.sh", "echo k6 run a.js\n");
    const auto imported = importK6(folder / "empty.sh", folder);
    ASSERT_FALSE(imported);
    EXPECT_THAT(imported.error().message, HasSubstr("no k6 script was found"));
    write("gone.sh", "k6 run gone.js\n");
    EXPECT_THAT(importK6(folder / "gone.sh", folder).error().message, HasSubstr("gone.js, which is not beside"));
}

TEST_F(K6Import, PatternsOfALoopAreLookedUp)
{
    addScripts({"one.js", "two.js"});
    const auto calls = k6CallsOf("cd load-tests\nfor f in scripts/*.js; do k6 run \"$f\"; done\n", folder);
    ASSERT_TRUE(calls);
    ASSERT_THAT(calls->calls, SizeIs(2));
    EXPECT_EQ(calls->calls[1].script, "scripts/two.js");
    EXPECT_EQ(calls->calls[1].folder, "load-tests");
}

TEST_F(K6Import, EndlessScriptsEnd)
{
    const std::string loops = "f() { g; g; }\ng() { f; k6 run a.js; }\nf\n";
    EXPECT_TRUE(k6CallsOf(loops, folder));
    std::string nested;
    for (int i = 0; i < 50; ++i) {
        nested += "for i in 1 2 3 4 5 6 7 8 9; do\n";
    }
    EXPECT_TRUE(k6CallsOf(nested + "k6 run a.js\n", folder));
    EXPECT_FALSE(k6CallsOf("k6 run 'open\n", folder));
}

} // namespace
} // namespace holdpoint
