// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/run_series.h"

#include "core/metrics/shards.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace holdpoint {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint64_t kSettleSeconds = 2;

double percentileMs(const LatencyHistogram& histogram, double rank)
{
    return histogram.isEmpty() ? kNone : static_cast<double>(histogram.percentileUs(rank)) / 1000.0;
}

int heatRowOf(double microseconds)
{
    const double decades = std::log10(std::max(microseconds, 1.0) / 1000.0 / RunSeries::kHeatLowestMs);
    return std::clamp(static_cast<int>(std::floor(decades * RunSeries::kHeatRowsPerDecade)), 0, RunSeries::kHeatRows - 1);
}

/// A column is mostly zeros, and hours of them are kept.
std::vector<std::uint8_t> packed(const RunSeries::HeatColumn& heat)
{
    std::array<std::uint8_t, 6 * RunSeries::kHeatRows> bytes{}; // at most a row and five groups each
    std::size_t size = 0;
    for (std::size_t row = 0; row < heat.size(); ++row) {
        if (heat[row] == 0) {
            continue;
        }
        bytes[size++] = static_cast<std::uint8_t>(row);
        std::uint32_t rest = heat[row];
        for (; rest > 0x7FU; rest >>= 7U) {
            bytes[size++] = static_cast<std::uint8_t>((rest & 0x7FU) | 0x80U);
        }
        bytes[size++] = static_cast<std::uint8_t>(rest);
    }
    return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)};
}

RunSeries::HeatColumn unpacked(const std::vector<std::uint8_t>& bytes)
{
    RunSeries::HeatColumn heat{};
    for (std::size_t at = 0; at < bytes.size();) {
        std::uint32_t& cell = heat[bytes[at++]];
        for (unsigned shift = 0;; shift += 7U) {
            const std::uint32_t group = bytes[at++];
            cell |= (group & 0x7FU) << shift;
            if ((group & 0x80U) == 0) {
                break;
            }
        }
    }
    return heat;
}

std::optional<ErrorGroup> groupOf(const std::string& errorClass)
{
    static const std::map<std::string, ErrorGroup> groups = {
        {"http_5xx", ErrorGroup::Http5xx}, {"http_4xx", ErrorGroup::Http4xx}, {"timeout", ErrorGroup::Timeout},
        {"dns", ErrorGroup::Connect},      {"connect", ErrorGroup::Connect},  {"tls", ErrorGroup::Connect},
        {"reset", ErrorGroup::Connect},    {"check", ErrorGroup::Check},
    };
    if (errorClass == "generator") {
        return std::nullopt;
    }
    const auto found = groups.find(errorClass);
    return found == groups.end() ? ErrorGroup::Other : found->second;
}

} // namespace

double heatRowEdgeMs(int row)
{
    return RunSeries::kHeatLowestMs * std::pow(10.0, static_cast<double>(row) / RunSeries::kHeatRowsPerDecade);
}

RunSeries::RunSeries(SeriesKeys keys) : m_keys(std::move(keys)) {}

RunSeries::Added RunSeries::add(const Frame& frame)
{
    std::uint64_t& lastSeq = m_lastSeq[frame.shard + "#" + std::to_string(frame.attempt)];
    if (frame.seq != 0 && frame.seq <= lastSeq) {
        return Added::Repeated;
    }
    Slot* slot = slotFor(frame.tick);
    if (slot == nullptr) {
        return Added::TooLate;
    }
    lastSeq = std::max(lastSeq, frame.seq);
    m_shards = std::max(m_shards, shardCountOf(frame.shard));
    if (!m_t0) {
        m_t0 = frame.time - std::chrono::seconds(frame.tick);
    }

    RunSecond& second = slot->second;
    ++second.shardCount;
    second.isPartial = second.isPartial || frame.isFinal;
    second.isLimited = second.isLimited || frame.health.limited;
    second.busy = std::max(second.busy, frame.health.busy);
    second.cpu += frame.health.cpu;
    if (const auto requests = frame.counters.find(m_keys.requests); requests != frame.counters.end()) {
        second.requests += requests->second;
    }
    if (const auto vus = frame.gauges.find(m_keys.vus); vus != frame.gauges.end()) {
        second.vus += vus->second.last;
        m_maxVus = std::max(m_maxVus, second.vus);
    }
    countErrors(frame, second);

    Open& open = m_open[frame.tick];
    if (const auto trend = frame.trends.find(m_keys.latency); trend != frame.trends.end()) {
        open.latency.merge(trend->second);
    }
    if (const auto trend = frame.trends.find(m_keys.otherLatency); trend != frame.trends.end()) {
        open.otherLatency.merge(trend->second);
    }
    describe(open, *slot);
    addFurther(frame, open, *slot);
    close(m_firstTick + m_seconds.size() - 1);
    return Added::Merged;
}

