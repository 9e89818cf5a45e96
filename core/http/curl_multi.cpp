// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/curl_multi.h"

namespace holdpoint {

CurlMulti::CurlMulti(Poller& poller, CurlDone& done, Keep keep)
    : m_poller(poller), m_done(done), m_keep(keep), m_multi(curl_multi_init())
{
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETFUNCTION, &CurlMulti::onSocket);
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERFUNCTION, &CurlMulti::onTimer);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERDATA, this);
    // Left alone it is recomputed as handles come and go, and connections are closed that visitors still hold.
    curl_multi_setopt(m_multi, CURLMOPT_MAXCONNECTS, 1024L);
    curl_multi_setopt(m_multi, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
}

CurlMulti::~CurlMulti()
{
    curl_multi_cleanup(m_multi);
}

int CurlMulti::onSocket(CURL*, curl_socket_t descriptor, int what, void* self, void*)
{
    auto& multi = *static_cast<CurlMulti*>(self);
    multi.setWanted(descriptor, what != CURL_POLL_REMOVE);
    switch (what) {
    case CURL_POLL_OUT:
        multi.m_poller.watch(descriptor, PollInterest::Write, &multi);
        break;
    case CURL_POLL_INOUT:
        multi.m_poller.watch(descriptor, PollInterest::ReadWrite, &multi);
        break;
    case CURL_POLL_REMOVE: // an idle connection stays watched, which saves two system calls a request; or it is closed already
        multi.m_poller.relax(descriptor);
        break;
    default:
        multi.m_poller.watch(descriptor, PollInterest::Read, &multi);
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
    if (!isWanted(descriptor)) {
        m_poller.forget(descriptor); // idle and closed by the server: libcurl finds out when it uses it next
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

bool CurlMulti::drive(SteadyTime now)
{
    if (m_deadline <= now) {
        m_deadline = SteadyTime::max();
        int running = 0;
        curl_multi_socket_action(m_multi, CURL_SOCKET_TIMEOUT, 0, &running);
        m_isTouched = true;
    }
    if (!m_isTouched) {
        return false;
    }
    readMessages();
    return true;
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
        const CURLcode code = message->data.result; // the message is gone with its handle
        if (m_keep == Keep::No) {
            curl_multi_remove_handle(m_multi, easy);
        }
        m_done.onCurlDone(easy, code);
    }
}

void CurlMulti::setWanted(int descriptor, bool isWanted)
{
    const auto index = static_cast<std::size_t>(descriptor);
    if (index >= m_wanted.size()) {
        m_wanted.resize(index + index / 2 + 16);
    }
    m_wanted[index] = isWanted;
}

bool CurlMulti::isWanted(int descriptor) const
{
    const auto index = static_cast<std::size_t>(descriptor);
    return index < m_wanted.size() && m_wanted[index];
}

} // namespace holdpoint
