// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/compare_runs.h"

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
