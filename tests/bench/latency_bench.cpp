// SPDX-License-Identifier: GPL-3.0-or-later
// Does the engine measure a latency that is known? The staging service delays each answer by a lognormal time (median 40 ms,
// geometric standard deviation 1.5); p50, p95 and p99 of the service time against 40 ms x 1.5^z, and against k6 in turn with it,
// round by round, where there is one (PATH, or tests/support/install_peers.sh). Usage: latency_bench [ROUNDS]

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/http/http_transport.h"
#include "core/load/load_run.h"
#include "core/metrics/totals.h"
#include "tests/bench/bench_report.h"
#include "tests/support/nginx_process.h"
#include "tests/support/peer.h"
#include "tests/support/staging_program.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <poll.h>
#include <unistd.h>
#include <vector>

using namespace holdpoint;

namespace {

constexpr double kMedianMs = 40;
constexpr double kDeviation = 1.5;

struct Quantile
{
    double percent = 0;
    double z = 0; // of the normal distribution
    double expectedMs() const { return kMedianMs * std::pow(kDeviation, z); }
};
constexpr std::array<Quantile, 3> kQuantiles{{{50, 0}, {95, 1.6448536}, {99, 2.3263479}}};

Plan planFor(const std::string& url)
{
    Plan plan;
    plan.environment.baseUrl = url;
    plan.environment.allowHosts = {"127.0.0.1"};
    Step get;
    get.name = "get";
    get.http.method = "GET";
    get.http.target = "/api/events/1";
    Scenario scenario;
    scenario.id = "closed";
    scenario.executor.vus = 100;
    scenario.executor.duration = Seconds{12};
    scenario.flow = {get};
    TestPlan test;
    test.id = "bench";
    test.scenarios = {scenario};
    plan.tests = {test};
    return plan;
}

/// p50, p95 and p99 in ms, and how many samples they are of.
struct Figures
{
    std::array<double, kQuantiles.size()> ms{};
    std::uint64_t count = 0;
};

Figures runEngine(const std::string& url)
{
    const Plan plan = planFor(url);
    const auto transports = makeHttpTransports(plan.environment);
    LoadRun load(plan, plan.tests.front(), Shard{}, *transports, 1);
    load.connect();
    while (!load.connecting().isDone) {
        ::poll(nullptr, 0, 10);
    }
    load.start(systemClock().steadyNow());
    MetricTotals totals;
    for (std::uint64_t tick = 0;; ++tick) {
        ::poll(nullptr, 0, 1000);
        const bool isLast = load.isFinished();
        totals.add(load.takeFrame(tick));
        if (isLast) {
            break;
        }
    }
    Figures figures;
    for (std::size_t i = 0; i < kQuantiles.size(); ++i) {
        figures.ms[i] = totals.value("http_req_duration", {AggregateKind::Percentile, kQuantiles[i].percent}).value_or(0);
    }
    figures.count = totals.sampleCount("http_req_duration");
    return figures;
}

/// The same load by k6, measured by k6; nothing if it did not work.
std::optional<Figures> runK6(const std::string& program, const std::string& url)
{
    const auto folder = std::filesystem::temp_directory_path() / ("holdpoint-latency-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "load.js")
        << "import http from 'k6/http';\n"
           "export const options = {vus: 100, duration: '12s', summaryTrendStats: ['p(50)', 'p(95)', 'p(99)', 'count']};\n"
           "export default () => { http.get('"
        << url << "/api/events/1'); };\n"
        << "export const handleSummary = (data) => ({'" << (folder / "summary.json").string()
        << "': JSON.stringify(data.metrics.http_req_duration.values)});\n";
    const std::string command =
        "exec '" + program + "' run -q --no-usage-report '" + (folder / "load.js").string() + "' >/dev/null 2>&1";
    const bool isDone = std::system(command.c_str()) == 0;
    const auto text = readFile(folder / "summary.json");
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    if (!isDone || !text) {
        return std::nullopt;
    }
    const auto values = parseJson(*text, "k6's summary");
    if (!values) {
        return std::nullopt;
    }
    Figures figures;
    for (std::size_t i = 0; i < kQuantiles.size(); ++i) {
        figures.ms[i] = numberAt(*values, "p(" + std::to_string(static_cast<int>(kQuantiles[i].percent)) + ")");
    }
    figures.count = static_cast<std::uint64_t>(numberAt(*values, "count"));
    return figures;
}

void tell(int round, const char* who, const Figures& figures)
{
    std::printf("round %d, %s: n = %llu, p50 %.2f ms, p95 %.2f ms, p99 %.2f ms\n", round, who,
                static_cast<unsigned long long>(figures.count), figures.ms[0], figures.ms[1], figures.ms[2]);
    std::fflush(stdout);
}

} // namespace

int main(int argc, char** argv)
{
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 3;
    bindToCore(1); // the service's
    test::StagingProgram staging({"--port", "0", "--fault", "latency=lognormal:40ms:1.5"});
    bindToCore(0); // ours, and k6's
    const std::string url = staging.url();
    const std::string k6 = test::findPeer("k6");
    if (k6.empty()) {
        std::puts("k6: SKIPPED, it is neither in PATH nor where tests/support/install_peers.sh puts it");
    }
    std::array<std::vector<double>, kQuantiles.size()> ours;
    std::array<std::vector<double>, kQuantiles.size()> theirs;
    for (int round = 1; round <= rounds; ++round) {
        const Figures own = runEngine(url);
        tell(round, "holdpoint", own);
        const auto peer = k6.empty() ? std::nullopt : runK6(k6, url);
        if (peer) {
            tell(round, "k6", *peer);
        } else if (!k6.empty()) {
            std::printf("round %d, k6: SKIPPED, `%s run` failed\n", round, k6.c_str());
        }
        for (std::size_t i = 0; i < kQuantiles.size(); ++i) {
            ours[i].push_back(own.ms[i]);
            if (peer) {
                theirs[i].push_back(peer->ms[i]);
            }
        }
    }
    for (std::size_t i = 0; i < kQuantiles.size(); ++i) {
        const double expected = kQuantiles[i].expectedMs();
        const double own = median(ours[i]);
        std::printf("p%.0f: median of %d rounds %.2f ms; analytic %.2f ms, ratio %.4f (bar within 3 %%: %s)",
                    kQuantiles[i].percent, rounds, own, expected, own / expected, verdict(std::abs(own / expected - 1) <= 0.03));
        if (!theirs[i].empty()) {
            const double other = median(theirs[i]);
            std::printf("; k6 %.2f ms, ratio %.4f (bar within 3 %%: %s), k6 to analytic %.4f", other, own / other,
                        verdict(std::abs(own / other - 1) <= 0.03), other / expected);
        }
        std::puts("");
    }
    return 0;
}
