// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/flow.h"

namespace holdpoint {

/// What the control operations of an iteration remember.
struct FlowMemory
{
    struct Round
    {
        std::uint64_t done = 0;
        std::uint64_t planned = 0;
    };
    int lastStatus = 0;        // of the last answer; 0: none
    std::vector<Round> rounds; // by repeat of the scenario
    std::vector<SteadyTime> groupsBegan;

    void begin(const CompiledScenario& scenario)
    {
        lastStatus = 0;
        rounds.resize(scenario.repeats.size());
        groupsBegan.resize(scenario.groups.size());
    }
};

/// How long this think lasts: uniform between its bounds.
Nanos thinkTime(const FlowOp& op, Random& random);

/// Takes visitors through if, repeat and one_of. One a load thread: it lends its buffers to all visitors.
class FlowControl
{
public:
    /// The next operation from `op` on that does something: a request, a batch, a session, a think time or the mark of a group;
    /// the number of operations at the flow's end. `taken` counts the choices made; once they are kMostChoices it gives the next
    /// choice instead, to go on with later: repeats without a request must not keep a load thread from its other visitors.
    std::size_t settle(const CompiledScenario& scenario, std::size_t op, FlowMemory& memory, VisitorValues& values, int& taken);
    static bool isChoice(const FlowOp& op);
    static constexpr int kMostChoices = 1000;

private:
    bool holds(const ConditionList& conditions, const FlowMemory& memory, VisitorValues& values);
    bool holds(const CompiledCondition& condition, const FlowMemory& memory, VisitorValues& values);

    std::string m_left;
    std::string m_right;
};

} // namespace holdpoint
