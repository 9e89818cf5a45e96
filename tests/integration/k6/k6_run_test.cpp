// SPDX-License-Identifier: GPL-3.0-or-later
// K6Run with a stand-in for k6.
#include "core/k6/k6_process.h"
#include "tests/integration/k6/k6_fixture.h"

#include <csignal>
#include <fcntl.h>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using test::eventually;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Ending = EngineVerdict::Ending;

constexpr const char* kStandIn = HOLDPOINT_SOURCE_DIR "/tests/support/k6_stand_in.sh";

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

} // namespace
} // namespace holdpoint
