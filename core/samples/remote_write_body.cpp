// SPDX-License-Identifier: GPL-3.0-or-later
// What is sent: prometheus/prompb/remote.proto and types.proto, and k6's names of series.
#include "core/metrics/shards.h"
#include "core/metrics/totals.h"
#include "core/samples/remote_write.h"

#include <algorithm>
#include <bit>
#include <cctype>
#include <optional>

namespace holdpoint {

namespace {

enum WireType : unsigned { Varint = 0, Fixed64 = 1, Bytes = 2 };

void addVarint(std::string& out, std::uint64_t value)
{
    while (value >= 0x80) {
        out += static_cast<char>((value & 0x7F) | 0x80);
        value >>= 7U;
    }
    out += static_cast<char>(value);
}

void addKey(std::string& out, unsigned field, WireType type)
{
    addVarint(out, (field << 3U) | type);
}

void addBytes(std::string& out, unsigned field, const std::string& bytes)
{
    addKey(out, field, Bytes);
    addVarint(out, bytes.size());
    out += bytes;
}

void addDouble(std::string& out, unsigned field, double value)
{
    addKey(out, field, Fixed64);
    auto bits = std::bit_cast<std::uint64_t>(value);
    for (int i = 0; i < 8; ++i, bits >>= 8U) {
        out += static_cast<char>(bits & 0xFFU);
    }
}

/// Letters, digits and _, as label and metric names must be.
std::string nameFor(std::string text)
{
    for (char& letter : text) {
        letter = std::isalnum(static_cast<unsigned char>(letter)) != 0 ? letter : '_';
    }
    return text.empty() || std::isdigit(static_cast<unsigned char>(text[0])) != 0 ? "_" + text : text;
}

} // namespace

std::string remoteWriteMessage(const std::vector<RemoteSample>& samples)
{
    std::string message;
    for (const RemoteSample& sample : samples) {
        std::string series;
        for (const auto& [name, value] : sample.labels) {
            std::string label;
            addBytes(label, 1, name);
            addBytes(label, 2, value);
            addBytes(series, 1, label);
        }
        std::string point;
        addDouble(point, 1, sample.value);
        addKey(point, 2, Varint);
        addVarint(point, static_cast<std::uint64_t>(sample.timeMs));
        addBytes(series, 2, point);
        addBytes(message, 1, series);
    }
    return message;
}

class RemoteSeries::Private
{
public:
    void take(const Frame& frame);
    /// Takes the complete seconds out; all that there are if the run is over.
    std::vector<Second> give(bool isOver);

    std::int64_t run = 0;
    std::string testId;

private:
    Second samplesAt(WallTime time, const std::map<std::string, double>& gauges) const;
    void addSample(Second& samples, const MetricKey& key, const std::string& suffix, double value, WallTime time) const;

    MetricTotals m_totals;
    ShardProgress m_progress;
    std::map<std::uint64_t, std::vector<Frame>> m_open; // by tick
    std::optional<std::uint64_t> m_givenTick;
};

void RemoteSeries::Private::take(const Frame& frame)
{
    m_progress.add(frame);
    if (m_givenTick && frame.tick <= *m_givenTick) {
        m_totals.add(frame); // late: what it counted stands in the next second
    } else {
        m_open[frame.tick].push_back(frame);
    }
}

std::vector<RemoteSeries::Second> RemoteSeries::Private::give(bool isOver)
{
    std::vector<Second> seconds;
    while (!m_open.empty() && (isOver || m_progress.isComplete(m_open.begin()->first))) {
        const auto first = m_open.begin();
        WallTime time = WallTime::max();
        std::map<std::string, double> gauges;
        for (const Frame& frame : first->second) {
            if (!m_totals.add(frame)) {
                continue; // came twice
            }
            time = std::min(time, frame.time);
            for (const auto& [key, span] : frame.gauges) {
                gauges[key] += span.last;
            }
        }
        m_givenTick = first->first;
        m_open.erase(first);
        if (time != WallTime::max()) {
            seconds.push_back(samplesAt(time, gauges));
        }
    }
    return seconds;
}

void RemoteSeries::Private::addSample(Second& samples, const MetricKey& key, const std::string& suffix, double value,
                                      WallTime time) const
{
    RemoteSample sample;
    for (const auto& [tag, text] : key.tags) {
        sample.labels[nameFor(tag)] = text;
    }
    sample.labels["testid"] = testId;
    sample.labels["run"] = std::to_string(run);
    sample.labels["__name__"] = "k6_" + nameFor(key.name) + suffix;
    sample.value = value;
    sample.timeMs = time.time_since_epoch().count() / 1000;
    samples.push_back(std::move(sample));
}

RemoteSeries::Second RemoteSeries::Private::samplesAt(WallTime time, const std::map<std::string, double>& gauges) const
{
    Second samples;
    const auto addAggregate = [&](const std::string& text, const MetricKey& key, const std::string& suffix,
                                  const Aggregate& aggregate, double scale) {
        if (const auto value = m_totals.value(text, aggregate)) {
            addSample(samples, key, suffix, *value * scale, time);
        }
    };
    for (const std::string& text : m_totals.keys()) {
        const auto key = parseMetricKey(text);
        const auto type = m_totals.typeOf(text);
        if (!key || !type) {
            continue;
        }
        switch (*type) {
        case MetricType::Counter:
            addAggregate(text, *key, "_total", {AggregateKind::Count}, 1);
            break;
        case MetricType::Rate:
            addAggregate(text, *key, "_rate", {AggregateKind::Rate}, 1);
            break;
        case MetricType::Gauge:
            if (const auto gauge = gauges.find(text); gauge != gauges.end()) {
                addSample(samples, *key, "", gauge->second, time);
            }
            break;
        case MetricType::Trend: {
            const double scale = trendUnitOf(text) == "ms" ? 1e-3 : 1;
            addAggregate(text, *key, "_p50", {AggregateKind::Med}, scale);
            addAggregate(text, *key, "_p95", {AggregateKind::Percentile, 95}, scale);
            addAggregate(text, *key, "_p99", {AggregateKind::Percentile, 99}, scale);
            addAggregate(text, *key, "_avg", {AggregateKind::Avg}, scale);
            addAggregate(text, *key, "_max", {AggregateKind::Max}, scale);
            break;
        }
        }
    }
    return samples;
}

RemoteSeries::RemoteSeries() : d(std::make_unique<Private>()) {}

RemoteSeries::~RemoteSeries() = default;

std::vector<RemoteSeries::Second> RemoteSeries::add(const Frame& frame, const std::string& testId)
{
    std::vector<Second> seconds;
    if (frame.run != d->run) {
        seconds = d->give(true);
        *d = Private();
        d->run = frame.run;
        d->testId = testId;
    }
    d->take(frame);
    for (Second& second : d->give(false)) {
        seconds.push_back(std::move(second));
    }
    return seconds;
}

std::vector<RemoteSeries::Second> RemoteSeries::finish()
{
    return d->give(true);
}

} // namespace holdpoint
