// SPDX-License-Identifier: GPL-3.0-or-later
// One load thread on one core against nginx with one worker on another: requests/s and CPU per request of the whole engine, and
// wrk's figure from the same minute. Usage: load_bench [CONNECTIONS [SECONDS]]

#include "core/http/http_transport.h"
#include "core/load/load_run.h"
#include "tests/bench/nginx_process.h"

#include <cstdio>
#include <cstdlib>
#include <poll.h>
#include <sys/resource.h>

using namespace holdpoint;

namespace {

double cpuSeconds()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto of = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

Plan planFor(const std::string& url, std::uint64_t connections, int seconds)
{
    Plan plan;
    plan.environment.baseUrl = url;
    plan.environment.allowHosts = {"127.0.0.1"};
    Step step;
    step.name = "get";
    step.http.method = "GET";
    step.http.target = "/";
    CheckRule status;
    status.kind = CheckRule::Kind::Status;
    status.what = "status is 200";
    status.statuses = {200};
    step.http.checks = {status};
    Scenario scenario;
    scenario.id = "closed";
    scenario.executor.vus = connections;
    scenario.executor.duration = Seconds{seconds};
    scenario.flow = {step};
    TestPlan test;
    test.id = "bench";
    test.scenarios = {scenario};
    plan.tests = {test};
    return plan;
}

void runEngine(const std::string& url, std::uint64_t connections, int seconds)
{
    const Plan plan = planFor(url, connections, seconds);
    const auto transports = makeHttpTransports(plan.environment);
    LoadRun run(plan, plan.tests.front(), Shard{}, *transports, 1);
    const double cpuBefore = cpuSeconds();
    run.start(systemClock().steadyNow());
    double requests = 0;
    double failed = 0;
    std::uint64_t p50 = 0;
    std::uint64_t p99 = 0;
    for (std::uint64_t tick = 0;; ++tick) {
        ::poll(nullptr, 0, 1000);
        const bool isLast = run.isFinished();
        const Frame frame = run.takeFrame(tick);
        requests += frame.counters.at("http_reqs");
        if (const auto rate = frame.rates.find("http_req_failed"); rate != frame.rates.end()) {
            failed += static_cast<double>(rate->second.trueCount);
        }
        if (const auto trend = frame.trends.find("http_req_duration"); trend != frame.trends.end() && tick == 2) {
            p50 = trend->second.percentileUs(50);
            p99 = trend->second.percentileUs(99);
        }
        if (isLast) {
            break;
        }
    }
    const double cpu = cpuSeconds() - cpuBefore;
    std::printf("holdpoint: %llu connections, %.0f requests/s, %.1f us CPU a request, %.0f failed, p50 %llu us, p99 %llu us\n",
                static_cast<unsigned long long>(connections), requests / seconds, cpu * 1e6 / requests, failed,
                static_cast<unsigned long long>(p50), static_cast<unsigned long long>(p99));
}

} // namespace

int main(int argc, char** argv)
{
    const auto connections = static_cast<std::uint64_t>(argc > 1 ? std::atoi(argv[1]) : 64);
    const int seconds = argc > 2 ? std::atoi(argv[2]) : 5;
    const auto server = NginxProcess::start(1);
    if (!server) {
        std::puts("no nginx here: nothing measured");
        return 0;
    }
    bindToCore(0);
    runEngine(server->url(), connections, seconds);
    const std::string wrk = "command -v wrk >/dev/null && wrk -t1 -c" + std::to_string(connections) + " -d" +
                            std::to_string(seconds) + "s " + server->url() + "/ | grep -E 'Requests/sec' | sed 's/^/wrk: /'";
    std::fflush(stdout);
    return std::system(wrk.c_str()) == -1 ? 1 : 0;
}
