// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/verdict/rule_results.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

/// One answer of a query that was asked beside a run's load. The series is the query as the plan writes it.
struct SourceSample
{
    std::int64_t run = 0;
    std::string series;
    WallTime at;
    std::optional<double> value; // nullopt: asked, but there was no one finite value
};

/// A stretch of a run's load in which a source answered, or did not. Sources: the services of `monitoring`, "log", "engine" (the
/// load engine's own frames), and querySource() of each query (an empty result is no answer there).
struct SourceSpan
{
    std::int64_t run = 0;
    std::string source;
    WallTime from;
    WallTime to;
    bool isAnswering = false;
    std::string reason; // why not; the first of the stretch
};

inline constexpr std::string_view kEngineSource = "engine";
inline constexpr std::string_view kLogSource = "log";
/// A source that is silent for longer is noted as a gap, and alarms over it have no data.
inline constexpr std::chrono::seconds kSilence{30};

/// The source under which the spans of one query stand.
std::string querySource(std::string_view query);

/// Makes the spans of one run out of single answers. Each answer counts from when it was asked, and holds until the next is due:
/// a source that never answers again is not answering since the first question that it missed. Plain; not thread-safe.
class SpanKeeper
{
public:
    explicit SpanKeeper(std::int64_t run) : m_run(run) {}

    /// `holdsFor` is how long an answer stands while the next one is awaited.
    void answered(const std::string& source, WallTime askedAt, Nanos holdsFor);
    void missed(const std::string& source, WallTime askedAt, const std::string& reason);
    /// The load is over: the newest span of each source ends here. What was to be answered long before is missed.
    void finish(WallTime end);
    /// The spans that changed since the last call, each whole; while the load lasts, up to the newest question.
    std::vector<SourceSpan> takeChanges();
    /// Since when a source has not answered, nullopt if it does; with the reason.
    std::optional<SourceSpan> silent(const std::string& source) const;
    const std::vector<SourceSpan>& spans() const { return m_spans; }

private:
    struct State
    {
        std::size_t open = 0; // index of its newest span
        WallTime holdsUntil;  // of its newest answer
        WallTime newestAsk;
    };
    void open(SourceSpan span, std::size_t& index);
    void turn(const std::string& source, WallTime askedAt, bool isAnswering, const std::string& reason);
    /// Ends an answer that had not been renewed by `now` although it was due.
    void lapse(State& state, WallTime now);

    std::int64_t m_run;
    std::vector<SourceSpan> m_spans;
    std::vector<bool> m_isChanged; // by span
    std::map<std::string, State> m_states;
    bool m_isFinished = false;
};

/// How much of a load a source covered.
struct Coverage
{
    double seconds = 0;           // of the load
    double answered = 0;          // of them
    bool wasWatched = false;      // there is a span of that source
    std::vector<SourceSpan> gaps; // cut to the load, oldest first, neighbours joined

    double share() const { return seconds > 0 ? answered / seconds : 0; } // 0..1
    double longestGap() const;                                            // seconds
};
/// Of one run; what no span speaks of is not covered.
Coverage coverageOf(const std::vector<SourceSpan>& spans, std::int64_t run, std::string_view source, const TimeSpan& load);

} // namespace holdpoint
