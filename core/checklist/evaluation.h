// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/condition.h"
#include "core/checklist/finding.h"
#include "core/checklist/run_history.h"

#include <map>
#include <vector>

namespace holdpoint {

/// Evaluates every item of a template once; items are asked in the order in which they rest on each other.
class Evaluation
{
public:
    explicit Evaluation(const ChecklistInputs& inputs);

    std::vector<ItemView> items();
    bool anyTestFailed() const { return m_facts.anyTestFailed; }
    bool optimizationsApplied() const { return m_facts.optimizationsApplied; }

private:
    struct Intents
    {
        const ItemChange* machine = nullptr; // newest finding of a sensor
        const ItemChange* failed = nullptr;  // newest FAIL of a sensor
        const ItemChange* person = nullptr;  // newest word of a person
    };

    const ItemView& view(const ItemDefinition& item);
    ItemView evaluate(const ItemDefinition& item);
    Finding findingFor(const ItemDefinition& item);
    Finding sensed(const ItemDefinition& item);
    Finding runFed(const ItemDefinition& item);
    Finding testRollup(const ItemDefinition& item);
    Finding blank(const ItemDefinition& item);
    Finding signature(const ItemDefinition& item) const;
    ItemState stateBelow(const ItemDefinition& item);
    /// Whether all that it rests on holds, or a person has taken it on.
    bool areSettled(const ItemDefinition& item);
    void holdForLinesBelow(const ItemDefinition& item, ItemView& view);
    std::optional<Gate> deferredBelow(const ItemDefinition& item);
    const RunRecord* runSince(const ItemDefinition& item, WallTime at) const;
    bool isStale(const ItemDefinition& item, WallTime at) const;
    void expireProposal(const ItemDefinition& item, Finding& finding) const;
    Finding withDependencies(const ItemDefinition& item, Finding own);
    /// PASS becomes STALE once what it rests on is older than the item's ttl.
    void expire(const ItemDefinition& item, ItemView& view) const;
    void hearPerson(const ItemDefinition& item, const Finding& finding, ItemView& view);
    bool wasTestFailed() const;
    std::string switchedOff(const ItemDefinition& item) const;

    const ChecklistInputs& m_inputs;
    RunHistory m_history;
    const RunRecord* m_newestRun = nullptr; // load or retest that counts, by its end
    ConditionFacts m_facts;
    std::map<std::string, Intents, std::less<>> m_intents;
    std::map<const ItemDefinition*, ItemView> m_views;
};

/// The newest decision about a gate, nullptr if there is none.
const GateDecision* newestDecision(const ChecklistInputs& inputs, std::optional<Gate> gate);
/// How long a finding or a confirmation holds; nullopt for run, window, release and no ttl.
std::optional<Nanos> lifeOf(const ItemDefinition& item);
/// Whether a run, and nobody else, decides an item.
bool isFedByRun(const ItemDefinition& item);

} // namespace holdpoint
