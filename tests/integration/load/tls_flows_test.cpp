// SPDX-License-Identifier: GPL-3.0-or-later
// How steps travel over TLS: HTTP versions, authorities and certificates of one's own, connections that come and go. Against
// nginx from Debian; skipped where there is none.
#include "tests/support/eventually.h"
#include "tests/support/load_plan.h"
#include "tests/support/nginx_process.h"
#include "tests/support/staging_program.h"

#include "core/plan/plan_reader.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <optional>

using namespace holdpoint;
using namespace holdpoint::test;

namespace {

class TlsFlowsTest : public testing::Test
{
protected:
    TlsFlowsTest()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "holdpoint-tls-XXXXXX").string();
        if (::mkdtemp(pattern.data()) != nullptr) {
            folder = pattern;
        }
    }
    ~TlsFlowsTest() override
    {
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
    }

    /// False: no nginx here.
    bool start(const std::string& server = "")
    {
        auto started = NginxProcess::start(
            {NginxProcess::Speaks::Tls, -1,
             server + " location /who { return 200 '$server_protocol c=$connection $ssl_session_reused $ssl_client_s_dn'; }"});
        if (started) {
            nginx.emplace(std::move(*started));
            std::ofstream(folder / "ca.pem") << nginx->certificate();
        }
        return nginx.has_value();
    }

    Plan read(const std::string& flow, const std::string& environment, const std::string& scenario, const std::string& url,
              int iterations)
    {
        PlanReading reading = readPlanText("holdpoint: 1\nname: Tls\nenvironment: {base_url: \"" +
                                               (url.empty() ? nginx->url() : url) + "\", allow_hosts: [127.0.0.1]" + environment +
                                               "}\ntests:\n  t:\n    scenarios:\n      one: {executor: " +
                                               "per-vu-iterations, vus: 1, iterations: " + std::to_string(iterations) +
                                               ", max_duration: 30s" + scenario + ", flow: " + flow + "}\n",
                                           folder / "plan.yaml", {});
        for (const PlanFault& fault : reading.faults) {
            ADD_FAILURE() << fault.text();
        }
        return std::move(reading.plan);
    }

    LoadOutcome run(const std::string& flow, const std::string& environment, const std::string& scenario, RunKind kind,
                    const std::string& url = "", int iterations = 2)
    {
        Shard shard;
        shard.kind = kind;
        return runLoad(read(flow, environment, scenario, url, iterations), shard);
    }

    /// Two iterations over connections that are opened before; `opened` and `failed` of them.
    LoadOutcome runConnected(const std::string& flow, const std::string& environment, const std::string& url,
                             std::uint64_t opened, std::uint64_t failed)
    {
        RunningLoad load(read(flow, environment, "", url, 2));
        load.run.connect();
        EXPECT_TRUE(eventually([&load] { return load.run.connecting().isDone; }));
        EXPECT_EQ(load.run.connecting().opened, opened);
        EXPECT_EQ(load.run.connecting().failed, failed) << load.run.connecting().fault;
        load.start();
        return load.finish();
    }
    LoadOutcome once(const std::string& flow, const std::string& environment = ", ca_file: ca.pem")
    {
        return run(flow, environment, "", RunKind::DryRun);
    }

    static void expectGood(const LoadOutcome& load)
    {
        for (const ErrorCount& error : load.totals.errors()) {
            ADD_FAILURE() << error.errorClass << ": " << error.message;
        }
        EXPECT_GT(load.count("http_reqs"), 0);
    }

    std::filesystem::path folder;
    std::optional<NginxProcess> nginx;
};

} // namespace

