// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>

namespace holdpoint {

/// nginx with one worker on a free loopback port, answering GET / with 40 bytes of JSON; ends with this object.
class NginxProcess
{
public:
    /// nullopt if there is no nginx, or it does not answer within 5 s. `core` is the CPU it is bound to.
    static std::optional<NginxProcess> start(int core);
    NginxProcess(NginxProcess&& other) noexcept;
    NginxProcess& operator=(NginxProcess&&) = delete;
    ~NginxProcess();

    std::string url() const { return "http://127.0.0.1:" + std::to_string(m_port); }

private:
    NginxProcess(pid_t pid, int port, std::filesystem::path folder);

    pid_t m_pid = -1;
    int m_port = 0;
    std::filesystem::path m_folder;
};

/// Binds the calling thread, and those that it starts from now on, to one CPU.
void bindToCore(int core);

} // namespace holdpoint
