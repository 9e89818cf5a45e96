// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/hint.h"
#include "core/analysis/snapshot.h"
#include "core/checklist/checklist.h"
#include "core/checklist/test_window.h"
#include "core/metrics/frame.h"
#include "core/plan/plan.h"
#include "core/signoff/signature_record.h"
#include "core/signoff/ssh_signature.h"
#include "core/verdict/run_note.h"
#include "core/verdict/run_result.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

/// What a dossier says about a plan text that ran in it.
struct PlanRecord
{
    std::string sha256;
    std::string text;
    std::string path;
    Json resolved; // secrets as ${KEY}
    WallTime at;
};

/// A checklist template of the team's own, with the document that it names.
struct ChecklistText
{
    std::string content;
    std::string document;
};

struct AuditRow
{
    std::int64_t number = 0; // from 1, without holes
    std::string text;        // canonical bytes: the JSON as stored
    std::string hash;        // SHA-256(previous hash as hex || text), hex
};

struct AlarmRecord
{
    std::string id;
    std::int64_t run = 0;
    WallTime from;
    std::optional<WallTime> to;
    double worst = 0;
    std::string severity;
    std::string sentence;
    std::string action;
    std::string acknowledgedBy;
    std::string outcome;
};

/// A request and its answer, kept for the first ten errors of a class and step (semantics.md §4).
struct ErrorSample
{
    std::int64_t run = 0;
    std::string errorClass;
    std::string step;
    std::string text; // JSON
};

/// Actions of audit rows whose details others read: "run ended" {run, test, kind, outcome, why, ended_at, frames, frames_sha256,
/// result_sha256, source_rows, sources_sha256}, "record frozen" {record_sha256}. All details hold what was changed, or the
/// SHA-256 of what is too large.
inline constexpr std::string_view kAuditRunEnded = "run ended";
inline constexpr std::string_view kAuditMarked = "run marked";        // {run, kind, at, second, note}
inline constexpr std::string_view kAuditClock = "run's clock jumped"; // the same
inline constexpr std::string_view kAuditStep = "step taken";          // {window, step, state, reference, reason}
inline constexpr std::string_view kAuditRecordFrozen = "record frozen";
inline constexpr std::string_view kAuditItemChanged = "item changed"; // one of each item change, in their order

inline constexpr std::size_t kMaxSnapshotBytes = std::size_t{32} << 20U; // of its JSON text

/// The record of one release: one SQLite file (WAL), or one schema of a PostgreSQL database (postgresql://HOST/DATABASE#NAME,
/// database_url.h), versioned and migrated on open. A `file` here is either. One object is one connection and belongs to the
/// thread that made it; several objects and processes may have the same dossier open. Every method that changes something commits
/// before it returns, and writes its audit row in the same transaction, which keeps every other writer out.
class Dossier
{
public:
    /// Makes a new file; Error::Invalid if it exists.
    static Result<std::unique_ptr<Dossier>> create(const std::filesystem::path& file, const Release& release, bool isRehearsal);
    /// Opens and migrates; runs that no living process writes are closed as interrupted. A foreign or newer file is refused in
    /// words.
    static Result<std::unique_ptr<Dossier>> open(const std::filesystem::path& file);
    /// Opens a file of any known schema and changes nothing in it or beside it; every method that writes fails.
    static Result<std::unique_ptr<Dossier>> openReadOnly(const std::filesystem::path& file);
    /// open() or create(); a file that holds another release is refused with the command for a new one (semantics.md §1).
    static Result<std::unique_ptr<Dossier>> openFor(const std::filesystem::path& file, const Release& release, bool isRehearsal);
    virtual ~Dossier() = default;

    virtual std::filesystem::path file() const = 0;
    virtual Release release() const = 0;
    virtual bool isRehearsal() const = 0;
    /// Sentences about what open() found: "run 7 was interrupted at 10:04:12; its 252 s of data are kept".
    virtual std::vector<std::string> openingNotes() const = 0;

    virtual Result<> storePlan(const Plan& plan) = 0;
    /// Newest use last: what a reopened dossier continues with stands at the end.
    virtual Result<std::vector<PlanRecord>> plans() const = 0;

