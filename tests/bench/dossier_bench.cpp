// SPDX-License-Identifier: GPL-3.0-or-later
// Storage of a long run (design.md: 12 h at 600 requests/s with 20 named series stay under 150 MB and open in a second).
//   dossier_bench [HOURS]    prints MB for the run and seconds for writing, opening and reading it; 1 if a long run is too large
#include "core/dossier/dossier.h"

#include <QCoreApplication>
#include <QTemporaryDir>
#include <cmath>
#include <iostream>
#include <random>

namespace holdpoint {

namespace {

constexpr int kNames = 20;
constexpr int kRequestsPerSecond = 600;
constexpr double kLongHours = 2;
constexpr double kMaxMegabytesInTwelveHours = 150;

std::string ruledKey(int name)
{
    return "http_req_duration{name:step" + std::to_string(name) + "}";
}

Plan planOf(double hours)
{
    Plan plan;
    plan.name = "bench";
    plan.text = "bench";
    plan.sha256 = "bench";
    plan.resolved = Json::object();
    Scenario scenario;
    scenario.executor.vus = 1;
    scenario.executor.duration = std::chrono::duration_cast<Nanos>(std::chrono::duration<double, std::ratio<3600>>(hours));
    TestPlan test;
    test.id = "all";
    test.scenarios.push_back(scenario);
    for (int name = 0; name < kNames; ++name) {
        ThresholdRule rule;
        rule.metric = ruledKey(name);
        test.thresholds.push_back(rule);
    }
    plan.tests.push_back(test);
    return plan;
}

/// A second of lognormal latencies, median 40 ms: three digits where a rule looks, two elsewhere.
Frame second(std::uint64_t seq, std::mt19937_64& random)
{
    std::lognormal_distribution<double> latency(std::log(40'000.0), 0.5);
    Frame frame;
    frame.seq = seq;
    frame.tick = seq - 1;
    frame.time = systemClock().wallNow();
    const auto record = [&](const std::string& key, LatencyHistogram::Digits digits, double us) {
        auto [trend, isNew] = frame.trends.try_emplace(key, LatencyHistogram(digits));
        trend->second.record(Micros{static_cast<std::int64_t>(us)});
    };
    for (int request = 0; request < kRequestsPerSecond; ++request) {
        const std::string tag = "{name:step" + std::to_string(request % kNames) + "}";
        const double us = latency(random);
        record("http_req_duration", LatencyHistogram::Digits::Three, us);
        record("http_req_duration" + tag, LatencyHistogram::Digits::Three, us);
        for (const char* phase :
             {"http_req_blocked", "http_req_connecting", "http_req_sending", "http_req_waiting", "http_req_receiving"}) {
            const double share = us * (phase == std::string("http_req_waiting") ? 0.9 : 0.02);
            record(phase, LatencyHistogram::Digits::Two, share);
            record(phase + tag, LatencyHistogram::Digits::Two, share);
        }
        frame.counters["http_reqs"] += 1;
        frame.counters["http_reqs" + tag] += 1;
        frame.rates["http_req_failed"].total += 1;
        frame.rates["http_req_failed" + tag].total += 1;
    }
    frame.gauges["vus"] = {600, 600, 600};
    return frame;
}

double secondsSince(SteadyTime begin)
{
    return std::chrono::duration<double>(systemClock().steadyNow() - begin).count();
}

int bench(double hours)
{
    const QTemporaryDir folder;
    const auto file = std::filesystem::path(folder.path().toStdString()) / "bench.holdpoint";
    const auto planned = static_cast<std::uint64_t>(hours * 3600);
    std::mt19937_64 random(1);
    std::vector<Frame> different; // building frames is not what is measured
    for (std::uint64_t seq = 1; seq <= 100; ++seq) {
        different.push_back(second(seq, random));
    }
    double encoded = 0; // the peer: what HdrHistogram's encoding takes for the series that stay per second, without their names
    for (const Frame& frame : different) {
        for (int name = 0; name < kNames; ++name) {
            encoded += static_cast<double>(frame.trends.at(ruledKey(name)).encodeV2().size());
        }
    }
    encoded /= static_cast<double>(different.size());
    double writing = 0;
    {
        auto dossier = Dossier::create(file, {"bench", "1", ""}, false);
        const auto run = dossier ? (*dossier)->beginRun("all", RunKind::Load, planOf(hours), systemClock().wallNow())
                                 : Result<std::int64_t>(fail(dossier.error()));
        if (!run) {
            std::cerr << run.error().message << '\n';
            return 1;
        }
        for (std::uint64_t seq = 1; seq <= planned; ++seq) {
            Frame frame = different[seq % different.size()];
            frame.seq = seq;
            frame.tick = seq - 1;
            const auto begin = systemClock().steadyNow();
            if (const auto done = (*dossier)->addFrames(*run, {frame}); !done) {
                std::cerr << done.error().message << '\n';
                return 1;
            }
            writing += secondsSince(begin);
        }
        if (const auto done = (*dossier)->endRun(*run, systemClock().wallNow(), "done", RunResult{}); !done) {
            std::cerr << done.error().message << '\n';
            return 1;
        }
    }
    const double megabytes = static_cast<double>(std::filesystem::file_size(file)) / 1e6;
    auto begin = systemClock().steadyNow();
    const auto dossier = Dossier::open(file);
    const auto runs = dossier ? (*dossier)->runs() : Result<std::vector<RunRecord>>(fail(dossier.error()));
    const double opening = secondsSince(begin);
    begin = systemClock().steadyNow();
    std::uint64_t frames = 0;
    const auto read = runs ? (*dossier)->readFrames(1, 0, [&](const Frame&) { ++frames; }) : Result<>(fail(runs.error()));
    const double inTwelveHours = megabytes * 12 / hours;
    std::cout << hours << " h, " << planned << " frames: " << megabytes << " MB (" << inTwelveHours << " MB in 12 h), "
              << megabytes * 1e6 / static_cast<double>(planned) / encoded << " x the ruled series' V2 histograms, "
              << writing * 1000 / static_cast<double>(planned) << " ms a frame, opened in " << opening << " s, " << frames
              << " frames read in " << secondsSince(begin) << " s\n";
    if (hours > kLongHours && inTwelveHours > kMaxMegabytesInTwelveHours) {
        std::cerr << "12 h are to stay under " << kMaxMegabytesInTwelveHours << " MB\n";
        return 1;
    }
    return read ? 0 : 1;
}

} // namespace

} // namespace holdpoint

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    return holdpoint::bench(argc > 1 ? std::strtod(argv[1], nullptr) : 3);
}
