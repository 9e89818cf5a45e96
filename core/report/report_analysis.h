// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/bottlenecks.h"
#include "core/checklist/checklist.h"
#include "core/report/capacity_study.h"
#include "core/report/run_comparison.h"

#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

struct Report;
struct TestReport;

/// A test's deciding run against the newest baseline before it.
struct BaselineComparison
{
    std::string test;
    std::string title;
    std::optional<RunComparison> comparison;
    std::string why; // there is none
};

/// Time that an operation itself took in the slow traces of the load, without what it waited for.
struct SlowSpan
{
    std::string service;
    std::string operation;
    std::uint64_t count = 0;
    std::uint64_t failed = 0;
    double selfMs = 0; // of all
    double p95Ms = 0;
    double share = 0; // 0..1 of all self time
};

struct SlowSpans
{
    std::vector<SlowSpan> spans; // the most self time first
    std::string source;          // the item whose evidence has them
    std::optional<WallTime> at;
    std::string why; // there are none
};

/// What rule M1 says of a run: the slope of a process's memory with its 95 % band.
struct MemorySlope
{
    std::int64_t run = 0;
    Hint hint;
};

/// Sections 9 to 11 and 15 as the runs show them. It follows from runs, evidence and plan and decides nothing: it is in
/// report.json, and in no record that is signed (semantics.md §9).
struct ReportAnalysis
{
    std::vector<ResourcePeak> peaks; // in the order of saturation
    BottleneckSearch bottlenecks;
    SlowSpans slowSpans;
    std::vector<MemorySlope> memory; // by run
    /// Whether what rests on the frames of runs is there, too: only in a report that is built to be written.
    bool isWhole = false;
    std::vector<BaselineComparison> baselines; // a test each
    std::optional<CapacityStudy> capacity;
    std::string whyNoCapacity;
};

/// What needs no frames. `runs` oldest first.
ReportAnalysis analysisOf(const Plan& plan, const std::vector<RunRecord>& runs, const std::vector<RunHints>& hints,
                          const ChecklistView& checklist);
/// Adds the rest: reads the frames of the runs that it compares, in long runs for seconds. Any thread with its own dossier. A
/// comparison that cannot be made says why; Error only where reading was stopped.
Result<> completeAnalysis(ReportAnalysis& analysis, const Dossier& dossier, const Plan& plan,
                          const std::vector<TestReport>& tests);

/// The member `analysis` of report.json.
Json toJson(const ReportAnalysis& analysis);

} // namespace holdpoint
