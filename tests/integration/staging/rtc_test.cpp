// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/eventually.h"
#include "tests/support/running_staging.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket.hpp>

namespace holdpoint {
namespace {

using test::eventually;
using test::RunningStaging;

/// A blocking participant of a room; reading gives up after 20 s.
class Participant
{
public:
    Participant(const RunningStaging& staging, const std::string& room) : m_socket(m_io)
    {
        m_socket.next_layer().connect({boost::asio::ip::address_v4::loopback(), staging.port()});
        const timeval limit{20, 0};
        ::setsockopt(m_socket.next_layer().native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        m_socket.handshake("127.0.0.1", "/rtc/" + room, m_error);
    }

    bool isJoined() const { return !m_error; }
    void say(const std::string& text)
    {
        m_socket.text(true);
        m_socket.write(boost::asio::buffer(text));
    }
    void sayBinary(const std::string& bytes)
    {
        m_socket.binary(true);
        m_socket.write(boost::asio::buffer(bytes));
    }
    /// Empty when the session ended.
    std::string hear()
    {
        boost::beast::flat_buffer buffer;
        m_socket.read(buffer, m_error);
        return m_error ? std::string() : boost::beast::buffers_to_string(buffer.data());
    }
    std::uint16_t closeCode() const { return m_socket.reason().code; }

private:
    boost::asio::io_context m_io;
    boost::beast::error_code m_error;
    boost::beast::websocket::stream<boost::asio::ip::tcp::socket> m_socket;
};

bool haveJoined(const RunningStaging& staging, int count)
{
    return eventually([&] { return staging.metric("rtc_participants") == count; });
}

TEST(StagingRtcTest, RelaysToAllOthersOfTheRoom)
{
    RunningStaging staging;
    Participant ann(staging, "a");
    Participant bob(staging, "a");
    Participant eve(staging, "b");
    ASSERT_TRUE(haveJoined(staging, 3));

    ann.say("one");
    ann.sayBinary("not relayed");
    ann.say("two");
    eve.say("elsewhere");
    bob.say("three");

    EXPECT_EQ(bob.hear(), "one");
    EXPECT_EQ(bob.hear(), "two");
    EXPECT_EQ(ann.hear(), "three");
    EXPECT_EQ(staging.metric("rtc_messages_relayed_total"), 3);
}

TEST(StagingRtcTest, ParticipantsLeave)
{
    RunningStaging staging;
    {
        Participant ann(staging, "a");
        ASSERT_TRUE(haveJoined(staging, 1));
    }

    EXPECT_TRUE(haveJoined(staging, 0));
}

TEST(StagingRtcTest, AFullRoomHearsEverythingInOrder)
{
    constexpr int kPeople = 20;
    constexpr int kMessages = 50;
    RunningStaging staging;
    std::vector<std::unique_ptr<Participant>> people;
    for (int i = 0; i < kPeople; ++i) {
        people.push_back(std::make_unique<Participant>(staging, "room-1"));
    }
    ASSERT_TRUE(haveJoined(staging, kPeople));

    for (int message = 0; message < kMessages; ++message) {
        people.front()->say(std::to_string(message));
    }

    for (int i = 1; i < kPeople; ++i) {
        for (int message = 0; message < kMessages; ++message) {
            ASSERT_EQ(people[static_cast<std::size_t>(i)]->hear(), std::to_string(message));
        }
    }
}

TEST(StagingRtcTest, ResetSendsEverybodyAway)
{
    RunningStaging staging;
    Participant ann(staging, "a");
    ASSERT_TRUE(haveJoined(staging, 1));

    EXPECT_EQ(staging.client().post("/_staging/reset", "").status, 200);

    EXPECT_EQ(ann.hear(), "");
    EXPECT_EQ(ann.closeCode(), boost::beast::websocket::close_code::going_away);
    EXPECT_TRUE(haveJoined(staging, 0));
}

TEST(StagingRtcTest, TooLongMessagesEndTheSessionOnly)
{
    RunningStaging staging;
    Participant loud(staging, "a");
    Participant other(staging, "a");
    ASSERT_TRUE(haveJoined(staging, 2));

    loud.say(std::string(70'000, 'x'));

    EXPECT_EQ(loud.hear(), "");
    EXPECT_EQ(loud.closeCode(), boost::beast::websocket::close_code::too_big);
    EXPECT_TRUE(haveJoined(staging, 1));
}

TEST(StagingRtcTest, DropLosesAboutTheShareAsked)
{
    RunningStaging staging({"rtc-drop=20%"});
    Participant ann(staging, "a");
    Participant bob(staging, "a");
    ASSERT_TRUE(haveJoined(staging, 2));

    for (int i = 0; i < 500; ++i) {
        ann.say(std::to_string(i));
    }

    const auto handled = [&] {
        return staging.metric("rtc_messages_dropped_total") + staging.metric("rtc_messages_relayed_total");
    };
    ASSERT_TRUE(eventually([&] { return handled() == 500; }));
    EXPECT_GT(staging.metric("rtc_messages_dropped_total"), 60);
    EXPECT_LT(staging.metric("rtc_messages_dropped_total"), 140);
}

TEST(StagingRtcTest, ReorderSwapsMessagesOfOneSenderAndLosesNone)
{
    constexpr int kMessages = 300;
    RunningStaging staging({"rtc-reorder=20%"});
    Participant ann(staging, "a");
    Participant bob(staging, "a");
    ASSERT_TRUE(haveJoined(staging, 2));
    for (int i = 0; i < kMessages; ++i) {
        ann.say(std::to_string(i));
    }

    std::vector<int> heard;
    for (int i = 0; i < kMessages; ++i) {
        heard.push_back(std::stoi(bob.hear()));
    }

    int swaps = 0;
    for (std::size_t i = 1; i < heard.size(); ++i) {
        swaps += heard[i] < heard[i - 1] ? 1 : 0;
    }
    EXPECT_GT(swaps, 20);
    EXPECT_LT(swaps, 100);
    std::sort(heard.begin(), heard.end());
    for (int i = 0; i < kMessages; ++i) {
        ASSERT_EQ(heard[static_cast<std::size_t>(i)], i);
    }
}

TEST(StagingRtcTest, ErrorsRefuseTheHandshake)
{
    RunningStaging staging({"errors=100%"});

    EXPECT_FALSE(Participant(staging, "a").isJoined());
}

} // namespace
} // namespace holdpoint
