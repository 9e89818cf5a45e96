// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/loopback_listener.h"

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace holdpoint {

/// A small HTTP/1.1 server on a free loopback port that can misbehave. The path decides:
/// /ok /echo /token /status/NNN /redirect /huge; /hang never answers, /reset resets, /close closes without an answer, /garbage is
/// no HTTP, /cut ends in mid-body, /trickle sends its body a byte at a time without end, /header sends a header without end;
/// /endless/body, line, interim, trailers and extension send what they name as fast as they can until the peer has gone.
class RudeServer
{
public:
    /// What a path of a test's own answers: pieces that arrive one after the other, and what becomes of the connection.
    struct Script
    {
        enum class Then { Keep, Close, HalfClose, Reset, Hang };
        std::vector<std::string> pieces;
        Then then = Then::Keep;
    };
    RudeServer();
    ~RudeServer();
    RudeServer(const RudeServer&) = delete;
    RudeServer& operator=(const RudeServer&) = delete;

    /// From now on; replaces an earlier one.
    void script(const std::string& path, Script script);

    std::string url() const { return "http://127.0.0.1:" + std::to_string(port()); }
    int port() const { return m_listener.port(); }
    std::size_t requestCount() const { return m_requestCount; }
    std::size_t connectionCount() const { return m_connectionCount; }
    std::size_t closedCount() const { return m_closedCount; }
    /// Requests as received, head and body, oldest first; at most the first 10,000.
    std::vector<std::string> requests() const;

private:
    void acceptLoop();
    void serve(int connection);
    bool answer(int connection, const std::string& path, const std::string& request);
    bool misbehave(int connection, const std::string& path);
    bool play(int connection, const Script& script);
    void sendForever(int connection, const std::string& piece) const;
    void untilStopped(int connection, const std::string& piece);

    LoopbackListener m_listener;
    std::atomic<std::size_t> m_requestCount = 0;
    std::atomic<std::size_t> m_connectionCount = 0;
    std::atomic<std::size_t> m_closedCount = 0;
    mutable std::mutex m_mutex;
    std::vector<std::string> m_requests;     // guarded by m_mutex
    std::map<std::string, Script> m_scripts; // guarded by m_mutex
    std::vector<std::thread> m_connections;  // accept thread only, until joined
    std::thread m_acceptor;
};

/// A header's value in a request as it came; empty: it has none.
inline std::string headerOf(const std::string& request, const std::string& name)
{
    const auto at = request.find("\r\n" + name + ": ");
    const auto from = at + name.size() + 4;
    return at == std::string::npos ? "" : request.substr(from, request.find("\r\n", from) - from);
}

} // namespace holdpoint
