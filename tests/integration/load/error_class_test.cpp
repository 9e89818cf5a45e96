// SPDX-License-Identifier: GPL-3.0-or-later
// The engine against servers that misbehave: every failure is a sample under the right class, none vanishes, nothing hangs.
#include "tests/support/http_client.h"
#include "tests/support/load_plan.h"
#include "tests/support/rude_server.h"
#include "tests/support/silent_port.h"
#include "tests/support/staging_program.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

using namespace holdpoint;
using namespace holdpoint::test;
using namespace std::chrono_literals;

namespace {

struct Fault
{
    std::string path;
    std::string errorClass;
    friend void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.path; }
};

/// One request by one visitor.
LoadOutcome runOne(Plan plan)
{
    Shard shard;
    shard.kind = RunKind::DryRun;
    return runLoad(plan, shard);
}

/// Long enough that a stall of this machine is no timeout; the steps that are meant to time out have their own.
Plan onePlan(const std::string& url, Step step)
{
    step.http.timeout = step.http.timeout.value_or(60s);
    return planFor(url, {constantVus("one", 1, 1h, {std::move(step)})});
}

rlim_t nextDescriptor()
{
    const int descriptor = ::dup(STDERR_FILENO);
    ::close(descriptor);
    return static_cast<rlim_t>(descriptor);
}

/// A network of this process's own with ten ports to connect from. False: not allowed here.
bool enterNarrowNetwork()
{
    if (::unshare(CLONE_NEWNET) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) {
        return false;
    }
    const int control = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ifreq loopback{};
    std::copy_n("lo", 3, loopback.ifr_name);
    loopback.ifr_flags = IFF_UP | IFF_RUNNING;
    const bool isUp = ::ioctl(control, SIOCSIFFLAGS, &loopback) == 0;
    ::close(control);
    const int range = ::open("/proc/sys/net/ipv4/ip_local_port_range", O_WRONLY | O_CLOEXEC);
    const bool isNarrow = range >= 0 && ::write(range, "40000 40009", 11) == 11;
    ::close(range);
    return isUp && isNarrow;
}

/// All answers that the staging service counts.
double answersOf(const std::string& url)
{
    const std::string text =
        HttpClient(static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)))).get("/metrics").body;
    const std::string count = "http_request_duration_seconds_count{";
    double sum = 0;
    for (auto at = text.find(count); at != std::string::npos; at = text.find(count, at + 1)) {
        sum += std::stod(text.substr(text.find("} ", at) + 2));
    }
    return sum;
}

class ErrorClassTest : public testing::TestWithParam<Fault>
{};

} // namespace

TEST_P(ErrorClassTest, CountsUnderItsClassAndAsAFailedRequest)
{
    RudeServer server;
    Step step = httpStep("GET", GetParam().path, "step");
    if (GetParam().errorClass == "timeout") {
        step.http.timeout = 500ms;
    }
    const auto load = runOne(onePlan(server.url(), step));

    EXPECT_TRUE(load.isFinished);
    EXPECT_EQ(load.errors(GetParam().errorClass), 1U);
    EXPECT_EQ(load.count("http_reqs"), 1);
    EXPECT_EQ(load.totals.value("http_req_failed", {AggregateKind::Rate}), 1.0);
    EXPECT_EQ(load.totals.sampleCount("http_req_duration"), 1U);
    ASSERT_EQ(load.totals.errors().size(), 1U);
    EXPECT_EQ(load.totals.errors().front().step, "step");
    EXPECT_TRUE(parseJson(load.totals.errors().front().sample, "sample"));
}

INSTANTIATE_TEST_SUITE_P(Servers, ErrorClassTest,
                         testing::Values(Fault{"/hang", "timeout"}, Fault{"/trickle", "timeout"}, Fault{"/reset", "reset"},
                                         Fault{"/close", "reset"}, Fault{"/cut", "reset"}, Fault{"/garbage", "protocol"},
                                         Fault{"/header", "protocol"}, Fault{"/status/404", "http_4xx"},
                                         Fault{"/status/500", "http_5xx"}, Fault{"/status/503", "http_5xx"}));

TEST(ErrorTest, AClosedPortIsAConnectError)
{
    const SilentPort closed(SilentPort::Kind::Refusing);
    const auto load = runOne(onePlan(closed.url(), httpStep("GET", "/", "step")));

    EXPECT_EQ(load.errors("connect"), 1U);
    EXPECT_EQ(load.totals.value("http_req_failed", {AggregateKind::Rate}), 1.0);
}

