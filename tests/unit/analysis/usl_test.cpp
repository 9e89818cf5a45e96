// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/usl.h"

#include <cmath>
#include <gmock/gmock.h>
#include <random>

namespace holdpoint {
namespace {

using ::testing::HasSubstr;

UslFit law(double lambda, double sigma, double kappa)
{
    UslFit fit;
    fit.lambda = lambda;
    fit.sigma = sigma;
    fit.kappa = kappa;
    return fit;
}

std::vector<ScalePoint> measured(const UslFit& truth, const std::vector<double>& loads, double noise, unsigned seed)
{
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal(0, noise);
    std::vector<ScalePoint> points;
    for (const double load : loads) {
        points.push_back({load, truth.at(load) * (1 + (noise > 0 ? normal(random) : 0))});
    }
    return points;
}

const std::vector<double> kLoads{1, 2, 4, 8, 12, 16, 20, 24, 28, 32};

TEST(Usl, DataWithoutNoiseGiveTheirOwnLawBack)
{
    const UslFit truth = law(50, 0.03, 0.0008); // N* = sqrt(0.97 / 0.0008) = 34.8
    const auto fit = fitUsl(measured(truth, kLoads, 0, 1));
    ASSERT_TRUE(fit) << fit.error().message;
    EXPECT_NEAR(fit->lambda, 50, 1e-6);
    EXPECT_NEAR(fit->sigma, 0.03, 1e-8);
    EXPECT_NEAR(fit->kappa, 0.0008, 1e-9);
    EXPECT_NEAR(fit->error, 0, 1e-9);
    ASSERT_TRUE(fit->peakLoad) << fit->remark;
    EXPECT_NEAR(*fit->peakLoad, std::sqrt(0.97 / 0.0008), 1e-4);
    EXPECT_NEAR(fit->peakThroughput, truth.at(*fit->peakLoad), 1e-6);
    EXPECT_EQ(fit->levels, 10U);
}

TEST(Usl, ThousandsOfUsersAreFittedAsWellAsTens)
{
    const UslFit truth = law(0.06, 0, 1e-8); // N* = 10,000
    const auto fit = fitUsl(measured(truth, {2000, 4000, 6000, 8000, 10'000, 12'000}, 0, 1));
    ASSERT_TRUE(fit);
    EXPECT_NEAR(fit->sigma, 0, 1e-9);
    ASSERT_TRUE(fit->peakLoad);
    EXPECT_NEAR(*fit->peakLoad, 10'000, 1);
}

TEST(Usl, LinearGrowthHasNoPeakAndSaysSo)
{
    const auto fit = fitUsl(measured(law(10, 0, 0), kLoads, 0, 1));
    ASSERT_TRUE(fit);
    EXPECT_NEAR(fit->sigma, 0, 1e-9);
    EXPECT_NEAR(fit->kappa, 0, 1e-9);
    EXPECT_FALSE(fit->peakLoad);
    EXPECT_THAT(fit->remark, HasSubstr("no level beyond"));
}

TEST(Usl, NoiseNeverMakesATermNegative)
{
    for (unsigned seed = 1; seed <= 50; ++seed) {
        const auto fit = fitUsl(measured(law(10, 0, 0), kLoads, 0.02, seed));
        ASSERT_TRUE(fit);
        EXPECT_GE(fit->sigma, 0);
        EXPECT_GE(fit->kappa, 0);
        EXPECT_GE(fit->sigmaLow, 0);
    }
}

TEST(Usl, ThePeakIsNotNamedWhileItLiesBeyondWhatWasTested)
{
    const UslFit truth = law(50, 0.03, 0.0008);
    const auto half = fitUsl(measured(truth, {1, 3, 6, 9, 12, 15, 17}, 0, 1)); // up to half of N*
    ASSERT_TRUE(half);
    EXPECT_FALSE(half->peakLoad);
    EXPECT_THAT(half->remark, HasSubstr("beyond what was tested (17)"));
}

TEST(Usl, AtOnePercentNoiseThePeakIsFoundWithinTenPercentAndItsIntervalUsuallyHoldsIt)
{
    const UslFit truth = law(50, 0.03, 0.0008);
    const double peak = std::sqrt(0.97 / 0.0008);
    int near = 0;
    int covered = 0;
    int named = 0;
    constexpr int kFits = 200;
    for (unsigned seed = 1; seed <= kFits; ++seed) {
        const auto fit = fitUsl(measured(truth, kLoads, 0.01, seed), seed);
        ASSERT_TRUE(fit);
        if (fit->peakLoad) {
            ++named;
            near += std::abs(*fit->peakLoad / peak - 1) <= 0.1 ? 1 : 0;
            covered += fit->peakLow <= peak && peak <= fit->peakHigh ? 1 : 0;
        }
        EXPECT_LT(fit->error, 0.02);
    }
    EXPECT_GE(named, kFits * 95 / 100);
    EXPECT_GE(near, named * 95 / 100);
    EXPECT_GE(covered, named * 85 / 100);
    EXPECT_LE(covered, named - 1) << "an interval that always holds says nothing";
}

TEST(Usl, FewerThanSixLevelsAreNoLaw)
{
    const auto fit = fitUsl(measured(law(50, 0.03, 0.0008), {1, 2, 4, 8, 16, 16, 16}, 0, 1));
    ASSERT_FALSE(fit);
    EXPECT_THAT(fit.error().message, HasSubstr("needs 6 levels of load; there are 5"));
    EXPECT_FALSE(fitUsl({}));
    EXPECT_FALSE(fitUsl({{1, NAN}, {2, 0}, {0, 5}, {INFINITY, 3}, {5, -1}, {6, 1}, {7, 1}}));
}

TEST(Usl, TheSamePointsGiveTheSameAnswer)
{
    const auto points = measured(law(50, 0.03, 0.0008), kLoads, 0.02, 3);
    const auto a = fitUsl(points);
    const auto b = fitUsl(points);
    ASSERT_TRUE(a && b);
    EXPECT_EQ(a->sigmaLow, b->sigmaLow);
    EXPECT_EQ(a->peakHigh, b->peakHigh);
}

} // namespace
} // namespace holdpoint
