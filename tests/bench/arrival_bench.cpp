// SPDX-License-Identifier: GPL-3.0-or-later
// Does the engine start what it planned when it planned it, and does it tell the truth about a server that stops?
// Usage: arrival_bench [lag [RATE [SECONDS [ROUNDS]]]] | arrival_bench stall [ROUNDS]
// lag: constant-arrival-rate on one core against nginx, or the staging service where there is none: start lag, achieved/planned.
// stall: 20 s at 1,000/s with 2,500 VUs, connected before the load; the server stops for 2 s: p95 and p99 of the response time
// against what they must be. Of the 20,000 arrivals, the 2,000 within the stall wait for its end and for those before them: 1,000
// wait longer than 1 s + half the drain, 200 longer than 1.8 s + a tenth of it.

#include "core/http/http_transport.h"
#include "core/load/load_run.h"
#include "core/metrics/totals.h"
#include "tests/bench/bench_report.h"
#include "tests/support/nginx_process.h"
#include "tests/support/staging_program.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <poll.h>
#include <string>
#include <vector>

using namespace holdpoint;

namespace {

constexpr int kGeneratorCore = 0;
constexpr int kServerCore = 1;

Plan planFor(const std::string& url, const std::string& path, double rate, int seconds, std::uint64_t vus)
{
    Plan plan;
    plan.environment.baseUrl = url;
    plan.environment.allowHosts = {"127.0.0.1"};
    Step get;
    get.name = "get";
    get.http.method = "GET";
    get.http.target = path;
    Scenario scenario;
    scenario.id = "arrivals";
    scenario.executor.kind = ExecutorKind::ConstantArrivalRate;
    scenario.executor.ratePerSecond = rate;
    scenario.executor.duration = Seconds{seconds};
    scenario.executor.preAllocatedVus = vus;
    scenario.executor.maxVus = vus;
    scenario.flow = {get};
    TestPlan test;
    test.id = "bench";
    test.scenarios = {scenario};
    plan.tests = {test};
    return plan;
}

void waitUntil(SteadyTime at)
{
    const Nanos left = at - systemClock().steadyNow();
    ::poll(nullptr, 0, static_cast<int>(std::max<std::int64_t>(0, std::chrono::duration_cast<Millis>(left).count() + 1)));
}

struct Outcome
{
    MetricTotals totals;
    double busyMax = 0;
    std::uint64_t loopMaxUs = 0;
    std::uint64_t limitedSeconds = 0;
    std::uint64_t errors = 0;
    std::uint64_t opened = 0; // connections, before the load
    std::string whyEnded;

    double count(const std::string& key) const { return totals.value(key, {AggregateKind::Count, 0}).value_or(0); }
    double ms(const std::string& key, double percentile) const
    {
        return totals.value(key, {AggregateKind::Percentile, percentile}).value_or(0);
    }
};

/// Runs the plan on one core; `afterFrame` sees each frame and gives the time until the next one.
Outcome runPlan(const Plan& plan, const std::function<Nanos(const Frame&)>& afterFrame)
{
    const auto transports = makeHttpTransports(plan.environment);
    LoadRun run(plan, plan.tests.front(), Shard{}, *transports, 1);
    Outcome outcome;
    run.connect();
    while (!run.connecting().isDone) {
        ::poll(nullptr, 0, 10);
    }
    outcome.opened = run.connecting().opened;
    const SteadyTime t0 = systemClock().steadyNow() + Millis{200};
    run.start(t0);
    SteadyTime cut = t0 + Seconds{1};
    for (bool isLast = false; !isLast;) {
        waitUntil(cut);
        isLast = run.isFinished();
        const Nanos at = std::max(Nanos{0}, systemClock().steadyNow() - t0 - Seconds{1});
        const Frame frame = run.takeFrame(static_cast<std::uint64_t>(at / Nanos{Seconds{1}}));
        outcome.totals.add(frame);
        outcome.busyMax = std::max(outcome.busyMax, frame.health.busy);
        outcome.loopMaxUs = std::max(outcome.loopMaxUs, frame.health.loopMaxUs);
        outcome.limitedSeconds += frame.health.limited ? 1U : 0U;
        cut = std::max(cut, systemClock().steadyNow()) + afterFrame(frame);
    }
    outcome.whyEnded = run.whyEnded();
    for (const ErrorCount& error : outcome.totals.errors()) {
        outcome.errors += error.count;
    }
    return outcome;
}

/// Programs that wanted a core within the last minute: with more of them than cores, what is late is the scheduler's.
double loadAverage()
{
    double average = 0;
    return ::getloadavg(&average, 1) == 1 ? average : 0;
}

int measureLag(double rate, int seconds, int rounds)
{
    const auto nginx = NginxProcess::start({NginxProcess::Speaks::Plain, kServerCore, {}});
    std::unique_ptr<test::StagingProgram> staging;
    std::string url;
    if (nginx) {
        url = nginx->url();
    } else {
        bindToCore(kServerCore);
        staging = std::make_unique<test::StagingProgram>(std::vector<std::string>{"--port", "0"});
        url = staging->url();
    }
    bindToCore(kGeneratorCore);
    std::printf("constant-arrival-rate %.0f/s for %d s on core %d against %s on core %d; load average %.1f\n", rate, seconds,
                kGeneratorCore, nginx ? "nginx" : "holdpoint-staging", kServerCore, loadAverage());
    const Plan plan = planFor(url, nginx ? "/" : "/health", rate, seconds, 1000);
    const double planned = rate * seconds;
    std::vector<double> p50s;
    std::vector<double> p99s;
    std::vector<double> ratios;
    for (int round = 1; round <= rounds; ++round) {
        const Outcome run = runPlan(plan, [](const Frame&) { return Seconds{1}; });
        p50s.push_back(run.ms("generator_lag", 50) * 1000);
        p99s.push_back(run.ms("generator_lag", 99) * 1000);
        ratios.push_back(run.count("http_reqs") / planned);
        std::printf(
            "round %d: planned %.0f, achieved %.0f (ratio %.5f), dropped %.0f, start lag p50 %.0f us, p99 %.0f us, p99.9 %.0f "
            "us, longest turn %llu us, busiest second %.0f %%, %llu limited seconds, %llu errors, service time max %.0f ms\n",
            round, planned, run.count("http_reqs"), ratios.back(), run.count("dropped_iterations"), p50s.back(), p99s.back(),
            run.ms("generator_lag", 99.9) * 1000, static_cast<unsigned long long>(run.loopMaxUs), run.busyMax * 100,
            static_cast<unsigned long long>(run.limitedSeconds), static_cast<unsigned long long>(run.errors),
            run.ms("http_req_duration", 100));
    }
    const double ratio = median(ratios);
    std::printf(
        "median of %d: start lag p50 %.0f us, p99 %.0f us (bar 1,000 us: %s, stretch 200 us: %s); achieved/planned %.5f (bar "
        "within 0.1 %%: %s)\n",
        rounds, median(p50s), median(p99s), verdict(median(p99s) <= 1000), verdict(median(p99s) <= 200), ratio,
        verdict(ratio > 0.999 && ratio < 1.001));
    return 0;
}

/// Watches a run's answers closely while the server is expected to come back: how long the waiting ones take.
class DrainWatch
{
public:
    Nanos operator()(const Frame& frame)
    {
        const SteadyTime now = systemClock().steadyNow();
        const double answered = frame.counters.at("http_reqs");
        if (answered > 0) {
            if (m_lastAnswer && now - *m_lastAnswer > kSilence && !m_resumed) {
                m_resumed = m_last; // the frame before this one had no answer
            }
            m_lastAnswer = now;
        }
        if (m_resumed && m_drain == Nanos{0}) {
            m_after += answered;
            if (m_after >= kWaiting) {
                // within this frame answers came evenly
                const double inside = (m_after - kWaiting) / std::max(1.0, answered);
                m_drain =
                    now - *m_resumed - Nanos{static_cast<std::int64_t>(inside * static_cast<double>((now - m_last).count()))};
            }
        }
        m_last = now;
        const bool isClose = m_lastAnswer && m_drain == Nanos{0};
        return isClose ? Nanos{Millis{4}} : Nanos{Seconds{1}};
    }
    double seconds() const { return std::chrono::duration<double>(m_drain).count(); }

private:
    static constexpr double kWaiting = 2000;
    static constexpr Nanos kSilence = Millis{500};

