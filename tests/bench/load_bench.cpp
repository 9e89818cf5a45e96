// SPDX-License-Identifier: GPL-3.0-or-later
// One load thread on one core against nginx with one worker on another, and a peer on the same core in turn with it, round by
// round. Both are measured between the same two moments, after all connections are open and warm, by what nginx itself counted:
// requests/s, CPU per request of both, the ratios of the medians, and what the engine allocates per request.
// Usage: load_bench [plain|tls|h2] [CONNECTIONS-OR-STREAMS [SECONDS [ROUNDS]]]
// Peers: wrk (plain), h2load --h1 (tls), h2load (h2); and k6 (plain, tls), where it is in PATH or where
// tests/support/install_peers.sh puts it

#include "core/http/http_transport.h"
#include "core/load/load_run.h"
#include "tests/bench/bench_report.h"
#include "tests/support/nginx_process.h"
#include "tests/support/peer.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <new>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace holdpoint;

namespace {

constexpr Nanos kLongEnough = Seconds{600};
constexpr auto kConnectLimit = std::chrono::minutes{1};
constexpr int kWarmUpMs = 2000; // after the last connection
std::atomic<std::uint64_t> g_allocations = 0;
thread_local bool t_isCounted = true; // not on the thread that takes the frames and asks nginx

void count()
{
    g_allocations.fetch_add(t_isCounted ? 1 : 0, std::memory_order_relaxed);
}

} // namespace

// every allocation of the process, those of libcurl and OpenSSL too, goes through these (glibc's own names do the work)
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);

void* malloc(std::size_t size)
{
    count();
    return __libc_malloc(size);
}
void* calloc(std::size_t number, std::size_t size)
{
    count();
    return __libc_calloc(number, size);
}
void* realloc(void* memory, std::size_t size)
{
    count();
    return __libc_realloc(memory, size);
}
}

namespace {

struct Figures
{
    double perSecond = 0;
    double cpuMicros = 0;   // a request, of the program that sends them
    double allocations = 0; // a request, of any thread but main's; ours only
};

Plan planFor(const std::string& url, std::uint64_t connections, bool isHttp2)
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
    scenario.executor.duration = kLongEnough; // it is stopped
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

/// CPU time of a process, in seconds; 0 if it is gone.
double cpuSeconds(pid_t pid)
{
    clockid_t clock{};
    timespec time{};
    if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &time) != 0) {
        return 0;
    }
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

/// What the server counts between two moments, both after all connections are open and warm: the same for us and for a peer.
Figures measure(const NginxProcess& server, pid_t pid, std::uint64_t connections, int seconds,
                const std::function<void()>& eachSecond)
{
    using Steady = std::chrono::steady_clock;
    struct Moment
    {
        Steady::time_point at;
        double cpu = 0;
        std::uint64_t allocations = 0;
        std::uint64_t requests = 0;
    };
    const auto now = [&] {
        const auto counted = server.counted().value_or(NginxProcess::Counted{});
        return Moment{Steady::now(), cpuSeconds(pid), g_allocations, counted.requests};
    };
    const auto limit = Steady::now() + kConnectLimit;
    while (server.counted().value_or(NginxProcess::Counted{}).connections <= connections) { // the question is one, too
        if (Steady::now() > limit) {
            std::puts("not all connections were made within a minute");
            return {};
        }
        ::poll(nullptr, 0, 100);
    }
    ::poll(nullptr, 0, kWarmUpMs);
    eachSecond();
    const Moment from = now();
    for (int second = 0; second < seconds; ++second) {
        ::poll(nullptr, 0, 1000);
        eachSecond();
    }
    const Moment to = now();
    const double span = std::chrono::duration<double>(to.at - from.at).count();
    const auto requests = static_cast<double>(to.requests - from.requests);
    return {requests / span, (to.cpu - from.cpu) * 1e6 / requests,
            static_cast<double>(to.allocations - from.allocations) / requests};
}

Figures runEngine(const NginxProcess& server, std::uint64_t connections, int seconds, bool isHttp2)
{
    const Plan plan = planFor(server.url(), connections, isHttp2);
    const auto transports = makeHttpTransports(plan.environment);
    LoadRun run(plan, plan.tests.front(), Shard{}, *transports, 1);
    run.start(systemClock().steadyNow());
    double requests = 0;
    double failed = 0;
    std::uint64_t tick = 0;
    const auto take = [&] {
        const Frame frame = run.takeFrame(tick++);
        requests += frame.counters.at("http_reqs");
        if (const auto rate = frame.rates.find("http_req_failed"); rate != frame.rates.end()) {
            failed += static_cast<double>(rate->second.trueCount);
        }
    };
    const Figures figures = measure(server, ::getpid(), isHttp2 ? 1 : connections, seconds, take);
    run.requestStop(Nanos{0}, "measured");
    while (!run.isFinished()) {
        ::poll(nullptr, 0, 10);
    }
    take();
    if (failed > 0) {
        std::printf("%.0f of %.0f requests failed\n", failed, requests);
    }
    return figures;
}