TEST(ErrorTest, AHostWithoutAddressIsADnsError)
{
    // no name server is asked for a name that cannot exist: its first part is longer than 63 characters
    Plan plan = onePlan("http://" + std::string(64, 'x') + ".invalid", httpStep("GET", "/", "step"));
    plan.environment.allowHosts = {"*.invalid"};

    EXPECT_EQ(runOne(plan).errors("dns"), 1U);
}

TEST(ErrorTest, AForeignOrProductionHostIsNeverContacted)
{
    RudeServer server;
    Plan foreign = onePlan(server.url(), httpStep("GET", "/ok", "step"));
    foreign.environment.allowHosts = {"localhost"};
    Plan production = onePlan(server.url(), httpStep("GET", "/ok", "step"));
    production.environment.productionHosts = {"127.0.0.1"};
    const Plan smuggled = onePlan(server.url() + "@example.com", httpStep("GET", "/ok", "step"));

    EXPECT_EQ(runOne(foreign).errors("connect"), 1U);
    EXPECT_EQ(runOne(production).errors("connect"), 1U);
    EXPECT_EQ(runOne(smuggled).errors("connect"), 1U);
    EXPECT_EQ(server.connectionCount(), 0U);
}

TEST(ErrorTest, TlsAgainstAPlainServerIsATlsError)
{
    RudeServer server;
    Step step = httpStep("GET", "/ok", "step");
    step.http.timeout = 2s; // the server waits for more of what is no HTTP
    const auto load = runOne(onePlan("https://127.0.0.1:" + std::to_string(server.port()), step));

    EXPECT_EQ(load.errors("tls") + load.errors("timeout"), 1U);
}

TEST(ErrorTest, TimeoutsAreSamplesWithTheirElapsedTime)
{
    RudeServer server;
    Step step = httpStep("GET", "/hang", "step");
    step.http.timeout = 500ms;
    Plan plan = onePlan(server.url(), step);
    plan.tests.front().thresholds.resize(2);
    plan.tests.front().thresholds[0].metric = "http_req_duration{error:timeout}";
    plan.tests.front().thresholds[1].metric = "http_req_duration{error:reset}";
    const auto load = runOne(plan);

    EXPECT_GE(load.totals.value("http_req_duration", {AggregateKind::Min}).value_or(0), 450.0);
    EXPECT_GE(load.totals.value("http_req_duration{error:timeout}", {AggregateKind::Min}).value_or(0), 450.0);
    EXPECT_EQ(load.totals.sampleCount("http_req_duration{error:reset}"), 0U);
    EXPECT_GE(load.totals.value("http_req_response_time", {AggregateKind::Min}).value_or(0), 450.0);
}

TEST(ErrorTest, ARedirectThatIsNotFollowedIsAnAnswer)
{
    RudeServer server;
    Step step = httpStep("GET", "/redirect", "step");
    step.http.transfer.follow = 0;
    const auto load = runOne(onePlan(server.url(), step));

    EXPECT_EQ(server.requestCount(), 1U);
    EXPECT_EQ(load.totals.value("http_req_failed", {AggregateKind::Rate}), 0.0);
}

TEST(ErrorTest, AHugeBodyIsCountedAndNotKept)
{
    RudeServer server;
    const auto load = runOne(onePlan(server.url(), httpStep("GET", "/huge", "step")));

    EXPECT_EQ(load.totals.value("http_req_failed", {AggregateKind::Rate}), 0.0);
    EXPECT_GT(load.count("data_received"), 5.0 * 1024 * 1024);
}

TEST(ErrorTest, AStatusThatACheckNamesIsNoError)
{
    RudeServer server;
    Step step = httpStep("GET", "/status/409", "rsvp");
    step.http.checks = {statusRule(409)};
    Plan plan = onePlan(server.url(), step);
    plan.tests.front().loadTargets.push_back({"http_reqs{scenario:one,status:409}", {}, 0.02});
    const auto load = runOne(plan);

    EXPECT_EQ(load.totals.value("http_req_failed", {AggregateKind::Rate}), 0.0);
    EXPECT_EQ(load.count("http_reqs{scenario:one,status:409}"), 1);
    EXPECT_EQ(load.totals.value("checks{check:rsvp: status is 409}", {AggregateKind::Rate}), 1.0);
    EXPECT_TRUE(load.totals.errors().empty());
}

