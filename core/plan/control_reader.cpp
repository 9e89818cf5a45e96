// SPDX-License-Identifier: GPL-3.0-or-later
// What is around steps: `if`, `repeat`, `one_of`.
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/plan/flow_reading.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::uint64_t kMaxRounds = 10'000;          // of one repeat
constexpr std::uint64_t kMaxNestedRounds = 1'000'000; // of repeats within each other

} // namespace

std::optional<Step> FlowReader::branch(PlanNode& steps, std::string name)
{
    Step result;
    result.kind = StepKind::Branch;
    result.name = std::move(name);
    result.line = steps.line;
    result.steps = list(steps);
    return result;
}

void FlowReader::conditional(MapReader& reader, Step& step)
{
    step.kind = StepKind::If;
    if (PlanNode* condition = reader.take("if")) {
        step.conditions = readConditions(m_context, *condition, "if");
    }
    std::vector<std::string> texts;
    for (const Condition& condition : step.conditions) {
        texts.push_back(condition.text);
    }
    step.name = "if " + join(texts, " and ");
    reader.refuse("then", "the steps of an `if` stand under `steps`");
    if (PlanNode* steps = reader.need("steps", "steps: [{get: /}]")) {
        step.steps.push_back(*branch(*steps, "then"));
    }
    if (PlanNode* otherwise = reader.take("else")) {
        step.steps.push_back(*branch(*otherwise, "else"));
    }
}

void FlowReader::repeat(MapReader& reader, Step& step)
{
    step.kind = StepKind::Repeat;
    if (PlanNode* rule = reader.take("repeat")) {
        if (rule->isScalar()) {
            if (const auto text = m_context.resolve(*rule, TextUse::Setting)) {
                times(*rule, *text, step.repeat);
            }
        } else {
            repeatRule(*rule, step.repeat);
        }
    }
    const RepeatRule& rule = step.repeat;
    step.name = "repeat " + (rule.least == rule.most ? "" : std::to_string(rule.least) + "..") + std::to_string(rule.most);
    const std::uint64_t around = m_rounds;
    m_rounds *= std::max<std::uint64_t>(1, step.repeat.most);
    if (m_rounds > kMaxNestedRounds) {
        m_context.fault(reader.node(), "these repeats within each other may go round " + formatCount(m_rounds) +
                                           " times in one iteration; at most " + formatCount(kMaxNestedRounds) + " are allowed");
        m_rounds = 1;
    }
    if (PlanNode* steps = reader.need("steps", "steps: [{get: /}]")) {
        step.steps = list(*steps);
        if (steps->isList() && steps->items.empty()) {
            m_context.fault(*steps, "this repeat has no steps");
        }
    }
    m_rounds = around;
}

/// "3" or "2..5".
void FlowReader::times(const PlanNode& at, const std::string& text, RepeatRule& rule)
{
    const auto dots = text.find("..");
    const auto low = parseInteger(trimmed(text.substr(0, dots)));
    const auto high = dots == std::string::npos ? low : parseInteger(trimmed(text.substr(dots + 2)));
    if (!low || !high) {
        m_context.fault(at, "`" + shortened(text, 60) + "` is no number of times: write 3, 2..5, or {while: ..., max: 10}");
    } else if (*low < 0 || *high < *low || *high < 1 || static_cast<std::uint64_t>(*high) > kMaxRounds) {
        m_context.fault(at, "`" + shortened(text, 60) + "`: a repeat goes round 1 to " + formatCount(kMaxRounds) +
                                " times, the smaller number first");
    } else {
        rule.least = static_cast<std::uint64_t>(*low);
        rule.most = static_cast<std::uint64_t>(*high);
    }
}

void FlowReader::repeatRule(PlanNode& node, RepeatRule& rule)
{
    MapReader reader(m_context, node, "`repeat`");
    PlanNode* whileHolds = reader.take("while");
    PlanNode* untilHolds = reader.take("until");
    std::string text;
    const bool hasTimes = reader.text("times", text, TextUse::Setting);
    if (hasTimes) {
        times(*node.find("times"), text, rule);
    }
    std::uint64_t most = 0;
    const bool hasMost = reader.count("max", most, 1, kMaxRounds);
    if (reader.text("index", rule.index, TextUse::Setting)) {
        if (rule.index.empty() || rule.index.find_first_of(" .(){}") != std::string::npos) {
            m_context.fault(*node.find("index"), "`index` is one word, so that {{name}} can stand for the number of the round");
        }
        m_scope.extracted.insert(rule.index);
    }
    reader.finish();
    PlanNode* condition = whileHolds != nullptr ? whileHolds : untilHolds;
    if (!node.isMap()) {
        return;
    }
    if (whileHolds != nullptr && untilHolds != nullptr) {
        m_context.fault(*untilHolds, "a repeat has either `while` or `until`");
    } else if (condition == nullptr && !hasTimes && node.find("times") == nullptr) {
        m_context.fault(node, "`repeat` needs `times`, `while` or `until`");
    } else if (condition == nullptr && hasMost) {
        m_context.fault(*node.find("max"), "`max` bounds `while` and `until`; here `times` says it all");
    } else if (condition != nullptr && hasTimes) {
        m_context.fault(*node.find("times"), "with `while` or `until` the bound is `max`");
    } else if (condition != nullptr && !hasMost && node.find("max") == nullptr) {
        m_context.fault(node, "a repeat that waits for something needs a bound: add `max: 10`");
    }
    if (condition != nullptr) {
        rule.isUntil = whileHolds == nullptr;
        rule.conditions = readConditions(m_context, *condition, rule.isUntil ? "until" : "while");
        rule.least = std::max<std::uint64_t>(1, most);
        rule.most = rule.least;
    }
}

void FlowReader::oneOf(MapReader& reader, Step& step)
{
    step.kind = StepKind::OneOf;
    step.name = "one_of";
    PlanNode* choices = reader.takeList("one_of");
    if (choices == nullptr) {
        return;
    }
    if (choices->items.size() < 2) {
        m_context.fault(
            *choices,
            "`one_of` needs at least two choices, for example [{weight: 70, steps: [...]}, {weight: 30, steps: [...]}]");
    }
    for (PlanNode& item : choices->items) {
        MapReader choice(m_context, item, "a choice of `one_of`");
        if (!choice.isMap()) {
            continue;
        }
        std::string weight;
        double value = 1;
        if (choice.text("weight", weight, TextUse::Setting)) {
            const std::string_view number = trimmed(weight);
            const auto parsed = parseNumber(number.ends_with("%") ? number.substr(0, number.size() - 1) : number);
            value = parsed && *parsed > 0 && *parsed <= 1e9 ? *parsed : 0;
            if (value <= 0) {
                m_context.fault(*item.find("weight"),
                                "`" + shortened(weight, 60) + "` is no weight: write a number above 0, for example 70");
                value = 1;
            }
        }
        std::string name;
        choice.text("name", name, TextUse::Label);
        if (PlanNode* steps = choice.need("steps", "steps: [{get: /}]")) {
            step.steps.push_back(*branch(*steps, name));
            step.steps.back().weight = value;
        }
        choice.finish();
    }
}

} // namespace holdpoint
