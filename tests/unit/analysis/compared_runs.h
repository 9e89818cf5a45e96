// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/compare_runs.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <random>

namespace holdpoint {

struct Shape
{
    double medianMs = 20;
    int seconds = 200;
    int perSecond = 100;
    double errors = 0;
    double wobble = 0.1; // of the level from second to second, which hangs on for some seconds
};

/// A run of lognormal latencies whose level drifts: neighbouring seconds are alike.
inline ComparedRun simulated(const Shape& shape, std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    ComparedRun run;
    double level = 0;
    for (int tick = 0; tick < shape.seconds; ++tick) {
        level = 0.7 * level + shape.wobble * normal(random);
        Frame frame;
        frame.tick = static_cast<std::uint64_t>(tick);
        LatencyHistogram& trend = frame.trends["http_req_duration{name:search}"];
        RateCount& failed = frame.rates["http_req_failed"];
        for (int i = 0; i < shape.perSecond; ++i) {
            const double ms = shape.medianMs * std::exp(level + 0.5 * normal(random));
            trend.record(Micros{static_cast<std::int64_t>(ms * 1000)});
            ++failed.total;
            failed.trueCount += std::uniform_real_distribution<double>()(random) < shape.errors ? 1 : 0;
        }
        frame.counters["http_reqs"] = shape.perSecond;
        run.add(frame);
    }
    return run;
}

/// A run of 20 steps, each of `perStep` lognormal latencies of sigma 0.5 and a failure now and then; `slower`: the steps whose
/// median is higher by `factor`.
inline ComparedRun simulatedSteps(int perStep, std::uint64_t seed, int slower = 0, double factor = 1)
{
    constexpr int kSteps = 20;
    constexpr int kBlocks = 20; // a frame each: what a comparison sees, at a tenth of the time
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    ComparedRun run;
    for (std::uint64_t block = 0; block < kBlocks; ++block) {
        Frame frame;
        frame.tick = 10 * block;
        for (int step = 0; step < kSteps; ++step) {
            const std::string tag = "{name:step" + std::to_string(step) + "}";
            const double median = step < slower ? 20'000 * factor : 20'000;
            LatencyHistogram& trend = frame.trends["http_req_duration" + tag];
            RateCount& failed = frame.rates["http_req_failed" + tag];
            for (int i = 0; i < perStep / kBlocks; ++i) {
                trend.record(Micros{static_cast<std::int64_t>(median * std::exp(0.5 * normal(random)))});
                ++failed.total;
                failed.trueCount += random() % 200 == 0 ? 1 : 0;
            }
            frame.counters["http_reqs" + tag] = perStep / kBlocks;
        }
        run.add(frame);
    }
    return run;
}

/// What decides over an optimisation: p(95) and the rates.
inline std::vector<ComparedFigure> decidingFigures(const ComparedRun& a, const ComparedRun& b, std::uint64_t seed)
{
    auto figures = compareRuns(a, b, {seed, 300});
    std::erase_if(figures, [](const ComparedFigure& each) { return each.figure != "p(95)" && each.figure != "rate"; });
    return figures;
}

inline bool isAny(const std::vector<ComparedFigure>& figures, ComparedFigure::Verdict verdict)
{
    return std::any_of(figures.begin(), figures.end(), [verdict](const ComparedFigure& each) { return each.verdict == verdict; });
}

inline ComparedFigure figure(const std::vector<ComparedFigure>& figures, const std::string& metric, const std::string& name)
{
    for (const ComparedFigure& each : figures) {
        if (each.metric == metric && each.figure == name) {
            return each;
        }
    }
    ADD_FAILURE() << "no " << name << " of " << metric;
    return {};
}

inline const std::string kSearch = "http_req_duration{name:search}";

} // namespace holdpoint
