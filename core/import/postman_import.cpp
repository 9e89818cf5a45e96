// SPDX-License-Identifier: GPL-3.0-or-later
// Postman collections 2.1 (and 2.0): folders become groups, variables become the plan's, usual test scripts extractions.
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/import/importers.h"
#include "core/import/marked_text.h"
#include "core/import/postman_scripts.h"
#include "core/import/sensitive.h"

#include <algorithm>
#include <set>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxFolders = 20; // deep

std::string asText(const Json& value)
{
    return value.is_string() ? value.get<std::string>() : value.is_null() || value.is_structured() ? "" : dumpJson(value);
}

/// Lists of texts, or one text: hosts, paths and scripts are written both ways.
std::string joined(const Json& value, std::string_view separator)
{
    if (!value.is_array()) {
        return asText(value);
    }
    std::vector<std::string> parts;
    for (const Json& part : value) {
        parts.push_back(part.is_object() ? stringAt(part, "value") : asText(part));
    }
    return join(parts, separator);
}

class PostmanImport
{
public:
    PostmanImport(const Json& collection, const ImportOptions& options) : m_collection(collection), m_maker(m_draft, options)
    {
        m_draft.title = labelOf(stringAt(memberAt(collection, "info"), "name"), "Collection");
        m_draft.source = "Postman collection " + m_draft.title + " (" + options.fileName + ")";
    }

    Result<Imported> run()
    {
        const Json& items = memberAt(m_collection, "item");
        if (!items.is_array() || items.empty()) {
            return fail(Error::Kind::Invalid, "the Postman collection has no `item`: it is empty");
        }
        for (const Json& variable : memberAt(m_collection, "variable")) {
            const std::string key = stringAt(variable, "key", stringAt(variable, "id"));
            if (!boolAt(variable, "disabled")) {
                m_values[key] = withoutMarks(asText(memberAt(variable, "value")));
            }
        }
        findExtractions(items, 0);
        if (const auto base = findBase(items); !base) {
            return fail(base.error());
        }
        m_draft.flow = steps(items, memberAt(m_collection, "auth"), 0);
        return m_maker.finish();
    }

private:
    // --- variables

    void findExtractions(const Json& items, std::size_t depth)
    {
        for (const Json& item : items) {
            if (depth < kMaxFolders && memberAt(item, "item").is_array()) {
                findExtractions(memberAt(item, "item"), depth + 1);
            }
            for (const PostmanScript::Set& set : scriptOf(item).sets) {
                if (!set.variable.empty() && set.variable.find_first_of(" .(){}") == std::string::npos) {
                    m_extracted.insert(set.variable);
                }
            }
        }
    }

    static PostmanScript scriptOf(const Json& item)
    {
        PostmanScript all;
        for (const Json& event : memberAt(item, "event")) {
            const std::string text = joined(memberAt(memberAt(event, "script"), "exec"), "\n");
            if (stringAt(event, "listen") == "test") {
                all = readPostmanScript(text);
            } else if (!trimmed(text).empty()) {
                all.hasMore = true;
            }
        }
        return all;
    }

    /// `{{name}}` as the plan's expression; everything else stays literal.
    std::string filled(std::string_view foreign, const std::string& where, std::size_t depth = 0)
    {
        const std::string text = withoutMarks(foreign);
        std::string result;
        std::size_t at = 0;
        for (auto open = text.find("{{"); open != std::string::npos; open = text.find("{{", at)) {
            const auto close = text.find("}}", open);
            if (close == std::string::npos) {
                break;
            }
            result += text.substr(at, open - at);
            result +=
                expressionFor(std::string(trimmed(std::string_view(text).substr(open + 2, close - open - 2))), where, depth);
            at = close + 2;
        }
        return result + text.substr(at);
    }

    std::string expressionFor(const std::string& name, const std::string& where, std::size_t depth)
    {
        if (name.starts_with("$")) {
            return dynamicFor(name, where);
        }
        if (m_extracted.contains(name)) {
            return marked("{{" + name + "}}");
        }
        const auto value = m_values.find(name);
        const std::string what = "Postman variable " + labelOf(name, "?");
        if (isSensitiveName(name) || (value != m_values.end() && isSensitiveValue(value->second))) {
            return m_maker.variable(secretVariableName(name), what);
        }
        const bool hasValue = value != m_values.end() && !value->second.empty();
        if (variableName(name) == "BASE_URL" && (hasValue ? value->second : std::string(kUnknownBase)) == m_draft.baseUrl) {
            return marked("${BASE_URL:-" + m_draft.baseUrl + "}"); // the plan's own, also where a body names it
        }
        const std::string key = foreignKey(variableName(name));
        if (!hasValue) {
            return m_maker.variable(key, what);
        }
        const bool isPlain = std::none_of(value->second.begin(), value->second.end(), [](char letter) {
            return letter <= 0x20 || letter >= 0x7f || std::string_view("{}$\"<>\\^`|%").find(letter) != std::string_view::npos;
        });
        if (isPlain) {
            return marked("${" + key + ":-" + value->second + "}");
        }
        return depth < 5 ? filled(value->second, where, depth + 1) : m_maker.variable(key, what);
    }

