// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/capacity.h"

#include "core/base/units.h"
#include "core/verdict/run_note.h"
#include "core/verdict/run_outcome.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

constexpr double kLatencyTarget = 300; // of the source's table, ms
constexpr double kLatencyCritical = 500;
constexpr double kDefaultStartMinutes = 3;
constexpr double kCpuSustainedMinutes = 3;
constexpr double kCpuCritical = 90;

std::string percentOf(double percent)
{
    return formatNumber(percent, std::abs(percent) < 10 ? 1 : 0) + "\u00a0%";
}

/// Most tests have one; the lowest decides, for it is the first that no longer holds.
struct Held
{
    const RunRecord* run = nullptr;
    double share = 0;
};

std::optional<Held> lowestHeld(const Plan& plan, const std::vector<RunRecord>& runs)
{
    std::optional<Held> lowest;
    for (const TestPlan& test : plan.tests) {
        const RunRecord* run = breakpointOf(plan, runs, test.id);
        const double share = run == nullptr ? 0 : heldShare(*run->result.breakpoint);
        if (run != nullptr && (!lowest || share < lowest->share)) {
            lowest = Held{run, share};
        }
    }
    return lowest;
}

std::string whatBroke(const BreakpointResult& result)
{
    for (const BreakpointLevel& level : result.levels) {
        if (!level.brokenBy.empty()) {
            return level.brokenBy;
        }
    }
    return {};
}

/// The p(95) rule for the API as a whole: of the release if it names one, else the first latency rule of a test.
struct LatencyRow
{
    double target = kLatencyTarget;
    double critical = kLatencyCritical;
};
LatencyRow latencyRow(const Plan& plan)
{
    for (const ThresholdRule& rule : plan.thresholds) {
        if (rule.id.find("latency") != std::string::npos && rule.metric.find("kind:api") != std::string::npos) {
            return {rule.target.limit, rule.critical ? rule.critical->limit : rule.target.limit};
        }
    }
    return {};
}

/// p(95) of the level nearest to 80 % of what was held: of the API where the plan tests it by itself, else the highest of any test.
std::optional<double> p95AtEighty(const Plan& plan, const std::vector<RunRecord>& runs, std::int64_t& from)
{
    constexpr std::string_view kApi = "api";
    const bool hasOwn = plan.test(kApi) != nullptr;
    std::optional<double> highest;
    for (const TestPlan& test : plan.tests) {
        if (hasOwn && test.id != kApi) {
            continue;
        }
        const RunRecord* run = breakpointOf(plan, runs, test.id);
        const double share = run == nullptr ? 0 : heldShare(*run->result.breakpoint);
        const BreakpointLevel* nearest = nullptr;
        if (run != nullptr) {
            for (const BreakpointLevel& level : run->result.breakpoint->levels) {
                if (level.p95Ms &&
                    (nearest == nullptr || std::abs(level.share - 0.8 * share) < std::abs(nearest->share - 0.8 * share))) {
                    nearest = &level;
                }
            }
        }
        if (nearest != nullptr && (!highest || *nearest->p95Ms > *highest)) {
            highest = nearest->p95Ms;
            from = run->id;
        }
    }
    return highest;
}

std::optional<double> measuredErrorPercent(const std::vector<RunRecord>& runs, std::int64_t& from)
{
    std::optional<double> worst;
    for (const RunRecord& run : runs) {
        const Json& failed = memberAt(run.result.metrics, "http_req_failed");
        const double n = numberAt(failed, "passes") + numberAt(failed, "fails");
        const bool isProof = run.result.outcome == RunOutcome::Passed || run.result.outcome == RunOutcome::Warned;
        if (decidesTest(run.kind) && run.isCounting && isProof && n >= 1000) {
            const double percent = 100 * numberAt(failed, "rate");
            if (!worst || percent > *worst) {
                worst = percent;
                from = run.id;
            }
        }
    }
    return worst;
}

