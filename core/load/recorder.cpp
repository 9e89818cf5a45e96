// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/recorder.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxMessages = 200; // distinct ones within a second

GaugeSpan sum(const GaugeSpan& a, const GaugeSpan& b)
{
    return {a.last + b.last, a.min + b.min, a.max + b.max};
}

} // namespace

Interval::Interval(const SeriesTable& table)
    : counters(table.of(MetricType::Counter).size()), rates(table.of(MetricType::Rate).size()),
      gauges(table.of(MetricType::Gauge).size())
{
    for (const auto& series : table.of(MetricType::Trend)) {
        trends.emplace_back(series.digits);
    }
}

void Interval::clear()
{
    std::fill(counters.begin(), counters.end(), 0U);
    std::fill(rates.begin(), rates.end(), RateCount{});
    for (LatencyHistogram& trend : trends) {
        if (!trend.isEmpty()) {
            trend.clear();
        }
    }
    errors.clear();
    samples.clear();
    vitals.clear();
    events.clear();
    shortages = 0;
    longestTurn = {};
}

void Interval::continueGauges(Interval& earlier)
{
    for (std::size_t i = 0; i < gauges.size(); ++i) {
        gauges[i].min = std::min(gauges[i].min, earlier.gauges[i].min);
        gauges[i].max = std::max(gauges[i].max, earlier.gauges[i].max);
        earlier.gauges[i] = {};
    }
}

void Interval::addTo(Frame& frame, const SeriesTable& table) const
{
    const auto& counterSeries = table.of(MetricType::Counter);
    for (std::size_t i = 0; i < counters.size(); ++i) {
        if (counters[i] > 0) {
            frame.counters[counterSeries[i].key] += static_cast<double>(counters[i]);
        }
    }
    for (std::size_t i = 0; i < rates.size(); ++i) {
        if (rates[i].total > 0) {
            RateCount& total = frame.rates[table.of(MetricType::Rate)[i].key];
            total.trueCount += rates[i].trueCount;
            total.total += rates[i].total;
        }
    }
    for (std::size_t i = 0; i < gauges.size(); ++i) {
        GaugeSpan& span = frame.gauges[table.of(MetricType::Gauge)[i].key];
        span = sum(span, gauges[i]);
    }
    for (std::size_t i = 0; i < trends.size(); ++i) {
        if (!trends[i].isEmpty()) {
            const auto& series = table.of(MetricType::Trend)[i];
            frame.trends.try_emplace(series.key, series.digits).first->second.merge(trends[i]);
        }
    }
    for (const auto& [key, times] : errors) {
        const auto& [errorClass, step, message] = key;
        frame.errors.push_back({std::string(nameOf(errorClass)), step, message, times, {}});
    }
    frame.errors.insert(frame.errors.end(), samples.begin(), samples.end());
    frame.events.insert(frame.events.end(), events.begin(), events.end());
}

Recorder::Recorder(const SeriesTable& table)
    : m_table(table), m_active(std::make_unique<Interval>(table)), m_gauges(m_active->gauges.size())
{}

void Recorder::count(const SeriesList& list, std::uint64_t by, const AnswerTags& answer)
{
    for (const SeriesRef& ref : list) {
        if (ref.takes(answer)) {
            m_active->counters[ref.index] += by;
        }
    }
}

void Recorder::rate(const SeriesList& list, bool isTrue, const AnswerTags& answer)
{
    for (const SeriesRef& ref : list) {
        if (ref.takes(answer)) {
            RateCount& rate = m_active->rates[ref.index];
            rate.trueCount += isTrue ? 1U : 0U;
            ++rate.total;
        }
    }
}

void Recorder::trend(const SeriesList& list, Micros value, const AnswerTags& answer)
{
    for (const SeriesRef& ref : list) {
        if (ref.takes(answer)) {
            m_active->trends[ref.index].record(value);
        }
    }
}

void Recorder::changeGauge(const SeriesList& list, int by)
{
    for (const SeriesRef& ref : list) {
        GaugeSpan& span = m_active->gauges[ref.index];
        span.last += by;
        span.min = std::min(span.min, span.last);
        span.max = std::max(span.max, span.last);
    }
}

void Recorder::error(ErrorClass errorClass, const std::string& step, std::string message)
{
    auto key = std::make_tuple(errorClass, step, std::move(message));
    const auto known = m_active->errors.find(key);
    if (known != m_active->errors.end()) {
        ++known->second;
    } else if (m_active->errors.size() < kMaxMessages) {
        m_active->errors.emplace(std::move(key), 1U);
    } else {
        ++m_active->errors[std::make_tuple(errorClass, step, std::string("other messages"))];
    }
}

void Recorder::sample(ErrorClass errorClass, const std::string& step, std::string message, std::string pair)
{
    m_active->samples.push_back({std::string(nameOf(errorClass)), step, std::move(message), 1, std::move(pair)});
}

void Recorder::handOverIfWanted()
{
    if (m_isWanted.load(std::memory_order_relaxed)) {
        handOver();
    }
}

void Recorder::handOver()
{
    std::unique_ptr<Interval> next;
    {
        const std::scoped_lock lock(m_mutex);
        next = std::move(m_spare);
    }
    if (!next) {
        next = std::make_unique<Interval>(m_table);
    }
    for (std::size_t i = 0; i < next->gauges.size(); ++i) {
        const double last = m_active->gauges[i].last;
        next->gauges[i] = {last, last, last};
    }
    std::swap(next, m_active);
    const std::scoped_lock lock(m_mutex);
    m_ready.push_back(std::move(next));
    m_isWanted.store(false, std::memory_order_relaxed);
    m_isAnswered = true;
    m_handedOver.notify_one();
}

void Recorder::finish()
{
    handOver();
    const std::scoped_lock lock(m_mutex);
    m_isFinished = true;
    m_handedOver.notify_one();
}

void Recorder::request()
{
    const std::scoped_lock lock(m_mutex);
    m_isAnswered = false;
    m_isWanted.store(true, std::memory_order_relaxed);
}

std::vector<std::unique_ptr<Interval>> Recorder::take(std::chrono::steady_clock::time_point deadline)
{
    std::vector<std::unique_ptr<Interval>> taken;
    {
        std::unique_lock lock(m_mutex);
        m_handedOver.wait_until(lock, deadline, [this] { return m_isAnswered || m_isFinished; });
        taken.swap(m_ready);
    }
    for (std::size_t i = 1; i < taken.size(); ++i) {
        taken[i]->continueGauges(*taken[i - 1]);
    }
    if (!taken.empty()) {
        for (std::size_t i = 0; i < m_gauges.size(); ++i) {
            const double last = taken.back()->gauges[i].last;
            m_gauges[i] = {last, last, last};
        }
    } else if (std::any_of(m_gauges.begin(), m_gauges.end(), [](const GaugeSpan& span) { return span.last != 0; })) {
        taken.push_back(std::make_unique<Interval>(m_table));
        taken.back()->gauges = m_gauges;
    }
    return taken;
}

void Recorder::giveBack(std::unique_ptr<Interval> interval)
{
    interval->clear();
    const std::scoped_lock lock(m_mutex);
    m_spare = std::move(interval);
}

} // namespace holdpoint
