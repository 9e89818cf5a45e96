// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "tests/support/loopback_listener.h"

#include <array>
#include <atomic>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace holdpoint::test {

/// A loopback port that speaks whatever a test wants: to each visitor, one after the other, `head` once it has said something,
/// then `piece` again and again, `every` so often (0: as fast as it is taken) until the visitor or this server goes. An empty
/// piece: nothing more.
class RawServer
{
public:
    RawServer(std::string head, std::string piece, Millis every)
        : m_head(std::move(head)), m_piece(std::move(piece)), m_every(every)
    {
        m_thread = std::thread([this] {
            while (const auto visitor = m_listener.accept()) {
                serve(*visitor);
                ::close(*visitor);
            }
        });
    }
    ~RawServer()
    {
        m_listener.stop();
        m_thread.join();
    }
    RawServer(const RawServer&) = delete;
    RawServer& operator=(const RawServer&) = delete;

    std::string address() const { return "127.0.0.1:" + std::to_string(m_listener.port()); }
    std::size_t bytesSent() const { return m_sent; }

private:
    bool send(int visitor, const std::string& bytes)
    {
        std::size_t done = 0;
        while (done < bytes.size() && !m_listener.isStopped()) {
            pollfd polled{visitor, POLLOUT, 0};
            if (::poll(&polled, 1, 50) <= 0) {
                continue;
            }
            const auto count = ::send(visitor, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL | MSG_DONTWAIT);
            if (count <= 0) {
                return false;
            }
            done += static_cast<std::size_t>(count);
            m_sent += static_cast<std::size_t>(count);
        }
        return !m_listener.isStopped();
    }
    void serve(int visitor)
    {
        std::array<char, 4096> said{};
        if (!m_listener.isReadable(visitor) || ::recv(visitor, said.data(), said.size(), 0) <= 0 || !send(visitor, m_head)) {
            return;
        }
        for (;;) {
            if (m_piece.empty() || m_every > Millis{0}) {
                const bool hasSpoken = m_listener.isReadable(visitor, m_piece.empty() ? -1 : static_cast<int>(m_every.count()));
                if (m_listener.isStopped() || (hasSpoken && ::recv(visitor, said.data(), said.size(), 0) <= 0)) {
                    return;
                }
            }
            if (!send(visitor, m_piece)) {
                return;
            }
        }
    }

    const std::string m_head;
    const std::string m_piece;
    const Millis m_every;
    LoopbackListener m_listener;
    std::atomic<std::size_t> m_sent = 0;
    std::thread m_thread;
};

} // namespace holdpoint::test
