// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/import/request_maker.h"

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/import/marked_text.h"
#include "core/import/sensitive.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxBodyBytes = 256U << 10U;

constexpr std::array<std::string_view, 7> kMethods{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"};

/// Made anew for every connection or body, whoever sends the request.
constexpr std::array<std::string_view, 11> kTransportHeaders{"host",    "connection", "content-length", "transfer-encoding",
                                                             "te",      "trailer",    "expect",         "accept-encoding",
                                                             "upgrade", "keep-alive", "postman-token"};
constexpr std::array<std::string_view, 16> kBrowserHeaders{
    "origin",          "referer",         "dnt",           "priority",          "pragma",
    "cache-control",   "accept-language", "if-none-match", "if-modified-since", "if-range",
    "range",           "x-client-data",   "save-data",     "purpose",           "upgrade-insecure-requests",
    "x-requested-with"};

template <typename List>
bool holds(const List& list, std::string_view word)
{
    return std::find(list.begin(), list.end(), word) != list.end();
}

bool isDropped(const std::string& name, std::string_view value, bool isBrowser)
{
    if (name.empty() || name[0] == ':' || holds(kTransportHeaders, name) || name.starts_with("proxy-") ||
        name.starts_with("sec-")) {
        return true;
    }
    if (name == "user-agent") {
        return value.starts_with("Mozilla/") || value.starts_with("PostmanRuntime/") || value.starts_with("curl/");
    }
    return (isBrowser && holds(kBrowserHeaders, name)) || (name == "accept" && trimmed(value) == "*/*");
}

/// What a browser accepts of all things says little; the first type is what the page wants.
std::string acceptOf(const std::string& value)
{
    if (value.find("*/*;q=") == std::string::npos) {
        return value;
    }
    const std::string first(trimmed(value.substr(0, value.find(','))));
    return first.starts_with("text/html") || first.starts_with("application/") ? first : std::string();
}

/// Digits, UUIDs and long hex words become :id, so that one name stands for all of them.
std::string nameOfPath(const std::string& method, const std::string& target)
{
    const std::string path = target.substr(0, target.find_first_of("?#"));
    std::string name;
    for (const std::string& segment : split(path, '/')) {
        const bool isNumber = !segment.empty() && segment.find_first_not_of("0123456789") == std::string::npos;
        const bool isHex = segment.size() >= 16 && segment.find_first_not_of("0123456789abcdefABCDEF-") == std::string::npos;
        const bool isVariable = segment.find("${") != std::string::npos || segment.find("{{") != std::string::npos;
        name += (name.empty() && segment.empty() ? "" : "/") + (isNumber || isHex || isVariable ? std::string(":id") : segment);
    }
    return method + " " + (name.starts_with("/") || name.find("://") != std::string::npos ? name : "/" + name);
}

/// As the value of a header; nullopt if it cannot be one in a plan.
std::optional<std::string> headerText(std::string_view value)
{
    auto text = planText(value);
    const bool isOneLine = text && text->find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos;
    return isOneLine ? text : std::nullopt;
}

std::string pathStart(std::string_view url)
{
    const auto scheme = url.find("://");
    const auto path = url.find_first_of("/?#", scheme == std::string_view::npos ? 0 : scheme + 3);
    return path == std::string_view::npos ? "" : std::string(url.substr(path));
}

} // namespace

Result<> RequestMaker::setBase(std::string_view url)
{
    const auto target = parseTargetUrl(url);
    if (!target) {
        return fail(target.error());
    }
    if (target->scheme != "http" && target->scheme != "https") {
        return fail(Error::Kind::Invalid, "`" + shortened(url, 80) + "` does not begin with http:// or https://");
    }
    m_base = *target;
    const bool isUsual = target->port == (target->scheme == "https" ? 443 : 80);
    const bool isIpv6 = target->host.find(':') != std::string::npos;
    const std::string host = isIpv6 ? "[" + target->host + "]" : target->host;
    std::string path = planUrl(withoutMarks(pathStart(url)));
    path = path.substr(0, path.find_first_of("?#"));
    while (path.ends_with('/')) {
        path.pop_back();
    }
    m_draft.baseUrl = target->scheme + "://" + (isUsual ? host : target->hostAndPort()) + path;
    m_draft.allowHosts = {target->host};
    return {};
}

