// SPDX-License-Identifier: GPL-3.0-or-later
// A step of a foreign request: where it goes and what stands in its head.
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
    http.method = uppered(request.method);
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

} // namespace holdpoint
