// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/room.h"

#include <algorithm>
#include <utility>

namespace holdpoint {

namespace {

constexpr std::size_t kDroppedKept = 64;

} // namespace

std::uint32_t Room::senderOf(std::uint64_t vu)
{
    const auto [known, isNew] = m_senderOf.emplace(vu, static_cast<std::uint32_t>(m_senders.size()));
    if (isNew) {
        m_senders.push_back({vu, 0});
    }
    return known->second;
}

Room::MemberId Room::join(std::uint64_t vu, SteadyTime now)
{
    const std::scoped_lock lock(m_mutex);
    auto free = std::find_if(m_members.begin(), m_members.end(), [](const Member& each) { return !each.isHere; });
    if (free == m_members.end()) {
        free = m_members.emplace(m_members.end());
    }
    *free = Member{senderOf(vu), now + kJoinTime, true, true, 0, {}};
    return static_cast<MemberId>(free - m_members.begin());
}

void Room::sent(MemberId from, std::uint64_t seq, SteadyTime now)
{
    const std::scoped_lock lock(m_mutex);
    const std::uint32_t sender = m_members[from].sender;
    for (Member& member : m_members) {
        if (!member.isHere || !member.isListening || member.sender == sender || now < member.listensFrom) {
            continue;
        }
        if (member.streams.size() <= sender) {
            member.streams.resize(m_senders.size());
        }
        Stream& stream = member.streams[sender];
        stream.first = stream.first == 0 ? seq : stream.first;
        stream.expected.push_back({seq, now, false});
        ++member.expectedCount;
        ++m_senders[sender].unheard;
    }
}

void Room::settle(Member& member, std::uint32_t sender)
{
    --member.expectedCount;
    --m_senders[sender].unheard;
}

Room::Heard Room::heard(MemberId by, std::uint64_t fromVu, std::uint64_t seq, SteadyTime now)
{
    Heard result;
    const std::scoped_lock lock(m_mutex);
    const auto known = m_senderOf.find(fromVu);
    Member& member = m_members[by];
    if (known == m_senderOf.end() || known->second >= member.streams.size()) {
        return result;
    }
    Stream& stream = member.streams[known->second];
    const auto expected =
        std::find_if(stream.expected.begin(), stream.expected.end(), [seq](const Expected& each) { return each.seq == seq; });
    if (expected == stream.expected.end()) {
        const auto dropped = std::find(stream.dropped.begin(), stream.dropped.end(), seq);
        const bool wasHere = stream.first != 0 && seq >= stream.first && seq <= stream.newest;
        if (dropped != stream.dropped.end()) {
            stream.dropped.erase(dropped);
        } else if (wasHere) {
            result.kind = Heard::Kind::Duplicate;
        }
        return result;
    }
    result.latency = now - expected->sentAt;
    result.kind = expected->isLate || result.latency > m_within ? Heard::Kind::Late : Heard::Kind::InTime;
    result.isReordered = seq < stream.newest;
    stream.newest = std::max(stream.newest, seq);
    result.isCounted = expected->isLate;
    stream.expected.erase(expected);
    settle(member, known->second);
    return result;
}

Room::Overdue Room::expire(MemberId of, SteadyTime now)
{
    Overdue overdue;
    const std::scoped_lock lock(m_mutex);
    Member& member = m_members[of];
    if (member.expectedCount == 0) {
        return overdue;
    }
    for (std::uint32_t sender = 0; sender < member.streams.size(); ++sender) {
        Stream& stream = member.streams[sender];
        while (!stream.expected.empty() && now - stream.expected.front().sentAt > 2 * m_within) {
            overdue.late += stream.expected.front().isLate ? 0 : 1;
            ++overdue.dropped;
            overdue.droppedVu = m_senders[sender].vu;
            overdue.droppedSeq = stream.expected.front().seq;
            stream.dropped.push_back(stream.expected.front().seq);
            if (stream.dropped.size() > kDroppedKept) {
                stream.dropped.erase(stream.dropped.begin());
            }
            stream.expected.erase(stream.expected.begin());
            settle(member, sender);
        }
        for (Expected& each : stream.expected) {
            if (now - each.sentAt <= m_within) {
                break;
            }
            overdue.late += each.isLate ? 0 : 1;
            each.isLate = true;
        }
    }
    return overdue;
}

void Room::stopListening(MemberId member)
{
    const std::scoped_lock lock(m_mutex);
    m_members[member].isListening = false;
}

bool Room::isSettled(MemberId member) const
{
    const std::scoped_lock lock(m_mutex);
    return m_members[member].expectedCount == 0 && m_senders[m_members[member].sender].unheard == 0;
}

std::pair<std::uint64_t, std::uint64_t> Room::leave(MemberId member)
{
    const std::scoped_lock lock(m_mutex);
    Member& leaving = m_members[member];
    std::pair<std::uint64_t, std::uint64_t> unheard;
    for (std::uint32_t sender = 0; sender < leaving.streams.size(); ++sender) {
        for (const Expected& each : leaving.streams[sender].expected) {
            ++(each.isLate ? unheard.second : unheard.first);
            --m_senders[sender].unheard;
        }
    }
    leaving = Member{};
    return unheard;
}

std::shared_ptr<Room> RoomBook::room(const std::string& url, Nanos within)
{
    const std::scoped_lock lock(m_mutex);
    std::shared_ptr<Room>& room = m_rooms[url];
    if (!room) {
        room = std::make_shared<Room>(within);
    }
    return room;
}

} // namespace holdpoint
