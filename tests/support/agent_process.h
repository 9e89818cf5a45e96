// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/types.h>
#include <unistd.h>

namespace holdpoint::test {

/// The `holdpointctl agent` that this process started; 0: there is none.
inline pid_t agentOfThisProcess()
{
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        if (std::isdigit(static_cast<unsigned char>(entry.path().filename().string().front())) == 0) {
            continue;
        }
        std::ifstream status(entry.path() / "stat");
        std::ifstream words(entry.path() / "cmdline");
        const std::string stat((std::istreambuf_iterator<char>(status)), {});
        const std::string line((std::istreambuf_iterator<char>(words)), {});
        const auto name = stat.rfind(')'); // pid (name) state parent
        if (name != std::string::npos && line.find(std::string("\0agent", 6)) != std::string::npos &&
            std::atoi(stat.c_str() + name + 4) == ::getpid()) {
            return std::atoi(stat.c_str());
        }
    }
    return 0;
}

} // namespace holdpoint::test
