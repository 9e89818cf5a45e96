// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/exchange.h"

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/load/redirect.h"

#include <algorithm>
#include <re2/re2.h>

namespace holdpoint {

namespace {

constexpr std::size_t kSideKept = 4096;
constexpr std::size_t kSideRead = std::size_t{64} * 1024; // redacted first and cut then: a secret at the cut would stay in part

std::int64_t unixSeconds()
{
    return std::chrono::duration_cast<Seconds>(systemClock().wallNow().time_since_epoch()).count();
}

std::string requestText(const Request& request)
{
    std::string text = request.method + " " + request.url + "\r\n";
    if (request.sharedHeaders != nullptr) {
        for (const std::string& line : request.sharedHeaders->lines) {
            text += line + "\r\n";
        }
    }
    for (const std::string& line : request.ownHeaders) {
        text += line + "\r\n";
    }
    return text + "\r\n" + request.body.substr(0, kSideRead);
}

/// What lets somebody in, by the name of its header, JSON member or form field: a token that the server gave is no secret of
/// the plan, and base64 hides one from the redactor.
std::string withoutCredentials(std::string text)
{
    static const RE2 header("(?im)^([a-z0-9_-]*(?:authorization|cookie|token|secret|password|api-?key)[a-z0-9_-]*:[ \\t]*"
                            "(?:(?:basic|bearer|digest|token)[ \\t]+)?)[^\\r\\n]+");
    static const RE2 member("(?i)(\"[a-z0-9_-]*(?:token|secret|password|passwd|api_?key)\"\\s*:\\s*\")(?:[^\"\\\\]|\\\\.)+");
    static const RE2 field("(?i)([?&\\s][a-z0-9_-]*(?:token|secret|password|passwd|api_?key)=)[^&\\s\"<>]+");
    RE2::GlobalReplace(&text, header, "\\1***");
    RE2::GlobalReplace(&text, member, "\\1***");
    RE2::GlobalReplace(&text, field, "\\1***");
    return text;
}

std::size_t ownHeaderCount(const RequestStep& step)
{
    return step.ownHeaders.size() + (step.basicAuth ? 1 : 0);
}

/// For the present second; no-op for a step without signature.
void sign(const RequestStep& step, const VisitorValues& values, Request& request)
{
    if (!step.webhook || !step.webhook->scheme) {
        return;
    }
    for (std::string& line :
         signWebhook(*step.webhook->scheme, step.webhook->secret, values.webhookId, request.body, unixSeconds())) {
        request.ownHeaders.push_back(std::move(line));
    }
}

} // namespace

bool holdsSecret(const RequestStep& step, std::string_view header)
{
    return std::find(step.secretHeaders.begin(), step.secretHeaders.end(), header) != step.secretHeaders.end();
}

void renderRequest(const RequestStep& step, VisitorValues& values, Request& request)
{
    ++values.seq;
    values.webhookId.clear();
    if (step.webhook) {
        std::string id;
        step.webhook->id.render(values, id);
        values.webhookId = std::move(id);
    }
    request.method = step.method;
    request.url.clear();
    step.url.render(values, request.url);
    request.body.clear();
    if (step.hasBody) {
        step.body.render(values, request.body);
    }
    request.sharedHeaders = &step.headers;
    request.ownHeaders.resize(ownHeaderCount(step));
    for (std::size_t i = 0; i < step.ownHeaders.size(); ++i) {
        std::string& line = request.ownHeaders[i];
        line.clear();
        step.ownHeaders[i].render(values, line);
        // A value that came from a server must not become a second header.
        std::replace_if(
            line.begin(), line.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
    }
    if (step.basicAuth) {
        std::string pair;
        step.basicAuth->render(values, pair);
        request.ownHeaders.back() = "Authorization: Basic " + base64Encode(pair);
    }
    request.timeout = step.timeout;
    request.bodyCap = step.bodyCap;
    request.httpVersion = step.httpVersion;
    request.isFreshConnection = step.isFreshConnection;
    request.acceptsEncoding = step.acceptsEncoding;
    request.maxConnectionAge = step.maxConnectionAge;
    request.clientCertificate = step.clientCertificate;
    sign(step, values, request);
}

void renderAgain(const RequestStep& step, VisitorValues& values, const Request& sent, Request& request)
{
    ++values.seq;
    request = sent;
    request.ownHeaders.resize(ownHeaderCount(step)); // without signature and cookies
    sign(step, values, request);
}

bool renderHop(const RequestStep& step, const ExchangeAnswer& answer, Request& request)
{
    const Request& sent = *answer.request;
    if (!resolveLocation(sent.url, answer.header("Location"), request.url)) {
        return false;
    }
    request.method = methodAfter(answer.status, sent.method);
    const bool isBodyDropped = request.method != sent.method;
    if (isBodyDropped) {
        request.body.clear();
    } else {
        request.body = sent.body;
    }
    // Once away, always away: a second hop must not get back what the first one lost.
    const std::size_t before =
        sent.sharedHeaders == &step.headers ? 0 : static_cast<std::size_t>(sent.sharedHeaders - step.hopHeaders.data());
    const bool isOtherOrigin = !isSameOrigin(sent.url, request.url);
    const std::size_t variant = before | (isBodyDropped ? 1U : 0U) | (isOtherOrigin ? 2U : 0U);
    request.sharedHeaders = &step.hopHeaders[variant];
    request.ownHeaders.clear();
    for (const std::string& line : sent.ownHeaders) {
        const std::string name = lowered(line.substr(0, line.find(':')));
        const bool isFromJar = name == "cookie" && !step.hasOwnCookies;
        if (!isFromJar && staysInHop(name, isBodyDropped, isOtherOrigin) && !(isOtherOrigin && holdsSecret(step, name))) {
            request.ownHeaders.push_back(line);
        }
    }
    request.timeout = sent.timeout;
    request.bodyCap = sent.bodyCap;
    request.httpVersion = sent.httpVersion;
    request.isFreshConnection = sent.isFreshConnection;
    request.acceptsEncoding = sent.acceptsEncoding;
    request.maxConnectionAge = sent.maxConnectionAge;
    request.clientCertificate = isOtherOrigin ? nullptr : sent.clientCertificate;
    return true;
}

void addCookies(const RequestStep& step, const CookieJar& jar, Request& request)
{
    if (jar.isEmpty() || step.hasOwnCookies) {
        return;
    }
    std::string& line = request.ownHeaders.emplace_back("Cookie: ");
    if (!jar.appendTo(line, request.url, systemClock().wallNow())) {
        request.ownHeaders.pop_back();
    }
}

std::string describeExchange(const ExchangeAnswer& answer, const Redactor& redactor)
{
    Json pair;
    pair["at"] = formatUtc(systemClock().wallNow());
    const auto side = [&](const std::string& text) { return shortened(withoutCredentials(redactor.redact(text)), kSideKept); };
    pair["request"] = side(requestText(*answer.request));
    pair["answer"] = side(std::string(answer.head) + std::string(answer.body.substr(0, kSideRead)));
    pair["status"] = answer.status;
    if (answer.error != ErrorClass::None) {
        pair["error"] = redactor.redact(answer.message);
    }
    pair["duration_us"] = answer.phases.duration().count();
    return dumpJson(pair);
}

} // namespace holdpoint
