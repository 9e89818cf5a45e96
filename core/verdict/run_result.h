// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/metrics/frame.h"
#include "core/metrics/totals.h"
#include "core/verdict/breakpoint_watch.h"
#include "core/verdict/recovery_watch.h"
#include "core/verdict/rule_results.h"
#include "core/verdict/rule_watch.h"
#include "core/verdict/source_rules.h"

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

/// Everything that judge() needs besides the frames.
struct RunRules
{
    RunKind kind = RunKind::Load;
    bool isRehearsal = false;
    bool isSourceConfigured = false;       // the plan names the Prometheus that rules over queries ask
    std::vector<ThresholdRule> thresholds; // of the test, then release rules with a metric that this test has, or over a query
    std::vector<LoadTarget> loadTargets;
    GeneratorLimits generator;
    std::map<std::string, std::string> dropCauses; // by scenario: why it drops iterations if it does, in words: "no free VU"
    RunWindow window;
    std::vector<RecoveryRule> recoveries;
    std::optional<BreakpointPlan> breakpoint;                  // of a breakpoint run: its levels are judged, not the whole
    std::function<bool(const std::string& key)> isGaugeMerged; // MetricTotals::setMergedGauges()
};

/// What a run showed. Derived from its frames, its rules and what sources said beside it.
struct RunResult
{
    RunOutcome outcome = RunOutcome::NotRun;
    std::optional<TimeSpan> loadSpan; // from t0 to the last second of load that was recorded
    std::vector<std::string> reasons; // worst first, whole sentences
    std::vector<LoadResult> load;
    GeneratorResult generator;
    std::vector<ThresholdResult> thresholds;
    std::vector<CheckResult> checks;
    std::vector<ErrorResult> errors;
    std::vector<VerificationResult> verifications;
    std::vector<RecoveryResult> recoveries; // of bursts within a steady load
    std::optional<BreakpointResult> breakpoint;
    Json metrics; // MetricTotals::toJson()
};

/// One execution of a test as the dossier keeps it; report.json prints it.
struct RunRecord
{
    std::int64_t id = 0;
    std::string testId;
    RunKind kind = RunKind::Load;
    WallTime startedAt; // t0
    std::optional<WallTime> endedAt;
    std::string whyEnded;
    bool isRehearsal = false;
    bool isCounting = true; // a person can take it out, with a reason
    std::string notCountingReason;
    std::string planSha256;
    RunResult result; // outcome NotRun while it is under way
};

/// Whether a second of it was recorded; without one (its setup failed) there is nothing to judge.
bool wasSeen(const RunRecord& run);
/// Whether load tables and charts say anything: not of a dry run, nor of one whose setup failed.
bool provesLoad(const RunRecord& run);
/// The newest ended run that decides the test (semantics.md §2), nullptr if there is none.
const RunRecord* decidingRun(const std::vector<RunRecord>& runs, std::string_view testId);

/// Members of a result's JSON behind `outcome`, in their order; the last three stand there only where there is something.
inline constexpr std::array<std::string_view, 11> kRunResultKeys{"reasons",    "load",       "generator", "metrics",
                                                                 "thresholds", "checks",     "errors",    "verifications",
                                                                 "recoveries", "breakpoint", "load_span"};
/// Both ways for the database; the report builds on the same names (contract.md §4).
Json toJson(const RunResult& result);
/// Error::Invalid names what is wrong; unknown members are ignored.
Result<RunResult> runResultFromJson(const Json& json);

/// Collects a run's frames and judges them by semantics.md §2 and 5. Not thread-safe.
/// interim() may be asked every second for lamps and tiles; judge() once, after the last frame.
class RunJudge
{
public:
    explicit RunJudge(RunRules rules);

    void add(const Frame& frame);
    /// A value of a query, asked while the load goes on.
    void addSample(const SourceSample& sample) { m_sources.add(sample); }
    const MetricTotals& totals() const { return m_totals; }
    const RunRules& rules() const { return m_rules; }
    /// From t0 to the newest second of load; nullopt before the first.
    const std::optional<TimeSpan>& loadSpan() const { return m_load; }
    /// Thresholds as of now, over the whole run so far; for lamps.
    std::vector<ThresholdResult> interim() const;
    /// A threshold whose abort_on_fail has been violated without a break for its time; nullptr if none.
    const ThresholdRule* abortingRule() const;
    /// Of a breakpoint run: why no further level may follow, as a clause; empty: go on.
    std::string breakpointReached() const { return m_breakpoint ? m_breakpoint->whyStop() : std::string(); }
    /// The end: of a run that was stopped or lost before its time, counters are over the seconds that it had, and no load is met.
    RunResult judge(RunEnding ending, const std::string& endingCause, std::vector<VerificationResult> verifications,
                    const SourceFindingsByQuery& findings = {});

private:
    enum class Moment { WhileRunning, AtTheEnd };

    std::vector<ThresholdResult> thresholdResults(const RuleWatch& watch, Moment moment,
                                                  const SourceFindingsByQuery* findings) const;
    std::string dropCause(const std::string& scenario) const;
    std::vector<LoadResult> loadResults() const;
    GeneratorResult generatorResult() const;
    std::vector<CheckResult> checkResults() const;
    std::vector<ErrorResult> errorResults() const;

    RunRules m_rules;
    MetricTotals m_totals;
    RuleWatch m_watch; // same order as m_rules.thresholds
    SourceRules m_sources;
    std::optional<TimeSpan> m_load;
    std::map<std::string, std::uint64_t> m_shardLag; // worst second of each shard, µs
    struct LimitingCause
    {
        std::uint64_t seconds = 0;
        std::string sentence; // of its first second
    };
    std::map<std::string, LimitingCause> m_limitedBy; // by the cause's words without its numbers
    std::map<std::string, std::uint64_t> m_shardRetransmits;
    GeneratorResult m_worst; // largest values of any second
    RecoveryWatch m_recovery;
    std::optional<BreakpointWatch> m_breakpoint;
};

} // namespace holdpoint
