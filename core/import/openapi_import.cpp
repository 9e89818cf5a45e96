// SPDX-License-Identifier: GPL-3.0-or-later
// OpenAPI 3.0 and 3.1, JSON or YAML: each operation becomes a request with an example of what it takes.
#include "core/base/text.h"
#include "core/import/importers.h"
#include "core/import/marked_text.h"
#include "core/import/openapi_schema.h"
#include "core/import/sensitive.h"
#include "core/plan/fault_list.h"

#include <algorithm>
#include <array>
#include <set>

namespace holdpoint {

namespace {

struct Operation
{
    std::string path;
    std::string method;
    const Json* json = nullptr;
    const Json* item = nullptr; // the path item
    std::string tag;
    std::string collection; // the path up to its last parameter, for order
    int rank = 0;           // create, list, read, change, delete
};

class OpenApiImport
{
public:
    OpenApiImport(const Json& document, const ImportOptions& options)
        : m_document(document), m_schema(document), m_maker(m_draft, options)
    {
        const Json& info = memberAt(document, "info");
        m_draft.title = labelOf(stringAt(info, "title"), "API");
        m_draft.source = "OpenAPI " + stringAt(document, "openapi") + " " + m_draft.title + " " + stringAt(info, "version") +
                         " (" + options.fileName + ")";
    }

    Result<Imported> run()
    {
        if (const auto base = findBase(); !base) {
            return fail(base.error());
        }
        std::vector<Operation> operations = readOperations();
        findCreators(operations);
        for (const Operation& operation : operations) {
            if (auto step = stepOf(operation)) {
                groupOf(operation.tag).push_back(std::move(*step));
            }
        }
        assemble();
        if (!memberAt(m_document, "webhooks").empty()) {
            m_draft.note("`webhooks` were left out: they are requests that the API itself sends");
        }
        for (const std::string& note : m_schema.notes()) {
            m_draft.note(note);
        }
        return m_maker.finish();
    }

private:
    Result<> findBase()
    {
        const Json& servers = memberAt(m_document, "servers");
        const Json& server = servers.is_array() && !servers.empty() ? servers.front() : memberAt(m_document, "");
        std::string url = withoutMarks(stringAt(server, "url", "/"));
        for (const auto& [name, variable] : memberAt(server, "variables").items()) {
            const std::string hole = "{" + name + "}";
            const std::string value = stringAt(variable, "default");
            for (auto at = url.find(hole); at != std::string::npos; at = url.find(hole, at + value.size())) {
                url.replace(at, hole.size(), value);
            }
        }
        if (servers.is_array() && servers.size() > 1) {
            m_draft.note("of " + std::to_string(servers.size()) + " servers the first was taken, " + shortened(url, 80));
        }
        if (url.find("://") == std::string::npos) {
            m_draft.note("the document names no host, so base_url is http://127.0.0.1:8080: set BASE_URL and allow_hosts");
            url = "http://127.0.0.1:8080" + std::string(url.starts_with("/") ? "" : "/") + url;
        }
        return m_maker.setBase(url);
    }

    std::vector<Operation> readOperations()
    {
        static constexpr std::array<std::string_view, 8> kMethods{"post",  "get",    "head",    "put",
                                                                  "patch", "delete", "options", "trace"};
        std::vector<Operation> operations;
        for (const auto& [path, raw] : memberAt(m_document, "paths").items()) {
            if (!memberAt(m_document, "paths").is_object()) {
                break;
            }
            const Json& item = m_schema.resolved(raw);
            for (const std::string_view method : kMethods) {
                const Json& json = memberAt(item, method);
                if (!json.is_object() || method == "options" || method == "trace") {
                    continue;
                }
                const std::string name = lowered(method) + " " + path;
                if (boolAt(json, "deprecated")) {
                    m_draft.note(nameOf(method, path) + " left out: it is deprecated");
                    continue;
                }
                if (memberAt(json, "callbacks").is_object()) {
                    m_draft.note(nameOf(method, path) + ": `callbacks` were left out");
                }
                Operation operation{path, std::string(method), &json, &item, "", "", 0};
                const Json& tags = memberAt(json, "tags");
                operation.tag = tags.is_array() && !tags.empty() && tags.front().is_string()
                                    ? labelOf(tags.front().get<std::string>(), "API")
                                    : firstSegment(path);
                const auto parameter = path.rfind("/{");
                operation.collection = path.substr(0, parameter);
                const bool isItem = parameter != std::string::npos;
                operation.rank = method == "delete"                    ? 5
                                 : method == "post"                    ? (isItem ? 2 : 0)
                                 : method == "get" || method == "head" ? (isItem ? 3 : 1)
                                                                       : 4;
                operations.push_back(std::move(operation));
            }
        }
        // what a visitor creates is read, changed and deleted after that
        std::vector<std::string> collections;
        for (const Operation& operation : operations) {
            if (std::find(collections.begin(), collections.end(), operation.collection) == collections.end()) {
                collections.push_back(operation.collection);
            }
        }
        std::stable_sort(operations.begin(), operations.end(), [&](const Operation& a, const Operation& b) {
            const auto place = [&](const Operation& one) {
                return std::find(collections.begin(), collections.end(), one.collection) - collections.begin();
            };
            return place(a) != place(b) ? place(a) < place(b) : a.rank < b.rank;
        });
        return operations;
    }