/// A peer runs until it is told to end; what it prints is not needed.
Figures runPeer(const NginxProcess& server, const std::string& command, std::uint64_t connections, int seconds)
{
    const pid_t pid = ::fork();
    if (pid == 0) {
        const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
        ::dup2(nowhere, STDOUT_FILENO);
        ::dup2(nowhere, STDERR_FILENO);
        ::execl("/bin/sh", "sh", "-c", ("exec " + command).c_str(), nullptr);
        ::_exit(127);
    }
    const Figures figures = measure(server, pid, connections, seconds, [] {});
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    return figures;
}

double median(const std::vector<Figures>& rounds, double Figures::*figure)
{
    std::vector<double> values;
    std::transform(rounds.begin(), rounds.end(), std::back_inserter(values), [&](const Figures& each) { return each.*figure; });
    return holdpoint::median(std::move(values));
}

struct Peer
{
    std::string name;
    std::string command;
    std::vector<Figures> rounds;
};

/// Those that are here; says which are not. k6 gets its script in `folder`.
std::vector<Peer> findPeers(const std::string& kind, const std::string& count, const std::string& url,
                            const std::filesystem::path& folder)
{
    std::vector<Peer> wanted;
    if (kind == "plain") {
        wanted.push_back({"wrk", " -t1 -c" + count + " -d600s " + url, {}});
    } else {
        wanted.push_back({"h2load", (kind == "tls" ? " --h1 -t1 -c" + count : " -t1 -c1 -m" + count) + " -D600 " + url, {}});
    }
    if (kind != "h2") { // one of its VUs has no hundred streams
        const std::string script = (folder / "load.js").string();
        std::ofstream(script) << "import http from 'k6/http'; export default () => { http.get('" << url << "'); };\n";
        wanted.push_back(
            {"k6", " run -q --no-usage-report --insecure-skip-tls-verify --vus " + count + " --duration 600s " + script, {}});
    }
    std::vector<Peer> found;
    for (Peer& peer : wanted) {
        const std::string program = test::findPeer(peer.name);
        if (program.empty()) {
            std::printf("%s: SKIPPED, it is not here\n", peer.name.c_str());
            continue;
        }
        peer.command = program + peer.command;
        found.push_back(std::move(peer));
    }
    return found;
}

} // namespace

int main(int argc, char** argv)
{
    t_isCounted = false;
    const std::string kind = argc > 1 ? argv[1] : "plain";
    const auto connections = static_cast<std::uint64_t>(argc > 2 ? std::atoi(argv[2]) : kind == "h2" ? 100 : 64);
    const int seconds = argc > 3 ? std::atoi(argv[3]) : 5;
    const int rounds = argc > 4 ? std::atoi(argv[4]) : 3;
    const auto server =
        NginxProcess::start({kind == "plain" ? NginxProcess::Speaks::Plain : NginxProcess::Speaks::Tls, 1, {}, true});
    if (!server) {
        std::puts("no nginx here: nothing measured");
        return 0;
    }
    bindToCore(0);
    const std::string count = std::to_string(connections);
    const bool isHttp2 = kind == "h2";
    const auto folder = std::filesystem::temp_directory_path() / ("holdpoint-load-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    auto peers = findPeers(kind, count, server->url() + "/", folder);
    std::vector<Figures> ours;
    for (int round = 1; round <= rounds; ++round) {
        ours.push_back(runEngine(*server, connections, seconds, isHttp2));
        std::printf("round %d: holdpoint %.0f requests/s, %.1f us CPU and %.7f allocations a request", round,
                    ours.back().perSecond, ours.back().cpuMicros, ours.back().allocations);
        for (Peer& peer : peers) {
            peer.rounds.push_back(runPeer(*server, peer.command, isHttp2 ? 1 : connections, seconds));
            std::printf("; %s %.0f requests/s, %.1f us CPU a request", peer.name.c_str(), peer.rounds.back().perSecond,
                        peer.rounds.back().cpuMicros);
        }
        std::puts("");
        std::fflush(stdout);
    }
    const double own = median(ours, &Figures::perSecond);
    const double ownCpu = median(ours, &Figures::cpuMicros);
    std::printf("allocations a request: %.4f (bar 0: %s)%s\n", median(ours, &Figures::allocations),
                verdict(median(ours, &Figures::allocations) < 0.001),
                kind == "plain" ? "" : "; those of OpenSSL and nghttp2 count");
    std::printf("median of %d rounds, %s, %s connections: holdpoint %.0f requests/s, %.1f us CPU a request\n", rounds,
                kind.c_str(), count.c_str(), own, ownCpu);
    const double bar = kind == "h2" ? 0.33 : 1.0;
    for (const Peer& peer : peers) {
        const double other = median(peer.rounds, &Figures::perSecond);
        const double otherCpu = median(peer.rounds, &Figures::cpuMicros);
        std::printf("%s: %.0f requests/s, ratio %.2f (bar %.2f: %s); %.1f us CPU a request, ratio %.2f\n", peer.name.c_str(),
                    other, own / other, bar, verdict(own / other >= bar), otherCpu, otherCpu / ownCpu);
    }
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    return 0;
}
