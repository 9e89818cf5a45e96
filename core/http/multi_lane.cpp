// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/multi_lane.h"

#include "core/base/same_name.h"
#include "core/http/multi_client.h"

namespace holdpoint {

namespace {

constexpr int kClientsPerMulti = 64;
constexpr std::size_t kMaxLateOrigins = 256;
constexpr int kRoundsPerTurn = 3; // finish, send again, finish what failed at once

} // namespace

curl_slist* curlListOf(const HeaderSet& shared, const std::vector<std::string>& own)
{
    curl_slist* list = curl_slist_append(nullptr, "Expect:"); // libcurl would wait up to 1 s for 100 Continue
    bool hasType = false;
    for (const auto* lines : {&shared.lines, &own}) {
        for (const std::string& line : *lines) {
            list = curl_slist_append(list, line.c_str());
            hasType = hasType || isSameName(line.substr(0, line.find(':')), "content-type");
        }
    }
    return hasType ? list : curl_slist_append(list, "Content-Type:"); // libcurl would call every body a form
}

MultiLane::MultiLane(Poller& poller, std::shared_ptr<const HostBook> hosts) : m_poller(poller), m_hosts(std::move(hosts)) {}

MultiLane::~MultiLane() = default;

std::unique_ptr<TransportClient> MultiLane::makeClient()
{
    return std::make_unique<MultiClient>(*this, multiForNewClient());
}

void MultiLane::onCurlDone(CURL* easy, CURLcode code)
{
    void* slot = nullptr;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &slot);
    MultiClient::finish(slot, code);
}

CurlMulti& MultiLane::multiForNewClient()
{
    for (auto multi = m_multis.rbegin(); multi != m_multis.rend(); ++multi) {
        if ((*multi)->clientCount < kClientsPerMulti) {
            return **multi;
        }
    }
    m_multis.push_back(std::make_unique<CurlMulti>(m_poller, *this, CurlMulti::Keep::No));
    return *m_multis.back();
}

SteadyTime MultiLane::nextDeadline() const
{
    if (!m_refused.empty()) {
        return SteadyTime::min();
    }
    SteadyTime next = SteadyTime::max();
    for (const auto& multi : m_multis) {
        next = std::min(next, multi->deadline());
    }
    return next;
}

void MultiLane::drive()
{
    for (int round = 0; round < kRoundsPerTurn; ++round) {
        bool isBusy = false;
        const SteadyTime now = systemClock().steadyNow();
        // By index: a visitor that starts in a callback may add a multi.
        for (std::size_t i = 0; i < m_multis.size(); ++i) {
            isBusy = m_multis[i]->drive(now) || isBusy;
        }
        for (std::size_t left = m_refused.size(); left > 0 && !m_refused.empty(); --left) {
            const Refused each = m_refused.front(); // a client that ends takes its own out of the list
            m_refused.pop_front();
            each.client->reportRefused(each.slot);
            isBusy = true;
        }
        if (!isBusy) {
            return;
        }
    }
}

/// Judges where a redirect leads to, once an origin; nullptr when a server sends visitors to ever new places.
const HostBook::Origin* MultiLane::lateOrigin(const std::string& url)
{
    HostBook::Origin origin = m_hosts->judge(url);
    for (const auto& known : m_lateOrigins) {
        if (known->text == origin.text) {
            return known.get();
        }
    }
    if (m_lateOrigins.size() >= kMaxLateOrigins) {
        return nullptr;
    }
    m_lateOrigins.push_back(std::make_unique<HostBook::Origin>(std::move(origin)));
    return m_lateOrigins.back().get();
}

curl_slist* MultiLane::listFor(const HeaderSet& headers)
{
    const auto known = m_headerLists.find(&headers);
    if (known != m_headerLists.end()) {
        return known->second.get();
    }
    curl_slist* list = curlListOf(headers, {});
    m_headerLists.emplace(&headers, CurlList(list));
    return list;
}

std::unique_ptr<MultiLane::Reply> MultiLane::borrowReply()
{
    if (m_replies.empty()) {
        return std::make_unique<Reply>();
    }
    auto reply = std::move(m_replies.back());
    m_replies.pop_back();
    return reply;
}

void MultiLane::giveBack(std::unique_ptr<Reply> reply)
{
    constexpr std::size_t kKept = 64U << 10U;
    constexpr std::size_t kSpareReplies = 1024;
    if (m_replies.size() >= kSpareReplies || reply->body.capacity() > kKept || reply->head.capacity() > kKept) {
        return;
    }
    reply->head.clear();
    reply->body.clear();
    reply->bodyBytes = 0;
    reply->headBytes = 0;
    reply->bytesSent = 0;
    reply->isHeadWhole = false;
    reply->refusal = {};
    m_replies.push_back(std::move(reply));
}

} // namespace holdpoint