/// Ended, counting, and it found what holds, or that its first level does not.
bool provesCapacity(const RunRecord& run, std::string_view test)
{
    const auto& result = run.result.breakpoint;
    if (run.kind != RunKind::Breakpoint || run.testId != test || !run.endedAt || !run.isCounting || !result) {
        return false;
    }
    // who stops it in its first level proves nothing
    return result->capacity ||
           (!result->levels.empty() && (!isCutShort(run.result.outcome) || !whatBroke(*result).empty()));
}

/// Shares are of the load that its own plan asked for.
bool isOfPlan(const RunRecord& run, const Plan& plan)
{
    return otherPlanSentence(run, plan.sha256).empty();
}

const RunRecord* newestProof(const Plan& plan, const std::vector<RunRecord>& runs, std::string_view test, bool isOwn)
{
    const auto newest = std::find_if(runs.rbegin(), runs.rend(), [&](const auto& run) {
        return provesCapacity(run, test) && isOfPlan(run, plan) == isOwn;
    });
    return newest == runs.rend() ? nullptr : &*newest;
}

} // namespace

const RunRecord* breakpointOf(const Plan& plan, const std::vector<RunRecord>& runs, std::string_view test)
{
    const RunRecord* run = newestProof(plan, runs, test, true);
    return run != nullptr && run->result.breakpoint->capacity ? run : nullptr;
}

const RunRecord* unheldBreakpointOf(const Plan& plan, const std::vector<RunRecord>& runs, std::string_view test)
{
    const RunRecord* run = newestProof(plan, runs, test, true);
    return run != nullptr && !run->result.breakpoint->capacity ? run : nullptr;
}

std::string whyNothingHeld(const Plan& plan, const std::vector<RunRecord>& runs, std::string_view test)
{
    const RunRecord* run = newestProof(plan, runs, test, true);
    if (run == nullptr) {
        const RunRecord* other = newestProof(plan, runs, test, false);
        return other == nullptr ? ""
                                : "breakpoint run " + std::to_string(other->id) + " of " + other->testId +
                                      " ran another text of the plan: what it held is a share of that load; run it again";
    }
    if (run->result.breakpoint->capacity) {
        return {};
    }
    const BreakpointResult& result = *run->result.breakpoint;
    const std::string broke = whatBroke(result);
    const std::string why = result.isGeneratorLimit ? "the load generator was the limit" : broke;
    return "breakpoint run " + std::to_string(run->id) + " of " + run->testId + " held no level, not even " +
           percentOf(100 * result.levels.front().share) + " of the plan" + (why.empty() ? "" : ": " + why);
}

double heldShare(const BreakpointResult& result)
{
    if (!result.capacity || *result.capacity >= result.levels.size()) {
        return 0;
    }
    const BreakpointLevel& level = result.levels[*result.capacity];
    return level.planned && *level.planned > 0 ? level.share * std::min(1.0, level.achieved / *level.planned) : level.share;
}

bool isOnlyAtLeast(const BreakpointResult& result)
{
    return result.isGeneratorLimit || whatBroke(result).empty();
}

Linearity linearityOf(const std::vector<std::pair<double, double>>& points)
{
    constexpr std::size_t kBins = 8;
    Linearity found;
    double most = 0;
    double least = 0;
    bool isFirst = true;
    for (const auto& [rate, value] : points) {
        if (std::isfinite(rate) && std::isfinite(value)) {
            most = isFirst ? rate : std::max(most, rate);
            least = isFirst ? rate : std::min(least, rate);
            isFirst = false;
        }
    }
    if (isFirst || most < 2 * least || most <= 0) {
        return found; // one level of load: nothing to see a line in
    }
    std::vector<double> x(kBins);
    std::vector<double> y(kBins);
    std::vector<double> n(kBins);
    for (const auto& [rate, value] : points) {
        if (std::isfinite(rate) && std::isfinite(value)) {
            const auto bin = std::min(kBins - 1, static_cast<std::size_t>((rate - least) / (most - least) * kBins));
            x[bin] += rate;
            y[bin] += value;
            n[bin] += 1;
        }
    }
    double sx = 0;
    double sy = 0;
    double sxx = 0;
    double sxy = 0;
    double syy = 0;
    for (std::size_t i = 0; i < kBins; ++i) {
        if (n[i] > 0) {
            const double a = x[i] / n[i];
            const double b = y[i] / n[i];
            ++found.levels;
            sx += a;
            sy += b;
            sxx += a * a;
            sxy += a * b;
            syy += b * b;
        }
    }
    const auto count = static_cast<double>(found.levels);
    const double vx = sxx - sx * sx / count;
    const double vy = syy - sy * sy / count;
    const double cov = sxy - sx * sy / count;
    found.r2 = vx > 0 && vy > 0 ? cov * cov / (vx * vy) : 0;
    return found;
}

