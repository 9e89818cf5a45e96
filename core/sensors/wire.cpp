// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sensors/wire.h"

#include "core/base/text.h"
#include "core/base/tls_words.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <poll.h>
#include <sys/socket.h>

namespace holdpoint {

namespace {

constexpr Millis kTick{100}; // between looks at whether the sweep was stopped
constexpr std::size_t kBlock = std::size_t{16} << 10U;

bool isExcused(const Plan& plan, const std::string& host)
{
    const auto& hosts = plan.environment.insecureTlsHosts;
    return std::any_of(hosts.begin(), hosts.end(),
                       [&](const std::string& pattern) { return matchesWildcard(normalizedHost(pattern), host); });
}

} // namespace

Answer<Wire> Wire::open(const AskContext& context, const TargetUrl& target, TimePoint end)
{
    Dialled dialled = dial(target, std::max<Nanos>(end - std::chrono::steady_clock::now(), Millis{1}));
    if (dialled.failedAt != Dialled::Phase::Done) {
        return unknown(dialled.isTimeout ? Unknown::Kind::Timeout : Unknown::Kind::Unreachable,
                       target.hostAndPort() + ": " + dialled.error);
    }
    Wire wire(context, std::move(dialled.socket), end);
    wire.m_connect = dialled.connect;
    if (target.scheme != "https" && target.scheme != "wss") {
        return wire;
    }
    wire.m_tlsContext = tlsClientFor(context.plan);
    wire.m_tls = tlsOver(wire.m_tlsContext.get(), wire.m_socket.fd(), target);
    if (!shakeHands(wire.m_tls.get(), wire.m_socket.fd(), end)) {
        return unknown(Unknown::Kind::Tls, "no secure connection: " + handshakeWords(handshakeFault(end), target.hostAndPort()));
    }
    const Tls<X509> certificate(SSL_get1_peer_certificate(wire.m_tls.get()));
    const long chain = SSL_get_verify_result(wire.m_tls.get());
    const bool isNamed = certificate != nullptr && isForHost(certificate.get(), target.host);
    if ((chain != X509_V_OK || !isNamed) && !isExcused(context.plan, target.host)) {
        return unknown(Unknown::Kind::Tls, "no secure connection: " +
                                               certificateFault(seenCertificate(certificate.get(), chain), target.hostAndPort()));
    }
    return wire;
}

bool Wire::wait(short events) const
{
    for (;;) {
        const auto left = std::chrono::ceil<Millis>(m_end - std::chrono::steady_clock::now());
        if (left <= Millis{0} || (m_context->isStopped != nullptr && *m_context->isStopped)) {
            return false;
        }
        pollfd waiting{m_socket.fd(), events, 0};
        if (::poll(&waiting, 1, static_cast<int>(std::min(left, kTick).count())) > 0) {
            return true;
        }
    }
}

bool Wire::write(std::string_view bytes)
{
    while (!bytes.empty()) {
        if (m_tls != nullptr) {
            const int done = SSL_write(m_tls.get(), bytes.data(), static_cast<int>(std::min(bytes.size(), kBlock)));
            if (done > 0) {
                bytes.remove_prefix(static_cast<std::size_t>(done));
                continue;
            }
            const int wants = SSL_get_error(m_tls.get(), done);
            const bool isWaiting = wants == SSL_ERROR_WANT_READ || wants == SSL_ERROR_WANT_WRITE;
            if (!isWaiting || !wait(wants == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT)) {
                return false;
            }
            continue;
        }
        const auto done = ::send(m_socket.fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (done > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(done));
        } else if ((errno != EAGAIN && errno != EINTR) || !wait(POLLOUT)) {
            return false;
        }
    }
    return true;
}

std::optional<std::string> Wire::read()
{
    std::array<char, kBlock> block{};
    for (;;) {
        if (m_tls != nullptr) {
            const int count = SSL_read(m_tls.get(), block.data(), static_cast<int>(block.size()));
            if (count > 0) {
                return std::string(block.data(), static_cast<std::size_t>(count));
            }
            const int wants = SSL_get_error(m_tls.get(), count);
            const bool isWaiting = wants == SSL_ERROR_WANT_READ || wants == SSL_ERROR_WANT_WRITE;
            if (!isWaiting || !wait(wants == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT)) {
                return std::nullopt;
            }
            continue;
        }
        const auto count = ::recv(m_socket.fd(), block.data(), block.size(), 0);
        if (count > 0) {
            return std::string(block.data(), static_cast<std::size_t>(count));
        }
        if (count == 0 || (errno != EAGAIN && errno != EINTR) || !wait(POLLIN)) {
            return std::nullopt;
        }
    }
}

} // namespace holdpoint
