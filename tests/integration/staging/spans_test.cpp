// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/staging/trace_context.h"

#include "tests/support/eventually.h"
#include "tests/support/loopback_listener.h"
#include "tests/support/running_staging.h"

namespace holdpoint {
namespace {

using test::eventually;
using test::HttpClient;
using test::RunningStaging;

/// Takes one POST on a free port, answers 200 and hands over what came.
class Collector
{
public:
    std::string url() const { return "http://127.0.0.1:" + std::to_string(m_listener.port()); }
    std::string receive() const
    {
        const auto visitor = m_listener.accept(20'000);
        if (!visitor) {
            return {};
        }
        const int socket = *visitor;
        std::string request;
        char buffer[4096];
        while (!request.ends_with("}]}]}]}")) {
            const auto size = ::recv(socket, buffer, sizeof buffer, 0);
            if (size <= 0) {
                break;
            }
            request.append(buffer, static_cast<std::size_t>(size));
        }
        const std::string_view answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
        ::send(socket, answer.data(), answer.size(), MSG_NOSIGNAL);
        ::close(socket);
        return request;
    }

private:
    LoopbackListener m_listener;
};

TEST(StagingSpanTest, SpansOfSampledRequestsReachTheCollector)
{
    Collector collector;
    StagingOptions options = RunningStaging::optionsWith({});
    options.otlpUrl = collector.url();
    RunningStaging staging(options);
    HttpClient client = staging.client();
    client.get("/api/events/1", {{"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}});
    client.get("/api/events/1", {{"traceparent", "00-11111111111111111111111111111111-b7ad6b7169203331-00"}});
    EXPECT_EQ(client.get("/health").headers.count("traceresponse"), 1U);

    const std::string request = collector.receive();

    EXPECT_TRUE(request.starts_with("POST /v1/traces HTTP/1.1\r\n")) << request;
    const auto body = parseJson(std::string_view(request).substr(request.find("\r\n\r\n") + 4), "the spans");
    ASSERT_TRUE(body) << request;
    const Json* spans = atPointer(*body, "/resourceSpans/0/scopeSpans/0/spans");
    ASSERT_NE(spans, nullptr);
    const Json& span = (*spans)[0];
    EXPECT_EQ(stringAt(span, "traceId"), "0af7651916cd43dd8448eb211c80319c");
    EXPECT_EQ(stringAt(span, "parentSpanId"), "b7ad6b7169203331");
    EXPECT_EQ(stringAt(span, "name"), "GET /api/events/{id}");
    EXPECT_EQ(integerAt(span, "kind"), 2);
    EXPECT_EQ(request.find("11111111111111111111111111111111"), std::string::npos);
    EXPECT_TRUE(eventually([&] { return staging.metric("trace_spans_exported_total") >= 1; }));
}

TEST(StagingSpanTest, ADeadCollectorCostsSpansAndNothingElse)
{
    StagingOptions options = RunningStaging::optionsWith({});
    options.otlpUrl = "http://127.0.0.1:1/";
    RunningStaging staging(options);
    HttpClient client = staging.client();

    EXPECT_TRUE(eventually([&] { return client.get("/").status == 200 && staging.metric("trace_spans_dropped_total") >= 1; }));
}

TEST(StagingSpanTest, RefusesUrlsThatAreNone)
{
    for (const std::string url : {"ftp://x", "https://127.0.0.1", "http://", "http://h:x", "http://u@h", "127.0.0.1:4318"}) {
        StagingOptions options = RunningStaging::optionsWith({});
        options.otlpUrl = url;

        EXPECT_FALSE(StagingServer::start(options)) << url;
    }
}

TEST(TraceContextTest, ContinuesLaterVersionsAndKeepsTheSampledFlag)
{
    const std::string known = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-02";

    EXPECT_FALSE(staging::continuedTrace(known, 7).isSampled);
    EXPECT_TRUE(staging::continuedTrace("cc" + known.substr(2, 52) + "3-more", 7).isSampled);
    EXPECT_TRUE(staging::continuedTrace(known + "-more", 7).isEmpty());
    EXPECT_EQ(staging::continuedTrace(known, 0).spanId, "0000000000000001");
}

} // namespace
} // namespace holdpoint
