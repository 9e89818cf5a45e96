// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/descriptor.h"
#include "core/monitor/answer.h"
#include "core/plan/target_url.h"

#include <atomic>
#include <string>
#include <vector>

namespace holdpoint {

using Socket = Descriptor;

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
