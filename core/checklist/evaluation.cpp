// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checklist/evaluation.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/checklist/run_facts.h"
#include "core/checklist/run_rules.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::string_view kTestPrefix = "test.";

} // namespace

const GateDecision* newestDecision(const ChecklistInputs& inputs, std::optional<Gate> gate)
{
    const auto& all = inputs.gateDecisions;
    const auto found = std::find_if(all.rbegin(), all.rend(), [gate](const GateDecision& d) { return d.gate == gate; });
    return found == all.rend() ? nullptr : &*found;
}

std::optional<Nanos> lifeOf(const ItemDefinition& item)
{
    if (item.ttl.ends_with('d')) {
        const auto days = parseInteger(std::string_view(item.ttl).substr(0, item.ttl.size() - 1));
        return days ? std::optional<Nanos>(std::chrono::hours{24} * *days) : std::nullopt;
    }
    const auto duration = parseDuration(item.ttl);
    return duration ? std::optional(*duration) : std::nullopt;
}

bool isFedByRun(const ItemDefinition& item)
{
    return item.run.has_value() && item.kind != ItemKind::Hybrid && item.kind != ItemKind::Manual;
}

Evaluation::Evaluation(const ChecklistInputs& inputs) : m_inputs(inputs), m_history(inputs)
{
    for (const ItemChange& change : inputs.changes) {
        Intents& intents = m_intents[change.item];
        (change.by.name.empty() ? intents.machine : intents.person) = &change;
        intents.failed = change.by.name.empty() && change.state == ItemState::Fail ? &change : intents.failed;
    }
    m_facts.plan = inputs.plan;
    m_facts.optimizationsApplied = newestOptimization(inputs).has_value();
    m_facts.anyTestFailed = wasTestFailed();
    for (const RunRecord* run : m_history.decisive()) {
        m_newestRun = m_newestRun == nullptr || run->endedAt > m_newestRun->endedAt ? run : m_newestRun;
        const auto hints =
            std::find_if(inputs.hints.begin(), inputs.hints.end(), [run](const RunHints& each) { return each.run == run->id; });
        if (hints != inputs.hints.end()) {
            m_facts.hints.push_back(*hints);
        }
    }
}

std::vector<ItemView> Evaluation::items()
{
    std::vector<ItemView> views;
    views.reserve(m_inputs.definition->items.size());
    for (const ItemDefinition& item : m_inputs.definition->items) {
        views.push_back(view(item));
    }
    return views;
}

const ItemView& Evaluation::view(const ItemDefinition& item)
{
    const auto known = m_views.find(&item);
    if (known != m_views.end()) {
        return known->second;
    }
    ItemView fresh = evaluate(item); // may ask for other items; templates are free of loops
    return m_views.insert_or_assign(&item, std::move(fresh)).first->second;
}

/// Latched over every load run: a later good retest does not close sections 11 to 13 again (checklist-notes.md §1).
bool Evaluation::wasTestFailed() const
{
    for (const RunRecord* run : m_history.decisive()) {
        if (!isConclusive(*run)) {
            continue;
        }
        if (run->result.outcome == RunOutcome::Failed) {
            return true;
        }
        for (const ItemDefinition& item : m_inputs.definition->items) {
            const bool isBoxOfTest = item.id.starts_with(kTestPrefix) && item.run && item.run->test == run->testId;
            if (isBoxOfTest && judgeFacts(item.run->facts, *run).state == ItemState::Fail) {
                return true;
            }
        }
    }
    return false;
}

std::string Evaluation::switchedOff(const ItemDefinition& item) const
{
    const Json& off = memberAt(m_inputs.plan->checklist, "off");
    return off.is_object() && off.contains(item.id) ? stringAt(off, item.id, "switched off in the plan") : "";
}

