// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/compare_family.h"

#include "core/analysis/compare_blocks.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace holdpoint {

namespace {

constexpr double kAlpha = 0.05; // two-sided

/// The value that a standard normal lies above with this chance, by Newton's method on erfc.
double normalAbove(double chance)
{
    double z = 1;
    for (int i = 0; i < 60; ++i) {
        const double above = 0.5 * std::erfc(z / std::sqrt(2.0));
        const double density = std::exp(-z * z / 2) / std::sqrt(2 * 3.14159265358979323846);
        const double step = (above - chance) / density;
        z += std::clamp(step, -0.5, 0.5);
        if (std::abs(step) < 1e-10) {
            break;
        }
    }
    return z;
}

/// A figure on the scale on which its interval was resampled: ratios as logarithms.
struct Tested
{
    ComparedFigure* figure = nullptr;
    double middle = 0;
    double low = 0;
    double high = 0;

    explicit Tested(ComparedFigure& of) : figure(&of), middle(scaled(of.difference)), low(scaled(of.low)), high(scaled(of.high))
    {}

    double scaled(double value) const
    {
        constexpr double kLeast = -1 + 1e-12;
        return figure->isRelative ? std::log1p(std::max(value, kLeast)) : value;
    }
    double unscaled(double value) const { return figure->isRelative ? std::expm1(value) : value; }
    /// How many half intervals it lies off zero; the wider of its side and the mean, as each end has a noise of its own.
    double strength() const
    {
        const double side = middle > 0 ? middle - low : high - middle;
        const double half = std::max(side, (high - low) / 2);
        return half > 0 ? std::abs(middle) / half : std::abs(middle) > 0.0 ? std::numeric_limits<double>::infinity() : 0;
    }
    void widen(double factor)
    {
        figure->low = unscaled(middle - factor * (middle - low));
        figure->high = unscaled(middle + factor * (high - middle));
        figure->noise = (figure->high - figure->low) / 2;
    }
};

} // namespace

void judgeAsFamily(std::vector<ComparedFigure>& figures)
{
    std::vector<Tested> family;
    for (ComparedFigure& figure : figures) {
        if (figure.isTested) {
            family.emplace_back(figure);
        }
    }
    std::stable_sort(family.begin(), family.end(), [](const Tested& a, const Tested& b) { return a.strength() > b.strength(); });
    bool isOver = false; // the first that does not stand out ends it
    double chance = kAlpha;
    for (std::size_t i = 0; i < family.size(); ++i) {
        ComparedFigure& figure = *family[i].figure;
        chance = isOver ? chance : kAlpha / static_cast<double>(family.size() - i);
        const auto freedom = static_cast<double>(std::max<std::size_t>(figure.blocks, 2) - 1);
        const double factor = studentT(normalAbove(chance / 2), freedom) / studentT(kNormal975, freedom);
        isOver = isOver || family[i].strength() <= factor;
        family[i].widen(factor);
        figure.family = family.size();
        const bool isNews = figure.verdict == ComparedFigure::Verdict::Better || figure.verdict == ComparedFigure::Verdict::Worse;
        // what was the same by its own interval may be hidden by the family's
        if ((isOver && isNews) || figure.verdict == ComparedFigure::Verdict::Same) {
            judgeAsSame(figure);
        }
    }
}

} // namespace holdpoint
