// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dossier/dossier.h"
#include "core/dossier/sql_connection.h"

namespace holdpoint {

class AuditIndex;
struct StoragePolicy;

/// The tables of schema.cpp behind the interface of dossier.h.
class SqlDossier final : public Dossier
{
public:
    explicit SqlDossier(std::shared_ptr<SqlConnection> connection) : m_connection(std::move(connection)) {}

    /// Reads the head row, then closes what dead writers left.
    Result<> load();
    /// Reads the head row and changes nothing.
    Result<> loadHead();
    /// The head row and the first audit row of a new file.
    Result<> initialise(const Release& release, bool isRehearsal);

    std::filesystem::path file() const override { return m_connection->file(); }
    Release release() const override { return m_release; }
    bool isRehearsal() const override { return m_isRehearsal; }
    std::vector<std::string> openingNotes() const override { return m_notes; }

    Result<> storePlan(const Plan& plan) override;
    Result<std::vector<PlanRecord>> plans() const override;
    Result<> storeChecklist(const std::string& name, const ChecklistText& text) override;
    Result<std::optional<ChecklistText>> checklist(const std::string& name) const override;

    Result<std::int64_t> beginRun(const std::string& testId, RunKind kind, const Plan& plan, WallTime startedAt) override;
    Result<> addFrames(std::int64_t run, const std::vector<Frame>& frames) override;
    Result<> endRun(std::int64_t run, WallTime endedAt, const std::string& why, const RunResult& result) override;
    Result<> setCounting(std::int64_t run, bool isCounting, const std::string& reason, const Person& by) override;
    Result<> addRunNote(std::int64_t run, const RunNote& note, const Person& by) override;
    Result<std::vector<RunRecord>> runs() const override;
    Result<std::map<std::int64_t, std::vector<RunNote>>> runNotes() const override;
    Result<> readFrames(std::int64_t run, std::uint64_t afterSeq, const std::function<void(const Frame&)>& visit) const override;
    Result<std::string> framesSha256(std::int64_t run) const override;
    Result<std::vector<ErrorSample>> errorSamples(std::int64_t run) const override;

    Result<> addSourceData(std::int64_t run, const std::vector<SourceSample>& samples,
                           const std::vector<SourceSpan>& spans) override;
    Result<std::vector<SourceSample>> sourceSamples(std::int64_t run) const override;
    Result<std::vector<SourceSpan>> sourceSpans() const override;

    Result<> addSnapshot(const Snapshot& snapshot) override;
    Result<std::vector<Snapshot>> snapshots(std::optional<std::int64_t> run) const override;
    Result<std::vector<RunHints>> hints() const override;

    Result<> storeAlarm(const AlarmRecord& alarm) override;
    Result<std::vector<AlarmRecord>> alarms() const override;

    Result<> addItemChange(const ItemChange& change, Seen seen) override;
    Result<std::vector<ItemChange>> itemChanges() const override;
    Result<std::int64_t> addEvidence(const Evidence& evidence, const std::string& attachment, const Person& by) override;
    Result<std::vector<Evidence>> evidence() const override;
    Result<std::string> attachment(std::int64_t evidenceId) const override;
    Result<> setNote(const std::string& item, const std::string& text, const Person& by, WallTime at, Seen seen) override;
    Result<std::map<std::string, std::string>> notes() const override;
    Result<> setFormValue(const FormValue& value, Seen seen) override;
    Result<std::vector<FormValue>> formValues() const override;
    Result<> addGateDecision(const GateDecision& decision, const Json& snapshot, Seen seen) override;
    Result<std::vector<GateDecision>> gateDecisions() const override;

    Result<> setSignature(const SignatureRecord& signature) override;
    Result<std::vector<SignatureRecord>> signatures() const override;
    Result<> freezeRecord(const std::string& recordJson, WallTime at, const std::string& whatChanged) override;
    Result<std::optional<FrozenRecord>> frozenRecord() const override;
    Result<> storeSigners(const SignerLists& signers, WallTime at) override;
    Result<SignerLists> signers() const override;

    Result<std::int64_t> openWindow(WallTime at, WallTime plannedEnd, const Json& detail, const Person& by) override;
    Result<> closeWindow(std::int64_t number, const Person& by, WallTime at) override;
    Result<std::optional<TestWindow>> testWindow() const override;
    Result<std::int64_t> addStep(const OutsideStep& step, std::int64_t after) override;
    Result<std::vector<OutsideStep>> steps(std::int64_t window) const override;
    Result<std::optional<std::pair<WallTime, std::optional<WallTime>>>> window() const override;

