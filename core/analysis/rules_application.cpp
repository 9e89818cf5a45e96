// SPDX-License-Identifier: GPL-3.0-or-later
// E1, E2, A1, S1 to S3 and M1: the application as the load sees it.
#include "core/analysis/hint_rules.h"
#include "core/analysis/memory_slope.h"
#include "core/base/text.h"
#include "core/base/units.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr double kDay = 86400;
constexpr double kKiB = 1024;

/// The p95 of a step in the baseline run, in ms.
std::optional<double> baselineP95(const LoadFacts& load, const std::string& name)
{
    const std::string key = name.empty() ? "http_req_duration" : "http_req_duration{name:" + name + "}";
    const double value = numberAt(memberAt(load.baseline, key), "p(95)", -1);
    return value > 0 ? std::optional(value) : std::nullopt;
}

struct Slowdown
{
    std::string name;
    double before = 0;
    double now = 0;
    double factor() const { return now / before; }
};

/// The step whose p95 grew most against the baseline.
std::optional<Slowdown> worstSlowdown(const LoadFacts& load)
{
    std::optional<Slowdown> worst;
    for (const StepPhases& step : load.steps) {
        const auto before = baselineP95(load, step.name);
        if (before && step.requests > 0 && (!worst || step.duration / *before > worst->factor())) {
            worst = Slowdown{step.name, *before, step.duration};
        }
    }
    return worst;
}

const Error& noBaseline()
{
    static const Error kError{Error::Kind::Invalid,
                              "there is no baseline run of this test to compare with: holdpointctl run PLAN --kind baseline"};
    return kError;
}

bool isCompressible(const std::string& type)
{
    return type.starts_with("text/") || type.find("javascript") != std::string::npos || type.find("json") != std::string::npos ||
           type.find("svg") != std::string::npos;
}

bool isAssetType(const std::string& type)
{
    return type.starts_with("image/") || type.starts_with("font/") || type.find("css") != std::string::npos ||
           type.find("javascript") != std::string::npos;
}

std::vector<const PathLook*> assetsOf(const std::vector<PathLook>& paths)
{
    std::vector<const PathLook*> assets;
    for (const PathLook& path : paths) {
        if (isAssetType(path.type)) {
            assets.push_back(&path);
        }
    }
    return assets;
}

double maxAgeOf(const std::string& cacheControl)
{
    const auto at = lowered(cacheControl).find("max-age=");
    if (at == std::string::npos) {
        return 0;
    }
    const std::string rest = cacheControl.substr(at + 8);
    const auto number = parseInteger(rest.substr(0, rest.find_first_not_of("0123456789")));
    return number ? static_cast<double>(*number) : 0;
}

} // namespace

std::vector<Hint> ruleE1(const RunFacts& facts)
{
    const auto worst = worstSlowdown(facts.load);
    if (!worst) {
        return notKnown("E1", noBaseline());
    }
    const std::string seen =
        worst->name + " p95 " + formatMillis(worst->now) + ", " + formatMillis(worst->before) + " in the baseline";
    if (worst->factor() < 3) {
        return nothingFound("E1", seen);
    }
    const auto cpu = facts.value("app_cpu");
    const auto waiting = facts.value("pool_waiting_share");
    if (!cpu) {
        return notKnown("E1", {cpu.error().kind, seen + ", but the CPU is not known: " + cpu.error().message});
    }
    if (*cpu >= 70) {
        return nothingFound("E1", seen + ", CPU " + formatNumber(*cpu) + "\u00a0%: it is busy");
    }
    if (waiting && *waiting >= 0.05) {
        return nothingFound("E1",
                            seen + ", but somebody waited for a connection in " + percentText(*waiting) + " of the seconds");
    }
    if (!waiting) {
        return notKnown("E1", {waiting.error().kind,
                               seen + ", CPU " + formatNumber(*cpu) +
                                   "\u00a0%, but whether somebody waits for a pool is not known: " + waiting.error().message});
    }
    const auto cores = facts.value("db_cores");
    if (facts.database.activity && cores && !facts.database.activity->empty()) {
        double active = 0;
        for (const ActivitySample& sample : *facts.database.activity) {
            active += sample.active;
        }
        active /= static_cast<double>(facts.database.activity->size());
        if (active >= *cores) {
            return nothingFound("E1", seen + ", but " + formatNumber(active, 1) + " database sessions were active on " +
                                          formatNumber(*cores) + " cores");
        }
    }
    return {foundHint("E1",
                      "blocked inside: " + seen + ", while the CPU is at " + formatNumber(*cpu) + "\u00a0% and no pool is full",
                      worst->name, Json{{"p95_ms", worst->now}, {"baseline_p95_ms", worst->before}, {"cpu", *cpu}})};
}

