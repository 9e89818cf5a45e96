// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

namespace holdpoint {

/// A server closes a kept connection after a silence (nginx 75 s, Node 5 s) or right behind an answer, and a balancer forgets it.
/// A request that was on its way then says nothing about the server and goes out once more, as browsers do (RFC 9110 9.2.2, 9112
/// 9.3.1). What breaks otherwise was broken by the server, and that is counted as an error.

/// For a connection that broke: only a long silence (30 s) speaks for it, and a break within a second of the request.
bool mayHaveBeenForgotten(SteadyTime silentSince, SteadyTime sentAt, SteadyTime brokenAt);

/// For one that has ended without a byte of an answer: its end came before the request did. Linux says so: what answers a segment
/// on a socket that has ended is EPIPE (tcp_reset() in CLOSE_WAIT), or the end was read before an answer could have come back.
bool wasClosedBeforehand(int descriptor, Nanos sinceSent);

} // namespace holdpoint
