// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/loopback_listener.h"

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>
#include <thread>

namespace holdpoint {

/// Speaks TLS 1.3 on a free loopback port, gives every connection the same answer to its first request, and ends it in its own
/// way.
class RudeTls
{
public:
    /// Clean: close_notify. Truncated: the end of the connection and no close_notify. Alert: a fatal one. BadRecord: bytes that
    /// no key decrypts.
    enum class End { Clean, Truncated, Alert, BadRecord, Reset };

    RudeTls(std::string answer, End end);
    ~RudeTls();
    RudeTls(const RudeTls&) = delete;
    RudeTls& operator=(const RudeTls&) = delete;

    std::string url() const { return "https://127.0.0.1:" + std::to_string(m_listener.port()); }
    /// PEM: what a client has to trust.
    std::string certificate() const;

private:
    void acceptLoop();
    void serve(int connection);
    void end(SSL* session, int connection) const;

    const std::string m_answer;
    const End m_end;
    std::unique_ptr<boost::asio::ssl::context> m_context;
    LoopbackListener m_listener;
    std::thread m_acceptor;
};

} // namespace holdpoint