std::optional<std::string> RequestMaker::targetOf(const ForeignRequest& request)
{
    const auto url = parseTargetUrl(request.url);
    if (!url) {
        m_draft.note(labelOf(request.method, "?") + " request left out: " + url.error().message);
        return std::nullopt;
    }
    if (url->scheme == "ws" || url->scheme == "wss") {
        m_draft.note("WebSocket " + url->host + shortened(pathStart(request.url), 60) +
                     " left out: write what its visitors send as a `websocket` step");
        return std::nullopt;
    }
    const bool isBase = url->host == m_base->host;
    if (!isBase && !holds(m_options.hosts, url->host)) {
        ++m_thirdParties[url->host];
        return std::nullopt;
    }
    std::string path = planUrl(pathStart(request.url));
    path = path.substr(0, path.find('#'));
    if (path.empty() || path[0] != '/') {
        path = "/" + path;
    }
    if (isBase && url->scheme == m_base->scheme && url->port == m_base->port) {
        const std::string_view prefix = std::string_view(m_draft.baseUrl).substr(m_draft.baseUrl.find("://") + 3);
        const auto slash = prefix.find('/');
        const std::string below = slash == std::string_view::npos ? "" : std::string(prefix.substr(slash));
        if (below.empty()) {
            return path;
        }
        if (path.starts_with(below + "/")) {
            return path.substr(below.size());
        }
    }
    if (!holds(m_draft.allowHosts, url->host)) {
        m_draft.allowHosts.push_back(url->host);
    }
    return url->scheme + "://" + url->hostAndPort() + path;
}

std::optional<Step> RequestMaker::step(const ForeignRequest& request)
{
    Step step;
    step.kind = StepKind::Http;
    HttpStep& http = step.http;
    http.method = request.method;
    std::transform(http.method.begin(), http.method.end(), http.method.begin(),
                   [](char letter) { return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter; });
    const std::string place = pathStart(request.url);
    // what stands behind ? may hold secrets; a note never shows it
    const std::string where = labelOf(http.method + " " + planUrl(place.substr(0, place.find_first_of("?#"))), "a request");
    if (!holds(kMethods, http.method)) {
        m_draft.note(where + " left out: a plan knows the methods " + "GET, POST, PUT, PATCH, DELETE, HEAD and OPTIONS");
        return std::nullopt;
    }
    if (!request.url.starts_with("http") && request.url.find("://") == std::string::npos) {
        m_draft.note(where + " left out: it has no http or https address");
        return std::nullopt;
    }
    ForeignRequest clean = request;
    clean.url = withoutSecretsInUrl(request.url, where);
    const auto target = targetOf(clean);
    if (!target) {
        return std::nullopt;
    }
    http.target = *target;
    const std::string fallback = labelOf(nameOfPath(http.method, *target), http.method);
    step.name = request.label.empty() ? fallback : labelOf(request.label, fallback);
    if (!request.kind.empty()) {
        step.tags["kind"] = request.kind;
    }
    addHeaders(request, http, where);
    if (request.basic) {
        addAuth(*request.basic, http, where);
    }
    addBody(request, http, where);
    if (request.status) {
        CheckRule check;
        check.statuses = {*request.status};
        http.checks.push_back(std::move(check));
    }
    return step;
}

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

void RequestMaker::addHeaders(const ForeignRequest& request, HttpStep& http, const std::string& where)
{
    std::string cookies;
    for (const auto& [name, value] : request.cookies) {
        const std::string kept = hasMarks(value) || value.empty()
                                     ? value
                                     : secret("cookie " + name, value, "cookie " + labelOf(name, "?") + " of " + where);
        cookies += (cookies.empty() ? "" : "; ") + name + "=" + kept;
    }
    TextPairs headers = request.headers;
    if (!cookies.empty()) {
        headers.emplace_back("Cookie", cookies);
    }
    for (const auto& [name, value] : headers) {
        const std::string key = lowered(trimmed(name));
        if (isDropped(key, value, request.isBrowser) || (key == "content-type" && request.body != ForeignRequest::Body::None)) {
            continue;
        }
        std::string kept = key == "accept" && request.isBrowser ? acceptOf(value) : value;
        if (kept.empty()) {
            continue;
        }
        const auto blank = kept.find(' ');
        if (key == "authorization" && blank != std::string::npos && !hasMarks(kept)) {
            const std::string scheme = kept.substr(0, blank);
            const auto basic =
                lowered(scheme) == "basic" ? base64Decode(trimmed(kept.substr(blank + 1))) : Result<std::string>("");
            if (basic && basic->find(':') != std::string::npos) {
                const auto colon = basic->find(':');
                addAuth({withoutMarks(basic->substr(0, colon)), withoutMarks(basic->substr(colon + 1))}, http, where);
                continue;
            }
            kept = scheme + " " +
                   secret("access token", kept.substr(blank + 1),
                          "what follows " + scheme + " in the header Authorization, first sent by " + where);
        } else if (!hasMarks(kept) && (isSensitiveName(key) || key.ends_with("key") || isSensitiveValue(kept))) {
            kept = secret(key, kept, "header " + labelOf(name, "?") + ", first sent by " + where);
        }
        const auto text = headerText(kept);
        if (!text || !isUtf8(name) || name.find_first_of("\r\n: {$") != std::string::npos) {
            m_draft.note(where + ": the header " + labelOf(name, "?") + " was left out, its text cannot stand in a plan");
            continue;
        }
        http.headers.emplace_back(std::string(trimmed(name)), *text);
    }
}

