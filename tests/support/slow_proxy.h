// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/loopback_listener.h"

#include <atomic>
#include <chrono>
#include <deque>
#include <list>
#include <string>
#include <thread>
#include <vector>

namespace holdpoint::test {

/// A way to a TCP server on this machine on which every answer takes a while: what a database far away is like.
class SlowProxy
{
public:
    explicit SlowProxy(int serverPort) : m_server(serverPort), m_thread([this] { work(); }) {}
    ~SlowProxy()
    {
        m_listener.stop();
        m_thread.join();
    }
    SlowProxy(const SlowProxy&) = delete;
    SlowProxy& operator=(const SlowProxy&) = delete;

    int port() const { return m_listener.port(); }
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

    void connect(int client)
    {
        Pair pair;
        pair.client = client;
        pair.server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(m_server));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(pair.server, static_cast<sockaddr*>(static_cast<void*>(&address)), sizeof address) != 0) {
            close(pair);
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
        while (!m_listener.isStopped()) {
            std::vector<pollfd> polled;
            for (const Pair& pair : m_pairs) {
                polled.push_back({pair.client, POLLIN, 0});
                polled.push_back({pair.server, POLLIN, 0});
            }
            ::poll(polled.data(), polled.size(), 5);
            std::size_t next = 0;
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
            if (const auto client = m_listener.accept(0)) {
                connect(*client);
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
    LoopbackListener m_listener;
    std::list<Pair> m_pairs; // of the thread
    std::atomic<std::chrono::milliseconds> m_delay{std::chrono::milliseconds{0}};
    std::atomic<int> m_delayed{0};
    std::thread m_thread;
};

} // namespace holdpoint::test
