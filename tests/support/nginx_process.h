// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>

namespace holdpoint {

/// nginx with one worker on a free loopback port, answering GET / with 40 bytes of JSON; ends with this object.
class NginxProcess
{
public:
    enum class Speaks { Plain, Tls }; // Tls: TLS 1.3 with a certificate of its own making, HTTP/1.1 and HTTP/2
    struct Options
    {
        Speaks speaks = Speaks::Plain;
        int core = -1;           // the CPU it is bound to; -1: any
        std::string server;      // further lines of its server block; `$folder` stands for its folder
        bool hasCounter = false; // counted() answers
        std::string identity{};  // Tls: of the files IDENTITY.crt and IDENTITY.key instead
    };
    /// nullopt if there is no nginx (or no openssl), or it does not answer within 5 s.
    static std::optional<NginxProcess> start(const Options& options);
    NginxProcess(NginxProcess&& other) noexcept;
    NginxProcess& operator=(NginxProcess&&) = delete;
    ~NginxProcess();

    const std::filesystem::path& folder() const { return m_folder; }
    /// PEM of the certificate, which is its own authority.
    std::string certificate() const;
    /// What it counted itself, over a socket of its own; nullopt without an answer within 10 s.
    struct Counted
    {
        std::uint64_t connections = 0; // open now
        std::uint64_t requests = 0;    // since its start
    };
    std::optional<Counted> counted() const;
    std::string url() const { return (m_speaks == Speaks::Tls ? "https" : "http") + ("://127.0.0.1:" + std::to_string(m_port)); }

private:
    NginxProcess(pid_t pid, int port, std::filesystem::path folder, Speaks speaks);

    pid_t m_pid = -1;
    int m_port = 0;
    std::filesystem::path m_folder;
    Speaks m_speaks = Speaks::Plain;
};

/// Binds the calling thread, and those that it starts from now on, to one CPU.
void bindToCore(int core);

} // namespace holdpoint
