// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/flow_control.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/load/checks.h"

#include <algorithm>
#include <charconv>

namespace holdpoint {

namespace {

std::optional<double> numberOf(std::string_view text)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

bool compareValues(Condition::Operator op, double left, double right)
{
    switch (op) {
    case Condition::Operator::Less:
        return left < right;
    case Condition::Operator::LessEqual:
        return left <= right;
    case Condition::Operator::Greater:
        return left > right;
    case Condition::Operator::GreaterEqual:
        return left >= right;
    default:
        return false;
    }
}

bool compareTexts(Condition::Operator op, std::string_view left, std::string_view right)
{
    const auto first = numberOf(left);
    const auto second = numberOf(right);
    switch (op) {
    case Condition::Operator::Holds: // a value that means something
        return !left.empty() && left != "false" && left != "null" && left != "0";
    case Condition::Operator::Equal:
    case Condition::Operator::NotEqual: {
        const bool isEqual = left == right || (first && second && *first == *second);
        return isEqual == (op == Condition::Operator::Equal);
    }
    case Condition::Operator::Contains:
        return left.find(right) != std::string_view::npos;
    case Condition::Operator::Less:
    case Condition::Operator::LessEqual:
    case Condition::Operator::Greater:
    case Condition::Operator::GreaterEqual:
        return first && second && compareValues(op, *first, *second);
    }
    return false;
}

} // namespace

Nanos thinkTime(const FlowOp& op, Random& random)
{
    const auto span = static_cast<std::uint64_t>((op.thinkMax - op.thinkMin).count());
    return op.thinkMin + Nanos{static_cast<std::int64_t>(random.below(span + 1))};
}

bool FlowControl::holds(const CompiledCondition& condition, const FlowMemory& memory, VisitorValues& values)
{
    const Condition& rule = condition.rule;
    if (rule.isStatus) {
        if (rule.op == Condition::Operator::Equal || rule.op == Condition::Operator::NotEqual) {
            return namesStatus(rule.statuses, rule.statusClasses, memory.lastStatus) == (rule.op == Condition::Operator::Equal);
        }
        return !rule.statuses.empty() && compareValues(rule.op, memory.lastStatus, rule.statuses.front());
    }
    m_left.clear();
    m_right.clear();
    condition.left.render(values, m_left);
    condition.right.render(values, m_right);
    return compareTexts(rule.op, trimmed(m_left), trimmed(m_right));
}

bool FlowControl::holds(const ConditionList& conditions, const FlowMemory& memory, VisitorValues& values)
{
    return std::all_of(conditions.begin(), conditions.end(),
                       [&](const CompiledCondition& condition) { return holds(condition, memory, values); });
}

bool FlowControl::isChoice(const FlowOp& op)
{
    switch (op.kind) {
    case FlowOp::Kind::Unless:
    case FlowOp::Kind::Jump:
    case FlowOp::Kind::RepeatBegin:
    case FlowOp::Kind::RepeatTest:
    case FlowOp::Kind::RepeatNext:
    case FlowOp::Kind::Choose:
        return true;
    case FlowOp::Kind::Request:
    case FlowOp::Kind::Think:
    case FlowOp::Kind::Batch:
    case FlowOp::Kind::Session:
    case FlowOp::Kind::GroupBegin:
    case FlowOp::Kind::GroupEnd:
        return false;
    }
    return false;
}

std::size_t FlowControl::settle(const CompiledScenario& scenario, std::size_t op, FlowMemory& memory, VisitorValues& values,
                                int& taken)
{
    for (; op < scenario.ops.size(); ++taken) {
        const FlowOp& at = scenario.ops[op];
        if (!isChoice(at) || taken >= kMostChoices) {
            return op;
        }
        switch (at.kind) {
        case FlowOp::Kind::Unless:
            op = holds(scenario.conditions[at.control], memory, values) ? op + 1 : at.target;
            break;
        case FlowOp::Kind::Jump:
            op = at.target;
            break;
        case FlowOp::Kind::RepeatBegin: {
            const CompiledRepeat& repeat = scenario.repeats[at.control];
            memory.rounds[at.control] = {0, repeat.least + values.random.below(repeat.most - repeat.least + 1)};
            ++op;
            break;
        }
        case FlowOp::Kind::RepeatTest: {
            const CompiledRepeat& repeat = scenario.repeats[at.control];
            FlowMemory::Round& round = memory.rounds[at.control];
            if (round.done >= round.planned || (!repeat.isUntil && !holds(repeat.conditions, memory, values))) {
                op = at.target;
                break;
            }
            ++round.done;
            if (repeat.indexSlot) {
                ExtractedValue& index = values.extracted[*repeat.indexSlot];
                index.text = std::to_string(round.done);
                index.isText = false;
            }
            ++op;
            break;
        }
        case FlowOp::Kind::RepeatNext: {
            const CompiledRepeat& repeat = scenario.repeats[at.control];
            op = repeat.isUntil && holds(repeat.conditions, memory, values) ? op + 1 : at.target;
            break;
        }
        case FlowOp::Kind::Choose: {
            const CompiledChoice& choice = scenario.choices[at.control];
            const double drawn = values.random.unit() * choice.upTo.back();
            const auto found = std::upper_bound(choice.upTo.begin(), choice.upTo.end() - 1, drawn);
            op = choice.targets[static_cast<std::size_t>(found - choice.upTo.begin())];
            break;
        }
        case FlowOp::Kind::Request:
        case FlowOp::Kind::Think:
        case FlowOp::Kind::Batch:
        case FlowOp::Kind::Session:
        case FlowOp::Kind::GroupBegin:
        case FlowOp::Kind::GroupEnd:
            break;
        }
    }
    return op;
}

} // namespace holdpoint
