// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sensors/dial.h"
#include "core/sensors/fact.h"
#include "core/sensors/tls_client.h"

#include <optional>
#include <string>
#include <string_view>

namespace holdpoint {

/// A byte stream to a host, with TLS where its scheme says so; blocks its thread until `end` at most and ends early once the
/// context is stopped.
class Wire
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    /// Unreachable, Timeout or Tls with the phase that failed. A chain that cannot be trusted, or a wrong name, is Tls too unless
    /// the plan excuses the host.
    static Answer<Wire> open(const AskContext& context, const TargetUrl& target, TimePoint end);

    /// False when the peer is gone or the time is over.
    bool write(std::string_view bytes);
    /// What has come, at most 16 KiB; nullopt when the peer is gone or the time is over.
    std::optional<std::string> read();
    bool isLate() const { return std::chrono::steady_clock::now() >= m_end; }
    Nanos connectTime() const { return m_connect; }

private:
    Wire(const AskContext& context, Socket socket, TimePoint end) : m_context(&context), m_socket(std::move(socket)), m_end(end)
    {}
    /// Waits for `events`; false when the time is over.
    bool wait(short events) const;

    const AskContext* m_context;
    Socket m_socket;
    Tls<SSL_CTX> m_tlsContext;
    Tls<SSL> m_tls; // none: plain
    TimePoint m_end;
    Nanos m_connect{};
};

} // namespace holdpoint
