// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

/// How the embedded staging service (contract.md §5) is started.
struct StagingOptions
{
    std::uint16_t port = 8080;                     // 0: any free one
    std::vector<std::string> faults;               // NAME=VALUE, as parseFault() takes them
    bool tls = false;                              // self-signed certificate, made in memory at start
    std::string otlpUrl;                           // http://host:port; spans go to URL/v1/traces; empty: none
    std::string webhookSecret = "whsec_rehearsal"; // shared with who signs the webhooks
    std::string version = "unversioned";           // what /health reports
    std::uint64_t seed = 0;                        // of the faults' dice; 0: another one each time
    Millis requestTimeout{30'000}; // a request or an answer that makes no progress for so long ends its connection
};

/// A fault by name and value, both checked.
struct StagingFault
{
    std::string name;
    std::string value;
};

/// `latency=lognormal:40ms:1.5`. Error::Invalid names the text, shows an example and lists all faults.
Result<StagingFault> parseFault(std::string_view text);

/// The staging service on 127.0.0.1 (and ::1 where there is one): one process, one thread, one port.
class StagingServer
{
public:
    /// Binds and listens; connections wait in the backlog until run(). Error::Refused if the port is taken or not allowed.
    static Result<std::unique_ptr<StagingServer>> start(const StagingOptions& options);
    ~StagingServer();
    StagingServer(const StagingServer&) = delete;
    StagingServer& operator=(const StagingServer&) = delete;

    std::uint16_t port() const;
    /// "http://127.0.0.1:8080"
    std::string url() const;
    /// Serves on the calling thread until stop(). Call it once.
    void run();
    /// From any thread or signal handler; run() returns soon after, also in the middle of a stall.
    void stop();

private:
    struct Impl;
    explicit StagingServer(std::unique_ptr<Impl> impl);

    std::unique_ptr<Impl> m_impl;
};

} // namespace holdpoint
