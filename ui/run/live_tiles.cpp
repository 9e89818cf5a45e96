// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/live_tiles.h"

#include "core/base/units.h"
#include "ui/run/live_charts.h"
#include "ui/style/words.h"

#include <cmath>

namespace holdpoint {

namespace {

constexpr double kLoadTolerance = 0.98; // LoadTarget's default tolerance

const QString& noValue()
{
    static const QString dash = QStringLiteral("–");
    return dash;
}

/// "341 ms" as figure and unit.
void setFigure(TileContent& tile, const QString& text)
{
    const qsizetype blank = text.indexOf(QChar(0x00A0));
    tile.value = blank < 0 ? text : text.left(blank);
    tile.unit = blank < 0 ? QString() : text.mid(blank + 1);
}

Look lookOfRule(const ThresholdRule& rule, double measured)
{
    if (rule.critical && !rule.critical->holds(measured)) {
        return lookOf(RuleVerdict::Failed);
    }
    return lookOf(rule.target.holds(measured) ? RuleVerdict::Passed : RuleVerdict::Warned);
}

/// Bar and ticks: the axis ends at 1.4 x the hardest limit.
void setBar(TileContent& tile, const ThresholdRule& rule, double measured)
{
    const double hardest = rule.critical ? std::max(rule.critical->limit, rule.target.limit) : rule.target.limit;
    if (!(hardest > 0)) {
        return;
    }
    const double end = 1.4 * hardest;
    tile.share = measured / end;
    tile.targetTick = rule.target.limit / end;
    if (rule.critical && rule.critical->limit != rule.target.limit) {
        tile.criticalTick = rule.critical->limit / end;
    }
}

QString windowText(std::uint64_t samples)
{
    return tr("last 10 s, n = %1").arg(fromCore(formatCount(samples)));
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

int trendOf(const std::optional<double>& now, const std::optional<double>& before)
{
    if (!now || !before || *before <= 0 || std::abs(*now / *before - 1) < 0.1) {
        return 0;
    }
    return *now > *before ? 1 : -1;
}

void setNothing(TileContent& tile, const QString& reason)
{
    tile.value = noValue();
    tile.target = reason;
}

TileContent latencyTile(const LiveRun& run, bool isWide)
{
    TileContent tile;
    const bool isWhole = run.hasEnded() && run.totals;
    const WindowFigures figures = run.series.window(10);
    const std::optional<double> whole =
        isWhole ? run.totals->value(run.rules.latencyKey, {AggregateKind::Percentile, run.rules.percentile}) : std::nullopt;
    const std::optional<double> measured = isWhole ? whole : figures.mainMs;
    const std::uint64_t samples = isWhole ? run.totals->sampleCount(run.rules.latencyKey) : figures.latencyCount;
    tile.name = tr("Latency %1").arg(run.mainName());
    if (isWide && !isWhole) {
        tile.name = tr("Latency %1, last 10 s").arg(run.mainName());
    }
    tile.detail = fromCore(run.rules.latencyKey) + QStringLiteral(" · ") + (isWhole ? wholeText(samples) : windowText(samples));
    if (!measured) {
        setNothing(tile, tr("no samples"));
        return tile;
    }
    setFigure(tile, latencyText(*measured));
    tile.target = tr("no target");
    if (isWhole) {
        setWhole(tile, samples);
    }
    if (run.rules.latency) {
        tile.look = lookOfRule(*run.rules.latency, *measured);
        setBar(tile, *run.rules.latency, *measured);
        const QString target = tr("target %1").arg(latencyText(run.rules.latency->target.limit));
        tile.detail = target + QStringLiteral(" · ") + tile.detail;
        tile.target = isWhole ? tile.target : target;
    }
    if (!isWhole) {
        tile.trend = trendOf(measured, run.series.window(10, 10).mainMs);
    }
    return tile;
}

TileContent errorTile(const LiveRun& run)
{
    TileContent tile;
    tile.name = tr("Error rate");
    const bool isWhole = run.hasEnded() && run.totals;
    const std::string key = errorKeyOf(run);
    const std::optional<double> share =
        isWhole ? run.totals->value(key, {AggregateKind::Rate, 0}) : run.series.window(10).errorShare;
    if (!share) {
        setNothing(tile, tr("no samples"));
        return tile;
    }
    setFigure(tile, shareText(*share));
    const QString scope = isWhole ? wholeText(run.totals->sampleCount(key)) : tr("last 10 s");
    tile.detail = fromCore(key) + QStringLiteral(" · ") + scope;
    tile.target = tr("no target");
    if (isWhole) {
        setWhole(tile, run.totals->sampleCount(key));
    }
    if (run.rules.errors) {
        tile.look = lookOfRule(*run.rules.errors, *share);
        setBar(tile, *run.rules.errors, *share);
        const QString target = tr("target %1\u00A0%").arg(fromCore(formatPlain(run.rules.errors->target.limit * 100)));
        tile.detail = target + QStringLiteral(" · ") + tile.detail;
        tile.target = isWhole ? tile.target : target;
    }
    return tile;
}

std::optional<double> plannedNow(const std::vector<double>& planned, const LiveRun& run)
{
    const std::uint64_t end = run.series.endTick();
    return end == 0 || end > planned.size() ? std::nullopt : std::optional(planned[static_cast<std::size_t>(end - 1)]);
}

/// Planned against achieved: hollow amber where planned is not achieved (ui.md §1).
void judgeLoad(TileContent& tile, const std::optional<double>& planned, double achieved, const QString& plannedText)
{
    if (!planned || *planned <= 0) {
        return;
    }
    const bool isMet = achieved >= kLoadTolerance * *planned;
    tile.look = isMet ? lookOf(RuleVerdict::Passed) : lookOf(RunOutcome::Inconclusive);
    if (!isMet) {
        tile.look->word = tr("LOAD MISSED");
    }
    tile.share = achieved / (*planned * 1.1);
    tile.targetTick = 1 / 1.1;
    tile.target = tr("planned %1").arg(plannedText);
}

TileContent requestsTile(const LiveRun& run)
{
    TileContent tile;
    const std::string key = run.series.keys().requests;
    const bool isRtc = key == "ws_msgs_sent";
    tile.name = isRtc ? tr("Messages sent") : tr("Requests");
    if (run.hasEnded() && run.totals) {
        const std::uint64_t count = run.totals->sampleCount(key);
        const auto rate = run.totals->value(key, {AggregateKind::Rate, 0});
        setFigure(tile, rate ? rateText(*rate) : noValue());
        setWhole(tile, count);
        tile.detail = tile.target;
        return tile;
    }
    const auto rate = run.series.window(10).requestsPerSecond;
    if (!rate) {
        setNothing(tile, tr("no samples"));
        return tile;
    }
    setFigure(tile, rateText(*rate));
    tile.target = tr("no planned rate");
    tile.detail = tr("%1, mean of the last 10 s").arg(fromCore(key));
    const auto planned = isRtc ? std::nullopt : plannedNow(run.planned.requestsPerSecond, run); // that is of requests
    judgeLoad(tile, planned, *rate, planned ? rateText(*planned) : QString());
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
    const std::uint64_t end = run.series.endTick();
    const auto newest = end == 0 ? std::nullopt : run.series.at(end - 1);
    if (!newest) {
        setNothing(tile, tr("not started"));
        return tile;
    }
    tile.value = count(newest->vus);
    tile.target = tr("%1 at most").arg(count(run.planned.maxVus));
    const auto planned = plannedNow(run.planned.vus, run);
    judgeLoad(tile, planned, newest->vus, count(planned.value_or(0)));
    return tile;
}

/// The newest value; of an ended run the worst, as its rule is judged.
TileContent serverTile(const LiveRun& run, const QString& name, ServerRole role, bool isWide)
{
    TileContent tile;
    const ServerMetric* const metric = run.server.ofRole(role);
    tile.name = name;
    std::optional<double> value;
    std::optional<double> before;
    const auto t0 = run.series.t0();
    const ThresholdResult* const result = [&]() -> const ThresholdResult* {
        const auto found = std::find_if(run.thresholds.begin(), run.thresholds.end(), [&](const ThresholdResult& one) {
            return metric != nullptr && one.rule.query == metric->query;
        });
        return run.hasEnded() && found != run.thresholds.end() && found->measured ? &*found : nullptr;
    }();
    if (result != nullptr) {
        value = result->measured;
    } else if (metric != nullptr && t0) {
        const WallTime now = *t0 + std::chrono::seconds(run.series.endTick());
        value = valueOf(*metric, now);
        before = valueOf(*metric, now - std::chrono::seconds{30});
    }
    if (!value) {
        const QString why = run.server.whyEmpty(metric);
        setNothing(tile, !run.server.hasPrometheus() && !isWide ? tr("no Prometheus") : why);
        tile.detail = why;
        return tile;
    }
    setFigure(tile, serverText(*metric, *value));
    tile.detail =
        tr("%1 of Prometheus, %2").arg(metric->name, result != nullptr ? tr("worst of the whole test") : tr("newest value"));
    tile.target = result != nullptr ? tr("worst of the test") : tr("no target");
    tile.targetShort = result != nullptr ? tr("worst") : QString();
    if (metric->rule) {
        tile.look = lookOfRule(*metric->rule, *value);
        setBar(tile, *metric->rule, *value);
        const bool isLeast =
            metric->rule->target.comparison == Comparison::Greater || metric->rule->target.comparison == Comparison::GreaterEqual;
        const QString limit = (isLeast ? QStringLiteral("> ") : QString()) + serverText(*metric, metric->rule->target.limit);
        const QString target = tr("target %1").arg(limit);
        tile.detail = target + QStringLiteral(" · ") + tile.detail;
        tile.target = result != nullptr ? tile.target : target;
    }
    tile.trend = result != nullptr ? 0 : trendOf(value, before);
    return tile;
}

} // namespace

std::array<TileContent, kTileCount> liveTiles(const LiveRun* run, bool isWide)
{
    std::array<TileContent, kTileCount> tiles;
    static constexpr std::array<ServerRole, 4> roles = {ServerRole::Cpu, ServerRole::Memory, ServerRole::Pool, ServerRole::Cache};
    const std::array<QString, 4> serverNames = {tr("CPU"), tr("Memory"), tr("DB pool"), tr("Cache hits")};
    for (std::size_t index = 0; index < serverNames.size(); ++index) {
        TileContent& tile = tiles[4 + index];
        if (run != nullptr) {
            tile = serverTile(*run, serverNames[index], roles[index], isWide);
        } else {
            tile.name = serverNames[index];
            setNothing(tile, tr("no run yet"));
        }
    }
    if (run == nullptr) {
        const std::array<QString, 4> names = {tr("Latency p95"), tr("Error rate"), tr("Requests"), tr("Virtual users")};
        for (std::size_t index = 0; index < names.size(); ++index) {
            tiles[index].name = names[index];
            setNothing(tiles[index], tr("no run yet"));
        }
        return tiles;
    }
    tiles[0] = latencyTile(*run, isWide);
    tiles[1] = errorTile(*run);
    tiles[2] = requestsTile(*run);
    tiles[3] = vusTile(*run);
    return tiles;
}

} // namespace holdpoint
