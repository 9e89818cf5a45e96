// SPDX-License-Identifier: GPL-3.0-or-later
// Tiles of what the load generator measures: latency, errors, requests, virtual users.
#include "core/base/units.h"
#include "ui/run/live_charts.h"
#include "ui/run/load_pace.h"
#include "ui/run/tile_parts.h"
#include "ui/style/load_look.h"
#include "ui/style/words.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

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

/// Hollow amber where planned is not achieved (ui.md §1).
void setLoad(TileContent& tile, bool isMet, double planned, double achieved)
{
    tile.look = isMet ? lookOf(RuleVerdict::Passed) : lookOf(RunOutcome::Inconclusive);
    if (!isMet) {
        tile.look->word = tr("LOAD MISSED");
    }
    tile.share = achieved / (planned * 1.1);
    tile.targetTick = 1 / 1.1;
}

/// What core judged of the whole run: the same words as in the report.
void setLoadResult(TileContent& tile, const LiveRun& run, const LoadResult& load, QString (*text)(double))
{
    const double planned = load.target.expect.limit;
    setFigure(tile, text(*load.achieved));
    if (planned > 0) {
        setLoad(tile, load.isMet, planned, *load.achieved);
        if (!load.isMet) {
            tile.look = lookOf(load, run.record.result.outcome);
        }
        tile.detail = fromCore(load.target.metric) + QStringLiteral(" · ") + tile.target;
        tile.targetShort = tr("planned %1").arg(text(planned));
        tile.target = tile.targetShort + QStringLiteral(" · ") + tile.target;
    }
}

QString countText(double count)
{
    return fromCore(formatCount(static_cast<std::uint64_t>(std::max(0.0, count))));
}

/// Seconds since messages were sent for the last time: a share of those that were lost since says nothing.
std::uint64_t secondsWithoutSending(const RunSeries& series)
{
    std::uint64_t seconds = 0;
    for (std::uint64_t tick = series.endTick(); tick > series.firstTick() && series.at(tick - 1)->requests <= 0; --tick) {
        ++seconds;
    }
    return seconds;
}

} // namespace

TileContent latencyTile(const LiveRun& run, bool isWide)
{
    TileContent tile;
    const WindowFigures figures = run.series.window(kFigureSeconds);
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
        tile.look = isWhole(run) ? lookOfResult(run, *run.rules.latency) : lookOfRule(*run.rules.latency, *measured);
        setBar(tile, *run.rules.latency, *measured);
        const QString target = tr("target %1").arg(latencyText(run.rules.latency->target.limit));
        tile.detail = target + QStringLiteral(" · ") + tile.detail;
        tile.target = isWhole(run) ? tile.target : target;
    }
    if (!isWhole(run)) {
        tile.trend = trendOf(measured, run.series.window(kFigureSeconds, kFigureSeconds).mainMs);
        tile.targetShort = tile.target;
        tile.target = isWide ? tr("%1, last 10 s").arg(tile.target) : tile.target;
    }
    return tile;
}

TileContent errorTile(const LiveRun& run)
{
    TileContent tile;
    const bool isOfMessages = run.isOfSockets();
    tile.name = isOfMessages ? tr("Messages lost") : tr("Error rate");
    const std::string& key = run.series.keys().failed;
    const std::uint64_t idle = isOfMessages && !isWhole(run) ? secondsWithoutSending(run.series) : 0;
    const WindowFigures figures = run.series.window(kFigureSeconds, idle);
    const std::optional<double> share = isWhole(run)            ? run.totals->value(key, {AggregateKind::Rate, 0})
                                        : idle < kFigureSeconds ? figures.failedShare
                                                                : std::nullopt;
    tile.detail =
        fromCore(key) + QStringLiteral(" · ") + (isWhole(run) ? wholeText(run.totals->sampleCount(key)) : tr("last 10 s"));
    if (isSilent(run, tile)) {
        return tile;
    }
    if (!share) {
        const bool hasRequests = isWhole(run) ? run.totals->sampleCount(run.series.keys().requests) > 0
                                              : figures.requestsPerSecond && *figures.requestsPerSecond > 0;
        setNothing(tile, hasRequests ? tr("no samples") : isOfMessages ? tr("no message sent") : tr("no request"));
        return tile;
    }
    setFigure(tile, shareText(*share));
    tile.target = tr("no target");
    if (isWhole(run)) {
        setWhole(tile, run.totals->sampleCount(key));
    } else {
        tile.trend = trendOf(share, run.series.window(kFigureSeconds, kFigureSeconds + idle).failedShare);
    }
    if (run.rules.errors) {
        tile.look = isWhole(run) ? lookOfResult(run, *run.rules.errors) : lookOfRule(*run.rules.errors, *share);
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
        if (const LoadResult* const load = loadResultOf(run, key)) {
            setLoadResult(tile, run, *load, rateText);
        }
        return tile;
    }
    tile.detail = tr("%1, mean of the last 10 s").arg(fromCore(key));
    if (isSilent(run, tile)) {
        return tile;
    }
    const std::uint64_t end = run.series.endTick();
    const LoadPace pace(run, end - std::min(end, kFigureSeconds));
    const LoadOfWindow load = pace.requests(end);
    if (load.seconds == 0) {
        setNothing(tile, tr("no samples"));
        return tile;
    }
    setFigure(tile, rateText(load.achieved));
    tile.target = tr("no planned rate");
    tile.trend = trendOf(load.achieved, run.series.window(kFigureSeconds, kFigureSeconds).requestsPerSecond);
    if (load.planned && *load.planned > 0) {
        setLoad(tile, pace.isMet(load), *load.planned, load.achieved);
        tile.target = tr("planned %1").arg(rateText(*load.planned));
    }
    return tile;
}

TileContent vusTile(const LiveRun& run)
{
    TileContent tile;
    tile.name = tr("Virtual users");
    if (run.hasEnded()) {
        const auto whole = run.totals ? run.totals->value(run.series.keys().vus, {AggregateKind::Max, 0}) : std::nullopt;
        tile.value = countText(whole.value_or(run.series.maxVus()));
        tile.target = tr("at most, whole test");
        tile.targetShort = tr("at most");
        tile.detail = tile.target;
        if (const LoadResult* const load = run.totals ? loadResultOf(run, run.series.keys().vus) : nullptr) {
            setLoadResult(tile, run, *load, countText);
        }
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
    tile.value = countText(newest->vus);
    tile.target = tr("%1 at most").arg(countText(run.planned.maxVus));
    const auto before = end > kFigureSeconds ? run.series.at(end - 1 - kFigureSeconds) : std::nullopt;
    tile.trend = trendOf(newest->vus, before && before->shardCount > 0 ? std::optional(before->vus) : std::nullopt);
    const LoadPace pace(run, end - 1);
    const auto planned = pace.plannedVus(end);
    if (planned && *planned > 0) {
        setLoad(tile, pace.hasVus(end), *planned, newest->vus);
        tile.target = tr("planned %1").arg(countText(*planned));
    }
    return tile;
}

} // namespace holdpoint