void RunSeries::addFurther(const Frame& frame, Open& open, Slot& slot) const
{
    slot.further.resize(m_keys.further.size(), std::numeric_limits<float>::quiet_NaN());
    for (std::size_t index = 0; index < m_keys.further.size(); ++index) {
        const FurtherKey& key = m_keys.further[index];
        float& value = slot.further[index];
        const auto plus = [&value](double more) { value = static_cast<float>((std::isnan(value) ? 0 : value) + more); };
        switch (key.how) {
        case FurtherKey::How::PerSecond:
            if (const auto counter = frame.counters.find(key.metric); counter != frame.counters.end()) {
                plus(counter->second);
            }
            break;
        case FurtherKey::How::Share:
            if (const auto rate = frame.rates.find(key.metric); rate != frame.rates.end() && rate->second.total > 0) {
                RateCount& sum = open.rates[index];
                sum.trueCount += rate->second.trueCount;
                sum.total += rate->second.total;
                value = static_cast<float>(static_cast<double>(sum.trueCount) / static_cast<double>(sum.total));
            }
            break;
        case FurtherKey::How::Last:
            if (const auto gauge = frame.gauges.find(key.metric); gauge != frame.gauges.end()) {
                plus(gauge->second.last);
            }
            break;
        case FurtherKey::How::Percentile:
            if (const auto trend = frame.trends.find(key.metric); trend != frame.trends.end() && !trend->second.isEmpty()) {
                LatencyHistogram& all = open.trends[index];
                all.merge(trend->second);
                value = static_cast<float>(percentileMs(all, key.percentile));
            }
            break;
        }
    }
}

RunSeries::Slot* RunSeries::slotFor(std::uint64_t tick)
{
    Slot empty;
    empty.second.p50 = empty.second.main = empty.second.p99 = empty.second.other = kNone;
    const std::uint64_t end = m_firstTick + m_seconds.size();
    if (tick < m_firstTick || (tick < end && end - tick > kOpenSeconds)) {
        return nullptr;
    }
    if (tick >= end + kMaxSeconds) { // nothing of what is kept would remain
        m_seconds.clear();
        m_open.clear();
        m_firstTick = tick - kMaxSeconds + 1;
    }
    while (m_firstTick + m_seconds.size() <= tick) {
        m_seconds.push_back(empty);
        if (m_seconds.size() > kMaxSeconds) {
            m_seconds.pop_front();
            ++m_firstTick;
        }
    }
    return &m_seconds[static_cast<std::size_t>(tick - m_firstTick)];
}

void RunSeries::close(std::uint64_t newestTick)
{
    while (!m_open.empty() && m_open.begin()->first + kOpenSeconds <= newestTick) {
        m_open.erase(m_open.begin());
    }
}

void RunSeries::countErrors(const Frame& frame, RunSecond& second)
{
    for (const ErrorCount& error : frame.errors) {
        if (const auto group = groupOf(error.errorClass)) {
            second.errors[static_cast<std::size_t>(*group)] += static_cast<float>(error.count);
        }
    }
}

