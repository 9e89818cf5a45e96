// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/fetch_request.h"

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/plan/target_url.h"

#include <algorithm>

namespace holdpoint {

namespace {

/// [begin, end) of "user:password@" in a URL; empty if there is none.
std::pair<std::size_t, std::size_t> userInfoOf(std::string_view url)
{
    const auto scheme = url.find("://");
    const auto begin = scheme == std::string_view::npos ? 0 : scheme + 3;
    const auto end = std::min(url.find_first_of("/?#", begin), url.size());
    const auto at = url.substr(0, end).rfind('@');
    return at == std::string_view::npos || at < begin ? std::pair{begin, begin} : std::pair{begin, at + 1};
}

} // namespace

std::string FetchRequest::identity() const
{
    Sha256 sum;
    const auto add = [&sum](std::string_view part) { sum.add(std::to_string(part.size()) + ":" + std::string(part)); };
    add(method);
    add(url);
    add(contentType);
    add(body);
    for (const auto& [name, value] : headers) {
        add(name);
        add(value);
    }
    for (const auto& [name, value] : secretHeaders) {
        add(name);
        add(value.reveal());
    }
    return sum.hex();
}

std::string queryText(const QueryItems& items)
{
    std::string text;
    for (const auto& [name, value] : items) {
        const bool isList = name.ends_with("[]");
        text += (text.empty() ? "" : "&") + percentEncode(name.substr(0, name.size() - (isList ? 2 : 0))) + (isList ? "[]" : "") +
                "=" + percentEncode(value);
    }
    return text;
}

std::string serviceUrl(std::string_view base, std::string_view path, const QueryItems& query)
{
    std::string url(base);
    const auto [begin, end] = userInfoOf(url);
    url.erase(begin, end - begin);
    while (url.ends_with('/')) {
        url.pop_back();
    }
    url += path;
    if (const std::string text = queryText(query); !text.empty()) {
        url += "?" + text;
    }
    return url;
}

Service serviceAt(std::string_view url)
{
    Service service;
    const auto [begin, end] = userInfoOf(url);
    if (end > begin) {
        const std::string_view info = url.substr(begin, end - begin - 1);
        const auto colon = std::min(info.find(':'), info.size());
        service.user = std::string(info.substr(0, colon));
        service.password = Secret(std::string(info.substr(std::min(colon + 1, info.size()))));
    }
    service.url = std::string(url.substr(0, begin)) + std::string(url.substr(end));
    return service;
}

FetchRequest serviceRequest(const Service& service, std::string_view path, const QueryItems& query)
{
    FetchRequest request;
    request.url = serviceUrl(service.url, path, query);
    request.headers = service.headers;
    request.limits = service.limits;
    request.isFresh = service.isFresh;
    request.service = serviceUrl(service.url, "");
    if (!service.user.empty()) {
        const std::string both = service.user + ":" + service.password.reveal();
        request.secretHeaders.emplace_back("Authorization", Secret("Basic " + base64Encode(both)));
        request.hidden.push_back(service.password);
        request.hidden.emplace_back(both);
    } else if (!service.token.isEmpty()) {
        request.secretHeaders.emplace_back("Authorization", Secret("Bearer " + service.token.reveal()));
        request.hidden.push_back(service.token);
    }
    return request;
}

FetchRequest serviceJsonRequest(const Service& service, std::string method, std::string_view path, std::string body)
{
    FetchRequest request = serviceRequest(service, path);
    request.method = std::move(method);
    request.contentType = "application/json";
    request.body = std::move(body);
    request.isRepeatable = false;
    return request;
}

std::string originOf(std::string_view url)
{
    const auto parsed = parseTargetUrl(serviceUrl(url, ""));
    return parsed && parsed->scheme.starts_with("http") ? parsed->scheme + "://" + parsed->hostAndPort() : std::string();
}

} // namespace holdpoint
