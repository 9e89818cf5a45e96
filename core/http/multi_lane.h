// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/curl_handle.h"
#include "core/http/host_book.h"
#include "core/load/poller.h"
#include "core/load/transport.h"

#include <deque>
#include <unordered_map>

namespace holdpoint {

class MultiLane;
class MultiClient;

/// One curl multi: at most kClientsPerMulti visitors, because libcurl's costs grow with the handles of a multi (engine.md §6.1).
class CurlMulti final : public PollHandler
{
public:
    explicit CurlMulti(MultiLane& lane);
    ~CurlMulti() override;
    CurlMulti(const CurlMulti&) = delete;
    CurlMulti& operator=(const CurlMulti&) = delete;

    void onReady(int descriptor, bool isReadable, bool isWritable, bool isBroken) override;
    /// Runs libcurl's timers; a new transfer starts here.
    void runTimers();
    void readMessages();

    CURLM* handle() const { return m_multi; }
    SteadyTime deadline() const { return m_deadline; }
    bool isTouched() const { return m_isTouched; }

    int clientCount = 0;

private:
    static int onSocket(CURL* easy, curl_socket_t descriptor, int what, void* self, void* socketData);
    static int onTimer(CURLM* multi, long timeoutMs, void* self);

    MultiLane& m_lane;
    CURLM* m_multi;
    SteadyTime m_deadline = SteadyTime::max();
    bool m_isTouched = false;
};

/// Everything libcurl can speak, on the load thread's own epoll.
class MultiLane final : public Transport
{
public:
    MultiLane(Poller& poller, std::shared_ptr<const HostBook> hosts);
    ~MultiLane() override;

    std::unique_ptr<TransportClient> makeClient() override;
    SteadyTime nextDeadline() const override;
    void drive() override;

    /// The answer as it comes in; borrowed by an exchange while it is under way, so that 10,000 thinking visitors hold none.
    struct Reply
    {
        std::string head;
        std::string body;
        std::uint64_t bodyBytes = 0;
        std::uint64_t headBytes = 0;
        std::size_t bodyCap = 0;
        int socketError = 0; // errno of a socket() that failed here
        bool isAddressRefused = false;
    };

private:
    friend class CurlMulti;
    friend class MultiClient;

    CurlMulti& multiForNewClient();
    curl_slist* listFor(const HeaderSet& headers);
    std::unique_ptr<Reply> borrowReply();
    void giveBack(std::unique_ptr<Reply> reply);
    void setWanted(int descriptor, bool isWanted);
    bool isWanted(int descriptor) const;

    Poller& m_poller;
    const std::shared_ptr<const HostBook> m_hosts;
    std::vector<std::unique_ptr<CurlMulti>> m_multis;
    std::unordered_map<const HeaderSet*, CurlList> m_headerLists;
    std::vector<std::unique_ptr<Reply>> m_replies;
    std::vector<bool> m_wanted; // by descriptor: libcurl waits for it
    struct Refused
    {
        MultiClient* client;
        std::size_t slot;
    };
    std::deque<Refused> m_refused; // to be reported by the next drive()
};

} // namespace holdpoint
