// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/deadline_queue.h"
#include "core/http/dialer.h"
#include "core/http/http2_lane.h"
#include "core/http/multi_lane.h"
#include "core/http/request_writer.h"

#include <memory>
#include <string>
#include <vector>

namespace holdpoint {

class FastConnection;

/// HTTP/1.1 spoken by us over connections that libcurl made (engine.md §6.10): requests are written from prepared parts, answers
/// read by a strict parser, nothing is allocated for a request in steady state. HTTP/2 goes over an Http2Lane in the same way.
/// What neither speaks (encoded bodies, credentials in the URL) goes over a MultiLane of its own.
class FastLane final : public Transport
{
public:
    FastLane(Poller& poller, std::shared_ptr<const HostBook> hosts);
    ~FastLane() override;

    std::unique_ptr<TransportClient> makeClient() override;
    SteadyTime nextDeadline() const override;
    void drive() override;

private:
    friend class FastClient;
    friend class FastConnection;

    /// What an answer that came in pieces has brought so far; borrowed while it is under way.
    struct Pieces
    {
        std::string head;
        std::string body;
    };
    std::unique_ptr<Pieces> borrowPieces();
    void giveBack(std::unique_ptr<Pieces> pieces);

    Poller& m_poller;
    const std::shared_ptr<const HostBook> m_hosts;
    MultiLane m_multiLane;
    Dialer m_dialer;
    Http2Lane m_http2Lane;
    RequestWriter m_writer;
    DeadlineQueue<FastConnection> m_deadlines;
    std::vector<char> m_received; // by the read under way
    std::string m_written;        // the request under way
    std::vector<std::unique_ptr<Pieces>> m_pieces;
    std::vector<FastConnection*> m_failed; // while they were being sent; the next drive() reports them
};

} // namespace holdpoint
