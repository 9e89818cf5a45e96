// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/verdict/rules.h"
#include "core/verdict/run_outcome.h"

#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

struct TimeSpan // wall clock, [from, to)
{
    WallTime from;
    WallTime to;
};

struct ThresholdResult
{
    ThresholdRule rule;
    std::optional<double> measured;
    std::uint64_t sampleCount = 0;
    std::optional<WallTime> at; // of a rule over a query: when the value that decides was seen
    std::optional<double> margin;
    RuleVerdict verdict = RuleVerdict::NoData;
    std::string sentence; // "p(95) is 341 ms, over the target of 300 ms by 14 %, n = 9,001"
    /// When the target was missed: over the sliding window of 10 s, or by the values of a query.
    std::vector<TimeSpan> breaches;
};

/// What tables call a rule: its metric, of a rule over a query its id.
std::string nameOf(const ThresholdRule& rule);
/// Whether two rules ask the same of the same subject: one of the release often repeats one of a test.
bool isSameRule(const ThresholdRule& a, const ThresholdRule& b);
/// Each rule once, in order, as every table of thresholds shows them. Points into `results`.
std::vector<const ThresholdResult*> distinctThresholds(const std::vector<ThresholdResult>& results);

struct LoadResult
{
    LoadTarget target;
    std::optional<double> achieved;
    bool isMet = false;
    std::string sentence; // "planned 200.0/s, achieved 143.2/s: 4,211 iterations dropped, no free VU"
};

struct GeneratorResult
{
    int agents = 1;
    std::uint64_t limitedSeconds = 0;
    std::uint64_t loadSeconds = 0;
    std::uint64_t lagP99Us = 0; // of the metric generator_lag; without it the worst second's
    bool isLagKnown = true;     // k6 does not tell
    std::uint64_t loopMaxUs = 0;
    double cpuPercentMax = 0;        // 100 is one core
    double machineCpuPercentMax = 0; // 100 is all cores
    std::uint64_t rssBytesMax = 0;
    std::uint64_t descriptorsMax = 0;
    std::uint64_t tcpSocketsMax = 0;
    std::uint64_t retransmits = 0; // of the machine, while the run went on
    std::uint64_t droppedIterations = 0;
    bool isLimited = false;
    std::string sentence;
};

struct CheckResult
{
    std::string name;
    std::uint64_t passes = 0;
    std::uint64_t fails = 0;
};

struct ErrorResult
{
    std::string errorClass;
    std::string step;
    std::string message;
    std::uint64_t count = 0;
    WallTime firstAt;
};

/// One `verify` entry of a test (contract.md §3).
struct VerificationResult
{
    std::string name;
    std::string expected;
    std::string measured;
    RuleVerdict verdict = RuleVerdict::NoData;
    std::string sentence;
};

} // namespace holdpoint
