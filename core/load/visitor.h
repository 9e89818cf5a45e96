// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/cookie_jar.h"
#include "core/load/flow_control.h"
#include "core/load/session.h"
#include "core/load/transport.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

class Lane;
class VisitorRunner;

/// One VU: a small struct that steps through its flow, no thread and no stack of its own.
class Visitor final : public AnswerSink, public SessionOwner
{
public:
    enum class State {
        Resting,  // not active: before its time, or free in a pool
        Waiting,  // active, until its next iteration is due
        Thinking, // within an iteration
        Sending,  // at least one request, or a session, is under way
        Gone
    };

    Visitor(VisitorRunner& visitorRunner, Lane& visitorLane, std::uint64_t number)
        : runner(visitorRunner), lane(visitorLane), index(number)
    {}
    void onDone(std::uint64_t token, const ExchangeAnswer& answer) override;

    VisitorRunner& runner;
    Lane& lane;
    const std::uint64_t index; // of the scenario, over all shards, from 0
    State state = State::Resting;
    VisitorValues values;
    std::unique_ptr<TransportClient> client; // made when first active
    Request request;                         // buffers for the next one
    CookieJar cookies;

    // Activity
    SteadyTime activeFrom{};
    SteadyTime stopAt = SteadyTime::max();     // no request starts from here on
    SteadyTime hardStopAt = SteadyTime::max(); // answers are waited for until here
    std::uint64_t iterationsDone = 0;
    std::uint64_t paceSlot = 0;
    std::uint32_t spanNumber = 0;
    bool isCutShort = false; // stopped by a person: no further request
    SteadyTime wakeAt{};     // of the timer that counts; others are stale

    // The iteration under way
    std::optional<std::uint64_t> iterationNumber; // within the scenario, over all shards, if its executor numbers them
    std::size_t op = 0;
    static constexpr std::size_t kNoOp = static_cast<std::size_t>(-1);
    std::size_t pageOp = kNoOp; // the last page that was asked for: a batch right behind it holds its assets
    SteadyTime pageIntended{};
    FlowMemory memory;
    SteadyTime iterationStarted{};
    SteadyTime intended{}; // start of the step, as planned
    SteadyTime due{};      // intended, or when the visitor became free for it: what the generator is measured against
    bool hasBegun = false; // its first request or session is under way or over
    bool hasReachedServer = false;
    std::uint32_t inFlight = 0;
    bool isInSession = false;
    std::uint32_t nextMember = 0; // of a batch
    std::uint32_t membersLeft = 0;
    std::vector<std::uint32_t> membersUnderWay; // their requests' numbers
    int webhookAttempts = 0;
    bool isRedelivery = false;
    std::uint64_t deliveries = 0; // of webhooks, in this iteration
};

} // namespace holdpoint
