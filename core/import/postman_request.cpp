// SPDX-License-Identifier: GPL-3.0-or-later
// One item of a collection as a step: authorization, body, and what its script takes from the answer.
#include "core/base/text.h"
#include "core/import/marked_text.h"
#include "core/import/postman_collection.h"

#include <algorithm>

namespace holdpoint {

std::optional<Step> PostmanImport::stepOf(const Json& item, const Json& inherited)
{
    const Json& request = memberAt(item, "request");
    const std::string name = labelOf(withoutMarks(stringAt(item, "name")), "request");
    ForeignRequest foreign;
    foreign.label = name;
    foreign.method = withoutMarks(stringAt(request, "method", "GET"));
    const std::string raw = urlOf(item);
    std::string url = withHost(raw);
    if (url.empty()) {
        m_draft.note(name + " left out: its host is a variable without a value (" + labelOf(raw.substr(0, raw.find('/')), "?") +
                     ")");
        return std::nullopt;
    }
    foreign.url = filled(withPathVariables(url, memberAt(memberAt(request, "url"), "variable")), name);
    for (const Json& header : memberAt(request, "header")) {
        if (header.is_object() && !boolAt(header, "disabled")) {
            foreign.headers.emplace_back(withoutMarks(stringAt(header, "key")), filled(stringAt(header, "value"), name));
        }
    }
    addAuth(memberAt(request, "auth").is_object() ? memberAt(request, "auth") : inherited, foreign, name);
    addBody(memberAt(request, "body"), foreign, name);
    const PostmanScript script = scriptOf(item);
    foreign.status = script.status;
    if (!foreign.status) {
        for (const Json& example : memberAt(item, "response")) {
            const std::int64_t code = integerAt(example, "code");
            if (code >= 200 && code < 300 && !foreign.status) {
                foreign.status = static_cast<int>(code);
            }
        }
    }
    auto step = m_maker.step(foreign);
    if (step) {
        addExtractions(script, *step, name);
    }
    if (script.hasMore) {
        m_draft.note(name + ": its scripts were left out, or what of them a plan cannot do");
    }
    return step;
}

std::string PostmanImport::withPathVariables(std::string url, const Json& variables)
{
    for (const Json& variable : variables) {
        const std::string hole = "/:" + stringAt(variable, "key");
        const auto at = hole.size() > 2 ? url.find(hole) : std::string::npos;
        const auto end = at == std::string::npos ? at : at + hole.size();
        if (at != std::string::npos && (end == url.size() || url[end] == '/' || url[end] == '?' || url[end] == '#')) {
            url.replace(at + 1, hole.size() - 1, postmanText(memberAt(variable, "value")));
        }
    }
    return url;
}

/// Postman 2.1 writes [{key, value}], 2.0 a map.
std::string PostmanImport::authValue(const Json& auth, const std::string& type, const std::string& key)
{
    const Json& values = memberAt(auth, type);
    for (const Json& value : values) {
        if (values.is_array() && stringAt(value, "key") == key) {
            return postmanText(memberAt(value, "value"));
        }
    }
    return values.is_object() ? postmanText(memberAt(values, key)) : "";
}

void PostmanImport::addAuth(const Json& auth, ForeignRequest& foreign, const std::string& where)
{
    const std::string type = stringAt(auth, "type");
    if (type.empty() || type == "noauth") {
        return;
    }
    if (type == "bearer" || type == "oauth2") {
        const std::string token = filled(authValue(auth, type, type == "bearer" ? "token" : "accessToken"), where);
        foreign.headers.emplace_back(
            "Authorization",
            "Bearer " + (token.empty() ? m_maker.variable("ACCESS_TOKEN", "token of Postman's authorization " + type) : token));
    } else if (type == "basic") {
        foreign.basic.emplace(filled(authValue(auth, type, "username"), where), filled(authValue(auth, type, "password"), where));
    } else if (type == "apikey") {
        const std::string key = withoutMarks(authValue(auth, type, "key"));
        std::string value = filled(authValue(auth, type, "value"), where);
        if (!hasMarks(value)) {
            value = m_maker.variable(secretVariableName(key.empty() ? "api key" : key), "API key of Postman's authorization");
        }
        if (authValue(auth, type, "in") == "query") {
            foreign.url += (foreign.url.find('?') == std::string::npos ? "?" : "&") + percentEncode(key) + "=" + value;
        } else {
            foreign.headers.emplace_back(key, value);
        }
    } else {
        m_draft.note(where + ": authorization " + labelOf(type, "?") + " was left out");
    }
}

void PostmanImport::addBody(const Json& body, ForeignRequest& foreign, const std::string& where)
{
    const std::string mode = stringAt(body, "mode");
    if (mode.empty() || mode == "none" || boolAt(body, "disabled")) {
        return;
    }
    if (mode == "raw") {
        const std::string raw = stringAt(body, "raw");
        const std::string language = stringAt(memberAt(memberAt(body, "options"), "raw"), "language");
        foreign.body = raw.empty() ? ForeignRequest::Body::None : ForeignRequest::Body::Text;
        for (const auto& [name, value] : foreign.headers) {
            if (lowered(name) == "content-type") {
                foreign.mime = value;
            }
        }
        if (foreign.mime.empty()) {
            const bool looksJson = trimmed(raw).starts_with("{") || trimmed(raw).starts_with("[");
            foreign.mime = language == "json" || (language.empty() && looksJson) ? "application/json"
                           : language == "xml"                                   ? "application/xml"
                                                                                 : "text/plain";
        }
        foreign.text = filled(raw, where);
    } else if (mode == "urlencoded" || mode == "formdata") {
        foreign.body = mode == "urlencoded" ? ForeignRequest::Body::Form : ForeignRequest::Body::Multipart;
        for (const Json& field : memberAt(body, mode)) {
            if (stringAt(field, "type") == "file" && !boolAt(field, "disabled")) {
                foreign.files.push_back(withoutMarks(stringAt(field, "key")));
            } else if (field.is_object() && !boolAt(field, "disabled")) {
                foreign.fields.emplace_back(filled(stringAt(field, "key"), where),
                                            filled(postmanText(memberAt(field, "value")), where));
            }
        }
    } else if (mode == "graphql") {
        const Json& graph = memberAt(body, "graphql");
        Json tree{{"query", filled(stringAt(graph, "query"), where)}};
        const std::string text = filled(postmanText(memberAt(graph, "variables")), where);
        if (const auto variables = parseForeignJson(withEscapedMarks(text), "GraphQL variables");
            variables && variables->is_object()) {
            tree["variables"] = *variables;
        }
        foreign.body = ForeignRequest::Body::Text;
        foreign.mime = "application/json";
        foreign.text = dumpJson(tree);
    } else {
        m_draft.note(where + ": the body of mode " + labelOf(mode, "?") + " was left out");
    }
}

void PostmanImport::addExtractions(const PostmanScript& script, Step& step, const std::string& where)
{
    for (const PostmanScript::Set& set : script.sets) {
        const bool isHeader = !set.header.empty();
        const std::string& expression = isHeader ? set.header : set.pointer;
        const bool isTwice = std::any_of(step.http.extracts.begin(), step.http.extracts.end(),
                                         [&](const Extraction& each) { return each.name == set.variable; });
        if (!m_extracted.contains(set.variable) || isTwice || planText(expression) != expression) {
            m_draft.note(where + ": the variable " + labelOf(set.variable, "?") + " that its script sets was left out");
            continue;
        }
        step.http.extracts.push_back(
            {set.variable, isHeader ? Extraction::Source::Header : Extraction::Source::JsonPointer, expression});
    }
}

} // namespace holdpoint
