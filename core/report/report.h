// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/checklist.h"
#include "core/dossier/dossier.h"
#include "core/plan/plan.h"
#include "core/report/optimisations.h"
#include "core/report/report_analysis.h"
#include "core/report/svg_chart.h"
#include "core/signoff/signature_set.h"

#include <functional>

namespace holdpoint {

enum class ReleaseVerdict { Go, GoWithExceptions, NoGo, Incomplete };
std::string_view nameOf(ReleaseVerdict verdict);  // "GO_WITH_EXCEPTIONS"
std::string_view titleOf(ReleaseVerdict verdict); // "GO WITH EXCEPTIONS"

struct TestReport
{
    std::string id;
    std::string title;
    RunOutcome verdict = RunOutcome::NotRun;
    std::string remark;                                 // "no finished run yet"
    std::vector<RunRecord> runs;                        // oldest first
    std::map<std::int64_t, std::vector<RunNote>> notes; // by run

    const std::vector<RunNote>& notesOf(std::int64_t run) const;
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
    std::string state; // NOTED, OVERRIDDEN, DEFERRED, WARN, UNKNOWN ...
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
    bool isAtLeast = true;                 // no breakpoint run found the end
    std::string limitedBy;                 // what ended the breakpoint run; empty: not reached
    std::string source;                    // "run 11"
    std::optional<double> checklistTarget; // where the plan's target is another

    /// A breakpoint run was made, and not even its first level held.
    bool isNoneHeld() const { return !measured && !limitedBy.empty(); }
};

/// Everything that is known about a release, at one moment. report.json, HTML, Markdown, the painted pages and the pages of
/// the console are renderings of this value and compute nothing of their own.
struct Report
{
    WallTime builtAt; // now; in nothing that is written
    /// Since when it reads like this: the newest audit row but those of exports, or a ttl that ran out after it. So the same
    /// record gives the same bytes.
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
    std::string signedHead;   // of the audit log at the freeze: what signatures name
    std::string changedSince; // the freeze, in words: "1 run and 2 items changed: run 2 of search is new"; empty: nothing
    bool isReleased = false;
    ReleaseVerdict verdict = ReleaseVerdict::Incomplete;
    std::vector<std::string> reasons; // worst first
    std::vector<TestReport> tests;
    std::vector<ReleaseThreshold> thresholds;
    ChecklistTemplate checklistTemplate;
    ChecklistView checklist;         // its definition pointers point into checklistTemplate
    std::vector<ItemChange> changes; // oldest first, with those that the log of optimisations makes
    std::vector<FormValue> form;
    std::vector<AlarmRecord> alarms;
    std::vector<CapacityLine> capacity;
    std::vector<OptimisationReport> optimisations; // oldest first
    ReportAnalysis analysis;                       // in nothing that is signed
    std::vector<ExceptionEntry> remarks;           // NOTED: what is no item and no threshold; the first of `exceptions`
    std::vector<ExceptionEntry> exceptions;
    std::vector<SignatureRecord> signatures; // four
    std::string signaturesNote;              // what they could not be held against on this machine, in words; empty: nothing
    std::map<Role, WallTime> handedIn;       // when the dossier took a signature, where it names an earlier time itself
    bool needsFourPeople = true;             // signoff: {distinct_people: false} relaxes it, and that is printed
    Dossier::AuditHead audit;                // up to the newest row that is not an export's
    std::optional<std::pair<WallTime, std::optional<WallTime>>> window;
    std::optional<TestWindow> testWindow; // the same with what its steps came to
    std::vector<RunHints> hints;

