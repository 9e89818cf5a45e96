// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/snapshot.h"
#include "core/checklist/parameters.h"
#include "core/sensors/fact.h"

namespace holdpoint {

/// The load of a run in time, as far as it is known.
struct LoadSpan
{
    std::int64_t run = 0;
    std::string testId;
    WallTime began{};
    WallTime ended{};
    Nanos holdFrom{}; // since it began
    Nanos holdTo{};   // 0: to its end
};

/// Looks at databases, caches, monitors and paths around a run, for the hint rules (core/analysis/run_questions.h): what the
/// plan's `monitoring` names, through the askers of facts. Sources side by side, each for at most kLookTime; one that fails says
/// so in every part. Blocks its thread; stop() ends it from another.
class RunLooker
{
public:
    static constexpr Nanos kLookTime = std::chrono::seconds{8};

    /// `plan` must outlive it; `parameters` are the checklist template's; `lookTime` stands for kLookTime.
    RunLooker(const Plan& plan, std::map<std::string, std::string> parameters, Nanos lookTime = kLookTime);

    /// After the load: with the load's span.
    std::vector<Snapshot> look(std::string_view moment, const LoadSpan& load);
    void stop();

    /// One sample for ActivitySampler: {at, rows} of the sessions, {at, fields} of Redis; Unknown if it is not known.
    Answer<Json> sessions();
    Answer<Json> cacheCounters();

private:
    Json database(std::string_view moment);
    Json cache();
    Json monitor(const LoadSpan& load);
    Json memory(const AskContext& context, const LoadSpan& load, WallTime from, WallTime to) const;
    Json paths(const LoadSpan& load);
    Json network();
    Json part(const Answer<Json>& answer) const;
    Answer<Json> redacted(Answer<Json> answer) const;
    bool isNamed(std::string_view service) const;
    /// For all that is asked of one source from now on.
    AskContext limited(Nanos most) const;

    const Plan& m_plan;
    std::atomic<bool> m_isStopped = false;
    Fetcher m_fetcher;
    AskContext m_context;
    Parameters m_parameters;
    Redactor m_redactor;
    Nanos m_lookTime;
};

} // namespace holdpoint
