// SPDX-License-Identifier: GPL-3.0-or-later
// One load thread on one core against nginx with one worker on another, and a peer on the same core in turn with it, round by
// round: requests/s, CPU per request of both, the ratio of the medians, and what the engine allocates per request.
// Usage: load_bench [plain|tls|h2] [CONNECTIONS-OR-STREAMS [SECONDS [ROUNDS]]]     peers: wrk (plain), h2load --h1 (tls), h2load
// (h2)

#include "core/http/http_transport.h"
#include "core/load/load_run.h"
#include "tests/support/nginx_process.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <poll.h>
#include <sys/resource.h>

using namespace holdpoint;

namespace {

std::atomic<std::uint64_t> g_allocations = 0;

} // namespace

void* operator new(std::size_t size)
{
    g_allocations.fetch_add(1, std::memory_order_relaxed);
    if (void* memory = std::malloc(size)) {
        return memory;
    }
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept
{
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept
{
    std::free(memory);
}

namespace {

struct Figures
{
    double perSecond = 0;
    double cpuMicros = 0; // a request
    double allocations = 0;
};

double cpuSeconds()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto of = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

Plan planFor(const std::string& url, std::uint64_t connections, int seconds, bool isHttp2)
{
    Plan plan;
    plan.environment.baseUrl = url;
    plan.environment.allowHosts = {"127.0.0.1"};
    plan.environment.insecureTlsHosts = {"127.0.0.1"};
    plan.environment.transfer.version = isHttp2 ? "2" : "1.1";
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
    scenario.executor.vus = isHttp2 ? 1 : connections;
    scenario.executor.duration = Seconds{seconds};
    scenario.flow = {step};
    if (isHttp2) { // one visitor whose batch is as many streams on its one connection
        Step batch;
        batch.kind = StepKind::Batch;
        batch.name = "batch";
        batch.steps.assign(connections, step);
        scenario.batchPerHost = static_cast<int>(connections);
        scenario.flow = {batch};
    }
    TestPlan test;
    test.id = "bench";
    test.scenarios = {scenario};
    plan.tests = {test};
    return plan;
}

Figures runEngine(const std::string& url, std::uint64_t connections, int seconds, bool isHttp2)
{
    const Plan plan = planFor(url, connections, seconds, isHttp2);
    const auto transports = makeHttpTransports(plan.environment);
    LoadRun run(plan, plan.tests.front(), Shard{}, *transports, 1);
    run.start(systemClock().steadyNow());
    double requests = 0;
    double failed = 0;
    double measured = 0; // of the seconds between the first and the last, where everything is warm
    double cpu = 0;
    std::uint64_t allocations = 0;
    for (int tick = 0;; ++tick) {
        const double cpuBefore = cpuSeconds();
        const std::uint64_t allocationsBefore = g_allocations;
        ::poll(nullptr, 0, 1000);
        const double cpuAfter = cpuSeconds();
        const std::uint64_t allocationsAfter = g_allocations;
        const bool isLast = run.isFinished();
        const Frame frame = run.takeFrame(static_cast<std::uint64_t>(tick));
        const double now = frame.counters.at("http_reqs");
        requests += now;
        if (const auto rate = frame.rates.find("http_req_failed"); rate != frame.rates.end()) {
            failed += static_cast<double>(rate->second.trueCount);
        }
        if (tick > 0 && tick + 1 < seconds) {
            measured += now;
            cpu += cpuAfter - cpuBefore;
            allocations += allocationsAfter - allocationsBefore;
        }
        if (isLast) {
            break;
        }
    }
    if (failed > 0) {
        std::printf("%.0f of %.0f requests failed\n", failed, requests);
    }
    return {requests / seconds, cpu * 1e6 / measured, static_cast<double>(allocations) / measured};
}

/// The figure in the line that holds `word`, of a peer's output; 0 if it is not there.
Figures runPeer(const std::string& command, const char* word)
{
    FILE* output = ::popen((command + " 2>/dev/null").c_str(), "r");
    if (output == nullptr) {
        return {};
    }
    Figures figures;
    std::array<char, 4096> line{};
    while (std::fgets(line.data(), static_cast<int>(line.size()), output) != nullptr) {
        const std::string text(line.data());
        if (text.find(word) == std::string::npos) {
            continue;
        }
        if (const auto comma = text.find(", "); comma != std::string::npos) { // h2load: finished in 5.0s, 1234.5 req/s, ...
            figures.perSecond = std::atof(text.c_str() + comma + 2);
        } else {
            figures.perSecond = std::atof(text.c_str() + text.find_first_of("0123456789"));
        }
    }
    ::pclose(output);
    return figures;
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[values.size() / 2];
}

} // namespace

int main(int argc, char** argv)
{
    const std::string kind = argc > 1 ? argv[1] : "plain";
    const auto connections = static_cast<std::uint64_t>(argc > 2 ? std::atoi(argv[2]) : kind == "h2" ? 100 : 64);
    const int seconds = argc > 3 ? std::atoi(argv[3]) : 5;
    const int rounds = argc > 4 ? std::atoi(argv[4]) : 3;
    const auto server = NginxProcess::start({kind == "plain" ? NginxProcess::Speaks::Plain : NginxProcess::Speaks::Tls, 1, {}});
    if (!server) {
        std::puts("no nginx here: nothing measured");
        return 0;
    }
    bindToCore(0);
    const std::string count = std::to_string(connections);
    const std::string span = std::to_string(seconds);
    const std::string url = server->url() + "/";
    const std::string peer = kind == "plain" ? "wrk -t1 -c" + count + " -d" + span + "s " + url
                             : kind == "tls" ? "h2load --h1 -t1 -c" + count + " -D" + span + " " + url
                                             : "h2load -t1 -c1 -m" + count + " -D" + span + " " + url;
    std::vector<double> ours;
    std::vector<double> theirs;
    for (int round = 0; round < rounds; ++round) {
        const Figures own = runEngine(server->url(), connections, seconds, kind == "h2");
        const Figures other = runPeer(peer, kind == "plain" ? "Requests/sec" : "finished in");
        std::printf("round %d: holdpoint %.0f requests/s, %.1f us CPU and %.4f allocations a request; %s %.0f requests/s\n",
                    round + 1, own.perSecond, own.cpuMicros, own.allocations, peer.substr(0, peer.find(' ')).c_str(),
                    other.perSecond);
        std::fflush(stdout);
        ours.push_back(own.perSecond);
        theirs.push_back(other.perSecond);
    }
    if (median(theirs) <= 0) {
        std::printf("median of %d: holdpoint %.0f requests/s; no peer here (%s)\n", rounds, median(ours), peer.c_str());
        return 0;
    }
    std::printf("median of %d rounds, %s, %s connections: holdpoint %.0f, peer %.0f requests/s, ratio %.2f\n", rounds,
                kind.c_str(), count.c_str(), median(ours), median(theirs), median(ours) / median(theirs));
    return 0;
}