    Report() = default;
    Report(Report&&) = default;
    Report& operator=(Report&&) = default;
    Report(const Report&) = delete; // checklist points into checklistTemplate; share it by shared_ptr
    Report& operator=(const Report&) = delete;
};

/// "Holdpoint 0.1.0, 1 agent, never limited"; names limited seconds of runs that do not decide, too.
std::string engineText(const Report& report);
/// What the reports say over their capacity lines: whether a figure is only a lower bound, and whose targets they show.
std::string capacityRemark(const Report& report);
/// Whether the plan replaces a capacity target of the checklist.
bool hasOwnTargets(const Report& report);

/// A rule of a test's deciding run.
struct TestThreshold
{
    const TestReport* test = nullptr;
    const ThresholdResult* result = nullptr;
};
/// Every rule of the deciding runs once, worst margins first. Points into `report`.
std::vector<TestThreshold> thresholdsByMargin(const Report& report);
/// What was overridden first, the rest as it stands: page 1 shows only some. Points into `report`.
std::vector<const ExceptionEntry*> exceptionsInOrder(const Report& report);
/// "Mara Lindqvist, QA Engineer", who decided that load may start.
std::string runByText(const Report& report);
/// The load target that was farthest from being reached; nullptr if the run has none.
const LoadResult* worstLoad(const RunRecord& run);

/// Reads everything from the dossier. `plan` is the plan in force (for tests that have no run yet).
/// Signatures are proven for it: Look asks ssh-keygen about those that it was not asked about before (some ms). Glance asks
/// nothing, and leaves them Unproven. Write counts itself: the box that asks for a written report is PASS in it; a signature
/// that cannot be checked here is an error.
enum class ReportUse { Glance, Look, Write };
Result<std::shared_ptr<const Report>> buildReport(const Dossier& dossier, const Plan& plan, const ChecklistTemplate& definition,
                                                  WallTime now, ReportUse use = ReportUse::Look);

/// What evaluateChecklist() needs, from the dossier. `definition` and `plan` must outlive the result.
Result<ChecklistInputs> checklistInputs(const Dossier& dossier, const Plan& plan, const ChecklistTemplate& definition,
                                        WallTime now);
/// Whether what four people signed as released is so now, too: the verdict is still a Go.
bool isSignedStillSo(const Report& report);
/// Why the results cannot be Go although no item says so: tests that failed and that no item of the checklist is over, so that
/// nobody can have taken them on. Empty: none.
std::vector<std::string> failedTestsWithoutItem(const Report& report);
/// "no", "yes, four valid signatures", by which list if not by today's, and what changed since they were given.
std::string releasedText(const Report& report);
/// Sets verdict, reasons, exceptions and isReleased from everything else in the report (semantics.md §5).
void decideRelease(Report& report);
struct ReleaseDecision
{
    ReleaseVerdict verdict = ReleaseVerdict::Incomplete;
    std::vector<std::string> reasons;
};
/// What the record says: neither a signature nor a refusal changes it.
ReleaseDecision decisionWithoutSignatures(const Report& report);

/// contract.md §4, "holdpoint-report/1".
Json toJson(const Report& report);
/// record.json: without generated_at, signatures, audit and the boxes of sections 17-20 (semantics.md §9).
Json recordJson(const Report& report);
using ReportCharts = std::map<std::int64_t, std::vector<SvgChart>>; // by run
/// The charts of every run that had load, from the frames in the dossier: long runs take seconds.
Result<ReportCharts> chartsOf(const Report& report, const Dossier& dossier);
/// One file, no network, prints on A4.
std::string toHtml(const Report& report, const ReportCharts& charts);
/// The source checklist with its boxes and blanks filled in.
std::string toMarkdown(const Report& report);

/// A format that this module cannot draw, such as a PDF: it stands in report.<format>.
struct ReportRenderer
{
    std::string format;
    /// Its bytes.
    std::function<Result<std::string>(const std::shared_ptr<const Report>& report, const ReportCharts& charts)> render;
};
inline constexpr std::string_view kAuditReportExported = "report exported";
/// {run, file, dropped}: where a run with --samples wrote them.
inline constexpr std::string_view kAuditSamplesWritten = "samples written";

/// How to check signatures and record with sha256sum and ssh-keygen alone: VERIFY.txt.
std::string verifyRecipe(const Report& report, const Dossier::FrozenRecord& frozen, bool hasRevoked);

/// Writes report.json, record.json, report.html, report.md, frames.sha256 (as asked for) into `folder`, then the audit row
/// "report exported" {folder, files: name -> SHA-256} with all of them, then audit.jsonl up to that row. Formats: json html md,
/// junit (junit.xml), csv k6 hdr (run_formats.h: a file a run), jtl (samples.jtl: copies) and those of `more`. Returns the files
/// written. `report` was built with ReportUse::Write.
Result<std::vector<std::filesystem::path>> writeReport(const std::shared_ptr<const Report>& report, Dossier& dossier,
                                                       const std::filesystem::path& folder,
                                                       const std::vector<std::string>& formats,
                                                       const std::vector<ReportRenderer>& more = {});

/// One line of what verify looked at.
struct VerifyLine
{
    std::string what;   // "Audit chain"
    std::string detail; // "412 of 412 rows"
    bool isValid = false;
    std::string options = {}; // of `holdpointctl verify`, that say more: "--allowed-signers FILE checks ..."; empty: none
};
struct VerifyResult
{
    std::vector<VerifyLine> lines;
    std::vector<RoleCheck> signatures; // four, or none where the tables cannot be read
    bool isValid() const;
    /// The first broken line, "Frames: the frames of run 3 were changed"; empty: none.
    std::string firstFault() const;
};
struct VerifyOptions
{
    std::optional<SignerLists> signers; // instead of those that lie with the record, whose revoked keys stay without others here
    std::optional<SignerLists> alsoBy;  // signatures must hold by those too: they are to become the record's
};
/// Hash chain, frames, every audited row of the tables, the verdicts from the frames, the record's hash and every signature of a
/// dossier file, which is only read. Error: not a dossier.
Result<VerifyResult> verifyDossier(const std::filesystem::path& file, const VerifyOptions& options = {});
/// For a folder that writeReport() wrote: hash chain, every file's SHA-256, the runs against the audit rows of their ends, the
/// verdict decided again from tests, items, gates and signatures, and every signature.
Result<VerifyResult> verifyReportFolder(const std::filesystem::path& folder, const VerifyOptions& options = {});
/// What signatures are given over: the frozen record, and what it says about itself.
SignedRecord signedRecordOf(const std::optional<Dossier::FrozenRecord>& frozen, SignerLists signers);
/// "allowed_signers" and, if the plan names it, the list of revoked keys, as the plan's `signoff` says. NotFound: there is no
/// list of allowed signers at all. Refused or Invalid: there is one that cannot be used; they say what to do.
Result<SignerLists> planSigners(const Plan& plan);
/// The plan's list of revoked keys as it is today, whatever its list of allowed signers is.
struct RevokedKeys
{
    std::optional<std::string> keys; // nullopt: the plan names no list, or `elsewhere`
    std::string elsewhere;           // the plan's files are not on this machine: so the list was not read, in words
};
/// Refused: there should be a list, and it cannot be read. Never as if it were empty.
Result<RevokedKeys> planRevokedKeys(const Plan& plan);

} // namespace holdpoint
