// SPDX-License-Identifier: GPL-3.0-or-later
// RTC scenarios against the staging service, and against servers that break the protocol.
#include "core/base/file.h"
#include "core/rtc/rtc_runner.h"
#include "tests/integration/rtc/rude_sockets.h"
#include "tests/support/eventually.h"
#include "tests/support/load_plan.h"
#include "tests/support/nginx_process.h"
#include "tests/support/silent_port.h"
#include "tests/support/staging_program.h"

#include <QSslCertificate>
#include <QSslSocket>
#include <QUrl>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <sys/resource.h>
#include <unistd.h>

using namespace holdpoint;
using namespace holdpoint::test;
using namespace std::chrono_literals;

namespace {

Step socketStep(const std::string& target, Nanos session, Nanos every = 100ms)
{
    Step step;
    step.kind = StepKind::WebSocket;
    step.name = "rtc";
    step.websocket.target = target;
    step.websocket.session = session;
    step.websocket.sendEvery = every;
    step.websocket.message = Json{{"seq", "{{seq}}"}, {"from", "{{vu}}"}, {"sent", "{{now_us}}"}};
    step.websocket.expectFromOthers = true;
    step.websocket.expectOrdered = true;
    step.websocket.timeout = 10s;
    return step;
}

Plan roomPlan(const std::string& url, std::uint64_t vus, Nanos duration, Step step)
{
    Plan plan = planFor(url, {constantVus("participants", vus, duration, {std::move(step)})});
    plan.generator.maxLag = 1s;
    return plan;
}

class RtcLoad
{
public:
    explicit RtcLoad(const Plan& plan, const Shard& shard = {})
        : m_sockets(makeRtcSessions(plan.environment)), running(plan, shard, 1, {m_sockets.get()})
    {
        running.start();
    }
    LoadOutcome finish() { return running.finish(50s); }

private:
    std::unique_ptr<SessionRunnerFactory> m_sockets;

public:
    RunningLoad running;
};

LoadOutcome runRtc(const Plan& plan, const Shard& shard = {})
{
    return RtcLoad(plan, shard).finish();
}

double rateOf(const LoadOutcome& load, const std::string& metric)
{
    return load.totals.value(metric, {AggregateKind::Rate}).value_or(-1);
}

std::string firstError(const LoadOutcome& load)
{
    return load.totals.errors().empty() ? "" : load.totals.errors().front().message;
}

/// What a TLS server shows, as a plan's `ca_file` would hold it.
std::string certificateOf(const std::string& url)
{
    QSslSocket socket;
    socket.setPeerVerifyMode(QSslSocket::VerifyNone);
    const QUrl place(QString::fromStdString(url));
    socket.connectToHostEncrypted(place.host(), static_cast<quint16>(place.port()));
    EXPECT_TRUE(socket.waitForEncrypted(20'000)) << socket.errorString().toStdString();
    return socket.peerCertificate().toPem().toStdString();
}

class RtcLoadTest : public testing::Test
{
protected:
    std::string start(std::vector<std::string> more = {})
    {
        std::vector<std::string> words{"--port", "0"};
        words.insert(words.end(), more.begin(), more.end());
        m_staging.emplace(words);
        return m_staging->url();
    }
    std::optional<StagingProgram> m_staging;
};

struct SocketTrouble
{
    std::string path;
    std::string errorClass;
    std::string words;
    friend void PrintTo(const SocketTrouble& trouble, std::ostream* out) { *out << trouble.path; }
};

class SocketTroubleTest : public testing::TestWithParam<SocketTrouble>
{};

} // namespace

TEST_F(RtcLoadTest, TheWorkOfItsThreadsCountsAsTheGeneratorsBusyTime)
{
    const Plan plan = roomPlan(start(), 20, 1h, socketStep("/rtc/room-1", 1h, 20ms));
    RtcLoad load(plan);
    double busy = 0;
    double cpu = 0;
    std::uint64_t tick = 0;
    EXPECT_TRUE(eventually([&] { // until the sockets alone have worked a while; nothing else here does
        const Frame frame = load.running.run.takeFrame(tick++);
        ::poll(nullptr, 0, 250);
        busy += frame.health.busy;
        cpu += frame.health.cpu;
        return cpu > 2;
    }));
    load.running.run.requestStop(0ms, "enough");
    load.finish();

    EXPECT_GT(busy, cpu / 2) << "of the busiest thread, against all of this process";
}

TEST_F(RtcLoadTest, EverybodyHearsEverybodyAndTheEndDropsNothing)
{
    const auto load = runRtc(roomPlan(start(), 6, 2s, socketStep("/rtc/room-1", 2s)));

    EXPECT_TRUE(load.isFinished);
    EXPECT_EQ(load.whyEnded, "duration reached");
    EXPECT_EQ(rateOf(load, "rtc_delivery"), 1.0);
    EXPECT_EQ(rateOf(load, "rtc_drop"), 0.0);
    EXPECT_EQ(rateOf(load, "rtc_session_drop"), 0.0);
    EXPECT_EQ(rateOf(load, "rtc_duplicate"), 0.0);
    EXPECT_EQ(rateOf(load, "rtc_reorder"), 0.0);
    EXPECT_EQ(load.count("ws_sessions"), 6);
    EXPECT_EQ(load.count("iterations"), 6);
    EXPECT_GT(load.count("ws_msgs_sent"), 6 * 10);
    EXPECT_GT(load.count("rtc_delivery"), 6 * 5 * 10);
    EXPECT_GT(load.count("ws_ping"), 0);
    EXPECT_EQ(load.count("ws_connecting"), 6);
    EXPECT_EQ(load.count("rtc_message_latency"), load.count("rtc_delivery"));
    EXPECT_EQ(load.totals.value("rtc_participants", {AggregateKind::Max}).value_or(0), 6);
    EXPECT_EQ(load.totals.value("rtc_participants", {AggregateKind::Value}).value_or(-1), 0);
    EXPECT_TRUE(load.totals.errors().empty()) << firstError(load);
}

TEST_F(RtcLoadTest, RoomsOfTwoHearOnlyEachOther)
{
    Step step = socketStep("/rtc/room-{{room}}", 1500ms);
    step.websocket.roomSize = 2;
    const auto load = runRtc(roomPlan(start(), 20, 1500ms, step));

    EXPECT_EQ(rateOf(load, "rtc_delivery"), 1.0);
    // Each message has one hearer; it may come before the sender joined and be heard without being expected.
    EXPECT_LE(load.count("rtc_delivery"), load.count("ws_msgs_sent"));
    EXPECT_LE(load.count("ws_msgs_received"), load.count("ws_msgs_sent"));
    EXPECT_GT(load.count("rtc_delivery"), 20 * 5);
}

TEST_F(RtcLoadTest, MessagesThatTheServerLosesAreDrops)
{
    Step step = socketStep("/rtc/room-1", 3s);
    step.websocket.within = 500ms;
    const auto load = runRtc(roomPlan(start({"--fault", "rtc-drop=20%"}), 6, 3s, step));

    EXPECT_TRUE(load.isFinished);
    EXPECT_GT(rateOf(load, "rtc_drop"), 0.1);
    EXPECT_LT(rateOf(load, "rtc_drop"), 0.3);
    EXPECT_LT(rateOf(load, "rtc_delivery"), 0.9);
    EXPECT_GT(load.errors("ws"), 0U);
    EXPECT_EQ(rateOf(load, "rtc_session_drop"), 0.0);
}

TEST_F(RtcLoadTest, MessagesInTheWrongOrderShow)
{
    const auto load = runRtc(roomPlan(start({"--fault", "rtc-reorder=20%"}), 6, 2s, socketStep("/rtc/room-1", 2s)));

    EXPECT_GT(rateOf(load, "rtc_reorder"), 0.02);
    EXPECT_EQ(rateOf(load, "rtc_drop"), 0.0);
    EXPECT_LT(rateOf(load, "checks{check:rtc: messages in order}"), 1.0);
    EXPECT_GT(load.errors("check"), 0U);
}

TEST_F(RtcLoadTest, ADryRunIsTwoVisitorsWhoHearEachOtherAndTellWhatTheySaid)
{
    Shard shard;
    shard.kind = RunKind::DryRun;
    const auto load = runRtc(roomPlan(start(), 50, 12min, socketStep("/rtc/room-1", 12min)), shard);

    EXPECT_EQ(load.count("ws_sessions"), 2);
    EXPECT_EQ(load.count("iterations"), 2);
    EXPECT_EQ(rateOf(load, "checks"), 1.0);
    EXPECT_TRUE(load.hasEvent("exchange rtc: {\"request\":\"GET ws://127.0.0.1"));
}

TEST_F(RtcLoadTest, AnAuthorityOfThePlanIsTrustedOverTlsAndNobodyElses)
{
    const std::string url = start({"--tls"});
    Plan plan = roomPlan(url, 2, 1s, socketStep("/rtc/room-1", 1s));

    const auto distrusted = runRtc(plan);
    EXPECT_EQ(distrusted.count("ws_connecting"), 0);
    EXPECT_GT(distrusted.errors("tls"), 0U);

    plan.environment.caPem = certificateOf(url);
    const auto trusted = runRtc(plan);
    EXPECT_EQ(trusted.count("ws_connecting"), 2);
    EXPECT_EQ(rateOf(trusted, "rtc_delivery"), 1.0);
    EXPECT_TRUE(trusted.totals.errors().empty()) << firstError(trusted);
}

TEST_F(RtcLoadTest, ASocketProvesItselfWithTheClientCertificateOfThePlan)
{
    const std::filesystem::path folder = std::filesystem::temp_directory_path() / ("rtc-client-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    const std::string stem = (folder / "client").string();
    const std::string make = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -days 2 -subj /CN=tester "
                             "-passout pass:s3cret -keyout " +
                             stem + ".key -out " + stem + ".pem 2>/dev/null";
    auto nginx =
        std::system(make.c_str()) != 0
            ? std::nullopt
            : NginxProcess::start({NginxProcess::Speaks::Tls, -1,
                                   "ssl_client_certificate " + stem +
                                       ".pem; ssl_verify_client optional; location /rtc { "
                                       "if ($ssl_client_verify != SUCCESS) { return 403; } return 418 'no sockets here'; }"});
    if (!nginx) {
        std::filesystem::remove_all(folder);
        GTEST_SKIP() << "no nginx or openssl here";
    }
    Plan plan = roomPlan(nginx->url(), 1, 500ms, socketStep("/rtc", 500ms));
    for (const char* name : {"client.pem", "client.key"}) {
        const auto text = readFile(folder / name);
        ASSERT_TRUE(text) << text.error().message;
        plan.files[name].content = Secret(*text);
    }
    std::filesystem::remove_all(folder);
    plan.environment.caPem = nginx->certificate();

    EXPECT_THAT(firstError(runRtc(plan)), testing::HasSubstr("status 403 instead of 101")) << "none was shown";
    plan.environment.transfer.certificate = CertificateFiles{"client.pem", "client.key", "s3cret"};
    EXPECT_THAT(firstError(runRtc(plan)), testing::HasSubstr("status 418 instead of 101")) << "it took the certificate";
    plan.environment.transfer.certificate->passphrase = "wrong";
    const auto unreadable = runRtc(plan);
    EXPECT_GE(unreadable.errors("tls"), 1U);
    EXPECT_THAT(firstError(unreadable), testing::HasSubstr("`passphrase` is wrong"));
}

TEST_F(RtcLoadTest, AStopEndsSessionsInOrder)
{
    RtcLoad load(roomPlan(start(), 4, 1h, socketStep("/rtc/room-1", 1h)));
    load.running.run.requestStop(Nanos::max(), "stopped by a person");
    const auto outcome = load.finish();

    EXPECT_TRUE(outcome.isFinished);
    EXPECT_EQ(outcome.whyEnded, "stopped by a person");
    EXPECT_LE(rateOf(outcome, "rtc_session_drop"), 0.0);
    EXPECT_LE(rateOf(outcome, "rtc_drop"), 0.0);
}

TEST_F(RtcLoadTest, AServerThatDiesDropsTheSessions)
{
    RtcLoad load(roomPlan(start(), 4, 3s, socketStep("/rtc/room-1", 3s)));
    m_staging->signal(SIGKILL);
    const auto outcome = load.finish();

    EXPECT_TRUE(outcome.isFinished);
    EXPECT_GT(rateOf(outcome, "rtc_session_drop"), 0.0);
    EXPECT_GT(outcome.errors("ws") + outcome.errors("connect") + outcome.errors("reset"), 0U);
}

TEST(RtcTest, AHostThatIsNotAllowedIsNeverAsked)
{
    RudeSockets server;
    Plan plan = roomPlan(server.url(), 1, 500ms, socketStep("/hold", 500ms));
    plan.environment.allowHosts = {"elsewhere.example"};
    const auto load = runRtc(plan);

    EXPECT_GT(load.errors("connect"), 0U);
    EXPECT_THAT(firstError(load), testing::HasSubstr("allow_hosts"));
    EXPECT_EQ(server.lastHead(), "");
}

TEST(RtcTest, TheHandshakeCarriesTheStepsHeaders)
{
    RudeSockets server;
    Step step = socketStep("/hold?vu={{vu}}", 300ms);
    step.websocket.headers = {{"Authorization", "Bearer {{vu}}"}, {"Origin", "http://example.com"}};
    runRtc(roomPlan(server.url(), 1, 300ms, step));

    EXPECT_THAT(server.lastHead(), testing::StartsWith("GET /hold?vu=1 HTTP/1.1\r\n"));
    EXPECT_THAT(server.lastHead(), testing::HasSubstr("Authorization: Bearer 1\r\n"));
    EXPECT_THAT(server.lastHead(), testing::HasSubstr("\r\nHoldpoint-Run: "));
    EXPECT_THAT(server.lastHead(), testing::ContainsRegex("\r\ntraceparent: 00-[0-9a-f]+-[0-9a-f]+-0[01]\r\n"));
    EXPECT_THAT(server.lastHead(), testing::HasSubstr("Origin: http://example.com\r\n"));
}

TEST(RtcTest, TheHandshakeCarriesTheEnvironmentsHeadersAndCredentialsAtHomeOnly)
{
    RudeSockets home;
    RudeSockets elsewhere;
    for (const bool isHome : {true, false}) {
        RudeSockets& asked = isHome ? home : elsewhere;
        Plan plan = roomPlan(home.url(), 1, 300ms, socketStep("ws" + asked.url().substr(4) + "/hold", 300ms));
        plan.environment.headers = {{"X-Tenant", "blue"}};
        plan.environment.transfer.auth = Auth{Auth::Kind::Basic, "anna", "pass", {}};
        runRtc(plan);

        EXPECT_THAT(asked.lastHead(), testing::HasSubstr("X-Tenant: blue\r\n"));
        EXPECT_EQ(asked.lastHead().find("Authorization: Basic YW5uYTpwYXNz\r\n") != std::string::npos, isHome)
            << asked.lastHead();
    }
}

TEST(RtcTest, ChatterThatIsNoMessageOfOursOnlyCountsAsReceived)
{
    RudeSockets server;
    const auto load = runRtc(roomPlan(server.url(), 1, 500ms, socketStep("/chatter", 500ms)));

    EXPECT_EQ(load.count("ws_msgs_received"), 5) << "the binary one too";
    EXPECT_EQ(load.count("rtc_delivery"), 0);
    EXPECT_EQ(rateOf(load, "rtc_session_drop"), 0.0);
    EXPECT_TRUE(load.totals.errors().empty()) << firstError(load);
}

TEST(RtcTest, AServerThatAnswersInBinaryIsHeard)
{
    RudeSockets server;
    const auto load = runRtc(roomPlan(server.url(), 2, 1s, socketStep("/relay", 1s)));

    EXPECT_GT(load.count("rtc_delivery"), 0);
    EXPECT_EQ(rateOf(load, "rtc_delivery"), 1.0);
    EXPECT_EQ(rateOf(load, "rtc_drop"), 0.0);
    EXPECT_GT(load.count("data_received"), 0);
}

TEST(RtcTest, AServerThatRefusesIsAskedOnceASecond)
{
    SilentPort port(SilentPort::Kind::Refusing);
    const auto load = runRtc(roomPlan(port.url(), 1, 1500ms, socketStep("/", 1s)));

    EXPECT_GE(load.errors("connect"), 1U);
    EXPECT_LE(load.errors("connect"), 3U);
    EXPECT_EQ(rateOf(load, "rtc_session_drop"), 1.0);
    EXPECT_EQ(firstError(load), "connection refused");
}

TEST(RtcTest, AServerThatNeverAnswersTheHandshakeIsATimeout)
{
    SilentPort port(SilentPort::Kind::Hanging);
    Step step = socketStep("/", 1s);
    step.websocket.timeout = 300ms;
    const auto load = runRtc(roomPlan(port.url(), 1, 2s, step));

    EXPECT_GE(load.errors("timeout"), 1U) << firstError(load);
    EXPECT_EQ(rateOf(load, "rtc_session_drop"), 1.0);
}

TEST(RtcTest, AServerThatAnswersNoPingIsDropped)
{
    RudeSockets server;
    Step step = socketStep("/hold", 1h);
    step.websocket.pongWithin = 200ms;
    const auto load = runRtc(roomPlan(server.url(), 1, 1500ms, step));

    EXPECT_GE(load.errors("ws"), 1U);
    EXPECT_THAT(firstError(load), testing::StartsWith("no pong within 200"));
    EXPECT_GT(rateOf(load, "rtc_session_drop"), 0.0);
}

TEST(RtcTest, AFullDescriptorTableIsTheGeneratorsFault)
{
    SilentPort port(SilentPort::Kind::Hanging);
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    const int next = ::dup(STDERR_FILENO);
    ::close(next);
    rlimit tight = before;
    tight.rlim_cur = static_cast<rlim_t>(next) + 30;
    ::setrlimit(RLIMIT_NOFILE, &tight);
    Step step = socketStep("/", 1h);
    step.websocket.timeout = 300ms;
    const auto load = runRtc(roomPlan(port.url(), 60, 1s, step));
    ::setrlimit(RLIMIT_NOFILE, &before);

    EXPECT_TRUE(load.isFinished);
    EXPECT_GT(load.errors("generator"), 0U) << firstError(load);
    EXPECT_EQ(load.errors("connect"), 0U) << firstError(load);
}

TEST_P(SocketTroubleTest, IsACountedErrorWithASentence)
{
    RudeSockets server;
    const auto load = runRtc(roomPlan(server.url(), 1, 500ms, socketStep(GetParam().path, 500ms)));

    EXPECT_TRUE(load.isFinished);
    EXPECT_GE(load.errors(GetParam().errorClass), 1U) << firstError(load);
    EXPECT_THAT(firstError(load), testing::HasSubstr(GetParam().words));
    EXPECT_EQ(rateOf(load, "rtc_session_drop"), 1.0);
}

INSTANTIATE_TEST_SUITE_P(Servers, SocketTroubleTest,
                         testing::Values(SocketTrouble{"/accept", "protocol", "Sec-WebSocket-Accept does not fit"},
                                         SocketTrouble{"/status/503", "http_5xx", "status 503 instead of 101"},
                                         SocketTrouble{"/status/404", "http_4xx", "status 404 instead of 101"},
                                         SocketTrouble{"/status/302", "protocol", "status 302 instead of 101"},
                                         SocketTrouble{"/garbage", "protocol", "handshake failed"},
                                         SocketTrouble{"/close/4001", "ws", "code 4001: enough"},
                                         SocketTrouble{"/close/1001", "ws", "code 1001 (going away): enough"},
                                         SocketTrouble{"/close", "ws", "code 1000 (normal, or no code)"},
                                         SocketTrouble{"/cut", "ws", "cut without a close frame (1006)"},
                                         SocketTrouble{"/opcode", "protocol", "broke the WebSocket protocol (1002)"},
                                         SocketTrouble{"/utf8", "protocol", "broke the WebSocket protocol (1007)"},
                                         SocketTrouble{"/long", "protocol", "broke the WebSocket protocol (1009)"}),
                         [](const auto& tested) {
                             std::string name;
                             for (const char c : tested.param.path) {
                                 name += std::isalnum(static_cast<unsigned char>(c)) ? std::string(1, c) : "";
                             }
                             return name;
                         });
