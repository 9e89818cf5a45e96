// SPDX-License-Identifier: GPL-3.0-or-later
// What `if`, `while` and `until` ask: "status == 2xx", "{{count}} > 0", "{{token}}".
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/plan/flow_reader.h"

#include <algorithm>
#include <optional>

namespace holdpoint {

namespace {

struct OperatorWord
{
    std::string_view word;
    Condition::Operator op;
};

/// The longer ones first.
constexpr OperatorWord kOperators[] = {
    {"==", Condition::Operator::Equal},
    {"!=", Condition::Operator::NotEqual},
    {"<=", Condition::Operator::LessEqual},
    {">=", Condition::Operator::GreaterEqual},
    {"<", Condition::Operator::Less},
    {">", Condition::Operator::Greater},
    {" contains ", Condition::Operator::Contains},
};

struct FoundOperator
{
    std::size_t at = 0;
    OperatorWord word;
};

/// The first operator outside of {{...}} and quotes.
std::optional<FoundOperator> findOperator(std::string_view text)
{
    char quote = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (quote != 0) {
            quote = text[i] == quote ? '\0' : quote;
            continue;
        }
        if (text[i] == '\'' || text[i] == '"') {
            quote = text[i];
            continue;
        }
        if (text.substr(i).starts_with("{{")) {
            const auto close = text.find("}}", i);
            i = close == std::string_view::npos ? text.size() : close + 1;
            continue;
        }
        for (const OperatorWord& each : kOperators) {
            if (text.substr(i).starts_with(each.word)) {
                return FoundOperator{i, each};
            }
        }
    }
    return std::nullopt;
}

std::string unquoted(std::string_view text)
{
    text = trimmed(text);
    const bool isQuoted = text.size() >= 2 && (text.front() == '\'' || text.front() == '"') && text.back() == text.front();
    return std::string(isQuoted ? text.substr(1, text.size() - 2) : text);
}

std::string shown(std::string_view text)
{
    return "`" + shortened(text, 60) + "`";
}

/// `status == 2xx`: the right side, into codes and classes.
bool readStatusSide(ReadContext& context, const PlanNode& at, Condition& condition)
{
    const bool isEquality = condition.op == Condition::Operator::Equal || condition.op == Condition::Operator::NotEqual;
    for (const std::string& each : split(condition.right, ',')) {
        const std::string text = lowered(trimmed(each));
        const auto code = parseInteger(text);
        if (isEquality && text.size() == 3 && text[0] >= '1' && text[0] <= '5' && text.ends_with("xx")) {
            condition.statusClasses.push_back(text[0] - '0');
        } else if (code && *code >= 0 && *code <= 599) { // 0: no answer
            condition.statuses.push_back(static_cast<int>(*code));
        } else {
            context.fault(at, shown(condition.text) + ": " + shown(text) +
                                  " is not a status: write `status == 200`, `status == 2xx`, " +
                                  "`status == 200, 404` or `status >= 500`");
            return false;
        }
    }
    return true;
}

std::optional<Condition> readCondition(ReadContext& context, const PlanNode& at, const std::string& text)
{
    Condition condition;
    condition.text = text;
    const auto found = findOperator(text);
    const std::string left = unquoted(found ? std::string_view(text).substr(0, found->at) : std::string_view(text));
    if (found) {
        condition.op = found->word.op;
        condition.right = unquoted(std::string_view(text).substr(found->at + found->word.word.size()));
    }
    if (left == "status") {
        condition.isStatus = true;
        if (!found || condition.op == Condition::Operator::Contains) {
            context.fault(at, shown(text) + " asks nothing: write `status == 2xx`");
            return std::nullopt;
        }
        return readStatusSide(context, at, condition) ? std::optional(condition) : std::nullopt;
    }
    condition.left = left;
    if (left.find("{{") == std::string::npos) {
        const std::vector<std::string> known{"status"};
        const std::string word = left.substr(0, left.find_first_of(" ="));
        const bool isSingle = !found && left.find('=') != std::string::npos;
        context.fault(at, shown(text) + (isSingle ? ": equality is written `==`"
                                                  : " always says the same: its left side is `status` or holds {{a name}}" +
                                                        didYouMean(shortened(word, 60), known)));
        return std::nullopt;
    }
    const bool isOrder = condition.op == Condition::Operator::Less || condition.op == Condition::Operator::LessEqual ||
                         condition.op == Condition::Operator::Greater || condition.op == Condition::Operator::GreaterEqual;
    if (isOrder && condition.right.find("{{") == std::string::npos && !parseNumber(condition.right)) {
        context.fault(at, shown(text) + ": " + shown(condition.right) + " is no number; only numbers are less or greater");
        return std::nullopt;
    }
    return condition;
}

} // namespace

std::vector<Condition> readConditions(ReadContext& context, PlanNode& node, std::string_view what)
{
    std::vector<Condition> conditions;
    if (node.isMap()) {
        context.fault(node,
                      "`" + std::string(what) + "` is a condition in quotes, for example \"{{count}} > 0\" or \"status == 2xx\"");
        return conditions;
    }
    for (const std::string& text : scalarsOf(context, node, what, TextUse::Content)) {
        if (auto condition = readCondition(context, node, std::string(trimmed(text)))) {
            conditions.push_back(*std::move(condition));
        }
    }
    if (node.isList() && node.items.empty()) {
        context.fault(node, "`" + std::string(what) + "` has no condition");
    }
    return conditions;
}

} // namespace holdpoint
