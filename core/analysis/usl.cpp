// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/usl.h"

#include "core/base/units.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <set>

namespace holdpoint {

namespace {

constexpr std::size_t kResamples = 1000;
constexpr std::size_t kTerms = 3;

using Terms = std::array<double, kTerms>;

/// Solves the normal equations of the terms in use; nullopt where they hang together.
std::optional<Terms> solve(std::array<Terms, kTerms> a, Terms b, const std::vector<std::size_t>& use)
{
    for (std::size_t i = 0; i < use.size(); ++i) {
        std::size_t pivot = i;
        for (std::size_t j = i + 1; j < use.size(); ++j) {
            pivot = std::abs(a[use[j]][use[i]]) > std::abs(a[use[pivot]][use[i]]) ? j : pivot;
        }
        std::swap(a[use[i]], a[use[pivot]]);
        std::swap(b[use[i]], b[use[pivot]]);
        if (std::abs(a[use[i]][use[i]]) < 1e-14) {
            return std::nullopt;
        }
        for (std::size_t j = i + 1; j < use.size(); ++j) {
            const double factor = a[use[j]][use[i]] / a[use[i]][use[i]];
            for (std::size_t k = i; k < use.size(); ++k) {
                a[use[j]][use[k]] -= factor * a[use[i]][use[k]];
            }
            b[use[j]] -= factor * b[use[i]];
        }
    }
    Terms found{};
    for (std::size_t i = use.size(); i-- > 0;) {
        double rest = b[use[i]];
        for (std::size_t k = i + 1; k < use.size(); ++k) {
            rest -= a[use[i]][use[k]] * found[use[k]];
        }
        found[use[i]] = rest / a[use[i]][use[i]];
    }
    return found;
}

/// N/X = (1 + sigma (N-1) + kappa N (N-1)) / lambda is linear in 1/lambda, sigma/lambda, kappa/lambda. Columns are scaled to 1.
struct Problem
{
    explicit Problem(const std::vector<ScalePoint>& points)
    {
        for (const ScalePoint& point : points) {
            rows.push_back({1, point.load - 1, point.load * (point.load - 1)});
        }
        for (std::size_t k = 0; k < kTerms; ++k) {
            for (const Terms& row : rows) {
                scale[k] = std::max(scale[k], std::abs(row[k]));
            }
            scale[k] = scale[k] > 0 ? scale[k] : 1;
        }
        for (Terms& row : rows) {
            for (std::size_t k = 0; k < kTerms; ++k) {
                row[k] /= scale[k];
            }
        }
    }

    /// The best of all choices of terms whose terms are none below zero.
    std::optional<Terms> fit(const std::vector<double>& y) const
    {
        std::array<Terms, kTerms> a{};
        Terms b{};
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const double weight = 1 / (y[i] * y[i]);
            for (std::size_t k = 0; k < kTerms; ++k) {
                b[k] += weight * rows[i][k] * y[i];
                for (std::size_t l = 0; l < kTerms; ++l) {
                    a[k][l] += weight * rows[i][k] * rows[i][l];
                }
            }
        }
        std::optional<Terms> best;
        double least = 0;
        for (const std::vector<std::size_t>& use : {std::vector<std::size_t>{0, 1, 2}, {0, 1}, {0, 2}, {0}}) {
            const auto found = solve(a, b, use);
            if (!found || (*found)[0] <= 0 || (*found)[1] < 0 || (*found)[2] < 0) {
                continue;
            }
            double miss = 0;
            for (std::size_t i = 0; i < rows.size(); ++i) {
                const double relative = value(*found, i) / y[i] - 1;
                miss += relative * relative;
            }
            if (!best || miss < least) {
                best = found;
                least = miss;
            }
        }
        return best;
    }
    double value(const Terms& terms, std::size_t row) const
    {
        return terms[0] * rows[row][0] + terms[1] * rows[row][1] + terms[2] * rows[row][2];
    }
    double lambda(const Terms& terms) const { return scale[0] / terms[0]; }
    double sigma(const Terms& terms) const { return terms[1] / scale[1] * lambda(terms); }
    double kappa(const Terms& terms) const { return terms[2] / scale[2] * lambda(terms); }

