// SPDX-License-Identifier: GPL-3.0-or-later
// Tiles of what the load generator measures: latency, errors, requests, virtual users.
#include "core/base/units.h"
#include "ui/run/live_charts.h"
#include "ui/run/tile_parts.h"
#include "ui/style/words.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

constexpr std::uint64_t kWindow = 10; // seconds

QString windowText(std::uint64_t samples)
{
    return holdpoint::tr("last 10 s, n = %1").arg(fromCore(formatCount(samples)));
}

QString wholeText(std::uint64_t samples)
{
    return tr("whole test, n = %1").arg(fromCore(formatCount(samples)));
}

/// "n = 1,600" where the whole sentence does not fit: the page head says that the run ended.
void setWhole(TileContent& tile, std::uint64_t samples)
{
    tile.target = wholeText(samples);
    tile.targetShort = tr("n = %1").arg(fromCore(formatCount(samples)));
}

bool isWhole(const LiveRun& run)
{
    return run.hasEnded() && run.totals;
}

/// Of an agent that says nothing no figure is the present one.
bool isSilent(const LiveRun& run, TileContent& tile)
{
    if (run.silentSeconds() <= 0) {
        return false;
    }
    setNothing(tile, tr("silent for %1 s").arg(static_cast<qulonglong>(run.silentSeconds())));
    tile.detail = tr("no frame of the agent for %1 s").arg(static_cast<qulonglong>(run.silentSeconds()));
    return true;
}

/// Errors of all classes but checks and the generator's own, over the whole run.
double errorCount(const LiveRun& run)
{
    double count = 0;
    for (const ErrorResult& error : run.record.result.errors) {
        count += error.errorClass == "check" || error.errorClass == "generator" ? 0 : static_cast<double>(error.count);
    }
    return count;
}

/// 0..1: of the load target over this metric, else of the test's first one, else what a plan has that names none.
double toleranceOf(const LiveRun& run, const std::string& metric)
{
    for (const LoadTarget& target : run.loadTargets) {
        const auto key = parseMetricKey(target.metric);
        if (key && key->name == metric) {
            return target.tolerance;
        }
    }
    return run.loadTargets.empty() ? LoadTarget().tolerance : run.loadTargets.front().tolerance;
}

/// The least that the plan asks for from `from` to `to` seconds; nullopt outside of it.
std::optional<double> leastPlanned(const std::vector<double>& planned, std::uint64_t from, std::uint64_t to)
{
    std::optional<double> least;
    for (std::uint64_t second = from; second <= to && second < planned.size(); ++second) {
        const double value = planned[static_cast<std::size_t>(second)];
        least = least ? std::min(*least, value) : value;
    }
    return least;
}

struct RateOfWindow
{
    double achieved = 0;           // a second
    std::optional<double> planned; // the same seconds
    double seconds = 0;
};

/// Achieved and planned over the same seconds. An answer comes in later than its request was begun: where the plan changes, that
/// much less is asked for.
RateOfWindow rateOfWindow(const LiveRun& run, double latencyMs)
{
    RateOfWindow rate;
    const std::vector<double>& planned = run.planned.requestsPerSecond;
    const auto late = 1 + static_cast<std::uint64_t>(std::clamp(latencyMs / 1000, 0.0, 60.0));
    const std::uint64_t end = run.series.endTick();
    double sum = 0;
    double asked = 0;
    bool isPlanned = !planned.empty();
    for (std::uint64_t tick = std::max(run.series.firstTick(), end - std::min(end, kWindow)); tick < end; ++tick) {
        const RunSecond second = *run.series.at(tick);
        if (second.shardCount == 0 || second.isPartial) {
            continue;
        }
        const auto least = leastPlanned(planned, tick - std::min(tick, late), tick + 1);
        isPlanned = isPlanned && least;
        asked += least.value_or(0);
        sum += second.requests;
        rate.seconds += 1;
    }
    if (rate.seconds > 0) {
        rate.achieved = sum / rate.seconds;
        rate.planned = isPlanned ? std::optional(asked / rate.seconds) : std::nullopt;
    }
    return rate;
}

