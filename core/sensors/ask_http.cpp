// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/monitor/ask.h"
#include "core/plan/plan_reader.h"
#include "core/sensors/askers.h"

#include <algorithm>
#include <array>
#include <map>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxBody = std::size_t{4} << 20U;
constexpr std::size_t kKeptBody = std::size_t{16} << 10U;

/// Every status is an answer, but those that say that we may not ask; a read follows redirects within its host.
std::vector<int> statusesOf(bool isRead)
{
    std::vector<int> statuses;
    for (int status = isRead ? 400 : 300; status < 600; ++status) {
        const bool isBarred = status == 401 || status == 403 || status == 407 || status == 429;
        if (!isRead || !isBarred) {
            statuses.push_back(status);
        }
    }
    return statuses;
}

bool isCredential(const std::string& name)
{
    static constexpr std::array<std::string_view, 8> kWords{"token",  "secret",        "password", "passwd",
                                                            "cookie", "authorization", "api_key",  "apikey"};
    const std::string word = lowered(name);
    return std::any_of(kWords.begin(), kWords.end(),
                       [&word](std::string_view each) { return word.find(each) != std::string::npos; });
}

/// What a server hands out is no secret of the plan, so the redactor does not know it.
void hideCredentials(Json& tree)
{
    if (!tree.is_structured()) {
        return;
    }
    for (auto& [key, value] : tree.items()) {
        if (tree.is_object() && isCredential(key)) {
            value = "***";
        } else {
            hideCredentials(value);
        }
    }
}

/// The same request `times` over, one after the other: how many were turned away as too many or as unwanted.
Answer<Json> askRepeatedly(const AskContext& context, FetchRequest request, std::int64_t times)
{
    request.accepted = statusesOf(false);
    request.isFresh = true;
    const auto end = context.fetcher.clock().steadyNow() + request.limits.whole;
    std::map<int, std::int64_t> statuses;
    std::int64_t blocked = 0;
    ExchangeRecord last;
    for (std::int64_t i = 0; i < times; ++i) {
        request.limits.whole = end - context.fetcher.clock().steadyNow();
        const Reply reply = request.limits.whole > Nanos{} ? context.fetcher.fetch(request) : Reply{};
        if (request.limits.whole <= Nanos{} || reply.unknown) {
            return unknown(Unknown::Kind::NoData, "only " + std::to_string(i) + " of " + std::to_string(times) +
                                                      " requests were answered" +
                                                      (reply.unknown ? ": " + reply.unknown->reason : " in time"));
        }
        const bool isBusy = reply.status == 503 && !headerOf(reply.headers, "retry-after").empty();
        const bool isBarred = reply.status == 403 || reply.status == 407 || reply.status == 429;
        blocked += isBusy || isBarred ? 1 : 0;
        ++statuses[reply.status];
        last = reply.evidence;
    }
    Json counts = Json::object();
    for (const auto& [status, count] : statuses) {
        counts[std::to_string(status)] = count;
    }
    return Answer<Json>(Json{{"status", statuses.rbegin()->first}, {"blocked", blocked}, {"statuses", counts}}).with({last});
}

} // namespace

Answer<FetchRequest> httpRequest(const AskContext& context, const std::string& written, std::string method)
{
    FetchRequest request;
    request.url = written.starts_with('/') ? context.plan.environment.baseUrl + written : written;
    const auto url = parseTargetUrl(request.url);
    if (!url) {
        return unknown(Unknown::Kind::NotConfigured, url.error().message);
    }
    const auto allowed = mayLoad(context.plan.environment, url->host);
    const auto& production = context.plan.environment.productionHosts;
    const bool isProduction = std::any_of(production.begin(), production.end(), [&](const std::string& pattern) {
        return matchesWildcard(normalizedHost(pattern), url->host);
    });
    if (!allowed && (isProduction || written.starts_with('/'))) {
        return unknown(Unknown::Kind::Refused, allowed.error().message);
    }
    request.method = std::move(method);
    const bool isRead = request.method == "GET" || request.method == "HEAD";
    if (!isRead && !allowed) {
        return unknown(Unknown::Kind::Refused, allowed.error().message);
    }
    request.isRepeatable = isRead;
    request.accepted = statusesOf(isRead);
    request.limits.bytes = kMaxBody;
    request.limits.tries = 1;
    request.limits.whole = context.left();
    request.limits.end = context.end;
    request.service = originOf(request.url);
    request.limits.connect = std::min(request.limits.connect, request.limits.whole);
    return request;
}

Answer<Json> askHttp(const AskContext& context, const Json& spec)
{
    if (spec.contains("look_at")) {
        return askLookAt(context, spec);
    }
    auto prepared = httpRequest(context, stringAt(spec, "http"), stringAt(spec, "method", "GET"));
    if (!prepared.isKnown()) {
        return prepared.unknown();
    }
    FetchRequest& request = prepared.value();
    const bool isRead = request.isRepeatable;
    request.limits.whole = timeLimit(context, spec);
    request.limits.connect = std::min(FetchLimits{}.connect, request.limits.whole);
    const Json headers = spec.value("headers", Json::object());
    for (const auto& [name, value] : headers.items()) {
        request.secretHeaders.emplace_back(name, Secret(value.is_string() ? value.get<std::string>() : dumpJson(value)));
    }
    if (const Json& body = memberAt(spec, "json"); !body.is_null()) {
        request.body = dumpJson(body);
        request.contentType = "application/json";
    }
    if (const auto times = std::clamp<std::int64_t>(integerAt(spec, "times", 1), 1, 200); times > 1 && isRead) {
        return askRepeatedly(context, request, times);
    }
    return ask(context.fetcher, request, [](const Reply& reply) -> Answer<Json> {
        Json answer{{"status", reply.status},
                    {"ms", std::chrono::duration<double, std::milli>(reply.evidence.took).count()},
                    {"bytes", reply.body.size()}};
        for (const auto& [name, value] : reply.headers) {
            answer["headers"][name] = value;
        }
        if (auto json = parseReply(reply.body); json.isKnown()) {
            answer["json"] = std::move(json.value());
        } else {
            answer["body"] = shortened(reply.body, kKeptBody);
        }
        hideCredentials(answer);
        return answer;
    });
}

} // namespace holdpoint
