// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/room.h"
#include "core/load/session_desk.h"

#include <gtest/gtest.h>
#include <map>
#include <set>
#include <thread>
#include <vector>

using namespace holdpoint;
using namespace std::chrono_literals;

namespace {

using Kind = Room::Heard::Kind;

const SteadyTime kStart{1h};
const SteadyTime kIn = kStart + Room::kJoinTime;

} // namespace

TEST(RoomTest, EverybodyElseInTheRoomShouldHearAMessageOnce)
{
    Room room(5s);
    const auto ann = room.join(1, kStart);
    const auto bob = room.join(2, kStart);
    const auto cem = room.join(3, kStart);
    room.sent(ann, 1, kIn);

    EXPECT_EQ(room.heard(bob, 1, 1, kIn + 3ms).kind, Kind::InTime);
    EXPECT_EQ(room.heard(bob, 1, 1, kIn + 4ms).kind, Kind::Duplicate);
    EXPECT_FALSE(room.isSettled(ann));
    EXPECT_TRUE(room.isSettled(bob));
    const auto heard = room.heard(cem, 1, 1, kIn + 7ms);
    EXPECT_EQ(heard.kind, Kind::InTime);
    EXPECT_EQ(heard.latency, 7ms);
    EXPECT_TRUE(room.isSettled(ann));
}

TEST(RoomTest, ItsOwnEchoAndStrangersAreNobodysMessages)
{
    Room room(5s);
    const auto ann = room.join(1, kStart);
    room.join(2, kStart);
    room.sent(ann, 1, kIn);

    EXPECT_EQ(room.heard(ann, 1, 1, kIn).kind, Kind::Unexpected);
    EXPECT_EQ(room.heard(ann, 99, 1, kIn).kind, Kind::Unexpected);
}

TEST(RoomTest, WhoJustJoinedMayOrMayNotHearWhatIsSent)
{
    Room room(5s);
    const auto ann = room.join(1, kStart);
    const auto late = room.join(2, kIn);
    room.sent(ann, 1, kIn);

    EXPECT_EQ(room.heard(late, 1, 1, kIn).kind, Kind::Unexpected);
    EXPECT_EQ(room.expire(late, kIn + 1min).dropped, 0U);
}

TEST(RoomTest, AMessageIsLateFirstAndDroppedAfterwards)
{
    Room room(5s);
    const auto ann = room.join(1, kStart);
    const auto bob = room.join(2, kStart);
    room.sent(ann, 1, kIn);
    room.sent(ann, 2, kIn);

    EXPECT_EQ(room.expire(bob, kIn + 5s).late, 0U);
    EXPECT_EQ(room.expire(bob, kIn + 6s).late, 2U);
    EXPECT_EQ(room.expire(bob, kIn + 7s).late, 0U);
    const auto heard = room.heard(bob, 1, 1, kIn + 8s);
    EXPECT_EQ(heard.kind, Kind::Late);
    EXPECT_TRUE(heard.isCounted);
    const auto overdue = room.expire(bob, kIn + 11s);
    EXPECT_EQ(overdue.dropped, 1U);
    EXPECT_EQ(overdue.droppedVu, 1U);
    EXPECT_EQ(overdue.droppedSeq, 2U);
    EXPECT_TRUE(room.isSettled(ann));
    EXPECT_EQ(room.heard(bob, 1, 2, kIn + 20s).kind, Kind::Unexpected); // judged already
}

TEST(RoomTest, AMessageBehindALaterOneOfItsSenderIsReordered)
{
    Room room(5s);
    const auto ann = room.join(1, kStart);
    const auto bob = room.join(2, kStart);
    for (std::uint64_t seq = 1; seq <= 3; ++seq) {
        room.sent(ann, seq, kIn);
    }

    EXPECT_FALSE(room.heard(bob, 1, 2, kIn).isReordered);
    EXPECT_TRUE(room.heard(bob, 1, 1, kIn).isReordered);
    EXPECT_FALSE(room.heard(bob, 1, 3, kIn).isReordered);
}

TEST(RoomTest, WhoLeavesInOrderMissesNothing)
{
    Room room(5s);
    const auto ann = room.join(1, kStart);
    const auto bob = room.join(2, kStart);
    room.sent(ann, 1, kIn);
    room.stopListening(bob);
    room.sent(ann, 2, kIn);

    EXPECT_FALSE(room.isSettled(bob));
    room.heard(bob, 1, 1, kIn);
    EXPECT_TRUE(room.isSettled(bob));
    EXPECT_EQ(room.leave(bob), (std::pair<std::uint64_t, std::uint64_t>(0, 0)));
}

TEST(RoomTest, WhoIsCutOffMissesWhatWasUnderWay)
{
    Room room(5s);
    const auto ann = room.join(1, kStart);
    const auto bob = room.join(2, kStart);
    room.sent(ann, 1, kIn);
    room.sent(ann, 2, kIn);

    EXPECT_EQ(room.leave(bob), (std::pair<std::uint64_t, std::uint64_t>(2, 0)));
    EXPECT_TRUE(room.isSettled(ann));
    const auto again = room.join(2, kIn);
    EXPECT_EQ(again, bob); // the place is used again, with nothing left in it
    EXPECT_TRUE(room.isSettled(again));
}

TEST(RoomTest, ManyThreadsLoseNothing)
{
    Room room(1h);
    constexpr std::uint64_t kMembers = 4;
    constexpr std::uint64_t kMessages = 500;
    std::vector<Room::MemberId> members;
    for (std::uint64_t vu = 1; vu <= kMembers; ++vu) {
        members.push_back(room.join(vu, kStart));
    }
    std::vector<std::thread> threads;
    for (std::uint64_t i = 0; i < kMembers; ++i) {
        threads.emplace_back([&, i] {
            for (std::uint64_t seq = 1; seq <= kMessages; ++seq) {
                room.sent(members[i], seq, kIn);
                for (std::uint64_t other = 0; other < kMembers; ++other) {
                    room.heard(members[other], i + 1, seq, kIn);
                }
                room.expire(members[i], kIn);
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }

    for (const auto member : members) {
        EXPECT_TRUE(room.isSettled(member));
    }
}

TEST(RoomTest, EqualUrlsAreOneRoom)
{
    RoomBook rooms;

    EXPECT_EQ(rooms.room("ws://a/1", 5s), rooms.room("ws://a/1", 5s));
    EXPECT_NE(rooms.room("ws://a/1", 5s), rooms.room("ws://a/2", 5s));
}

TEST(RoomTest, VisitorsOfOneRoomBelongToOneAgent)
{
    for (const std::uint32_t count : {1U, 2U, 3U, 7U}) {
        std::map<std::uint64_t, std::set<std::uint64_t>> agentsOf;
        std::map<std::uint64_t, int> sizes;
        for (std::uint64_t index = 0; index < 420; ++index) {
            Shard shard;
            shard.count = count;
            const std::uint64_t room = roomOf(2, index, shard);
            agentsOf[room].insert(index % count);
            ++sizes[room];
        }
        EXPECT_EQ(sizes.size(), 210U);
        for (const auto& [room, agents] : agentsOf) {
            EXPECT_EQ(agents.size(), 1U) << room;
            EXPECT_EQ(sizes[room], 2);
        }
    }
    EXPECT_EQ(roomOf(0, 17, {}), 1U);
}
