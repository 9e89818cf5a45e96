// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace holdpoint {

/// A loopback port on which nobody answers, held as long as this object lives, so that nobody else can take it.
class SilentPort
{
public:
    /// Refusing: connections are refused. Hanging: they are taken, and nothing ever comes back.
    enum class Kind { Refusing, Hanging };

    explicit SilentPort(Kind kind) : m_descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        auto* generic = static_cast<sockaddr*>(static_cast<void*>(&address));
        socklen_t length = sizeof address;
        ::bind(m_descriptor, generic, length);
        ::getsockname(m_descriptor, generic, &length);
        m_port = ntohs(address.sin_port);
        if (kind == Kind::Hanging) {
            ::listen(m_descriptor, 64);
        }
    }
    ~SilentPort()
    {
        for (const int visitor : m_visitors) {
            ::close(visitor);
        }
        ::close(m_descriptor);
    }
    SilentPort(const SilentPort&) = delete;
    SilentPort& operator=(const SilentPort&) = delete;

    std::string url() const { return "http://127.0.0.1:" + std::to_string(m_port); }
    /// Hanging: somebody has connected.
    bool hasVisitor() const
    {
        pollfd polled{m_descriptor, POLLIN, 0};
        return ::poll(&polled, 1, 0) == 1;
    }

    /// Hanging: how many connections there were so far. They stay open.
    std::size_t visitors()
    {
        while (hasVisitor()) {
            m_visitors.push_back(::accept4(m_descriptor, nullptr, nullptr, SOCK_CLOEXEC));
        }
        return m_visitors.size();
    }

private:
    int m_descriptor;
    int m_port = 0;
    std::vector<int> m_visitors;
};

} // namespace holdpoint