Headroom headroomOf(const Plan& plan, const std::vector<RunRecord>& runs, const std::optional<Linearity>& cpu)
{
    Headroom headroom;
    for (const TestPlan& test : plan.tests) {
        const std::string why = whyNothingHeld(plan, runs, test.id);
        headroom.unheld += (headroom.unheld.empty() || why.empty() ? "" : "; ") + why;
    }
    const auto withUnheld = [&headroom](const std::string& remark) {
        return remark + (remark.empty() || headroom.unheld.empty() ? "" : "; ") + headroom.unheld;
    };
    const auto peaks = resourcePeaks(plan.thresholds, runs);
    const ResourcePeak* first = nullptr;
    for (const ResourcePeak& peak : peaks) {
        if (!peak.isLessWorse && peak.used() && (first == nullptr || *peak.used() > *first->used())) {
            first = &peak;
        }
    }
    if (const auto held = lowestHeld(plan, runs)) {
        const BreakpointResult& result = *held->run->result.breakpoint;
        headroom.method = Headroom::Method::Breakpoint;
        headroom.percent = held->share > 0 ? 100 * (1 - 1 / held->share) : -100;
        headroom.isAtLeast = isOnlyAtLeast(result);
        headroom.limitedBy = result.isGeneratorLimit ? "the load generator" : whatBroke(result);
        headroom.formula = "1 \u2212 100 / " + formatNumber(100 * held->share, 0) + " = " + percentOf(headroom.percent) +
                           " (run " + std::to_string(held->run->id) + ", " + held->run->testId + ")";
        headroom.remark = withUnheld(headroom.isAtLeast ? "at least: the run did not find the end" : "");
        return headroom;
    }
    if (first == nullptr) {
        headroom.remark = headroom.unheld.empty() ? "neither a breakpoint run nor resource peaks" : headroom.unheld;
        return headroom;
    }
    headroom.method = Headroom::Method::Peaks;
    headroom.percent = 100 * (1 - *first->used());
    headroom.limitedBy = first->title;
    headroom.formula = "1 \u2212 " + formatNumber(*first->peak, 0) + " / " + formatNumber(*first->limit, 0) + " = " +
                       percentOf(headroom.percent) + " (run " + std::to_string(first->run) + ")";
    headroom.isLinear = cpu && cpu->isLinear();
    if (!headroom.isLinear) {
        headroom.remark = cpu && cpu->levels >= 4
                              ? "not extrapolated: the CPU does not grow with the rate (R\u00b2 " + formatNumber(cpu->r2, 2) + ")"
                              : "not extrapolated: fewer than 4 levels of load show how the CPU grows with the rate";
    }
    headroom.remark = withUnheld(headroom.remark);
    return headroom;
}

std::string ScalingTrigger::text() const
{
    return formatPlain(above) + "\u00a0" + unit + " for " + std::to_string(minutes) + (minutes == 1 ? " minute" : " minutes");
}

