// SPDX-License-Identifier: GPL-3.0-or-later
// K6Run with k6 itself, where it is installed, against the staging service.
#include "tests/integration/k6/k6_fixture.h"
#include "tests/support/peer.h"
#include "tests/support/staging_program.h"

#include <csignal>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using test::eventually;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Ending = EngineVerdict::Ending;

/// The installed k6 against the staging service.
class InstalledK6Test : public K6RunTest
{
protected:
    void SetUp() override
    {
        k6 = test::findPeer("k6");
        if (k6.empty()) {
            GTEST_SKIP() << "k6 is not installed: tests/support/install_peers.sh k6";
        }
        url = staging.url();
        ASSERT_FALSE(url.empty());
        plan.environment.baseUrl = url;
    }
    Values env(Values more = {}) const
    {
        more.emplace_back("URL", url);
        more.emplace_back("OUT", (folder.path() / "summary.json").string());
        return more;
    }

    test::StagingProgram staging{{"--port", "0", "--exit-with-parent"}};
    std::string k6;
    std::string url;
};

constexpr const char* kRealScript = R"(import http from 'k6/http';
import { check, group } from 'k6';
import { Counter, Trend } from 'k6/metrics';
const orders = new Counter('orders');
const own = new Trend('own_time', true);
export const options = {
  scenarios: { steady: { executor: 'constant-arrival-rate', rate: 50, timeUnit: '1s', duration: '4s', preAllocatedVUs: 10 } },
  thresholds: { http_req_failed: ['rate<0.5'], 'http_req_duration{name:search}': ['p(95)<' + (__ENV.LIMIT || '60000')] },
  summaryTrendStats: ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)', 'p(99)', 'count'],
};
export function setup() { http.post(`${__ENV.URL}/_staging/reset`); }
export default function () {
  group('find', () => {
    const answer = http.get(`${__ENV.URL}/api/search?q=yoga`, { tags: { name: 'search', kind: 'api' } });
    check(answer, { 'status is 200': (a) => a.status === 200 });
    own.add(answer.timings.duration);
  });
  http.get(`${__ENV.URL}/nothing-here`, { tags: { name: 'gone' } });
  orders.add(2);
}
export function handleSummary(data) { return { [__ENV.OUT]: JSON.stringify(data) }; }
)";

TEST_F(InstalledK6Test, CountsAreThoseOfItsSummaryAndPercentilesAreWithinABucket)
{
    script = kRealScript;
    read(k6, env(),
         "    thresholds:\n      - {metric: \"http_req_duration{name:search}\", target: \"p(95)<60000\"}\n"
         "      - {metric: own_time, target: \"p(95)<60000\"}\n");
    start();
    finish();

    ASSERT_EQ(verdict.ending, Ending::Completed) << verdict.sentence << testing::PrintToString(log);
    const auto text = readFile(folder.path() / "summary.json");
    ASSERT_TRUE(text);
    const auto summary = parseJson(*text, "handleSummary");
    ASSERT_TRUE(summary);
    const auto valueOf = [&](const std::string& metric, const std::string& name) {
        return numberAt(memberAt(memberAt(memberAt(*summary, "metrics"), metric), "values"), name, -1);
    };
    EXPECT_GT(count("http_reqs"), 300);
    EXPECT_EQ(count("http_reqs"), valueOf("http_reqs", "count"));
    EXPECT_EQ(count("iterations"), valueOf("iterations", "count"));
    EXPECT_EQ(count("orders"), valueOf("orders", "count"));
    EXPECT_EQ(count("data_received"), valueOf("data_received", "count"));
    EXPECT_EQ(count("data_sent"), valueOf("data_sent", "count"));
    EXPECT_EQ(count("checks"), valueOf("checks", "passes"));
    EXPECT_EQ(count("http_req_failed"), valueOf("http_req_failed", "passes"));
    for (const std::string metric : {"http_req_duration", "http_req_duration{name:search}", "own_time", "http_req_waiting"}) {
        EXPECT_EQ(static_cast<double>(totals.sampleCount(metric)), valueOf(metric, "count")) << metric;
        EXPECT_NEAR(totals.value(metric, {AggregateKind::Max, 0}).value_or(-1), valueOf(metric, "max"), 0.001) << metric;
        // k6 interpolates between samples, a histogram names a bucket of theirs: 1 % with two digits, 0.1 % with three
        const LatencyHistogram* trend = totals.trend(metric);
        ASSERT_NE(trend, nullptr) << metric;
        const double bucket = trend->digits() == LatencyHistogram::Digits::Three ? 0.002 : 0.02;
        const double k6Value = valueOf(metric, "p(95)");
        const double n = static_cast<double>(trend->count());
        const double below = static_cast<double>(trend->percentileUs(95 - 150 / n)) / 1000;
        const double above = static_cast<double>(trend->percentileUs(std::min(100.0, 95 + 150 / n))) / 1000;
        EXPECT_GE(k6Value, below * (1 - bucket) - 0.002) << metric;
        EXPECT_LE(k6Value, above * (1 + bucket) + 0.002) << metric;
    }
    ASSERT_THAT(verdict.verifications, SizeIs(2));
    EXPECT_EQ(verdict.verifications[0].verdict, RuleVerdict::Passed);
}

