// SPDX-License-Identifier: GPL-3.0-or-later
// What a request sets on its handle: only what differs from the one before.
#include "core/http/multi_client.h"
#include "core/http/tls_options.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr long kReceiveBuffer = 4096; // one per visitor under way

} // namespace

MultiClient::Slot& MultiClient::freeSlot()
{
    for (const auto& slot : m_slots) {
        if (!slot->isBusy) {
            return *slot;
        }
    }
    auto slot = std::make_unique<Slot>();
    slot->client = this;
    slot->index = m_slots.size();
    slot->easy.reset(curl_easy_init());
    CURL* easy = slot->easy.get();
    curl_easy_setopt(easy, CURLOPT_SHARE, m_share);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, slot.get());
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, slot->errorText.data());
    curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_PROXY, ""); // the environment must not send load elsewhere
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, kReceiveBuffer);
    curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, -1L);
    curl_easy_setopt(easy, CURLOPT_RESOLVE, m_lane.m_hosts->resolveList());
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &MultiClient::onBody);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, slot.get());
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &MultiClient::onHeader);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, slot.get());
    curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L); // for what it sends: no figure of libcurl's own counts all of that once
    curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, &MultiClient::onTrace);
    curl_easy_setopt(easy, CURLOPT_DEBUGDATA, slot.get());
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &MultiClient::onOpen);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, slot.get());
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &MultiClient::onClose);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, &m_lane);
    m_slots.push_back(std::move(slot));
    return *m_slots.back();
}

/// Sets what differs from the handle's last request. False: the request must not leave this machine.
bool MultiClient::prepare(Slot& slot)
{
    CURL* easy = slot.easy.get();
    if (slot.url != slot.request.url) {
        const HostBook::Origin* origin = originOf(slot);
        if (origin == nullptr || origin->refusal != ErrorClass::None) {
            slot.origin = origin;
            slot.url.clear();
            return false;
        }
        slot.areTermsSet = slot.areTermsSet && origin == slot.origin;
        slot.origin = origin;
        slot.url = slot.request.url;
        curl_easy_setopt(easy, CURLOPT_URL, slot.url.c_str());
    }
    if (!slot.areTermsSet || slot.certificate != slot.request.clientCertificate ||
        slot.isFresh != slot.request.isFreshConnection) {
        slot.certificate = slot.request.clientCertificate;
        slot.isFresh = slot.request.isFreshConnection;
        slot.areTermsSet = true;
        applyTls(easy, *m_lane.m_hosts, *slot.origin, slot.certificate, slot.isFresh);
        curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, slot.isFresh ? 1L : 0L);
        curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, slot.isFresh ? 1L : 0L);
    }
    if (slot.timeout != slot.request.timeout) {
        slot.timeout = slot.request.timeout;
        const auto ms = std::max<std::int64_t>(1, std::chrono::duration_cast<Millis>(slot.timeout).count());
        curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(ms));
    }
    applyTransfer(slot);
    applyMethod(slot);
    applyHeaders(slot);
    return true;
}

const HostBook::Origin* MultiClient::originOf(Slot& slot)
{
    const HostBook::Origin* known = m_lane.m_hosts->find(slot.request.url);
    slot.isLate = known == nullptr;
    return known != nullptr ? known : m_lane.lateOrigin(slot.request.url);
}

void MultiClient::applyTransfer(Slot& slot)
{
    CURL* easy = slot.easy.get();
    const Request& request = slot.request;
    if (slot.version != request.httpVersion) {
        slot.version = request.httpVersion;
        const bool isTwo = slot.version != HttpVersion::One;
        curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(isTwo ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
        curl_easy_setopt(easy, CURLOPT_PIPEWAIT, isTwo ? 1L : 0L); // a batch shares one connection instead of opening many
    }
    if (slot.isEncodingAccepted != request.acceptsEncoding) {
        slot.isEncodingAccepted = request.acceptsEncoding;
        curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, slot.isEncodingAccepted ? "gzip, br" : nullptr);
    }
    if (slot.maxAge != request.maxConnectionAge) {
        slot.maxAge = request.maxConnectionAge;
        const auto seconds = std::chrono::ceil<Seconds>(slot.maxAge).count();
        curl_easy_setopt(easy, CURLOPT_MAXLIFETIME_CONN, static_cast<long>(seconds));
    }
}

void MultiClient::applyMethod(Slot& slot)
{
    CURL* easy = slot.easy.get();
    const Request& request = slot.request;
    const bool hasBody = !request.body.empty() || request.method == "POST";
    if (hasBody) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.c_str());
    }
    if (slot.method == request.method && slot.hadBody == hasBody) {
        return;
    }
    curl_easy_setopt(easy, CURLOPT_NOBODY, 0L);
    curl_easy_setopt(easy, hasBody ? CURLOPT_POST : CURLOPT_HTTPGET, 1L);
    const bool isNatural = request.method == (hasBody ? "POST" : "GET");
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, isNatural ? nullptr : request.method.c_str());
    if (request.method == "HEAD" && !hasBody) {
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    }
    slot.method = request.method;
    slot.hadBody = hasBody;
}

void MultiClient::applyHeaders(Slot& slot)
{
    CURL* easy = slot.easy.get();
    const Request& request = slot.request;
    if (request.ownHeaders.empty()) {
        if (slot.headers != request.sharedHeaders) {
            slot.headers = request.sharedHeaders;
            curl_easy_setopt(easy, CURLOPT_HTTPHEADER, m_lane.listFor(*request.sharedHeaders));
            slot.ownList.reset();
        }
        return;
    }
    curl_slist* list = curlListOf(*request.sharedHeaders, request.ownHeaders);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);
    slot.ownList.reset(list);
    slot.headers = nullptr;
}

} // namespace holdpoint