    /// Under the name that the plan gives it; the newest wins, the same text again changes nothing.
    virtual Result<> storeChecklist(const std::string& name, const ChecklistText& text) = 0;
    virtual Result<std::optional<ChecklistText>> checklist(const std::string& name) const = 0;

    // Runs
    virtual Result<std::int64_t> beginRun(const std::string& testId, RunKind kind, const Plan& plan, WallTime startedAt) = 0;
    /// No audit row. A frame that is there already is ignored. Error::Invalid once the run has ended.
    virtual Result<> addFrames(std::int64_t run, const std::vector<Frame>& frames) = 0;
    virtual Result<> endRun(std::int64_t run, WallTime endedAt, const std::string& why, const RunResult& result) = 0;
    virtual Result<> setCounting(std::int64_t run, bool isCounting, const std::string& reason, const Person& by) = 0;
    /// A remark about a moment of a run, under way or ended; `by` says who (a machine if left out), RunNote::by is ignored.
    /// Error::Invalid for an empty note or one of more than kMostNoteBytes.
    virtual Result<> addRunNote(std::int64_t run, const RunNote& note, const Person& by = {}) = 0;
    virtual Result<std::vector<RunRecord>> runs() const = 0;
    /// By run, each by its second; runs without notes are left out.
    virtual Result<std::map<std::int64_t, std::vector<RunNote>>> runNotes() const = 0;
    /// Frames in the order of tick, shard and seq; only those with a seq above `afterSeq` (of their shard), 0 = all.
    virtual Result<> readFrames(std::int64_t run, std::uint64_t afterSeq,
                                const std::function<void(const Frame&)>& visit) const = 0;
    /// SHA-256 over all frame blobs of the run in order, as the audit row "run ended" carries it.
    virtual Result<std::string> framesSha256(std::int64_t run) const = 0;
    virtual Result<std::vector<ErrorSample>> errorSamples(std::int64_t run) const = 0;

    // What sources said beside a run's load
    /// No audit row until the run ends. A sample that is there already stays; of a span (by source and begin) the newest wins.
    /// Error::Invalid once the run has ended.
    virtual Result<> addSourceData(std::int64_t run, const std::vector<SourceSample>& samples,
                                   const std::vector<SourceSpan>& spans) = 0;
    virtual Result<std::vector<SourceSample>> sourceSamples(std::int64_t run) const = 0; // oldest first
    virtual Result<std::vector<SourceSpan>> sourceSpans() const = 0;                     // of all runs, by run and begin

    // What databases, caches and monitors said around a run, and what follows from it
    /// Error::Invalid for content of more than kMaxSnapshotBytes.
    virtual Result<> addSnapshot(const Snapshot& snapshot) = 0;
    /// Oldest first; of all runs, or of one.
    virtual Result<std::vector<Snapshot>> snapshots(std::optional<std::int64_t> run = std::nullopt) const = 0;
    /// The newest hints of each run that was analysed, by run.
    virtual Result<std::vector<RunHints>> hints() const = 0;

    // Alarms
    virtual Result<> storeAlarm(const AlarmRecord& alarm) = 0; // by id, run and from; newest wins
    virtual Result<std::vector<AlarmRecord>> alarms() const = 0;

    // Checklist
    /// The audit length that its writer had seen when the person decided. What another person wrote about the same item, field or
    /// gate since then is not overwritten: Conflict names both values, and nothing is stored. Not given: not looked at.
    using Seen = std::optional<std::int64_t>;
    virtual Result<> addItemChange(const ItemChange& change, Seen seen = {}) = 0;
    virtual Result<std::vector<ItemChange>> itemChanges() const = 0; // oldest first
    /// Its id; `by` (a machine if left out) stands in the audit row.
    virtual Result<std::int64_t> addEvidence(const Evidence& evidence, const std::string& attachment, const Person& by = {}) = 0;
    virtual Result<std::vector<Evidence>> evidence() const = 0;
    virtual Result<std::string> attachment(std::int64_t evidenceId) const = 0;
    virtual Result<> setNote(const std::string& item, const std::string& text, const Person& by, WallTime at, Seen seen = {}) = 0;
    virtual Result<std::map<std::string, std::string>> notes() const = 0;
    virtual Result<> setFormValue(const FormValue& value, Seen seen = {}) = 0;
    virtual Result<std::vector<FormValue>> formValues() const = 0; // newest by field
    virtual Result<> addGateDecision(const GateDecision& decision, const Json& snapshot, Seen seen = {}) = 0;
    virtual Result<std::vector<GateDecision>> gateDecisions() const = 0;