    std::optional<SteadyTime> m_lastAnswer;
    SteadyTime m_last = systemClock().steadyNow();
    std::optional<SteadyTime> m_resumed;
    double m_after = 0;
    Nanos m_drain{};
};

int measureStall(int rounds)
{
    std::printf("1,000/s for 20 s, 2,500 VUs, holdpoint-staging on core %d stalls for 2 s; load average %.1f\n", kServerCore,
                loadAverage());
    const std::string key = "http_req_response_time";
    std::vector<double> offs95;
    std::vector<double> offs99;
    for (int round = 1; round <= rounds; ++round) {
        bindToCore(kServerCore);
        test::StagingProgram staging({"--port", "0", "--fault", "stall=2s@10s"});
        const std::string url = staging.url();
        bindToCore(kGeneratorCore);
        const Plan plan = planFor(url, "/health", 1000, 20, 2500);
        DrainWatch drain;
        const Outcome run = runPlan(plan, std::ref(drain));
        const double expected95 = 1.0 + drain.seconds() / 2;
        const double expected99 = 1.8 + drain.seconds() / 10;
        const double p95 = run.ms(key, 95) / 1000;
        const double p99 = run.ms(key, 99) / 1000;
        offs95.push_back(p95 / expected95);
        offs99.push_back(p99 / expected99);
        std::printf("round %d: %llu connections opened beforehand, %.0f answers, %.0f dropped, drain %.3f s; p95 measured %.3f "
                    "s, analytic %.3f s, ratio %.4f; p99 measured "
                    "%.3f s, analytic %.3f s, ratio %.4f; service time p99 %.3f s; start lag p99 %.0f us\n",
                    round, static_cast<unsigned long long>(run.opened), run.count("http_reqs"), run.count("dropped_iterations"),
                    drain.seconds(), p95, expected95, offs95.back(), p99, expected99, offs99.back(),
                    run.ms("http_req_duration", 99) / 1000, run.ms("generator_lag", 99) * 1000);
    }
    const double off95 = median(offs95);
    const double off99 = median(offs99);
    const auto isWithin = [](double ratio, double bar) { return ratio > 1 - bar && ratio < 1 + bar; };
    std::printf("median of %d: p95 ratio %.4f, p99 ratio %.4f (bar within 2 %%: %s, stretch 1 %%: %s)\n", rounds, off95, off99,
                verdict(isWithin(off95, 0.02) && isWithin(off99, 0.02)), verdict(isWithin(off95, 0.01) && isWithin(off99, 0.01)));
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    const auto number = [&](int index, int otherwise) { return argc > index ? std::atoi(argv[index]) : otherwise; };
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    if (argc > 1 && std::string(argv[1]) == "stall") {
        return measureStall(std::max(1, number(2, 3)));
    }
    return measureLag(std::max(1, number(2, 5000)), std::max(1, number(3, 60)), std::max(1, number(4, 3)));
}
