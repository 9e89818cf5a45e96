// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/staging/faults.h"

#include <memory>
#include <unordered_map>
#include <vector>

namespace holdpoint::staging {

class ServiceMetrics;
using RtcMessage = std::shared_ptr<const std::string>;

/// One participant's socket, as the hub sees it.
class RtcPeer
{
public:
    virtual ~RtcPeer() = default;
    /// False if its queue is full. Must not change the hub.
    virtual bool deliver(const RtcMessage& message) = 0;
    /// Starts an orderly close. Must not change the hub before it returns.
    virtual void dismiss() = 0;
};

/// The rooms: relays each text message to all others in its room, with the faults rtc-drop and rtc-reorder.
class RtcHub
{
public:
    RtcHub(ServiceMetrics& metrics, Dice& dice) : m_metrics(metrics), m_dice(dice) {}

    void join(const std::string& room, RtcPeer& peer);
    void leave(const std::string& room, RtcPeer& peer);
    void relay(const std::string& room, RtcPeer& from, const RtcMessage& message, const Faults& faults, SteadyTime now);
    /// Delivers what rtc-reorder holds back for longer than 3 s: the sender has sent nothing that could overtake it.
    void releaseHeld(SteadyTime now);
    /// Ends every session.
    void dismissAll();

private:
    struct Held
    {
        const RtcPeer* from = nullptr;
        RtcMessage message;
        SteadyTime since;
    };
    struct Member
    {
        RtcPeer* peer = nullptr;
        std::vector<Held> held;
    };

    void deliver(Member& member, const RtcMessage& message);

    ServiceMetrics& m_metrics;
    Dice& m_dice;
    std::unordered_map<std::string, std::vector<Member>> m_rooms;
};

} // namespace holdpoint::staging