void RunSeries::describe(const Open& open, Slot& slot)
{
    RunSecond& second = slot.second;
    second.p50 = percentileMs(open.latency, 50);
    second.main = percentileMs(open.latency, m_keys.mainPercentile);
    second.p99 = percentileMs(open.latency, 99);
    second.other = percentileMs(open.otherLatency, m_keys.mainPercentile);
    HeatColumn heat{};
    open.latency.forEachBucket([&heat](std::uint64_t lowest, std::uint64_t highest, std::uint64_t count) {
        const double middle = (static_cast<double>(lowest) + static_cast<double>(highest)) / 2;
        std::uint32_t& cell = heat[static_cast<std::size_t>(heatRowOf(middle))];
        cell = static_cast<std::uint32_t>(std::min<std::uint64_t>(UINT32_MAX, cell + count));
    });
    slot.heat = packed(heat);
    m_heatMax = std::max(m_heatMax, *std::max_element(heat.begin(), heat.end()));
}

std::uint64_t RunSeries::endTick() const
{
    std::uint64_t end = m_firstTick + m_seconds.size();
    for (std::uint64_t back = 0; back < kSettleSeconds && end > m_firstTick; ++back) {
        if (at(end - 1)->shardCount >= m_shards) {
            break;
        }
        --end;
    }
    return end;
}

const RunSecond* RunSeries::at(std::uint64_t tick) const
{
    if (tick < m_firstTick || tick - m_firstTick >= m_seconds.size()) {
        return nullptr;
    }
    return &m_seconds[static_cast<std::size_t>(tick - m_firstTick)].second;
}

RunSeries::HeatColumn RunSeries::heat(std::uint64_t tick) const
{
    return at(tick) == nullptr ? HeatColumn{} : unpacked(m_seconds[static_cast<std::size_t>(tick - m_firstTick)].heat);
}

double RunSeries::further(std::size_t index, std::uint64_t tick) const
{
    if (at(tick) == nullptr) {
        return kNone;
    }
    const std::vector<float>& values = m_seconds[static_cast<std::size_t>(tick - m_firstTick)].further;
    return index < values.size() ? static_cast<double>(values[index]) : kNone;
}

WindowFigures RunSeries::window(std::uint64_t seconds, std::uint64_t back) const
{
    WindowFigures figures;
    LatencyHistogram merged;
    double requests = 0;
    double errors = 0;
    double fullSeconds = 0;
    const std::uint64_t end = endTick() - std::min(endTick() - m_firstTick, back);
    const std::uint64_t from = std::max(m_firstTick, end - std::min(end, std::min(seconds, kOpenSeconds)));
    for (std::uint64_t tick = from; tick < end; ++tick) {
        const RunSecond& second = *at(tick);
        if (const auto open = m_open.find(tick); open != m_open.end()) {
            merged.merge(open->second.latency);
        }
        if (second.shardCount == 0 || second.isPartial) {
            continue;
        }
        fullSeconds += 1;
        requests += second.requests;
        for (std::size_t group = 0; group < kErrorGroupCount; ++group) {
            errors += group == static_cast<std::size_t>(ErrorGroup::Check) ? 0 : second.errors[group];
        }
    }
    figures.latencyCount = merged.count();
    if (!merged.isEmpty()) {
        figures.mainMs = percentileMs(merged, m_keys.mainPercentile);
    }
    if (fullSeconds > 0) {
        figures.requestsPerSecond = requests / fullSeconds;
    }
    if (requests > 0) {
        figures.errorShare = std::min(1.0, errors / requests);
    }
    return figures;
}

template <typename Predicate>
std::vector<TickSpan> RunSeries::spansWhere(Predicate predicate) const
{
    std::vector<TickSpan> spans;
    const std::uint64_t end = endTick();
    for (std::uint64_t tick = m_firstTick; tick < end; ++tick) {
        if (!predicate(*at(tick))) {
            continue;
        }
        if (!spans.empty() && spans.back().to + 1 == tick) {
            spans.back().to = tick;
        } else {
            spans.push_back({tick, tick});
        }
    }
    return spans;
}

std::vector<TickSpan> RunSeries::gaps() const
{
    return spansWhere([](const RunSecond& second) { return second.shardCount == 0; });
}

std::vector<TickSpan> RunSeries::limitedSpans() const
{
    return spansWhere([](const RunSecond& second) { return second.isLimited; });
}

std::uint64_t RunSeries::limitedSeconds() const
{
    std::uint64_t total = 0;
    for (const TickSpan& span : limitedSpans()) {
        total += span.seconds();
    }
    return total;
}

} // namespace holdpoint
