// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/load_pace.h"

#include "ui/run/live_run.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

bool isOf(const LoadTarget& target, const std::string& metric)
{
    const auto key = parseMetricKey(target.metric);
    return key && key->name == metric;
}

/// 0..1: of the load target over this metric, else of the test's first one, else what a plan has that names none.
double toleranceOf(const LiveRun& run, const std::string& metric)
{
    for (const LoadTarget& target : run.loadTargets) {
        if (isOf(target, metric)) {
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

/// `slack`: one of what is counted; at most half of what is planned, for nothing at all is never met.
bool isEnough(double achieved, double planned, double tolerance, double slack)
{
    return achieved >= (1 - tolerance) * planned - std::min(slack, planned / 2) - 1e-9;
}

/// Judges the seconds from `from` on, before `end`.
void addMisses(std::vector<TickSpan>& spans, const LiveRun& run, std::uint64_t from, std::uint64_t end)
{
    const std::uint64_t first = std::max(from, run.series.firstTick());
    if (first >= end) {
        return;
    }
    const LoadPace pace(run, first - std::min(first, kFigureSeconds));
    for (std::uint64_t tick = first; tick < end; ++tick) {
        if (!pace.isMissed(tick + 1)) {
            continue;
        }
        if (!spans.empty() && spans.back().to + 1 == tick) {
            spans.back().to = tick;
        } else {
            spans.push_back({tick, tick});
        }
    }
}

} // namespace

LoadPace::LoadPace(const LiveRun& run, std::uint64_t from)
    : m_run(run), m_from(std::max(from, run.series.firstTick())),
      m_requestTolerance(toleranceOf(run, run.series.keys().requests)), m_vuTolerance(toleranceOf(run, run.series.keys().vus))
{
    for (std::uint64_t tick = m_from; tick < run.series.endTick(); ++tick) {
        m_seconds.push_back(*run.series.at(tick));
    }
}

const RunSecond* LoadPace::at(std::uint64_t tick) const
{
    return tick >= m_from && tick - m_from < m_seconds.size() ? &m_seconds[static_cast<std::size_t>(tick - m_from)] : nullptr;
}

LoadOfWindow LoadPace::requests(std::uint64_t end) const
{
    LoadOfWindow load;
    const std::vector<double>& planned = m_run.planned.requestsPerSecond;
    const std::uint64_t from = std::max(m_from, end - std::min(end, kFigureSeconds));
    double slowest = 0; // ms
    for (std::uint64_t tick = from; tick < end; ++tick) {
        const RunSecond* const second = at(tick);
        slowest = second != nullptr && second->main > slowest ? second->main : slowest;
    }
    // An answer comes in later than its request was begun: where the plan changes, that much less is asked for.
    const auto late = 1 + static_cast<std::uint64_t>(std::clamp(slowest / 1000, 0.0, 60.0));
    double sum = 0;
    double asked = 0;
    double meant = 0;
    bool isPlanned = !m_run.isOfSockets() && !planned.empty(); // the plan's rate is of requests
    for (std::uint64_t tick = from; tick < end; ++tick) {
        const RunSecond* const second = at(tick);
        if (second == nullptr || second->shardCount == 0 || second->isPartial) {
            continue;
        }
        const auto least = leastPlanned(planned, tick - std::min(tick, late), tick + 1);
        isPlanned = isPlanned && least;
        asked += least.value_or(0);
        meant += tick < planned.size() ? planned[static_cast<std::size_t>(tick)] : 0;
        sum += second->requests;
        load.seconds += 1;
    }
    if (load.seconds > 0) {
        load.achieved = sum / load.seconds;
        load.planned = isPlanned ? std::optional(meant / load.seconds) : std::nullopt;
        load.least = isPlanned ? std::optional(asked / load.seconds) : std::nullopt;
    }
    return load;
}

bool LoadPace::isMet(const LoadOfWindow& load) const
{
    const bool isUnderOne = load.least && *load.least * load.seconds < 1; // none has to have come yet
    return !load.least || isUnderOne || isEnough(load.achieved, *load.least, m_requestTolerance, 1 / load.seconds);
}

std::optional<double> LoadPace::plannedVus(std::uint64_t end) const
{
    const std::vector<double>& planned = m_run.planned.vus;
    const RunSecond* const newest = end > 0 ? at(end - 1) : nullptr;
    if (newest == nullptr || newest->shardCount == 0 || newest->isPartial || end > planned.size()) {
        return std::nullopt;
    }
    return planned[static_cast<std::size_t>(std::min<std::uint64_t>(end, planned.size() - 1))];
}

bool LoadPace::hasVus(std::uint64_t end) const
{
    const RunSecond* const newest = end > 0 ? at(end - 1) : nullptr;
    // a gauge is of some moment of its second: as many as planned at one of them are enough
    const auto least = leastPlanned(m_run.planned.vus, end - std::min<std::uint64_t>(end, 1), end);
    return newest == nullptr || !least || isEnough(newest->vus, *least, m_vuTolerance, 1);
}

bool LoadPace::isMissed(std::uint64_t end) const
{
    const RunSecond* const newest = end > 0 ? at(end - 1) : nullptr;
    if (newest == nullptr || newest->shardCount == 0 || newest->isPartial) {
        return false;
    }
    const LoadOfWindow load = requests(end);
    const bool isRateMissed = load.planned && *load.planned > 0 && !isMet(load);
    const auto vus = plannedVus(end);
    return isRateMissed || (vus && *vus > 0 && !hasVus(end));
}

void LoadMisses::settle(const LiveRun& run)
{
    const std::uint64_t end = run.series.endTick() - std::min(run.series.endTick(), RunSeries::kOpenSeconds);
    if (end > m_end) {
        addMisses(m_settled, run, m_end, end);
        m_end = end;
    }
}

std::vector<TickSpan> LoadMisses::spans(const LiveRun& run) const
{
    std::vector<TickSpan> all = m_settled;
    addMisses(all, run, m_end, run.series.endTick());
    return all;
}

const LoadResult* loadResultOf(const LiveRun& run, const std::string& metric)
{
    const LoadResult* first = nullptr;
    for (const LoadResult& load : run.record.result.load) {
        if (!load.achieved || !isOf(load.target, metric)) {
            continue;
        }
        if (!load.isMet) {
            return &load;
        }
        first = first != nullptr ? first : &load;
    }
    return first;
}

} // namespace holdpoint
