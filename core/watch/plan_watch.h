// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/template.h"
#include "core/monitor/fetcher.h"
#include "core/plan/plan.h"
#include "core/watch/source_watch.h"

#include <atomic>
#include <filesystem>

namespace holdpoint {

/// What a plan has watched beside a load: the services of its `monitoring` that can answer, the files of `log` facts, and every
/// distinct query of its thresholds and alarms.
struct WatchedPlan
{
    std::vector<std::string> queries;     // of both, each once
    std::vector<std::string> ruleQueries; // of thresholds: summed up when the load is over
    std::vector<std::filesystem::path> logs;
    std::vector<std::string> units;    // whose journals are
    std::vector<std::string> services; // prometheus, grafana, jaeger, sentry
};
/// `definition` and the plan's `checklist: {sensors}` name the logs.
WatchedPlan watchedPlan(const Plan& plan, const ChecklistTemplate& definition);

/// The sources as SourceWatch asks them. `isStopped` ends what is under way without the fetcher, as its stop() does the rest. All
/// arguments but `watched` must outlive what is returned.
std::vector<WatchedSource> watchedSources(const Plan& plan, const WatchedPlan& watched, Fetcher& fetcher,
                                          const std::atomic<bool>* isStopped = nullptr);

/// Of each query its values over the load as Prometheus kept them: every 15 s as max_over_time((QUERY)[W:15s]) looks, but one by
/// one, so that it is known when; of one over `$W` its value at the end. Blocks.
SourceFindingsByQuery findingsOver(const Plan& plan, const std::vector<std::string>& queries, const TimeSpan& load,
                                   Fetcher& fetcher);

} // namespace holdpoint
