// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan_edit.h"

#include "core/base/text.h"
#include "core/plan/fault_list.h"
#include "core/plan/yaml_place.h"

namespace holdpoint {

namespace {

constexpr std::string_view kProduction = "production.";

Result<std::string> replaced(const std::string& text, const PlanNode& value, const std::string& url)
{
    const std::size_t at = offsetOf(text, value.line, value.column);
    const std::size_t length =
        value.isScalar() && at < text.size() ? scalarLength(std::string_view(text).substr(at), value.text) : 0;
    if (length == 0) {
        return editByHand("the url in line " + std::to_string(value.line) + " is not written on one line");
    }
    return text.substr(0, at) + quotedScalar(url) + text.substr(at + length);
}

/// A new line below a key whose value is a block map, indented as its first child.
Result<std::string> insertedBelow(const std::string& text, const PlanNode& key, const PlanNode& map, const std::string& line)
{
    const bool isBlock = map.isMap() && !map.keys.empty() && map.keys.front().line > key.line;
    if (!isBlock && map.kind != PlanNode::Kind::Null) {
        return editByHand("`" + key.text + "` in line " + std::to_string(key.line) + " is not a map of one line a key");
    }
    const int indent = isBlock ? map.keys.front().column - 1 : key.column + 1;
    const auto end = text.find('\n', offsetOf(text, key.line, 1));
    const std::string added = std::string(static_cast<std::size_t>(indent), ' ') + line + "\n";
    return end == std::string::npos ? text + "\n" + added : text.substr(0, end + 1) + added + text.substr(end + 1);
}

Result<std::string> edited(const std::string& text, const PlanNode& tree, std::string_view service, const std::string& url)
{
    const std::string flow = ": {url: " + quotedScalar(url) + "}";
    const PlanNode* monitoringKey = keyOf(tree, "monitoring");
    if (monitoringKey == nullptr) {
        const bool isProduction = service.starts_with(kProduction);
        const std::string key(isProduction ? service.substr(kProduction.size()) : service);
        return text + (text.empty() || text.ends_with('\n') ? "" : "\n") + "monitoring:\n  " +
               (isProduction ? "production:\n    " : "") + key + flow + "\n";
    }
    const PlanNode* parentKey = monitoringKey;
    const PlanNode* parent = tree.find("monitoring");
    std::string_view key = service;
    if (service.starts_with(kProduction)) {
        key = service.substr(kProduction.size());
        if (keyOf(*parent, "production") == nullptr) {
            return insertedBelow(text, *parentKey, *parent, "production: {" + std::string(key) + flow + "}");
        }
        parentKey = keyOf(*parent, "production");
        parent = parent->find("production");
    }
    const PlanNode* section = parent->isMap() ? parent->find(key) : nullptr;
    if (section == nullptr) {
        return insertedBelow(text, *parentKey, *parent, std::string(key) + flow);
    }
    if (const PlanNode* value = section->find("url")) {
        return replaced(text, *value, url);
    }
    return insertedBelow(text, *keyOf(*parent, key), *section, "url: " + quotedScalar(url));
}

} // namespace

Result<std::string> withServiceUrl(const std::string& planText, std::string_view service, const std::string& url)
{
    const auto scheme = url.find("://");
    const auto at = url.find('@', scheme == std::string::npos ? 0 : scheme);
    if (at != std::string::npos && url.find("${") == std::string::npos) {
        return fail(Error::Kind::Refused,
                    "a URL with a user or password belongs into the env file: write it there, and `${NAME}` into the plan");
    }
    FaultList faults("plan");
    const PlanNode tree = nodeFromYaml(planText, faults);
    if (!faults.isEmpty() || !tree.isMap()) {
        return editByHand("it cannot be read as YAML");
    }
    auto result = edited(planText, tree, service, url);
    if (!result) {
        return result;
    }
    const PlanNode after = nodeFromYaml(*result, faults);
    const PlanNode* node = after.find("monitoring");
    for (const std::string& key : split(service, '.')) {
        node = node == nullptr ? nullptr : node->find(key);
    }
    const PlanNode* written = node == nullptr ? nullptr : node->find("url");
    if (!faults.isEmpty() || written == nullptr || written->text != url) {
        return editByHand("its layout is not one that can be changed safely");
    }
    return result;
}

} // namespace holdpoint
