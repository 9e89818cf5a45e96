// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/run_series.h"

#include "core/metrics/shards.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <span>

namespace holdpoint {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr float kNoFigure = std::numeric_limits<float>::quiet_NaN();
constexpr std::uint64_t kSettleSeconds = 2;

double percentileMs(const LatencyHistogram& histogram, double rank)
{
    return histogram.isEmpty() ? kNone : static_cast<double>(histogram.percentileUs(rank)) / 1000.0;
}

/// At most an hour, so that it fits.
std::uint32_t percentileOf(const LatencyHistogram& histogram, double rank, std::uint32_t none)
{
    return histogram.isEmpty() ? none : static_cast<std::uint32_t>(histogram.percentileUs(rank));
}

int heatRowOf(double microseconds)
{
    const double decades = std::log10(std::max(microseconds, 1.0) / 1000.0 / RunSeries::kHeatLowestMs);
    return std::clamp(static_cast<int>(std::floor(decades * RunSeries::kHeatRowsPerDecade)), 0, RunSeries::kHeatRows - 1);
}

using Bytes = std::vector<std::uint8_t>;

void putCount(Bytes& bytes, std::uint32_t count)
{
    for (; count > 0x7FU; count >>= 7U) {
        bytes.push_back(static_cast<std::uint8_t>((count & 0x7FU) | 0x80U));
    }
    bytes.push_back(static_cast<std::uint8_t>(count));
}

std::uint32_t takeCount(const std::uint8_t*& at)
{
    std::uint32_t count = 0;
    for (unsigned shift = 0;; shift += 7U) {
        const std::uint32_t group = *at++;
        count |= (group & 0x7FU) << shift;
        if ((group & 0x80U) == 0) {
            return count;
        }
    }
}

/// Floats of which most are `usual`: which ones are not, then those.
void putFloats(Bytes& bytes, std::span<const float> values, float usual)
{
    std::uint32_t mask = 0;
    const auto isUsual = [usual](float value) { return value == usual || (std::isnan(value) && std::isnan(usual)); };
    for (std::size_t index = 0; index < values.size(); ++index) {
        mask |= isUsual(values[index]) ? 0U : 1U << index;
    }
    putCount(bytes, mask);
    for (const float value : values) {
        if (!isUsual(value)) {
            const auto raw = std::bit_cast<std::array<std::uint8_t, sizeof(float)>>(value);
            bytes.insert(bytes.end(), raw.begin(), raw.end());
        }
    }
}

void takeFloats(const std::uint8_t*& at, std::span<float> values, float usual)
{
    const std::uint32_t mask = takeCount(at);
    for (std::size_t index = 0; index < values.size(); ++index) {
        values[index] = usual;
        if ((mask >> index & 1U) != 0) {
            std::array<std::uint8_t, sizeof(float)> raw{};
            std::copy_n(at, raw.size(), raw.begin());
            values[index] = std::bit_cast<float>(raw);
            at += raw.size();
        }
    }
}

/// The rows from the first with samples to the last; both 255 if there is none.
void putHeat(Bytes& bytes, const RunSeries::HeatColumn& heat)
{
    const auto hasSamples = [](std::uint32_t count) { return count != 0; };
    const auto first = std::find_if(heat.begin(), heat.end(), hasSamples);
    if (first == heat.end()) {
        bytes.insert(bytes.end(), {255, 255});
        return;
    }
    const auto end = std::find_if(heat.rbegin(), heat.rend(), hasSamples).base();
    bytes.push_back(static_cast<std::uint8_t>(first - heat.begin()));
    bytes.push_back(static_cast<std::uint8_t>(end - heat.begin() - 1));
    std::for_each(first, end, [&bytes](std::uint32_t count) { putCount(bytes, count); });
}

void takeHeat(const std::uint8_t*& at, RunSeries::HeatColumn& heat)
{
    heat.fill(0);
    const std::size_t first = *at++;
    const std::size_t last = *at++;
    for (std::size_t row = first; row <= last && row < heat.size(); ++row) {
        heat[row] = takeCount(at);
    }
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

    Slot& second = *slot;
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
    Open& open = m_open[frame.tick];
    if (const auto failed = frame.rates.find(m_keys.failed); failed != frame.rates.end()) {
        open.failed.trueCount += failed->second.trueCount;
        open.failed.total += failed->second.total;
    }
    countErrors(frame, open);
    if (const auto trend = frame.trends.find(m_keys.latency); trend != frame.trends.end()) {
        open.latency.merge(trend->second);
    }
    if (const auto trend = frame.trends.find(m_keys.otherLatency); trend != frame.trends.end()) {
        open.otherLatency.merge(trend->second);
    }
    describe(open, *slot);
    addFurther(frame, open);
    close(m_endTick - 1);
    return Added::Merged;
}

void RunSeries::addFurther(const Frame& frame, Open& open) const
{
    open.further.resize(m_keys.further.size(), kNoFigure);
    for (std::size_t index = 0; index < m_keys.further.size(); ++index) {
        const FurtherKey& key = m_keys.further[index];
        float& value = open.further[index];
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
    if (tick < m_firstTick || (tick < m_endTick && m_endTick - tick > kOpenSeconds)) {
        return nullptr;
    }
    if (tick >= m_endTick + kMaxSeconds) { // nothing of what is kept would remain
        m_blocks.clear();
        m_open.clear();
        m_firstTick = m_endTick = m_blocksTick = tick - kMaxSeconds + 1;
    }
    for (; m_endTick <= tick; ++m_endTick) {
        if (m_blocks.empty() || m_blocks.back().slots.size() == kBlockSeconds) {
            m_blocks.emplace_back().slots.reserve(kBlockSeconds);
        }
        m_blocks.back().slots.emplace_back();
    }
    if (m_endTick - m_firstTick > kMaxSeconds) {
        m_firstTick = m_endTick - kMaxSeconds;
    }
    for (; m_blocksTick + kBlockSeconds <= m_firstTick; m_blocksTick += kBlockSeconds) {
        m_blocks.pop_front();
    }
    return &m_blocks[blockIndex(tick)].slots[static_cast<std::size_t>(tick - m_blocksTick) % kBlockSeconds];
}

std::size_t RunSeries::blockIndex(std::uint64_t tick) const
{
    return static_cast<std::size_t>(tick - m_blocksTick) / kBlockSeconds;
}

const RunSeries::Slot* RunSeries::slotAt(std::uint64_t tick) const
{
    if (tick < m_firstTick || tick >= m_endTick) {
        return nullptr;
    }
    return &blockOf(tick).slots[static_cast<std::size_t>(tick - m_blocksTick) % kBlockSeconds];
}

void RunSeries::close(std::uint64_t newestTick)
{
    while (!m_open.empty() && m_open.begin()->first + kOpenSeconds <= newestTick) {
        const auto& [tick, open] = *m_open.begin();
        if (tick >= m_firstTick) {
            Block& block = m_blocks[blockIndex(tick)];
            block.slots[static_cast<std::size_t>(tick - m_blocksTick) % kBlockSeconds].rest =
                static_cast<std::uint32_t>(block.rests.size());
            putFloats(block.rests, open.errors, 0);
            putFloats(block.rests, open.further, kNoFigure);
            putHeat(block.rests, open.heat);
            if (&block != &m_blocks[blockIndex(tick + 1 < m_endTick ? tick + 1 : tick)]) {
                block.rests.shrink_to_fit(); // that was its last second
            }
        }
        m_open.erase(m_open.begin());
    }
}

void RunSeries::restOf(std::uint64_t tick, std::array<float, kErrorGroupCount>* errors, std::vector<float>* further,
                       HeatColumn* heat) const
{
    if (const auto open = m_open.find(tick); open != m_open.end()) {
        errors != nullptr ? void(*errors = open->second.errors) : void();
        further != nullptr ? void(*further = open->second.further) : void();
        heat != nullptr ? void(*heat = open->second.heat) : void();
        return;
    }
    const Slot* const slot = slotAt(tick);
    if (slot == nullptr || slot->rest == 0) {
        return;
    }
    const std::uint8_t* at = &blockOf(tick).rests[slot->rest];
    std::array<float, kErrorGroupCount> ownErrors{};
    takeFloats(at, errors != nullptr ? *errors : ownErrors, 0);
    if (further == nullptr && heat == nullptr) {
        return;
    }
    std::vector<float> ownFurther;
    std::vector<float>& figures = further != nullptr ? *further : ownFurther;
    figures.resize(m_keys.further.size());
    takeFloats(at, figures, kNoFigure);
    if (heat != nullptr) {
        takeHeat(at, *heat);
    }
}

void RunSeries::countErrors(const Frame& frame, Open& open)
{
    for (const ErrorCount& error : frame.errors) {
        if (const auto group = groupOf(error.errorClass)) {
            open.errors[static_cast<std::size_t>(*group)] += static_cast<float>(error.count);
        }
    }
}

void RunSeries::describe(Open& open, Slot& slot)
{
    slot.p50Us = percentileOf(open.latency, 50, kNoSample);
    slot.mainUs = percentileOf(open.latency, m_keys.mainPercentile, kNoSample);
    slot.p99Us = percentileOf(open.latency, 99, kNoSample);
    slot.otherUs = percentileOf(open.otherLatency, m_keys.mainPercentile, kNoSample);
    HeatColumn& heat = open.heat;
    heat.fill(0);
    open.latency.forEachBucket([&heat](std::uint64_t lowest, std::uint64_t highest, std::uint64_t count) {
        const double middle = (static_cast<double>(lowest) + static_cast<double>(highest)) / 2;
        std::uint32_t& cell = heat[static_cast<std::size_t>(heatRowOf(middle))];
        cell = static_cast<std::uint32_t>(std::min<std::uint64_t>(UINT32_MAX, cell + count));
    });
    m_heatMax = std::max(m_heatMax, *std::max_element(heat.begin(), heat.end()));
}

std::uint64_t RunSeries::endTick() const
{
    std::uint64_t end = m_endTick;
    for (std::uint64_t back = 0; back < kSettleSeconds && end > m_firstTick; ++back) {
        if (slotAt(end - 1)->shardCount >= m_shards) {
            break;
        }
        --end;
    }
    return end;
}

std::optional<RunSecond> RunSeries::at(std::uint64_t tick) const
{
    const Slot* const slot = slotAt(tick);
    if (slot == nullptr) {
        return std::nullopt;
    }
    const auto ms = [](std::uint32_t us) { return us == kNoSample ? kNone : us / 1000.0; };
    RunSecond second;
    second.shardCount = slot->shardCount;
    second.isPartial = slot->isPartial;
    second.isLimited = slot->isLimited;
    second.p50 = ms(slot->p50Us);
    second.main = ms(slot->mainUs);
    second.p99 = ms(slot->p99Us);
    second.other = ms(slot->otherUs);
    second.requests = slot->requests;
    second.vus = slot->vus;
    second.busy = slot->busy;
    second.cpu = slot->cpu;
    restOf(tick, &second.errors, nullptr, nullptr);
    return second;
}

RunSeries::HeatColumn RunSeries::heat(std::uint64_t tick) const
{
    HeatColumn column{};
    restOf(tick, nullptr, nullptr, &column);
    return column;
}

double RunSeries::further(std::size_t index, std::uint64_t tick) const
{
    std::vector<float> values;
    restOf(tick, nullptr, &values, nullptr);
    return index < values.size() ? static_cast<double>(values[index]) : kNone;
}

WindowFigures RunSeries::window(std::uint64_t seconds, std::uint64_t back) const
{
    WindowFigures figures;
    LatencyHistogram merged;
    double requests = 0;
    double errors = 0;
    double fullSeconds = 0;
    RateCount failed;
    const std::uint64_t end = endTick() - std::min(endTick() - m_firstTick, back);
    const std::uint64_t from = std::max(m_firstTick, end - std::min(end, std::min(seconds, kOpenSeconds)));
    for (std::uint64_t tick = from; tick < end; ++tick) {
        const RunSecond second = *at(tick);
        if (const auto open = m_open.find(tick); open != m_open.end()) {
            merged.merge(open->second.latency);
            failed.trueCount += open->second.failed.trueCount;
            failed.total += open->second.failed.total;
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
    if (failed.total > 0) {
        figures.failedShare = static_cast<double>(failed.trueCount) / static_cast<double>(failed.total);
    }
    if (requests > 0) {
        figures.errorsPerRequest = errors / requests;
    }
    return figures;
}

template <typename Predicate>
std::vector<TickSpan> RunSeries::spansWhere(Predicate predicate) const
{
    std::vector<TickSpan> spans;
    const std::uint64_t end = endTick();
    for (std::uint64_t tick = m_firstTick; tick < end; ++tick) {
        if (!predicate(*slotAt(tick))) {
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
    return spansWhere([](const Slot& second) { return second.shardCount == 0; });
}

std::vector<TickSpan> RunSeries::limitedSpans() const
{
    return spansWhere([](const Slot& second) { return second.isLimited; });
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
