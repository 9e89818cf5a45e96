// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checklist/parameters.h"

#include "core/base/text.h"
#include "core/plan/secret_text.h"

namespace holdpoint {

namespace {

/// A scalar as it is written; a list's elements joined by blanks, as commands and redis take them.
std::string textOf(const Json& json)
{
    if (json.is_string()) {
        return json.get_ref<const std::string&>();
    }
    if (!json.is_array()) {
        return json.is_null() ? std::string() : dumpJson(json);
    }
    std::vector<std::string> parts;
    for (const Json& each : json) {
        parts.push_back(textOf(each));
    }
    return join(parts, " ");
}

} // namespace

std::optional<std::string> Parameters::valueOf(const std::string& name) const
{
    if (const auto found = m_known.find(name); found != m_known.end()) {
        return found->second;
    }
    const Json& own = memberAt(m_plan.checklist, "parameters");
    if (own.is_object() && own.contains(name)) {
        return withSecrets(textOf(memberAt(own, name)), m_plan.secrets);
    }
    if (const auto secret = m_plan.secrets.find(name); secret != m_plan.secrets.end()) {
        return secret->second.reveal();
    }
    const std::map<std::string, std::string> known{
        {"base_url", m_plan.environment.baseUrl},  {"environment", m_plan.environment.name},
        {"release.name", m_plan.release.name},     {"release.version", m_plan.release.version},
        {"release.commit", m_plan.release.commit}, {"plan.test_count", std::to_string(m_plan.tests.size())}};
    if (const auto found = known.find(name); found != known.end()) {
        return found->second;
    }
    if (const auto dot = name.find('.'); dot != std::string::npos) { // jaeger.services: a value of `monitoring`
        const Json& value = memberAt(memberAt(m_plan.monitoring, name.substr(0, dot)), name.substr(dot + 1));
        if (!value.is_null()) {
            return withSecrets(textOf(value), m_plan.secrets);
        }
    }
    const auto given = m_defaults.find(name);
    return given == m_defaults.end() ? std::nullopt : std::optional(given->second);
}

Result<std::string> Parameters::fill(std::string_view text) const
{
    std::string filled;
    std::size_t at = 0;
    for (auto begin = text.find("${"); begin != std::string_view::npos; begin = text.find("${", at)) {
        filled += text.substr(at, begin - at);
        const auto close = text.find('}', begin);
        if (close == std::string_view::npos) {
            return fail(Error::Kind::Invalid, "`${` is not closed by `}` in `" + shortened(text, 80) + "`");
        }
        const std::string_view inside = text.substr(begin + 2, close - begin - 2);
        const auto separator = inside.find(":-");
        const std::string name(inside.substr(0, separator));
        auto value = valueOf(name);
        const bool isEmpty = !value || value->empty();
        if (isEmpty && separator != std::string_view::npos) {
            value = std::string(inside.substr(separator + 2));
        }
        if (!value) {
            return fail(Error::Kind::NotFound,
                        "the plan does not set `" + name + "`; add `checklist: {parameters: {" + name + ": ...}}`");
        }
        filled += *value;
        at = close + 1;
    }
    return filled + std::string(text.substr(at));
}

Result<Json> Parameters::fill(const Json& tree) const
{
    if (tree.is_string()) {
        auto text = fill(std::string_view(tree.get_ref<const std::string&>()));
        return text ? Result<Json>(Json(*std::move(text))) : fail(text.error());
    }
    if (!tree.is_structured()) {
        return tree;
    }
    Json filled = tree.is_array() ? Json::array() : Json::object();
    for (const auto& [key, value] : tree.items()) {
        auto each = fill(value);
        if (!each) {
            return each;
        }
        if (tree.is_array()) {
            filled.push_back(*std::move(each));
        } else {
            filled[key] = *std::move(each);
        }
    }
    return filled;
}

} // namespace holdpoint
