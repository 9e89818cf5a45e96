// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/frame.h"
#include "core/verdict/rules.h"
#include "core/verdict/source_spans.h"

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace holdpoint {

/// A change of one alarm: it began to fire, got worse, or cleared (`to` is set). Latched until a person acknowledges it; that
/// is the dossier's matter.
struct AlarmEvent
{
    const AlarmRule* rule = nullptr;
    WallTime from;
    std::optional<WallTime> to;
    double worst = 0;
    std::string sentence; // "http_req_failed rate at worst 1.40 %, alarm at rate>0.01", cleared with ", for 12 s; cleared"
};

/// Evaluates alarms over a run's metrics and over queries as semantics.md §7 says, the same with and without a window. Feed it
/// every frame of every shard in order of tick, and every sample of a query in order of time; not thread-safe.
class AlarmWatch
{
public:
    /// `leastFor`: a query's alarm with a shorter `for` gets this one, two scrapes.
    explicit AlarmWatch(std::vector<AlarmRule> rules, Nanos leastFor = Nanos{});

    /// Events of the seconds that this frame completes; a second is complete when all shards have reported it, when a later tick
    /// arrives, or when a frame of it is final.
    std::vector<AlarmEvent> add(const Frame& frame);
    /// What a query's value changes. One without a value is neither over nor calm; after kSilence without any, an alarm that
    /// fires says NO DATA, and the time over the limit begins anew.
    std::vector<AlarmEvent> add(const SourceSample& sample);

private:
    /// One second of one shard; of a trend over a longer window, some seconds of all shards.
    struct Slice
    {
        std::uint64_t tick = 0; // its newest
        Frame part;             // only this rule's series
    };
    struct Watch
    {
        AlarmRule rule;
        std::deque<Slice> slices; // as far back as the window may reach
        std::optional<WallTime> overSince;
        std::optional<WallTime> firingFrom;
        std::optional<WallTime> calmSince;
        std::optional<WallTime> blindSince; // of a query: no value since then
        bool isBlind = false;               // and that was said
        std::optional<double> worst;        // of all since overSince, as long as it fires
    };
    static void keep(Watch& watch, Frame part);
    std::optional<double> valueOf(const Watch& watch) const;
    void evaluate(Watch& watch, WallTime now, std::vector<AlarmEvent>& events) const;
    static void judge(Watch& watch, std::optional<double> value, WallTime now, std::vector<AlarmEvent>& events);
    static void noteBlind(Watch& watch, WallTime now, std::vector<AlarmEvent>& events);

    std::vector<Watch> m_watches;            // over metrics
    std::vector<Watch> m_queryWatches;       // over queries
    std::optional<std::uint64_t> m_openTick; // not evaluated yet
    std::set<std::string> m_openShards;      // that have reported it
    std::uint64_t m_firstTick = UINT64_MAX;
    std::optional<std::uint64_t> m_lastSent; // tick of the newest second in which a message was sent
    WallTime m_openTime;
};

/// The alarm that checklist-notes.md §6 derives from every threshold with a critical percentile: over the critical for 30 s.
/// Ids are "critical:METRIC", with the percentile where a metric has several.
std::vector<AlarmRule> criticalAlarmsOf(const std::vector<ThresholdRule>& thresholds);
/// Those that are planned, and the derived ones whose metric, percentile and limit none of them has: one cause, one alarm.
std::vector<AlarmRule> alarmsOf(const std::vector<AlarmRule>& planned, const std::vector<ThresholdRule>& thresholds);

} // namespace holdpoint
