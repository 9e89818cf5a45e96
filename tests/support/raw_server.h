// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <arpa/inet.h>
#include <array>
#include <atomic>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <sys/eventfd.h>
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
        : m_head(std::move(head)), m_piece(std::move(piece)), m_every(every),
          m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), m_stop(::eventfd(0, EFD_CLOEXEC))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        auto* generic = static_cast<sockaddr*>(static_cast<void*>(&address));
        socklen_t length = sizeof address;
        ::bind(m_listener, generic, length);
        ::getsockname(m_listener, generic, &length);
        ::listen(m_listener, 16);
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this] {
            while (waitFor(m_listener, Millis{-1})) {
                const int visitor = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
                serve(visitor);
                ::close(visitor);
            }
        });
    }
    ~RawServer()
    {
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto told = ::write(m_stop, &one, sizeof one);
        m_thread.join();
        ::close(m_listener);
        ::close(m_stop);
    }
    RawServer(const RawServer&) = delete;
    RawServer& operator=(const RawServer&) = delete;

    std::string address() const { return "127.0.0.1:" + std::to_string(m_port); }
    std::size_t bytesSent() const { return m_sent; }

private:
    /// True if the descriptor is readable; false at the end of the time, or of the server (then for ever).
    bool waitFor(int descriptor, Millis most) const
    {
        std::array<pollfd, 2> polled{pollfd{m_stop, POLLIN, 0}, pollfd{descriptor, POLLIN, 0}};
        return ::poll(polled.data(), polled.size(), static_cast<int>(most.count())) > 0 && polled[0].revents == 0;
    }
    bool isStopped() const
    {
        pollfd stop{m_stop, POLLIN, 0};
        return ::poll(&stop, 1, 0) > 0;
    }
    bool send(int visitor, const std::string& bytes)
    {
        std::size_t done = 0;
        while (done < bytes.size() && !isStopped()) {
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
        return !isStopped();
    }
    void serve(int visitor)
    {
        std::array<char, 4096> said{};
        if (!waitFor(visitor, Millis{-1}) || ::recv(visitor, said.data(), said.size(), 0) <= 0 || !send(visitor, m_head)) {
            return;
        }
        for (;;) {
            if (m_piece.empty() || m_every > Millis{0}) {
                const bool hasSpoken = waitFor(visitor, m_piece.empty() ? Millis{-1} : m_every);
                if (isStopped() || (hasSpoken && ::recv(visitor, said.data(), said.size(), 0) <= 0)) {
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
    int m_listener;
    int m_stop;
    int m_port = 0;
    std::atomic<std::size_t> m_sent = 0;
    std::thread m_thread;
};

} // namespace holdpoint::test
