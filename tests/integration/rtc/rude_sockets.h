// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/loopback_listener.h"

#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace holdpoint::test {

/// A WebSocket server on a free loopback port that misbehaves after the handshake, or in it. The path decides:
/// /accept answers with a wrong key, /status/NNN with that status, /garbage with no HTTP; /close/NNNN closes with that code,
/// /close without one, /cut cuts the connection, /opcode sends a reserved opcode, /utf8 invalid text,
/// /long a frame that claims 1 TB; /chatter sends what is no message of ours; /hold only reads; /relay passes messages on to all
/// others there, as binary ones.
class RudeSockets
{
public:
    RudeSockets();
    ~RudeSockets();
    RudeSockets(const RudeSockets&) = delete;
    RudeSockets& operator=(const RudeSockets&) = delete;

    std::string url() const { return "http://127.0.0.1:" + std::to_string(m_listener.port()); }
    /// The newest handshake's head.
    std::string lastHead() const;

private:
    void acceptLoop();
    void serve(int connection);
    bool relay(int connection, std::string& bytes);

    LoopbackListener m_listener;
    std::vector<std::thread> m_connections; // accept thread only, until joined
    mutable std::mutex m_mutex;
    std::string m_lastHead;   // guarded by m_mutex
    std::set<int> m_relaying; // guarded by m_mutex
    std::thread m_acceptor;
};

} // namespace holdpoint::test
