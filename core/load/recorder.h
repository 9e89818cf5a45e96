// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/load/error_class.h"
#include "core/load/series.h"
#include "core/metrics/frame.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <tuple>
#include <vector>

namespace holdpoint {

/// A value that took longer than a second to come about: whether it counts is decided by all seconds of its time.
struct TimedValue
{
    const SeriesList* list = nullptr; // of the compiled test
    Micros value{};
    SteadyTime begin;
    SteadyTime end;
};

/// What one load thread saw since the frame before.
class Interval
{
public:
    explicit Interval(const SeriesTable& table);

    void clear();
    /// Takes over what the gauges of the interval before this one, of the same thread, went through.
    void continueGauges(Interval& earlier);
    /// Adds to a frame; gauges of several threads are summed.
    void addTo(Frame& frame, const SeriesTable& table) const;

    std::vector<std::uint64_t> counters;
    std::vector<RateCount> rates;
    std::vector<GaugeSpan> gauges;
    std::vector<LatencyHistogram> trends;
    std::map<std::tuple<ErrorClass, std::string, std::string>, std::uint64_t> errors; // class, step, message
    std::vector<ErrorCount> samples; // one request/answer pair each; counted here, not in `errors`
    std::vector<TimedValue> vitals;  // of web pages; not added to the frame, see LoadRun
    std::vector<std::string> events;
    std::uint64_t shortages = 0; // requests that failed for lack of a descriptor, port or memory here
    Nanos longestTurn{};         // of the thread's loop, without its waiting
};

/// Recording for one load thread: plain memory while it works; takeFrame()'s thread asks for a swap and gets the filled interval.
class Recorder
{
public:
    explicit Recorder(const SeriesTable& table);

    // Owning thread.
    void count(const SeriesList& list, std::uint64_t by, const AnswerTags& answer = {});
    void rate(const SeriesList& list, bool isTrue, const AnswerTags& answer = {});
    void trend(const SeriesList& list, Micros value, const AnswerTags& answer = {});
    /// A web vital of a visit from `begin` to `end`; `list` must outlive the run.
    void vital(const SeriesList& list, Micros value, SteadyTime begin, SteadyTime end)
    {
        m_active->vitals.push_back({&list, value, begin, end});
    }
    void changeGauge(const SeriesList& list, int by);
    void error(ErrorClass errorClass, const std::string& step, std::string message);
    void sample(ErrorClass errorClass, const std::string& step, std::string message, std::string pair);
    void event(std::string text) { m_active->events.push_back(std::move(text)); }
    void shortage() { ++m_active->shortages; }
    void turnTook(Nanos work) { m_active->longestTurn = std::max(m_active->longestTurn, work); }
    /// Once a loop turn: hands the interval over if it was asked for.
    void handOverIfWanted();
    /// As the thread's last act.
    void finish();

    // The frame's thread.
    void request();
    /// Waits for what the last request() asked for, at most until `deadline`; what is later comes with the next frame. A thread
    /// that is late still counts: its gauges stand as they last were.
    std::vector<std::unique_ptr<Interval>> take(std::chrono::steady_clock::time_point deadline);
    void giveBack(std::unique_ptr<Interval> interval);

private:
    void handOver();

    const SeriesTable& m_table;
    std::unique_ptr<Interval> m_active; // owning thread only
    std::atomic<bool> m_isWanted = false;
    std::mutex m_mutex;
    std::condition_variable m_handedOver;
    std::vector<std::unique_ptr<Interval>> m_ready; // guarded by m_mutex, as is all below
    std::unique_ptr<Interval> m_spare;
    bool m_isAnswered = false;
    bool m_isFinished = false;
    std::vector<GaugeSpan> m_gauges; // as take() last saw them; frame's thread only
};

} // namespace holdpoint
