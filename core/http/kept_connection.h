// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

namespace holdpoint {

/// A server closes a kept connection after a silence (nginx 75 s, Node 5 s, some 1 s), or right behind an answer. A request that
/// was on its way then says nothing about the server and goes out once more, as browsers do (RFC 9110 9.2.2, 9112 9.3.1). A
/// connection that breaks otherwise was broken by the server, and that is counted as an error.
bool mayHaveCrossedItsClose(SteadyTime silentSince, SteadyTime sentAt, SteadyTime brokenAt);

/// For a connection that has ended without a byte of an answer: the server's end of it came before the request did. Linux says
/// so: what answers a segment on a socket that has ended is EPIPE (tcp_reset(9) in CLOSE_WAIT), or the end was read before any
/// answer to the request could have come back.
bool wasClosedBeforehand(int descriptor, Nanos sinceSent);

} // namespace holdpoint
