// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/metrics/frame.h"

#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

/// A burst within a steady load: what was slow in it should be as fast as before soon after it (checklist-notes.md §5). Times
/// since the run's t0.
struct RecoveryRule
{
    std::string scenario; // the burst
    std::string metric;   // a trend that the steady load keeps writing
    Nanos from{};         // of the burst
    Nanos to{};
    Nanos before{}; // how long before `from` is looked at
    Nanos after{};  // and how long from `to` on
};

/// p(95) of the time before a burst and of the time after it, in the metric's unit; nullopt without samples.
struct RecoveryResult
{
    std::string scenario;
    std::string metric;
    std::optional<double> before;
    std::optional<double> after;
    std::uint64_t beforeCount = 0;
    std::uint64_t afterCount = 0;

    /// after / before.
    std::optional<double> ratio() const;
};

Json toJson(const RecoveryResult& result);
RecoveryResult recoveryFromJson(const Json& json);

/// Collects what lies around each burst. Frames may come in any order, each once.
class RecoveryWatch
{
public:
    explicit RecoveryWatch(std::vector<RecoveryRule> rules);

    void add(const Frame& frame);
    std::vector<RecoveryResult> results() const;

private:
    struct Sides
    {
        LatencyHistogram before;
        LatencyHistogram after;
    };
    std::vector<RecoveryRule> m_rules;
    std::vector<Sides> m_sides; // same order
};

} // namespace holdpoint