std::optional<double> steepestRise(const std::vector<SourcePoint>& points)
{
    constexpr double kMinute = 60;
    std::vector<double> rises;
    for (std::size_t i = 0, j = 0; j < points.size(); ++j) {
        const auto seconds = [&](std::size_t k) { return std::chrono::duration<double>(points[j].at - points[k].at).count(); };
        while (i < j && seconds(i + 1) >= kMinute) {
            ++i;
        }
        if (i < j && seconds(i) >= kMinute / 2 && seconds(i) <= 3 * kMinute) {
            const double rise = (points[j].value - points[i].value) / seconds(i) * kMinute;
            if (std::isfinite(rise) && rise > 0) {
                rises.push_back(rise);
            }
        }
    }
    if (rises.size() < 3) {
        return std::nullopt;
    }
    std::sort(rises.begin(), rises.end());
    return rises[static_cast<std::size_t>(std::ceil(0.95 * static_cast<double>(rises.size()))) - 1];
}

std::vector<ScalingTrigger> scalingTriggers(const Plan& plan, const std::vector<RunRecord>& runs, const TriggerGround& ground)
{
    ScalingTrigger cpu{"blank.trigger.cpu", "CPU", 70, 3, "%", "scale up", false, "the rise of the CPU was not measured"};
    if (ground.cpuRise) {
        const double start = ground.startMinutes.value_or(kDefaultStartMinutes);
        const double wanted = kCpuCritical - *ground.cpuRise * (kCpuSustainedMinutes + start);
        cpu.above = std::floor(std::clamp(wanted, 50.0, 80.0) / 5) * 5;
        cpu.isMeasured = true;
        cpu.basis = "90 \u2212 " + formatNumber(*ground.cpuRise, 1) + " points/min \u00d7 (3 + " + formatNumber(start, 0) +
                    " min) = " + formatNumber(wanted, 0) + (wanted < 50 ? "; below 50 scale by schedule" : "");
    }
    ScalingTrigger memory{
        "blank.trigger.memory", "Memory", 80, 5, "%", "scale up", false, "memory is rarely cured by scaling out"};
    for (const ResourcePeak& peak : resourcePeaks(plan.thresholds, runs)) {
        if (peak.rule == "memory" && peak.peak) {
            memory.basis = "the peak was " + formatNumber(*peak.peak, 0) + "\u00a0% in run " + std::to_string(peak.run);
        }
    }
    const LatencyRow row = latencyRow(plan);
    ScalingTrigger latency{"blank.trigger.latency",
                           "API p95",
                           400,
                           3,
                           "ms",
                           "scale up",
                           false,
                           "no breakpoint run shows p95 at 80 % of the capacity"};
    std::int64_t run = 0;
    if (const auto p95 = p95AtEighty(plan, runs, run)) {
        latency.above = std::round(std::min(0.8 * row.critical, std::max(row.target, 1.25 * *p95)));
        latency.isMeasured = true;
        latency.basis = "1.25 \u00d7 " + formatMillis(*p95) + " at 80\u00a0% of what holds (run " + std::to_string(run) +
                        "), within " + formatMillis(row.target) + " and 0.8 \u00d7 " + formatMillis(row.critical);
    }
    ScalingTrigger errors{
        "blank.trigger.errors", "Error rate", 0.5, 2, "%", "alert", false, "no passing run with 1,000 requests"};
    if (const auto percent = measuredErrorPercent(runs, run)) {
        errors.above = std::round(std::clamp(5 * *percent, 0.1, 0.5) * 100) / 100;
        errors.isMeasured = true;
        errors.basis = "5 \u00d7 " + formatNumber(*percent, 3) + "\u00a0% of run " + std::to_string(run) + ", within 0.1 and 0.5";
    }
    return {cpu, memory, latency, errors};
}

std::vector<ScalePoint> scalePoints(const BreakpointResult& result)
{
    std::vector<ScalePoint> points;
    for (const BreakpointLevel& level : result.levels) {
        if (level.limitedSeconds == 0 && level.seconds > 0 && level.vus >= 1 && level.achieved > 0) {
            points.push_back({level.vus, level.achieved});
        }
    }
    return points;
}

} // namespace holdpoint