TEST_F(InstalledK6Test, AMissedThresholdOfTheScriptFails)
{
    script = kRealScript;
    read(k6, env({{"LIMIT", "0.0001"}}));
    start();
    finish();

    EXPECT_EQ(verdict.ending, Ending::Completed) << verdict.sentence;
    ASSERT_THAT(verdict.verifications, SizeIs(2));
    EXPECT_EQ(verdict.verifications[0].expected, "p(95)<0.0001");
    EXPECT_EQ(verdict.verifications[0].verdict, RuleVerdict::Failed);
    EXPECT_EQ(verdict.verifications[1].verdict, RuleVerdict::Passed);
}

TEST_F(InstalledK6Test, AScriptErrorIsToldAndNothingWasLoaded)
{
    script = "import http from 'k6/http';\nnoSuchThing();\nexport default function () {}\n";
    read(k6, env());
    start();
    finish();

    EXPECT_EQ(verdict.ending, Ending::NotLoaded);
    EXPECT_THAT(verdict.sentence, HasSubstr("exit code 107"));
    EXPECT_THAT(verdict.sentence, HasSubstr("noSuchThing"));
    EXPECT_THAT(frames, IsEmpty());
}

TEST_F(InstalledK6Test, ADryRunOfAScriptWithoutADefaultFunctionSaysWhatToAdd)
{
    script = "export const options = { scenarios: { a: { executor: 'constant-vus', vus: 1, duration: '1s', exec: 'shop' } } };\n"
             "export function shop() {}\n";
    shard.kind = RunKind::DryRun;
    read(k6, env());
    start();
    finish();

    EXPECT_EQ(verdict.ending, Ending::NotLoaded);
    EXPECT_THAT(verdict.sentence, HasSubstr("the script exports none: add `export default function"));
}

TEST_F(InstalledK6Test, ADryRunTakesThePlaceOfTheStagesInItsOptions)
{
    script = "import http from 'k6/http';\nexport default function () { http.get(`${__ENV.URL}/api/search?q=yoga`); }\n";
    shard.kind = RunKind::DryRun;
    read(k6, env(), "", "--stage, \"60s:3\"");
    start();
    finish();

    EXPECT_EQ(verdict.ending, Ending::Completed) << verdict.sentence;
    EXPECT_EQ(count("http_reqs"), 1);
}

TEST_F(InstalledK6Test, AnExceptionInAnIterationIsAnError)
{
    script = "export default function () { throw new Error('no such luck'); }\n";
    shard.kind = RunKind::DryRun;
    read(k6, env());
    start();
    finish();

    ASSERT_THAT(totals.errors(), SizeIs(1));
    EXPECT_EQ(totals.errors()[0].errorClass, "interrupted");
    EXPECT_THAT(totals.errors()[0].message, HasSubstr("no such luck"));
}

TEST_F(InstalledK6Test, AbortOfTheScriptIsAborted)
{
    script = "import exec from 'k6/execution';\nexport const options = {vus: 1, duration: '60s'};\n"
             "export default function () { if (exec.vu.iterationInScenario > 3) exec.test.abort('had enough'); }\n";
    read(k6, env());
    start();
    finish();

    EXPECT_EQ(verdict.ending, Ending::Aborted);
    EXPECT_THAT(verdict.sentence, HasSubstr("had enough"));
}

TEST_F(InstalledK6Test, AStopRunsItsTeardown)
{
    script = "import http from 'k6/http';\nimport { sleep } from 'k6';\nexport const options = {vus: 2, duration: '600s'};\n"
             "export default function () { http.get(`${__ENV.URL}/health`); sleep(0.1); }\n"
             "export function teardown() { console.log('teardown was here'); }\n";
    read(k6, env());
    start();
    ASSERT_TRUE(eventually([&] { return run->began().has_value(); }, std::chrono::seconds{60}));
    run->requestStop(run->gracefulStop(), "enough");
    finish();

    EXPECT_EQ(run->whyEnded(), "enough");
    EXPECT_GT(count("http_reqs"), 0);
    EXPECT_THAT(log, Contains("k6: teardown was here"));
}

TEST_F(InstalledK6Test, AKilledK6IsAnInterruption)
{
    script = "import { sleep } from 'k6';\nexport const options = {vus: 1, duration: '600s'};\nexport default function () { "
             "sleep(0.1); }\n";
    read(k6, env());
    start();
    std::string pid;
    ASSERT_TRUE(eventually(
        [&] {
            for (const std::string& line : run->takeEarlyLog()) {
                const auto at = line.find("process ");
                pid = at == std::string::npos ? pid : line.substr(at + 8);
            }
            return run->began().has_value();
        },
        std::chrono::seconds{60}));
    ASSERT_FALSE(pid.empty());
    ASSERT_EQ(::kill(static_cast<pid_t>(std::stol(pid)), SIGKILL), 0);
    finish();

    EXPECT_EQ(verdict.ending, Ending::Interrupted);
    EXPECT_THAT(verdict.sentence, HasSubstr("killed by a signal"));
}

} // namespace
} // namespace holdpoint
