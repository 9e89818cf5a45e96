// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/base/secret.h"

#include <atomic>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

inline constexpr std::size_t kKeptOutput = std::size_t{64} << 10U; // bytes of a command's output, of each stream

struct CommandResult
{
    int exitCode = -1; // -1: ended by a signal
    int signal = 0;
    std::string out; // the first bytes of each, kKeptOutput unless told
    std::string err;
    std::string outEnd; // of what did not fit, the last 16 KiB
    std::string errEnd;
    bool isCut = false;    // more came than the first bytes
    bool isOutCut = false; // and something between them and the end was left out
    bool isErrCut = false;
    bool isTimeout = false; // ended by us
    Nanos took{};
};

/// Runs an argv list and waits for it; no shell, stdin is `input`. All its processes end with it, also those that left its group
/// or session: after `timeout`, when `isStopped` says so or this process ends, and what it left behind after its own end. `more`
/// goes into its environment. Of each stream the first `kept` bytes are. Blocks its thread.
Result<CommandResult> runCommand(const std::vector<std::string>& argv, const std::filesystem::path& folder, Nanos timeout,
                                 const std::atomic<bool>* isStopped = nullptr, const std::map<std::string, Secret>& more = {},
                                 std::string_view input = {}, std::size_t kept = kKeptOutput);

} // namespace holdpoint
