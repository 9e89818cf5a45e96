// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/answer.h"
#include "core/plan/target_url.h"

#include <atomic>
#include <string>
#include <vector>

namespace holdpoint {

/// A descriptor that is closed with its owner.
class Socket
{
public:
    explicit Socket(int fd = -1) : m_fd(fd) {}
    ~Socket();
    Socket(Socket&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    Socket& operator=(Socket&& other) noexcept;

    int fd() const { return m_fd; }

private:
    int m_fd;
};

/// One attempt to reach a host and port, phase by phase.
struct Dialled
{
    enum class Phase { Dns, Connect, Done };
    Phase failedAt = Phase::Done; // Done: connected
    std::string error;            // "connection refused"
    bool isRefused = false;
    bool isTimeout = false;
    std::vector<std::string> addresses;
    Nanos resolve{};
    Nanos connect{}; // of the last address that was tried
    Socket socket;   // non-blocking
};

/// The addresses of a name, or why there are none; ends after `timeout` although the system's resolver may still wait.
Answer<std::vector<std::string>> resolveHost(const std::string& host, Nanos timeout);
/// Blocks its thread for at most `timeout`, the name's look-up included.
Dialled dial(const TargetUrl& target, Nanos timeout);

} // namespace holdpoint
