// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/staging/rtc_hub.h"

#include "app/staging/service_metrics.h"

#include <algorithm>

namespace holdpoint::staging {

namespace {

constexpr Seconds kLongestHold{3};

} // namespace

void RtcHub::join(const std::string& room, RtcPeer& peer)
{
    m_rooms[room].push_back({&peer, {}});
    ++m_metrics.rtcParticipants;
}

void RtcHub::leave(const std::string& room, RtcPeer& peer)
{
    const auto at = m_rooms.find(room);
    if (at == m_rooms.end()) {
        return;
    }
    auto& members = at->second;
    m_metrics.rtcParticipants -= std::erase_if(members, [&peer](const Member& one) { return one.peer == &peer; });
    for (Member& member : members) { // a later peer may get the same address
        for (Held& held : member.held) {
            held.from = held.from == &peer ? nullptr : held.from;
        }
    }
    if (members.empty()) {
        m_rooms.erase(at);
    }
}

void RtcHub::deliver(Member& member, const RtcMessage& message)
{
    if (member.peer->deliver(message)) {
        ++m_metrics.rtcRelayed;
    } else {
        ++m_metrics.rtcDropped;
    }
}

void RtcHub::relay(const std::string& room, RtcPeer& from, const RtcMessage& message, const Faults& faults, SteadyTime now)
{
    const auto at = m_rooms.find(room);
    if (at == m_rooms.end()) {
        return;
    }
    for (Member& member : at->second) {
        if (member.peer == &from) {
            continue;
        }
        if (m_dice.hits(faults.rtcDrop)) {
            ++m_metrics.rtcDropped;
            continue;
        }
        const auto held =
            std::find_if(member.held.begin(), member.held.end(), [&](const Held& one) { return one.from == &from; });
        if (held == member.held.end() && m_dice.hits(faults.rtcReorder)) {
            member.held.push_back({&from, message, now});
            continue;
        }
        deliver(member, message);
        if (held != member.held.end()) {
            deliver(member, held->message);
            member.held.erase(held);
        }
    }
}

void RtcHub::releaseHeld(SteadyTime now)
{
    for (auto& [name, members] : m_rooms) {
        for (Member& member : members) {
            std::erase_if(member.held, [&](const Held& held) {
                const bool isDue = now - held.since >= kLongestHold;
                if (isDue) {
                    deliver(member, held.message);
                }
                return isDue;
            });
        }
    }
}

void RtcHub::dismissAll()
{
    for (auto& [name, members] : m_rooms) {
        for (Member& member : members) {
            member.held.clear();
            member.peer->dismiss();
        }
    }
}

} // namespace holdpoint::staging
