// SPDX-License-Identifier: GPL-3.0-or-later
// What machines, runs, forms and signatures say about an item, before a person is heard.
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/checklist/evaluation.h"
#include "core/checklist/form_values.h"
#include "core/checklist/run_facts.h"
#include "core/checklist/run_rules.h"
#include "core/verdict/sentences.h"

#include <algorithm>

namespace holdpoint {

namespace {

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
        const bool isByHand = item.kind == ItemKind::Action && !item.isKiller; // done elsewhere, or without a service for it
        finding.canConfirm = (item.kind == ItemKind::Hybrid || isByHand) && machine->state == ItemState::Open;
        if (item.dependsOn.empty()) {
            return finding;
        }
        Finding whole = withDependencies(item, std::move(finding));
        whole.canConfirm = whole.canConfirm && areSettled(item); // what it rests on is confirmed first
        return whole;
    }
    if (item.sense) {
        const bool isAction = item.kind == ItemKind::Action;
        Finding finding = openFinding(isAction ? "not done yet: `holdpointctl check PLAN --act " + item.id + "` does it"
                                               : "not sensed yet: `holdpointctl check PLAN` asks",
                                      item.kind == ItemKind::Hybrid || (isAction && !item.isKiller));
        finding.source = "not sensed";
        return finding;
    }
    // Neither template nor plan says what a machine could ask: only where a person has a say can a person decide it.
    const bool isPersons = item.kind == ItemKind::Hybrid || item.kind == ItemKind::Action;
    Finding finding = openFinding(isPersons ? "no sensor is bound to it; a person confirms it"
                                            : "no sensor is bound to it: a plan can, with `checklist: {sensors: {" + item.id +
                                                  ": {facts: ..., pass: ...}}}`",
                                  isPersons);
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
        return openFinding(test == nullptr ? "the plan has no test `" + item.run->test + "`" : std::string(kNoRunYet));
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
        if (threshold.verdict == RuleVerdict::Failed && !isShown([&](const ItemDefinition& box) {
                return !threshold.rule.metric.empty() &&
                       hasFact(box, threshold.rule.metric); // facts about verifications have none
            })) {
            uncovered.push_back(nameOf(threshold.rule) + ": " + threshold.sentence);
        }
    }
    for (const VerificationResult& verification : run->result.verifications) {
        if (verification.verdict == RuleVerdict::Failed &&
            !isShown([&](const ItemDefinition& box) { return hasVerification(box, verification.name); })) {
            uncovered.push_back(verificationSentence(verification));
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

bool Evaluation::areSettled(const ItemDefinition& item)
{
    const auto below = m_inputs.definition->dependencies(item);
    return std::all_of(below.begin(), below.end(), [this](const ItemDefinition* on) {
        const ItemState state = view(*on).state;
        return state == ItemState::Pass || state == ItemState::NotApplicable || state == ItemState::Overridden ||
               state == ItemState::Deferred;
    });
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
    if (item.id == "blank.headroom") {
        return judgeHeadroom(item, m_history);
    }
    return item.offer.empty() ? openFinding("not measured; a person enters it") : offerTrigger(item, m_history);
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
    case SignatureStatus::Unproven:
        finding.reason = "its signature was not checked yet";
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
