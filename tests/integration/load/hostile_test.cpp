// SPDX-License-Identifier: GPL-3.0-or-later
// Peers that vanish, never end or break TLS, against both lanes: a class, a sentence, a sample, bounded memory, and the next
// request works.
#include "tests/integration/load/lane_fixture.h"
#include "tests/support/rude_server.h"
#include "tests/support/rude_tls.h"
#include "tests/support/silent_port.h"

#include <fstream>

using namespace holdpoint;
using namespace holdpoint::test;
using namespace std::chrono_literals;
using Then = RudeServer::Script::Then;

namespace {

constexpr std::size_t kMostMemory = 64U << 20U;

/// Bytes, of this process: "VmRSS" or "VmHWM" (the most since the last resetPeak()).
std::size_t memory(const std::string& what)
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(what + ":")) {
            return std::stoul(line.substr(line.find_first_of("0123456789"))) * 1024;
        }
    }
    return 0;
}

void resetPeak()
{
    std::ofstream("/proc/self/clear_refs") << "5";
}

class HostileTest : public LaneFixture
{
protected:
    ~HostileTest() override { client.reset(); }

    Got broken(RudeTls::End end)
    {
        RudeTls server("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", end);
        open(server.url(), server.certificate());
        const Got answered = get("/");
        client.reset();
        return answered;
    }
};

class EndlessTest : public HostileTest
{
protected:
    EndlessTest() { open(server.url()); }
    ~EndlessTest() override { client.reset(); }

    RudeServer server;
};

} // namespace

INSTANTIATE_TEST_SUITE_P(Lanes, HostileTest, bothLanes(), nameOfLane);
INSTANTIATE_TEST_SUITE_P(Lanes, EndlessTest, bothLanes(), nameOfLane);

TEST_P(HostileTest, APeerThatNeverReadsIsATimeout)
{
    const SilentPort port(SilentPort::Kind::Hanging);
    open(port.url());
    const Got answered = exchange("PUT", "/", std::string(32U << 20U, 'b'), 300ms);
    EXPECT_EQ(answered.error, ErrorClass::Timeout) << answered.message;
    EXPECT_FALSE(answered.message.empty());
}

TEST_P(EndlessTest, APeerThatVanishesInMidAnswerIsATimeoutThatShowsWhatCame)
{
    for (const std::string& piece :
         {std::string("HTTP/1.1 200 OK\r\nX-Half: y"), std::string("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")}) {
        server.script("/scripted", {{piece}, Then::Hang});
        const Got answered = exchange("GET", "/scripted", {}, 300ms);
        EXPECT_EQ(answered.error, ErrorClass::Timeout) << answered.message;
        EXPECT_TRUE(answered.head.starts_with("HTTP/1.1 200 OK")) << answered.head;
    }
    EXPECT_EQ(get("/ok").status, 200);
}

TEST_P(EndlessTest, AnAnswerWithoutEndEndsInBoundedMemory)
{
    for (const std::string path : {"body", "line", "interim", "trailers", "extension"}) {
        SCOPED_TRACE(path);
        const std::size_t before = memory("VmRSS");
        resetPeak();
        const Got answered = exchange("GET", "/endless/" + path, {}, 500ms);
        EXPECT_TRUE(answered.error == ErrorClass::Protocol || answered.error == ErrorClass::Timeout) << answered.message;
        EXPECT_EQ(answered.status, 0);
        EXPECT_FALSE(answered.message.empty());
        EXPECT_LT(memory("VmHWM"), before + kMostMemory);
    }
    EXPECT_EQ(get("/ok").status, 200);
}

TEST_P(HostileTest, ATlsAlertInMidBodyIsATlsError)
{
    const Got answered = broken(RudeTls::End::Alert);
    EXPECT_EQ(answered.error, ErrorClass::Tls) << answered.message;
    EXPECT_NE(answered.message.find("alert"), std::string::npos) << answered.message;
    EXPECT_EQ(answered.body, "hello");
}

TEST_P(HostileTest, ATlsRecordThatIsNoneIsATlsError)
{
    const Got answered = broken(RudeTls::End::BadRecord);
    EXPECT_EQ(answered.error, ErrorClass::Tls) << answered.message;
}

TEST_P(HostileTest, ATlsConnectionThatEndsInMidBodyIsAReset)
{
    for (const RudeTls::End end : {RudeTls::End::Truncated, RudeTls::End::Reset, RudeTls::End::Clean}) {
        const Got answered = broken(end);
        EXPECT_EQ(answered.error, ErrorClass::Reset) << answered.message;
        EXPECT_FALSE(answered.message.empty());
    }
}

TEST_P(HostileTest, ABodyThatEndsWithItsConnectionNeedsNoCloseNotify)
{
    for (const RudeTls::End end : {RudeTls::End::Clean, RudeTls::End::Truncated}) {
        RudeTls server("HTTP/1.1 200 OK\r\n\r\nhello", end);
        open(server.url(), server.certificate());
        const Got answered = get("/");
        EXPECT_EQ(answered.error, ErrorClass::None) << answered.message; // as browsers have it
        EXPECT_EQ(answered.body, "hello");
        client.reset();
    }
}

TEST_P(EndlessTest, DecodesBrotli)
{
    const std::string hello("\x0b\x02\x80hello\x03", 9);
    server.script("/scripted", {{"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 9\r\n\r\n" + hello}, Then::Keep});
    Request request;
    request.url = "/scripted";
    request.acceptsEncoding = true;
    const Got answered = exchange(request);
    EXPECT_EQ(answered.status, 200) << answered.message;
    EXPECT_EQ(answered.body, "hello");
    EXPECT_NE(server.requests().back().find("br"), std::string::npos);
}
