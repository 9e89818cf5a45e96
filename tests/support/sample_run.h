// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time_format.h"
#include "core/session/session.h"

#include <gtest/gtest.h>

namespace holdpoint::test {

/// An ended run of a minute of the test `search`, with thresholds of different margins and an error.
inline std::int64_t addSampleRun(Session& session)
{
    Dossier& dossier = session.dossier();
    const WallTime begin = *parseUtc("2026-01-05T10:00:00Z");
    const auto id = dossier.beginRun("search", RunKind::Load, session.plan(), begin);
    EXPECT_TRUE(id) << id.error().message;
    std::vector<Frame> frames;
    for (std::uint64_t tick = 0; tick < 60; ++tick) {
        Frame frame;
        frame.seq = tick + 1;
        frame.tick = tick;
        frame.time = begin + std::chrono::seconds{tick};
        frame.counters["http_reqs"] = 17;
        frame.gauges["vus"] = {50, 50, 50};
        for (const char* key : {"http_req_duration", "http_req_duration{name:search}"}) {
            for (int sample = 1; sample <= 17; ++sample) {
                frame.trends[key].record(Micros{sample * 10'000});
            }
        }
        frames.push_back(frame);
    }
    EXPECT_TRUE(dossier.addFrames(*id, frames));
    RunResult result;
    result.outcome = RunOutcome::Passed;
    const TestPlan* test = session.plan().test("search");
    EXPECT_NE(test, nullptr);
    double share = 0.5;
    for (const ThresholdRule& rule : test->thresholds) {
        ThresholdResult seen;
        seen.rule = rule;
        seen.measured = rule.target.limit * share;
        seen.margin = rule.target.margin(*seen.measured);
        seen.sampleCount = 1020;
        seen.verdict = RuleVerdict::Passed;
        result.thresholds.push_back(seen);
        share += 0.1; // the plan's order is not the margins'
    }
    result.errors.push_back({"timeout", "search", "no answer in 10 s", 3, begin + std::chrono::seconds{5}});
    EXPECT_TRUE(dossier.endRun(*id, begin + std::chrono::seconds{61}, "duration reached", result));
    return *id;
}

} // namespace holdpoint::test
