// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace holdpoint::test {

/// The program of a peer such as `k6`: in PATH, else where tests/support/install_peers.sh puts it. Empty if in neither.
inline std::string findPeer(const std::string& name)
{
    const auto in = [&name](const std::filesystem::path& folder) {
        std::error_code error;
        const auto file = folder / name;
        const auto status = std::filesystem::status(file, error);
        const bool isProgram = !error && std::filesystem::is_regular_file(status) &&
                               (status.permissions() & std::filesystem::perms::owner_exec) != std::filesystem::perms::none;
        return isProgram ? file.string() : std::string();
    };
    const auto variable = [](const char* key) {
        const char* value = std::getenv(key);
        return std::string(value == nullptr ? "" : value);
    };
    std::string path = variable("PATH");
    while (!path.empty()) {
        const auto colon = path.find(':');
        if (const std::string found = in(path.substr(0, colon)); !found.empty()) {
            return found;
        }
        path = colon == std::string::npos ? "" : path.substr(colon + 1);
    }
    if (const std::string own = variable("HOLDPOINT_PEERS"); !own.empty()) {
        return in(own);
    }
    const std::string cache = variable("XDG_CACHE_HOME");
    return in(std::filesystem::path(cache.empty() ? variable("HOME") + "/.cache" : cache) / "holdpoint-peers" / "bin");
}

} // namespace holdpoint::test