void RequestMaker::addAuth(const std::pair<std::string, std::string>& basic, HttpStep& http, const std::string& where)
{
    const auto& [name, password] = basic;
    const auto user = planText(name);
    const bool isGood = user && user->find(':') == std::string::npos && !user->empty();
    const std::string what = "password of basic auth, first sent by " + where;
    const auto hidden = planText(hasMarks(password) || password.empty() ? password : secret("basic password", password, what));
    if (!isGood || !hidden || hidden->empty()) {
        m_draft.note(where + ": its basic auth was left out; write auth: {basic: {user: ..., password: ...}}");
        return;
    }
    http.transfer.auth = Auth{Auth::Kind::Basic, *user, *hidden, ""};
}

void RequestMaker::addBody(const ForeignRequest& request, HttpStep& http, const std::string& where)
{
    if (request.text.size() > kMaxBodyBytes) {
        m_draft.note(where + ": the body of " + formatBytes(request.text.size()) + " was left out; a plan holds up to " +
                     formatBytes(kMaxBodyBytes));
        return;
    }
    switch (request.body) {
    case ForeignRequest::Body::None:
        return;
    case ForeignRequest::Body::Multipart:
        addMultipart(request, http, where);
        return;
    case ForeignRequest::Body::Form: {
        const TextPairs fields = withoutSecrets(request.fields, where);
        bool isPlain = true;
        for (const auto& [name, value] : fields) {
            const auto key = planText(name);
            const auto text = planText(value);
            const bool isTwice =
                key && std::any_of(http.form.begin(), http.form.end(), [&](const auto& field) { return field.first == *key; });
            isPlain = isPlain && key && text && !isTwice && !key->empty();
            if (isPlain) {
                http.form.emplace_back(*key, *text);
            }
        }
        http.bodyKind = fields.empty() ? BodyKind::None : isPlain ? BodyKind::Form : BodyKind::Raw;
        if (!isPlain) {
            http.form.clear();
            http.body = planForm(fields);
            http.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
        }
        return;
    }
    case ForeignRequest::Body::Text:
        if (isJsonMime(mimeOf(request.mime))) {
            if (const auto tree = parseForeignJson(withEscapedMarks(request.text), "body")) {
                addJson(request, *tree, http, where);
                return;
            }
        }
        addRaw(request, http, where);
    }
}

void RequestMaker::addMultipart(const ForeignRequest& request, HttpStep& http, const std::string& where)
{
    for (const auto& [name, value] : withoutSecrets(request.fields, where)) {
        const auto key = planText(name);
        const auto text = planText(value);
        if (!key || key->empty() || !text) {
            m_draft.note(where + ": the part " + labelOf(name, "?") + " was left out, its text cannot stand in a plan");
            continue;
        }
        http.multipart.push_back({*key, *text, "", "", ""});
    }
    http.bodyKind = http.multipart.empty() ? BodyKind::None : BodyKind::Multipart;
    for (const std::string& file : request.files) {
        m_draft.note(where + ": the file " + labelOf(file, "?") + " of its multipart body was left out; add it as " +
                     labelOf(file, "?") + " with `file` and its path");
    }
}

void RequestMaker::addJson(const ForeignRequest& request, const Json& tree, HttpStep& http, const std::string& where)
{
    const Json clean = withoutSecrets(tree, where, 0);
    const std::string mime = headerText(mimeOf(request.mime)).value_or("application/json");
    if (auto json = planJson(clean)) {
        http.bodyKind = BodyKind::JsonTree;
        http.json = std::move(*json);
        if (mime != "application/json") {
            http.headers.emplace_back("Content-Type", mime);
        }
        return;
    }
    http.bodyKind = BodyKind::Raw;
    http.body = planJsonText(clean);
    http.headers.emplace_back("Content-Type", mime);
}

