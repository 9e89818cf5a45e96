// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checklist/evaluation.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/checklist/form_values.h"
#include "core/checklist/run_facts.h"
#include "core/checklist/run_rules.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::string_view kTestPrefix = "test.";

bool isSensorLater(const ItemDefinition& item)
{
    return item.sensor != "none" && item.sensor != "run" && !item.run;
}

bool hasFact(const ItemDefinition& item, const std::string& metric)
{
    const auto& facts = item.run->facts;
    return std::any_of(facts.begin(), facts.end(), [&](const RunFact& fact) { return fact.metric == metric; });
}

bool hasVerification(const ItemDefinition& item, const std::string& name)
{
    const auto& facts = item.run->facts;
    return std::any_of(facts.begin(), facts.end(), [&](const RunFact& fact) {
        return !fact.verification.empty() && matchesWildcard(fact.verification, name);
    });
}

/// A box that shows a miss, or whose miss a person has taken on.
bool accountsFor(ItemState state)
{
    return state == ItemState::Fail || state == ItemState::Overridden || state == ItemState::Deferred;
}

} // namespace

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
    }
    m_facts.plan = inputs.plan;
    m_facts.optimizationsApplied = newestOptimization(inputs).has_value();
    m_facts.anyTestFailed = wasTestFailed();
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
    const Finding finding = findingFor(item);
    view.state = finding.state;
    view.value = finding.value;
    view.reason = finding.reason;
    view.source = finding.source;
    view.at = finding.at;
    view.number = finding.number;
    view.canConfirm = finding.canConfirm;
    view.needsTechLead = item.isKiller || finding.isCriticalMiss;
    if (const auto life = lifeOf(item); life && view.at && view.state == ItemState::Pass && *view.at + *life < m_inputs.now) {
        view.state = ItemState::Stale;
        view.reason = "seen " + formatAge(m_inputs.now - *view.at) + " ago, holds for " + item.ttl;
    }
    hearPerson(item, finding, view);
    holdForLinesBelow(item, view);
    const bool isUndecided = view.state != ItemState::Pass && view.state != ItemState::Overridden;
    const bool isOwn = item.kind != ItemKind::Rollup || finding.state != stateBelow(item);
    view.canOverride = isUndecided && isOwn && !item.id.starts_with("signature.");
    view.canConfirm =
        view.canConfirm && (view.state == ItemState::Open || view.state == ItemState::Stale || view.state == ItemState::Deferred);
    return view;
}

void Evaluation::hearPerson(const ItemDefinition& item, const Finding& finding, ItemView& view) const
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
        const bool isWanted = finding.canConfirm || item.kind == ItemKind::Manual;
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
    const bool isForEarlierRun = finding.runStartedAt && person->at < *finding.runStartedAt;
    if (person->state == ItemState::Overridden && !isForEarlierRun) {
        take(ItemState::Overridden);
        view.reason = person->reason;
    } else if (person->state == ItemState::Overridden) {
        view.reason +=
            (view.reason.empty() ? "" : "; ") + ("overridden at " + formatUtcSeconds(person->at) + " for an earlier run");
    } else if (person->state == ItemState::Deferred) {
        take(ItemState::Deferred);
        view.deferredTo = person->deferredTo;
        view.reason = person->reason;
    }
}

Finding Evaluation::findingFor(const ItemDefinition& item)
{
    switch (item.kind) {
    case ItemKind::Text:
        return {};
    case ItemKind::Manual:
        return openFinding("a person confirms it", true);
    case ItemKind::Form:
        return item.id.starts_with("signature.") ? signature(item)
               : item.run && !item.run->rule.empty()
                   ? runFed(item)
                   : (m_inputs.definition->dependencies(item).empty() ? blank(item) : withDependencies(item, blank(item)));
    case ItemKind::Rollup: {
        Finding nothing;
        nothing.state = ItemState::NotApplicable;
        return item.run ? testRollup(item) : withDependencies(item, std::move(nothing));
    }
    case ItemKind::Sensed:
    case ItemKind::Action:
    case ItemKind::Hybrid:
    case ItemKind::Alarm:
        break;
    }
    return item.run ? runFed(item) : sensed(item);
}

Finding Evaluation::sensed(const ItemDefinition& item)
{
    const auto intents = m_intents.find(item.id);
    if (const ItemChange* machine = intents == m_intents.end() ? nullptr : intents->second.machine) {
        Finding finding;
        finding.state = machine->state;
        finding.value = machine->value;
        finding.reason = machine->reason;
        finding.source = item.sensor;
        finding.at = machine->at;
        finding.canConfirm = item.kind == ItemKind::Hybrid && machine->state == ItemState::Open;
        return finding;
    }
    if (!isSensorLater(item)) {
        return openFinding("a person confirms it", true);
    }
    Finding finding = openFinding("The " + item.sensor + " sensor comes with a later version" +
                                      (item.isBox ? "; a person can confirm this item until then" : ""),
                                  item.isBox);
    finding.source = "not connected";
    return finding;
}

Finding Evaluation::runFed(const ItemDefinition& item)
{
    const RuleContext context{m_inputs, m_history, item, [this](const ItemDefinition& other) { return view(other).state; }};
    if (!item.run->rule.empty()) {
        return applyRule(context);
    }
    if (!item.run->alarm.empty()) {
        return judgeAlarm(context);
    }
    if (const RunRecord* running = m_history.underWay(item.run->test)) {
        Finding finding;
        finding.state = ItemState::Running;
        finding.reason = "run " + std::to_string(running->id) + " is under way";
        finding.source = "run " + std::to_string(running->id);
        return finding;
    }
    const RunRecord* run = m_history.deciding(item.run->test);
    const TestPlan* test = m_inputs.plan->test(item.run->test);
    if (run == nullptr) {
        return openFinding(test == nullptr ? "the plan has no test `" + item.run->test + "`" : RunHistory::whyNotRun(*test));
    }
    return judgeFacts(item.run->facts, *run);
}