TEST(ErrorTest, AFailedCheckOnAGoodAnswerIsACheckError)
{
    RudeServer server;
    Step step = httpStep("GET", "/ok", "search");
    CheckRule rule;
    rule.kind = CheckRule::Kind::Body;
    rule.what = "body contains gone";
    rule.text = "gone";
    step.http.checks = {rule};
    const auto load = runOne(onePlan(server.url(), step));

    EXPECT_EQ(load.errors("check"), 1U);
    EXPECT_EQ(load.totals.value("checks", {AggregateKind::Rate}), 0.0);
    EXPECT_EQ(load.totals.value("http_req_failed", {AggregateKind::Rate}), 0.0);
}

TEST(ErrorTest, KeepsTenSamplesAClassAndStepWithSecretsHidden)
{
    RudeServer server;
    Plan plan = planFor(server.url(), {arrivals("many", 100, 500ms, 50, {httpStep("GET", "/status/500?key=${KEY}", "step")})});
    plan.tests.front().scenarios.front().flow.front().http.target = "/status/500";
    plan.environment.headers = {{"Authorization", "Bearer ${KEY}"}};
    plan.secrets["KEY"] = Secret("very-secret");
    RunningLoad running(plan, {}, 2);
    running.start();
    std::size_t samples = 0;
    std::string all;
    while (true) {
        const bool isLast = running.run.isFinished();
        for (const ErrorCount& error : running.run.takeFrame(0).errors) {
            samples += error.sample.empty() ? 0 : 1;
            all += error.sample;
        }
        if (isLast) {
            break;
        }
    }

    EXPECT_EQ(samples, 10U);
    EXPECT_EQ(all.find("very-secret"), std::string::npos);
    EXPECT_NE(server.requests().front().find("very-secret"), std::string::npos);
}

TEST(ErrorTest, AFullDescriptorTableIsTheGeneratorsFaultAndLimitsTheSecond)
{
    // a process of its own: the limit below is this process's, and every answer is held back until all visitors want one
    StagingProgram staging({"--port", "0", "--fault", "latency=200ms"});
    const std::string url = staging.url();
    RunningLoad running(planFor(url, {constantVus("many", 400, 300ms, {httpStep("GET", "/", "step")})}));
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    rlimit tight = before;
    tight.rlim_cur = nextDescriptor() + 100;
    ::setrlimit(RLIMIT_NOFILE, &tight);
    running.start();
    bool isLimited = false;
    std::uint64_t shortages = 0;
    double requests = 0;
    double failed = 0;
    for (bool isLast = false; !isLast;) {
        isLast = running.run.isFinished();
        const Frame frame = running.run.takeFrame(0);
        for (const ErrorCount& error : frame.errors) {
            shortages += error.errorClass == "generator" ? error.count : 0;
            isLimited = isLimited || (error.errorClass == "generator" && frame.health.limited);
        }
        requests += frame.counters.at("http_reqs");
        failed += frame.rates.contains("http_req_failed") ? static_cast<double>(frame.rates.at("http_req_failed").trueCount) : 0;
        ::poll(nullptr, 0, 5);
    }
    ::setrlimit(RLIMIT_NOFILE, &before);

    EXPECT_GT(shortages, 0U);
    EXPECT_TRUE(isLimited);
    EXPECT_LE(requests - failed, answersOf(url)) << "a shortage here was counted as an answer";
}

TEST(ErrorTest, NoFreePortIsTheGeneratorsFault)
{
    constexpr int kSkipped = 77;
    const pid_t child = ::fork();
    if (child == 0) { // a network of its own belongs to a process of its own
        if (!enterNarrowNetwork()) {
            ::_exit(kSkipped);
        }
        RudeServer server;
        Step step = httpStep("GET", "/hang", "step");
        step.http.timeout = 1s;
        const auto load = runLoad(planFor(server.url(), {constantVus("many", 40, 500ms, {step})}));
        const auto failed = load.totals.value("http_req_failed", {AggregateKind::Count}).value_or(-1);
        const bool isRight = load.isFinished && load.errors("generator") > 0 && load.errors("connect") == 0 &&
                             load.errors("timeout") > 0 && failed == static_cast<double>(load.errors("timeout"));
        for (const ErrorCount& error : load.totals.errors()) {
            std::fprintf(stderr, "%s: %s (%llu)\n", error.errorClass.c_str(), error.message.c_str(),
                         static_cast<unsigned long long>(error.count));
        }
        ::_exit(isRight ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == kSkipped) {
        GTEST_SKIP() << "no network namespace here";
    }
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}
