// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <cstdint>
#include <map>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace holdpoint::test {

struct HttpAnswer
{
    int status = 0;                             // 0: none came
    std::map<std::string, std::string> headers; // names in lower case
    std::string body;
};

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

/// One blocking HTTP/1.1 connection to 127.0.0.1 for tests. A step that takes over 20 s counts as no answer.
class HttpClient
{
public:
    explicit HttpClient(std::uint16_t port) : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        const timeval limit{20, 0};
        ::setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        ::setsockopt(m_socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(m_socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
            close();
        }
    }
    ~HttpClient() { close(); }
    HttpClient(HttpClient&& other) noexcept : m_socket(std::exchange(other.m_socket, -1)), m_input(std::move(other.m_input)) {}
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    bool isConnected() const { return m_socket >= 0; }
    int descriptor() const { return m_socket; }

    HttpAnswer get(const std::string& target, const HttpHeaders& headers = {}) { return request("GET", target, "", headers); }
    HttpAnswer post(const std::string& target, const std::string& body, const HttpHeaders& headers = {})
    {
        return request("POST", target, body, headers);
    }
    HttpAnswer put(const std::string& target, const std::string& body) { return request("PUT", target, body); }
    HttpAnswer request(const std::string& method, const std::string& target, const std::string& body,
                       const HttpHeaders& headers = {})
    {
        std::string text = method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
        for (const auto& [name, value] : headers) {
            text += name + ": " + value + "\r\n";
        }
        if (method != "GET" && method != "HEAD") {
            text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
        }
        return send(text + "\r\n" + body) ? readAnswer(method == "HEAD") : HttpAnswer{};
    }

    /// Bytes as they are; false if the other side is gone.
    bool send(std::string_view bytes)
    {
        while (!bytes.empty()) {
            const auto sent = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) {
                return false;
            }
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    /// The next answer on the connection; what follows it stays for the next call.
    HttpAnswer readAnswer(bool isHead = false)
    {
        std::size_t end = 0;
        while ((end = m_input.find("\r\n\r\n")) == std::string::npos) {
            if (!readMore()) {
                return {};
            }
        }
        HttpAnswer answer = parseHead(m_input.substr(0, end + 2));
        m_input.erase(0, end + 4);
        const auto length = answer.headers.find("content-length");
        const std::size_t size = isHead || length == answer.headers.end() ? 0 : std::stoul(length->second);
        while (m_input.size() < size) {
            if (!readMore()) {
                return {};
            }
        }
        answer.body = m_input.substr(0, size);
        m_input.erase(0, size);
        return answer;
    }

    /// Reads until the other side closes: true if it did so orderly, false after a reset or 20 s.
    bool isClosedByPeer()
    {
        while (readMore()) {
        }
        return m_lastError == 0;
    }
    bool wasReset() const { return m_lastError == ECONNRESET; }

    void close()
    {
        if (m_socket >= 0) {
            ::close(std::exchange(m_socket, -1));
        }
    }

private:
    bool readMore()
    {
        char buffer[16'384];
        const auto size = ::recv(m_socket, buffer, sizeof buffer, 0);
        if (size <= 0) {
            m_lastError = size == 0 ? 0 : errno;
            return false;
        }
        m_input.append(buffer, static_cast<std::size_t>(size));
        return true;
    }

    static HttpAnswer parseHead(const std::string& head)
    {
        HttpAnswer answer;
        answer.status = std::stoi(head.substr(head.find(' ') + 1, 3));
        std::size_t at = head.find("\r\n") + 2;
        while (at < head.size()) {
            const std::size_t end = head.find("\r\n", at);
            const std::size_t colon = head.find(": ", at);
            std::string name = head.substr(at, colon - at);
            std::transform(name.begin(), name.end(), name.begin(),
                           [](unsigned char c) { return static_cast<char>(::tolower(c)); });
            answer.headers[name] = head.substr(colon + 2, end - colon - 2);
            at = end + 2;
        }
        return answer;
    }

    int m_socket = -1;
    int m_lastError = 0;
    std::string m_input;
};

} // namespace holdpoint::test
