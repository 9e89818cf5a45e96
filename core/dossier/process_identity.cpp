// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/process_identity.h"

#include "core/base/file.h"
#include "core/base/text.h"
#include "core/base/units.h"

#include <array>
#include <pwd.h>
#include <unistd.h>

namespace holdpoint {

namespace {

struct ProcessStat
{
    char state = 'X';
    std::int64_t startTicks = 0;
};

/// proc(5): the name stands in parentheses and may hold blanks and parentheses itself; the state is field 3, the start field 22.
ProcessStat readStat(std::int64_t pid)
{
    constexpr std::size_t kStartAfterName = 19;
    const auto text = readFile("/proc/" + std::to_string(pid) + "/stat", 4096);
    const auto nameEnd = text ? text->rfind(')') : std::string::npos;
    if (nameEnd == std::string::npos || nameEnd + 2 >= text->size()) {
        return {};
    }
    const auto fields = split(std::string_view(*text).substr(nameEnd + 2), ' ');
    if (fields.size() <= kStartAfterName) {
        return {};
    }
    const auto ticks = parseInteger(fields[kStartAfterName]);
    return {fields[0].empty() ? 'X' : fields[0][0], ticks ? *ticks : 0};
}

std::string bootId()
{
    const auto text = readFile("/proc/sys/kernel/random/boot_id", 256);
    return text ? std::string(trimmed(*text)) : std::string();
}

} // namespace

ProcessIdentity currentProcess()
{
    const auto pid = static_cast<std::int64_t>(::getpid());
    return {pid, readStat(pid).startTicks, bootId()};
}

bool isAlive(const ProcessIdentity& process)
{
    if (process.bootId != bootId()) {
        return false;
    }
    const ProcessStat stat = readStat(process.pid);
    return stat.state != 'X' && stat.state != 'Z' && stat.startTicks == process.startTicks;
}

std::string osUserName()
{
    std::array<char, 4096> buffer{};
    struct passwd entry
    {};
    struct passwd* found = nullptr;
    const uid_t user = ::geteuid();
    if (::getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) {
        return found->pw_name;
    }
    return std::to_string(user);
}

} // namespace holdpoint