    Result<> addAudit(const std::string& action, const Json& detail, const Person& by, WallTime at) override;
    Result<std::vector<AuditRow>> audit() const override;
    Result<std::vector<AuditRow>> auditAbout(const std::string& action, std::size_t most) const override;
    Result<AuditHead> auditHead() const override;
    Result<TableCheck> checkTables() const override;
    Result<> atOnce(const std::function<Result<>()>& body) override
    {
        return m_connection->inTransaction(SqlConnection::Durability::Durable, body);
    }
    Result<> inSnapshot(const std::function<Result<>()>& body) const override { return m_connection->inSnapshot(body); }

private:
    /// Runs `body` in one durable transaction and appends the audit row with the detail that it returns; a null detail means
    /// that nothing was changed and leaves no row.
    Result<> record(const std::string& action, const Person& by, WallTime at, const std::function<Result<Json>()>& body);
    /// The same where what was done is known only within the transaction.
    struct Deed
    {
        std::string action;
        Person by;
        Json detail; // null: nothing was changed
    };
    Result<> record(WallTime at, const std::function<Result<Deed>()>& body);
    Result<> appendAudit(const std::string& action, const Json& detail, const Person& by, WallTime at);
    /// Conflict if a person wrote an audit row of this action after `seen` whose detail has the same `key`: `words` puts what
    /// stands there into a sentence, as it puts `ours`. Within a transaction.
    Result<> refuseUnseen(Seen seen, std::string_view action, std::string_view key, const Json& ours,
                          const std::function<std::string(const Json& detail)>& words) const;
    /// Next number of an append-only table, within a transaction.
    Result<std::int64_t> nextNumber(const QString& table, const QString& column) const;

    /// Id of the plan's row and whether anything changed; within a transaction.
    Result<std::pair<std::int64_t, bool>> keepPlan(const Plan& plan, WallTime at);
    Result<StoragePolicy> storagePolicy(std::int64_t run) const;
    Result<> insertFrame(Frame frame, const StoragePolicy& policy);
    /// Moves what waits of the frame's shard into the frame; within a transaction.
    Result<> mergeRests(Frame& frame);
    /// Before a run ends: rests of seconds that no frame closed.
    Result<> mergeLeftRests(std::int64_t run);
    Result<> insertSamples(const Frame& frame);
    Result<> requireRun(std::int64_t run, bool mustBeOpen) const;
    struct RowsSum
    {
        std::int64_t count = 0;
        std::string sha256;
    };
    Result<RowsSum> framesSum(std::int64_t run) const;
    /// Of the rows that sources left beside a run.
    Result<RowsSum> sourcesSum(std::int64_t run) const;
    Result<bool> hasSources() const;
    Result<std::int64_t> frameCount(std::int64_t run) const;
    /// Writes the end of a run whose rests are merged; within a transaction. The detail of its audit row.
    Result<Json> finishRun(std::int64_t run, WallTime endedAt, const std::string& why, const RunResult& result,
                           const RowsSum& frames);
    /// Alarms that still fire; within a transaction.
    Result<> endAlarms(std::int64_t run, WallTime runEndedAt);
    Result<> insertSignature(const SignatureRecord& signature);

    struct Note
    {
        std::string item;
        std::string text;
        Person by;
        WallTime at;
    };
    // Every row, oldest first, where the interface gives only the newest.
    Result<std::vector<Note>> allNotes() const;
    Result<std::vector<FormValue>> allFormValues() const;
    struct StoredNote
    {
        std::int64_t run = 0;
        RunNote note;
        Person by;
    };
    Result<std::vector<StoredNote>> allRunNotes() const;                                // sql_run_notes.cpp
    Result<std::vector<std::pair<GateDecision, std::string>>> allGateDecisions() const; // with the snapshot
    Result<std::vector<SignatureRecord>> allSignatures() const;
    Result<std::optional<AlarmRecord>> storedAlarm(const AlarmRecord& alarm) const;

    struct StoredSnapshot
    {
        Snapshot snapshot;
        std::string sha256; // as stored
        std::string text;
    };
    /// False for a file of a schema without them, which was opened to be read.
    Result<bool> hasSnapshots() const;
    Result<> visitSnapshots(const QString& where, const QVariantList& values,
                            const std::function<Result<>(StoredSnapshot)>& visit) const;

    // table_check.cpp
    Result<> checkHead(AuditIndex& index) const;
    Result<> checkPlans(AuditIndex& index) const;
    Result<> checkTemplates(AuditIndex& index) const;
    Result<> checkRuns(AuditIndex& index) const;
    Result<> checkRunNotes(AuditIndex& index) const;  // sql_run_notes.cpp
    Result<> checkSources(AuditIndex& index) const;   // sql_sources.cpp
    Result<> checkSnapshots(AuditIndex& index) const; // sql_snapshots.cpp
    Result<> checkAlarms(AuditIndex& index) const;
    Result<> checkChecklist(AuditIndex& index) const;
    Result<> checkAttachments(AuditIndex& index) const;
    Result<> checkSignOff(AuditIndex& index) const;
    Result<> checkNumbers(AuditIndex& index) const;
    Result<> checkTail(AuditIndex& index, const std::vector<AuditRow>& rows) const;
    Result<bool> hasSigners() const; // of a schema that knows keys

    // sql_window.cpp
    Result<bool> hasSteps() const;
    Result<std::vector<OutsideStep>> allSteps() const;
    Result<> closeInterruptedSteps();
    Result<> checkWindows(AuditIndex& index) const;

    // run_recovery.cpp
    Result<> closeInterruptedRuns();
    Result<> closeInterruptedRun(const RunRecord& run);
    Result<RunResult> judgeInterrupted(const RunRecord& run, const std::string& cause) const;

    std::shared_ptr<SqlConnection> m_connection;
    Release m_release;
    bool m_isRehearsal = false;
    std::vector<std::string> m_notes;
};

} // namespace holdpoint
