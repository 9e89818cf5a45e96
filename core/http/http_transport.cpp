// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/http_transport.h"

#include "core/http/fast_lane.h"

#include <csignal>

namespace holdpoint {

namespace {

class HttpTransports final : public TransportFactory
{
public:
    explicit HttpTransports(const Environment& environment) : m_hosts(std::make_shared<const HostBook>(environment))
    {
        ensureCurl();
    }

    void prepare(const std::vector<std::string>& urls) override
    {
        auto more = std::make_shared<HostBook>(*m_hosts); // lanes of a running load keep theirs
        for (const std::string& url : urls) {
            more->add(url);
        }
        m_hosts = std::move(more);
    }

    std::unique_ptr<Transport> makeTransport(Poller& poller) override { return std::make_unique<FastLane>(poller, m_hosts); }

private:
    std::shared_ptr<const HostBook> m_hosts;
};

} // namespace

void ensureCurl()
{
    static const CURLcode result = [] {
        std::signal(SIGPIPE, SIG_IGN); // libcurl's handles run with NOSIGNAL
        return curl_global_init(CURL_GLOBAL_DEFAULT);
    }();
    static_cast<void>(result);
}

std::unique_ptr<TransportFactory> makeHttpTransports(const Environment& environment)
{
    return std::make_unique<HttpTransports>(environment);
}

} // namespace holdpoint
