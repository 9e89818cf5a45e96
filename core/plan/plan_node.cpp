// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan_node.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/plan/fault_list.h"

#include <algorithm>

namespace holdpoint {

namespace {

PlanNode fromJson(const Json& json, std::size_t depth, std::size_t& budget, bool& isCut)
{
    PlanNode node;
    if (depth > kMaxPlanDepth || budget == 0) {
        isCut = true;
        return node;
    }
    --budget;
    if (json.is_object()) {
        node.kind = PlanNode::Kind::Map;
        for (const auto& [key, value] : json.items()) {
            PlanNode name;
            name.kind = PlanNode::Kind::Scalar;
            name.text = key;
            node.keys.push_back(std::move(name));
            node.items.push_back(fromJson(value, depth + 1, budget, isCut));
        }
    } else if (json.is_array()) {
        node.kind = PlanNode::Kind::List;
        for (const Json& item : json) {
            node.items.push_back(fromJson(item, depth + 1, budget, isCut));
        }
    } else if (json.is_string()) {
        node.kind = PlanNode::Kind::Scalar;
        node.text = json.get<std::string>();
    } else if (!json.is_null()) {
        node.kind = PlanNode::Kind::Scalar;
        node.isPlain = true;
        node.text = dumpJson(json);
    }
    return node;
}

Json plainToJson(const PlanNode& node)
{
    if (node.text == "true" || node.text == "false") {
        return node.text == "true";
    }
    if (const auto integer = parseInteger(node.text); integer && std::to_string(*integer) == node.text) {
        return *integer;
    }
    if (const auto number = parseNumber(node.text)) {
        const bool startsAsJson = std::string_view("-0123456789").find(node.text.front()) != std::string_view::npos;
        const bool isOctalLike = node.text.size() > 1 && node.text[0] == '0' && node.text[1] != '.';
        if (dumpJson(*number) == node.text || (node.isTyped && startsAsJson && !isOctalLike)) {
            return *number;
        }
    }
    return node.text;
}

} // namespace

PlanNode* PlanNode::find(std::string_view key)
{
    return const_cast<PlanNode*>(std::as_const(*this).find(key));
}

const PlanNode* PlanNode::find(std::string_view key) const
{
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (keys[i].text == key) {
            return &items[i];
        }
    }
    return nullptr;
}

std::string PlanNode::described() const
{
    switch (kind) {
    case Kind::Null:
        return "nothing";
    case Kind::Scalar:
        return "`" + shortened(text, 60) + "`";
    case Kind::List:
        return "a list";
    case Kind::Map:
        return "a map";
    }
    return {};
}

void PlanNode::markTyped()
{
    isTyped = true;
    for (PlanNode& item : items) {
        item.markTyped();
    }
}

PlanNode nodeFromJson(const Json& json, FaultList& faults)
{
    // data files are embedded in a resolved plan, so it may be larger than a plan file
    std::size_t budget = kMaxPlanNodes * 16;
    bool isCut = false;
    PlanNode node = fromJson(json, 0, budget, isCut);
    if (isCut) {
        faults.add(node, "the resolved plan is nested too deep or too large");
    }
    return node;
}

Json toJson(const PlanNode& node)
{
    switch (node.kind) {
    case PlanNode::Kind::Null:
        return nullptr;
    case PlanNode::Kind::Scalar:
        return node.isPlain ? plainToJson(node) : Json(node.text);
    case PlanNode::Kind::List: {
        Json list = Json::array();
        for (const PlanNode& item : node.items) {
            list.push_back(toJson(item));
        }
        return list;
    }
    case PlanNode::Kind::Map: {
        Json map = Json::object();
        for (std::size_t i = 0; i < node.keys.size(); ++i) {
            map[node.keys[i].text] = toJson(node.items[i]);
        }
        return map;
    }
    }
    return nullptr;
}

} // namespace holdpoint
