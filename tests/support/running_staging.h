// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/staging/staging_server.h"
#include "core/base/json.h"
#include "tests/support/http_client.h"

#include <gtest/gtest.h>
#include <thread>

namespace holdpoint::test {

/// The staging service on a free port, served by a thread of the test's own, until the end of the scope.
class RunningStaging
{
public:
    explicit RunningStaging(std::vector<std::string> faults = {}) : RunningStaging(optionsWith(std::move(faults))) {}
    explicit RunningStaging(const StagingOptions& options)
    {
        auto started = StagingServer::start(options);
        if (!started) {
            ADD_FAILURE() << started.error().message;
            std::abort();
        }
        m_server = *std::move(started);
        m_thread = std::thread([this] { m_server->run(); });
    }
    ~RunningStaging() { stop(); }
    RunningStaging(const RunningStaging&) = delete;
    RunningStaging& operator=(const RunningStaging&) = delete;

    static StagingOptions optionsWith(std::vector<std::string> faults)
    {
        StagingOptions options;
        options.port = 0;
        options.faults = std::move(faults);
        options.seed = 4711;
        return options;
    }

    std::uint16_t port() const { return m_server->port(); }
    std::string url() const { return m_server->url(); }
    HttpClient client() const { return HttpClient(port()); }
    /// GET over a connection of its own, as JSON; null if it is none.
    Json json(const std::string& target) const
    {
        const auto parsed = parseJson(client().get(target).body, target);
        return parsed ? *parsed : Json();
    }
    /// The value of one line of /metrics, -1 without it.
    double metric(const std::string& series) const
    {
        const std::string text = "\n" + client().get("/metrics").body;
        const auto at = text.find("\n" + series + " ");
        return at == std::string::npos ? -1 : std::stod(text.substr(at + series.size() + 2));
    }
    void setFaults(const std::string& json) const
    {
        const auto answer = client().put("/_staging/faults", json);
        EXPECT_EQ(answer.status, 200) << answer.body;
    }
    void stop()
    {
        if (m_thread.joinable()) {
            m_server->stop();
            m_thread.join();
        }
    }

private:
    std::unique_ptr<StagingServer> m_server;
    std::thread m_thread;
};

} // namespace holdpoint::test