    std::string dynamicFor(const std::string& name, const std::string& where)
    {
        static const std::vector<std::pair<std::string, std::string>> kKnown{
            {"$guid", "{{uuid}}"},
            {"$randomUUID", "{{uuid}}"},
            {"$timestamp", "{{now}}"},
            {"$randomInt", "{{random(0,1000)}}"},
            {"$randomBoolean", "true"},
            {"$randomUserName", "{{id}}"},
            {"$randomPassword", "{{uuid}}"},
            {"$randomAlphaNumeric", "{{random(0,9)}}"},
            {"$randomPhoneNumber", "555-{{random(1000000,9999999)}}"}};
        if (name.find("Email") != std::string::npos) {
            return "visitor-" + marked("{{vu}}") + "-" + marked("{{iter}}") + "@example.com";
        }
        for (const auto& [word, expression] : kKnown) {
            if (word == name) {
                return marked(expression);
            }
        }
        m_draft.note(where + ": {{" + labelOf(name, "?") + "}} became a random number");
        return marked("{{random(1,1000000)}}");
    }

    // --- where it goes

    static std::string rawUrl(const Json& url)
    {
        if (url.is_string()) {
            return url.get<std::string>();
        }
        const std::string raw = stringAt(url, "raw");
        if (!raw.empty()) {
            return raw;
        }
        const std::string protocol = stringAt(url, "protocol");
        const std::string port = asText(memberAt(url, "port"));
        return (protocol.empty() ? "" : protocol + "://") + joined(memberAt(url, "host"), ".") +
               (port.empty() ? "" : ":" + port) + "/" + joined(memberAt(url, "path"), "/");
    }

    /// Variables in front of the path are put in, for the plan must know its hosts. Empty: one has no value.
    std::string withHost(const std::string& url, std::size_t depth = 0)
    {
        const auto scheme = url.find("://");
        const auto end = std::min(url.find_first_of("/?#", scheme == std::string::npos ? 0 : scheme + 3), url.size());
        std::string head = url.substr(0, end);
        const auto open = head.find("{{");
        if (open != std::string::npos) {
            const auto close = head.find("}}", open);
            const std::string name =
                close == std::string::npos ? "" : std::string(trimmed(head.substr(open + 2, close - open - 2)));
            const auto value = m_values.find(name);
            if (close != std::string::npos && value != m_values.end() && !value->second.empty() && depth < 10) {
                std::string base = value->second;
                std::string rest = url.substr(close + 2);
                if (base.ends_with('/') && rest.starts_with('/')) {
                    base.pop_back();
                }
                return withHost(url.substr(0, open) + base + rest, depth + 1);
            }
            const bool mayBeBase = m_maker.hasBase() ? m_unknownBase == head : m_unknownBase.empty() || m_unknownBase == head;
            if (close != std::string::npos && mayBeBase) {
                m_unknownBase = head;
                return std::string(kUnknownBase) + url.substr(end);
            }
            return {};
        }
        if (scheme == std::string::npos) {
            return head.empty() ? std::string() : "http://" + url; // Postman's own default
        }
        return url;
    }

    const Json* firstRequest(const Json& items, std::size_t depth)
    {
        for (const Json& item : items) {
            if (depth < kMaxFolders && memberAt(item, "item").is_array()) {
                if (const Json* below = firstRequest(memberAt(item, "item"), depth + 1)) {
                    return below;
                }
            } else if (const std::string url = withHost(urlOf(item)); !url.empty() && parseTargetUrl(url)) {
                return &item;
            }
        }
        return nullptr;
    }

    static std::string urlOf(const Json& item)
    {
        const Json& request = memberAt(item, "request");
        return withoutMarks(rawUrl(request.is_string() ? request : memberAt(request, "url")));
    }

    Result<> findBase(const Json& items)
    {
        const Json* first = firstRequest(items, 0);
        if (first == nullptr) {
            return fail(Error::Kind::Invalid, "the Postman collection has no request with an http or https address");
        }
        const std::string url = withHost(urlOf(*first));
        const auto target = parseTargetUrl(url);
        const std::string raw = urlOf(*first);
        const auto close = raw.starts_with("{{") ? raw.find("}}") : std::string::npos; // the base's path belongs to it
        const std::string base = close == std::string::npos ? "" : withHost(raw.substr(0, close + 2));
        const auto set = m_maker.setBase(parseTargetUrl(base) ? base : target->scheme + "://" + target->hostAndPort());
        if (!url.starts_with(kUnknownBase)) {
            m_unknownBase.clear();
        } else if (set && !m_unknownBase.empty()) {
            m_draft.note("the address " + labelOf(m_unknownBase, "?") +
                         " has no value in the collection, so base_url is http://127.0.0.1:8080: set BASE_URL and allow_hosts");
        }
        return set;
    }

