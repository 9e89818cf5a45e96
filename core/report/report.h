// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/checklist.h"
#include "core/dossier/dossier.h"
#include "core/plan/plan.h"

namespace holdpoint {

enum class ReleaseVerdict { Go, GoWithExceptions, NoGo, Incomplete };
std::string_view nameOf(ReleaseVerdict verdict);  // "GO_WITH_EXCEPTIONS"
std::string_view titleOf(ReleaseVerdict verdict); // "GO WITH EXCEPTIONS"

struct TestReport
{
    std::string id;
    std::string title;
    RunOutcome verdict = RunOutcome::NotRun;
    std::string remark;          // "RTC comes with a later version: not run"
    std::vector<RunRecord> runs; // oldest first
};

struct ReleaseThreshold
{
    ThresholdRule rule;
    struct PerRun
    {
        std::int64_t run = 0;
        ThresholdResult result;
    };
    std::vector<PerRun> perRun;
    RuleVerdict verdict = RuleVerdict::NoData;
    std::string reason; // why not judged
};

struct ExceptionEntry
{
    std::string item;
    std::string text;
    std::string state; // OVERRIDDEN, DEFERRED, WARN, UNKNOWN ...
    std::string reason;
    std::string by;
    std::string role;
};

struct CapacityLine
{
    std::string id;   // users, search_per_min, ...
    std::string text; // "Concurrent users"
    std::optional<double> measured;
    double target = 0;
    bool isAtLeast = true; // no breakpoint run
};

/// Everything that is known about a release, at one moment. report.json, HTML, Markdown, the painted pages and the pages of
/// the console are renderings of this value and compute nothing of their own.
struct Report
{
    WallTime generatedAt;
    bool isRehearsal = false;
    Release release;
    std::string environmentName;
    std::vector<std::string> hosts;
    std::vector<std::string> tlsExceptions;
    std::string planName;
    std::string planSha256;
    std::string recordSha256; // empty: not frozen
    std::optional<WallTime> frozenAt;
    bool isReleased = false;
    ReleaseVerdict verdict = ReleaseVerdict::Incomplete;
    std::vector<std::string> reasons; // worst first
    std::vector<TestReport> tests;
    std::vector<ReleaseThreshold> thresholds;
    ChecklistTemplate checklistTemplate;
    ChecklistView checklist; // its definition pointers point into checklistTemplate
    std::vector<FormValue> form;
    std::vector<AlarmRecord> alarms;
    std::vector<CapacityLine> capacity;
    std::vector<ExceptionEntry> exceptions;
    std::vector<Signature> signatures; // four
    Dossier::AuditHead audit;
    std::optional<std::pair<WallTime, std::optional<WallTime>>> window;

    Report() = default;
    Report(Report&&) = default;
    Report& operator=(Report&&) = default;
    Report(const Report&) = delete; // checklist points into checklistTemplate; share it by shared_ptr
    Report& operator=(const Report&) = delete;
};

/// Reads everything from the dossier. `plan` is the plan in force (for tests that have no run yet).
Result<std::shared_ptr<const Report>> buildReport(const Dossier& dossier, const Plan& plan, const ChecklistTemplate& definition,
                                                  WallTime now);

/// What evaluateChecklist() needs, from the dossier. `definition` and `plan` must outlive the result.
Result<ChecklistInputs> checklistInputs(const Dossier& dossier, const Plan& plan, const ChecklistTemplate& definition,
                                        WallTime now);
/// Sets verdict, reasons, exceptions and isReleased from everything else in the report (semantics.md §5).
void decideRelease(Report& report);

/// contract.md §4, "holdpoint-report/1".
Json toJson(const Report& report);
/// record.json: without generated_at, signatures, audit and the boxes of sections 17-20 (semantics.md §9).
Json recordJson(const Report& report);
/// One file, no network, prints on A4. `dossier` gives the frames for the charts.
Result<std::string> toHtml(const Report& report, const Dossier& dossier);
/// The source checklist with its boxes and blanks filled in.
std::string toMarkdown(const Report& report);

/// Writes report.json, record.json, report.html, report.md, audit.jsonl, frames.sha256 (as asked for) into `folder`.
/// Formats: json html md (junit csv k6 jtl hdr pdf: later, refused in words). Returns the files written.
Result<std::vector<std::filesystem::path>> writeReport(const Report& report, const Dossier& dossier,
                                                       const std::filesystem::path& folder,
                                                       const std::vector<std::string>& formats);

/// One line of what verify looked at.
struct VerifyLine
{
    std::string what;   // "Audit chain"
    std::string detail; // "412 of 412 rows"
    bool isValid = false;
};
struct VerifyResult
{
    std::vector<VerifyLine> lines;
    bool isValid() const;
};
/// Hash chain, frame hashes and record hash of a dossier file. Error: not a dossier.
Result<VerifyResult> verifyDossier(const std::filesystem::path& file);
/// The same for a folder that writeReport() wrote.
Result<VerifyResult> verifyReportFolder(const std::filesystem::path& folder);

} // namespace holdpoint