TEST_F(TlsFlowsTest, AStepSpeaksTheVersionThatItAsksFor)
{
    if (!start()) {
        GTEST_SKIP() << "no nginx here";
    }
    const auto load =
        once("[{get: /who, checks: {body: HTTP/1.1}}, {get: /who, version: 2, checks: {body: HTTP/2.0}}, "
             "{get: /who, version: auto, checks: {body: HTTP/2.0}}, {post: /, version: 2, json: {a: 1}, checks: {status: 200}}, "
             "{get: /who, version: auto, compression: true, checks: {body: HTTP/2.0}}]");
    expectGood(load);
    EXPECT_EQ(load.count("http_routes{lane:fast,name:GET /who,proto:HTTP/1.1}"), 1);
    EXPECT_EQ(load.count("http_routes{lane:h2,name:GET /who,proto:HTTP/2.0}"), 2);
    EXPECT_EQ(load.count("http_routes{lane:multi,name:GET /who,proto:HTTP/2.0}"), 1);
}

TEST_F(TlsFlowsTest, ABatchOverHttp2SharesOneConnection)
{
    if (!start()) {
        GTEST_SKIP() << "no nginx here";
    }
    const std::string same = "{get: /who, checks: {body: \"HTTP/2.0 c={{first}} \"}}";
    const auto load = once("[{get: /who, extract: {first: \"regex 'c=(.+?) '\"}}, {batch: [" + same + ", " + same + ", " + same +
                               ", " + same + ", " + same + ", " + same + "], name: page}]",
                           ", ca_file: ca.pem, version: 2");
    expectGood(load);
    EXPECT_EQ(load.count("http_reqs"), 7);
    EXPECT_GT(load.count("data_received"), 7 * 40);
    EXPECT_GT(load.count("data_sent"), 0);
}

TEST_F(TlsFlowsTest, ConnectionsThatAreOpenedBeforeAreSharedAndNoRequestShakesHands)
{
    if (!start()) {
        GTEST_SKIP() << "no nginx here";
    }
    // `auto` finds the one that `2` opened.
    const auto load = runConnected("[{get: /who, checks: {body: HTTP/1.1}}, {get: /who, version: 2, checks: {body: HTTP/2.0}}, "
                                   "{get: /who, version: auto, checks: {body: HTTP/2.0}}]",
                                   ", ca_file: ca.pem", "", 2, 0);
    expectGood(load);
    EXPECT_EQ(load.count("http_reqs"), 6);
    EXPECT_EQ(load.totals.value("http_req_tls_handshaking", {AggregateKind::Max}), 0.0);
    EXPECT_EQ(load.totals.value("http_req_connecting", {AggregateKind::Max}), 0.0);
}

TEST_F(TlsFlowsTest, AConnectionOpenedBeforeThatBecomesHttp1IsUsedAsSuch)
{
    StagingProgram staging({"--port", "0", "--tls"});
    const std::string url = staging.url();
    const auto load = runConnected("[{get: /health, version: auto}]", ", insecure_tls_hosts: [127.0.0.1]", url, 1, 0);
    expectGood(load);
    EXPECT_EQ(load.count("http_routes{lane:fast,name:GET /health,proto:HTTP/1.1}"), 2);
    EXPECT_EQ(load.totals.value("http_req_tls_handshaking", {AggregateKind::Max}), 0.0);

    const auto refused = runConnected("[{get: /health, version: 2}]", ", insecure_tls_hosts: [127.0.0.1]", url, 0, 1);
    EXPECT_EQ(refused.errors("protocol"), 2U);
    const auto distrusted = runConnected("[{get: /health}]", "", url, 0, 1);
    EXPECT_EQ(distrusted.errors("tls"), 2U);
}

TEST_F(TlsFlowsTest, AServerWithoutHttp2FailsAStepThatAsksForIt)
{
    StagingProgram staging({"--port", "0", "--tls"});
    const std::string url = staging.url();
    ASSERT_TRUE(url.starts_with("https://")) << url;
    const auto load = run("[{get: /health, version: 2}, {get: /health, version: auto}, {get: /health}]",
                          ", insecure_tls_hosts: [127.0.0.1]", "", RunKind::DryRun, url);

    EXPECT_EQ(load.errors("protocol"), 1U);
    ASSERT_EQ(load.totals.errors().size(), 1U);
    EXPECT_EQ(load.totals.errors().front().message, "the server does not speak HTTP/2, which the step asks for (`version: 2`)");
    EXPECT_EQ(load.count("http_reqs"), 3);
}

