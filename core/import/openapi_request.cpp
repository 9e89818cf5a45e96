// SPDX-License-Identifier: GPL-3.0-or-later
// One operation as a step: parameters, security, body and checks.
#include "core/base/text.h"
#include "core/import/marked_text.h"
#include "core/import/openapi_document.h"

#include <algorithm>
#include <array>

namespace holdpoint {

std::optional<Step> OpenApiImport::stepOf(const OpenApiOperation& operation)
{
    const std::string where = nameOf(operation.method, operation.path);
    ForeignRequest request;
    request.method = operation.method;
    request.label = labelOfPath(where);
    request.kind = "api";
    std::string path = withoutMarks(operation.path);
    std::string query;
    bool isOwn = operation.path.find('{') == std::string::npos;
    std::vector<std::string> left;
    for (const Json* parameter : parametersOf(operation)) {
        addParameter(operation, *parameter, path, query, request, isOwn, left);
    }
    if (!left.empty()) {
        m_draft.note(where + ": optional without an example, left out: " + shortened(join(left, ", "), 120));
    }
    fillHoles(operation, path, isOwn);
    if (operation.method == "delete" && !isOwn) {
        m_draft.note(where + " left out: it would delete what the visitor did not create");
        return std::nullopt;
    }
    addSecurity(operation, request, query);
    addBody(operation, request, where);
    request.url = m_draft.baseUrl + (path.starts_with("/") ? "" : "/") + path + query;
    auto step = m_maker.step(request);
    if (step) {
        addChecks(operation, *step);
    }
    return step;
}

/// Parameters of the path that are declared nowhere.
void OpenApiImport::fillHoles(const OpenApiOperation& operation, std::string& path, bool& isOwn)
{
    for (auto open = path.find('{'); open != std::string::npos; open = path.find('{', open)) {
        const auto close = path.find('}', open);
        if (path.compare(open, 2, "{{") == 0 || close == std::string::npos) { // an expression of the plan
            open = std::min(path.find("}}", open), path.size());
            continue;
        }
        const std::string value = valueFor(operation, path.substr(open + 1, close - open - 1), isOwn).value_or("1");
        path.replace(open, close - open + 1, value);
        open += value.size();
    }
}

std::vector<const Json*> OpenApiImport::parametersOf(const OpenApiOperation& operation)
{
    std::vector<const Json*> parameters;
    for (const Json* list : {&memberAt(*operation.json, "parameters"), &memberAt(*operation.item, "parameters")}) {
        for (const Json& raw : *list) {
            const Json& parameter = m_schema.resolved(raw);
            const bool isKnown = std::any_of(parameters.begin(), parameters.end(), [&](const Json* known) {
                return stringAt(*known, "name") == stringAt(parameter, "name") &&
                       stringAt(*known, "in") == stringAt(parameter, "in");
            });
            if (parameter.is_object() && !isKnown) {
                parameters.push_back(&parameter);
            }
        }
    }
    return parameters;
}

/// The id that an earlier step of the flow extracts.
std::optional<std::string> OpenApiImport::valueFor(const OpenApiOperation& operation, const std::string& name, bool& isOwn)
{
    for (const auto& [path, created] : m_created) {
        if (created.first == name && operation.path.starts_with(path + "/{" + name + "}")) {
            isOwn = true;
            return marked("{{" + name + "}}");
        }
    }
    return std::nullopt;
}

std::string OpenApiImport::textOf(const Json& value)
{
    if (value.is_string()) {
        return value.get<std::string>();
    }
    if (value.is_array() && !value.empty()) {
        return textOf(value.front());
    }
    return value.is_structured() || value.is_null() ? "example" : dumpJson(value);
}

Json OpenApiImport::exampleOf(const Json& holder, const Json& schema)
{
    if (holder.is_object() && holder.contains("example")) {
        return cleaned(holder["example"]);
    }
    for (const auto& [name, example] : memberAt(holder, "examples").items()) {
        if (const Json& value = memberAt(m_schema.resolved(example), "value"); !value.is_null()) {
            return cleaned(value);
        }
    }
    return m_schema.example(schema);
}

void OpenApiImport::addParameter(const OpenApiOperation& operation, const Json& parameter, std::string& path, std::string& query,
                                 ForeignRequest& request, bool& isOwn, std::vector<std::string>& left)
{
    const std::string name = withoutMarks(stringAt(parameter, "name"));
    const std::string in = stringAt(parameter, "in");
    const bool hasExample = parameter.contains("example") || parameter.contains("examples");
    if (in != "path" && !boolAt(parameter, "required") && !(in == "query" && hasExample)) {
        left.push_back(name); // optional ones without an example say nothing about real traffic
        return;
    }
    const std::string value = in == "path" ? valueFor(operation, name, isOwn).value_or("") : "";
    const std::string text = value.empty() ? textOf(exampleOf(parameter, memberAt(parameter, "schema"))) : value;
    if (in == "path") {
        const std::string hole = "{" + name + "}";
        if (const auto at = path.find(hole); at != std::string::npos) {
            path.replace(at, hole.size(), percentEncodedLiterals(text));
        }
    } else if (in == "query") {
        query += (query.empty() ? "?" : "&") + percentEncodedLiterals(name) + "=" + percentEncodedLiterals(text);
    } else if (in == "header") {
        static constexpr std::array<std::string_view, 3> kIgnored{"accept", "content-type", "authorization"};
        if (std::find(kIgnored.begin(), kIgnored.end(), lowered(name)) == kIgnored.end()) {
            request.headers.emplace_back(name, text);
        }
    } else if (in == "cookie") {
        request.cookies.emplace_back(name, text);
    }
}

/// The first alternative; `security: []` means that this operation needs none.
void OpenApiImport::addSecurity(const OpenApiOperation& operation, ForeignRequest& request, std::string& query)
{
    const Json& own = memberAt(*operation.json, "security");
    const Json& wanted = own.is_array() ? own : memberAt(m_document, "security");
    if (!wanted.is_array() || wanted.empty() || !wanted.front().is_object()) {
        return;
    }
    for (const auto& [name, scopes] : wanted.front().items()) {
        const Json& scheme = m_schema.resolved(memberAt(memberAt(memberAt(m_document, "components"), "securitySchemes"), name));
        const std::string type = stringAt(scheme, "type");
        const std::string what = "security scheme " + labelOf(name, "?");
        if (type == "http" && lowered(stringAt(scheme, "scheme")) == "basic") {
            request.basic.emplace(m_maker.variable("API_USER", "user, " + what),
                                  m_maker.variable("API_PASSWORD", "password, " + what));
        } else if (type == "http" || type == "oauth2" || type == "openIdConnect") {
            request.headers.emplace_back("Authorization", "Bearer " + m_maker.variable("ACCESS_TOKEN", "token, " + what));
        } else if (type == "apiKey") {
            const std::string parameter = withoutMarks(stringAt(scheme, "name"));
            const std::string key = m_maker.variable(secretVariableName(parameter), what);
            const std::string in = stringAt(scheme, "in");
            if (in == "query") {
                query += (query.empty() ? "?" : "&") + percentEncodedLiterals(parameter) + "=" + key;
            } else if (in == "cookie") {
                request.cookies.emplace_back(parameter, key);
            } else {
                request.headers.emplace_back(parameter, key);
            }
        } else {
            m_draft.note(what + " (" + (type.empty() ? "not defined" : shortened(type, 40)) + ") was left out");
        }
    }
}

void OpenApiImport::addBody(const OpenApiOperation& operation, ForeignRequest& request, const std::string& where)
{
    const Json& content = memberAt(m_schema.resolved(memberAt(*operation.json, "requestBody")), "content");
    if (!content.is_object() || content.empty()) {
        return;
    }
    auto chosen = content.begin();
    for (auto each = content.begin(); each != content.end(); ++each) {
        const std::string mime = mimeOf(each.key());
        if (isJsonMime(mime) || (mime == "application/x-www-form-urlencoded" && !isJsonMime(mimeOf(chosen.key())))) {
            chosen = each;
            if (isJsonMime(mime)) {
                break;
            }
        }
    }
    const std::string mime = mimeOf(chosen.key());
    const Json example = exampleOf(*chosen, memberAt(*chosen, "schema"));
    request.mime = mime;
    if (isJsonMime(mime)) {
        request.body = ForeignRequest::Body::Text;
        request.text = dumpJson(example);
    } else if (mime == "application/x-www-form-urlencoded" || mime == "multipart/form-data") {
        request.body = mime.starts_with("multipart") ? ForeignRequest::Body::Multipart : ForeignRequest::Body::Form;
        for (const auto& [name, value] : example.items()) {
            if (example.is_object()) {
                request.fields.emplace_back(name, textOf(value));
            }
        }
    } else if (example.is_string() && mime.starts_with("text/")) {
        request.body = ForeignRequest::Body::Text;
        request.text = example.get<std::string>();
    } else {
        m_draft.note(where + ": the body of type " + shortened(mime, 60) + " was left out");
    }
}

void OpenApiImport::addChecks(const OpenApiOperation& operation, Step& step)
{
    const auto& [status, schema] = answerOf(operation);
    if (!status.empty()) {
        CheckRule check;
        if (status[1] == 'X' || status[1] == 'x') {
            check.statusClasses = {2};
        } else if (status.find_first_not_of("0123456789") == std::string::npos) {
            check.statuses = {std::stoi(status)};
        }
        if (!check.statuses.empty() || !check.statusClasses.empty()) {
            step.http.checks.push_back(std::move(check));
        }
    }
    const std::string type = m_schema.typeOf(schema);
    if ((type == "array" || type == "object") && operation.method != "head") {
        CheckRule check;
        check.kind = CheckRule::Kind::JsonValue;
        check.json = type == "array" ? JsonExpectation::Array : JsonExpectation::Object;
        step.http.checks.push_back(std::move(check));
    }
    if (const auto created = m_created.find(operation.path); operation.method == "post" && created != m_created.end()) {
        step.http.extracts.push_back(
            {created->second.first, Extraction::Source::JsonPointer, "/" + pointerToken(created->second.second)});
    }
}

} // namespace holdpoint
