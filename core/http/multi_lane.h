// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/curl_handle.h"
#include "core/http/curl_multi.h"
#include "core/http/host_book.h"
#include "core/load/transport.h"

#include <deque>
#include <unordered_map>

namespace holdpoint {

class MultiClient;

/// A request's header lines for libcurl, without what it would add of its own.
curl_slist* curlListOf(const HeaderSet& shared, const std::vector<std::string>& own);

/// Everything libcurl can speak, on the load thread's own epoll.
class MultiLane final : public Transport, public CurlDone
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
        std::uint64_t bytesSent = 0;
        std::size_t bodyCap = 0;
        bool isHeadWhole = false;
        SocketRefusal refusal;
    };

private:
    friend class MultiClient;

    void onCurlDone(CURL* easy, CURLcode code) override;
    CurlMulti& multiForNewClient();
    const HostBook::Origin* lateOrigin(const std::string& url);
    curl_slist* listFor(const HeaderSet& headers);
    std::unique_ptr<Reply> borrowReply();
    void giveBack(std::unique_ptr<Reply> reply);

    Poller& m_poller;
    const std::shared_ptr<const HostBook> m_hosts;
    std::vector<std::unique_ptr<CurlMulti>> m_multis;
    std::unordered_map<const HeaderSet*, CurlList> m_headerLists;
    std::vector<std::unique_ptr<HostBook::Origin>> m_lateOrigins; // where redirects led to
    std::vector<std::unique_ptr<Reply>> m_replies;
    struct Refused
    {
        MultiClient* client;
        std::size_t slot;
    };
    std::deque<Refused> m_refused; // to be reported by the next drive()
};

} // namespace holdpoint
