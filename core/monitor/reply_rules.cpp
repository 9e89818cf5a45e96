// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/reply_rules.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/monitor/fetch_request.h"

#include <algorithm>
#include <curl/curl.h>
#include <memory>

namespace holdpoint {

namespace {

constexpr Nanos kLongestWait = std::chrono::hours{24};

std::string_view phraseOf(int status)
{
    switch (status) {
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 407:
        return "Proxy Authentication Required";
    case 410:
        return "Gone";
    case 422:
        return "Unprocessable";
    case 429:
        return "Too Many Requests";
    case 500:
        return "Internal Server Error";
    case 502:
        return "Bad Gateway";
    case 503:
        return "Service Unavailable";
    case 504:
        return "Gateway Timeout";
    default:
        return "";
    }
}

std::string_view unquoted(std::string_view text)
{
    text = trimmed(text);
    return text.size() >= 2 && text.front() == '"' && text.back() == '"' ? text.substr(1, text.size() - 2) : text;
}

struct CurlUrlEnd
{
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

} // namespace

std::string_view wordOf(Unknown::Kind kind)
{
    switch (kind) {
    case Unknown::Kind::NotConfigured:
        return "not configured";
    case Unknown::Kind::Unreachable:
        return "unreachable";
    case Unknown::Kind::Timeout:
        return "timeout";
    case Unknown::Kind::Tls:
        return "TLS";
    case Unknown::Kind::Auth:
        return "not authorised";
    case Unknown::Kind::NotFound:
        return "not found";
    case Unknown::Kind::RateLimited:
        return "rate limited";
    case Unknown::Kind::Limit:
        return "too large";
    case Unknown::Kind::Status:
        return "HTTP status";
    case Unknown::Kind::Malformed:
        return "malformed";
    case Unknown::Kind::Refused:
        return "refused";
    case Unknown::Kind::Rejected:
        return "rejected";
    case Unknown::Kind::NoData:
        return "no data";
    case Unknown::Kind::Cancelled:
        return "cancelled";
    }
    return "";
}

std::string_view headerOf(const ReplyHeaders& headers, std::string_view name)
{
    const auto found = headers.find(name);
    return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

namespace {

/// At most kLongestWait, whatever year a server names.
Nanos waitUntil(std::int64_t unixSeconds, WallTime now)
{
    constexpr std::int64_t kFarYear = 100'000'000'000; // 5138
    const WallTime at{std::chrono::seconds{std::min(unixSeconds, kFarYear)}};
    return std::clamp<Micros>(at - now, Micros{0}, std::chrono::duration_cast<Micros>(kLongestWait));
}

} // namespace

std::optional<Nanos> parseRetryAfter(std::string_view text, WallTime now)
{
    text = trimmed(text);
    if (const auto seconds = parseNumber(text)) {
        return *seconds < 0 ? std::nullopt
                            : std::optional(Nanos(static_cast<std::int64_t>(
                                  std::min(*seconds, std::chrono::duration<double>(kLongestWait).count()) * 1e9)));
    }
    const std::time_t at = curl_getdate(std::string(text).c_str(), nullptr);
    if (at < 0) {
        return std::nullopt;
    }
    return waitUntil(at, now);
}

bool isRateLimited(int status, const ReplyHeaders& headers)
{
    return status == 429 || (status == 403 && headerOf(headers, "x-ratelimit-remaining") == "0");
}

std::optional<Nanos> waitAskedFor(const ReplyHeaders& headers, WallTime now)
{
    if (const auto wait = parseRetryAfter(headerOf(headers, "retry-after"), now); wait && headers.contains("retry-after")) {
        return wait;
    }
    for (const auto& [remaining, reset] : {std::pair{"x-ratelimit-remaining", "x-ratelimit-reset"},
                                           {"x-sentry-rate-limit-remaining", "x-sentry-rate-limit-reset"}}) {
        if (headerOf(headers, remaining) == "0") {
            if (const auto at = parseNumber(headerOf(headers, reset)); at && *at > 0 && *at < 1e11) {
                return waitUntil(static_cast<std::int64_t>(*at), now);
            }
        }
    }
    return std::nullopt;
}

Unknown statusUnknown(const Reply& reply, WallTime now)
{
    Unknown result;
    const std::string_view phrase = phraseOf(reply.status);
    result.reason = "it answered " + std::to_string(reply.status) + (phrase.empty() ? "" : " " + std::string(phrase));
    if (const std::string said = errorSentence(reply.body); !said.empty() && lowered(said) != lowered(phrase)) {
        result.reason += ": " + said;
    }
    const auto wait = waitAskedFor(reply.headers, now);
    if (isRateLimited(reply.status, reply.headers)) {
        result.kind = Unknown::Kind::RateLimited;
    } else if (reply.status == 401 || reply.status == 403 || reply.status == 407) {
        result.kind = Unknown::Kind::Auth;
        result.reason += reply.status == 403 ? "; give the token this permission" : "; check the token or password in the plan";
    } else if (reply.status == 404) {
        result.kind = Unknown::Kind::NotFound;
    } else {
        result.kind = Unknown::Kind::Status;
    }
    if (wait && (result.kind == Unknown::Kind::RateLimited || reply.status == 503)) {
        result.retryAt = now + std::chrono::ceil<Micros>(*wait);
        result.reason += "; it may be asked again at " + formatUtcClock(*result.retryAt) + " UTC";
    }
    return result;
}

std::string nextPage(std::string_view linkHeader)
{
    while (true) {
        const auto open = linkHeader.find('<');
        const auto close = linkHeader.find('>', std::min(open, linkHeader.size()));
        if (open == std::string_view::npos || close == std::string_view::npos) {
            return {};
        }
        const std::string_view url = linkHeader.substr(open + 1, close - open - 1);
        linkHeader.remove_prefix(close + 1);
        // parameters end at a comma outside quotes
        std::size_t end = 0;
        for (bool isQuoted = false; end < linkHeader.size() && (isQuoted || linkHeader[end] != ','); ++end) {
            isQuoted = linkHeader[end] == '"' ? !isQuoted : isQuoted;
        }
        bool isNext = false;
        bool hasResults = true;
        for (const std::string& parameter : split(linkHeader.substr(0, end), ';')) {
            const auto equals = parameter.find('=');
            const std::string name = lowered(trimmed(parameter.substr(0, equals)));
            const std::string value = equals == std::string::npos ? "" : lowered(unquoted(parameter.substr(equals + 1)));
            isNext = isNext || (name == "rel" && value == "next");
            hasResults = hasResults && !(name == "results" && value == "false");
        }
        if (isNext) {
            return hasResults ? std::string(url) : std::string();
        }
        linkHeader.remove_prefix(end);
    }
}

std::string redirectTarget(std::string_view from, std::string_view location)
{
    const std::unique_ptr<CURLU, CurlUrlEnd> url(curl_url());
    if (trimmed(location).empty() || curl_url_set(url.get(), CURLUPART_URL, std::string(from).c_str(), 0) != CURLUE_OK ||
        curl_url_set(url.get(), CURLUPART_URL, std::string(trimmed(location)).c_str(), 0) != CURLUE_OK) {
        return {};
    }
    curl_url_set(url.get(), CURLUPART_FRAGMENT, nullptr, 0);
    char* text = nullptr;
    if (curl_url_get(url.get(), CURLUPART_URL, &text, 0) != CURLUE_OK) {
        return {};
    }
    std::string target(text);
    curl_free(text);
    return target;
}

bool isSameHost(std::string_view from, std::string_view to)
{
    const std::string before = originOf(from);
    const std::string after = originOf(to);
    constexpr std::string_view kPlain = "http://";
    const bool isUpgrade = before.starts_with(kPlain) && before.ends_with(":80") &&
                           after == "https://" + before.substr(kPlain.size(), before.size() - kPlain.size() - 3) + ":443";
    return !before.empty() && (before == after || isUpgrade);
}

} // namespace holdpoint