std::vector<Hint> ruleE2(const RunFacts& facts)
{
    const LoadFacts& load = facts.load;
    const double refused = load.timeouts + load.serverErrors;
    const std::string seen = formatNumber(load.timeouts) + " timeouts, " + formatNumber(load.serverErrors) + " answers 5xx, " +
                             formatNumber(load.tooManyAnswers) + " answers 429";
    if (refused <= 0 || load.tooManyAnswers > 0) {
        return nothingFound("E2", seen);
    }
    const auto worst = worstSlowdown(load);
    const auto cpu = facts.value("app_cpu");
    const bool isOverloaded = load.dropped > 0 || (worst && worst->factor() >= 3) || (cpu && *cpu >= 90);
    if (isOverloaded) {
        return {foundHint(
            "E2", "overload is not turned away: " + seen, {},
            Json{{"timeouts", load.timeouts}, {"server_errors", load.serverErrors}, {"dropped_iterations", load.dropped}})};
    }
    if (!worst && !cpu) {
        return notKnown(
            "E2", {Error::Kind::Invalid, seen + ", but whether it was overloaded is not known: no baseline run and no CPU"});
    }
    return nothingFound("E2", seen + ", without a sign of overload");
}

std::vector<Hint> ruleA1(const RunFacts& facts)
{
    const LoadFacts& load = facts.load;
    if (load.all.requests == 0 || load.all.totalMs <= 0) {
        return notKnown("A1", {Error::Kind::Invalid, "the run has no HTTP samples"});
    }
    std::vector<Hint> found;
    double most = 0;
    for (const StepPhases& step : load.steps) {
        const auto asset = load.isAsset.find(step.name);
        const auto iterations = load.iterationsOfStep.find(step.name);
        const double times = iterations != load.iterationsOfStep.end() && iterations->second > 0
                                 ? static_cast<double>(step.requests) / iterations->second
                                 : 0;
        if (asset != load.isAsset.end() && asset->second) {
            continue;
        }
        most = std::max(most, times);
        const double share = step.totalMs / load.all.totalMs;
        if (times >= 5 && share >= 0.3) {
            found.push_back(foundHint("A1",
                                      step.name + " is called " + formatNumber(times, 1) + " times an iteration and takes " +
                                          percentText(share) + " of its time",
                                      step.name, Json{{"requests_per_iteration", times}, {"share", share}}));
        }
    }
    return foundOr(std::move(found), "A1",
                   formatCount(load.steps.size()) + " steps, the most frequent is called " + formatNumber(most, 1) +
                       " times an iteration");
}

std::vector<Hint> ruleS1(const RunFacts& facts)
{
    if (!facts.paths) {
        return notKnown("S1", facts.paths.error());
    }
    const auto assets = assetsOf(*facts.paths);
    std::vector<std::string> bare;
    for (const PathLook* asset : assets) {
        if (maxAgeOf(asset->cacheControl) < kDay || !asset->hasCdnHeader) {
            bare.push_back(asset->path);
        }
    }
    const std::string of = std::to_string(bare.size()) + " of " + std::to_string(assets.size()) + " assets";
    if (!bare.empty()) {
        return {foundHint("S1",
                          of + " come without max-age of a day or without a CDN's header: " + shortened(join(bare, ", "), 200),
                          {}, Json{{"assets", assets.size()}, {"without", bare}})};
    }
    return nothingFound("S1", std::to_string(assets.size()) + " assets looked at");
}

std::vector<Hint> ruleS2(const RunFacts& facts)
{
    if (!facts.paths) {
        return notKnown("S2", facts.paths.error());
    }
    const auto assets = assetsOf(*facts.paths);
    std::vector<std::string> plain;
    double bytes = 0;
    for (const PathLook* asset : assets) {
        if (isCompressible(asset->type) && asset->encoding.empty() && asset->bytes >= kKiB) {
            plain.push_back(asset->path);
            bytes += asset->bytes;
        }
    }
    if (!plain.empty()) {
        return {foundHint("S2",
                          std::to_string(plain.size()) + " text assets come uncompressed, " +
                              formatBytes(static_cast<std::uint64_t>(bytes)) + " in all: " + shortened(join(plain, ", "), 200),
                          {}, Json{{"paths", plain}, {"bytes", bytes}})};
    }
    return nothingFound("S2", std::to_string(assets.size()) + " assets looked at, no text of 1 KiB comes uncompressed");
}

