// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/verdict/expression.h"

#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

/// A rule with two levels (semantics.md §5). Of a test (`metric`) or of the whole release (`metric`, or `source` and `query`).
struct ThresholdRule
{
    std::string id;     // given for release rules; else metric + aggregate
    std::string metric; // MetricKey::text(); empty for a source rule
    std::string source; // "prometheus"; later more
    std::string query;
    std::string unit;
    Expression target;
    std::optional<Expression> accept;
    std::optional<Expression> critical; // nullopt: `critical: none`, a miss only warns. Left out in the plan: same as target.
    std::string action;
    std::string needs;          // "browser", "prometheus" or empty
    std::string absent;         // of a query: what an empty answer means; then the run is not judged by it. Empty: NO DATA
    bool isOfWholeLoad = false; // a count that a scaled load cannot reach: not judged
    std::optional<std::uint64_t> minSamples;
    std::optional<Nanos> abortAfter; // abort_on_fail.after
};

/// Planned load; missed means INCONCLUSIVE.
struct LoadTarget
{
    std::string metric;
    Expression expect;
    double tolerance = 0.02; // 0..1
};

/// semantics.md §7.
struct AlarmRule
{
    std::string id;
    std::string metric;
    std::string source;
    std::string query;
    Expression when;
    Nanos window = std::chrono::seconds{10};
    Nanos sustained = std::chrono::seconds{10}; // `for`
    double clear = 0.05;
    Nanos clearFor = std::chrono::seconds{30};
    std::uint64_t minSamples = 50;
    bool isCritical = false;
    std::string action;
};

/// When a second, and when a run, counts as limited by the generator (semantics.md §2).
struct GeneratorLimits
{
    Nanos maxLag = std::chrono::milliseconds{5};
    double maxBusy = 0.95;
    double maxLimited = 0.02;
};

} // namespace holdpoint
