// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/loopback_listener.h"

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace holdpoint {

/// One frame as a script sends it.
struct Http2Frame
{
    enum Type : std::uint8_t {
        Data,
        Headers,
        Priority,
        RstStream,
        Settings,
        PushPromise,
        Ping,
        GoAway,
        WindowUpdate,
        Continuation
    };
    static constexpr std::uint8_t kEndStream = 1;
    static constexpr std::uint8_t kEndHeaders = 4;

    std::uint8_t type = Data;
    std::uint8_t flags = 0;
    std::string payload;
    bool isOfStream = true; // of the request's; else of the connection

    static Http2Frame headers(const std::vector<std::pair<std::string, std::string>>& fields, bool isEnd = false);
    static Http2Frame data(std::string bytes, bool isEnd = true);
    static Http2Frame reset(std::uint32_t code);
    /// Streams up to `last` were looked at.
    static Http2Frame goAway(std::uint32_t last, std::uint32_t code = 0);
};

/// A small HTTP/2 server without TLS on a free loopback port that can misbehave frame by frame. Its paths are RudeServer's: /ok
/// /echo /status/NNN /huge; /hang never answers, /reset resets the connection, /close closes it, /trickle stops in mid-body,
/// /header sends a header without end. Obeys no flow control: what it sends at once stays below the client's windows.
class RudeHttp2Server
{
public:
    struct Script
    {
        enum class Then { Keep, Close, Reset };
        std::vector<Http2Frame> frames;
        Then then = Then::Keep;
        std::string raw; // behind the frames
        int times = -1;  // then the path is as without it; -1: always
    };
    /// `maxStreams`: SETTINGS_MAX_CONCURRENT_STREAMS.
    explicit RudeHttp2Server(std::uint32_t maxStreams = 1000);
    ~RudeHttp2Server();
    RudeHttp2Server(const RudeHttp2Server&) = delete;
    RudeHttp2Server& operator=(const RudeHttp2Server&) = delete;

    /// From now on; replaces an earlier one.
    void script(const std::string& path, Script script);

    std::string url() const { return "http://127.0.0.1:" + std::to_string(port()); }
    int port() const { return m_listener.port(); }
    std::size_t connectionCount() const { return m_connectionCount; }
    /// Streams that clients gave up.
    std::size_t resetCount() const { return m_resetCount; }
    /// Most streams that were open at once on one connection.
    std::size_t mostStreams() const { return m_mostStreams; }
    /// Requests as HTTP/1.1 would have written them, header names as received, oldest first.
    std::vector<std::string> requests() const;

private:
    class Peer;

    void acceptLoop();

    const std::uint32_t m_maxStreams;
    LoopbackListener m_listener;
    std::atomic<std::size_t> m_connectionCount = 0;
    std::atomic<std::size_t> m_resetCount = 0;
    std::atomic<std::size_t> m_mostStreams = 0;
    mutable std::mutex m_mutex;
    std::vector<std::string> m_requests;     // guarded by m_mutex
    std::map<std::string, Script> m_scripts; // guarded by m_mutex
    std::vector<std::thread> m_connections;  // accept thread only, until joined
    std::thread m_acceptor;
};

} // namespace holdpoint
