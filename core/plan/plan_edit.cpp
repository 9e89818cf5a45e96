// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan_edit.h"

#include "core/base/text.h"
#include "core/plan/fault_list.h"
#include "core/plan/plan_node.h"
#include "core/plan/plan_text.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

constexpr std::string_view kProduction = "production.";

std::string writtenValue(const PlanSetting& value)
{
    if (const auto* text = std::get_if<std::string>(&value)) {
        return quotedScalar(*text);
    }
    std::vector<std::string> words;
    for (const std::string& word : std::get<std::vector<std::string>>(value)) {
        words.push_back(quotedScalar(word));
    }
    return "[" + join(words, ", ") + "]";
}

PlanNode nodeOf(const PlanSetting& value)
{
    PlanNode node;
    if (const auto* text = std::get_if<std::string>(&value)) {
        node.kind = PlanNode::Kind::Scalar;
        node.text = *text;
        return node;
    }
    node.kind = PlanNode::Kind::List;
    for (const std::string& word : std::get<std::vector<std::string>>(value)) {
        node.items.push_back(nodeOf(word));
    }
    return node;
}

/// The same plan, whatever the order of its keys and the style of its quotes.
bool isSame(const PlanNode& a, const PlanNode& b)
{
    if (a.kind != b.kind || a.text != b.text || a.keys.size() != b.keys.size() || a.items.size() != b.items.size()) {
        return false;
    }
    for (std::size_t i = 0; i < a.items.size(); ++i) {
        const PlanNode* other = a.isMap() ? b.find(a.keys[i].text) : &b.items[i];
        if (other == nullptr || !isSame(a.items[i], *other)) {
            return false;
        }
    }
    return true;
}

void setNode(PlanNode& tree, const PlanPath& path, std::size_t depth, const PlanNode& value)
{
    if (depth == path.size()) {
        tree = value;
        return;
    }
    if (!tree.isMap()) {
        tree = PlanNode();
        tree.kind = PlanNode::Kind::Map;
    }
    PlanNode* next = tree.find(path[depth]);
    if (next == nullptr) {
        PlanNode key;
        key.kind = PlanNode::Kind::Scalar;
        key.text = path[depth];
        tree.keys.push_back(key);
        tree.items.emplace_back();
        next = &tree.items.back();
    }
    setNode(*next, path, depth + 1, value);
}

void eraseNode(PlanNode& tree, const PlanPath& path, std::size_t depth)
{
    for (std::size_t i = 0; i < tree.keys.size(); ++i) {
        if (tree.keys[i].text != path[depth]) {
            continue;
        }
        if (depth + 1 < path.size()) {
            eraseNode(tree.items[i], path, depth + 1);
        } else {
            tree.keys.erase(tree.keys.begin() + static_cast<std::ptrdiff_t>(i));
            tree.items.erase(tree.items.begin() + static_cast<std::ptrdiff_t>(i));
        }
        return;
    }
}

/// "grafana: {token: "x"}" of the keys from here on.
std::string writtenFrom(const PlanPath& path, std::size_t depth, const PlanSetting& value)
{
    std::string text = path[depth] + ": ";
    std::string closing;
    for (std::size_t i = depth + 1; i < path.size(); ++i) {
        text += "{" + path[i] + ": ";
        closing += "}";
    }
    return text + writtenValue(value) + closing;
}

Result<std::string> replaced(const std::string& text, const PlanNode& key, const PlanNode& value, const std::string& written)
{
    const PlanSpan span = valueSpan(text, key, value);
    if (!span.isKnown) {
        return editByHand("what `" + key.text + "` in line " + std::to_string(key.line) + " holds is not written on one line");
    }
    return text.substr(0, span.begin) + (span.begin == span.end ? " " : "") + written + text.substr(span.end);
}

/// One more key of a map: in its braces, or on a line of its own as the first.
Result<std::string> added(const std::string& text, const PlanNode& key, const PlanNode& map, const std::string& written)
{
    if (isFlow(text, map)) {
        const PlanSpan span = valueSpan(text, key, map);
        if (!span.isKnown) {
            return editByHand("the braces of `" + key.text + "` in line " + std::to_string(key.line) + " do not end");
        }
        const auto last = text.find_last_not_of(" \t\r\n", span.end - 2);
        return text.substr(0, last + 1) + (map.keys.empty() ? "" : ", ") + written + text.substr(last + 1);
    }
    const bool isBlock = map.isMap() && !map.keys.empty() && map.keys.front().line > key.line;
    if (!isBlock && map.kind != PlanNode::Kind::Null) {
        return editByHand("`" + key.text + "` in line " + std::to_string(key.line) + " is not a map of one line a key");
    }
    const int indent = isBlock ? map.keys.front().column - 1 : key.column + 1;
    const auto end = text.find('\n', offsetOf(text, key.line, 1));
    const std::string line = std::string(static_cast<std::size_t>(indent), ' ') + written + "\n";
    return end == std::string::npos ? text + "\n" + line : text.substr(0, end + 1) + line + text.substr(end + 1);
}

