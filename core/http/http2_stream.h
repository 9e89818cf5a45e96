// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/dialer.h"
#include "core/load/transport.h"

#include <string>

namespace holdpoint {

/// One exchange over HTTP/2; borrowed from the lane while it is under way.
struct Http2Stream
{
    /// Takes the request's content.
    void begin(Request& taken, AnswerSink& receiver, std::uint64_t itsToken, SteadyTime now);
    /// Forgets what was sent and what came, for another attempt.
    void forgetAttempt();
    bool isIdempotent() const { return request.method != "POST" && request.method != "PATCH"; }
    /// Views into this stream.
    ExchangeAnswer answer() const;

    Request request;
    AnswerSink* sink = nullptr;
    std::uint64_t token = 0;
    SteadyTime begunAt{};
    SteadyTime deadline{};
    std::size_t place = 0; // among the connection's streams under way
    bool isRepeated = false;

    // The attempt
    std::int32_t id = 0;        // 0: the connection does not know it yet
    bool isOpener = false;      // the connection was made for it
    bool isOnKept = false;      // the connection served before
    SteadyTime silentSince{};   // the connection, before it
    bool isHeadDone = false;    // of the answer; what follows it are trailers
    bool isComplete = false;    // the whole answer is there
    bool isUnprocessed = false; // the server says that it did nothing about it
    bool isResetByPeer = false;
    bool isBehindClose = false; // the connection had ended before it came
    std::size_t bodySent = 0;
    DialOutcome dialed;   // of an opener
    SteadyTime readyAt{}; // its turn on the connection came
    SteadyTime sentAt{};  // all of it was handed to the socket
    SteadyTime firstByteAt{};
    SteadyTime endedAt{};
    std::uint64_t sentFrom = 0;  // bytes of the connection before it
    std::uint64_t bytesSent = 0; // frames with their heads
    std::uint64_t bytesReceived = 0;
    std::uint64_t headBytes = 0; // before compression
    std::uint64_t bodyBytes = 0;
    int status = 0;
    std::string head; // as HTTP/1.1 writes it
    std::string body;
    TransportFault fault;

private:
    ExchangePhases phases() const;
};

} // namespace holdpoint