std::vector<Hint> ruleS3(const RunFacts& facts)
{
    if (!facts.load.lcpMs || !facts.load.ttfbMs) {
        return notKnown("S3", {Error::Kind::NotFound, "the run measured no largest contentful paint: no browser step"});
    }
    const double share = *facts.load.lcpMs > 0 ? (*facts.load.lcpMs - *facts.load.ttfbMs) / *facts.load.lcpMs : 0;
    const std::string seen =
        "LCP p95 " + formatMillis(*facts.load.lcpMs) + ", " + percentText(share) + " of it behind the first byte";
    if (share < 0.6) {
        return nothingFound("S3", seen);
    }
    if (!facts.paths) {
        return notKnown("S3", {facts.paths.error().kind, seen + "; images: " + facts.paths.error().message});
    }
    double bytes = 0;
    for (const PathLook& path : *facts.paths) {
        bytes += path.type.starts_with("image/") ? path.bytes : 0;
    }
    const std::string images = ", " + formatBytes(static_cast<std::uint64_t>(bytes)) + " of images";
    if (bytes >= 500'000) {
        return {foundHint("S3", "images hold the page up: " + seen + images, {},
                          Json{{"lcp_ms", *facts.load.lcpMs}, {"share", share}, {"image_bytes", bytes}})};
    }
    return nothingFound("S3", seen + images);
}

std::vector<Hint> ruleM1(const RunFacts& facts)
{
    if (!facts.memory) {
        return notKnown("M1", facts.memory.error());
    }
    if (!facts.memoryLimit) {
        return notKnown("M1", facts.memoryLimit.error());
    }
    const auto lengthOf = [](double seconds) {
        return formatDuration(std::chrono::round<std::chrono::seconds>(std::chrono::duration<double>(seconds)));
    };
    if (facts.holdSeconds < facts.leastHoldSeconds) {
        return notKnown("M1", {Error::Kind::Invalid, "the load was held for " + formatNumber(facts.holdSeconds) +
                                                         " s; a slope needs " + lengthOf(facts.leastHoldSeconds)});
    }
    constexpr double kHour = 3600;
    std::optional<Hint> worst;
    double worstGrowth = 0;
    std::size_t judged = 0;
    for (const MemorySeries& series : *facts.memory) {
        if (series.wasRestarted) {
            return notKnown("M1",
                            {Error::Kind::Invalid, series.name + " was restarted during the load, so its memory began anew"});
        }
        const auto slope = slopeOf(withoutWarmUp(series.points));
        if (!slope) {
            continue;
        }
        ++judged;
        const double growth = 100 * slope->low * kHour / *facts.memoryLimit;
        if (worst && growth <= worstGrowth) {
            continue;
        }
        worstGrowth = growth;
        const auto perHour = [](double bytes) {
            return std::string(bytes < 0 ? "\u2212" : "") + formatBytes(static_cast<std::uint64_t>(std::abs(bytes) * kHour)) +
                   "/h";
        };
        const std::string seen = series.name + " changes by " + perHour(slope->slope) + " (95 %: " + perHour(slope->low) +
                                 " to " + perHour(slope->high) + "), at least " + formatNumber(growth, 1) +
                                 "\u00a0%/h of its limit";
        const Json numbers{{"growth_pct_per_h", growth}, {"slope_bytes_per_s", slope->slope}, {"low", slope->low},
                           {"high", slope->high},        {"points", slope->points},           {"limit_bytes", *facts.memoryLimit},
                           {"hold_s", facts.holdSeconds}};
        worst = growth > kMostGrowthPercent
                    ? foundHint("M1", "memory grows: " + seen, series.name, numbers)
                    : Hint{"M1",
                           Hint::State::Nothing,
                           seen + "; " + lengthOf(facts.holdSeconds) + " show a slope, not the absence of a leak",
                           series.name,
                           numbers,
                           false};
    }
    return worst ? std::vector<Hint>{*worst}
                 : notKnown("M1", {Error::Kind::Invalid, "no process has enough samples of its memory over the hold"});
}

} // namespace holdpoint
