// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan_values.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/plan/fault_list.h"
#include "core/plan/plan_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <map>

namespace holdpoint {

namespace {

constexpr std::array<std::string_view, 13> kLoadKeys{
    "vus",     "rate", "iterations",  "duration",      "max_duration",      "start_vus", "start_rate", "pre_allocated_vus",
    "max_vus", "pace", "start_after", "graceful_stop", "graceful_ramp_down"};
constexpr std::array<std::string_view, 3> kLimitKeys{"target", "accept", "critical"};
constexpr std::array<std::string_view, 6> kAlarmKeys{"when", "window", "for", "clear", "clear_for", "min_n"};
constexpr std::size_t kMostCompared = 2000; // lines between the first and the last change

Result<PlanNode> treeOf(const std::string& text)
{
    FaultList faults("plan");
    PlanNode tree = nodeFromYaml(text, faults);
    if (!faults.isEmpty() || !tree.isMap()) {
        return editByHand("it cannot be read as YAML");
    }
    return tree;
}

PlanPath joined(PlanPath path, std::string_view key)
{
    path.emplace_back(key);
    return path;
}

void addScalars(std::vector<PlanValue>& values, const PlanNode& map, const PlanPath& path, const std::string& group)
{
    for (std::size_t i = 0; i < map.keys.size(); ++i) {
        const bool isLoad = std::find(kLoadKeys.begin(), kLoadKeys.end(), map.keys[i].text) != kLoadKeys.end();
        if (isLoad && map.items[i].isScalar()) {
            values.push_back({joined(path, map.keys[i].text), group, map.items[i].text, map.items[i].line, true});
        }
    }
}

void addStages(std::vector<PlanValue>& values, const PlanNode& scenario, const PlanPath& path, const std::string& group)
{
    const PlanNode* stages = scenario.find("stages");
    for (std::size_t i = 0; stages != nullptr && stages->isList() && i < stages->items.size(); ++i) {
        const PlanNode& stage = stages->items[i];
        for (std::size_t k = 0; k < stage.keys.size(); ++k) {
            if (stage.items[k].isScalar()) {
                values.push_back({joined(joined(joined(path, "stages"), std::to_string(i)), stage.keys[k].text), group,
                                  stage.items[k].text, stage.items[k].line, true});
            }
        }
    }
}

void addRules(std::vector<PlanValue>& values, const PlanNode& test, const PlanPath& path, std::string_view list)
{
    const PlanNode* rules = test.find(list);
    for (std::size_t i = 0; rules != nullptr && rules->isList() && i < rules->items.size(); ++i) {
        const PlanNode& rule = rules->items[i];
        const PlanNode* name = rule.isMap() && path.empty() ? rule.find("id") : nullptr; // of the release: it may be over a query
        if (name == nullptr && rule.isMap()) {
            name = rule.find("metric");
        }
        if (name == nullptr || !name->isScalar()) {
            continue;
        }
        const PlanPath place = joined(joined(path, list), std::to_string(i));
        const auto add = [&](std::string_view key, bool isAlways) {
            const PlanNode* value = rule.find(key);
            if (value != nullptr && value->isScalar()) {
                values.push_back({joined(place, key), name->text, value->text, value->line, true});
            } else if (value == nullptr && isAlways) {
                values.push_back({joined(place, key), name->text, "", rule.line, false});
            }
        };
        if (list == "load_targets") {
            add("expect", false);
            add("tolerance", false);
            continue;
        }
        if (list == "alarms") {
            for (const std::string_view key : kAlarmKeys) {
                add(key, false);
            }
            continue;
        }
        for (const std::string_view key : kLimitKeys) {
            add(key, true);
        }
    }
}

const PlanNode* nodeAt(const PlanNode& tree, const PlanPath& path, std::size_t depth)
{
    const PlanNode* node = &tree;
    for (std::size_t i = 0; node != nullptr && i < depth; ++i) {
        if (node->isList()) {
            const auto index = parseInteger(path[i]);
            const bool isIn = index && *index >= 0 && static_cast<std::size_t>(*index) < node->items.size();
            node = isIn ? &node->items[static_cast<std::size_t>(*index)] : nullptr;
        } else {
            node = node->isMap() ? node->find(path[i]) : nullptr;
        }
    }
    return node;
}

/// Without quotes only what can be nothing else in YAML, wherever it stands.
bool isPlainSafe(const std::string& text)
{
    return !text.empty() && std::isalnum(static_cast<unsigned char>(text.front())) != 0 &&
           std::all_of(text.begin(), text.end(), [](unsigned char letter) {
               return std::isalnum(letter) != 0 || letter == '.' || letter == '/' || letter == '%' || letter == '_';
           });
}

/// Written as the value before it was: in its quotes, or without.
std::string scalarLike(std::string_view before, const std::string& value)
{
    if (before.starts_with('\'') && value.find('\'') == std::string::npos) {
        return "'" + value + "'";
    }
    const bool wasQuoted = before.starts_with('"') || before.starts_with('\'');
    return !wasQuoted && isPlainSafe(value) ? value : quotedScalar(value);
}

Result<std::string> withNewKey(const std::string& text, const PlanNode& map, const std::string& key, const std::string& value)
{
    if (!map.isMap() || map.keys.empty()) {
        return editByHand("`" + key + "` has no map to stand in");
    }
    // Behind the last value that stands on one line: where people add one.
    for (std::size_t i = map.keys.size(); i-- > 0;) {
        const PlanNode& last = map.items[i];
        const std::size_t at = offsetOf(text, last.line, last.column);
        const std::size_t length =
            last.isScalar() && at < text.size() ? scalarLength(std::string_view(text).substr(at), last.text) : 0;
        if (length == 0) {
            continue;
        }
        const std::string added = key + ": " + quotedScalar(value);
        const bool isFlow = map.keys.size() > 1
                                ? map.keys.front().line == map.keys.back().line
                                : text.find_last_of("{\n", at) != std::string::npos && text[text.find_last_of("{\n", at)] == '{';
        if (isFlow) {
            return text.substr(0, at + length) + ", " + added + text.substr(at + length);
        }
        const auto end = text.find('\n', at);
        const std::string line =
            std::string(static_cast<std::size_t>(std::max(map.keys.front().column - 1, 0)), ' ') + added + "\n";
        return end == std::string::npos ? text + "\n" + line : text.substr(0, end + 1) + line + text.substr(end + 1);
    }
    return editByHand("`" + key + "` cannot be added to a map without a value on one line");
}

Result<std::string> withValue(const std::string& text, const PlanPath& path, const std::string& value)
{
    const auto tree = treeOf(text);
    if (!tree) {
        return fail(tree.error());
    }
    if (path.empty() || value.find('\n') != std::string::npos) {
        return editByHand("a value stands on one line");
    }
    const PlanNode* parent = nodeAt(*tree, path, path.size() - 1);
    if (parent == nullptr) {
        return fail(Error::Kind::NotFound, "the plan has no " + join(path, "."));
    }
    const PlanNode* node = nodeAt(*tree, path, path.size());
    if (node == nullptr) {
        return withNewKey(text, *parent, path.back(), value);
    }
    const std::size_t at = offsetOf(text, node->line, node->column);
    const std::size_t length =
        node->isScalar() && at < text.size() ? scalarLength(std::string_view(text).substr(at), node->text) : 0;
    if (length == 0) {
        return editByHand("the value in line " + std::to_string(node->line) + " is not written on one line");
    }
    return text.substr(0, at) + scalarLike(std::string_view(text).substr(at, length), value) + text.substr(at + length);
}

/// Every scalar of a tree by its path: what an edit may have changed besides what it was to change.
void flatten(const PlanNode& node, const std::string& path, std::map<std::string, std::string>& into)
{
    if (!node.isMap() && !node.isList()) {
        into[path] = node.text;
        return;
    }
    for (std::size_t i = 0; i < node.items.size(); ++i) {
        flatten(node.items[i], path + "\n" + (node.isMap() ? node.keys[i].text : std::to_string(i)), into);
    }
}

std::string differenceLine(std::size_t number, char sign, const std::string& line)
{
    return std::to_string(number + 1) + " " + sign + line;
}

} // namespace

std::vector<PlanValue> loadValues(const std::string& planText, std::string_view test)
{
    std::vector<PlanValue> values;
    const auto tree = treeOf(planText);
    if (tree && test.empty()) {
        addRules(values, *tree, {}, "thresholds");
        addRules(values, *tree, {}, "alarms");
        return values;
    }
    const PlanNode* node = tree ? nodeAt(*tree, {"tests", std::string(test)}, 2) : nullptr;
    if (node == nullptr || !node->isMap()) {
        return values;
    }
    const PlanPath path{"tests", std::string(test)};
    const PlanNode* scenarios = node->find("scenarios");
    for (std::size_t i = 0; scenarios != nullptr && scenarios->isMap() && i < scenarios->keys.size(); ++i) {
        const std::string& name = scenarios->keys[i].text;
        const PlanPath place = joined(joined(path, "scenarios"), name);
        addScalars(values, scenarios->items[i], place, name);
        addStages(values, scenarios->items[i], place, name);
    }
    addRules(values, *node, path, "load_targets");
    addRules(values, *node, path, "thresholds");
    return values;
}

Result<std::string> withValues(const std::string& planText, const std::vector<std::pair<PlanPath, std::string>>& values)
{
    const auto before = treeOf(planText);
    if (!before) {
        return fail(before.error());
    }
    std::map<std::string, std::string> expected;
    flatten(*before, "", expected);
    std::string text = planText;
    for (const auto& [path, value] : values) {
        auto changed = withValue(text, path, value);
        if (!changed) {
            return changed;
        }
        text = std::move(*changed);
        expected["\n" + join(path, "\n")] = value;
    }
    const auto after = treeOf(text);
    std::map<std::string, std::string> written;
    if (after) {
        flatten(*after, "", written);
    }
    return written == expected ? Result(std::move(text)) : editByHand("its layout is not one that can be changed safely");
}

std::vector<std::string> changedLines(const std::string& before, const std::string& after)
{
    const std::vector<std::string> old = split(before, '\n');
    const std::vector<std::string> now = split(after, '\n');
    std::size_t first = 0;
    while (first < old.size() && first < now.size() && old[first] == now[first]) {
        ++first;
    }
    std::size_t same = 0; // at the end
    while (same < old.size() - first && same < now.size() - first && old[old.size() - 1 - same] == now[now.size() - 1 - same]) {
        ++same;
    }
    const std::size_t oldCount = old.size() - first - same;
    const std::size_t nowCount = now.size() - first - same;
    // Longest common subsequence of what lies between; of too many lines all count as changed.
    const bool isCompared = oldCount <= kMostCompared && nowCount <= kMostCompared;
    std::vector<std::vector<std::uint16_t>> common(isCompared ? oldCount + 1 : 0, std::vector<std::uint16_t>(nowCount + 1, 0));
    for (std::size_t i = isCompared ? oldCount : 0; i-- > 0;) {
        for (std::size_t k = nowCount; k-- > 0;) {
            common[i][k] = old[first + i] == now[first + k] ? static_cast<std::uint16_t>(common[i + 1][k + 1] + 1)
                                                            : std::max(common[i + 1][k], common[i][k + 1]);
        }
    }
    std::vector<std::string> lines;
    std::size_t i = 0;
    std::size_t k = 0;
    while (i < oldCount || k < nowCount) {
        if (isCompared && i < oldCount && k < nowCount && old[first + i] == now[first + k]) {
            ++i;
            ++k;
        } else if (i < oldCount && (k == nowCount || !isCompared || common[i + 1][k] >= common[i][k + 1])) {
            lines.push_back(differenceLine(first + i, '-', old[first + i]));
            ++i;
        } else {
            lines.push_back(differenceLine(first + k, '+', now[first + k]));
            ++k;
        }
    }
    return lines;
}

} // namespace holdpoint
