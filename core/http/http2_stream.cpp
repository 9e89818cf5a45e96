// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/http2_stream.h"

#include "core/load/elapsed.h"

#include <algorithm>
#include <utility>

namespace holdpoint {

void Http2Stream::begin(Request& taken, AnswerSink& receiver, std::uint64_t itsToken, SteadyTime now)
{
    std::swap(request, taken);
    sink = &receiver;
    token = itsToken;
    begunAt = now;
    deadline = now + request.timeout;
    isRepeated = false;
    forgetAttempt();
}

void Http2Stream::forgetAttempt()
{
    id = 0;
    isOpener = isOnKept = isHeadDone = isComplete = isUnprocessed = isResetByPeer = isBehindClose = false;
    bodySent = 0;
    readyAt = sentAt = firstByteAt = endedAt = SteadyTime{};
    sentFrom = bytesSent = bytesReceived = headBytes = bodyBytes = 0;
    status = 0;
    head.clear();
    body.clear();
    fault.errorClass = ErrorClass::None;
    fault.message.clear();
}

ExchangeAnswer Http2Stream::answer() const
{
    ExchangeAnswer answer;
    answer.error = fault.errorClass;
    answer.message = fault.message;
    answer.status = fault.errorClass == ErrorClass::None ? status : 0;
    answer.route = Route::Http2;
    answer.phases = phases();
    answer.bytesSent = bytesSent;
    answer.bytesReceived = bytesReceived;
    answer.bodyBytes = bodyBytes;
    answer.head = head;
    answer.body = body;
    answer.isBodyCut = bodyBytes > body.size();
    answer.isNewConnection = isOpener;
    answer.isRepeated = isRepeated;
    answer.ended = endedAt;
    answer.request = &request;
    return answer;
}

/// Until its turn came a stream was blocked: by a connection that was being made for another one, or by the server's limit of
/// streams.
ExchangePhases Http2Stream::phases() const
{
    ExchangePhases result;
    if (readyAt == SteadyTime{}) { // never got as far as sending: all of it was waiting
        result.waiting = micros(endedAt - begunAt);
        return result;
    }
    if (isOpener) {
        result.connecting = std::max(Micros{0}, dialed.connected - dialed.lookedUp);
        result.tlsHandshaking = dialed.tlsDone == Micros{0} ? Micros{0} : std::max(Micros{0}, dialed.tlsDone - dialed.connected);
    }
    result.blocked = std::max(Micros{0}, micros(readyAt - begunAt) - result.connecting - result.tlsHandshaking);
    const SteadyTime sent = sentAt == SteadyTime{} ? endedAt : sentAt; // an answer may come before all is sent
    result.sending = micros(sent - readyAt);
    if (firstByteAt == SteadyTime{}) {
        result.waiting = micros(endedAt - sent);
        return result;
    }
    result.waiting = micros(firstByteAt - sent);
    result.receiving = micros(endedAt - std::max(firstByteAt, sent));
    return result;
}

} // namespace holdpoint