TEST_F(TlsFlowsTest, AnAuthorityOfOnesOwnIsTrustedWhenThePlanNamesIt)
{
    if (!start()) {
        GTEST_SKIP() << "no nginx here";
    }
    expectGood(once("[{get: /who}, {get: /who, compression: true}]"));
    const auto distrusted = once("[{get: /who}, {get: /who, compression: true}]", "");
    EXPECT_EQ(distrusted.errors("tls"), 2U);
}

TEST_F(TlsFlowsTest, AClientProvesItselfWithItsCertificate)
{
    const std::string stem = (folder / "client").string();
    const std::string make = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -days 2 -subj /CN=tester "
                             "-passout pass:s3cret -keyout " +
                             stem + ".key -out " + stem + ".pem 2>/dev/null";
    if (std::system(make.c_str()) != 0 || !start("ssl_client_certificate " + stem + ".pem; ssl_verify_client on;")) {
        GTEST_SKIP() << "no nginx or openssl here";
    }
    const std::string proven = ", ca_file: ca.pem, client_certificate: {cert: client.pem, key: client.key, passphrase: s3cret}";
    const std::string check = "checks: {body: CN=tester}";
    expectGood(once("[{get: /who, " + check + "}, {get: /who, version: 2, " + check + "}]", proven));

    const auto unproven = once("[{get: /who}]");
    EXPECT_EQ(unproven.errors("http_4xx"), 1U) << "nginx answers 400 without a certificate";
    const auto wrong =
        once("[{get: /who}]", ", ca_file: ca.pem, client_certificate: {cert: client.pem, key: client.key, passphrase: no}");
    EXPECT_EQ(wrong.errors("tls"), 1U);
}

TEST_F(TlsFlowsTest, NewUsersShakeHandsInFull)
{
    if (!start()) {
        GTEST_SKIP() << "no nginx here";
    }
    for (const char* mode : {", connections: per_iteration", ", connections: per_request"}) {
        for (const char* lane : {"{get: /who, name: fast, ", "{get: /who, name: two, version: 2, ",
                                 "{get: /who, name: multi, compression: true, "}) {
            const auto load =
                run(std::string("[") + lane + "checks: {body: \" . \"}}]", ", ca_file: ca.pem", mode, RunKind::Load);
            expectGood(load); // `.` is nginx's word for a session that is not resumed, `r` for one that is
            EXPECT_EQ(load.count("http_reqs"), 2);
            EXPECT_GT(load.totals.value("http_req_tls_handshaking", {AggregateKind::Min}).value_or(0), 0.0) << mode << lane;
        }
    }
}

TEST_F(TlsFlowsTest, AConnectionIsNotUsedBeyondItsAge)
{
    if (!start()) {
        GTEST_SKIP() << "no nginx here";
    }
    for (const char* lane : {"get: /who", "get: /who, version: 2", "get: /who, compression: true"}) {
        const std::string flow = std::string("[{") + lane + ", extract: {first: \"regex 'c=(.+?) '\"}}, {" + lane +
                                 ", checks: {body: \"c={{first}} \"}, name: young}, {think: 2050ms}, {" + lane +
                                 ", checks: {body: \"c={{first}} \"}, name: old}]";
        const auto load = run(flow, ", ca_file: ca.pem, connection_max_age: 1s", "", RunKind::Load, "", 1);
        EXPECT_EQ(load.totals.value("checks{name:young}", {AggregateKind::Rate}), 1.0) << lane;
        EXPECT_EQ(load.totals.value("checks{name:old}", {AggregateKind::Rate}), 0.0) << lane;
    }
}
