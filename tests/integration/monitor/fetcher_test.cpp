// SPDX-License-Identifier: GPL-3.0-or-later
// The fetch layer against servers that behave badly.
#include "core/monitor/fetcher.h"

#include "core/base/hash.h"
#include "core/base/time_format.h"
#include "core/monitor/prometheus.h"
#include "tests/support/child_process.h"
#include "tests/support/eventually.h"
#include "tests/support/nginx_process.h"
#include "tests/support/rude_server.h"
#include "tests/support/silent_port.h"
#include "tests/support/test_certificates.h"

#include <array>
#include <ctime>
#include <gmock/gmock.h>
#include <thread>

namespace holdpoint {
namespace {

using testing::HasSubstr;
using testing::Not;
using Kind = Unknown::Kind;
using Then = RudeServer::Script::Then;

constexpr const char* kToken = "token-that-nobody-sees-4711";

std::string head(int status, std::size_t length, const std::string& more = "")
{
    return "HTTP/1.1 " + std::to_string(status) + " Said\r\n" + more + "Content-Length: " + std::to_string(length) + "\r\n\r\n";
}

class FetcherTest : public testing::Test
{
protected:
    FetchRequest request(const std::string& path)
    {
        Service service = serviceAt(server.url());
        service.token = Secret(kToken);
        service.limits.whole = std::chrono::seconds{20};
        return serviceRequest(service, path);
    }
    static void expectNoToken(const Reply& reply)
    {
        EXPECT_THAT(reply.evidence.url + reply.evidence.excerpt + (reply.unknown ? reply.unknown->reason : ""),
                    Not(HasSubstr(kToken)));
    }

