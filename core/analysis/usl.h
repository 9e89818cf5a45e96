// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

/// A level of load that was held: N users (or VUs at work), X per second.
struct ScalePoint
{
    double load = 0;
    double throughput = 0;
};

inline constexpr std::size_t kLeastUslLevels = 6;
inline constexpr double kLeastSeenOfPeak = 0.8; // of N*: below, simulated fits miss it by up to 85 %

/// Gunther's Universal Scalability Law, X(N) = lambda N / (1 + sigma (N-1) + kappa N (N-1)).
struct UslFit
{
    double lambda = 0;   // per second of one user alone
    double sigma = 0;    // contention: the share that cannot go on side by side
    double kappa = 0;    // coherency: what each further user costs all others
    double error = 0;    // root mean square of the relative differences to what was measured
    double sigmaLow = 0; // 95 % of a bootstrap of the residuals, as all that follows
    double sigmaHigh = 0;
    double kappaLow = 0;
    double kappaHigh = 0;
    std::size_t levels = 0;
    std::optional<double> peakLoad; // N*, where more users give less; only if the highest level is at least 80 % of it
    double peakLow = 0;             // 0 where there is none
    double peakHigh = 0;
    double peakThroughput = 0;
    std::string remark; // why there is no N*; empty: there is

    double at(double load) const { return lambda * load / (1 + sigma * (load - 1) + kappa * load * (load - 1)); }
};

/// Weighted least squares on N/X with sigma and kappa >= 0 (checklist-notes.md §9): the errors of X are taken as relative. Levels
/// without throughput are left out. Error::Invalid below 6 different levels. The same points give the same answer.
Result<UslFit> fitUsl(const std::vector<ScalePoint>& points, std::uint64_t seed = 1);

} // namespace holdpoint