/// The roll-up of a test: its boxes, and whatever failed in the run that no box shows.
Finding Evaluation::testRollup(const ItemDefinition& item)
{
    Finding finding = runFed(item);
    finding.value.clear();
    const RunRecord* run = m_history.deciding(item.run->test);
    if (run == nullptr || finding.state == ItemState::Running) {
        return withDependencies(item, std::move(finding));
    }
    const auto boxes = m_inputs.definition->dependencies(item);
    std::vector<std::string> uncovered;
    const auto isShown = [&](auto&& matches) {
        return std::any_of(boxes.begin(), boxes.end(),
                           [&](const ItemDefinition* box) { return box->run && matches(*box) && accountsFor(view(*box).state); });
    };
    for (const ThresholdResult& threshold : run->result.thresholds) {
        if (threshold.verdict == RuleVerdict::Failed &&
            !isShown([&](const ItemDefinition& box) { return hasFact(box, threshold.rule.metric); })) {
            uncovered.push_back(threshold.rule.metric + ": " + threshold.sentence);
        }
    }
    for (const VerificationResult& verification : run->result.verifications) {
        if (verification.verdict == RuleVerdict::Failed &&
            !isShown([&](const ItemDefinition& box) { return hasVerification(box, verification.name); })) {
            uncovered.push_back(verification.name + ": " + verification.sentence);
        }
    }
    finding.value = "run " + std::to_string(run->id) + " " + std::string(nameOf(run->result.outcome));
    if (isConclusive(*run)) {
        finding.state = uncovered.empty() ? ItemState::Pass : ItemState::Fail;
        finding.reason = join(uncovered, "; ");
        finding.isCriticalMiss = !uncovered.empty();
    }
    return withDependencies(item, std::move(finding));
}

ItemState Evaluation::stateBelow(const ItemDefinition& item)
{
    std::vector<ItemState> states;
    for (const ItemDefinition* on : m_inputs.definition->dependencies(item)) {
        states.push_back(view(*on).state);
    }
    return rollUp(states);
}

/// An action that has lines below it (seed data) is done when they hold: that somebody ran it proves nothing alone.
void Evaluation::holdForLinesBelow(const ItemDefinition& item, ItemView& view)
{
    const bool hasLinesBelow = item.kind == ItemKind::Action && item.dependsOn.empty();
    if (!hasLinesBelow || view.state != ItemState::Pass) {
        return;
    }
    view.state = rollUp({ItemState::Pass, stateBelow(item)});
    if (view.state != ItemState::Pass) {
        view.reason = "the lines below it are not all decided";
    }
}

/// The worst of an item's own finding and the items that it rests on.
Finding Evaluation::withDependencies(const ItemDefinition& item, Finding own)
{
    std::vector<ItemState> states;
    for (const ItemDefinition* on : m_inputs.definition->dependencies(item)) {
        states.push_back(view(*on).state);
    }
    const ItemState below = rollUp(states);
    const ItemState all = rollUp({own.state, below});
    if (all != own.state || own.reason.empty()) {
        std::map<ItemState, std::size_t> counts;
        for (const ItemState state : states) {
            ++counts[state];
        }
        own.reason =
            all == ItemState::Pass || all == ItemState::NotApplicable
                ? ""
                : formatCount(counts[below]) + " of " + formatCount(states.size()) + " lines: " + std::string(nameOf(below));
    }
    own.state = all;
    return own;
}

Finding Evaluation::blank(const ItemDefinition& item)
{
    const auto entered =
        std::find_if(m_inputs.form.rbegin(), m_inputs.form.rend(), [&](const FormValue& f) { return f.field == item.id; });
    if (entered != m_inputs.form.rend() && !entered->value.empty()) {
        return judgeEntered(item, *entered, *m_inputs.plan);
    }
    if (item.run && !item.run->capacity.empty()) {
        return judgeCapacity(item, m_history);
    }
    if (item.isBox) {
        return openFinding("a person enters it");
    }
    return openFinding(item.offer.empty() ? "not measured; a person enters it"
                                          : "default " + item.offer + "; a person enters it or another");
}

Finding Evaluation::signature(const ItemDefinition& item) const
{
    const auto role = roleFrom(std::string_view(item.id).substr(std::string_view("signature.").size()));
    const auto found = std::find_if(m_inputs.signatures.begin(), m_inputs.signatures.end(),
                                    [&](const Signature& s) { return role && s.role == *role; });
    Finding finding = openFinding("not signed");
    if (found == m_inputs.signatures.end()) {
        return finding;
    }
    finding.value = found->name;
    finding.at = found->at;
    finding.reason = found->reason;
    switch (found->status) {
    case SignatureStatus::Pending:
        finding.reason = "not signed";
        break;
    case SignatureStatus::Valid:
        finding.state = ItemState::Pass;
        break;
    case SignatureStatus::Unverified:
        finding.state = ItemState::Unknown;
        finding.reason = "UNVERIFIED: a typed name, no key";
        break;
    case SignatureStatus::Invalid:
    case SignatureStatus::Refused:
        finding.state = ItemState::Fail;
        break;
    }
    return finding;
}

} // namespace holdpoint
