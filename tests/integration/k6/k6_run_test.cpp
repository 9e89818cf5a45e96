// SPDX-License-Identifier: GPL-3.0-or-later
// K6Run with a stand-in for k6 and, where it is installed, with k6 itself against the staging service.
#include "core/k6/k6_run.h"

#include "core/base/file.h"
#include "core/k6/k6_process.h"
#include "core/metrics/totals.h"
#include "core/plan/plan_reader.h"
#include "tests/support/child_process.h"
#include "tests/support/eventually.h"
#include "tests/support/peer.h"
#include "tests/support/staging_program.h"

#include <csignal>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdpoint {
namespace {

using test::eventually;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Ending = EngineVerdict::Ending;
using Values = std::vector<std::pair<std::string, std::string>>;

constexpr const char* kStandIn = HOLDPOINT_SOURCE_DIR "/tests/support/k6_stand_in.sh";

class K6RunTest : public testing::Test
{
protected:
    void write(const std::string& name, const std::string& text) { ASSERT_TRUE(writeFileAtomically(folder.path() / name, text)); }

    /// A plan of one k6 test; `program` is the stand-in if there is no k6.
    void read(const std::string& program, const Values& env, const std::string& more = "", const std::string& args = "")
    {
        std::string list;
        for (const auto& [name, value] : env) {
            list += (list.empty() ? "" : ", ") + name + ": \"" + value + "\"";
        }
        write("script.js", script);
        const std::string text =
            "holdpoint: 1\nname: x\nenvironment: {base_url: http://127.0.0.1:8080, allow_hosts: [127.0.0.1], "
            "production_hosts: [www.example.com]}\ntests:\n  search:\n    engine: k6\n    script: script.js\n    k6: " +
            program + "\n    env: {" + list + "}\n    args: [" + args + "]\n" + more;
        PlanReading reading = readPlanText(text, folder.path() / "plan.yaml", {});
        ASSERT_TRUE(reading.isValid()) << reading.faults.front().text();
        const auto tree = planForAgent(reading.plan);
        ASSERT_TRUE(tree);
        PlanReading again = planFromResolved(*tree, {});
        ASSERT_TRUE(again.isValid()) << again.faults.front().text();
        plan = std::move(again.plan);
        run = std::make_unique<K6Run>(plan, plan.tests.front(), shard);
    }

    /// A k6 of which `text` is what it does for `run`.
    void writeProgram(const std::string& text)
    {
        write("k6.sh", "#!/bin/sh\n[ \"$1\" = version ] && echo k6 v1.0.0 && exit\n" + text);
        std::filesystem::permissions(folder.path() / "k6.sh", std::filesystem::perms::owner_all);
    }
    std::string program() const { return (folder.path() / "k6.sh").string(); }

    void start() { run->start(systemClock().steadyNow()); }

    /// Cuts frames as an agent does, until the run has ended.
    void finish(std::chrono::seconds limit = std::chrono::seconds{60})
    {
        std::uint64_t tick = 0;
        const bool isOver = eventually(
            [&] {
                const auto early = run->takeEarlyLog();
                log.insert(log.end(), early.begin(), early.end());
                const auto began = run->began();
                if (began &&
                    systemClock().steadyNow() >= *began + Seconds{static_cast<std::int64_t>(tick) + 1} + run->cutDelay()) {
                    take(tick++);
                }
                return run->isFinished();
            },
            limit);
        ASSERT_TRUE(isOver);
        if (run->began()) {
            take(tick);
        }
        const auto early = run->takeEarlyLog();
        log.insert(log.end(), early.begin(), early.end());
        verdict = run->verdict().value_or(EngineVerdict{});
    }

    void take(std::uint64_t tick)
    {
        const Frame frame = run->takeFrame(tick, false);
        EXPECT_TRUE(totals.add(frame));
        log.insert(log.end(), frame.events.begin(), frame.events.end());
        frames.push_back(frame);
    }

    double count(const std::string& key) const { return totals.value(key, {AggregateKind::Count, 0}).value_or(-1); }

