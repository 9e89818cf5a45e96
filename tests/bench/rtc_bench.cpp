// SPDX-License-Identifier: GPL-3.0-or-later
// Rooms of WebSockets against the staging service in a process of its own, one message a second from each participant: delivery,
// unexpected closes, message latency. Usage: rtc_bench [SOCKETS ROOM_SIZE [SECONDS]]; without arguments both cases of the
// engine's bars: 2,000 sockets in rooms of 2, and 500 in rooms of 50 for 60 s.
#include "core/http/http_transport.h"
#include "core/load/load_run.h"
#include "core/load/session.h"
#include "core/metrics/totals.h"
#include "core/rtc/rtc_runner.h"
#include "tests/bench/bench_report.h"
#include "tests/support/nginx_process.h"
#include "tests/support/staging_program.h"

#include <QCoreApplication>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <poll.h>
#include <sys/resource.h>

using namespace holdpoint;

namespace {

Plan planFor(const std::string& url, std::uint64_t sockets, std::uint64_t roomSize, int seconds)
{
    Plan plan;
    plan.environment.baseUrl = url;
    plan.environment.allowHosts = {"127.0.0.1"};
    Step join;
    join.kind = StepKind::WebSocket;
    join.name = "rtc";
    join.websocket.target = "/rtc/room-{{room}}";
    join.websocket.roomSize = roomSize;
    join.websocket.session = Seconds{seconds};
    join.websocket.sendEvery = Seconds{1};
    join.websocket.message = Json{{"seq", "{{seq}}"}, {"from", "{{vu}}"}, {"sent", "{{now_us}}"}};
    join.websocket.expectFromOthers = true;
    join.websocket.expectOrdered = true;
    Scenario scenario;
    scenario.id = "participants";
    scenario.executor.vus = sockets;
    scenario.executor.maxVus = sockets;
    scenario.executor.duration = Seconds{seconds};
    scenario.flow = {join};
    TestPlan test;
    test.id = "bench";
    test.scenarios = {scenario};
    plan.tests = {test};
    return plan;
}

/// The bars: delivery in percent, p95 of the message latency in ms (0: none).
void measure(std::uint64_t sockets, std::uint64_t roomSize, int seconds, double leastDelivery, double mostP95)
{
    bindToCore(1); // the service's
    test::StagingProgram staging({"--port", "0"});
    bindToCore(0);
    const Plan plan = planFor(staging.url(), sockets, roomSize, seconds);
    const auto transports = makeHttpTransports(plan.environment);
    const auto rtc = makeRtcSessions(plan.environment);
    LoadRun run(plan, plan.tests.front(), Shard{}, *transports, 1, {rtc.get()});
    const SteadyTime t0 = systemClock().steadyNow();
    run.start(t0);
    MetricTotals totals;
    std::uint64_t rss = 0;
    std::uint64_t limited = 0;
    double busy = 0;
    double cpu = 0;
    double joinedAt = 0;
    for (std::uint64_t tick = 0;; ++tick) {
        const SteadyTime cut = t0 + Seconds{static_cast<std::int64_t>(tick) + 1};
        const auto left = std::chrono::ceil<Millis>(cut - systemClock().steadyNow()).count();
        ::poll(nullptr, 0, static_cast<int>(std::max<std::int64_t>(0, left)));
        const bool isLast = run.isFinished();
        const Frame frame = run.takeFrame(tick);
        totals.add(frame);
        rss = std::max(rss, frame.health.rssBytes);
        limited += frame.health.limited ? 1U : 0U;
        busy = std::max(busy, frame.health.busy);
        cpu = std::max(cpu, frame.health.cpu);
        if (const auto joined = frame.gauges.find("rtc_participants");
            joinedAt == 0 && joined != frame.gauges.end() && joined->second.max >= static_cast<double>(sockets)) {
            joinedAt = static_cast<double>(tick) + 1;
        }
        if (isLast) {
            break;
        }
    }
    const auto rate = [&](const char* metric) { return totals.value(metric, {AggregateKind::Rate}).value_or(-1) * 100; };
    const auto p = [&](double n) { return totals.value("rtc_message_latency", {AggregateKind::Percentile, n}).value_or(-1); };
    std::uint64_t errors = 0;
    for (const ErrorCount& error : totals.errors()) {
        errors += error.count;
        std::printf("  %s: %s (%llu)\n", error.errorClass.c_str(), error.message.c_str(),
                    static_cast<unsigned long long>(error.count));
    }
    std::printf(
        "%llu sockets in rooms of %llu for %d s: all joined in second %.0f; delivery %.4f %% of %.0f, dropped %.4f %%, "
        "reordered %.4f %%, sessions dropped %.4f %%, errors %llu\n"
        "  message latency p50 %.1f ms, p95 %.1f ms, p99 %.1f ms; %.1f MB resident, busiest thread %.0f %%, process %.0f %% of a "
        "core, %llu limited seconds; ended: %s\n",
        static_cast<unsigned long long>(sockets), static_cast<unsigned long long>(roomSize), seconds, joinedAt,
        rate("rtc_delivery"), totals.value("rtc_delivery", {AggregateKind::Count}).value_or(0), rate("rtc_drop"),
        rate("rtc_reorder"), rate("rtc_session_drop"), static_cast<unsigned long long>(errors), p(50), p(95), p(99),
        static_cast<double>(rss) / 1e6, busy * 100, cpu * 100, static_cast<unsigned long long>(limited), run.whyEnded().c_str());
    std::printf("  delivery at least %.1f %%: %s; no session dropped: %s", leastDelivery,
                verdict(rate("rtc_delivery") >= leastDelivery), verdict(rate("rtc_session_drop") <= 0));
    if (mostP95 > 0) {
        std::printf("; p95 under %.0f ms: %s", mostP95, verdict(p(95) >= 0 && p(95) < mostP95));
    }
    std::puts("");
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &files);
    }
    if (argc > 2) {
        measure(std::strtoull(argv[1], nullptr, 10), std::strtoull(argv[2], nullptr, 10), argc > 3 ? std::atoi(argv[3]) : 30, 99,
                0);
        return 0;
    }
    measure(2000, 2, 60, 99.9, 100);
    measure(500, 50, 60, 99, 0);
    return 0;
}
