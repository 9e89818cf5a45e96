// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace holdpoint {

/// Who is in one room, and what each of them should still hear. Counts on the receivers' side: a message is expected by everybody
/// who is in the room when it is sent, its sender left out. Any thread.
class Room
{
public:
    using MemberId = std::uint32_t;

    /// A message that takes longer than `within` is late; one that takes twice as long counts as dropped.
    explicit Room(Nanos within) : m_within(within) {}

    /// A visitor whose connection stands. Messages are expected by it from `kJoinTime` on: a server may take a moment to let it
    /// in.
    MemberId join(std::uint64_t vu, SteadyTime now);
    /// Before the message is handed to the network.
    void sent(MemberId from, std::uint64_t seq, SteadyTime now);

    struct Heard
    {
        enum class Kind {
            InTime,
            Late,
            Duplicate, // it was here before
            Unexpected // by a stranger, sent before this member was in the room, or dropped long ago
        };
        Kind kind = Kind::Unexpected;
        Nanos latency{};
        bool isReordered = false; // a later one of the same sender was here before
        bool isCounted = false;   // Late: expire() has told of it
    };
    Heard heard(MemberId by, std::uint64_t fromVu, std::uint64_t seq, SteadyTime now);

    struct Overdue
    {
        std::uint64_t late = 0;      // not here in time; may still come
        std::uint64_t dropped = 0;   // will not come any more
        std::uint64_t droppedVu = 0; // of one of those
        std::uint64_t droppedSeq = 0;
    };
    /// What became late or lost for this member since the last call.
    Overdue expire(MemberId of, SteadyTime now);

    /// It expects nothing that is sent from now on; what is under way may still come.
    void stopListening(MemberId member);
    /// Nothing is under way to it, and everybody who should has heard what it sent.
    bool isSettled(MemberId member) const;
    /// The member is gone. Returns what it expected and did not hear: first what was still in time, then what was late.
    std::pair<std::uint64_t, std::uint64_t> leave(MemberId member);

    static constexpr Nanos kJoinTime = std::chrono::milliseconds{250};

private:
    struct Expected
    {
        std::uint64_t seq = 0;
        SteadyTime sentAt;
        bool isLate = false;
    };
    /// What one member hears of one sender.
    struct Stream
    {
        std::uint64_t first = 0;            // of the messages that were expected; 0: none so far
        std::uint64_t newest = 0;           // that was heard
        std::vector<Expected> expected;     // in the order sent
        std::vector<std::uint64_t> dropped; // the last ones, in the order sent
    };
    struct Member
    {
        std::uint32_t sender = 0; // of m_senders
        SteadyTime listensFrom;
        bool isHere = false;
        bool isListening = false;
        std::uint64_t expectedCount = 0;
        std::vector<Stream> streams; // by sender
    };
    struct Sender
    {
        std::uint64_t vu = 0;
        std::uint64_t unheard = 0; // expected by somebody, not settled yet
    };
    std::uint32_t senderOf(std::uint64_t vu);
    void settle(Member& member, std::uint32_t sender);

    const Nanos m_within;
    mutable std::mutex m_mutex;
    std::vector<Member> m_members; // guarded by m_mutex, as is all below; places of those who left are used again
    std::vector<Sender> m_senders; // all visitors that were ever here
    std::unordered_map<std::uint64_t, std::uint32_t> m_senderOf; // by VU
};

/// The rooms of a run, by the URL that their visitors join. Any thread.
class RoomBook
{
public:
    std::shared_ptr<Room> room(const std::string& url, Nanos within);

private:
    std::mutex m_mutex;
    std::map<std::string, std::shared_ptr<Room>> m_rooms; // guarded by m_mutex
};

} // namespace holdpoint
