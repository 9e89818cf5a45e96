// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/hint.h"
#include "core/checklist/template.h"
#include "core/plan/plan.h"
#include "core/verdict/run_result.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

enum class ItemState { Open, Running, Pass, Fail, Unknown, Stale, NotApplicable, Deferred, Overridden };
std::string_view nameOf(ItemState state); // "PASS", "NA"
Result<ItemState> itemStateFrom(std::string_view text);

/// Who says so: a statement, not an authentication (semantics.md §1).
struct Person
{
    std::string name;
    std::optional<Role> role;
    std::string osUser;
};

/// What a sensor, a run or a person attached to an item.
struct Evidence
{
    std::int64_t id = 0;
    std::string item;
    WallTime at;
    std::string source; // "run 7", "person", "file:report.pdf"
    std::string value;
    std::string sha256;               // of the attachment or the raw value
    std::string detail;               // raw value or file name
    std::int64_t attachmentBytes = 0; // 0: none
};

/// One change of an item's state, append-only.
struct ItemChange
{
    std::string item;
    ItemState state = ItemState::Open;
    std::string value;
    std::string reason;
    std::optional<Gate> deferredTo;
    Person by; // empty name: a machine
    WallTime at;
};

struct FormValue
{
    std::string field; // item id
    std::string value;
    std::string computed; // kept beside a human edit
    std::string note;
    Person by;
    WallTime at;
};

struct GateDecision
{
    Gate gate = Gate::GoForLoad;
    bool isGo = false;
    std::string reason;
    Person by;
    WallTime at;
};

/// Unproven: it says that it is valid and was not looked at yet. It stands in views only, never in a dossier or a report.
enum class SignatureStatus { Pending, Valid, Invalid, Unverified, Refused, Unproven };
std::string_view nameOf(SignatureStatus status); // "valid"
Result<SignatureStatus> signatureStatusFrom(std::string_view text);

struct Signature
{
    Role role = Role::Qa;
    SignatureStatus status = SignatureStatus::Pending;
    std::string name;
    std::string meaning;
    std::string key;
    std::string reason; // of a refusal, or why it is invalid
    std::string osUser;
    std::optional<WallTime> at;
};

/// An item as it stands now.
struct ItemView
{
    const ItemDefinition* definition = nullptr;
    ItemState state = ItemState::Open;
    std::string value;  // what was seen: "expires in 61 days", "p(95) 936 ms"
    std::string reason; // why unknown, not applicable, deferred or overridden
    std::string source; // "run 3", "person", "not connected"
    std::string note;
    Person by;
    std::optional<WallTime> at;
    std::optional<Gate> deferredTo;
    std::vector<Evidence> evidence;
    std::optional<double> number; // the measured figure behind a form value or a box, in the unit of its row
    bool canConfirm = false;      // a person's yes is wanted and allowed now
    bool canReopen = false;       // a person decided it, or may open it although its condition is false
    bool canOverride = false;
    bool needsTechLead = false; // a killer, or beyond a critical limit: only the Technical Lead may override it
};

struct SectionView
{
    const SectionDefinition* definition = nullptr;
    std::map<ItemState, std::size_t> counts; // boxes
    ItemState rollup = ItemState::Open;
};

enum class GateState { Hold, Go, NoGo, Later };
struct GateView
{
    Gate gate = Gate::GoForLoad;
    GateState state = GateState::Later;
    std::size_t itemCount = 0;
    std::vector<std::string> blockers; // item ids, causes only, killers first
    std::size_t blockingCount = 0;     // with roll-ups and dependants
    std::optional<GateDecision> decision;

    /// Decided Go, and something has come in between since: it is on hold again.
    bool isOvertaken() const { return state == GateState::Go && blockingCount > 0; }
    /// As it is to be shown: Hold if it was overtaken.
    GateState shown() const { return isOvertaken() ? GateState::Hold : state; }
};

struct ChecklistView
{
    std::vector<ItemView> items; // template order
    std::vector<SectionView> sections;
    std::vector<GateView> gates;             // GoForLoad, Results, SignOff
    std::map<ItemState, std::size_t> counts; // of the boxes
    bool anyTestFailed = false;
    bool optimizationsApplied = false;

    const ItemView* item(std::string_view id) const;
    const GateView& gate(Gate gate) const;
};

/// An alarm that fired within a run, as the alarm boxes need it.
struct AlarmFiring
{
    std::string id;
    std::int64_t run = 0;
    WallTime from;
    std::string sentence;
};

/// All that the state of a checklist follows from.
struct ChecklistInputs
{
    const ChecklistTemplate* definition = nullptr;
    const Plan* plan = nullptr;
    std::vector<ItemChange> changes; // oldest first
    std::vector<Evidence> evidence;
    std::vector<FormValue> form;
    std::vector<RunRecord> runs;     // oldest first
    std::vector<RunHints> hints;     // by run
    std::vector<AlarmFiring> alarms; // oldest first
    std::vector<SourceSpan> spans;   // what was watched beside the runs
    std::vector<GateDecision> gateDecisions;
    std::vector<Signature> signatures;
    std::map<std::string, std::string> notes; // newest by item
    std::optional<WallTime> windowClosedAt;   // of the newest test window
    bool isReportWritten = false;
    WallTime now;
};

/// Whether what a machine sees of it stays the same by its nature (a version, a mode, a count that must be 0): another value is
/// then another thing. Ages, shares, rates and counts with a limit move.
bool isSteady(const ItemDefinition& item);
/// Worst first: FAIL, UNKNOWN, STALE, RUNNING, OPEN, DEFERRED, OVERRIDDEN, PASS; NA is ignored, nothing or all NA is NA.
ItemState rollUp(const std::vector<ItemState>& states);
/// Whether an item in this state lets a gate pass (DEFERRED: to a later one).
bool letsPass(const ItemView& item, Gate gate);

/// Pure: the same inputs give the same view. Rules: design.md (item states), semantics.md §6, checklist-notes.md §1.
ChecklistView evaluateChecklist(const ChecklistInputs& inputs);

/// The change that a person's intent makes, or why it may not be made (sensed items cannot be confirmed, killers not deferred,
/// a killer's override needs the role tech-lead, overrides need a reason, ...).
Result<ItemChange> confirmItem(const ChecklistView& view, std::string_view id, const Person& by, std::string note, WallTime now);
Result<ItemChange> overrideItem(const ChecklistView& view, std::string_view id, const Person& by, std::string reason,
                                WallTime now);
Result<ItemChange> deferItem(const ChecklistView& view, std::string_view id, Gate to, const Person& by, std::string reason,
                             WallTime now);
Result<ItemChange> reopenItem(const ChecklistView& view, std::string_view id, const Person& by, std::string reason, WallTime now);

} // namespace holdpoint
