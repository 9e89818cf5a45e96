// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/metrics/frame.h"
#include "core/metrics/totals.h"
#include "core/verdict/rules.h"

#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

enum class RunKind { DryRun, Baseline, Load, Retest, Breakpoint };
enum class RuleVerdict { Passed, Warned, Failed, NoData, NotJudged };
enum class RunOutcome { Passed, Warned, Failed, Inconclusive, Aborted, Interrupted, NotRun };

std::string_view nameOf(RunKind kind);       // "dry-run"
std::string_view nameOf(RuleVerdict verdict); // "no_data"
std::string_view nameOf(RunOutcome outcome);  // "not_run"
Result<RunKind> runKindFrom(std::string_view text);
Result<RunOutcome> runOutcomeFrom(std::string_view text);
/// Only load and retest decide a test.
bool decidesTest(RunKind kind);

struct TimeSpan // wall clock, [from, to)
{
    WallTime from;
    WallTime to;
};

struct ThresholdResult
{
    ThresholdRule rule;
    std::optional<double> measured;
    std::uint64_t sampleCount = 0;
    std::optional<double> margin;
    RuleVerdict verdict = RuleVerdict::NoData;
    std::string sentence; // "p(95) is 341 ms, over the target of 300 ms by 14 %, n = 9,001"
    std::vector<TimeSpan> breaches;
};

struct LoadResult
{
    LoadTarget target;
    std::optional<double> achieved;
    bool isMet = false;
    std::string sentence; // "planned 200.0/s, achieved 143.2/s: 4,211 iterations dropped, no free VU"
};

struct GeneratorResult
{
    int agents = 1;
    std::uint64_t limitedSeconds = 0;
    std::uint64_t loadSeconds = 0;
    std::uint64_t lagP99Us = 0;
    double cpuPercentMax = 0;
    std::uint64_t rssBytesMax = 0;
    std::uint64_t droppedIterations = 0;
    bool isLimited = false;
    std::string sentence;
};

struct CheckResult
{
    std::string name;
    std::uint64_t passes = 0;
    std::uint64_t fails = 0;
};

struct ErrorResult
{
    std::string errorClass;
    std::string step;
    std::string message;
    std::uint64_t count = 0;
    WallTime firstAt;
};

/// One `verify` entry of a test (contract.md §3).
struct VerificationResult
{
    std::string name;
    std::string expected;
    std::string measured;
    RuleVerdict verdict = RuleVerdict::NoData;
    std::string sentence;
};

/// How a run came to its end, before anything is judged.
enum class RunEnding { Completed, StoppedByPerson, StoppedByRule, Interrupted };

/// Everything that judge() needs besides the frames.
struct RunRules
{
    RunKind kind = RunKind::Load;
    bool isRehearsal = false;
    std::vector<ThresholdRule> thresholds; // of the test, then release rules with a metric that this test has
    std::vector<LoadTarget> loadTargets;
    GeneratorLimits generator;
    RunWindow window;
};

/// What a run showed. Derived from its frames and rules alone, so that it can be derived again before a signature.
struct RunResult
{
    RunOutcome outcome = RunOutcome::NotRun;
    std::vector<std::string> reasons; // worst first, whole sentences
    std::vector<LoadResult> load;
    GeneratorResult generator;
    std::vector<ThresholdResult> thresholds;
    std::vector<CheckResult> checks;
    std::vector<ErrorResult> errors;
    std::vector<VerificationResult> verifications;
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
    bool isCounting = true;        // a person can take it out, with a reason
    std::string notCountingReason;
    std::string planSha256;
    RunResult result; // outcome NotRun while it is under way
};

/// The newest run that decides the test (semantics.md §2), nullptr if there is none.
const RunRecord* decidingRun(const std::vector<RunRecord>& runs, std::string_view testId);

/// Both ways for the database; the report builds on the same names (contract.md §4).
Json toJson(const RunResult& result);
Result<RunResult> runResultFromJson(const Json& json);

/// Collects a run's frames and judges them by semantics.md §2 and 5. Not thread-safe.
/// interim() may be asked every second for lamps and tiles; judge() once, after the last frame.
class RunJudge
{
public:
    explicit RunJudge(RunRules rules);

    void add(const Frame& frame);
    const MetricTotals& totals() const { return m_totals; }
    const RunRules& rules() const { return m_rules; }
    /// Thresholds as of now, over the whole run so far; for lamps.
    std::vector<ThresholdResult> interim() const;
    /// A threshold whose abort_on_fail has been violated without a break for its time; nullptr if none.
    const ThresholdRule* abortingRule() const;
    RunResult judge(RunEnding ending, const std::string& endingCause, std::vector<VerificationResult> verifications) const;

private:
    struct Interval; // per second and rule: value over the sliding window, for breaches and abort rules
    RunRules m_rules;
    MetricTotals m_totals;
    std::vector<std::vector<TimeSpan>> m_targetBreaches;
    std::vector<std::optional<WallTime>> m_criticalSince;
    std::map<std::string, ErrorResult> m_errors;
    std::map<std::string, CheckResult> m_checks;
    LatencyHistogram m_lag;
    double m_cpuMax = 0;
    std::uint64_t m_rssMax = 0;
    std::uint64_t m_loadSeconds = 0;
};

/// The exit code of `run` over several outcomes: 105, else 108, else 99, else 96, else 0 (semantics.md §2).
int exitCodeFor(const std::vector<RunOutcome>& outcomes, bool wasStoppedByPerson, bool wasStoppedByRule);

} // namespace holdpoint
