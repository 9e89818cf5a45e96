// SPDX-License-Identifier: GPL-3.0-or-later
// Does the engine measure a latency that is known? The staging service delays each answer by a lognormal time (median 40 ms,
// geometric standard deviation 1.5); p50, p95 and p99 of the service time against 40 ms x 1.5^z, and k6's in the same minute
// where there is one. Usage: latency_bench [ROUNDS]

#include "core/http/http_transport.h"
#include "core/load/load_run.h"
#include "core/metrics/totals.h"
#include "tests/support/staging_program.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <poll.h>
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

MetricTotals run(const std::string& url)
{
    const Plan plan = planFor(url);
    const auto transports = makeHttpTransports(plan.environment);
    LoadRun load(plan, plan.tests.front(), Shard{}, *transports, 1);
    load.start(systemClock().steadyNow());
    MetricTotals totals;
    for (std::uint64_t tick = 0;; ++tick) {
        ::poll(nullptr, 0, 1000);
        const bool isLast = load.isFinished();
        totals.add(load.takeFrame(tick));
        if (isLast) {
            return totals;
        }
    }
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// k6's p50, p95 and p99 of the same, in ms, from its summary's line; empty without k6.
void tellPeer(const std::string& url)
{
    if (std::system("command -v k6 >/dev/null") != 0) {
        std::puts("no k6 here: no peer");
        return;
    }
    const std::string script = "/tmp/holdpoint-latency-bench.js";
    std::ofstream(script) << "import http from 'k6/http'; export const options = {vus: 100, duration: '12s', summaryTrendStats: "
                             "['p(50)', 'p(95)', 'p(99)']}; export default () => { http.get('"
                          << url << "/api/events/1'); };";
    static_cast<void>(std::system(("k6 run -q " + script + " 2>/dev/null | grep http_req_duration.....").c_str()));
}

} // namespace

int main(int argc, char** argv)
{
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 3;
    test::StagingProgram staging({"--port", "0", "--fault", "latency=lognormal:40ms:1.5"});
    const std::string url = staging.url();
    std::array<std::vector<double>, 3> measured;
    for (int round = 0; round < rounds; ++round) {
        const MetricTotals totals = run(url);
        for (std::size_t i = 0; i < kQuantiles.size(); ++i) {
            measured[i].push_back(
                totals.value("http_req_duration", {AggregateKind::Percentile, kQuantiles[i].percent}).value_or(0));
        }
        std::printf("round %d: n = %llu, p50 %.2f ms, p95 %.2f ms, p99 %.2f ms\n", round + 1,
                    static_cast<unsigned long long>(totals.sampleCount("http_req_duration")), measured[0].back(),
                    measured[1].back(), measured[2].back());
    }
    for (std::size_t i = 0; i < kQuantiles.size(); ++i) {
        const double expected = kQuantiles[i].expectedMs();
        std::printf("p%.0f: median of %d rounds %.2f ms, analytic %.2f ms, ratio %.4f\n", kQuantiles[i].percent, rounds,
                    median(measured[i]), expected, median(measured[i]) / expected);
    }
    tellPeer(url);
    return 0;
}