/// Planned against achieved: hollow amber where planned is not achieved (ui.md §1). `slack`: one of what is counted.
void judgeLoad(TileContent& tile, double planned, double achieved, double tolerance, double slack)
{
    const bool isMet = achieved >= (1 - tolerance) * planned - slack - 1e-9;
    tile.look = isMet ? lookOf(RuleVerdict::Passed) : lookOf(RunOutcome::Inconclusive);
    if (!isMet) {
        tile.look->word = tr("LOAD MISSED");
    }
    tile.share = achieved / (planned * 1.1);
    tile.targetTick = 1 / 1.1;
}

} // namespace

TileContent latencyTile(const LiveRun& run, bool isWide)
{
    TileContent tile;
    const WindowFigures figures = run.series.window(kWindow);
    const std::optional<double> measured =
        isWhole(run) ? run.totals->value(run.rules.latencyKey, {AggregateKind::Percentile, run.rules.percentile})
                     : figures.mainMs;
    const std::uint64_t samples = isWhole(run) ? run.totals->sampleCount(run.rules.latencyKey) : figures.latencyCount;
    tile.name = tr("Latency %1").arg(run.mainName());
    tile.detail =
        fromCore(run.rules.latencyKey) + QStringLiteral(" · ") + (isWhole(run) ? wholeText(samples) : windowText(samples));
    if (isSilent(run, tile)) {
        return tile;
    }
    if (!measured) {
        setNothing(tile, tr("no samples"));
        return tile;
    }
    setFigure(tile, latencyText(*measured));
    tile.target = tr("no target");
    if (isWhole(run)) {
        setWhole(tile, samples);
    }
    if (run.rules.latency) {
        tile.look = lookOfRule(*run.rules.latency, *measured);
        setBar(tile, *run.rules.latency, *measured);
        const QString target = tr("target %1").arg(latencyText(run.rules.latency->target.limit));
        tile.detail = target + QStringLiteral(" · ") + tile.detail;
        tile.target = isWhole(run) ? tile.target : target;
    }
    if (!isWhole(run)) {
        tile.trend = trendOf(measured, run.series.window(kWindow, kWindow).mainMs);
        tile.targetShort = tile.target;
        tile.target = isWide ? tr("%1, last 10 s").arg(tile.target) : tile.target;
    }
    return tile;
}

namespace {

TileContent messageErrorTile(const LiveRun& run)
{
    TileContent tile;
    tile.name = tr("Message errors");
    const std::uint64_t sent = isWhole(run) ? run.totals->sampleCount(run.series.keys().requests) : 0;
    std::optional<double> share;
    if (!isWhole(run)) {
        share = run.series.window(kWindow).errorsPerRequest;
    } else if (sent > 0) {
        share = errorCount(run) / static_cast<double>(sent);
    }
    tile.detail = tr("errors of every class but checks, per message sent") + QStringLiteral(" · ") +
                  (isWhole(run) ? wholeText(sent) : tr("last 10 s"));
    if (isSilent(run, tile)) {
        return tile;
    }
    if (!share) {
        setNothing(tile, tr("no message sent"));
        return tile;
    }
    setFigure(tile, shareText(*share));
    tile.target = tr("of messages sent");
    tile.targetShort = tr("of messages");
    if (!isWhole(run)) {
        tile.trend = trendOf(share, run.series.window(kWindow, kWindow).errorsPerRequest);
    }
    return tile;
}

} // namespace

