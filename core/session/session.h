// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/checklist.h"
#include "core/dossier/dossier.h"
#include "core/dossier/frame_writer.h"
#include "core/plan/plan_reader.h"
#include "core/report/report.h"

#include <QObject>
#include <functional>
#include <map>
#include <memory>

namespace holdpoint {

class PlanRunner;
class SweepJob;
struct Asked;
struct ItemSweep;
struct LogEntry;
struct RunInterruption;

/// One release in work: its dossier, its plan, its checklist. The console and holdpointctl do everything through this; pages
/// show its values and send it intents. Owner's thread only; every intent commits before it returns, then changed() follows.
class Session : public QObject
{
    Q_OBJECT

public:
    /// Reads the plan and opens or creates the dossier (default: beside the plan, semantics.md §1).
    struct Request
    {
        std::filesystem::path planFile;
        PlanOptions planOptions;
        std::filesystem::path dossierFile; // empty: default
        std::optional<Release> release;    // --release
        std::string environmentName;       // instead of environment.name; empty: as the plan says
        bool mayBeRehearsal = false;       // what a rehearsal has made is opened as that, with its scales; else refused
    };
    struct Opened
    {
        std::unique_ptr<Session> session; // null if the plan has faults or the dossier cannot be used
        std::vector<PlanFault> faults;
        std::optional<Error> error;
    };
    static Opened open(const Request& request);
    /// Opens a dossier with the newest plan that it keeps. Secrets are in no dossier: those that the plan names are taken from
    /// where `options` and the plan's env file say.
    static Result<std::unique_ptr<Session>> openDossier(const std::filesystem::path& file, const PlanOptions& options = {});
    ~Session() override;

    const Plan& plan() const;
    /// The environment's name if it was given when the release was opened, else empty; a plan that is read again takes it on.
    const std::string& givenEnvironmentName() const;
    const ChecklistTemplate& checklistTemplate() const;
    Dossier& dossier();
    const Dossier& dossier() const;
    FrameWriter& frameWriter();
    std::filesystem::path defaultReportFolder() const;

    /// Evaluated now, from the dossier. Cached until the next change.
    const ChecklistView& checklist();
    std::shared_ptr<const Report> report(); // null only if the dossier cannot be read; see lastError()
    /// From now on report() asks no process: signatures that were not checked yet stand there as Unproven, are checked on a
    /// thread of their own, and changed() follows.
    void proveAside();
    std::string lastError() const;

    /// Reads what showAside() shows first: where nobody waits for it, on the thread that opens the session.
    void readAhead();
    /// From now on, what a window shows is made on a thread and a connection of its own: a change is followed by changed() once
    /// that is there. For a window over a database, which may be slow; report() and intents stay as they are.
    void showAside();
    bool showsAside() const;
    /// Whether what is shown is being made anew: changed() follows.
    bool isShownBehind() const;
    // What a window shows: as the dossier is, or, once showAside() was called, as it was before the newest changed(). Never
    // waits then; null before the first.
    std::shared_ptr<const Report> shownReport();
    std::optional<TestWindow> shownWindow();
    std::vector<ItemChange> shownHistory();
    /// Which roles were asked to sign, and how.
    std::map<Role, Asked> shownAsked();
    /// Of all tests, oldest first, with what a runner here has told of its own; empty if the dossier cannot be read.
    std::vector<RunRecord> shownRuns();
    std::optional<RunInterruption> shownInterruption();
    /// As logEntries(); empty if they cannot be read.
    std::vector<LogEntry> shownLog();
    /// A run that this program has begun or ended, and stored: shown before the report knows it.
    void noteRun(const RunRecord& run);

    /// Asks the sources; one for all who work with this session. Made when first asked for.
    SweepJob& sweepJob();