    RudeServer server;
    Fetcher fetcher;
};

TEST_F(FetcherTest, AnAnswerComesWithItsEvidenceAndTheTokenIsHiddenEvenWhereItIsEchoed)
{
    const Reply reply = fetcher.fetch(request("/echo"));

    ASSERT_FALSE(reply.unknown) << reply.unknown->reason;
    EXPECT_THAT(reply.body, HasSubstr(std::string("Authorization: Bearer ") + kToken));
    EXPECT_EQ(reply.evidence.status, 200);
    EXPECT_EQ(reply.evidence.url, server.url() + "/echo");
    EXPECT_GT(reply.evidence.took, Nanos{0});
    EXPECT_THAT(reply.evidence.excerpt, HasSubstr("Authorization: ***"));
    expectNoToken(reply);
}

TEST_F(FetcherTest, BasicCredentialsAndSecretsInTheUrlAreHidden)
{
    Service service = serviceAt("http://ann:pass-word-77@127.0.0.1:" + std::to_string(server.port()));
    FetchRequest basic = serviceRequest(service, "/echo", {{"key", "in-the-query-88"}});
    server.script("/echo?key=in-the-query-88", {{head(500, 200) + "ann:pass-word-77 " + base64Encode("ann:pass-word-77") +
                                                 " in-the-query-88" + std::string(150, ' ')},
                                                Then::Keep});
    basic.hidden.emplace_back("in-the-query-88");

    const Reply reply = fetcher.fetch(basic);

    ASSERT_TRUE(reply.unknown);
    EXPECT_THAT(server.requests()[0], HasSubstr("Authorization: Basic " + base64Encode("ann:pass-word-77")));
    for (const std::string& secret :
         {std::string("pass-word-77"), base64Encode("ann:pass-word-77"), std::string("in-the-query-88")}) {
        EXPECT_THAT(reply.evidence.url + reply.evidence.excerpt + reply.unknown->reason, Not(HasSubstr(secret)));
    }
}

TEST_F(FetcherTest, ARedirectToAnotherHostIsRefusedAndTheTokenStaysHere)
{
    RudeServer other;
    server.script("/away", {{head(302, 0, "Location: " + other.url() + "/echo?token=" + kToken + "\r\n")}, Then::Keep});

    const Reply reply = fetcher.fetch(request("/away"));

    ASSERT_TRUE(reply.unknown);
    EXPECT_EQ(reply.unknown->kind, Kind::Refused);
    EXPECT_THAT(reply.unknown->reason, HasSubstr("redirects to " + other.url()));
    EXPECT_EQ(other.requestCount(), 0U);
    expectNoToken(reply);
}

TEST_F(FetcherTest, ARedirectOnTheSameHostIsFollowedWithTheTokenAndNotForEver)
{
    server.script("/here", {{head(307, 0, "Location: /echo\r\n")}, Then::Keep});
    server.script("/round", {{head(302, 0, "Location: /round\r\n")}, Then::Keep});

    EXPECT_THAT(fetcher.fetch(request("/here")).body, HasSubstr(kToken));
    const Reply round = fetcher.fetch(request("/round"));
    ASSERT_TRUE(round.unknown);
    EXPECT_THAT(round.unknown->reason, HasSubstr("more than 5 times"));
    FetchRequest post = request("/here");
    post.method = "POST";
    post.isRepeatable = false;
    EXPECT_EQ(fetcher.fetch(post).unknown->kind, Kind::Refused);
}

TEST_F(FetcherTest, AnAnswerOf200MegabytesIsUnknownAndNotKept)
{
    server.script("/large", {{head(200, 200U << 20U), std::string(9U << 20U, 'x')}, Then::Hang});
    server.script(
        "/chunked",
        {{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA00000\r\n", std::string(10U << 20U, 'x') + "\r\n"}, Then::Hang});

    for (const char* path : {"/large", "/chunked"}) {
        const Reply reply = fetcher.fetch(request(path));
        ASSERT_TRUE(reply.unknown);
        EXPECT_EQ(reply.unknown->kind, Kind::Limit) << reply.unknown->reason;
        EXPECT_THAT(reply.unknown->reason, HasSubstr("larger than 8.0\u00a0MiB"));
        EXPECT_LE(reply.body.size(), 8U << 20U);
    }
    EXPECT_EQ(fetcher.fetch(request("/header")).unknown->kind, Kind::Limit);
}

TEST_F(FetcherTest, ASlowDripASilentPortAndAHangCostTheirTimeoutOnce)
{
    const auto timed = [&](FetchRequest slow) {
        slow.limits.whole = std::chrono::seconds{1};
        const Reply reply = fetcher.fetch(slow);
        ASSERT_TRUE(reply.unknown);
        EXPECT_EQ(reply.unknown->kind, Kind::Timeout) << reply.unknown->reason;
        EXPECT_THAT(reply.unknown->reason, HasSubstr("within 1\u00a0s"));
        EXPECT_LT(reply.evidence.took, std::chrono::seconds{10});
    };
    timed(request("/trickle"));
    timed(request("/hang"));
    const std::size_t before = server.requestCount();
    EXPECT_EQ(before, 2U);
    const SilentPort silent(SilentPort::Kind::Hanging);
    timed(serviceRequest(serviceAt(silent.url()), "/"));
}

TEST_F(FetcherTest, WhatIsNoAnswerSaysWhatHappened)
{
    const SilentPort refusing(SilentPort::Kind::Refusing);
    const auto reasonOf = [&](const FetchRequest& asked, Kind kind) {
        const Reply reply = fetcher.fetch(asked);
        EXPECT_TRUE(reply.unknown && reply.unknown->kind == kind) << asked.url;
        return reply.unknown ? reply.unknown->reason : std::string();
    };
    EXPECT_THAT(reasonOf(serviceRequest(serviceAt(refusing.url()), "/"), Kind::Unreachable), HasSubstr("Connection refused"));
    EXPECT_THAT(reasonOf(request("/close"), Kind::Unreachable), HasSubstr("without an answer"));
    EXPECT_THAT(reasonOf(request("/cut"), Kind::Unreachable), HasSubstr("middle of the answer"));
    EXPECT_THAT(reasonOf(request("/garbage"), Kind::Malformed), HasSubstr("HTTP"));
    EXPECT_THAT(reasonOf(serviceRequest(serviceAt("http://no-such-host.invalid"), "/"), Kind::Unreachable),
                HasSubstr("cannot be resolved"));
    EXPECT_THAT(reasonOf(serviceRequest(serviceAt("file:///etc/passwd"), ""), Kind::NotConfigured), HasSubstr("not an http"));
}

TEST_F(FetcherTest, ALimitIsWaitedForAndAPostIsNotSentTwiceAfterA503)
{
    Service service = serviceAt(server.url());
    server.script("/limited", {{head(429, 0, "Retry-After: 0\r\n")}, Then::Keep});
    FetchRequest get = serviceRequest(service, "/limited");
    EXPECT_EQ(fetcher.fetch(get).unknown->kind, Kind::RateLimited);
    EXPECT_EQ(server.requestCount(), 3U);

    FetchRequest post = serviceJsonRequest(service, "POST", "/status/503", "{}");
    EXPECT_EQ(fetcher.fetch(post).unknown->kind, Kind::Status);
    EXPECT_EQ(server.requestCount(), 4U);

    server.script("/later", {{head(429, 0, "Retry-After: 3600\r\n")}, Then::Keep});
    const Reply later = fetcher.fetch(serviceRequest(service, "/later"));
    EXPECT_EQ(server.requestCount(), 5U);
    ASSERT_TRUE(later.unknown && later.unknown->retryAt);
    EXPECT_GT(*later.unknown->retryAt, systemClock().wallNow() + std::chrono::minutes{50});
}

TEST_F(FetcherTest, StopEndsWhatIsUnderWayAtOnce)
{
    std::optional<Reply> reply;
    std::thread asking([&] { reply = fetcher.fetch(request("/hang")); });
    EXPECT_TRUE(test::eventually([&] { return server.requestCount() == 1; }));
    fetcher.stop();
    asking.join();

    ASSERT_TRUE(reply && reply->unknown);
    EXPECT_EQ(reply->unknown->kind, Kind::Cancelled);
    EXPECT_EQ(fetcher.fetch(request("/ok")).unknown->kind, Kind::Cancelled);
    EXPECT_FALSE(fetcher.pause(std::chrono::hours{1}));
}

TEST_F(FetcherTest, SourcesAreAskedInParallelAndConnectionsAreKept)
{
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            for (int k = 0; k < 10; ++k) {
                EXPECT_FALSE(fetcher.fetch(request("/ok")).unknown);
            }
        });
    }
    for (std::thread& each : threads) {
        each.join();
    }
    EXPECT_EQ(server.requestCount(), 80U);
    EXPECT_LE(server.connectionCount(), 8U);
}

TEST_F(FetcherTest, PrometheusThatAnswersAPageHalfAJsonOrNothingIsUnknown)
{
    const PrometheusClient prometheus(fetcher, serviceAt(server.url()));
    const std::string page = "<!doctype html><html><title>Sign in</title></html>";
    const std::string half = R"({"status":"success","data":{"resul)";
    for (const auto& [body, words] : std::vector<std::pair<std::string, std::string>>{
             {page, "a web page, \"Sign in\""}, {half, "not JSON"}, {"", "empty"}, {"[1,2]", "no `status`"}}) {
        server.script("/api/v1/query?query=up", {{head(200, body.size()) + body}, Then::Keep});
        const auto answer = prometheus.instant("up");
        ASSERT_TRUE(answer.isUnknown());
        EXPECT_EQ(answer.unknown().kind, Kind::Malformed);
        EXPECT_THAT(answer.unknown().reason, HasSubstr(words));
        ASSERT_EQ(answer.evidence.size(), 1U);
        EXPECT_EQ(answer.evidence[0].excerpt, body);
    }
}

TEST(FetcherTlsTest, APrivateAuthorityIsTrustedOnlyIfThePlanNamesIt)
{
    NginxProcess::Options options;
    options.speaks = NginxProcess::Speaks::Tls;
    const auto nginx = NginxProcess::start(options);
    if (!nginx) {
        GTEST_SKIP() << "no nginx or no openssl";
    }
    const FetchRequest request = serviceRequest(serviceAt(nginx->url()), "/");
    Fetcher stranger;
    const Reply refused = stranger.fetch(request);
    ASSERT_TRUE(refused.unknown);
    EXPECT_EQ(refused.unknown->kind, Kind::Tls);
    EXPECT_THAT(refused.unknown->reason, HasSubstr("self-signed"));
    EXPECT_THAT(refused.unknown->reason, HasSubstr("environment: {ca_file: FILE.pem}"));

    FetcherOptions trusting;
    trusting.caPem = nginx->certificate();
    EXPECT_FALSE(Fetcher(trusting).fetch(request).unknown);
    FetcherOptions excepted;
    excepted.insecureTlsHosts = {"127.*"};
    EXPECT_FALSE(Fetcher(excepted).fetch(request).unknown);
}

TEST(FetcherTlsTest, ARefusedCertificateSaysWhichHostWhatIsWrongAndWhatToDo)
{
    const test::TempFolder folder;
    const test::TestCertificates certificates(folder.path());
    if (!certificates.areThere()) {
        GTEST_SKIP() << "no openssl";
    }
    FetcherOptions options;
    options.caPem = certificates.caPem();
    const std::time_t yesterday = std::time(nullptr) - 86400;
    std::array<char, 16> day{};
    std::strftime(day.data(), day.size(), "%Y-%m-%d", std::gmtime(&yesterday));
    const std::map<std::string, std::vector<std::string>> words{
        {"good", {}},
        {"expired", {"expired on " + std::string(day.data()), "have it renewed"}},
        {"name", {"is for another name: elsewhere.example, www.elsewhere.example", "write a name that it holds into the URL"}},
        {"stranger", {"an authority that this machine does not know, Strange-CA", "ca_file"}}};
    for (const auto& [name, expected] : words) {
        const auto nginx = certificates.serve(name);
        if (!nginx) {
            GTEST_SKIP() << "no nginx";
        }
        const Reply reply = Fetcher(options).fetch(serviceRequest(serviceAt(nginx->url()), "/"));
        ASSERT_EQ(reply.unknown.has_value(), !expected.empty()) << name;
        for (const std::string& each : expected) {
            EXPECT_EQ(reply.unknown->kind, Kind::Tls);
            EXPECT_THAT(reply.unknown->reason, HasSubstr(each));
            EXPECT_THAT(reply.unknown->reason, HasSubstr(nginx->url().substr(8))) << "which host";
        }
    }
}

TEST(FetcherTlsTest, PlainTextBehindHttpsSaysToBeginTheUrlWithHttp)
{
    const auto nginx = NginxProcess::start({NginxProcess::Speaks::Plain, -1, "", false});
    if (!nginx) {
        GTEST_SKIP() << "no nginx";
    }
    const Reply reply = Fetcher().fetch(serviceRequest(serviceAt("https" + nginx->url().substr(4)), "/"));
    ASSERT_TRUE(reply.unknown);
    EXPECT_EQ(reply.unknown->kind, Kind::Tls);
    EXPECT_THAT(reply.unknown->reason, HasSubstr("begin the URL with http://"));
    EXPECT_THAT(reply.unknown->reason, Not(HasSubstr("routines")));
}

TEST_F(FetcherTest, TheProxyIsUsedForOtherHostsOnlyAndItsPasswordIsHidden)
{
    FetcherOptions options;
    options.proxy = Secret("http://me:proxy-pass-1@127.0.0.1:" + std::to_string(server.port()));
    Fetcher behind(options);
    server.script("http://prometheus.example/x", {{head(407, 20) + "me:proxy-pass-1 said"}, Then::Keep});

    const Reply reply = behind.fetch(serviceRequest(serviceAt("http://prometheus.example"), "/x"));

    ASSERT_TRUE(reply.unknown);
    EXPECT_EQ(reply.unknown->kind, Kind::Auth);
    EXPECT_THAT(reply.unknown->reason + reply.evidence.excerpt, Not(HasSubstr("proxy-pass-1")));
    const RudeServer direct;
    EXPECT_FALSE(behind.fetch(serviceRequest(serviceAt(direct.url()), "/ok")).unknown);
    EXPECT_EQ(direct.requestCount(), 1U);
}

} // namespace
} // namespace holdpoint
