// SPDX-License-Identifier: GPL-3.0-or-later
// What must not stand in a plan becomes a variable.
#include "core/base/text.h"
#include "core/import/marked_text.h"
#include "core/import/request_maker.h"
#include "core/import/sensitive.h"

#include <algorithm>

namespace holdpoint {

std::string RequestMaker::withoutSecretsInUrl(const std::string& url, const std::string& where)
{
    std::string result = url;
    const auto scheme = result.find("://");
    const auto authorityEnd = std::min(result.find_first_of("/?#", scheme == std::string::npos ? 0 : scheme + 3), result.size());
    if (const auto at = result.rfind('@', authorityEnd); scheme != std::string::npos && at != std::string::npos && at > scheme) {
        result.erase(scheme + 3, at - scheme - 2);
        m_draft.note(where + ": user and password of the URL were left out; send them with a header Authorization");
    }
    const auto query = result.find('?');
    const auto fragment = std::min(result.find('#', query == std::string::npos ? 0 : query), result.size());
    std::string path = result.substr(0, std::min(query, fragment));
    std::string clean;
    for (const std::string& segment : split(path, '/')) {
        const bool isSecret = isSensitiveValue(percentDecoded(segment));
        clean += (isSecret ? secret("path token", segment, "part of the path, percent-encoded") : segment) + "/";
    }
    clean.pop_back();
    if (query == std::string::npos || query > fragment) {
        return clean;
    }
    std::string parameters;
    for (const std::string& parameter : split(result.substr(query + 1, fragment - query - 1), '&')) {
        const auto equals = parameter.find('=');
        const std::string name = percentDecoded(parameter.substr(0, equals));
        const std::string value = equals == std::string::npos ? "" : parameter.substr(equals + 1);
        const bool isSecret = !value.empty() && !hasMarks(value) &&
                              (isSensitiveName(name) || lowered(name) == "key" || isSensitiveValue(percentDecoded(value)));
        parameters +=
            (parameters.empty() ? "?" : "&") +
            (isSecret ? parameter.substr(0, equals + 1) +
                            secret(name, value, "query parameter " + labelOf(name, "?") + " of " + where + ", percent-encoded")
                      : parameter);
    }
    return clean + parameters;
}

Json RequestMaker::withoutSecrets(const Json& tree, const std::string& where, std::size_t depth)
{
    Json result = tree;
    if (!tree.is_structured()) {
        if (tree.is_string() && isSensitiveValue(tree.get_ref<const std::string&>())) {
            return secret("body token", tree.get<std::string>(), "a text in the body of " + where);
        }
        return result;
    }
    for (auto member = result.begin(); member != result.end(); ++member) {
        const bool isSecret = tree.is_object() && isSensitiveName(member.key()) && (member->is_string() || member->is_number());
        if (!isSecret) {
            *member = withoutSecrets(*member, where, depth + 1);
            continue;
        }
        const std::string value = member->is_string() ? member->get<std::string>() : dumpJson(*member);
        if (!value.empty() && !hasMarks(value)) {
            *member = secret(member.key(), value, "member " + labelOf(member.key(), "?") + " of the body of " + where);
        }
    }
    return result;
}

TextPairs RequestMaker::withoutSecrets(const TextPairs& fields, const std::string& where)
{
    TextPairs result = fields;
    for (auto& [name, value] : result) {
        if (!value.empty() && !hasMarks(value) && (isSensitiveName(name) || isSensitiveValue(value))) {
            value = secret(name, value, "field " + labelOf(name, "?") + " of " + where);
        }
    }
    return result;
}

std::string RequestMaker::newKey(const std::string& wanted) const
{
    const auto isTaken = [this](const std::string& key) {
        return std::any_of(m_draft.variables.begin(), m_draft.variables.end(),
                           [&](const ImportVariable& variable) { return variable.key == key; });
    };
    std::string key = wanted;
    for (int number = 2; isTaken(key); ++number) {
        key = wanted + "_" + std::to_string(number);
    }
    return key;
}

std::string RequestMaker::secret(std::string_view name, const std::string& value, const std::string& what)
{
    if (m_origin) {
        if (const auto expression = m_origin(std::string(name), value)) {
            return marked(*expression);
        }
    }
    const auto known = m_keyOfValue.find(value);
    if (known != m_keyOfValue.end()) {
        return marked("${" + known->second + "}");
    }
    const std::string key = newKey(secretVariableName(name));
    m_keyOfValue.emplace(value, key);
    m_draft.variables.push_back({key, what});
    return marked("${" + key + "}");
}

std::string RequestMaker::variable(const std::string& key, const std::string& what)
{
    const bool isKnown = std::any_of(m_draft.variables.begin(), m_draft.variables.end(),
                                     [&](const ImportVariable& known) { return known.key == key; });
    if (!isKnown) {
        m_draft.variables.push_back({key, what});
    }
    return marked("${" + key + "}");
}

} // namespace holdpoint
