// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace holdpoint {

/// Names one process for good: a pid alone is used again, a start time alone begins anew with every boot.
struct ProcessIdentity
{
    std::int64_t pid = 0;
    std::int64_t startTicks = 0; // field 22 of /proc/PID/stat
    std::string bootId;          // /proc/sys/kernel/random/boot_id

    friend bool operator==(const ProcessIdentity&, const ProcessIdentity&) = default;
};

ProcessIdentity currentProcess();
/// False also for a zombie and for a process of an earlier boot.
bool isAlive(const ProcessIdentity& process);

/// Login name of the effective user, or its number.
std::string osUserName();

} // namespace holdpoint