    std::vector<Terms> rows;
    Terms scale{};
};

std::optional<double> peakOf(double sigma, double kappa)
{
    return kappa > 0 && sigma < 1 ? std::optional(std::sqrt((1 - sigma) / kappa)) : std::nullopt;
}

std::pair<double, double> middle95(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    const auto at = [&](double share) {
        return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
    };
    return values.empty() ? std::pair(0.0, 0.0) : std::pair(at(0.025), at(0.975));
}

} // namespace

Result<UslFit> fitUsl(const std::vector<ScalePoint>& given, std::uint64_t seed)
{
    std::vector<ScalePoint> points;
    std::set<double> levels;
    for (const ScalePoint& point : given) {
        if (std::isfinite(point.load) && std::isfinite(point.throughput) && point.load >= 1 && point.throughput > 0) {
            points.push_back(point);
            levels.insert(point.load);
        }
    }
    if (levels.size() < kLeastUslLevels) {
        return fail(Error::Kind::Invalid, "the scalability law needs " + std::to_string(kLeastUslLevels) +
                                              " levels of load; there are " + std::to_string(levels.size()));
    }
    const Problem problem(points);
    std::vector<double> y;
    for (const ScalePoint& point : points) {
        y.push_back(point.load / point.throughput);
    }
    const auto terms = problem.fit(y);
    if (!terms) {
        return fail(Error::Kind::Invalid, "the scalability law does not fit: throughput does not follow the load");
    }
    UslFit fit;
    fit.lambda = problem.lambda(*terms);
    fit.sigma = problem.sigma(*terms);
    fit.kappa = problem.kappa(*terms);
    fit.levels = levels.size();
    std::vector<double> residuals; // relative
    for (std::size_t i = 0; i < points.size(); ++i) {
        const double relative = points[i].throughput / fit.at(points[i].load) - 1;
        residuals.push_back(y[i] / problem.value(*terms, i) - 1);
        fit.error += relative * relative / static_cast<double>(points.size());
    }
    fit.error = std::sqrt(fit.error);
    // As many as are free were taken out of the residuals by the fit.
    const auto n = static_cast<double>(points.size());
    const double widen = std::sqrt(n / std::max(1.0, n - static_cast<double>(kTerms)));
    std::mt19937_64 random(seed);
    std::vector<double> sigmas;
    std::vector<double> kappas;
    std::vector<double> peaks;
    for (std::size_t i = 0; i < kResamples; ++i) {
        std::vector<double> some;
        for (std::size_t j = 0; j < points.size(); ++j) {
            some.push_back(problem.value(*terms, j) * std::max(0.01, 1 + widen * residuals[random() % residuals.size()]));
        }
        if (const auto again = problem.fit(some)) {
            sigmas.push_back(problem.sigma(*again));
            kappas.push_back(problem.kappa(*again));
            if (const auto peak = peakOf(sigmas.back(), kappas.back())) {
                peaks.push_back(*peak);
            }
        }
    }
    std::tie(fit.sigmaLow, fit.sigmaHigh) = middle95(std::move(sigmas));
    std::tie(fit.kappaLow, fit.kappaHigh) = middle95(std::move(kappas));
    const auto peak = peakOf(fit.sigma, fit.kappa);
    if (!peak) {
        fit.remark = "no level beyond which more load gives less was seen";
    } else if (*levels.rbegin() < kLeastSeenOfPeak * *peak) {
        fit.remark = "the peak lies beyond what was tested (" + formatNumber(*levels.rbegin(), 0) + ")";
    } else {
        fit.peakLoad = peak;
        fit.peakThroughput = fit.at(*peak);
        std::tie(fit.peakLow, fit.peakHigh) = middle95(std::move(peaks));
    }
    return fit;
}

} // namespace holdpoint
