// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/multi_lane.h"

#include "core/http/multi_client.h"

namespace holdpoint {

namespace {

constexpr int kClientsPerMulti = 64;
constexpr int kRoundsPerTurn = 3; // finish, send again, finish what failed at once

} // namespace

CurlMulti::CurlMulti(MultiLane& lane) : m_lane(lane), m_multi(curl_multi_init())
{
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETFUNCTION, &CurlMulti::onSocket);
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERFUNCTION, &CurlMulti::onTimer);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERDATA, this);
    // Left alone it is recomputed as handles come and go, and connections are closed that visitors still hold.
    curl_multi_setopt(m_multi, CURLMOPT_MAXCONNECTS, 1024L);
    curl_multi_setopt(m_multi, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_NOTHING));
}

CurlMulti::~CurlMulti()
{
    curl_multi_cleanup(m_multi);
}

int CurlMulti::onSocket(CURL*, curl_socket_t descriptor, int what, void* self, void*)
{
    auto& multi = *static_cast<CurlMulti*>(self);
    Poller& poller = multi.m_lane.m_poller;
    multi.m_lane.setWanted(descriptor, what != CURL_POLL_REMOVE);
    switch (what) {
    case CURL_POLL_OUT:
        poller.watch(descriptor, PollInterest::Write, &multi);
        break;
    case CURL_POLL_INOUT:
        poller.watch(descriptor, PollInterest::ReadWrite, &multi);
        break;
    default: // also an idle connection stays watched: saves two system calls a request
        poller.watch(descriptor, PollInterest::Read, &multi);
        break;
    }
    return 0;
}

int CurlMulti::onTimer(CURLM*, long timeoutMs, void* self)
{
    auto& multi = *static_cast<CurlMulti*>(self);
    if (timeoutMs < 0) {
        multi.m_deadline = SteadyTime::max();
    } else if (timeoutMs == 0) {
        multi.m_deadline = SteadyTime::min();
    } else {
        multi.m_deadline = systemClock().steadyNow() + Millis{timeoutMs};
    }
    return 0;
}

void CurlMulti::onReady(int descriptor, bool isReadable, bool isWritable, bool isBroken)
{
    if (!m_lane.isWanted(descriptor)) {
        m_lane.m_poller.forget(descriptor); // idle and closed by the server: libcurl finds out when it uses it next
        return;
    }
    int mask = 0;
    mask |= isReadable ? CURL_CSELECT_IN : 0;
    mask |= isWritable ? CURL_CSELECT_OUT : 0;
    mask |= isBroken ? CURL_CSELECT_ERR : 0;
    int running = 0;
    curl_multi_socket_action(m_multi, descriptor, mask, &running);
    m_isTouched = true;
}

void CurlMulti::runTimers()
{
    m_deadline = SteadyTime::max();
    int running = 0;
    curl_multi_socket_action(m_multi, CURL_SOCKET_TIMEOUT, 0, &running);
    m_isTouched = true;
}

void CurlMulti::readMessages()
{
    m_isTouched = false;
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(m_multi, &left)) {
        if (message->msg != CURLMSG_DONE) {
            continue;
        }
        CURL* easy = message->easy_handle;
        const CURLcode code = message->data.result;
        void* slot = nullptr;
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, &slot);
        curl_multi_remove_handle(m_multi, easy);
        MultiClient::finish(slot, code);
    }
}

MultiLane::MultiLane(Poller& poller, std::shared_ptr<const HostBook> hosts) : m_poller(poller), m_hosts(std::move(hosts)) {}

MultiLane::~MultiLane() = default;

std::unique_ptr<TransportClient> MultiLane::makeClient()
{
    return std::make_unique<MultiClient>(*this, multiForNewClient());
}

CurlMulti& MultiLane::multiForNewClient()
{
    for (auto multi = m_multis.rbegin(); multi != m_multis.rend(); ++multi) {
        if ((*multi)->clientCount < kClientsPerMulti) {
            return **multi;
        }
    }
    m_multis.push_back(std::make_unique<CurlMulti>(*this));
    return *m_multis.back();
}

SteadyTime MultiLane::nextDeadline() const
{
    if (!m_refused.empty()) {
        return SteadyTime::min();
    }
    SteadyTime next = SteadyTime::max();
    for (const auto& multi : m_multis) {
        next = std::min(next, multi->isTouched() ? SteadyTime::min() : multi->deadline());
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
            CurlMulti& multi = *m_multis[i];
            if (multi.deadline() <= now) {
                multi.runTimers();
            }
            if (multi.isTouched()) {
                multi.readMessages();
                isBusy = true;
            }
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

curl_slist* MultiLane::listFor(const HeaderSet& headers)
{
    const auto known = m_headerLists.find(&headers);
    if (known != m_headerLists.end()) {
        return known->second.get();
    }
    curl_slist* list = nullptr;
    for (const std::string& line : headers.lines) {
        list = curl_slist_append(list, line.c_str());
    }
    list = curl_slist_append(list, "Expect:"); // libcurl would wait up to 1 s for 100 Continue
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
    if (reply->body.capacity() > kKept) {
        return;
    }
    reply->head.clear();
    reply->body.clear();
    reply->bodyBytes = 0;
    reply->headBytes = 0;
    reply->socketError = 0;
    reply->isAddressRefused = false;
    m_replies.push_back(std::move(reply));
}

void MultiLane::setWanted(int descriptor, bool isWanted)
{
    const auto index = static_cast<std::size_t>(descriptor);
    if (index >= m_wanted.size()) {
        m_wanted.resize(index + index / 2 + 16);
    }
    m_wanted[index] = isWanted;
}

bool MultiLane::isWanted(int descriptor) const
{
    const auto index = static_cast<std::size_t>(descriptor);
    return index < m_wanted.size() && m_wanted[index];
}

} // namespace holdpoint