    test::TempFolder folder;
    std::string script = "import http from 'k6/http';\nexport default function () {}\n";
    Shard shard;
    Plan plan;
    std::unique_ptr<K6Run> run;
    MetricTotals totals;
    std::vector<Frame> frames;
    std::vector<std::string> log;
    EngineVerdict verdict;
};

TEST_F(K6RunTest, FramesHoldWhatK6Wrote)
{
    read(kStandIn, {}, "    thresholds:\n      - {metric: \"orders{kind:gold}\", target: \"count>1\"}\n");
    start();
    finish();

    EXPECT_EQ(count("http_reqs"), 20);
    EXPECT_EQ(count("http_reqs{name:search}"), 20);
    EXPECT_EQ(count("orders{kind:gold}"), 40);
    EXPECT_EQ(totals.sampleCount("http_req_duration"), 20U);
    EXPECT_EQ(totals.value("vus", {AggregateKind::Max, 0}).value_or(0), 3);
    EXPECT_EQ(verdict.ending, Ending::Completed);
    EXPECT_EQ(run->whyEnded(), "k6 ended its scenarios");
    EXPECT_THAT(log, Contains(HasSubstr("k6:      hello from the script")));
    EXPECT_THAT(log, Contains(HasSubstr("latencies are service times")));
    ASSERT_THAT(verdict.verifications, SizeIs(1));
    EXPECT_EQ(verdict.verifications[0].verdict, RuleVerdict::Passed);
}

TEST_F(K6RunTest, WhatNobodyToldStaysUnknown)
{
    read(kStandIn, {{"STAND_IN_SECONDS", "1"}});
    start();
    finish();

    for (const Frame& frame : frames) {
        EXPECT_FALSE(frame.health.isLagKnown);
        const auto again = frameFromJson(toJson(frame));
        ASSERT_TRUE(again);
        EXPECT_FALSE(again->health.isLagKnown);
        EXPECT_FALSE(frame.trends.contains("http_req_response_time"));
        EXPECT_FALSE(frame.trends.contains("generator_lag"));
    }
}

TEST_F(K6RunTest, NonsenseBetweenGoodLinesCostsNothingButItself)
{
    read(kStandIn, {{"STAND_IN_ODD", "1"}});
    start();
    finish();

    EXPECT_EQ(count("http_reqs"), 20);
    EXPECT_THAT(log, Contains(HasSubstr("lines of its output are not readable")));
}

TEST_F(K6RunTest, EachVersionFromTheOldestOnIsTaken)
{
    for (const char* version : {"v0.49.0", "v1.8.1", "v2.2.0"}) {
        read(kStandIn, {{"STAND_IN_SECONDS", "1"}});
        ::setenv("STAND_IN_VERSION", version, 1); // `k6 version` is asked without the plan's environment
        start();
        finish();
        ::unsetenv("STAND_IN_VERSION");
        EXPECT_EQ(verdict.ending, Ending::Completed) << version;
        EXPECT_THAT(log, Contains(HasSubstr("version " + std::string(version).substr(1)))) << version;
        totals = {};
    }
}

TEST_F(K6RunTest, AnOlderVersionIsRefused)
{
    ::setenv("STAND_IN_VERSION", "v0.48.0", 1);
    read(kStandIn, {});
    start();
    finish();
    ::unsetenv("STAND_IN_VERSION");

    EXPECT_EQ(verdict.ending, Ending::NotLoaded);
    EXPECT_THAT(verdict.sentence, HasSubstr("k6 0.48.0 is too old"));
    EXPECT_THAT(frames, IsEmpty());
}

TEST_F(K6RunTest, AProgramThatIsNoK6IsRefused)
{
    read("/bin/true", {});
    start();
    finish();
    EXPECT_EQ(verdict.ending, Ending::NotLoaded);
    EXPECT_THAT(verdict.sentence, HasSubstr("does not answer as k6 does"));
}

TEST_F(K6RunTest, MissedThresholdsOfTheScriptAreFailedVerifications)
{
    read(kStandIn, {{"STAND_IN_SECONDS", "1"}, {"STAND_IN_EXIT", "99"}});
    start();
    finish();

    EXPECT_EQ(verdict.ending, Ending::Completed);
    ASSERT_THAT(verdict.verifications, SizeIs(1));
    EXPECT_EQ(verdict.verifications[0].verdict, RuleVerdict::Failed);
    EXPECT_EQ(verdict.verifications[0].name, "k6 threshold http_req_duration");
}

TEST_F(K6RunTest, AScriptThatCannotBeginSaysWhy)
{
    read(kStandIn, {{"STAND_IN_SILENT", "1"}, {"STAND_IN_EXIT", "107"}, {"STAND_IN_ERROR", "ReferenceError: x is not defined"}});
    start();
    finish();

    EXPECT_EQ(verdict.ending, Ending::NotLoaded);
    EXPECT_THAT(verdict.sentence, HasSubstr("exception (exit code 107): ReferenceError: x is not defined"));
    EXPECT_THAT(frames, IsEmpty());
    EXPECT_THAT(log, Contains("k6 error: ReferenceError: x is not defined"));
}

TEST_F(K6RunTest, AStopIsAnswered)
{
    read(kStandIn, {{"STAND_IN_SECONDS", "600"}});
    start();
    ASSERT_TRUE(eventually([&] { return run->began().has_value(); }));
    run->requestStop(run->gracefulStop(), "a person had enough");
    finish(std::chrono::seconds{20});

    EXPECT_EQ(run->whyEnded(), "a person had enough");
    EXPECT_EQ(verdict.ending, Ending::Completed); // who stopped it knows why
    EXPECT_GT(count("http_reqs"), 0);
}

TEST_F(K6RunTest, AK6ThatIgnoresTheStopIsEnded)
{
    read(kStandIn, {{"STAND_IN_SECONDS", "600"}, {"STAND_IN_STOP", "ignore"}});
    start();
    ASSERT_TRUE(eventually([&] { return run->began().has_value(); }));
    run->requestStop(Millis{200}, "enough");
    finish(std::chrono::seconds{20});
    EXPECT_EQ(run->whyEnded(), "enough");
}

TEST_F(K6RunTest, TheEndOfTheRunIsTheEndOfK6)
{
    const auto pidFile = folder.path() / "pid";
    writeProgram("echo $$ > " + pidFile.string() + "\nsetsid sleep 1000 &\necho $! >> " + pidFile.string() + "\nsleep 1000\n");
    read(program(), {});
    start();
    std::vector<pid_t> pids;
    ASSERT_TRUE(eventually([&] {
        const auto text = readFile(pidFile);
        pids.clear();
        std::istringstream numbers(text ? *text : std::string());
        for (pid_t pid = 0; numbers >> pid;) {
            pids.push_back(pid);
        }
        return pids.size() == 2;
    }));
    run.reset();
    for (const pid_t pid : pids) {
        EXPECT_TRUE(eventually([pid] { return ::kill(pid, 0) != 0; })) << pid;
    }
}

TEST_F(K6RunTest, AScriptThatLoadsAnotherHostIsStopped)
{
    read(kStandIn, {{"STAND_IN_SECONDS", "600"}, {"STAND_IN_URL", "https://other.example.net/x"}});
    start();
    finish(std::chrono::seconds{20});

    EXPECT_EQ(verdict.ending, Ending::NotLoaded);
    EXPECT_THAT(verdict.sentence, HasSubstr("`other.example.net` is not on the allow-list"));
}

TEST_F(K6RunTest, AScriptThatLoadsMoreHostsThanCanBeLookedAtIsStopped)
{
    writeProgram("now=$(date -u +%Y-%m-%dT%H:%M:%SZ)\ni=0\nwhile [ $i -lt 101 ]; do\n"
                 R"(printf '{"metric":"ws_sessions","type":"Point","data":{"time":"%s","value":1,"tags":{"scenario":"d",)"
                 R"("url":"ws://h%d.example.net/"}}}\n' "$now" $i >&3)"
                 "\ni=$((i + 1))\ndone\nsleep 1000\n");
    read(program(), {});
    plan.environment.allowHosts = {"*.example.net"};
    start();
    finish(std::chrono::seconds{20});

    EXPECT_EQ(verdict.ending, Ending::NotLoaded);
    EXPECT_THAT(verdict.sentence, HasSubstr("it loads more than 100 hosts"));
}

TEST_F(K6RunTest, TheLastFrameTakesWhatWasSaidOfLaterSeconds)
{
    writeProgram(R"(printf '{"metric":"http_reqs","type":"Point","data":{"time":"%s","value":1,"tags":{"scenario":"d"}}}\n' )"
                 "2026-11-30T10:00:00Z 2026-11-30T10:00:01Z 2026-11-30T10:00:02Z 2026-11-30T09:59:00Z >&3\nsleep 1000\n");
    read(program(), {});
    start();
    ASSERT_TRUE(eventually([&] { return run->began().has_value(); }));

    const Frame frame = run->takeFrame(0, true); // the hard stop came before k6 ended

    EXPECT_TRUE(frame.isFinal);
    EXPECT_EQ(frame.counters.at("http_reqs"), 4);
}

TEST_F(K6RunTest, AStopIsHeardWhileTheVersionIsAskedFor)
{
    write("k6.sh", "#!/bin/sh\nsleep 1000\n");
    std::filesystem::permissions(folder.path() / "k6.sh", std::filesystem::perms::owner_all);
    read(program(), {});
    start();
    run->requestStop(run->gracefulStop(), "a person had enough");
    finish(std::chrono::seconds{20});

    EXPECT_EQ(run->whyEnded(), "a person had enough");
    EXPECT_EQ(verdict.ending, Ending::Completed); // no opinion of its own, such as that it says nothing
    EXPECT_THAT(verdict.sentence, IsEmpty());
}

TEST(K6ProcessTest, WhatAWrapperStartsIsCountedWithIt)
{
    const FileDescriptor nowhere(::open("/dev/null", O_WRONLY | O_CLOEXEC));
    auto process =
        KeptProcess::start({{"/bin/sh", "-c", "sh -c 'while :; do :; done' & wait"}, {}, {}, nowhere.fd(), nowhere.fd(), -1});
    ASSERT_TRUE(process) << process.error().message;
    EXPECT_TRUE(eventually([&] { return useOf(process->pid()).cpu >= Millis{100}; }));
    const ProcessUse use = useOf(process->pid());
    EXPECT_GT(use.rssBytes, 0U);
    EXPECT_GE(use.descriptors, 6U); // three of each
    process->end();
    EXPECT_TRUE(eventually([&] { return process->status().has_value(); }));
    EXPECT_EQ(useOf(process->pid()).cpu, Nanos{});
}

TEST_F(K6RunTest, ItsOptionsFollowTheKindOfRunAndTheShare)
{
    const auto argsOf = [this](RunKind kind, std::uint32_t index, std::uint32_t agents) {
        const std::string file = (folder.path() / "args").string();
        shard.kind = kind;
        shard.index = index;
        shard.count = agents;
        read(kStandIn, {{"STAND_IN_ARGS", file}, {"STAND_IN_SECONDS", "1"}}, "",
             "--stage, \"2s:3\", -i7, \"-u=4\", -d, 8s, \"--vus=9\", \"--tag=a=b\"");
        start();
        finish();
        totals = {};
        const auto text = readFile(file);
        return text ? *text : std::string();
    };
    const std::string load = argsOf(RunKind::Load, 0, 1);
    EXPECT_THAT(load, HasSubstr("--out=json=/dev/fd/3"));
    EXPECT_THAT(load, HasSubstr("--block-hostnames=www.example.com"));
    EXPECT_THAT(load, HasSubstr("--stage 2s:3 -i7 -u=4 -d 8s --vus=9 --tag=a=b " + (folder.path() / "script.js").string()));
    const std::string dryRun = argsOf(RunKind::DryRun, 0, 1);
    EXPECT_THAT(dryRun, HasSubstr("--block-hostnames=www.example.com --tag=a=b --vus=1 --iterations=1 --no-thresholds"));
    EXPECT_THAT(argsOf(RunKind::Baseline, 0, 1), HasSubstr("--vus=1 --duration=120s --no-thresholds"));
    EXPECT_THAT(argsOf(RunKind::Load, 1, 3), HasSubstr("--execution-segment=1/3:2/3 --execution-segment-sequence=0,1/3,2/3,1"));
}

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