ItemView Evaluation::evaluate(const ItemDefinition& item)
{
    ItemView view;
    view.definition = &item;
    if (const auto note = m_inputs.notes.find(item.id); note != m_inputs.notes.end()) {
        view.note = note->second;
    }
    for (const Evidence& evidence : m_inputs.evidence) {
        if (evidence.item == item.id) {
            view.evidence.push_back(evidence);
        }
    }
    const auto intents = m_intents.find(item.id);
    const ItemChange* person = intents == m_intents.end() ? nullptr : intents->second.person;
    std::string reason = switchedOff(item);
    if (reason.empty() && !(person != nullptr && mayBeOpened(item.condition))) {
        reason = whyNotApplicable(item.condition, m_facts);
        view.canReopen = !reason.empty() && item.isBox && mayBeOpened(item.condition);
    }
    if (!reason.empty() || item.kind == ItemKind::Text) {
        view.state = ItemState::NotApplicable;
        view.reason = reason;
        return view;
    }
    Finding finding = findingFor(item);
    expireProposal(item, finding);
    view.state = finding.state;
    view.value = finding.value;
    view.reason = finding.reason;
    view.source = finding.source;
    view.at = finding.at;
    view.number = finding.number;
    view.canConfirm = finding.canConfirm;
    view.needsTechLead = item.isKiller || finding.isCriticalMiss;
    if (const std::string undecided = undecidedFinding(item.condition, m_facts);
        !undecided.empty() && (view.state == ItemState::Open || view.state == ItemState::Unknown)) {
        view.reason += (view.reason.empty() ? "" : "; ") + undecided;
    }
    expire(item, view); // before a person is heard: an override of what is stale stands
    hearPerson(item, finding, view);
    expire(item, view); // and a confirmation holds no longer than what a machine saw
    holdForLinesBelow(item, view);
    if (view.state == ItemState::Deferred && !view.deferredTo) {
        view.deferredTo = deferredBelow(item);
    }
    // An exception that a killer has from the lines it rests on is the Technical Lead's to take on.
    const bool isInherited = view.state == ItemState::Overridden && view.by.name.empty();
    const bool isUndecided = view.state != ItemState::Pass && view.state != ItemState::NotApplicable &&
                             (view.state != ItemState::Overridden || (isInherited && item.isKiller));
    const bool isOwn = item.kind != ItemKind::Rollup || finding.state != stateBelow(item) || (isInherited && item.isKiller);
    view.canOverride = isUndecided && isOwn && !item.id.starts_with("signature.");
    view.canConfirm =
        view.canConfirm && (view.state == ItemState::Open || view.state == ItemState::Stale || view.state == ItemState::Deferred);
    return view;
}

/// The newest load or retest that ended after that moment: what was seen or confirmed before says nothing about it.
const RunRecord* Evaluation::runSince(const ItemDefinition& item, WallTime at) const
{
    return item.ttl == "run" && m_newestRun != nullptr && m_newestRun->endedAt > at ? m_newestRun : nullptr;
}

bool Evaluation::isStale(const ItemDefinition& item, WallTime at) const
{
    // What was fresh when its gate was decided Go is settled: that it is older now changes nothing.
    const GateDecision* decision = newestDecision(m_inputs, item.gate);
    const bool isSettled = decision != nullptr && decision->isGo && decision->at >= at;
    const WallTime until = isSettled ? decision->at : m_inputs.now;
    if (item.ttl == "window") {
        return m_inputs.windowClosedAt && at < *m_inputs.windowClosedAt && *m_inputs.windowClosedAt <= until;
    }
    const auto life = lifeOf(item);
    return life && at + *life < until;
}

void Evaluation::expire(const ItemDefinition& item, ItemView& view) const
{
    if (view.state != ItemState::Pass || !view.at) {
        return;
    }
    const bool isSeenOnce = item.sense.has_value() || !view.by.name.empty(); // else a run itself says so
    if (const RunRecord* newer = isSeenOnce ? runSince(item, *view.at) : nullptr) {
        view.state = ItemState::Stale;
        view.reason = (view.by.name.empty() ? "seen" : "confirmed") + std::string(" before run ") + std::to_string(newer->id) +
                      " ended; " + (view.by.name.empty() ? "look again" : "confirm it again");
    } else if (isStale(item, *view.at)) {
        view.state = ItemState::Stale;
        view.reason =
            (view.by.name.empty() ? "seen at " : "confirmed at ") + formatUtcSeconds(*view.at) + ", holds for " + item.ttl;
    }
}

/// What a machine saw of a hybrid item too long ago is nothing that a person could still confirm.
void Evaluation::expireProposal(const ItemDefinition& item, Finding& finding) const
{
    const bool isProposal = item.kind == ItemKind::Hybrid && item.sense && finding.canConfirm && !finding.value.empty();
    if (isProposal && finding.at && runSince(item, *finding.at) != nullptr) {
        finding.state = rollUp({finding.state, ItemState::Stale});
        finding.reason = "seen before the newest run ended; look again";
        finding.canConfirm = false;
    } else if (isProposal && finding.at && isStale(item, *finding.at)) {
        finding.state = rollUp({finding.state, ItemState::Stale});
        finding.reason = "seen at " + formatUtcSeconds(*finding.at) + ", holds for " + item.ttl + "; look again";
        finding.canConfirm = false;
    }
}

