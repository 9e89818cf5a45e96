// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/child_process.h"
#include "tests/support/peer.h"
#include "tests/support/silent_port.h"

#include <memory>

namespace holdpoint::test {

/// The real Jaeger, all in one and in memory, on free loopback ports. Give it time to come up.
class JaegerProcess
{
public:
    /// Why it cannot be started here; empty if it can.
    static std::string whyMissing()
    {
        return findPeer("jaeger").empty() ? "no jaeger on this machine; tests/support/install_peers.sh builds it" : "";
    }

    explicit JaegerProcess(const std::filesystem::path& log)
        : m_process(std::make_unique<ChildProcess>(
              std::vector<std::string>{
                  "env", "SPAN_STORAGE_TYPE=memory", findPeer("jaeger"), "--memory.max-traces=10000",
                  "--query.http-server.host-port=" + m_query, "--collector.otlp.http.host-port=" + m_otlp,
                  "--query.grpc-server.host-port=" + newAddress(), "--collector.otlp.grpc.host-port=" + newAddress(),
                  "--collector.grpc-server.host-port=" + newAddress(), "--collector.http-server.host-port=" + newAddress(),
                  "--admin.http.host-port=" + newAddress()},
              log))
    {}

    std::string queryUrl() const { return "http://" + m_query; }
    std::string otlpUrl() const { return "http://" + m_otlp; }

private:
    static std::string newAddress() { return SilentPort(SilentPort::Kind::Refusing).url().substr(std::string("http://").size()); }

    std::string m_query = newAddress();
    std::string m_otlp = newAddress();
    std::unique_ptr<ChildProcess> m_process;
};

} // namespace holdpoint::test
