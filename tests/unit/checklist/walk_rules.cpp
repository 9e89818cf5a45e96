// SPDX-License-Identifier: GPL-3.0-or-later
// The rules of design.md (item states), semantics.md §6 and console.md §3, each written down without looking at the evaluator.
#include "core/checklist/condition.h"
#include "core/checklist/evaluation.h"
#include "tests/unit/checklist/walk.h"

namespace holdpoint {

namespace {

bool isSettling(ItemState state)
{
    return state == ItemState::Pass || state == ItemState::NotApplicable;
}

std::string wrong(const ItemView& item, const std::string& what)
{
    return item.definition->id + " is " + std::string(nameOf(item.state)) + ": " + what;
}

} // namespace

Walk::Rule Walk::broken() const
{
    for (const ItemView& item : m_view.items) {
        if (auto fault = brokenItem(item); !fault.empty()) {
            return fault;
        }
    }
    if (auto fault = brokenCounts(); !fault.empty()) {
        return fault;
    }
    for (const Gate gate : {Gate::GoForLoad, Gate::Results, Gate::SignOff}) {
        if (auto fault = brokenGate(gate); !fault.empty()) {
            return fault;
        }
    }
    if (auto fault = brokenByTime(); !fault.empty()) {
        return fault;
    }
    return brokenLatch();
}

const ItemChange* Walk::newest(const ItemDefinition& item, bool ofPerson) const
{
    const ItemChange* found = nullptr;
    for (const ItemChange& change : m_inputs.changes) {
        found = change.item == item.id && change.by.name.empty() != ofPerson ? &change : found;
    }
    return found;
}

std::vector<ItemState> Walk::statesBelow(const ItemDefinition& item) const
{
    std::vector<ItemState> states;
    for (const ItemDefinition* on : m_definition.dependencies(item)) {
        states.push_back(m_view.item(on->id)->state);
    }
    return states;
}

Walk::Rule Walk::brokenItem(const ItemView& item) const
{
    const ItemChange* person = newest(*item.definition, true);
    switch (item.state) {
    case ItemState::Pass:
        if (auto fault = brokenPass(item); !fault.empty()) {
            return fault;
        }
        break;
    case ItemState::NotApplicable:
        if (auto fault = brokenNotApplicable(item); !fault.empty()) {
            return fault;
        }
        break;
    case ItemState::Overridden: {
        const bool isRollup = item.definition->kind == ItemKind::Rollup;
        const bool isOwn = person != nullptr && person->state == ItemState::Overridden;
        const bool isBelow = isRollup || item.definition->kind == ItemKind::Action || !item.definition->dependsOn.empty();
        if (!isOwn && !isBelow) {
            return wrong(item, "nobody overrode it");
        }
        if (isOwn && !isBelow && (person->reason.empty() || !person->by.role)) {
            return wrong(item, "without a reason or a role");
        }
        if (isOwn && !isBelow && item.definition->isKiller && person->by.role != Role::TechLead) {
            return wrong(item, "a killer, and not by the Technical Lead");
        }
        break;
    }
    case ItemState::Deferred:
        if (item.definition->isKiller && item.definition->kind != ItemKind::Rollup && item.definition->dependsOn.empty()) {
            return wrong(item, "a killer is never deferred");
        }
        break;
    default:
        break;
    }
    if (auto fault = brokenParent(item); !fault.empty()) {
        return fault;
    }
    return brokenPermission(item);
}

/// PASS is proven: by a machine or a run that says so now, or by a person where one is asked.
Walk::Rule Walk::brokenPass(const ItemView& item) const
{
    const ItemDefinition& definition = *item.definition;
    const ItemChange* machine = newest(definition, false);
    const ItemChange* person = newest(definition, true);
    const bool isConfirmed = person != nullptr && person->state == ItemState::Pass;
    if (definition.kind == ItemKind::Text) {
        return wrong(item, "a line of text has no state");
    }
    if (definition.kind == ItemKind::Manual && !isConfirmed) {
        return wrong(item, "the newest word of a person is no confirmation");
    }
    for (const ItemChange& change : m_inputs.changes) {
        const bool isOverruled = change.item == definition.id && change.by.name.empty() && change.state == ItemState::Fail &&
                                 person != nullptr && change.at > person->at;
        if (definition.kind == ItemKind::Hybrid && isOverruled) {
            return wrong(item, "a machine has seen it fail since somebody confirmed it");
        }
    }
    for (const RunRecord& run : m_inputs.runs) {
        const bool isDeciding = run.isCounting && run.endedAt && (run.kind == RunKind::Load || run.kind == RunKind::Retest);
        const ItemChange* word = item.by.name.empty() ? machine : person;
        if (definition.ttl == "run" && isDeciding && (definition.sense || !item.by.name.empty()) && word != nullptr &&
            word->at < *run.endedAt) {
            return wrong(item, "what was said before run " + std::to_string(run.id) + " ended says nothing about it");
        }
    }
    if (definition.kind == ItemKind::Hybrid && (!isConfirmed || (machine != nullptr && machine->state != ItemState::Open))) {
        return wrong(item, "it takes a person's yes, and nothing that a machine sees against it");
    }
    if (definition.kind == ItemKind::Sensed && definition.sense &&
        (!item.by.name.empty() || machine == nullptr || machine->state != ItemState::Pass)) {
        return wrong(item, "no machine says so now");
    }
    if ((isFedByRun(definition) || definition.kind == ItemKind::Alarm) && !item.by.name.empty()) {
        return wrong(item, "a person ticked what runs decide");
    }
    if (definition.kind == ItemKind::Alarm && !m_inputs.alarms.empty() && definition.run) {
        for (const AlarmFiring& firing : m_inputs.alarms) {
            for (const RunRecord& run : m_inputs.runs) {
                if (run.id == firing.run && run.isCounting) {
                    return wrong(item, "it fired");
                }
            }
        }
    }
    const bool isHeldBelow = !definition.dependsOn.empty() && (!definition.run || definition.run->rule == "final-metrics");
    if (isHeldBelow || definition.kind == ItemKind::Rollup || definition.kind == ItemKind::Action) {
        if (const ItemState below = rollUp(statesBelow(definition)); !isSettling(below)) {
            return wrong(item, "what it rests on is " + std::string(nameOf(below)));
        }
    }
    // older than its ttl only if its gate is Go since
    const auto life = lifeOf(definition);
    const GateDecision* decision = nullptr;
    for (const GateDecision& made : m_inputs.gateDecisions) {
        decision = made.gate == definition.gate ? &made : decision;
    }
    for (const ItemChange* word :
         {definition.kind == ItemKind::Sensed || definition.kind == ItemKind::Hybrid ? machine : nullptr,
          definition.kind == ItemKind::Manual || definition.kind == ItemKind::Hybrid ? person : nullptr}) {
        const bool sawNothing = word != nullptr && word == machine && definition.kind == ItemKind::Hybrid && word->value.empty();
        if (word == nullptr || !life || isFedByRun(definition) || sawNothing) {
            continue;
        }
        const bool isSettled =
            decision != nullptr && decision->isGo && decision->at >= word->at && word->at + *life >= decision->at;
        if (!isSettled && word->at + *life < now()) {
            return wrong(item, "it was seen or confirmed longer ago than it holds");
        }
    }
    return {};
}

/// NA only by a condition, the plan, or because everything below is NA.
Walk::Rule Walk::brokenNotApplicable(const ItemView& item) const
{
    const ItemDefinition& definition = *item.definition;
    const Json& off = memberAt(m_plan.checklist, "off");
    const bool isOff = off.is_object() && off.contains(definition.id);
    const ConditionFacts facts{&m_plan, m_view.anyTestFailed, m_view.optimizationsApplied, {}};
    const bool isConditional = !whyNotApplicable(definition.condition, facts).empty();
    const auto below = statesBelow(definition);
    const bool rests = definition.kind == ItemKind::Rollup || !definition.dependsOn.empty();
    const bool isEmpty = rests && rollUp(below) == ItemState::NotApplicable;
    return definition.kind == ItemKind::Text || isOff || isConditional || isEmpty
               ? ""
               : wrong(item, "neither condition nor plan say so");
}

/// A parent is the roll-up of its children, and cannot be anything else.
Walk::Rule Walk::brokenParent(const ItemView& item) const
{
    const ItemDefinition& definition = *item.definition;
    const Json& off = memberAt(m_plan.checklist, "off");
    if (off.is_object() && off.contains(definition.id)) {
        return item.state == ItemState::NotApplicable ? "" : wrong(item, "the plan switched it off");
    }
    if (definition.kind != ItemKind::Rollup || definition.run || item.state == ItemState::NotApplicable) {
        return {};
    }
    const ItemState below = rollUp(statesBelow(definition));
    if (item.state == ItemState::Deferred && item.state == below) {
        std::optional<Gate> first;
        for (const ItemDefinition* on : m_definition.dependencies(definition)) {
            const auto due = m_view.item(on->id)->state == below ? m_view.item(on->id)->deferredTo : std::nullopt;
            first = due ? std::min(first.value_or(*due), *due) : first;
        }
        if (item.deferredTo != first) {
            return wrong(item, "it is due at another gate than the first of its lines");
        }
    }
    return item.state == below ? "" : wrong(item, "its lines roll up to " + std::string(nameOf(below)));
}

/// What the view offers is what the intents take.
Walk::Rule Walk::brokenPermission(const ItemView& item) const
{
    const Person lead{"Rao", Role::TechLead, "rao"};
    const std::string& id = item.definition->id;
    const auto differs = [&](bool isOffered, bool isTaken, const char* what) {
        return isOffered == isTaken
                   ? Rule()
                   : wrong(item, std::string(what) + (isOffered ? " is offered and refused" : " is taken and not offered"));
    };
    const bool isText = item.definition->kind == ItemKind::Text;
    if (isText) {
        return {};
    }
    if (auto fault = differs(item.canConfirm, confirmItem(m_view, id, lead, "", now()).operator bool(), "confirm");
        !fault.empty()) {
        return fault;
    }
    if (auto fault = differs(item.canReopen, reopenItem(m_view, id, lead, "r", now()).operator bool(), "reopen");
        !fault.empty()) {
        return fault;
    }
    return differs(item.canOverride, overrideItem(m_view, id, lead, "r", now()).operator bool(), "override");
}

Walk::Rule Walk::brokenCounts() const
{
    std::map<ItemState, std::size_t> counts;
    for (const ItemView& item : m_view.items) {
        if (item.definition->isBox) {
            ++counts[item.state];
        }
    }
    if (counts != m_view.counts) {
        return "the counts are not those of the boxes";
    }
    for (const SectionView& section : m_view.sections) {
        std::map<ItemState, std::size_t> own;
        std::vector<ItemState> states;
        for (const ItemView& item : m_view.items) {
            if (item.definition->isBox && item.definition->section == section.definition->number) {
                ++own[item.state];
                states.push_back(item.state);
            }
        }
        if (own != section.counts || (!states.empty() && section.rollup != rollUp(states))) {
            return "section " + section.definition->number + " does not add up";
        }
    }
    return {};
}

/// A gate passes iff each of its items, and each item deferred to it, is PASS, NA, OVERRIDDEN or DEFERRED to a later gate.
Walk::Rule Walk::brokenGate(Gate gate) const
{
    const GateView& view = m_view.gate(gate);
    std::size_t blocking = 0;
    std::size_t members = 0;
    for (const ItemView& item : m_view.items) {
        const bool isOwn = item.definition->gate == gate;
        const bool isDue = item.state == ItemState::Deferred && item.deferredTo == gate;
        if (!item.definition->isBox || (!isOwn && !isDue)) {
            continue;
        }
        ++members;
        // A killer is never deferred, and only the Technical Lead overrides it, whatever became of the lines that it rests on.
        const ItemChange* person = newest(*item.definition, true);
        const bool isLeads = person != nullptr && person->state == ItemState::Overridden && person->by.role == Role::TechLead;
        const bool isLater = item.state == ItemState::Deferred && item.deferredTo && *item.deferredTo > gate;
        const bool isExcepted = item.definition->isKiller ? item.state == ItemState::Overridden && isLeads
                                                          : item.state == ItemState::Overridden || isLater;
        blocking += isSettling(item.state) || isExcepted ? 0 : 1;
    }
    const std::string name(nameOf(gate));
    if (view.itemCount != members || view.blockingCount != blocking) {
        return "gate " + name + " counts " + std::to_string(view.blockingCount) + " of " + std::to_string(view.itemCount) +
               ", not " + std::to_string(blocking) + " of " + std::to_string(members);
    }
    if (view.blockers.empty() != (blocking == 0)) {
        return "gate " + name + " names " + std::to_string(view.blockers.size()) + " causes for " + std::to_string(blocking) +
               " items that block";
    }
    return {};
}

/// Time alone proves nothing and takes back nothing that its gate settled.
Walk::Rule Walk::brokenByTime() const
{
    ChecklistInputs later = m_inputs;
    later.now += std::chrono::hours{24 * 400};
    const ChecklistView view = evaluated(later);
    for (std::size_t i = 0; i < view.items.size(); ++i) {
        const ItemView& before = m_view.items[i];
        const ItemView& after = view.items[i];
        if (after.state == ItemState::Pass && before.state != ItemState::Pass) {
            return wrong(before, "and PASS by waiting");
        }
        const ItemDefinition& definition = *before.definition;
        const bool isLeaf = m_definition.dependencies(definition).empty();
        const GateDecision* decision = nullptr;
        for (const GateDecision& made : m_inputs.gateDecisions) {
            decision = made.gate == definition.gate ? &made : decision;
        }
        const ItemChange* machine = newest(definition, false);
        const ItemChange* person = newest(definition, true);
        const bool isNewer = (machine != nullptr && decision != nullptr && machine->at > decision->at) ||
                             (person != nullptr && decision != nullptr && person->at > decision->at);
        const bool isSettled = decision != nullptr && decision->isGo && !isNewer && before.at && *before.at <= decision->at;
        if (isLeaf && isSettled && before.state == ItemState::Pass && after.state != ItemState::Pass) {
            return wrong(before, "its gate is Go, and yet it becomes " + std::string(nameOf(after.state)));
        }
    }
    return {};
}

/// Once a counting run has failed, the lines for failed tests stay open.
Walk::Rule Walk::brokenLatch() const
{
    bool hasFailed = false;
    for (const RunRecord& run : m_inputs.runs) {
        hasFailed = hasFailed || (run.isCounting && run.endedAt && run.result.outcome == RunOutcome::Failed);
    }
    return hasFailed && !m_view.anyTestFailed ? "a run failed, and any_test_failed is false" : "";
}

} // namespace holdpoint