void Evaluation::hearPerson(const ItemDefinition& item, const Finding& finding, ItemView& view)
{
    const auto intents = m_intents.find(item.id);
    const ItemChange* person = intents == m_intents.end() ? nullptr : intents->second.person;
    if (person == nullptr || person->state == ItemState::Open) {
        return;
    }
    const auto take = [&](ItemState state) {
        view.state = state;
        view.by = person->by;
        view.at = person->at;
        view.source = "person";
        view.canReopen = true;
    };
    if (person->state == ItemState::Pass) {
        // A person's yes stands only where one is wanted; what a machine or a run knows since then is worth more.
        const ItemChange* failed = intents->second.failed;
        const bool isOverruled = item.kind == ItemKind::Hybrid && failed != nullptr && failed->at > person->at;
        const bool isBeforeItsRun = finding.runEndedAt && person->at < *finding.runEndedAt;
        const bool isWanted = (finding.canConfirm || item.kind == ItemKind::Manual) && !isOverruled;
        if (isWanted && isBeforeItsRun && view.state == ItemState::Open) {
            view.reason += (view.reason.empty() ? "" : "; ") +
                           ("confirmed at " + formatUtcSeconds(person->at) + ", before this run ended: confirm it again");
            return;
        }
        if (isWanted && view.state != ItemState::Fail && view.state != ItemState::Unknown) {
            take(ItemState::Pass);
            view.reason.clear();
            view.value = person->value.empty() ? view.value : person->value;
            view.note = view.note.empty() ? person->reason : view.note;
        }
        return;
    }
    if (view.state == ItemState::Pass) {
        return; // proven meanwhile: no exception is needed any more
    }
    if (item.kind == ItemKind::Rollup && !item.run && finding.state != ItemState::Overridden) {
        return; // nothing but its lines decides it
    }
    // Nobody can take on an outcome that was not known yet.
    const bool isForEarlierRun = finding.runEndedAt && person->at < *finding.runEndedAt;
    if (person->state == ItemState::Overridden && !isForEarlierRun) {
        take(ItemState::Overridden);
        view.reason = person->reason;
    } else if (person->state == ItemState::Overridden) {
        view.reason +=
            (view.reason.empty() ? "" : "; ") + ("overridden at " + formatUtcSeconds(person->at) + ", before this run ended");
    } else if (person->state == ItemState::Deferred) {
        take(ItemState::Deferred);
        view.deferredTo = person->deferredTo;
        view.reason = person->reason;
    }
}

/// An action that has lines below it (seed data) is done when they hold: that somebody ran it proves nothing alone. Nor does a
/// yes to a hybrid item prove what it rests on.
void Evaluation::holdForLinesBelow(const ItemDefinition& item, ItemView& view)
{
    const bool isAction = item.kind == ItemKind::Action && item.dependsOn.empty();
    const bool isHybrid = item.kind == ItemKind::Hybrid && !item.dependsOn.empty() && !item.run;
    if (!isAction && !isHybrid) {
        return;
    }
    const ItemState below = stateBelow(item);
    if (isHybrid && rollUp({ItemState::Overridden, below}) != ItemState::Overridden) {
        view.canConfirm = false; // those first
    }
    if (view.state == ItemState::Pass && rollUp({ItemState::Pass, below}) != ItemState::Pass) {
        view.state = rollUp({ItemState::Pass, below});
        view.reason = "the lines below it are not all decided";
        view.by = {};
    }
}

/// Where a line that is DEFERRED because of those it rests on is due: at the first gate that one of them was deferred to.
std::optional<Gate> Evaluation::deferredBelow(const ItemDefinition& item)
{
    std::optional<Gate> first;
    for (const ItemDefinition* on : m_inputs.definition->dependencies(item)) {
        const ItemView& below = view(*on);
        if (below.state == ItemState::Deferred && below.deferredTo) {
            first = std::min(first.value_or(*below.deferredTo), *below.deferredTo);
        }
    }
    return first;
}

} // namespace holdpoint
