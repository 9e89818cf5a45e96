// SPDX-License-Identifier: GPL-3.0-or-later
// What a page asks of the network while it is visited, and what it is told of it.
#include "core/base/text.h"
#include "core/browser/net_errors.h"
#include "core/browser/page_url.h"
#include "core/browser/page_visit.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

constexpr std::size_t kMostRequests = 5000;
constexpr std::size_t kBlockedHostsKept = 20;

bool isOverNetwork(const std::string& url)
{
    return url.starts_with("http") || url.starts_with("ws");
}

} // namespace

void PageVisit::onEvent(const std::string& method, const Json& params)
{
    if (m_isOver) {
        return;
    }
    if (method == "Network.requestWillBeSent") {
        onRequest(params);
    } else if (method == "Network.responseReceived") {
        onResponse(params);
    } else if (method == "Network.loadingFinished") {
        onLoadingEnded(params, false);
    } else if (method == "Network.loadingFailed") {
        onLoadingEnded(params, true);
    } else if (method == "Network.webSocketCreated") {
        onRequest(Json{{"requestId", ""}, {"request", {{"url", stringAt(params, "url")}}}});
    } else if (method == "Page.loadEventFired") {
        m_isLoaded = true;
        m_loadedAt = systemClock().steadyNow();
        m_busyAt = std::max(m_busyAt, m_loadedAt);
    } else if (method == "Runtime.executionContextCreated") {
        onContext(memberAt(params, "context"));
    } else if (method == "Fetch.requestPaused") {
        onPaused(params);
    } else if (method == "Security.certificateError") {
        onCertificateError(params);
    } else if (method == "Page.javascriptDialogOpening") { // it would hold the page for ever
        m_devTools.tell(m_session, "Page.handleJavaScriptDialog", Json{{"accept", true}});
    } else if (method == "Inspector.targetCrashed") {
        finish(VisitFault{ErrorClass::Generator, "the page's process in Chromium crashed"});
    } else if (method == "Inspector.detached") {
        finish(VisitFault{ErrorClass::Generator, "Chromium closed the page: " + stringAt(params, "reason")});
    }
}

void PageVisit::onRequest(const Json& params)
{
    const std::string id = stringAt(params, "requestId");
    const std::string url = stringAt(memberAt(params, "request"), "url");
    const std::string type = stringAt(params, "type");
    if (!isOverNetwork(url) || (type == "Other" && url.ends_with("/favicon.ico"))) {
        return; // many pages have no icon, and nobody waits for it
    }
    if (m_blockedHosts.size() < kBlockedHostsKept && m_hosts.judge(url).refusal != ErrorClass::None) {
        m_blockedHosts.insert(hostOfUrl(url));
    }
    if (id.empty()) {
        return;
    }
    if (type == "Document" && stringAt(params, "frameId") == m_frame) { // the first one, a redirect, or where a script leads
        m_documentUrl = url;
        if (stringAt(params, "loaderId") != m_loader) {
            m_loader = stringAt(params, "loaderId");
            m_isLoaded = false;
            m_world.clear();
        }
    }
    if (++m_requestCount > kMostRequests && !m_underWay.contains(id)) {
        return;
    }
    const auto [known, isNew] = m_underWay.try_emplace(id);
    known->second.url = url;
    known->second.startedAt = numberAt(params, "timestamp");
    if (isNew) {
        known->second.isAwaited = type != "EventSource" && type != "Ping" && type != "Media";
        m_awaited += known->second.isAwaited ? 1 : 0;
    }
}

void PageVisit::onResponse(const Json& params)
{
    const Json& response = memberAt(params, "response");
    const std::string id = stringAt(params, "requestId");
    const int status = static_cast<int>(integerAt(response, "status"));
    if (const auto known = m_underWay.find(id); known != m_underWay.end()) {
        known->second.status = status;
    }
    const std::string address = stringAt(response, "remoteIPAddress");
    if (m_hosts.find(stringAt(response, "url")) != nullptr && !m_hosts.isAllowedAddress(address).value_or(true)) {
        finish(VisitFault{ErrorClass::Connect, "refused: the host's address changed since the start of the run, to " + address});
        return;
    }
    if (stringAt(params, "type") == "Document" && stringAt(params, "frameId") == m_frame) {
        m_status = status;
        judgeStatus();
    }
}

