// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/totals.h"

#include "core/base/units.h"
#include "core/metrics/trend_scale.h"

#include <algorithm>

namespace holdpoint {

namespace {

double toSeconds(Nanos time)
{
    return std::chrono::duration<double>(time).count();
}

std::optional<double> trendValue(std::string_view key, const LatencyHistogram& trend, const Aggregate& aggregate)
{
    const double scale = trendScale(key);
    const auto scaled = [scale](std::uint64_t recorded) { return static_cast<double>(recorded) / scale; };
    if (trend.isEmpty()) {
        return std::nullopt;
    }
    switch (aggregate.kind) {
    case AggregateKind::Count:
        return static_cast<double>(trend.count());
    case AggregateKind::Min:
        return scaled(trend.minUs());
    case AggregateKind::Max:
        return scaled(trend.maxUs());
    case AggregateKind::Avg:
        return trend.meanUs() / scale;
    case AggregateKind::Med:
        return scaled(trend.percentileUs(50));
    case AggregateKind::Percentile:
        return scaled(trend.percentileUs(aggregate.percentile));
    case AggregateKind::Rate:
    case AggregateKind::Value:
        break;
    }
    return std::nullopt;
}

std::optional<double> rateValue(const RateCount& rate, AggregateKind kind)
{
    if (rate.total == 0) {
        return std::nullopt;
    }
    if (kind == AggregateKind::Rate) {
        return static_cast<double>(rate.trueCount) / static_cast<double>(rate.total);
    }
    return kind == AggregateKind::Count ? std::optional(static_cast<double>(rate.trueCount)) : std::nullopt;
}

// The seconds of a run and the numbers of its frames come nearly without holes, and hours of them are kept: the sets hold their
// spans, 2 * first and 2 * last + 1 of each, instead of every number.
using Spans = std::set<std::uint64_t>;
constexpr std::uint64_t kMostInSpan = UINT64_MAX / 2 - 1;

/// False for a number that was there before.
bool addToSpans(Spans& spans, std::uint64_t number)
{
    number = std::min(number, kMostInSpan);
    const std::uint64_t begin = 2 * number;
    const std::uint64_t end = begin + 1;
    const auto next = spans.lower_bound(end);
    if (next != spans.end() && *next % 2 == 1) {
        return false;
    }
    const bool touchesNext = next != spans.end() && *next == begin + 2;
    const bool touchesBefore = begin > 0 && spans.contains(begin - 1);
    if (touchesNext) {
        spans.erase(next);
    } else {
        spans.insert(end);
    }
    if (touchesBefore) {
        spans.erase(begin - 1);
    } else {
        spans.insert(begin);
    }
    return true;
}

std::uint64_t lastOf(const Spans& spans)
{
    return *spans.rbegin() / 2;
}

/// How many numbers there are, up to the first for which `isIn` is false; beyond it, it stays false.
template <typename IsIn>
std::uint64_t countWhile(const Spans& spans, const IsIn& isIn)
{
    std::uint64_t count = 0;
    for (auto entry = spans.begin(); entry != spans.end(); ++entry) {
        const std::uint64_t first = *entry / 2;
        const std::uint64_t end = *++entry / 2 + 1;
        std::uint64_t inside = first; // all before are in
        for (std::uint64_t outside = end; inside < outside;) {
            const std::uint64_t middle = inside + (outside - inside) / 2;
            isIn(middle) ? inside = middle + 1 : outside = middle;
        }
        count += inside - first;
        if (inside < end) {
            break;
        }
    }
    return count;
}

template <typename Map>
const typename Map::mapped_type* find(const Map& map, const std::string& key)
{
    const auto found = map.find(key);
    return found == map.end() ? nullptr : &found->second;
}

} // namespace

std::string Aggregate::text() const
{
    switch (kind) {
    case AggregateKind::Count:
        return "count";
    case AggregateKind::Rate:
        return "rate";
    case AggregateKind::Value:
        return "value";
    case AggregateKind::Min:
        return "min";
    case AggregateKind::Max:
        return "max";
    case AggregateKind::Avg:
        return "avg";
    case AggregateKind::Med:
        return "med";
    case AggregateKind::Percentile:
        return "p(" + formatPlain(percentile) + ")";
    }
    return "";
}

bool MetricTotals::add(const Frame& frame)
{
    const std::uint32_t shard = shardNumber(frame.shard);
    if (frame.seq != 0 && !addToSpans(m_seen[{shard, frame.attempt}], frame.seq)) {
        return false;
    }
    ++m_frameCount;
    addToSpans(m_ticks, frame.tick);
    if (frame.health.limited) {
        addToSpans(m_limitedTicks, frame.tick);
    }
    for (const auto& [key, count] : frame.counters) {
        m_counters[key] += count;
    }
    for (const auto& [key, rate] : frame.rates) {
        RateCount& total = m_rates[key];
        total.trueCount += rate.trueCount;
        total.total += rate.total;
    }
    for (const auto& [key, span] : frame.gauges) {
        addGauge(m_gauges[key], GaugeSample{frame.tick, shard, frame.attempt, frame.seq, span});
    }
    for (const auto& [key, trend] : frame.trends) {
        const auto [at, isNew] = m_trends.try_emplace(key, trend);
        if (!isNew) {
            at->second.merge(trend);
        }
    }
    addErrors(frame);
    return true;
}

std::uint32_t MetricTotals::shardNumber(const std::string& shard)
{
    const auto found = std::find(m_shards.begin(), m_shards.end(), shard);
    const auto number = static_cast<std::uint32_t>(found - m_shards.begin());
    if (found == m_shards.end()) {
        m_shards.push_back(shard);
    }
    return number;
}

void MetricTotals::addGauge(GaugeSamples& samples, const GaugeSample& sample) const
{
    const auto isBefore = [](const GaugeSample& a, const GaugeSample& b) {
        return std::tie(a.tick, a.shard) < std::tie(b.tick, b.shard);
    };
    const auto at = std::lower_bound(samples.begin(), samples.end(), sample, isBefore);
    if (at == samples.end() || isBefore(sample, *at)) {
        samples.insert(at, sample);
        return;
    }
    // two frames of one shard in one second: the later one has the last word
    if (std::tie(at->attempt, at->seq) <= std::tie(sample.attempt, sample.seq)) {
        at->span.last = sample.span.last;
        at->attempt = sample.attempt;
        at->seq = sample.seq;
    }
    at->span.min = std::min(at->span.min, sample.span.min);
    at->span.max = std::max(at->span.max, sample.span.max);
}

/// Messages may hold what a server said, new each time: of those of one class and step the first ones are kept apart.
MetricTotals::ErrorKey MetricTotals::keyOf(const ErrorCount& error)
{
    ErrorKey key{error.errorClass, error.step, error.message};
    if (m_errors.contains(key)) {
        return key;
    }
    std::size_t& kinds = m_errorKinds[{error.errorClass, error.step}];
    if (kinds >= kMaxErrorKinds) {
        std::get<2>(key) = "other messages";
        return key;
    }
    ++kinds;
    return key;
}

void MetricTotals::addErrors(const Frame& frame)
{
    for (const ErrorCount& error : frame.errors) {
        const auto [at, isNew] = m_errors.try_emplace(keyOf(error));
        ErrorTotal& total = at->second;
        total.count += error.count;
        const bool isEarlier = isNew || frame.time < total.firstAt;
        if (total.sample.empty() || (isEarlier && !error.sample.empty())) {
            total.sample = error.sample;
        }
        if (isEarlier) {
            total.firstAt = frame.time;
        }
    }
}

MetricTotals::GaugeTotal MetricTotals::totalOf(const GaugeSamples& samples, Nanos from, Nanos to)
{
    GaugeTotal total;
    for (std::size_t first = 0; first < samples.size();) {
        const std::uint64_t tick = samples[first].tick;
        GaugeSpan sum;
        std::size_t next = first;
        for (; next < samples.size() && samples[next].tick == tick; ++next) {
            sum.last += samples[next].span.last;
            sum.min += samples[next].span.min;
            sum.max += samples[next].span.max;
        }
        first = next;
        const double begin = static_cast<double>(tick);
        if (to > Nanos{0} && (begin < toSeconds(from) || begin + 1 > toSeconds(to))) {
            continue;
        }
        total.min = total.ticks == 0 ? sum.min : std::min(total.min, sum.min);
        total.max = total.ticks == 0 ? sum.max : std::max(total.max, sum.max);
        total.sum += sum.last;
        total.last = sum.last;
        ++total.ticks;
    }
    return total;
}

/// What a shard said within ten seconds is one sample, in the place of the newest of them: as frames are stored.
MetricTotals::GaugeSamples MetricTotals::inTens(const GaugeSamples& samples)
{
    std::map<std::pair<std::uint32_t, int>, GaugeSample> open; // by shard and attempt
    GaugeSamples closed;
    for (const GaugeSample& sample : samples) {
        const auto [at, isNew] = open.try_emplace({sample.shard, sample.attempt}, sample);
        if (!isNew) {
            GaugeSample merged = sample;
            merged.span.min = std::min(merged.span.min, at->second.span.min);
            merged.span.max = std::max(merged.span.max, at->second.span.max);
            at->second = merged;
        }
        if (closesMergedGauge(sample.tick)) {
            closed.push_back(at->second);
            open.erase(at);
        }
    }
    for (const auto& [of, sample] : open) {
        closed.push_back(sample);
    }
    std::sort(closed.begin(), closed.end(), [](const GaugeSample& a, const GaugeSample& b) {
        return std::tie(a.tick, a.shard, a.attempt) < std::tie(b.tick, b.shard, b.attempt);
    });
    return closed;
}

MetricTotals::GaugeTotal MetricTotals::holdTotal(const std::string& key, const GaugeSamples& samples) const
{
    const bool inMerges = isMerged(key);
    const GaugeSamples merged = inMerges ? inTens(samples) : GaugeSamples{};
    const GaugeSamples& used = inMerges ? merged : samples;
    const GaugeTotal inside = totalOf(used, m_window.holdFrom, m_window.holdTo);
    if (inside.ticks > 0 || m_window.holdTo <= Nanos{0}) {
        return inside;
    }
    // a short hold may hold no whole second or merge: take those that it touches
    const Nanos slack = Seconds{inMerges ? static_cast<std::int64_t>(kMergedTicks) : 1};
    return totalOf(used, m_window.holdFrom - slack, m_window.holdTo + slack);
}

std::optional<GaugeSpan> MetricTotals::gaugeSpan(const std::string& key) const
{
    const GaugeSamples* samples = find(m_gauges, key);
    if (samples == nullptr || samples->empty()) {
        return std::nullopt;
    }
    std::map<std::uint32_t, GaugeSpan> shards; // each over all of its seconds
    for (const GaugeSample& sample : *samples) {
        const auto [at, isNew] = shards.try_emplace(sample.shard, sample.span);
        at->second.min = std::min(at->second.min, sample.span.min);
        at->second.max = std::max(at->second.max, sample.span.max);
    }
    // in some seconds a shard may be missing from the sum
    GaugeSpan all{0, 0, 0};
    GaugeSpan one = shards.begin()->second;
    for (const auto& [shard, span] : shards) {
        all.min += span.min;
        all.max += span.max;
        one.min = std::min(one.min, span.min);
        one.max = std::max(one.max, span.max);
    }
    return GaugeSpan{totalOf(*samples, Nanos{0}, Nanos{0}).last, std::min(all.min, one.min), std::max(all.max, one.max)};
}

std::optional<MetricType> MetricTotals::typeOf(const std::string& key) const
{
    if (m_counters.contains(key)) {
        return MetricType::Counter;
    }
    if (m_rates.contains(key)) {
        return MetricType::Rate;
    }
    if (m_gauges.contains(key)) {
        return MetricType::Gauge;
    }
    return m_trends.contains(key) ? std::optional(MetricType::Trend) : std::nullopt;
}

std::optional<double> MetricTotals::counterRate(double count, Nanos load) const
{
    const double seconds = toSeconds(load);
    return seconds > 0 ? std::optional(count / seconds) : std::nullopt;
}

Nanos MetricTotals::seen() const
{
    return m_ticks.empty() ? Nanos{0} : Nanos{Seconds{lastOf(m_ticks) + 1}};
}

bool MetricTotals::isCutShort() const
{
    return seen() + Seconds{1} < m_window.load;
}

std::optional<double> MetricTotals::value(const std::string& key, const Aggregate& aggregate) const
{
    const Nanos planned = m_window.mayEndEarly ? std::min(m_window.load, seen()) : m_window.load;
    return valueOver(key, aggregate, planned > Nanos{0} ? planned : seen());
}

std::optional<double> MetricTotals::valueSoFar(const std::string& key, const Aggregate& aggregate) const
{
    return valueOver(key, aggregate, m_window.load > Nanos{0} ? std::min(m_window.load, seen()) : seen());
}

std::optional<double> MetricTotals::valueOver(const std::string& key, const Aggregate& aggregate, Nanos load) const
{
    if (const double* count = find(m_counters, key)) {
        switch (aggregate.kind) {
        case AggregateKind::Count:
            return *count;
        case AggregateKind::Rate:
            return counterRate(*count, load);
        default:
            return std::nullopt;
        }
    }
    if (const RateCount* rate = find(m_rates, key)) {
        return rateValue(*rate, aggregate.kind);
    }
    if (const LatencyHistogram* histogram = find(m_trends, key)) {
        return trendValue(key, *histogram, aggregate);
    }
    const GaugeSamples* samples = find(m_gauges, key);
    if (samples == nullptr) {
        return std::nullopt;
    }
    if (aggregate.kind == AggregateKind::Value) {
        return totalOf(*samples, Nanos{0}, Nanos{0}).last;
    }
    const GaugeTotal hold = holdTotal(key, *samples);
    if (hold.ticks == 0) {
        return std::nullopt;
    }
    switch (aggregate.kind) {
    case AggregateKind::Min:
        return hold.min;
    case AggregateKind::Max:
        return hold.max;
    case AggregateKind::Avg:
        return hold.sum / static_cast<double>(hold.ticks);
    default:
        return std::nullopt;
    }
}

std::uint64_t MetricTotals::sampleCount(const std::string& key) const
{
    if (const double* count = find(m_counters, key)) {
        return *count > 0 ? static_cast<std::uint64_t>(*count) : 0;
    }
    if (const RateCount* rate = find(m_rates, key)) {
        return rate->total;
    }
    if (const LatencyHistogram* histogram = find(m_trends, key)) {
        return histogram->count();
    }
    const GaugeSamples* samples = find(m_gauges, key);
    return samples == nullptr ? 0 : holdTotal(key, *samples).ticks;
}

const LatencyHistogram* MetricTotals::trend(const std::string& key) const
{
    return find(m_trends, key);
}

std::vector<std::string> MetricTotals::keys() const
{
    std::set<std::string> keys;
    for (const auto& [key, value] : m_counters) {
        keys.insert(key);
    }
    for (const auto& [key, value] : m_rates) {
        keys.insert(key);
    }
    for (const auto& [key, value] : m_gauges) {
        keys.insert(key);
    }
    for (const auto& [key, value] : m_trends) {
        keys.insert(key);
    }
    return {keys.begin(), keys.end()};
}

bool MetricTotals::isLoad(std::uint64_t tick) const
{
    return m_window.load <= Nanos{0} || static_cast<double>(tick) < toSeconds(m_window.load);
}

std::uint64_t MetricTotals::loadSeconds() const
{
    return countWhile(m_ticks, [this](std::uint64_t tick) { return isLoad(tick); });
}

std::uint64_t MetricTotals::limitedSeconds() const
{
    return countWhile(m_limitedTicks, [this](std::uint64_t tick) { return isLoad(tick); });
}

std::vector<const MetricTotals::ErrorEntry*> MetricTotals::errorsInOrder() const
{
    std::vector<const ErrorEntry*> entries;
    for (const ErrorEntry& entry : m_errors) {
        entries.push_back(&entry);
    }
    std::stable_sort(entries.begin(), entries.end(),
                     [](const ErrorEntry* a, const ErrorEntry* b) { return a->second.firstAt < b->second.firstAt; });
    return entries;
}

std::vector<ErrorCount> MetricTotals::errors() const
{
    std::vector<ErrorCount> errors;
    for (const ErrorEntry* entry : errorsInOrder()) {
        const auto& [errorClass, step, message] = entry->first;
        errors.push_back(ErrorCount{errorClass, step, message, entry->second.count, entry->second.sample});
    }
    return errors;
}

std::vector<WallTime> MetricTotals::errorTimes() const
{
    std::vector<WallTime> times;
    for (const ErrorEntry* entry : errorsInOrder()) {
        times.push_back(entry->second.firstAt);
    }
    return times;
}

} // namespace holdpoint