    // Intents
    Result<> confirm(std::string_view item, const Person& by, const std::string& note);
    Result<> overrideItem(std::string_view item, const Person& by, const std::string& reason);
    Result<> defer(std::string_view item, Gate to, const Person& by, const std::string& reason);
    Result<> reopen(std::string_view item, const Person& by, const std::string& reason);
    Result<> setNote(std::string_view item, const Person& by, const std::string& text);
    Result<> attach(std::string_view item, const Person& by, const std::filesystem::path& file, const std::string& remark);
    /// Whether it is a blank that a person fills in; the error says which there are. With a value: whether it can be filled in
    /// with that.
    Result<> checkField(std::string_view field, const std::optional<std::string>& value = std::nullopt) const;
    /// An empty value takes a person's away. `seen`: the audit length that the person's form was filled from, if that is older
    /// than what the session shows.
    Result<> setForm(std::string_view field, const std::string& value, const Person& by, const std::string& note,
                     Dossier::Seen seen = {});
    /// Evaluates the gate again; Go is refused while it is on hold, with the first cause. Callers sweep its sensed items first
    /// (sweepJob()). The Sign-off gate freezes the record.
    Result<> decideGate(Gate gate, bool isGo, const Person& by, const std::string& reason);
    /// Why this person may not sign for the role now: no frozen record or a rehearsal, something changed since the freeze, a gate
    /// that cannot pass, a record that is no GO, a role that has signed, a person who has. Callers sweep first (SignJob).
    Result<> maySign(Role role, const Person& by);
    /// What of it no second look can mend: all but what changed since the freeze and what a gate waits for.
    Result<> mayAskToSign(Role role, const Person& by);
    /// The same by what a window shows, for a dialog that opens: asks nothing, and so may be behind.
    Result<> mayShownSign(Role role, const Person& by);
    /// The bytes of signoff-<role>.json, to be signed with a key; maySign() is asked.
    Result<std::string> signoffBytes(Role role, const Person& by);
    /// Takes a signature over such bytes, given here or on another machine, if it holds in every respect. `by` hands it in.
    Result<> acceptSignature(const std::string& bytes, const std::string& armor, const Person& by);
    /// Writes signoff-<role>.json, record.json and HOW-TO-SIGN.txt into `folder`, to be signed elsewhere.
    Result<std::vector<std::filesystem::path>> exportSignRequest(Role role, const Person& by,
                                                                 const std::filesystem::path& folder);
    /// The signatures that lie in such a folder and were not taken yet; taking them gives the roles. Each is over the bytes of a
    /// request that was written here, is handed in once, and its key may still sign. The first that does not hold is the error,
    /// which says what was taken before it.
    Result<std::vector<SignoffPayload>> signaturesToImport(const std::filesystem::path& folder) const;
    Result<std::vector<Role>> importSignatures(const std::filesystem::path& folder, const Person& by);
    /// Notes that a role was asked, by "slack" or "mail".
    Result<> noteAsked(Role role, const std::string& way, const Person& by);
    /// By the plan's list; where there is none at all, by the one that the dossier keeps, and `note` says so.
    Result<SignerLists> signers(std::string* note = nullptr) const;
    /// A typed name: stored as UNVERIFIED, never counts towards the four.
    Result<> recordApproval(Role role, const Person& by, const std::string& reason);
    /// NO_GO, printed on page 1; needs a reason.
    Result<> refuseSignature(Role role, const Person& by, const std::string& reason);
    /// Only for the one who gave it, by its name; anybody else of that role needs a reason, which stands in the audit log and is
    /// shown.
    Result<> withdrawSignature(Role role, const Person& by, const std::string& reason = {});
    Result<> setCounting(std::int64_t run, bool isCounting, const std::string& reason, const Person& by);
    /// A person's remark about a moment of a run, `second` seconds after t0 of its load. The note as it was stored. Invalid for a
    /// moment outside the run: more than ten minutes before its load (its setup), after its end, or still to come.
    Result<RunNote> markRun(std::int64_t run, double second, WallTime at, const std::string& text, const Person& by);
    /// Work on the dossier that waits for no decision: at once, or, once showAside() was called, on a thread and a connection of
    /// its own, in the order in which it was asked for. changed() if it was done and `isChange`; then `told`, in this thread.
    void workSoon(std::function<Result<>(Dossier&)> work, std::function<void(const Result<>&)> told, bool isChange = true);
    /// What a sweep saw: the state of every item of it, and where that differs from the sweep before, the answers as evidence.
    Result<> storeSensed(const ItemSweep& sweep);
    /// What a check saw, as one audit row: how many items are in which state, and each whose finding differs from the check
    /// before. Changes no item.
    Result<> storeFindings(const std::vector<const ItemView*>& items);
    /// `more` draws formats that core cannot (the console's PDF). The audit row names every file with its SHA-256.
    Result<std::vector<std::filesystem::path>> exportReport(const std::filesystem::path& folder,
                                                            const std::vector<std::string>& formats,
                                                            const std::vector<ReportRenderer>& more = {});

    /// While somebody holds it, what people decide through this session is judged by what it showed when it was taken: a dialog
    /// that was opened over an item does not overwrite what another person wrote meanwhile. After a Conflict it moves on: who
    /// was told may decide again.
    using Sight = std::shared_ptr<const std::int64_t>;
    Sight keepSight();

    /// Forgets cached views; PlanRunner calls it when a run began or ended.
    void noteChange();
    /// The audit log has this length now: somebody's change, if the cached views were made from a shorter one.
    void noteLength(std::int64_t length);

Q_SIGNALS:
    void changed();

private:
    class Private;
    explicit Session(std::unique_ptr<Private> parts);
    /// changed(), if `done` is, or if it met what another person wrote.
    Result<> settle(Result<> done);
    /// What people have seen of the dossier, for Dossier's intents.
    Dossier::Seen seen();
    Result<> store(const std::function<Result<ItemChange>(const ChecklistView&, const Person&)>& makeChange, const Person& by);
    Result<> mayHandIn(const std::string& bytes, const std::string& armor) const;
    Result<> giveSignature(Role role, SignatureStatus status, const Person& by, const std::string& reason);
    /// Within a transaction.
    Result<> freezeRecord(const Report& current);
    void startProving();
    Result<std::string> computedNow(std::string_view field) const;

    std::unique_ptr<Private> d;
};

/// As a session of the dossier would show it; the dossier is only read. NotFound: it keeps no plan yet.
Result<std::shared_ptr<const Report>> reportOfKept(const std::filesystem::path& file);

} // namespace holdpoint
