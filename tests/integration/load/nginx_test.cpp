// SPDX-License-Identifier: GPL-3.0-or-later
// All lanes against a real server: nginx from Debian; skipped where there is none.
#include "tests/integration/load/lane_fixture.h"
#include "tests/support/nginx_process.h"

#include <filesystem>
#include <fstream>

using namespace holdpoint;
using namespace holdpoint::test;

namespace {

class NginxTest : public LaneFixture
{
protected:
    ~NginxTest() override { client.reset(); }

    /// False: no nginx here.
    bool start(const std::string& server, NginxProcess::Speaks speaks = NginxProcess::Speaks::Plain, bool isTrusted = true)
    {
        if (isHttp2()) {
            speaks = NginxProcess::Speaks::Tls; // nginx 1.22 has no HTTP/2 beside HTTP/1.1 without
        }
        auto started = NginxProcess::start({speaks, -1, server});
        if (!started) {
            return false;
        }
        nginx = std::make_unique<NginxProcess>(std::move(*started));
        const bool isTls = speaks == NginxProcess::Speaks::Tls;
        open(nginx->url(), isTls && isTrusted ? nginx->certificate() : std::string{});
        return true;
    }

    std::unique_ptr<NginxProcess> nginx;
};

} // namespace

INSTANTIATE_TEST_SUITE_P(Lanes, NginxTest, allLanes(), nameOfLane);

TEST_P(NginxTest, AServersKeepAliveLimitCostsConnectionsAndNoRequest)
{
    if (!start("keepalive_requests 3;")) {
        GTEST_SKIP() << "no nginx here";
    }
    int connections = 0;
    for (int i = 0; i < 12; ++i) {
        const Got answered = get("/");
        EXPECT_EQ(answered.status, 200) << answered.message;
        EXPECT_EQ(answered.bodyBytes, 40U);
        connections += answered.isNewConnection ? 1 : 0;
    }
    EXPECT_EQ(connections, 4);
}

TEST_P(NginxTest, ReadsItsChunksHeadsRedirectsAndErrors)
{
    if (!start("root $folder; location /pages/ { ssi on; ssi_types *; } location /moved { return 301 /; }")) {
        GTEST_SKIP() << "no nginx here";
    }
    std::filesystem::create_directory(nginx->folder() / "pages");
    std::ofstream(nginx->folder() / "pages/page") << std::string(100'000, 'p') << "<!--#echo var=\"request_method\" -->";
    const Got chunked = get("/pages/page");
    EXPECT_EQ(chunked.status, 200) << chunked.message;
    EXPECT_EQ(chunked.head.find("chunked") != std::string::npos, !isHttp2());
    EXPECT_EQ(chunked.bodyBytes, 100'003U);
    Request head;
    head.method = "HEAD";
    head.url = "/pages/page";
    EXPECT_EQ(exchange(head).bodyBytes, 0U);
    EXPECT_EQ(get("/moved").status, 301);
    EXPECT_EQ(get("/nowhere").status, 404);
    EXPECT_FALSE(get("/").isNewConnection);
}

TEST_P(NginxTest, DecodesWhatItAskedFor)
{
    if (!start("root $folder; gzip on; gzip_types *; gzip_min_length 1;")) {
        GTEST_SKIP() << "no nginx here";
    }
    std::ofstream(nginx->folder() / "text") << std::string(50'000, 't');
    Request request;
    request.url = "/text";
    request.acceptsEncoding = true;
    const Got answered = exchange(request);
    EXPECT_EQ(answered.status, 200) << answered.message;
    EXPECT_NE(answered.head.find("gzip"), std::string::npos);
    EXPECT_EQ(answered.bodyBytes, 50'000U);
    EXPECT_EQ(answered.body.substr(0, 4), "tttt");
}

TEST_P(NginxTest, AConnectionThatIsTooOldOrMeantToBeFreshIsNotUsedAgain)
{
    if (!start("")) {
        GTEST_SKIP() << "no nginx here";
    }
    Request fresh;
    fresh.url = "/";
    fresh.isFreshConnection = true;
    EXPECT_TRUE(get("/").isNewConnection);
    EXPECT_FALSE(get("/").isNewConnection);
    EXPECT_TRUE(exchange(fresh).isNewConnection);
    EXPECT_TRUE(exchange(fresh).isNewConnection);
}

TEST_P(NginxTest, TrustsAPrivateAuthorityThatItWasGiven)
{
    if (!start("", NginxProcess::Speaks::Tls)) {
        GTEST_SKIP() << "no nginx here";
    }
    const Got first = get("/");
    EXPECT_EQ(first.status, 200) << first.message;
    EXPECT_TRUE(first.isNewConnection);
    for (int i = 0; i < 5; ++i) {
        const Got next = get("/");
        EXPECT_EQ(next.status, 200) << next.message;
        EXPECT_FALSE(next.isNewConnection);
    }
}

TEST_P(NginxTest, SendsALargeBodyOverTls)
{
    if (!start("client_max_body_size 64m;", NginxProcess::Speaks::Tls)) {
        GTEST_SKIP() << "no nginx here";
    }
    const Got answered = exchange("PUT", "/", std::string(16U << 20U, 'b'));
    EXPECT_EQ(answered.status, 200) << answered.message;
    EXPECT_EQ(get("/").status, 200);
}

TEST_P(NginxTest, AnUnknownAuthorityIsATlsError)
{
    if (!start("", NginxProcess::Speaks::Tls, false)) {
        GTEST_SKIP() << "no nginx here";
    }
    const Got answered = get("/");
    EXPECT_EQ(answered.error, ErrorClass::Tls);
    EXPECT_FALSE(answered.message.empty());
}