TileContent errorTile(const LiveRun& run)
{
    if (run.isOfSockets()) {
        return messageErrorTile(run);
    }
    TileContent tile;
    tile.name = tr("Error rate");
    const std::string& key = run.series.keys().failed;
    const std::optional<double> share =
        isWhole(run) ? run.totals->value(key, {AggregateKind::Rate, 0}) : run.series.window(kWindow).failedShare;
    tile.detail =
        fromCore(key) + QStringLiteral(" · ") + (isWhole(run) ? wholeText(run.totals->sampleCount(key)) : tr("last 10 s"));
    if (isSilent(run, tile)) {
        return tile;
    }
    if (!share) {
        const auto rate = run.series.window(kWindow).requestsPerSecond;
        const bool hasRequests = isWhole(run) ? run.totals->sampleCount(run.series.keys().requests) > 0 : rate && *rate > 0;
        setNothing(tile, hasRequests ? tr("no samples") : tr("no request")); // of a rule over part of them
        return tile;
    }
    setFigure(tile, shareText(*share));
    tile.target = tr("no target");
    if (isWhole(run)) {
        setWhole(tile, run.totals->sampleCount(key));
    } else {
        tile.trend = trendOf(share, run.series.window(kWindow, kWindow).failedShare);
    }
    if (run.rules.errors) {
        tile.look = lookOfRule(*run.rules.errors, *share);
        setBar(tile, *run.rules.errors, *share);
        const QString target = tr("target %1\u00A0%").arg(fromCore(formatPlain(run.rules.errors->target.limit * 100)));
        tile.detail = target + QStringLiteral(" · ") + tile.detail;
        tile.target = isWhole(run) ? tile.target : target;
    }
    return tile;
}

TileContent requestsTile(const LiveRun& run)
{
    TileContent tile;
    const std::string key = run.series.keys().requests;
    tile.name = run.isOfSockets() ? tr("Messages sent") : tr("Requests");
    if (isWhole(run)) {
        const auto rate = run.totals->value(key, {AggregateKind::Rate, 0});
        setFigure(tile, rate ? rateText(*rate) : QStringLiteral("–"));
        setWhole(tile, run.totals->sampleCount(key));
        tile.detail = tile.target;
        return tile;
    }
    tile.detail = tr("%1, mean of the last 10 s").arg(fromCore(key));
    if (isSilent(run, tile)) {
        return tile;
    }
    const WindowFigures figures = run.series.window(kWindow);
    const RateOfWindow rate = rateOfWindow(run, figures.mainMs.value_or(0));
    if (rate.seconds == 0) {
        setNothing(tile, tr("no samples"));
        return tile;
    }
    setFigure(tile, rateText(rate.achieved));
    tile.target = tr("no planned rate");
    tile.trend = trendOf(rate.achieved, run.series.window(kWindow, kWindow).requestsPerSecond);
    if (!run.isOfSockets() && rate.planned && *rate.planned > 0) { // the plan's rate is of requests
        judgeLoad(tile, *rate.planned, rate.achieved, toleranceOf(run, key), 1 / rate.seconds);
        tile.target = tr("planned %1").arg(rateText(*rate.planned));
    }
    return tile;
}

TileContent vusTile(const LiveRun& run)
{
    TileContent tile;
    tile.name = tr("Virtual users");
    const auto count = [](double vus) { return fromCore(formatCount(static_cast<std::uint64_t>(std::max(0.0, vus)))); };
    if (run.hasEnded()) {
        const auto whole = run.totals ? run.totals->value(run.series.keys().vus, {AggregateKind::Max, 0}) : std::nullopt;
        tile.value = count(whole.value_or(run.series.maxVus()));
        tile.target = tr("at most, whole test");
        tile.targetShort = tr("at most");
        tile.detail = tile.target;
        return tile;
    }
    if (isSilent(run, tile)) {
        return tile;
    }
    const std::uint64_t end = run.series.endTick();
    const auto newest = end == 0 ? std::nullopt : run.series.at(end - 1);
    if (!newest || newest->shardCount == 0) {
        setNothing(tile, tr("not started"));
        return tile;
    }
    tile.value = count(newest->vus);
    tile.target = tr("%1 at most").arg(count(run.planned.maxVus));
    const auto before = end > kWindow ? run.series.at(end - 1 - kWindow) : std::nullopt;
    tile.trend = trendOf(newest->vus, before && before->shardCount > 0 ? std::optional(before->vus) : std::nullopt);
    // a gauge is of some moment of its second: as many as planned at one of them are enough
    const auto planned = leastPlanned(run.planned.vus, end - 1, end);
    if (planned && *planned > 0) {
        // at most half of them: nobody at all is never enough
        judgeLoad(tile, *planned, newest->vus, toleranceOf(run, run.series.keys().vus), std::min(1.0, *planned / 2));
        tile.target = tr("planned %1").arg(count(*planned));
    }
    return tile;
}

} // namespace holdpoint