    static std::string nameOf(std::string_view method, const std::string& path)
    {
        std::string upper(method);
        std::transform(upper.begin(), upper.end(), upper.begin(), [](char letter) {
            return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
        });
        return upper + " " + shortened(path, 80);
    }

    /// {petId} as :petId, because braces may not stand in a name.
    static std::string labelOfPath(std::string name)
    {
        std::replace(name.begin(), name.end(), '{', ':');
        return labelOf(name, "request");
    }

    static std::string firstSegment(const std::string& path)
    {
        const auto end = path.find('/', 1);
        return labelOf(path.empty() ? path : path.substr(1, end == std::string::npos ? end : end - 1), "API");
    }

    /// POST /pets that answers with an id makes GET /pets/{petId} ask for that very pet.
    void findCreators(const std::vector<Operation>& operations)
    {
        for (const Operation& creator : operations) {
            if (creator.method != "post") {
                continue;
            }
            const Json& schema = answerOf(creator).second;
            for (const Operation& user : operations) {
                const std::string start = creator.path + "/{";
                if (!user.path.starts_with(start)) {
                    continue;
                }
                const std::string name = user.path.substr(start.size(), user.path.find('}', start.size()) - start.size());
                const bool isWord = !name.empty() && name.find_first_of(" .(){}") == std::string::npos;
                const std::string member = m_schema.hasMember(schema, name) ? name : m_schema.hasMember(schema, "id") ? "id" : "";
                if (isWord && !member.empty()) {
                    m_created[creator.path] = {name, member};
                }
            }
        }
    }

    /// The first answer of class 2xx: its status as written and the schema of its JSON body.
    std::pair<std::string, const Json&> answerOf(const Operation& operation)
    {
        static const Json kNothing;
        for (const auto& [status, answer] : memberAt(*operation.json, "responses").items()) {
            if (status.size() != 3 || status[0] != '2') {
                continue;
            }
            for (const auto& [mime, media] : memberAt(m_schema.resolved(answer), "content").items()) {
                if (isJsonMime(mimeOf(mime))) {
                    return {status, memberAt(media, "schema")};
                }
            }
            return {status, kNothing};
        }
        return {"", kNothing};
    }

