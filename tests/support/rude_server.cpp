// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/rude_server.h"

#include <netinet/tcp.h>
#include <optional>
#include <sys/socket.h>
#include <unistd.h>

namespace holdpoint {

namespace {

bool sendAll(int connection, std::string_view bytes, int flags = 0)
{
    while (!bytes.empty()) {
        const auto sent = ::send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL | flags);
        if (sent <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

std::string response(int status, const std::string& body, const std::string& headers = "")
{
    return "HTTP/1.1 " + std::to_string(status) + " Said\r\nContent-Type: application/json\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::size_t contentLength(const std::string& head)
{
    const auto at = head.find("Content-Length: ");
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
}

} // namespace

RudeServer::RudeServer()
{
    m_acceptor = std::thread([this] { acceptLoop(); });
}

RudeServer::~RudeServer()
{
    m_listener.stop();
    m_acceptor.join();
    for (std::thread& connection : m_connections) {
        connection.join();
    }
}

std::vector<std::string> RudeServer::requests() const
{
    const std::scoped_lock lock(m_mutex);
    return m_requests;
}

void RudeServer::acceptLoop()
{
    while (const auto visitor = m_listener.accept()) {
        const int connection = *visitor;
        ++m_connectionCount;
        const int on = 1;
        ::setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        m_connections.emplace_back([this, connection] { serve(connection); });
    }
}

void RudeServer::serve(int connection)
{
    std::string buffer;
    for (;;) {
        const auto end = buffer.find("\r\n\r\n");
        if (end != std::string::npos) {
            const std::size_t whole = end + 4 + contentLength(buffer.substr(0, end));
            if (buffer.size() >= whole) {
                const std::string request = buffer.substr(0, whole);
                buffer.erase(0, whole);
                const auto space = request.find(' ');
                if (!answer(connection, request.substr(space + 1, request.find(' ', space + 1) - space - 1), request)) {
                    break;
                }
                continue;
            }
        }
        char bytes[4096];
        const auto length = m_listener.isReadable(connection) ? ::recv(connection, bytes, sizeof bytes, 0) : 0;
        if (length <= 0) {
            break;
        }
        buffer.append(bytes, static_cast<std::size_t>(length));
    }
    ::close(connection);
    ++m_closedCount;
}

/// False: the connection is over.
bool RudeServer::answer(int connection, const std::string& path, const std::string& request)
{
    ++m_requestCount;
    std::optional<Script> script;
    {
        const std::scoped_lock lock(m_mutex);
        if (m_requests.size() < 10'000) {
            m_requests.push_back(request);
        }
        if (const auto own = m_scripts.find(path); own != m_scripts.end()) {
            script = own->second;
        }
    }
    if (script) {
        return play(connection, *script);
    }
    if (path.starts_with("/ok")) {
        sendAll(connection, response(200, R"({"results":[1,2],"name":"ok"})"));
    } else if (path == "/echo") {
        sendAll(connection, response(200, request));
    } else if (path == "/token") {
        sendAll(connection, response(200, R"({"token":"t-1","count":7})", "X-Id: abc \r\n"));
    } else if (path.starts_with("/status/")) {
        sendAll(connection, response(std::stoi(path.substr(8)), "{}"));
    } else if (path == "/redirect") {
        sendAll(connection, response(302, "", "Location: /ok\r\n"));
    } else if (path == "/huge") {
        sendAll(connection, response(200, std::string(5U << 20U, 'x')));
    } else {
        return misbehave(connection, path);
    }
    return true;
}

bool RudeServer::misbehave(int connection, const std::string& path)
{
    if (path == "/hang") {
        untilStopped(connection, "");
    } else if (path == "/reset") {
        const linger hard{1, 0};
        ::setsockopt(connection, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    } else if (path == "/garbage") {
        sendAll(connection, "this is not the protocol you are looking for\r\n\r\n");
    } else if (path == "/cut") {
        sendAll(connection, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
    } else if (path == "/trickle") {
        sendAll(connection, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
        untilStopped(connection, "x");
    } else if (path == "/header") {
        sendAll(connection, "HTTP/1.1 200 OK\r\n");
        for (int i = 0; i < 2000; ++i) {
            sendAll(connection, "X-Long: " + std::string(1000, 'h') + "\r\n");
        }
    } else if (path == "/endless/body") {
        sendAll(connection, "HTTP/1.1 200 OK\r\n\r\n");
        sendForever(connection, std::string(64U << 10U, 'b'));
    } else if (path == "/endless/line") {
        sendAll(connection, "HTTP/1.1 200 OK\r\nX-Line: ");
        sendForever(connection, std::string(64U << 10U, 'l'));
    } else if (path == "/endless/interim") {
        sendForever(connection, "HTTP/1.1 100 Continue\r\n\r\n");
    } else if (path == "/endless/trailers") {
        sendAll(connection, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n");
        sendForever(connection, "X-Trailer: " + std::string(1000, 't') + "\r\n");
    } else if (path == "/endless/extension") {
        sendAll(connection, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;");
        sendForever(connection, std::string(1000, 'e'));
    }
    return false;
}

void RudeServer::script(const std::string& path, Script script)
{
    const std::scoped_lock lock(m_mutex);
    m_scripts[path] = std::move(script);
}

/// A peer reads each piece by itself: the next one follows when the kernel has handed over what was sent, and a moment later.
/// A half-close leaves with the last piece: had it come later, a peer could not know of it when it asks again.
bool RudeServer::play(int connection, const Script& script)
{
    for (std::size_t i = 0; i < script.pieces.size(); ++i) {
        const bool isWithEnd = script.then == Script::Then::HalfClose && i + 1 == script.pieces.size();
        sendAll(connection, script.pieces[i], isWithEnd ? MSG_MORE : 0);
        if (i + 1 < script.pieces.size()) {
            ::poll(nullptr, 0, 2);
        }
    }
    switch (script.then) {
    case Script::Then::Keep:
        return true;
    case Script::Then::Close:
        return false;
    case Script::Then::HalfClose:
        ::shutdown(connection, SHUT_WR);
        untilStopped(connection, "");
        return false;
    case Script::Then::Reset: {
        const linger hard{1, 0};
        ::setsockopt(connection, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        return false;
    }
    case Script::Then::Hang:
        untilStopped(connection, "");
        return false;
    }
    return false;
}

void RudeServer::sendForever(int connection, const std::string& piece) const
{
    while (!m_listener.isStopped() && sendAll(connection, piece)) {
    }
}

/// Sends a piece now and then until the peer or this server ends.
void RudeServer::untilStopped(int connection, const std::string& piece)
{
    for (;;) {
        char byte = 0;
        const bool isPeerGone = m_listener.isReadable(connection, 50) && ::recv(connection, &byte, 1, 0) <= 0;
        if (m_listener.isStopped() || isPeerGone) {
            return;
        }
        sendAll(connection, piece);
    }
}

} // namespace holdpoint
