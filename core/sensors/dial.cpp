// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sensors/dial.h"

#include "core/base/text.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <future>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace holdpoint {

namespace {

struct Resolved
{
    int failure = 0;
    std::vector<std::string> addresses;
};

Resolved lookUp(const std::string& host)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    Resolved resolved;
    resolved.failure = ::getaddrinfo(host.c_str(), nullptr, &hints, &found);
    for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
        std::string text(INET6_ADDRSTRLEN + 16, '\0');
        if (::getnameinfo(each->ai_addr, each->ai_addrlen, text.data(), static_cast<socklen_t>(text.size()), nullptr, 0,
                          NI_NUMERICHOST) == 0) {
            text.resize(std::strlen(text.c_str()));
            if (std::find(resolved.addresses.begin(), resolved.addresses.end(), text) == resolved.addresses.end()) {
                resolved.addresses.push_back(text);
            }
        }
    }
    if (found != nullptr) {
        ::freeaddrinfo(found);
    }
    return resolved;
}

/// A connection to one address; its error is 0 if it stands.
std::pair<Socket, int> connectTo(const std::string& address, std::uint16_t port, Nanos left)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    addrinfo* place = nullptr;
    if (::getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &place) != 0) {
        return {Socket(), EINVAL};
    }
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owned(place, ::freeaddrinfo);
    Socket socket(::socket(place->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (socket.fd() < 0) {
        return {Socket(), errno};
    }
    if (::connect(socket.fd(), place->ai_addr, place->ai_addrlen) == 0) {
        return {std::move(socket), 0};
    }
    if (errno != EINPROGRESS) {
        return {Socket(), errno};
    }
    pollfd waiting{socket.fd(), POLLOUT, 0};
    const auto millis = std::max<std::int64_t>(1, std::chrono::ceil<Millis>(left).count());
    if (::poll(&waiting, 1, static_cast<int>(millis)) <= 0) {
        return {Socket(), ETIMEDOUT};
    }
    int error = 0;
    socklen_t length = sizeof error;
    ::getsockopt(socket.fd(), SOL_SOCKET, SO_ERROR, &error, &length);
    return {error == 0 ? std::move(socket) : Socket(), error};
}

} // namespace

Answer<std::vector<std::string>> resolveHost(const std::string& host, Nanos timeout)
{
    auto task = std::make_shared<std::packaged_task<Resolved()>>([host] { return lookUp(host); });
    auto result = task->get_future();
    std::thread([task] { (*task)(); }).detach(); // getaddrinfo() cannot be ended; it ends by itself
    if (result.wait_for(timeout) != std::future_status::ready) {
        return unknown(Unknown::Kind::Timeout, "`" + host + "` was not resolved in time");
    }
    Resolved resolved = result.get();
    if (resolved.failure != 0 || resolved.addresses.empty()) {
        return unknown(Unknown::Kind::Unreachable, "`" + host + "` does not resolve: " + ::gai_strerror(resolved.failure));
    }
    return std::move(resolved.addresses);
}

Dialled dial(const TargetUrl& target, Nanos timeout)
{
    using Steady = std::chrono::steady_clock;
    Dialled result;
    const auto begin = Steady::now();
    auto addresses = resolveHost(target.host, timeout);
    result.resolve = Steady::now() - begin;
    if (!addresses.isKnown()) {
        result.failedAt = Dialled::Phase::Dns;
        result.error = addresses.unknown().reason;
        result.isTimeout = addresses.unknown().kind == Unknown::Kind::Timeout;
        return result;
    }
    result.addresses = std::move(addresses.value());
    int error = ETIMEDOUT;
    for (const std::string& address : result.addresses) {
        const auto attempt = Steady::now();
        auto [socket, failure] = connectTo(address, target.port, timeout - (attempt - begin));
        error = failure;
        result.connect = Steady::now() - attempt;
        if (failure == 0) {
            result.socket = std::move(socket);
            return result;
        }
    }
    result.failedAt = Dialled::Phase::Connect;
    result.isRefused = error == ECONNREFUSED;
    result.isTimeout = error == ETIMEDOUT;
    result.error = lowered(std::strerror(error));
    return result;
}

} // namespace holdpoint
