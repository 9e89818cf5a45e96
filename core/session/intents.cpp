// SPDX-License-Identifier: GPL-3.0-or-later
// What people do to a release: Session's intents.
#include "core/session/session_parts.h"

#include "core/base/file.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/checklist/form_values.h"
#include "core/checklist/gate_causes.h"
#include "core/dossier/process_identity.h"
#include "core/report/capacity_study.h"
#include "core/report/record_change.h"

namespace holdpoint {

namespace {

constexpr std::size_t kMaxAttachmentBytes = 64U << 20U;

WallTime now()
{
    return systemClock().wallNow();
}

Result<> requireReason(const std::string& reason, const std::string& forWhat)
{
    if (trimmed(reason).empty()) {
        return fail(Error::Kind::Invalid, forWhat + " needs a reason (--reason TEXT)");
    }
    return {};
}

Result<> requireItem(const ChecklistTemplate& definition, std::string_view item)
{
    if (definition.item(item) != nullptr) {
        return {};
    }
    std::vector<std::string> ids;
    for (const ItemDefinition& known : definition.items) {
        ids.push_back(known.id);
    }
    return fail(Error::Kind::NotFound, "the checklist has no item `" + std::string(item) + "`" + didYouMean(item, ids));
}

Result<> requireField(const ChecklistTemplate& definition, std::string_view field)
{
    const ItemDefinition* item = definition.item(field);
    if (item != nullptr && isFormField(*item)) {
        return {};
    }
    std::vector<std::string> fields;
    std::vector<std::string> meant; // what it follows from, or `headroom` for `blank.headroom`
    for (const ItemDefinition& known : definition.items) {
        if (isFormField(known)) {
            fields.push_back(known.id);
            if (known.id.ends_with("." + std::string(field))) {
                meant.push_back(known.id);
            }
        }
    }
    if (item != nullptr && item->kind != ItemKind::Form) {
        return fail(Error::Kind::Invalid, "item `" + std::string(field) + "` is no blank of the form; confirm it instead");
    }
    if (item != nullptr) {
        for (const ItemDefinition* on : definition.dependencies(*item)) {
            meant.push_back(on->id);
        }
        return fail(Error::Kind::Invalid, "`" + std::string(field) + "` follows from other fields; fill in " +
                                              (meant.empty() ? "those" : join(meant, ", ")));
    }
    const std::string slip = didYouMean(field, fields);
    return fail(Error::Kind::NotFound, "the form has no field `" + std::string(field) + "`" +
                                           (!meant.empty() ? "; did you mean `" + meant.front() + "`?"
                                            : slip.empty() ? "; its fields are " + join(fields, ", ")
                                                           : slip));
}

/// All states at the moment of a gate's decision.
Json snapshotOf(const ChecklistView& view)
{
    Json items = Json::array();
    for (const ItemView& item : view.items) {
        if (item.definition != nullptr) {
            items.push_back(Json{{"id", item.definition->id},
                                 {"state", nameOf(item.state)},
                                 {"value", item.value},
                                 {"reason", item.reason},
                                 {"source", item.source}});
        }
    }
    Json counts = Json::object();
    for (const auto& [state, count] : view.counts) {
        counts[std::string(nameOf(state))] = count;
    }
    return Json{{"counts", std::move(counts)}, {"items", std::move(items)}};
}

} // namespace

Result<Person> statedPerson(const Person& by)
{
    if (trimmed(by.name).empty()) {
        return fail(Error::Kind::Invalid, "say who you are: give a name (--by \"Full Name\", or Identity in the settings)");
    }
    if (hasControlCharacter(trimmed(by.name))) {
        return fail(Error::Kind::Invalid, "a name is one line of text; this one holds a line break or another control character");
    }
    Person person = by;
    person.name = std::string(trimmed(by.name));
    if (person.osUser.empty()) {
        person.osUser = osUserName();
    }
    return person;
}

Result<Person> statedSigner(const Person& by, Role role)
{
    auto person = statedPerson(by);
    if (person && person->role && *person->role != role) {
        return fail(Error::Kind::Refused, person->name + " acts as " + std::string(titleOf(*person->role)) +
                                              " and cannot sign for the " + std::string(titleOf(role)) +
                                              "; who may act in that role states it first (Settings, or --role " +
                                              std::string(nameOf(role)) + ")");
    }
    return person;
}

Result<> Session::store(const std::function<Result<ItemChange>(const ChecklistView&, const Person&)>& makeChange,
                        const Person& by)
{
    const auto person = statedPerson(by);
    if (!person) {
        return fail(person.error());
    }
    const auto current = report();
    if (!current) {
        return fail(Error::Kind::Internal, d->lastError);
    }
    const auto change = makeChange(current->checklist, *person);
    if (!change && !d->sight.expired() && d->seenReport != nullptr && makeChange(d->seenReport->checklist, *person)) {
        // It could have been done when the person looked: who came in between is said first.
        const auto changes = d->dossier->itemChanges();
        const auto wanted = makeChange(d->seenReport->checklist, *person);
        const auto theirs = changes ? std::find_if(changes->rbegin(), changes->rend(),
                                                   [&](const ItemChange& each) { return each.item == wanted->item; })
                                    : std::vector<ItemChange>::const_reverse_iterator();
        if (changes && theirs != changes->rend() && !theirs->by.name.empty()) {
            return settle(fail(Error::Kind::Conflict, theirs->item + ": " + theirs->by.name + " set it to " +
                                                          std::string(nameOf(theirs->state)) +
                                                          (theirs->reason.empty() ? "" : " (\"" + theirs->reason + "\")") +
                                                          " at " + formatUtcClock(theirs->at) +
                                                          " UTC meanwhile; yours was not stored: " + change.error().message));
        }
    }
    return change ? settle(d->dossier->addItemChange(*change, seen())) : fail(change.error());
}

Result<> Session::confirm(std::string_view item, const Person& by, const std::string& note)
{
    return store([&](const ChecklistView& view, const Person& who) { return confirmItem(view, item, who, note, now()); }, by);
}

Result<> Session::overrideItem(std::string_view item, const Person& by, const std::string& reason)
{
    return store(
        [&](const ChecklistView& view, const Person& who) { return holdpoint::overrideItem(view, item, who, reason, now()); },
        by);
}

Result<> Session::defer(std::string_view item, Gate to, const Person& by, const std::string& reason)
{
    return store([&](const ChecklistView& view, const Person& who) { return deferItem(view, item, to, who, reason, now()); }, by);
}

Result<> Session::reopen(std::string_view item, const Person& by, const std::string& reason)
{
    return store([&](const ChecklistView& view, const Person& who) { return reopenItem(view, item, who, reason, now()); }, by);
}

Result<> Session::setNote(std::string_view item, const Person& by, const std::string& text)
{
    const auto person = statedPerson(by);
    if (!person) {
        return fail(person.error());
    }
    auto known = requireItem(d->definition, item);
    return known ? settle(d->dossier->setNote(std::string(item), text, *person, now(), seen())) : known;
}

Result<> Session::attach(std::string_view item, const Person& by, const std::filesystem::path& file, const std::string& remark)
{
    const auto person = statedPerson(by);
    if (!person) {
        return fail(person.error());
    }
    if (auto known = requireItem(d->definition, item); !known) {
        return known;
    }
    const auto bytes = readFile(file, kMaxAttachmentBytes);
    if (!bytes) {
        return fail(bytes.error());
    }
    if (bytes->empty()) {
        return fail(Error::Kind::Invalid, "cannot attach " + file.string() + ": it is empty");
    }
    Evidence evidence;
    evidence.item = item;
    evidence.at = now();
    evidence.source = "file:" + file.filename().string();
    evidence.value = remark;
    evidence.detail = file.filename().string();
    const auto added = d->dossier->addEvidence(evidence, *bytes, *person);
    return added ? settle({}) : fail(added.error());
}

Result<> Session::checkField(std::string_view field, const std::optional<std::string>& value) const
{
    auto known = requireField(d->definition, field);
    return known && value && !value->empty() ? checkEntered(*d->definition.item(field), *value) : known;
}

/// What stands in a field as far as nobody has filled it in; empty: nothing is computed for it.
Result<std::string> Session::computedNow(std::string_view field) const
{
    auto inputs = checklistInputs(*d->dossier, d->plan, d->definition, now());
    if (!inputs) {
        return fail(inputs.error());
    }
    std::erase_if(inputs->form, [&](const FormValue& each) { return each.field == field; });
    const ChecklistView view = evaluateChecklist(*inputs);
    if (const ItemView* item = view.item(field); item != nullptr && !item->value.empty()) {
        return item->value;
    }
    const auto study = capacityStudy(*d->dossier, d->plan);
    return study ? Result(computedField(*study, field).value) : fail(study.error());
}

Result<> Session::setForm(std::string_view field, const std::string& value, const Person& by, const std::string& note,
                          Dossier::Seen formSeen)
{
    const auto person = statedPerson(by);
    if (!person) {
        return fail(person.error());
    }
    if (auto known = checkField(field, value); !known) {
        return known;
    }
    const Dossier::Seen known = formSeen ? formSeen : seen();
    const auto existing = d->dossier->formValues();
    if (!existing) {
        return fail(existing.error());
    }
    FormValue filled{std::string(field), value, "", note, *person, now()};
    const auto before =
        std::find_if(existing->begin(), existing->end(), [&](const FormValue& each) { return each.field == field; });
    if (value.empty() && (before == existing->end() || before->value.empty())) {
        return fail(Error::Kind::Invalid, std::string(field) + " needs a value; nobody has entered one that could be taken away");
    }
    // What the runs say now, not what they said when somebody filled it in first: without any person's word, as they alone have
    // it.
    if (const auto computed = computedNow(field)) {
        filled.computed = *computed;
    } else {
        return fail(computed.error());
    }
    if (filled.computed.empty() && before != existing->end()) {
        filled.computed = before->computed;
    }
    return settle(d->dossier->setFormValue(filled, known));
}

namespace {

/// What no blocker of the gate itself says.
std::string whyNoGo(const Report& report, Gate gate)
{
    for (const GateView& before : report.checklist.gates) {
        if (before.gate < gate && before.isOvertaken()) {
            return holdSentence(report.checklist, before.gate) + "; " + std::string(titleOf(gate)) + " comes after it";
        }
    }
    const auto failed = gate == Gate::GoForLoad ? std::vector<std::string>() : failedTestsWithoutItem(report);
    return failed.empty()
               ? std::string()
               : failed.front() + ". No item of this checklist is over that test, so nobody can have taken it on: run it "
                                  "again, or give the checklist an item over it";
}

} // namespace

Result<> Session::decideGate(Gate gate, bool isGo, const Person& by, const std::string& reason)
{
    const auto person = statedPerson(by);
    if (!person) {
        return fail(person.error());
    }
    if (gate == Gate::AfterRelease) {
        return fail(Error::Kind::Invalid, "after-release is no gate; decide go-for-load, results or sign-off");
    }
    if (auto given = isGo ? Result<>{} : requireReason(reason, "a No-go"); !given) {
        return given;
    }
    noteChange(); // everything is evaluated again; asking the sources once more is the caller's (SweepJob)
    const Dossier::Seen known = seen();
    (void)report(); // reads the runs that optimisations compare, which is kept: not while others wait for the lock
    const auto look = [this] { return buildReport(*d->dossier, d->plan, d->definition, now(), ReportUse::Glance); };
    // The decision and the record that it freezes are one: neither stands without the other, whatever comes in between.
    return settle(d->dossier->atOnce([&]() -> Result<> {
        const auto current = look();
        if (!current) {
            return fail(current.error());
        }
        const ChecklistView& view = (*current)->checklist;
        if (isGo && view.gate(gate).blockingCount > 0) {
            return fail(Error::Kind::Refused, holdSentence(view, gate));
        }
        if (isGo && view.gate(gate).state == GateState::Later) {
            return fail(Error::Kind::Refused,
                        std::string(titleOf(gate)) + " comes after gates that are not Go yet; decide those first");
        }
        if (const auto why = isGo ? whyNoGo(**current, gate) : std::string(); !why.empty()) {
            return fail(Error::Kind::Refused, why);
        }
        auto decided = d->dossier->addGateDecision({gate, isGo, reason, *person, now()}, snapshotOf(view), known);
        if (!decided || gate != Gate::SignOff) {
            return decided;
        }
        const auto after = look();
        return after ? freezeRecord(**after) : fail(after.error());
    }));
}

Result<> Session::freezeRecord(const Report& current)
{
    const std::string bytes = dumpJsonPretty(recordJson(current));
    const auto before = d->dossier->frozenRecord();
    const auto signatures = d->dossier->signatures();
    if (!before || !signatures) {
        return fail(!before ? before.error() : signatures.error());
    }
    const auto change = *before ? recordChange((*before)->json, bytes) : std::optional<std::string>("it is the first freeze");
    const bool isSigned = std::any_of(signatures->begin(), signatures->end(), [](const Signature& signature) {
        return signature.status == SignatureStatus::Valid || signature.status == SignatureStatus::Unverified;
    });
    if (isSigned && !change) {
        return {}; // only times and section 17 to 20 differ: the signed bytes stand
    }
    return d->dossier->freezeRecord(bytes, now(), change.value_or("the record changed"));
}

Result<> Session::recordApproval(Role role, const Person& by, const std::string& reason)
{
    return giveSignature(role, SignatureStatus::Unverified, by, reason);
}

Result<> Session::refuseSignature(Role role, const Person& by, const std::string& reason)
{
    auto given = requireReason(reason, "a refusal to sign");
    return given ? giveSignature(role, SignatureStatus::Refused, by, reason) : given;
}

Result<> Session::giveSignature(Role role, SignatureStatus status, const Person& by, const std::string& reason)
{
    const auto person = statedSigner(by, role);
    if (!person) {
        return fail(person.error());
    }
    const auto frozen = d->dossier->frozenRecord();
    if (!frozen) {
        return fail(frozen.error());
    }
    const auto current = report();
    if (status == SignatureStatus::Unverified && current != nullptr && current->isRehearsal) {
        return fail(Error::Kind::Refused, "a rehearsal cannot be signed off");
    }
    if (!*frozen) {
        return fail(Error::Kind::Refused,
                    "there is no record to sign yet: decide the Sign-off gate first, it freezes the record");
    }
    SignatureRecord signature;
    signature.role = role;
    signature.status = status;
    signature.name = person->name;
    signature.meaning = meaningOf(role);
    signature.reason = reason;
    signature.osUser = person->osUser;
    signature.at = now();
    return settle(d->dossier->atOnce([&]() -> Result<> {
        const auto standing = d->dossier->signatures();
        const auto isFree = standing ? mayReplace(*standing, role) : fail(standing.error());
        return isFree ? d->dossier->setSignature(signature) : isFree;
    }));
}

Result<> Session::withdrawSignature(Role role, const Person& by, const std::string& reason)
{
    const auto person = statedPerson(by);
    if (!person) {
        return fail(person.error());
    }
    const auto signatures = d->dossier->signatures();
    if (!signatures) {
        return fail(signatures.error());
    }
    const auto given = std::find_if(signatures->begin(), signatures->end(), [&](const Signature& known) {
        return known.role == role && known.status != SignatureStatus::Pending;
    });
    if (given == signatures->end()) {
        return fail(Error::Kind::NotFound, "the " + std::string(titleOf(role)) + " has not signed; there is nothing to withdraw");
    }
    const bool isOwn = isSamePerson(given->name, person->name);
    if (!isOwn && person->role != role) {
        return fail(Error::Kind::Refused, "only " + given->name + " or the " + std::string(titleOf(role)) +
                                              " may withdraw this signature (--role " + std::string(nameOf(role)) + ")");
    }
    if (!isOwn && trimmed(reason).empty()) {
        return fail(Error::Kind::Refused, "this is the signature of " + given->name + ", not of " + person->name +
                                              ": to take back another person's needs a reason (--reason TEXT), and the audit log "
                                              "says who did it");
    }
    SignatureRecord withdrawn;
    withdrawn.role = role;
    withdrawn.reason = "withdrawn by " + person->name + (isOwn ? "" : " in place of " + given->name) +
                       (trimmed(reason).empty() ? "" : ": " + std::string(trimmed(reason)));
    withdrawn.name = person->name;
    withdrawn.osUser = person->osUser;
    withdrawn.at = now();
    return settle(d->dossier->setSignature(withdrawn));
}

Result<> Session::setCounting(std::int64_t run, bool isCounting, const std::string& reason, const Person& by)
{
    const auto person = statedPerson(by);
    return person ? settle(d->dossier->setCounting(run, isCounting, reason, *person)) : fail(person.error());
}

Result<RunNote> Session::markRun(std::int64_t run, double second, WallTime at, const std::string& text, const Person& by)
{
    const auto person = statedPerson(by);
    if (!person) {
        return fail(person.error());
    }
    const auto runs = d->dossier->runs();
    if (!runs) {
        return fail(runs.error());
    }
    const auto known = std::find_if(runs->begin(), runs->end(), [&](const RunRecord& each) { return each.id == run; });
    if (known == runs->end()) {
        return fail(Error::Kind::NotFound, "there is no run " + std::to_string(run) + " in the dossier");
    }
    constexpr auto kSetup = std::chrono::minutes{10};
    constexpr auto kSlack = std::chrono::seconds{60}; // another machine's clock; what people note right after an end
    const WallTime end = known->endedAt.value_or(now());
    if (at < known->startedAt - kSetup || at > end + kSlack) {
        return fail(Error::Kind::Invalid, formatUtcSeconds(at) + " is no moment of run " + std::to_string(run) + ", which " +
                                              (known->endedAt ? "lasted" : "lasts") + " from " +
                                              formatUtcSeconds(known->startedAt) +
                                              (known->endedAt ? " to " + formatUtcSeconds(*known->endedAt) : std::string()) +
                                              "; name one with --at TIME");
    }
    const RunNote note{RunNote::Kind::Mark, at, second, std::string(trimmed(text)), person->name};
    auto stored = settle(d->dossier->addRunNote(run, note, *person));
    return stored ? Result(note) : fail(stored.error());
}

} // namespace holdpoint
