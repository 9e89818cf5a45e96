// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checklist/checklist.h"

#include "core/checklist/evaluation.h"
#include "core/checklist/names.h"

#include <algorithm>
#include <set>

namespace holdpoint {

namespace {

constexpr std::array<std::string_view, 9> kStates{"OPEN",  "RUNNING", "PASS",     "FAIL",      "UNKNOWN",
                                                  "STALE", "NA",      "DEFERRED", "OVERRIDDEN"};

constexpr std::array<std::string_view, 6> kSignatureStates{"pending", "valid", "invalid", "unverified", "refused", "unproven"};

bool belongsTo(const ItemView& item, Gate gate)
{
    return item.definition->isBox &&
           (item.definition->gate == gate || (item.state == ItemState::Deferred && item.deferredTo == gate));
}

GateView viewOf(const ChecklistInputs& inputs, const ChecklistView& checklist, Gate gate)
{
    GateView view;
    view.gate = gate;
    std::set<const ItemDefinition*> blocking;
    for (const ItemView& item : checklist.items) {
        view.itemCount += belongsTo(item, gate) ? 1 : 0;
        if (belongsTo(item, gate) && !letsPass(item, gate)) {
            blocking.insert(item.definition);
        }
    }
    view.blockingCount = blocking.size();
    std::vector<std::string> others;
    for (const ItemView& item : checklist.items) {
        if (!blocking.contains(item.definition)) {
            continue;
        }
        // A cause blocks by itself: nothing of this gate that it rests on blocks. Without loops every blocked gate has one.
        const auto below = inputs.definition->dependencies(*item.definition);
        if (std::none_of(below.begin(), below.end(), [&](const ItemDefinition* on) { return blocking.contains(on); })) {
            (item.definition->isKiller ? view.blockers : others).push_back(item.definition->id);
        }
    }
    view.blockers.insert(view.blockers.end(), others.begin(), others.end());
    if (const GateDecision* decision = newestDecision(inputs, gate)) {
        view.decision = *decision;
    }
    return view;
}

} // namespace

std::string_view nameOf(ItemState state)
{
    return kStates[static_cast<std::size_t>(state)];
}

Result<ItemState> itemStateFrom(std::string_view text)
{
    if (const auto index = indexIn(kStates, text)) {
        return static_cast<ItemState>(*index);
    }
    return fail(Error::Kind::Invalid, unknownName("item state", text, kStates));
}

std::string_view nameOf(SignatureStatus status)
{
    return kSignatureStates[static_cast<std::size_t>(status)];
}

Result<SignatureStatus> signatureStatusFrom(std::string_view text)
{
    if (const auto index = indexIn(kSignatureStates, text)) {
        return static_cast<SignatureStatus>(*index);
    }
    return fail(Error::Kind::Invalid, unknownName("signature status", text, kSignatureStates));
}

const ItemView* ChecklistView::item(std::string_view id) const
{
    const auto found = std::find_if(items.begin(), items.end(), [id](const ItemView& i) { return i.definition->id == id; });
    return found == items.end() ? nullptr : &*found;
}

const GateView& ChecklistView::gate(Gate wanted) const
{
    static const GateView kAfterRelease = [] {
        GateView later;
        later.gate = Gate::AfterRelease;
        return later;
    }();
    const auto found = std::find_if(gates.begin(), gates.end(), [wanted](const GateView& g) { return g.gate == wanted; });
    return found == gates.end() ? kAfterRelease : *found;
}

bool isSteady(const ItemDefinition& item)
{
    if (!item.sense || item.run) {
        return false;
    }
    const auto isFixed = [](const PassClause& clause) {
        using Op = PassClause::Operator;
        const bool isName = clause.unit == "version" || clause.unit == "text" || clause.unit == "sha256" ||
                            clause.unit == "mode" || clause.unit == "code" || clause.unit == "bool";
        const bool isOfOther = clause.limit.find('@') != std::string::npos || clause.limit.find("..") != std::string::npos;
        return !isOfOther && (isName || clause.op == Op::Equal || clause.op == Op::In);
    };
    const auto clauses = item.sense->rule.clauses();
    return std::any_of(clauses.begin(), clauses.end(), [](const PassClause* each) { return each->fact != kConfirmedFact; }) &&
           std::all_of(clauses.begin(), clauses.end(), [&](const PassClause* each) { return isFixed(*each); });
}

ItemState rollUp(const std::vector<ItemState>& states)
{
    for (const ItemState worst : {ItemState::Fail, ItemState::Unknown, ItemState::Stale, ItemState::Running, ItemState::Open,
                                  ItemState::Deferred, ItemState::Overridden, ItemState::Pass}) {
        if (std::find(states.begin(), states.end(), worst) != states.end()) {
            return worst;
        }
    }
    return ItemState::NotApplicable;
}

bool letsPass(const ItemView& item, Gate gate)
{
    switch (item.state) {
    case ItemState::Pass:
    case ItemState::NotApplicable:
        return true;
    case ItemState::Overridden: // a killer's only by the Technical Lead, whoever overrode the lines that it rests on
        return !item.definition->isKiller || item.by.role == Role::TechLead;
    case ItemState::Deferred:
        return !item.definition->isKiller && item.deferredTo && *item.deferredTo > gate;
    case ItemState::Open:
    case ItemState::Running:
    case ItemState::Fail:
    case ItemState::Unknown:
    case ItemState::Stale:
        return false;
    }
    return false;
}

ChecklistView evaluateChecklist(const ChecklistInputs& inputs)
{
    ChecklistView checklist;
    Evaluation evaluation(inputs);
    checklist.items = evaluation.items();
    checklist.anyTestFailed = evaluation.anyTestFailed();
    checklist.optimizationsApplied = evaluation.optimizationsApplied();
    for (const SectionDefinition& section : inputs.definition->sections) {
        SectionView view{&section, {}, ItemState::Open};
        std::vector<ItemState> boxes;
        std::vector<ItemState> others;
        for (const ItemView& item : checklist.items) {
            if (item.definition->section != section.number) {
                continue;
            }
            (item.definition->isBox ? boxes : others).push_back(item.state);
            view.counts[item.state] += item.definition->isBox ? 1 : 0;
            checklist.counts[item.state] += item.definition->isBox ? 1 : 0;
        }
        std::erase_if(view.counts, [](const auto& count) { return count.second == 0; });
        view.rollup = rollUp(boxes.empty() ? others : boxes);
        checklist.sections.push_back(std::move(view));
    }
    std::erase_if(checklist.counts, [](const auto& count) { return count.second == 0; });
    bool isNext = true; // every gate before it is passed
    for (const Gate gate : {Gate::GoForLoad, Gate::Results, Gate::SignOff}) {
        GateView view = viewOf(inputs, checklist, gate);
        const bool isGo = view.decision && view.decision->isGo;
        view.state = isGo ? GateState::Go : view.decision ? GateState::NoGo : isNext ? GateState::Hold : GateState::Later;
        isNext = isNext && isGo;
        checklist.gates.push_back(std::move(view));
    }
    return checklist;
}

} // namespace holdpoint