    // Sign-off and record
    virtual Result<> setSignature(const SignatureRecord& signature) = 0;
    virtual Result<std::vector<SignatureRecord>> signatures() const = 0; // four, Pending where none
    /// The same bytes again change nothing. Other bytes make valid and unverified signatures invalid, with `whatChanged` as the
    /// reason, in the same transaction.
    virtual Result<> freezeRecord(const std::string& recordJson, WallTime at,
                                  const std::string& whatChanged = "the record changed") = 0;
    struct FrozenRecord
    {
        std::string json;
        std::string sha256;
        WallTime at;
        std::string auditHead; // hash of the audit row that tells of this freeze: what signatures name
    };
    virtual Result<std::optional<FrozenRecord>> frozenRecord() const = 0;

    /// Who may sign, as it was read when somebody signed; the newest wins, the same again changes nothing.
    virtual Result<> storeSigners(const SignerLists& signers, WallTime at) = 0;
    virtual Result<SignerLists> signers() const = 0; // empty: nobody has signed with a key

    // Test window
    /// Its number. Refused while one is open.
    virtual Result<std::int64_t> openWindow(WallTime at, WallTime plannedEnd, const Json& detail, const Person& by) = 0;
    virtual Result<> closeWindow(std::int64_t number, const Person& by, WallTime at) = 0;
    virtual Result<std::optional<TestWindow>> testWindow() const = 0; // newest, with its steps
    /// Its number. `after` is the newest row of that step that the writer has seen, 0 for none; Conflict if there is another.
    virtual Result<std::int64_t> addStep(const OutsideStep& step, std::int64_t after) = 0;
    /// The newest row of each step of a window, or (0) of each action of the checklist.
    virtual Result<std::vector<OutsideStep>> steps(std::int64_t window) const = 0;
    virtual Result<std::optional<std::pair<WallTime, std::optional<WallTime>>>> window() const = 0; // newest: opened, closed

    /// Notes that something happened outside the tables (export, verify).
    virtual Result<> addAudit(const std::string& action, const Json& detail, const Person& by, WallTime at) = 0;
    virtual Result<std::vector<AuditRow>> audit() const = 0;
    /// Rows that hold the action's name, newest first, at most `most`; whether they are of that action the caller reads.
    virtual Result<std::vector<AuditRow>> auditAbout(const std::string& action, std::size_t most) const = 0;
    struct AuditHead
    {
        std::int64_t length = 0;
        std::string hash;
    };
    virtual Result<AuditHead> auditHead() const = 0;
    /// The tables against the audit log: rows that were changed, added or removed behind its back, each fault a clause.
    struct TableCheck
    {
        std::size_t rows = 0; // looked at
        std::vector<std::string> faults;
    };
    virtual Result<TableCheck> checkTables() const = 0;
    /// Everything that `body` writes through this object is stored together, or nothing of it; other writers are kept out until
    /// it ends. On a server a body runs again from its beginning where the connection was lost before anything was stored.
    virtual Result<> atOnce(const std::function<Result<>()>& body) = 0;
    /// Runs `body`, whose reads see the dossier as it is at the first of them, whatever others write meanwhile. It must not
    /// write.
    virtual Result<> inSnapshot(const std::function<Result<>()>& body) const = 0;
};

/// First bad place of the chain or of a run's frames, in words; nullopt if everything holds. Also for REPORT-DIR's audit.jsonl.
std::optional<std::string> firstAuditFault(const std::vector<AuditRow>& rows);

} // namespace holdpoint
