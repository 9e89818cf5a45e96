// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <optional>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace holdpoint {

/// A free loopback port that listens, and an end for everybody who waits for it or for one of its connections. Any thread.
class LoopbackListener
{
public:
    LoopbackListener() : m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), m_stop(::eventfd(0, EFD_CLOEXEC))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        auto* generic = static_cast<sockaddr*>(static_cast<void*>(&address));
        socklen_t length = sizeof address;
        ::bind(m_listener, generic, length);
        ::getsockname(m_listener, generic, &length);
        m_port = ntohs(address.sin_port);
        ::listen(m_listener, 1024);
    }
    ~LoopbackListener()
    {
        ::close(m_listener);
        ::close(m_stop);
    }
    LoopbackListener(const LoopbackListener&) = delete;
    LoopbackListener& operator=(const LoopbackListener&) = delete;

    int port() const { return m_port; }
    /// Who waits goes on with a no, now and later. Join them before this ends.
    void stop() { ::eventfd_write(m_stop, 1); }
    bool isStopped() const
    {
        pollfd polled{m_stop, POLLIN, 0};
        return ::poll(&polled, 1, 0) > 0;
    }
    /// Waits (ms; -1: without end) until the connection can be read. False at the end of the time or of this listener.
    bool isReadable(int connection, int milliseconds = -1) const
    {
        pollfd polled[] = {{connection, POLLIN, 0}, {m_stop, POLLIN, 0}};
        return ::poll(polled, 2, milliseconds) > 0 && polled[1].revents == 0;
    }
    /// The next visitor, the caller's to close; nullopt once stopped, or at the end of the time (ms; -1: without end).
    std::optional<int> accept(int milliseconds = -1) const
    {
        while (isReadable(m_listener, milliseconds)) {
            if (const int connection = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC); connection >= 0) {
                return connection;
            }
        }
        return std::nullopt;
    }

private:
    int m_listener;
    int m_stop; // eventfd, readable for ever once stopped
    int m_port = 0;
};

} // namespace holdpoint
