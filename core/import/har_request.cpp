// SPDX-License-Identifier: GPL-3.0-or-later
// A recorded request as a step, and what later ones may have taken from its answer.
#include "core/base/text.h"
#include "core/import/har_recording.h"
#include "core/import/marked_text.h"
#include "core/import/sensitive.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxFoundBytes = 4096;

std::string headerOf(const Json& message, std::string_view name)
{
    for (const Json& header : memberAt(message, "headers")) {
        if (lowered(stringAt(header, "name")) == name) {
            return stringAt(header, "value");
        }
    }
    return {};
}

/// Where a value stands in JSON, as a pointer.
std::optional<std::string> pointerTo(const Json& json, const std::string& value)
{
    if (json.is_string()) {
        return json.get_ref<const std::string&>() == value ? std::optional<std::string>("") : std::nullopt;
    }
    if (!json.is_structured()) {
        return std::nullopt;
    }
    std::size_t index = 0;
    for (auto member = json.begin(); member != json.end(); ++member, ++index) {
        if (const auto below = pointerTo(*member, value)) {
            return "/" + pointerToken(json.is_object() ? member.key() : std::to_string(index)) + *below;
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<Step> HarImport::stepOf(const HarEntry& entry)
{
    const Json& request = memberAt(*entry.json, "request");
    const Json& response = memberAt(*entry.json, "response");
    ForeignRequest foreign;
    foreign.isBrowser = true;
    foreign.method = withoutMarks(stringAt(request, "method", "GET"));
    foreign.url = urlOf(entry);
    foreign.kind = entry.kind;
    const std::string path = shortened(foreign.url.substr(0, foreign.url.find_first_of("?#")), 120);
    const std::int64_t status = integerAt(response, "status");
    if (foreign.url.starts_with("data:") || foreign.url.starts_with("blob:") || foreign.url.starts_with("chrome-extension:") ||
        foreign.method == "CONNECT") {
        return std::nullopt; // never was on the wire
    }
    if (status == 101 || foreign.url.starts_with("ws")) {
        if (const auto target = parseTargetUrl(foreign.url); target && isLoaded(target->host)) {
            m_draft.note("WebSocket " + path + " left out: write what its visitors send as a `websocket` step");
        }
        return std::nullopt;
    }
    const auto target = parseTargetUrl(foreign.url);
    if (target && isLoaded(target->host) && (status <= 0 || status >= 400)) {
        m_draft.note(foreign.method + " " + path + " left out: " +
                     (status <= 0 ? std::string("it had no answer when it was recorded")
                                  : "its answer was " + std::to_string(status) + " when it was recorded"));
        return std::nullopt;
    }
    if (target && lowered(foreign.method) == "options" && !headerOf(request, "access-control-request-method").empty()) {
        return std::nullopt; // a preflight: between hosts only, browsers send it, servers cache it
    }
    for (const Json& header : memberAt(request, "headers")) {
        const std::string name = withoutMarks(stringAt(header, "name"));
        const std::string value = withoutMarks(stringAt(header, "value"));
        if (lowered(name) == "cookie") {
            addCookies(value, foreign.cookies);
        } else {
            foreign.headers.emplace_back(name, value);
        }
    }
    if (foreign.cookies.empty()) {
        for (const Json& cookie : memberAt(request, "cookies")) {
            addCookie(withoutMarks(stringAt(cookie, "name")), withoutMarks(stringAt(cookie, "value")), foreign.cookies);
        }
    }
    addBody(memberAt(request, "postData"), foreign);
    if (status >= 100) {
        foreign.status = static_cast<int>(status == 304 ? 200 : status); // what made it 304 is not sent
    }
    auto step = m_maker.step(foreign);
    if (step && entry.kind == "asset") {
        step->http.checks.clear(); // http_req_failed says it, and the batch stays readable
    }
    return step;
}

bool HarImport::isLoaded(const std::string& host) const
{
    return std::find(m_draft.allowHosts.begin(), m_draft.allowHosts.end(), host) != m_draft.allowHosts.end() ||
           std::find(m_options.hosts.begin(), m_options.hosts.end(), host) != m_options.hosts.end();
}

void HarImport::addCookies(std::string_view header, TextPairs& cookies)
{
    for (const std::string& cookie : split(header, ';')) {
        const auto equals = cookie.find('=');
        if (equals != std::string::npos) {
            addCookie(std::string(trimmed(cookie.substr(0, equals))), std::string(trimmed(cookie.substr(equals + 1))), cookies);
        }
    }
}

/// What an answer of the recording set, each visitor gets and keeps by itself.
void HarImport::addCookie(const std::string& name, const std::string& value, TextPairs& cookies)
{
    static const std::vector<std::string> kOfAnalytics{"_ga", "_gid", "_gat", "_gcl_", "_fbp", "_fbc", "__utm", "_hj", "_clck"};
    const bool isOfAnalytics =
        std::any_of(kOfAnalytics.begin(), kOfAnalytics.end(), [&](const std::string& start) { return name.starts_with(start); });
    if (!name.empty() && !isOfAnalytics && !m_setCookies.contains(name)) {
        cookies.emplace_back(name, value);
    }
}

void HarImport::addBody(const Json& data, ForeignRequest& foreign)
{
    if (!data.is_object()) {
        return;
    }
    foreign.mime = withoutMarks(stringAt(data, "mimeType"));
    foreign.text = withoutMarks(stringAt(data, "text"));
    const std::string mime = mimeOf(foreign.mime);
    for (const Json& parameter : memberAt(data, "params")) {
        const std::string name = withoutMarks(stringAt(parameter, "name"));
        if (!stringAt(parameter, "fileName").empty()) {
            foreign.files.push_back(name);
        } else {
            foreign.fields.emplace_back(name, withoutMarks(stringAt(parameter, "value")));
        }
    }
    if (mime == "multipart/form-data") {
        foreign.body = ForeignRequest::Body::Multipart;
        foreign.text.clear();
    } else if (mime == "application/x-www-form-urlencoded") {
        foreign.body = ForeignRequest::Body::Form;
        if (!foreign.text.empty()) {
            foreign.fields = formFields(foreign.text);
        } else {
            for (auto& [name, value] : foreign.fields) { // Chrome writes them as they were sent
                name = percentDecoded(name);
                value = percentDecoded(value);
            }
        }
    } else if (!foreign.text.empty()) {
        foreign.body = ForeignRequest::Body::Text;
    }
}

/// What later requests may have taken from this answer.
void HarImport::learn(const HarEntry& entry, std::size_t index)
{
    const Json& response = memberAt(*entry.json, "response");
    for (const Json& header : memberAt(response, "headers")) {
        if (lowered(stringAt(header, "name")) != "set-cookie") {
            continue;
        }
        for (const std::string& line : split(withoutMarks(stringAt(header, "value")), '\n')) { // Firefox joins them
            m_setCookies.insert(std::string(trimmed(line.substr(0, line.find('=')))));
        }
    }
    for (const Json& cookie : memberAt(response, "cookies")) {
        m_setCookies.insert(withoutMarks(stringAt(cookie, "name")));
    }
    const Json& content = memberAt(response, "content");
    if (isJsonMime(mimeOf(stringAt(content, "mimeType"))) && stringAt(content, "encoding").empty()) {
        if (auto json = parseForeignJson(stringAt(content, "text"), "answer")) {
            m_answers.emplace_back(index, std::move(*json));
        }
    }
}

/// A token that an earlier answer gave is extracted there: `{{token}}`.
std::optional<std::string> HarImport::originOf(const std::string& name, const std::string& value)
{
    if (const auto known = m_extracted.find(value); known != m_extracted.end()) {
        return "{{" + known->second + "}}";
    }
    if (value.size() < 8 || value.size() > kMaxFoundBytes || m_made == nullptr) {
        return std::nullopt;
    }
    for (auto answer = m_answers.rbegin(); answer != m_answers.rend(); ++answer) {
        auto& step = (*m_made)[answer->first];
        const auto pointer = step ? pointerTo(answer->second, value) : std::nullopt;
        if (!pointer || planText(*pointer) != *pointer) {
            continue;
        }
        const std::string wanted = lowered(variableName(name));
        std::string key = wanted;
        for (int number = 2; !m_names.insert(key).second; ++number) {
            key = wanted + "_" + std::to_string(number);
        }
        step->http.extracts.push_back({key, Extraction::Source::JsonPointer, *pointer});
        m_extracted[value] = key;
        return "{{" + key + "}}";
    }
    return std::nullopt;
}

} // namespace holdpoint