Result<std::string> set(const std::string& text, const PlanNode& tree, const PlanPath& path, const PlanSetting& value)
{
    const PlanNode* parent = &tree;
    const PlanNode* parentKey = nullptr;
    for (std::size_t depth = 0; depth < path.size(); ++depth) {
        const PlanNode* node = parent->find(path[depth]);
        if (node == nullptr && depth == 0) { // a block of its own at the end
            const std::string rest =
                path.size() > 1 ? path[0] + ":\n  " + writtenFrom(path, 1, value) : writtenFrom(path, 0, value);
            return text + (text.empty() || text.ends_with('\n') ? "" : "\n") + rest + "\n";
        }
        if (node == nullptr) {
            return added(text, *parentKey, *parent, writtenFrom(path, depth, value));
        }
        parentKey = keyOf(*parent, path[depth]);
        parent = node;
    }
    return replaced(text, *parentKey, *parent, writtenValue(value));
}

/// Reads a plan's text for a change, and what came of the change again.
Result<PlanNode> treeOf(const std::string& text)
{
    FaultList faults("plan");
    PlanNode tree = nodeFromYaml(text, faults);
    return faults.isEmpty() && tree.isMap() ? Result(std::move(tree)) : Result<PlanNode>(editByHand("it cannot be read as YAML"));
}

Result<std::string> checked(Result<std::string> text, const PlanNode& wanted)
{
    if (!text) {
        return text;
    }
    const auto after = treeOf(*text);
    return after && isSame(*after, wanted) ? std::move(text)
                                           : Result<std::string>(editByHand("its layout is not one that can be changed safely"));
}

} // namespace

Result<std::string> withPlanValue(const std::string& planText, const PlanPath& path, const PlanSetting& value)
{
    const auto tree = treeOf(planText);
    if (!tree) {
        return fail(tree.error());
    }
    PlanNode wanted = *tree;
    setNode(wanted, path, 0, nodeOf(value));
    return checked(set(planText, *tree, path, value), wanted);
}

Result<std::string> withoutPlanKey(const std::string& planText, const PlanPath& path)
{
    const auto tree = treeOf(planText);
    if (!tree) {
        return fail(tree.error());
    }
    PlanPath gone = path;
    std::vector<const PlanNode*> maps{&*tree};
    for (const std::string& key : path) {
        const PlanNode* next = maps.back()->find(key);
        if (next == nullptr) {
            return fail(Error::Kind::NotFound, "the plan has no `" + join(path, ".") + "`");
        }
        maps.push_back(next);
    }
    maps.pop_back();
    while (gone.size() > 1 && maps.back()->keys.size() == 1) { // a map without keys would be no map
        gone.pop_back();
        maps.pop_back();
    }
    PlanNode wanted = *tree;
    eraseNode(wanted, gone, 0);
    const auto span = entrySpan(planText, *maps.back(), gone.back());
    if (!span.isKnown) {
        return editByHand("where `" + join(gone, ".") + "` ends is not clear");
    }
    return checked(planText.substr(0, span.begin) + planText.substr(span.end), wanted);
}

PlanPath servicePath(std::string_view service)
{
    PlanPath path{"monitoring"};
    if (service.starts_with(kProduction)) {
        path.emplace_back("production");
        service.remove_prefix(kProduction.size());
    }
    path.emplace_back(service);
    return path;
}

bool isSecretKey(std::string_view key)
{
    static constexpr std::array<std::string_view, 6> kWords{"token", "password", "dsn", "webhook", "secret", "routing_key"};
    return std::any_of(kWords.begin(), kWords.end(),
                       [key](std::string_view word) { return key.find(word) != std::string_view::npos; });
}

Result<std::string> withServiceSetting(const std::string& planText, std::string_view service, const std::string& key,
                                       const PlanSetting& value)
{
    if (const auto* text = std::get_if<std::string>(&value)) {
        const bool isVariable = text->find("${") != std::string::npos;
        const auto scheme = text->find("://");
        const bool hasUserInfo = text->find('@', scheme == std::string::npos ? 0 : scheme) != std::string::npos;
        if ((key == "url" || key.ends_with("_url")) && hasUserInfo && !isVariable) {
            return fail(Error::Kind::Refused,
                        "a URL with a user or password belongs into the env file: write it there, and `${NAME}` into the plan");
        }
        if (isSecretKey(key) && (!text->starts_with("${") || !text->ends_with('}'))) {
            return fail(Error::Kind::Refused,
                        "a " + key + " belongs into the env file: write it there as NAME=..., and `${NAME}` here");
        }
    }
    PlanPath path = servicePath(service);
    path.push_back(key);
    return withPlanValue(planText, path, value);
}

} // namespace holdpoint
