// SPDX-License-Identifier: GPL-3.0-or-later
// Postman collections 2.1 (and 2.0): folders become groups, variables become the plan's, usual test scripts extractions.
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/import/marked_text.h"
#include "core/import/postman_collection.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxFolders = 20; // deep
constexpr std::size_t kMostFilled = std::size_t{1} << 20U;

/// Lists of texts, or one text: hosts, paths and scripts are written both ways.
std::string joined(const Json& value, std::string_view separator)
{
    if (!value.is_array()) {
        return postmanText(value);
    }
    std::vector<std::string> parts;
    for (const Json& part : value) {
        parts.push_back(part.is_object() ? stringAt(part, "value") : postmanText(part));
    }
    return join(parts, separator);
}

} // namespace

std::string postmanText(const Json& value)
{
    return value.is_string() ? value.get<std::string>() : value.is_null() || value.is_structured() ? "" : dumpJson(value);
}

Result<Imported> PostmanImport::run()
{
    const Json& items = memberAt(m_collection, "item");
    if (!items.is_array() || items.empty()) {
        return fail(Error::Kind::Invalid, "the Postman collection has no `item`: it is empty");
    }
    for (const Json& variable : memberAt(m_collection, "variable")) {
        const std::string key = stringAt(variable, "key", stringAt(variable, "id"));
        if (!boolAt(variable, "disabled")) {
            m_values[key] = withoutMarks(postmanText(memberAt(variable, "value")));
        }
    }
    findExtractions(items, 0);
    if (const auto base = findBase(items); !base) {
        return fail(base.error());
    }
    m_draft.flow = steps(items, memberAt(m_collection, "auth"), 0);
    return m_maker.finish();
}

void PostmanImport::findExtractions(const Json& items, std::size_t depth)
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

PostmanScript PostmanImport::scriptOf(const Json& item)
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
std::string PostmanImport::filled(std::string_view foreign, const std::string& where, std::size_t depth)
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
        result += expressionFor(std::string(trimmed(std::string_view(text).substr(open + 2, close - open - 2))), where, depth);
        at = close + 2;
    }
    return result + text.substr(at);
}

std::string PostmanImport::expressionFor(const std::string& name, const std::string& where, std::size_t depth)
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
    const std::string key = foreignKey(variableName(name), ShellNames::AreOthers);
    if (!hasValue) {
        return m_maker.variable(key, what);
    }
    const bool isPlain = std::none_of(value->second.begin(), value->second.end(), [](char letter) {
        return letter <= 0x20 || letter >= 0x7f || std::string_view("{}$\"<>\\^`|%").find(letter) != std::string_view::npos;
    });
    if (isPlain) {
        return marked("${" + key + ":-" + value->second + "}");
    }
    // variables within variables: as deep as Postman's users write, and not more than a hostile file may cost
    m_filledBytes += value->second.size();
    return depth < 5 && m_filledBytes <= kMostFilled ? filled(value->second, where, depth + 1) : m_maker.variable(key, what);
}

std::string PostmanImport::dynamicFor(const std::string& name, const std::string& where)
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

std::string PostmanImport::rawUrl(const Json& url)
{
    if (url.is_string()) {
        return url.get<std::string>();
    }
    const std::string raw = stringAt(url, "raw");
    if (!raw.empty()) {
        return raw;
    }
    const std::string protocol = stringAt(url, "protocol");
    const std::string port = postmanText(memberAt(url, "port"));
    return (protocol.empty() ? "" : protocol + "://") + joined(memberAt(url, "host"), ".") + (port.empty() ? "" : ":" + port) +
           "/" + joined(memberAt(url, "path"), "/");
}

/// Variables in front of the path are put in, for the plan must know its hosts. Empty: one has no value.
std::string PostmanImport::withHost(const std::string& url, std::size_t depth)
{
    const auto scheme = url.find("://");
    const auto end = std::min(url.find_first_of("/?#", scheme == std::string::npos ? 0 : scheme + 3), url.size());
    std::string head = url.substr(0, end);
    const auto open = head.find("{{");
    if (open != std::string::npos) {
        const auto close = head.find("}}", open);
        const std::string name = close == std::string::npos ? "" : std::string(trimmed(head.substr(open + 2, close - open - 2)));
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

const Json* PostmanImport::firstRequest(const Json& items, std::size_t depth)
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

std::string PostmanImport::urlOf(const Json& item)
{
    const Json& request = memberAt(item, "request");
    return withoutMarks(rawUrl(request.is_string() ? request : memberAt(request, "url")));
}

Result<> PostmanImport::findBase(const Json& items)
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

std::vector<Step> PostmanImport::steps(const Json& items, const Json& auth, std::size_t depth)
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
            result.push_back(thinkStep(std::chrono::seconds(1), std::chrono::seconds(1)));
        }
    }
    return result;
}

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