void RequestMaker::addRaw(const ForeignRequest& request, HttpStep& http, const std::string& where)
{
    if (request.text.empty()) {
        return;
    }
    // a text without members to look at: if it may hold a secret, it is not copied
    const std::string lower = lowered(request.text);
    static constexpr std::array<std::string_view, 6> kSuspects{"password", "passwd", "secret", "token", "apikey", "api_key"};
    const bool isSuspect = isSensitiveValue(request.text) || std::any_of(kSuspects.begin(), kSuspects.end(), [&](auto word) {
                               return lower.find(word) != std::string::npos;
                           });
    if (isSuspect && !hasMarks(request.text)) {
        http.bodyKind = BodyKind::Raw;
        http.body =
            *planText(secret("body", request.text, "the whole body of " + where + ", which may hold a password or token"));
        return;
    }
    const auto text = planText(request.text);
    if (!text) {
        m_draft.note(where + ": the body was left out, " +
                     (isUtf8(request.text) ? "it holds ${ or {{, which stand for variables in a plan" : "it is not text"));
        return;
    }
    http.bodyKind = BodyKind::Raw;
    http.body = *text;
    const auto mime = headerText(request.mime);
    if (mime && !mime->empty()) {
        http.headers.emplace_back("Content-Type", *mime);
    }
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

Result<Imported> RequestMaker::finish()
{
    for (const auto& [host, count] : m_thirdParties) {
        m_draft.note((count == 1 ? "1 request" : formatCount(count) + " requests") + " to " + host +
                     " left out (another host); take them over with --host " + host);
    }
    settleNames(m_draft);
    liftCommonHeaders(m_draft);
    Imported imported;
    imported.requests = requestCount(m_draft.flow);
    if (imported.requests == 0) {
        return fail(Error::Kind::Invalid, m_draft.source + " holds no request that a plan can send" +
                                              (m_draft.notes.empty() ? "" : ": " + m_draft.notes.front()));
    }
    imported.plan = planYaml(m_draft);
    imported.baseUrl = m_draft.baseUrl;
    imported.hosts = m_draft.allowHosts;
    imported.variables = m_draft.variables;
    imported.notes = m_draft.notes;
    if (m_draft.notesLeftOut > 0) {
        imported.notes.push_back("and " + formatCount(m_draft.notesLeftOut) + " more");
    }
    return imported;
}

Result<Json> parseForeignJson(std::string_view text, std::string_view what)
{
    std::size_t depth = 0;
    bool isInString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char letter = text[i];
        if (isInString) {
            i += letter == '\\' ? 1 : 0;
            isInString = letter != '"';
        } else if (letter == '"') {
            isInString = true;
        } else if (letter == '[' || letter == '{') {
            if (++depth > 100) {
                return fail(Error::Kind::Invalid,
                            std::string(what) + " is nested deeper than 100 levels (byte " + std::to_string(i) + ")");
            }
        } else if (letter == ']' || letter == '}') {
            depth -= depth > 0 ? 1 : 0;
        }
    }
    return parseJson(text, what);
}

std::string mimeOf(std::string_view contentType)
{
    return lowered(trimmed(contentType.substr(0, contentType.find(';'))));
}

bool isJsonMime(std::string_view mime)
{
    return mime == "application/json" || mime == "text/json" || mime.ends_with("+json");
}

std::string percentDecoded(std::string_view text)
{
    const auto digit = [](char letter) {
        return letter >= '0' && letter <= '9'   ? letter - '0'
               : letter >= 'a' && letter <= 'f' ? letter - 'a' + 10
               : letter >= 'A' && letter <= 'F' ? letter - 'A' + 10
                                                : -1;
    };
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int high = text[i] == '%' && i + 2 < text.size() ? digit(text[i + 1]) : -1;
        const int low = high >= 0 ? digit(text[i + 2]) : -1;
        result += low >= 0 ? static_cast<char>(high * 16 + low) : text[i];
        i += low >= 0 ? 2 : 0;
    }
    return result;
}

TextPairs formFields(std::string_view text)
{
    TextPairs fields;
    if (trimmed(text).empty()) {
        return fields;
    }
    for (std::string field : split(text, '&')) {
        std::replace(field.begin(), field.end(), '+', ' ');
        const auto equals = field.find('=');
        fields.emplace_back(percentDecoded(field.substr(0, equals)),
                            equals == std::string::npos ? "" : percentDecoded(field.substr(equals + 1)));
    }
    return fields;
}

} // namespace holdpoint
