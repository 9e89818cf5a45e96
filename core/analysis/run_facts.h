// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/snapshot.h"
#include "core/base/result.h"
#include "core/metrics/totals.h"
#include "core/plan/plan.h"
#include "core/verdict/run_result.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

// What hint rules look at: differences between the snapshots before and after a run, its samples, its totals. Anything may be
// unknown: an Error whose kind is NotFound says that the plan names no such source.

/// One statement's use by the run, of pg_stat_statements.
struct StatementUse
{
    std::string text; // with $1; the first 600 bytes
    double calls = 0;
    double ms = 0;
    double rows = 0;
    double blocks = 0;     // read or hit
    double tempBlocks = 0; // written
};

/// One table, of pg_stat_user_tables: counters are differences, the rest is as it is after the run.
struct TableUse
{
    std::string id;
    std::string name; // schema.table
    double scans = 0;
    double rowsScanned = 0;
    double indexScans = 0;
    double writes = 0;
    double liveRows = 0;
    double modifiedSinceAnalyze = 0;
    double pages = 0;
    bool isAnalyzed = false;
    bool wasStaleBefore = false;
};

struct UnindexedKey
{
    std::string name; // of the constraint
    std::string childId;
    std::string parentId;
    std::string child;
    std::string parent;
    std::string definition;
};

/// pg_stat_activity at one moment, client backends without our own.
struct ActivitySample
{
    WallTime at{};
    double backends = 0;
    double active = 0;
    double lockWaits = 0; // active ones
    double lightLockWaits = 0;
    double idleInTransaction = 0;
    double blocked = 0; // by another session
};

struct DatabaseTraffic
{
    double sessions = 0; // without our own
    double transactions = 0;
};

struct DatabaseFacts
{
    Result<std::vector<StatementUse>> statements;
    Result<std::vector<TableUse>> tables;
    Result<std::vector<UnindexedKey>> unindexedKeys;
    Result<std::vector<std::string>> brokenIndexes;
    Result<std::vector<std::string>> missingIndexes; // that production has
    Result<std::vector<ActivitySample>> activity;
    Result<DatabaseTraffic> traffic;
    Result<double> workMemory; // bytes
    Result<double> usedBefore; // connections that were not idle
    Result<double> usedLater;  // two minutes after the load
};

struct CacheSample
{
    WallTime at{};
    double hits = 0; // since the server's start
    double misses = 0;
    double clients = 0;
};

/// Redis' INFO: counters are differences.
struct CacheFacts
{
    double hits = 0;
    double misses = 0;
    double evicted = 0;
    double expired = 0;
    double rejected = 0;
    double connections = 0;
    double commands = 0;
    double writes = 0;  // set, setex, psetex, hset, mset
    double deletes = 0; // del, unlink
    double usedMemory = 0;
    double memoryLimit = 0; // 0: none
    double maxClients = 0;
    double clients = 0; // the most seen
    double keys = 0;
    double keysWithTtl = 0;
    std::vector<CacheSample> samples; // oldest first, the one before the load included

    double lookUps() const { return hits + misses; }
};

/// A step's phases, 95th percentiles in ms over its answers; connecting and TLS over new connections only.
struct StepPhases
{
    std::string name; // of the step; empty: all
    std::uint64_t requests = 0;
    std::uint64_t newConnections = 0;
    std::uint64_t newTlsSessions = 0;
    std::uint64_t slowConnects = 0; // near 1 s or 3 s: the first SYN was lost (RFC 6298, Linux' retries)
    double duration = 0;
    double connecting = 0;
    double tls = 0;
    double waiting = 0;
    double receiving = 0;
    double totalMs = 0; // of all answers together
};

/// One GET of a path that the test loads.
struct PathLook
{
    std::string path;
    std::string type; // text/css
    std::string encoding;
    std::string cacheControl;
    bool hasCdnHeader = false;
    double bytes = 0;
};

/// One process's memory over the hold: seconds since its begin, bytes.
struct MemorySeries
{
    std::string name; // its labels
    std::vector<std::pair<double, double>> points;
    bool wasRestarted = false;
};

struct LoadFacts
{
    double seconds = 0;
    double requests = 0;
    double iterations = 0;
    double timeouts = 0;
    double serverErrors = 0;   // 5xx
    double tooManyAnswers = 0; // 429
    double dropped = 0;        // iterations
    StepPhases all;
    std::vector<StepPhases> steps;
    std::map<std::string, double> iterationsOfStep; // of the scenario that the step stands in
    std::map<std::string, bool> isAsset;            // by step name
    std::optional<double> lcpMs;                    // p95 of the largest contentful paint
    std::optional<double> ttfbMs;
    Json baseline; // metrics of the newest baseline run of the test; null: none
};

struct RunFacts
{
    std::int64_t run = 0;
    LoadFacts load;
    DatabaseFacts database;
    Result<CacheFacts> cache;
    std::map<std::string, Result<double>> measured; // from Prometheus, by the names of promQuestions()
    Result<std::vector<PathLook>> paths;
    Result<double> rttMs;
    Result<std::vector<MemorySeries>> memory;
    Result<double> memoryLimit;    // bytes
    double holdSeconds = 0;        // that the memory was followed
    double leastHoldSeconds = 600; // from which on a slope is told: ten minutes, or what the plan's `memory_hold` says

    /// Nothing is known: as if the plan named no source.
    RunFacts();
    Result<double> value(const std::string& name) const;
};

/// What a run's snapshots, frames and the plan say. `baseline` is the newest baseline run of the same test.
RunFacts runFactsFrom(const Plan& plan, const RunRecord& run, const MetricTotals& totals, const std::vector<Snapshot>& snapshots,
                      const RunRecord* baseline);
/// The parts of it that come from frames and the plan.
LoadFacts loadFactsFrom(const TestPlan* test, const RunRecord& run, const MetricTotals& totals, const RunRecord* baseline);

} // namespace holdpoint
