// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/missing_secrets.h"

#include "core/base/text.h"
#include "core/plan/variables.h"

#include <set>

namespace holdpoint {

namespace {

void collectFrom(std::string_view text, std::set<std::string>& names)
{
    if (const auto variables = variablesIn(text)) {
        for (const VariableReference& each : *variables) {
            if (!each.fallback) {
                names.insert(each.key);
            }
        }
    }
    constexpr std::string_view kCall = "env(";
    for (auto at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at + 2)) {
        const std::string_view inside = trimmed(text.substr(at + 2, text.find("}}", at) - at - 2));
        if (inside.starts_with(kCall) && inside.ends_with(")")) {
            names.insert(std::string(trimmed(inside.substr(kCall.size(), inside.size() - kCall.size() - 1))));
        }
    }
}

void collect(const Json& node, std::set<std::string>& names)
{
    if (node.is_string()) {
        collectFrom(node.get_ref<const std::string&>(), names);
    } else if (node.is_structured()) {
        for (const Json& child : node) {
            collect(child, names);
        }
    }
}

} // namespace

std::vector<std::string> missingSecrets(const Plan& plan)
{
    std::set<std::string> names;
    for (const auto& [key, child] : plan.resolved.items()) {
        if (key != "data") { // rows are sent as they are
            collect(child, names);
        }
    }
    std::vector<std::string> missing;
    for (const std::string& name : names) {
        // a value may hold ${...} itself, which means nothing: only what the text names counts
        if (!plan.secrets.contains(name) && plan.text.find(name) != std::string::npos) {
            missing.push_back(name);
        }
    }
    return missing;
}

} // namespace holdpoint
