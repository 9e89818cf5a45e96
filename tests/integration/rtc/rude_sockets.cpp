// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/rtc/rude_sockets.h"

#include <QByteArray>
#include <QCryptographicHash>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace holdpoint::test {

namespace {

std::string acceptKey(const std::string& head)
{
    const std::string name = "Sec-WebSocket-Key: ";
    const auto at = head.find(name) + name.size();
    const auto key = QByteArray::fromStdString(head.substr(at, head.find("\r\n", at) - at)) +
                     QByteArray("258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    return QCryptographicHash::hash(key, QCryptographicHash::Sha1).toBase64().toStdString();
}

std::string frame(unsigned char first, const std::string& payload)
{
    std::string bytes;
    bytes += static_cast<char>(first);
    bytes += static_cast<char>(payload.size());
    return bytes + payload;
}

/// What goes out after the handshake.
std::string misbehaviour(const std::string& path)
{
    if (path.starts_with("/close/")) {
        const int code = std::stoi(path.substr(7));
        return frame(0x88, std::string{static_cast<char>(code / 256), static_cast<char>(code % 256)} + "enough");
    }
    if (path == "/close") {
        return frame(0x88, "");
    }
    if (path == "/opcode") {
        return frame(0x83, "x");
    }
    if (path == "/utf8") {
        return frame(0x81, "\xff\xfe");
    }
    if (path == "/long") {
        return std::string("\x81\x7f\0\0\1\0\0\0\0\0", 10) + "abc";
    }
    if (path == "/chatter") {
        return frame(0x81, "hello") + frame(0x81, "[1,2") + frame(0x81, R"({"seq":{},"from":-1})") + frame(0x82, "\1\2") +
               frame(0x81, R"({"from":99,"seq":1})");
    }
    return "";
}

} // namespace

RudeSockets::RudeSockets()
{
    m_acceptor = std::thread([this] { acceptLoop(); });
}

RudeSockets::~RudeSockets()
{
    m_listener.stop();
    m_acceptor.join();
}

std::string RudeSockets::lastHead() const
{
    const std::scoped_lock lock(m_mutex);
    return m_lastHead;
}

void RudeSockets::acceptLoop()
{
    while (const auto visitor = m_listener.accept()) {
        m_connections.emplace_back([this, connection = *visitor] { serve(connection); });
    }
    for (std::thread& connection : m_connections) {
        connection.join();
    }
}

void RudeSockets::serve(int connection)
{
    std::string head;
    char buffer[4096];
    bool isAnswered = false;
    bool isRelaying = false;
    std::string heard;
    while (m_listener.isReadable(connection)) {
        const auto size = ::recv(connection, buffer, sizeof buffer, 0);
        if (size <= 0) {
            break;
        }
        if (isAnswered) {
            heard.append(buffer, isRelaying ? static_cast<std::size_t>(size) : 0);
            if (isRelaying && !relay(connection, heard)) {
                break;
            }
            continue;
        }
        head.append(buffer, static_cast<std::size_t>(size));
        if (head.find("\r\n\r\n") == std::string::npos) {
            continue;
        }
        isAnswered = true;
        {
            const std::scoped_lock lock(m_mutex);
            m_lastHead = head;
        }
        const auto begin = head.find(' ') + 1;
        const std::string path = head.substr(begin, head.find(' ', begin) - begin);
        std::string answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             "Sec-WebSocket-Accept: " +
                             (path == "/accept" ? "bm90IHRoZSByaWdodCBrZXkgYXQgYWw=" : acceptKey(head)) + "\r\n\r\n" +
                             misbehaviour(path);
        if (path == "/garbage") {
            answer = "220 smtp.example.com ESMTP\r\n\r\n";
        } else if (path.starts_with("/status/")) {
            answer = "HTTP/1.1 " + path.substr(8) + " No\r\nContent-Length: 0\r\n\r\n";
        }
        ::send(connection, answer.data(), answer.size(), MSG_NOSIGNAL);
        if (path == "/cut") {
            break;
        }
        isRelaying = path == "/relay";
        if (isRelaying) {
            const std::scoped_lock lock(m_mutex);
            m_relaying.insert(connection);
        }
    }
    {
        const std::scoped_lock lock(m_mutex);
        m_relaying.erase(connection);
    }
    ::close(connection);
}

/// Takes whole frames off `bytes`; false when the other side closes.
bool RudeSockets::relay(int connection, std::string& bytes)
{
    const auto byteAt = [&bytes](std::size_t at) { return static_cast<std::size_t>(static_cast<unsigned char>(bytes[at])); };
    while (bytes.size() >= 6) { // a head of two bytes and the mask; ours are short
        const std::size_t length = byteAt(1) & 0x7fU;
        if (bytes.size() < 6 + length) {
            return true;
        }
        std::string payload = bytes.substr(6, length);
        for (std::size_t i = 0; i < length; ++i) {
            payload[i] = static_cast<char>(static_cast<unsigned char>(payload[i]) ^ byteAt(2 + i % 4));
        }
        const std::size_t opcode = byteAt(0) & 0xfU;
        bytes.erase(0, 6 + length);
        const std::string passedOn = frame(0x82, payload);
        const std::scoped_lock lock(m_mutex);
        for (const int other : m_relaying) {
            if (opcode == 1 && other != connection) {
                ::send(other, passedOn.data(), passedOn.size(), MSG_NOSIGNAL);
            }
        }
        if (opcode == 8) {
            const std::string closing = frame(0x88, payload);
            ::send(connection, closing.data(), closing.size(), MSG_NOSIGNAL);
            return false;
        }
    }
    return true;
}

} // namespace holdpoint::test
