// SPDX-License-Identifier: GPL-3.0-or-later
// 10,000 visitors with think time on keep-alive connections: memory, connections and errors of the load process.
// Each round in a process of its own, on core 0, nginx on core 1. Usage: vus_bench [VISITORS [SECONDS [THREADS [tls [ROUNDS]]]]]

#include "core/http/http_transport.h"
#include "core/load/health.h"
#include "core/load/load_run.h"
#include "tests/bench/bench_report.h"
#include "tests/support/nginx_process.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace holdpoint;

namespace {

Plan planFor(const std::string& url, std::uint64_t visitors, int seconds)
{
    Plan plan;
    plan.environment.baseUrl = url;
    plan.environment.allowHosts = {"127.0.0.1"};
    plan.environment.insecureTlsHosts = {"127.0.0.1"};
    Step get;
    get.name = "get";
    get.http.method = "GET";
    get.http.target = "/?visitor={{vu}}";
    Step think;
    think.kind = StepKind::Think;
    think.think = {Seconds{4}, Seconds{8}};
    Scenario scenario;
    scenario.id = "visitors";
    scenario.executor.kind = ExecutorKind::RampingVus;
    scenario.executor.stages = {{static_cast<double>(visitors), Seconds{seconds / 3}},
                                {static_cast<double>(visitors), Seconds{seconds - seconds / 3}}};
    scenario.executor.duration = Seconds{seconds};
    scenario.flow = {get, think};
    TestPlan test;
    test.id = "bench";
    test.scenarios = {scenario};
    plan.tests = {test};
    return plan;
}

struct Summary
{
    double requests = 0;
    double visitorsMax = 0;
    std::uint64_t rssMax = 0;
    std::uint64_t descriptorsMax = 0;
    std::uint64_t connected = 0; // exchanges that opened a connection
    std::uint64_t errors = 0;
    std::uint64_t limitedSeconds = 0;
    double busyMax = 0;

    void add(const Frame& frame)
    {
        requests += frame.counters.at("http_reqs");
        if (const auto vus = frame.gauges.find("vus"); vus != frame.gauges.end()) {
            visitorsMax = std::max(visitorsMax, vus->second.max);
        }
        rssMax = std::max(rssMax, frame.health.rssBytes);
        descriptorsMax = std::max(descriptorsMax, frame.health.descriptors);
        busyMax = std::max(busyMax, frame.health.busy);
        limitedSeconds += frame.health.limited ? 1U : 0U;
        for (const ErrorCount& error : frame.errors) {
            errors += error.count;
        }
        if (const auto trend = frame.trends.find("http_req_connecting"); trend != frame.trends.end()) {
            trend->second.forEachBucket(
                [this](std::uint64_t lowest, std::uint64_t, std::uint64_t count) { connected += lowest > 0 ? count : 0; });
        }
    }
};

/// KB resident for a visitor.
double measure(const NginxProcess& server, std::uint64_t visitors, int seconds, unsigned threads)
{
    const Plan plan = planFor(server.url(), visitors, seconds);
    const auto transports = makeHttpTransports(plan.environment);
    LoadRun run(plan, plan.tests.front(), Shard{}, *transports, threads);
    GeneratorHealth before;
    HealthProbe().sample(before);
    const SteadyTime t0 = systemClock().steadyNow();
    run.start(t0);
    Summary summary;
    for (std::uint64_t tick = 0;; ++tick) {
        const SteadyTime cut = t0 + Seconds{static_cast<std::int64_t>(tick) + 1};
        const Nanos left = cut - systemClock().steadyNow();
        ::poll(nullptr, 0, static_cast<int>(std::max<std::int64_t>(0, std::chrono::duration_cast<Millis>(left).count())));
        const bool isLast = run.isFinished();
        summary.add(run.takeFrame(tick));
        if (isLast) {
            break;
        }
    }
    std::printf("%.0f visitors at most, %.0f requests, %.1f MB resident, %llu descriptors, %llu connections opened, %llu errors, "
                "busiest second %.0f %%, %llu limited seconds, ended: %s\n",
                summary.visitorsMax, summary.requests, static_cast<double>(summary.rssMax) / 1e6,
                static_cast<unsigned long long>(summary.descriptorsMax), static_cast<unsigned long long>(summary.connected),
                static_cast<unsigned long long>(summary.errors), summary.busyMax * 100,
                static_cast<unsigned long long>(summary.limitedSeconds), run.whyEnded().c_str());
    return static_cast<double>(summary.rssMax - before.rssBytes) / 1024 / std::max(1.0, summary.visitorsMax);
}

/// In a child, so that no round finds the memory of the one before.
double measureApart(const NginxProcess& server, std::uint64_t visitors, int seconds, unsigned threads)
{
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) {
        return 0;
    }
    const pid_t child = ::fork();
    if (child == 0) {
        const double own = measure(server, visitors, seconds, threads);
        std::fflush(stdout);
        ::_exit(::write(ends[1], &own, sizeof own) == sizeof own ? 0 : 1);
    }
    ::close(ends[1]);
    double result = 0;
    if (::read(ends[0], &result, sizeof result) != sizeof result) {
        std::puts("a round ended without a figure");
    }
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    return result;
}

} // namespace

int main(int argc, char** argv)
{
    const auto visitors = static_cast<std::uint64_t>(argc > 1 ? std::atoi(argv[1]) : 9500);
    const int seconds = argc > 2 ? std::atoi(argv[2]) : 18;
    const auto threads = static_cast<unsigned>(argc > 3 ? std::atoi(argv[3]) : 1);
    const bool isTls = argc > 4 && std::string(argv[4]) == "tls";
    const int rounds = argc > 5 ? std::atoi(argv[5]) : 3;
    const auto server = NginxProcess::start({isTls ? NginxProcess::Speaks::Tls : NginxProcess::Speaks::Plain, 1, {}});
    if (!server) {
        std::puts("no nginx here: nothing measured");
        return 0;
    }
    bindToCore(0);
    std::vector<double> kilobytes;
    for (int round = 1; round <= rounds; ++round) {
        kilobytes.push_back(measureApart(*server, visitors, seconds, threads));
        std::printf("round %d: %.1f KB resident for a visitor\n", round, kilobytes.back());
        std::fflush(stdout);
    }
    const double own = median(kilobytes);
    std::printf("median of %d: %.1f KB (bar %d KB: %s, stretch %d KB: %s)\n", rounds, own, isTls ? 100 : 24,
                verdict(own <= (isTls ? 100 : 24)), isTls ? 60 : 12, verdict(own <= (isTls ? 60 : 12)));
    return 0;
}
