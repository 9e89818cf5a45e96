// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/secret.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace holdpoint {

struct FetchLimits
{
    Nanos connect = std::chrono::seconds{3};
    Nanos whole = std::chrono::seconds{10}; // redirects, retries, waits and further pages included
    SteadyTime end = SteadyTime::max();     // of all that is asked with these limits, however many requests that are
    std::size_t bytes = std::size_t{8} << 20U;
    int tries = 3;
    int redirects = 5;
    int pages = 20;
};

/// Where a service is and how it knows us, as the plan's `monitoring` says.
struct Service
{
    std::string url; // may have a path; user info belongs into user and password
    std::string user;
    Secret password;
    Secret token;
    std::vector<std::pair<std::string, std::string>> headers; // X-Scope-OrgID, X-Grafana-Org-Id ...
    FetchLimits limits;
    bool isFresh = false; // its questions are never answered from what was asked before: FetchRequest::isFresh

    bool isConfigured() const { return !url.empty(); }
};

/// One question to a service, whole: two that are equal have the same identity() and need to be asked only once.
struct FetchRequest
{
    std::string method = "GET";
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers;
    std::vector<std::pair<std::string, Secret>> secretHeaders; // go to the host of `url` only
    std::vector<Secret> hidden;                                // besides: a webhook's path, a key in the body
    std::string body;
    std::string contentType;
    bool isRepeatable = true;  // doing it twice is the same as once; false for what creates something
    bool isFresh = false;      // another answer is hoped for each time, as when one waits for something to arrive
    std::string service;       // base URL: if it gives no answer at all, nothing else of it will; empty: unknown
    std::vector<int> accepted; // statuses besides 2xx that the caller reads itself
    FetchLimits limits;

    std::string identity() const;
};

using QueryItems = std::vector<std::pair<std::string, std::string>>;

/// "a=1&b=x%20y"; names are encoded too, except [] which PHP-style APIs want as they are.
std::string queryText(const QueryItems& items);
/// Base without its trailing slash, the path, and the query if there is one. A base that brought user info loses it.
std::string serviceUrl(std::string_view base, std::string_view path, const QueryItems& query = {});

/// GET of a path below the service's URL, with Basic if it has a user, else its token as Bearer.
FetchRequest serviceRequest(const Service& service, std::string_view path, const QueryItems& query = {});
/// A request that sends JSON; not repeatable unless the caller says so.
FetchRequest serviceJsonRequest(const Service& service, std::string method, std::string_view path, std::string body);
/// Splits user info off a URL that a person wrote.
Service serviceAt(std::string_view url);

/// Scheme, host and port in lower case with the port always named; empty if it is no http(s) URL.
std::string originOf(std::string_view url);

} // namespace holdpoint
