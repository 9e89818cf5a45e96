// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <arpa/inet.h>
#include <atomic>
#include <chrono>
#include <deque>
#include <list>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace holdpoint::test {

/// A way to a TCP server on this machine on which every answer takes a while: what a database far away is like.
class SlowProxy
{
public:
    explicit SlowProxy(int serverPort) : m_server(serverPort), m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address = loopback(0);
        socklen_t length = sizeof address;
        auto* generic = static_cast<sockaddr*>(static_cast<void*>(&address));
        ::bind(m_listener, generic, length);
        ::listen(m_listener, 64);
        ::getsockname(m_listener, generic, &length);
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this] { work(); });
    }
    ~SlowProxy()
    {
        m_isEnding = true;
        m_thread.join();
        ::close(m_listener);
    }
    SlowProxy(const SlowProxy&) = delete;
    SlowProxy& operator=(const SlowProxy&) = delete;

    int port() const { return m_port; }
    /// Of answers that come from now on.
    void setDelay(std::chrono::milliseconds delay) { m_delay = delay; }
    /// Answers that were held back so far.
    int delayed() const { return m_delayed; }

private:
    using Clock = std::chrono::steady_clock;

    struct Answer
    {
        Clock::time_point due;
        std::string bytes;
    };
    struct Pair
    {
        int client = -1;
        int server = -1;
        std::deque<Answer> answers;
        bool isOver = false;
    };

    static sockaddr_in loopback(int port)
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return address;
    }

    void accept()
    {
        Pair pair;
        pair.client = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        pair.server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address = loopback(m_server);
        if (pair.client < 0 ||
            ::connect(pair.server, static_cast<sockaddr*>(static_cast<void*>(&address)), sizeof address) != 0) {
            ::close(pair.client);
            ::close(pair.server);
            return;
        }
        m_pairs.push_back(std::move(pair));
    }

    static std::string received(int from)
    {
        std::string bytes(65536, '\0');
        const auto count = ::recv(from, bytes.data(), bytes.size(), 0);
        bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
        return bytes;
    }
    static bool sent(int to, const std::string& bytes)
    {
        for (std::size_t at = 0; at < bytes.size();) {
            const auto count = ::send(to, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
            if (count <= 0) {
                return false;
            }
            at += static_cast<std::size_t>(count);
        }
        return true;
    }

    void work()
    {
        while (!m_isEnding) {
            std::vector<pollfd> polled{{m_listener, POLLIN, 0}};
            for (const Pair& pair : m_pairs) {
                polled.push_back({pair.client, POLLIN, 0});
                polled.push_back({pair.server, POLLIN, 0});
            }
            ::poll(polled.data(), polled.size(), 5);
            std::size_t next = 1;
            for (Pair& pair : m_pairs) {
                const bool isAsking = polled[next++].revents != 0;
                const bool isAnswering = polled[next++].revents != 0;
                if (isAsking) {
                    const std::string bytes = received(pair.client);
                    pair.isOver = pair.isOver || bytes.empty() || !sent(pair.server, bytes);
                }
                if (isAnswering) {
                    const auto delay = m_delay.load();
                    pair.answers.push_back({Clock::now() + delay, received(pair.server)});
                    m_delayed += delay.count() > 0 ? 1 : 0;
                }
                while (!pair.isOver && !pair.answers.empty() && pair.answers.front().due <= Clock::now()) {
                    pair.isOver = pair.answers.front().bytes.empty() || !sent(pair.client, pair.answers.front().bytes);
                    pair.answers.pop_front();
                }
            }
            if (polled[0].revents != 0) {
                accept();
            }
            m_pairs.remove_if([](const Pair& pair) { return pair.isOver && close(pair); });
        }
        for (const Pair& pair : m_pairs) {
            close(pair);
        }
    }
    static bool close(const Pair& pair)
    {
        ::close(pair.client);
        ::close(pair.server);
        return true;
    }

    int m_server;
    int m_listener;
    int m_port = 0;
    std::list<Pair> m_pairs; // of the thread
    std::atomic<std::chrono::milliseconds> m_delay{std::chrono::milliseconds{0}};
    std::atomic<int> m_delayed{0};
    std::atomic<bool> m_isEnding{false};
    std::thread m_thread;
};

} // namespace holdpoint::test
