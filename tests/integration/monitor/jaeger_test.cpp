// SPDX-License-Identifier: GPL-3.0-or-later
// The real Jaeger (tests/support/install_peers.sh): spans in over OTLP, services, traces and calls out of its API.
#include "core/monitor/otlp.h"
#include "tests/support/eventually.h"
#include "tests/support/jaeger_process.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::Contains;
using testing::ElementsAre;

class RealJaegerTest : public testing::Test
{
protected:
    void SetUp() override
    {
        if (const std::string why = test::JaegerProcess::whyMissing(); !why.empty()) {
            GTEST_SKIP() << why;
        }
        jaeger = std::make_unique<test::JaegerProcess>(folder.path() / "jaeger.log");
        ASSERT_TRUE(test::eventually([this] { return client().services().isKnown(); }, std::chrono::seconds{60}))
            << client().services().unknown().reason;
    }

    JaegerClient client() { return {fetcher, serviceAt(jaeger->queryUrl())}; }
    Service collector() const { return serviceAt(jaeger->otlpUrl()); }

    static Json resource(const std::string& service, Json span)
    {
        return Json{{"resource", {{"attributes", {{{"key", "service.name"}, {"value", {{"stringValue", service}}}}}}}},
                    {"scopeSpans", {{{"spans", Json::array({std::move(span)})}}}}};
    }
    /// `web` calls `api` for 800 of its 1,000 ms, which fails.
    void sendCall(const std::string& traceId, WallTime at)
    {
        const auto span = [&](const char* id, const char* parent, const char* name, Millis from, Millis length, int code) {
            return Json{{"traceId", traceId},
                        {"spanId", id},
                        {"parentSpanId", parent},
                        {"name", name},
                        {"kind", 1},
                        {"startTimeUnixNano", unixNanosText(at + from)},
                        {"endTimeUnixNano", unixNanosText(at + from + length)},
                        {"status", {{"code", code}}}};
        };
        const Json body{{"resourceSpans",
                         {resource("web", span("00000000000000a1", "", "GET /shop", Millis{0}, Millis{1000}, 1)),
                          resource("api", span("00000000000000a2", "00000000000000a1", "SELECT", Millis{100}, Millis{800}, 2))}}};
        const auto sent =
            askJson(fetcher, serviceJsonRequest(collector(), "POST", "/v1/traces", dumpJson(body)), parseExportReply);
        ASSERT_TRUE(sent.isKnown()) << sent.unknown().reason;
    }

    test::TempFolder folder;
    Fetcher fetcher;
    std::unique_ptr<test::JaegerProcess> jaeger;
};

TEST_F(RealJaegerTest, KnowsNothingAtFirstAndAProbeSpanIsFoundAgain)
{
    EXPECT_TRUE(client().services().value().empty());
    const ProbeSpan probe = newProbeSpan(systemClock().wallNow());
    EXPECT_EQ(awaitTrace(fetcher, client(), probe.traceId, Millis{1}).unknown().kind, Unknown::Kind::NotFound);
    const auto sent = sendProbeSpan(fetcher, collector(), probe);
    ASSERT_TRUE(sent.isKnown()) << sent.unknown().reason;
    const auto found = awaitTrace(fetcher, client(), probe.traceId, std::chrono::seconds{30});
    ASSERT_TRUE(found.isKnown()) << found.unknown().reason;
    ASSERT_EQ(found.value().spans.size(), 1U);
    EXPECT_EQ(found.value().id, probe.traceId);
    EXPECT_EQ(found.value().spans[0].id, probe.spanId);
    EXPECT_EQ(found.value().spans[0].service, "holdpoint-probe");
    EXPECT_EQ(found.value().spans[0].duration, Millis{1});
    EXPECT_THAT(client().services().value(), Contains("holdpoint-probe"));
}

TEST_F(RealJaegerTest, SlowAndFailedTracesAndTheirSelfTimesAreFoundByTheirTime)
{
    const WallTime now = systemClock().wallNow();
    const std::string id = newProbeSpan(now).traceId;
    sendCall(id, now - std::chrono::seconds{10});
    ASSERT_TRUE(awaitTrace(fetcher, client(), id, std::chrono::seconds{30}).isKnown());
    const WallSpan span{now - std::chrono::minutes{1}, now};
    const auto slow = client().traces({"web", "", span, Millis{900}, false, 100});
    ASSERT_TRUE(slow.isKnown()) << slow.unknown().reason;
    ASSERT_EQ(slow.value().traces.size(), 1U);
    EXPECT_EQ(slow.value().traces[0].duration(), std::chrono::seconds{1});
    EXPECT_EQ(operationTimes(slow.value().traces)[0].operation, "SELECT");
    EXPECT_EQ(operationTimes(slow.value().traces)[0].self, Millis{800});
    EXPECT_TRUE(client().traces({"web", "", span, Millis{1500}, false, 100}).value().traces.empty());
    const auto failed = client().traces({"api", "", span, {}, true, 100});
    ASSERT_TRUE(failed.isKnown()) << failed.unknown().reason;
    ASSERT_EQ(failed.value().traces.size(), 1U);
    EXPECT_TRUE(failed.value().traces[0].hasFailed());
    const WallSpan before{now - std::chrono::hours{2}, now - std::chrono::hours{1}};
    EXPECT_TRUE(client().traces({"web", "", before, {}, false, 100}).value().traces.empty());
}

TEST_F(RealJaegerTest, CallsBetweenServicesAreItsDependencies)
{
    const WallTime now = systemClock().wallNow();
    const std::string id = newProbeSpan(now).traceId;
    sendCall(id, now - std::chrono::seconds{10});
    ASSERT_TRUE(awaitTrace(fetcher, client(), id, std::chrono::seconds{30}).isKnown());
    const auto calls = client().dependencies({now - std::chrono::minutes{1}, now});
    ASSERT_TRUE(calls.isKnown()) << calls.unknown().reason;
    ASSERT_EQ(calls.value().size(), 1U);
    EXPECT_EQ(calls.value()[0].parent + "->" + calls.value()[0].child, "web->api");
    EXPECT_EQ(calls.value()[0].calls, 1U);
}

} // namespace
} // namespace holdpoint
