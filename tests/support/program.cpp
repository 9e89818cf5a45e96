// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/program.h"

#include "core/base/file.h"

#include <csignal>
#include <filesystem>
#include <poll.h>

namespace holdpoint {

void Program::interrupt()
{
    ::kill(-static_cast<pid_t>(pid()), SIGINT);
}

bool eventually(const std::function<bool()>& condition, int timeoutMs)
{
    const QDeadlineTimer deadline(timeoutMs);
    while (!condition()) {
        if (deadline.hasExpired()) {
            return false;
        }
        ::poll(nullptr, 0, 20);
    }
    return true;
}

std::vector<qint64> childrenOf(qint64 parent, const std::string& word)
{
    std::vector<qint64> found;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const std::string name = entry.path().filename();
        if (name.find_first_not_of("0123456789") != std::string::npos) {
            continue;
        }
        const auto status = readFile(entry.path() / "stat");
        const auto line = readFile(entry.path() / "cmdline");
        if (!status || !line) {
            continue;
        }
        // "pid (name) S ppid ..."
        const auto afterName = status->rfind(") ");
        if (afterName == std::string::npos || std::atoll(status->c_str() + afterName + 4) != parent) {
            continue;
        }
        if (line->find(word) != std::string::npos) {
            found.push_back(std::stoll(name));
        }
    }
    return found;
}

bool isAlive(qint64 pid)
{
    const auto status = readFile("/proc/" + std::to_string(pid) + "/stat");
    return status && status->find(") Z ") == std::string::npos;
}

} // namespace holdpoint
