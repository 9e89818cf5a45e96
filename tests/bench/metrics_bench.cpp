// SPDX-License-Identifier: GPL-3.0-or-later
// What metrics and verdicts cost: a record, a merge, a percentile, a frame, a second of the run judge.
#include "core/metrics/frame.h"
#include "core/verdict/run_result.h"

#include <cstdio>
#include <ctime>
#include <random>

using namespace holdpoint;

namespace {

std::vector<Micros> latencies(std::size_t count)
{
    std::mt19937_64 random(1);
    std::lognormal_distribution<double> distribution(10, 1);
    std::vector<Micros> values(count);
    for (Micros& value : values) {
        value = Micros{static_cast<std::int64_t>(distribution(random))};
    }
    return values;
}

double cpuSeconds()
{
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

/// Runs `work` for a quarter of a second of CPU time (others may share the machine) and prints what one of its `units` costs.
template <typename Work>
void measure(const char* name, const char* unit, double unitsPerSecond, std::size_t units, const Work& work)
{
    std::size_t rounds = 0;
    const double start = cpuSeconds();
    double elapsed = 0;
    while (elapsed < 0.25) {
        work();
        ++rounds;
        elapsed = cpuSeconds() - start;
    }
    std::printf("%-58s %10.2f %s\n", name, elapsed * unitsPerSecond / static_cast<double>(rounds * units), unit);
}

Frame frameOf(const std::vector<Micros>& values, std::uint64_t tick)
{
    Frame frame;
    frame.seq = tick + 1;
    frame.tick = tick;
    for (int series = 0; series < 20; ++series) {
        const std::string tags = "{name:step" + std::to_string(series) + "}";
        LatencyHistogram& trend = frame.trends["http_req_duration" + tags];
        for (std::size_t i = 0; i < 600; ++i) {
            trend.record(values[(i * 7 + tick * 600 + static_cast<std::size_t>(series)) % values.size()]);
        }
        frame.counters["http_reqs" + tags] = 600;
        frame.rates["http_req_failed" + tags] = {1, 600};
    }
    frame.gauges["vus"] = {100, 100, 100};
    return frame;
}

} // namespace

int main()
{
    const std::vector<Micros> values = latencies(100'000);
    for (const auto digits : {LatencyHistogram::Digits::Two, LatencyHistogram::Digits::Three}) {
        std::printf("-- %d significant digits, log-normal around 22 ms\n", static_cast<int>(digits));
        LatencyHistogram histogram(digits);
        measure("record", "ns", 1e9, values.size(), [&] {
            for (const Micros value : values) {
                histogram.record(value);
            }
        });
        LatencyHistogram total(digits);
        measure("merge of 100,000 samples", "µs", 1e6, 1, [&] { total.merge(histogram); });
        std::uint64_t sum = 0;
        measure("95th percentile", "µs", 1e6, 1, [&] { sum += histogram.percentileUs(95); });
        std::string bytes;
        measure("encode to V2", "µs", 1e6, 1, [&] { bytes = histogram.encodeV2(); });
        measure("decode from V2", "µs", 1e6, 1, [&] { sum += LatencyHistogram::decodeV2(bytes)->count(); });
        std::printf("%-58s %10zu bytes%s\n", "encoded size", bytes.size(), sum == 0 ? "!" : "");
    }

    std::printf("-- a second with 20 names, 600 samples each\n");
    const Frame frame = frameOf(values, 0);
    std::string json;
    std::string blob;
    measure("frame to JSON text", "µs", 1e6, 1, [&] { json = dumpJson(toJson(frame)); });
    measure("frame from JSON text", "µs", 1e6, 1, [&] { static_cast<void>(frameFromJson(*parseJson(json, "frame"))); });
    measure("frame to blob", "µs", 1e6, 1, [&] { blob = toBlob(frame); });
    measure("frame from blob", "µs", 1e6, 1, [&] { static_cast<void>(frameFromBlob(blob)); });
    std::printf("%-58s %10zu bytes as JSON, %zu as a blob\n", "frame size", json.size(), blob.size());

    std::vector<Frame> frames;
    for (std::uint64_t tick = 0; tick < 60; ++tick) {
        frames.push_back(frameOf(values, tick));
    }
    RunRules rules;
    rules.window.load = Seconds{60};
    for (const auto& [key, trend] : frame.trends) {
        rules.thresholds.push_back({});
        rules.thresholds.back().metric = key;
        rules.thresholds.back().target = *parseExpression("p(95)<300");
        rules.thresholds.back().critical = *parseExpression("p(95)<500");
    }
    measure("totals, one frame", "µs", 1e6, frames.size(), [&] {
        MetricTotals totals;
        for (const Frame& one : frames) {
            totals.add(one);
        }
    });
    measure("run judge with 20 p(95) rules, one frame", "µs", 1e6, frames.size(), [&] {
        RunJudge judge(rules);
        for (const Frame& one : frames) {
            judge.add(one);
        }
    });
    return 0;
}
