// SPDX-License-Identifier: GPL-3.0-or-later
// OpenAPI 3.0 and 3.1, JSON or YAML: each operation becomes a request with an example of what it takes.
#include "core/base/text.h"
#include "core/import/marked_text.h"
#include "core/import/openapi_document.h"
#include "core/plan/fault_list.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

constexpr std::size_t kLongestBase = 4096;

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

Result<Imported> OpenApiImport::run()
{
    if (const auto base = findBase(); !base) {
        return fail(base.error());
    }
    std::vector<OpenApiOperation> operations = readOperations();
    findCreators(operations);
    for (const OpenApiOperation& operation : operations) {
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

Result<> OpenApiImport::findBase()
{
    const Json& servers = memberAt(m_document, "servers");
    const Json& server = servers.is_array() && !servers.empty() ? servers.front() : memberAt(m_document, "");
    const std::string pattern = withoutMarks(stringAt(server, "url", "/"));
    std::string url;
    for (std::size_t at = 0; at < pattern.size() && url.size() <= kLongestBase;) { // once: a value's own braces stay
        const auto close = pattern[at] == '{' ? pattern.find('}', at) : std::string::npos;
        const Json& variable =
            close == std::string::npos ? Json{} : memberAt(memberAt(server, "variables"), pattern.substr(at + 1, close - at - 1));
        url += variable.is_object() ? stringAt(variable, "default") : pattern.substr(at, 1);
        at = variable.is_object() ? close + 1 : at + 1;
    }
    if (url.size() > kLongestBase) {
        return fail(Error::Kind::Invalid, "the URL of the first server is longer than " + std::to_string(kLongestBase) +
                                              " characters with its variables filled in: shorten it");
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

std::vector<OpenApiOperation> OpenApiImport::readOperations()
{
    static constexpr std::array<std::string_view, 8> kMethods{"post",  "get",    "head",    "put",
                                                              "patch", "delete", "options", "trace"};
    std::vector<OpenApiOperation> operations;
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
            OpenApiOperation operation{path, std::string(method), &json, &item, "", "", 0};
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
    for (const OpenApiOperation& operation : operations) {
        if (std::find(collections.begin(), collections.end(), operation.collection) == collections.end()) {
            collections.push_back(operation.collection);
        }
    }
    std::stable_sort(operations.begin(), operations.end(), [&](const OpenApiOperation& a, const OpenApiOperation& b) {
        const auto place = [&](const OpenApiOperation& one) {
            return std::find(collections.begin(), collections.end(), one.collection) - collections.begin();
        };
        return place(a) != place(b) ? place(a) < place(b) : a.rank < b.rank;
    });
    return operations;
}

std::string OpenApiImport::nameOf(std::string_view method, const std::string& path)
{
    return uppered(std::string(method)) + " " + shortened(path, 80);
}

/// {petId} as :petId, because braces may not stand in a name.
std::string OpenApiImport::labelOfPath(std::string name)
{
    std::replace(name.begin(), name.end(), '{', ':');
    return labelOf(name, "request");
}

std::string OpenApiImport::firstSegment(const std::string& path)
{
    const auto end = path.find('/', 1);
    return labelOf(path.empty() ? path : path.substr(1, end == std::string::npos ? end : end - 1), "API");
}

/// POST /pets that answers with an id makes GET /pets/{petId} ask for that very pet.
void OpenApiImport::findCreators(const std::vector<OpenApiOperation>& operations)
{
    for (const OpenApiOperation& creator : operations) {
        if (creator.method != "post") {
            continue;
        }
        const Json& schema = answerOf(creator).second;
        for (const OpenApiOperation& user : operations) {
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
std::pair<std::string, const Json&> OpenApiImport::answerOf(const OpenApiOperation& operation)
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

std::vector<Step>& OpenApiImport::groupOf(const std::string& tag)
{
    for (auto& [name, steps] : m_groups) {
        if (name == tag) {
            return steps;
        }
    }
    return m_groups.emplace_back(tag, std::vector<Step>{}).second;
}

void OpenApiImport::assemble()
{
    for (auto& [name, steps] : m_groups) {
        Step group;
        group.kind = StepKind::Group;
        group.name = name;
        group.steps = std::move(steps);
        m_draft.flow.push_back(std::move(group));
        m_draft.flow.push_back(thinkStep(std::chrono::seconds(1), std::chrono::seconds(3)));
    }
}

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