    // --- steps

    std::vector<Step> steps(const Json& items, const Json& auth, std::size_t depth)
    {
        std::vector<Step> result;
        for (const Json& item : items) {
            const Json& own = memberAt(item, "auth").is_object() ? memberAt(item, "auth") : auth;
            if (memberAt(item, "item").is_array()) {
                if (depth >= kMaxFolders) {
                    m_draft.note("folders below level " + std::to_string(kMaxFolders) + " were left out");
                    continue;
                }
                Step group;
                group.kind = StepKind::Group;
                group.name = labelOf(withoutMarks(stringAt(item, "name")), "folder");
                group.steps = steps(memberAt(item, "item"), own, depth + 1);
                if (scriptOf(item).hasMore) {
                    m_draft.note("scripts of the folder " + group.name + " were left out");
                }
                if (!group.steps.empty()) {
                    result.push_back(std::move(group));
                }
            } else if (auto step = stepOf(item, own)) {
                result.push_back(std::move(*step));
                Step think;
                think.kind = StepKind::Think;
                think.think = {std::chrono::seconds(1), std::chrono::seconds(1)};
                result.push_back(std::move(think));
            }
        }
        return result;
    }

    std::optional<Step> stepOf(const Json& item, const Json& inherited)
    {
        const Json& request = memberAt(item, "request");
        const std::string name = labelOf(withoutMarks(stringAt(item, "name")), "request");
        ForeignRequest foreign;
        foreign.label = name;
        foreign.method = withoutMarks(stringAt(request, "method", "GET"));
        const std::string raw = urlOf(item);
        std::string url = withHost(raw);
        if (url.empty()) {
            m_draft.note(name + " left out: its host is a variable without a value (" +
                         labelOf(raw.substr(0, raw.find('/')), "?") + ")");
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

    std::string withPathVariables(std::string url, const Json& variables)
    {
        for (const Json& variable : variables) {
            const std::string hole = "/:" + stringAt(variable, "key");
            const auto at = hole.size() > 2 ? url.find(hole) : std::string::npos;
            const auto end = at == std::string::npos ? at : at + hole.size();
            if (at != std::string::npos && (end == url.size() || url[end] == '/' || url[end] == '?' || url[end] == '#')) {
                url.replace(at + 1, hole.size() - 1, asText(memberAt(variable, "value")));
            }
        }
        return url;
    }

    /// Postman 2.1 writes [{key, value}], 2.0 a map.
    static std::string authValue(const Json& auth, const std::string& type, const std::string& key)
    {
        const Json& values = memberAt(auth, type);
        for (const Json& value : values) {
            if (values.is_array() && stringAt(value, "key") == key) {
                return asText(memberAt(value, "value"));
            }
        }
        return values.is_object() ? asText(memberAt(values, key)) : "";
    }

    void addAuth(const Json& auth, ForeignRequest& foreign, const std::string& where)
    {
        const std::string type = stringAt(auth, "type");
        if (type.empty() || type == "noauth") {
            return;
        }
        if (type == "bearer" || type == "oauth2") {
            const std::string token = filled(authValue(auth, type, type == "bearer" ? "token" : "accessToken"), where);
            foreign.headers.emplace_back(
                "Authorization",
                "Bearer " +
                    (token.empty() ? m_maker.variable("ACCESS_TOKEN", "token of Postman's authorization " + type) : token));
        } else if (type == "basic") {
            foreign.basic.emplace(filled(authValue(auth, type, "username"), where),
                                  filled(authValue(auth, type, "password"), where));
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

    void addBody(const Json& body, ForeignRequest& foreign, const std::string& where)
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
                                                filled(asText(memberAt(field, "value")), where));
                }
            }
        } else if (mode == "graphql") {
            const Json& graph = memberAt(body, "graphql");
            Json tree{{"query", filled(stringAt(graph, "query"), where)}};
            const std::string text = filled(asText(memberAt(graph, "variables")), where);
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

    void addExtractions(const PostmanScript& script, Step& step, const std::string& where)
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

    static constexpr std::string_view kUnknownBase = "http://127.0.0.1:8080";

    const Json& m_collection;
    PlanDraft m_draft;
    RequestMaker m_maker;
    std::map<std::string, std::string> m_values; // of the collection's variables
    std::set<std::string> m_extracted;           // names that a script sets from an answer
    std::string m_unknownBase;                   // the variable that stands for the host
};

} // namespace

Result<Imported> importPostman(std::string_view text, const ImportOptions& options)
{
    const auto json = parseForeignJson(text, "the Postman collection");
    if (!json) {
        return fail(json.error());
    }
    const Json& wrapped = memberAt(*json, "collection"); // as Postman's API gives it
    return PostmanImport(wrapped.is_object() ? wrapped : *json, options).run();
}

} // namespace holdpoint
