// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/unit/checklist/release_fixture.h"

#include <cstdint>
#include <random>

namespace holdpoint {

/// One release that goes through random transitions, as machines, runs and people make them, by the real evaluator and intents.
class Walk
{
public:
    Walk(const ChecklistTemplate& definition, std::uint64_t seed);

    /// One random transition and a check of every rule. What broke, or empty.
    std::string step();
    /// The seed and every step so far, one a line.
    std::string told() const;

private:
    using Rule = std::string;

    std::size_t below(std::size_t count) { return count == 0 ? 0 : static_cast<std::size_t>(m_random() % count); }
    template <typename List>
    const auto& oneOf(const List& list)
    {
        return list[below(list.size())];
    }
    const ItemDefinition& anyItem() { return m_definition.items[below(m_definition.items.size())]; }
    Person anyPerson();
    WallTime now() const { return m_inputs.now; }
    void say(const std::string& what) { m_steps.push_back(what); }

    // transitions
    Rule sense(const ItemDefinition& item);
    Rule senseAll();
    Rule confirm();
    Rule override();
    Rule defer();
    Rule reopen();
    Rule decideGate();
    Rule runSomething();
    Rule fill();
    void letTimePass();
    void switchSomething();

    // rules, in walk_rules.cpp; each says what is wrong, or nothing
    Rule broken() const;
    Rule brokenItem(const ItemView& item) const;
    Rule brokenPass(const ItemView& item) const;
    Rule brokenNotApplicable(const ItemView& item) const;
    Rule brokenParent(const ItemView& item) const;
    Rule brokenPermission(const ItemView& item) const;
    Rule brokenCounts() const;
    Rule brokenGate(Gate gate) const;
    Rule brokenByTime() const;
    Rule brokenLatch() const;

    const ItemChange* newest(const ItemDefinition& item, bool ofPerson) const;
    std::vector<ItemState> statesBelow(const ItemDefinition& item) const;
    ChecklistView evaluated(const ChecklistInputs& inputs) const { return evaluateChecklist(inputs); }

    const ChecklistTemplate& m_definition;
    std::uint64_t m_seed;
    std::mt19937_64 m_random;
    Plan m_plan = searchPlan();
    ChecklistInputs m_inputs;
    ChecklistView m_view;
    bool m_hadFailed = false;
    std::vector<std::string> m_steps;
};

} // namespace holdpoint
