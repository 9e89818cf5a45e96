// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/deadline_queue.h"
#include "core/http/dialer.h"
#include "core/http/http2_stream.h"
#include "core/http/http2_writer.h"

#include <memory>
#include <string>
#include <vector>

namespace holdpoint {

class Http2Connection;

/// HTTP/2 spoken by libnghttp2 over connections that libcurl made: what the connections of one load thread share. Requests that
/// are sent within one turn of the loop leave together.
class Http2Lane
{
public:
    Http2Lane(Poller& poller, Dialer& dialer);
    ~Http2Lane();
    Http2Lane(const Http2Lane&) = delete;
    Http2Lane& operator=(const Http2Lane&) = delete;

    SteadyTime nextDeadline() const;
    /// Sends what was submitted and reports what ended; false if there was nothing to do.
    bool drive(SteadyTime now);

private:
    friend class Http2Connection;
    friend class FastClient;

    std::unique_ptr<Http2Stream> borrowStream();
    void giveBack(std::unique_ptr<Http2Stream> stream);
    void forget(Http2Connection& connection);

    Poller& m_poller;
    Dialer& m_dialer;
    Http2Writer m_writer;
    DeadlineQueue<Http2Connection> m_deadlines;
    std::vector<char> m_received;                        // by the read under way
    std::string m_sending;                               // the write under way
    std::vector<std::unique_ptr<Http2Stream>> m_streams; // spare ones
    std::vector<Http2Connection*> m_toFlush;             // each once; null: gone meanwhile
    std::vector<Http2Connection*> m_toReport;            // the same
};

} // namespace holdpoint
