// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/run/synthetic_run.h"

#include "core/base/time_format.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace holdpoint {

namespace {

ThresholdRule rule(const std::string& metric, const std::string& target, const std::string& critical)
{
    ThresholdRule made;
    made.metric = metric;
    made.target = *parseExpression(target);
    made.critical = *parseExpression(critical);
    return made;
}

TestPlan testOf(const std::string& id, const std::string& title, Nanos duration)
{
    TestPlan test;
    test.id = id;
    test.title = title;
    Scenario scenario;
    scenario.id = id;
    scenario.executor.kind = ExecutorKind::ConstantVus;
    scenario.executor.vus = 100;
    scenario.executor.duration = duration;
    Step step;
    step.name = id;
    step.http.method = "GET";
    step.http.target = "/" + id;
    scenario.flow = {step};
    test.scenarios = {scenario};
    test.thresholds = {rule("http_req_duration", "p(95)<300", "p(95)<500"), rule("http_req_failed", "rate<0.001", "rate<0.01")};
    return test;
}

/// 0 to 1 and back around 6:30.
double hump(double second)
{
    return std::exp(-std::pow((second - 395) / 55, 4));
}

} // namespace

Plan syntheticPlan()
{
    using std::chrono::minutes;
    Plan plan;
    plan.name = "Pre-production load test";
    plan.release = {"platform", "1.8.3", "4f2a9c1"};
    plan.pause = std::chrono::seconds{10};
    plan.tests = {testOf("search", "Search Load Test", minutes{9}),     testOf("rtc", "RTC Load Test", minutes{12}),
                  testOf("webhooks", "Webhooks Load Test", minutes{5}), testOf("rsvp", "Event RSVP Load Test", minutes{10}),
                  testOf("pages", "Page Load Test", minutes{15}),       testOf("api", "API Load Test", minutes{5})};
    Scenario& visitors = plan.tests[4].scenarios[0];
    visitors.executor.kind = ExecutorKind::RampingVus;
    visitors.executor.stages = {{10'000, minutes{3}}, {10'000, minutes{10}}, {0, minutes{2}}};
    visitors.executor.duration = minutes{15};
    visitors.pace = std::chrono::microseconds{3'571'429};
    for (const TestPlan& test : plan.tests) {
        plan.order.push_back(test.id);
    }
    return plan;
}

std::vector<RunRecord> syntheticRuns(const Plan& plan)
{
    std::vector<RunRecord> runs;
    WallTime at = *parseUtc("2026-01-05T10:04:00Z");
    for (std::size_t index = 0; index < 5; ++index) {
        RunRecord run;
        run.id = static_cast<std::int64_t>(index) + 3;
        run.testId = plan.tests[index].id;
        run.startedAt = at;
        if (index < 4) {
            at += std::chrono::duration_cast<Micros>(plan.tests[index].plannedDuration());
            run.endedAt = at;
            run.result.outcome = index == 2 ? RunOutcome::Inconclusive : RunOutcome::Passed;
            run.result.generator.isLimited = index == 2;
            run.result.generator.loadSeconds = 300;
            for (const ThresholdRule& each : plan.tests[index].thresholds) {
                ThresholdResult seen;
                seen.rule = each;
                seen.measured = each.target.limit / 2;
                seen.sampleCount = 1000;
                seen.verdict = RuleVerdict::Passed;
                run.result.thresholds.push_back(seen);
            }
            at += std::chrono::seconds{10};
        }
        runs.push_back(run);
    }
    return runs;
}

Frame syntheticFrame(std::uint64_t tick, unsigned values)
{
    const auto second = static_cast<double>(tick);
    const double high = hump(second);
    std::mt19937 random(static_cast<std::uint32_t>(tick) * 7919 + 1);
    std::normal_distribution<double> normal(0, 1);
    const double wave = 1 + 0.25 * std::sin(second / 35) * std::exp(-std::pow((second - 170) / 120, 2));
    const double vus = std::min(10'000.0, second / 180 * 10'000);

    Frame frame;
    frame.run = 7;
    frame.seq = tick + 1;
    frame.tick = tick;
    frame.time = *parseUtc("2026-01-05T10:40:40Z") + std::chrono::seconds(tick);
    const double requests = std::round(vus * 0.28 * (1 - 0.03 * high) + normal(random) * 4);
    frame.counters["http_reqs"] = std::max(0.0, requests);
    frame.gauges["vus"] = {vus, vus, vus};

    const auto weight = static_cast<std::uint64_t>(std::max(1.0, requests / values));
    const double load = 0.5 + 0.5 * std::min(1.0, vus / 10'000);
    LatencyHistogram& duration = frame.trends["http_req_duration"];
    LatencyHistogram& response = frame.trends["http_req_response_time"];
    for (unsigned index = 0; index < values && requests > 0; ++index) {
        const bool isAsset = index % 10 < 7;
        const double middle = isAsset ? 38 * load : 170 * load * wave * (1 + 1.4 * high);
        const double ms = middle * std::exp(normal(random) * (isAsset ? 0.22 : 0.33));
        duration.record(Micros{static_cast<std::int64_t>(ms * 1000)}, weight);
        response.record(Micros{static_cast<std::int64_t>((ms + 3) * 1000)}, weight);
    }

    std::uint64_t failed = 0;
    const auto error = [&](const char* errorClass, double share) {
        std::poisson_distribution<std::uint64_t> arrivals(std::max(0.001, requests * share));
        const std::uint64_t count = arrivals(random);
        if (count > 0) {
            frame.errors.push_back({errorClass, "visit", "", count, ""});
            failed += count;
        }
    };
    error("http_4xx", 0.0003);
    error("timeout", 0.0001 + 0.0013 * high);
    error("connect", 0.00008 + 0.0002 * high);
    frame.rates["http_req_failed"] = {failed, static_cast<std::uint64_t>(std::max(0.0, requests))};
    frame.health.busy = 0.35 * load + 0.02 * normal(random) + 0.1 * high;
    frame.health.cpu = 0.8 * frame.health.busy;
    frame.health.limited = tick >= 480 && tick < 495;
    if (frame.health.limited) {
        frame.health.busy = 0.97;
        frame.health.limitedBy = "a load thread was busy 97 %";
    }
    return frame;
}

} // namespace holdpoint