    std::optional<Step> stepOf(const Operation& operation)
    {
        const std::string where = nameOf(operation.method, operation.path);
        ForeignRequest request;
        request.method = operation.method;
        request.label = labelOfPath(where);
        request.kind = "api";
        std::string path = withoutMarks(operation.path);
        std::string query;
        bool isOwn = operation.path.find('{') == std::string::npos;
        for (const Json* parameter : parametersOf(operation)) {
            addParameter(operation, *parameter, path, query, request, isOwn);
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
    void fillHoles(const Operation& operation, std::string& path, bool& isOwn)
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

    std::vector<const Json*> parametersOf(const Operation& operation)
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
    std::optional<std::string> valueFor(const Operation& operation, const std::string& name, bool& isOwn)
    {
        for (const auto& [path, created] : m_created) {
            if (created.first == name && operation.path.starts_with(path + "/{" + name + "}")) {
                isOwn = true;
                return marked("{{" + name + "}}");
            }
        }
        return std::nullopt;
    }

    std::string textOf(const Json& value)
    {
        if (value.is_string()) {
            return value.get<std::string>();
        }
        if (value.is_array() && !value.empty()) {
            return textOf(value.front());
        }
        return value.is_structured() || value.is_null() ? "example" : dumpJson(value);
    }

    Json exampleOf(const Json& holder, const Json& schema)
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

    void addParameter(const Operation& operation, const Json& parameter, std::string& path, std::string& query,
                      ForeignRequest& request, bool& isOwn)
    {
        const std::string name = withoutMarks(stringAt(parameter, "name"));
        const std::string in = stringAt(parameter, "in");
        const bool hasExample = parameter.contains("example") || parameter.contains("examples");
        if (in != "path" && !boolAt(parameter, "required") && !(in == "query" && hasExample)) {
            return; // optional ones without an example say nothing about real traffic
        }
        const std::string value = in == "path" ? valueFor(operation, name, isOwn).value_or("") : "";
        const std::string text = value.empty() ? textOf(exampleOf(parameter, memberAt(parameter, "schema"))) : value;
        if (in == "path") {
            const std::string hole = "{" + name + "}";
            if (const auto at = path.find(hole); at != std::string::npos) {
                path.replace(at, hole.size(), pathSegment(text));
            }
        } else if (in == "query") {
            query += (query.empty() ? "?" : "&") + pathSegment(name) + "=" + pathSegment(text);
        } else if (in == "header") {
            static constexpr std::array<std::string_view, 3> kIgnored{"accept", "content-type", "authorization"};
            if (std::find(kIgnored.begin(), kIgnored.end(), lowered(name)) == kIgnored.end()) {
                request.headers.emplace_back(name, text);
            }
        } else if (in == "cookie") {
            request.cookies.emplace_back(name, text);
        }
    }

    /// Marked text, percent-encoded where it is literal.
    static std::string pathSegment(std::string_view text)
    {
        std::string result;
        for (const MarkedPiece& piece : piecesOf(text)) {
            result += piece.isExpression ? marked(piece.text) : percentEncode(piece.text);
        }
        return result;
    }

    /// The first alternative; `security: []` means that this operation needs none.
    void addSecurity(const Operation& operation, ForeignRequest& request, std::string& query)
    {
        const Json& own = memberAt(*operation.json, "security");
        const Json& wanted = own.is_array() ? own : memberAt(m_document, "security");
        if (!wanted.is_array() || wanted.empty() || !wanted.front().is_object()) {
            return;
        }
        for (const auto& [name, scopes] : wanted.front().items()) {
            const Json& scheme =
                m_schema.resolved(memberAt(memberAt(memberAt(m_document, "components"), "securitySchemes"), name));
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
                    query += (query.empty() ? "?" : "&") + pathSegment(parameter) + "=" + key;
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

    void addBody(const Operation& operation, ForeignRequest& request, const std::string& where)
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

    void addChecks(const Operation& operation, Step& step)
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
            std::string pointer = created->second.second;
            for (std::size_t at = 0; (at = pointer.find_first_of("~/", at)) != std::string::npos; at += 2) {
                pointer.replace(at, 1, pointer[at] == '~' ? "~0" : "~1");
            }
            step.http.extracts.push_back({created->second.first, Extraction::Source::JsonPointer, "/" + pointer});
        }
    }

    std::vector<Step>& groupOf(const std::string& tag)
    {
        for (auto& [name, steps] : m_groups) {
            if (name == tag) {
                return steps;
            }
        }
        return m_groups.emplace_back(tag, std::vector<Step>{}).second;
    }

    void assemble()
    {
        for (auto& [name, steps] : m_groups) {
            Step group;
            group.kind = StepKind::Group;
            group.name = name;
            group.steps = std::move(steps);
            m_draft.flow.push_back(std::move(group));
            Step think;
            think.kind = StepKind::Think;
            think.think = {std::chrono::seconds(1), std::chrono::seconds(3)};
            m_draft.flow.push_back(std::move(think));
        }
    }

    const Json& m_document;
    PlanDraft m_draft;
    OpenApiSchema m_schema;
    RequestMaker m_maker;
    std::vector<std::pair<std::string, std::vector<Step>>> m_groups;
    std::map<std::string, std::pair<std::string, std::string>> m_created; // POST path: parameter, member of the answer
};

Result<Json> documentFrom(std::string_view text)
{
    if (trimmed(text).starts_with("{")) {
        return parseForeignJson(text, "the OpenAPI document");
    }
    if (text.size() > kMaxPlanBytes) {
        return fail(Error::Kind::Invalid, "the OpenAPI document is YAML of more than 4 MiB; convert it to JSON first");
    }
    FaultList faults("the OpenAPI document");
    const PlanNode root = nodeFromYaml(std::string(text), faults);
    if (!faults.isEmpty()) {
        return fail(Error::Kind::Invalid, faults.sorted().front().text());
    }
    return toJson(root);
}

} // namespace

Result<Imported> importOpenApi(std::string_view text, const ImportOptions& options)
{
    const auto document = documentFrom(text);
    if (!document) {
        return fail(document.error());
    }
    if (!stringAt(*document, "swagger").empty() || memberAt(*document, "swagger").is_number()) {
        return fail(Error::Kind::Invalid,
                    "this is Swagger 2.0; convert it to OpenAPI 3 first, for example at editor.swagger.io (Edit, Convert)");
    }
    const Json& written = memberAt(*document, "openapi");
    const std::string version = written.is_string() ? written.get<std::string>() : dumpJson(written);
    if (!version.starts_with("3.")) {
        return fail(Error::Kind::Invalid, "this is no OpenAPI 3 document: `openapi` is " +
                                              (written.is_null() ? "missing" : "`" + shortened(version, 20) + "`"));
    }
    return OpenApiImport(*document, options).run();
}

} // namespace holdpoint