void PageVisit::judgeStatus()
{
    if (m_status >= 400) {
        finish(VisitFault{m_status >= 500 ? ErrorClass::Http5xx : ErrorClass::Http4xx,
                          "the page's status is " + std::to_string(m_status)});
    }
}

void PageVisit::onLoadingEnded(const Json& params, bool isFailed)
{
    const auto known = m_underWay.find(stringAt(params, "requestId"));
    if (known == m_underWay.end()) {
        return;
    }
    m_busyAt = systemClock().steadyNow();
    m_bytesReceived += static_cast<std::uint64_t>(std::max(0.0, numberAt(params, "encodedDataLength")));
    const double seconds = numberAt(params, "timestamp") - known->second.startedAt;
    const bool isForeign = isFailed && m_hosts.judge(known->second.url).refusal != ErrorClass::None;
    if (!isForeign && !boolAt(params, "canceled") && m_requests.size() < kMostRequests) {
        const int status = known->second.status;
        m_requests.push_back({Micros{std::llround(std::clamp(seconds, 0.0, 3600.0) * 1e6)}, isFailed || status >= 400});
    }
    m_awaited -= known->second.isAwaited ? 1 : 0;
    m_underWay.erase(known);
}

void PageVisit::onPaused(const Json& params)
{
    Json answer{{"requestId", stringAt(params, "requestId")}};
    const Json& request = memberAt(params, "request");
    const std::string url = stringAt(request, "url");
    if (m_hosts.judge(url).refusal == ErrorClass::None) {
        if (isOwn(url)) {
            answer["headers"] = withOwnHeaders(memberAt(request, "headers"));
        }
        m_devTools.tell(m_session, "Fetch.continueRequest", std::move(answer));
        return;
    }
    answer["errorReason"] = "BlockedByClient";
    m_devTools.tell(m_session, "Fetch.failRequest", std::move(answer));
}

bool PageVisit::isOwn(const std::string& url) const
{
    const std::string origin = originOfUrl(url);
    return std::find(m_ownOrigins.begin(), m_ownOrigins.end(), origin) != m_ownOrigins.end();
}

/// All headers of the request; the plan's stand in for the browser's of the same name.
Json PageVisit::withOwnHeaders(const Json& headers) const
{
    Json all = m_headers;
    const auto isPlans = [this](const std::string& name) {
        return std::any_of(m_headers.begin(), m_headers.end(),
                           [&](const Json& own) { return lowered(stringAt(own, "name")) == lowered(name); });
    };
    for (const auto& [name, value] : headers.items()) {
        if (value.is_string() && !isPlans(name)) {
            all.push_back(Json{{"name", name}, {"value", value}});
        }
    }
    return all;
}

/// The connection waits for the answer. Only hosts of insecure_tls_hosts are excused.
void PageVisit::onCertificateError(const Json& params)
{
    const std::string url = stringAt(params, "requestURL");
    const auto origin = m_hosts.judge(url);
    const bool isExcused = origin.refusal == ErrorClass::None && !origin.isTlsVerified;
    m_devTools.tell(m_session, "Security.handleCertificateError",
                    Json{{"eventId", memberAt(params, "eventId")}, {"action", isExcused ? "continue" : "cancel"}});
    if (!isExcused && url == m_documentUrl) { // else Chromium says no more than "aborted"
        std::string failure = stringAt(params, "errorType");
        failure = failure.starts_with("net::") ? failure : "net::" + failure; // as navigations name it
        finish(VisitFault{classOfNetError(failure), textOfNetError(failure)});
    }
}

void PageVisit::onContext(const Json& context)
{
    const bool isMain = stringAt(memberAt(context, "auxData"), "frameId") == m_frame;
    if (isMain && stringAt(context, "name") == kVitalsWorld) {
        m_world = stringAt(context, "uniqueId");
    }
}

} // namespace holdpoint
