// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <cstdint>

namespace holdpoint {

/// A server closes a kept connection after a silence (nginx 75 s, Node 5 s) or right behind an answer, and a balancer forgets it.
/// A request that was on its way then says nothing about the server and goes out once more, as browsers do (RFC 9110 9.2.2, 9112
/// 9.3.1). What breaks otherwise was broken by the server, and that is counted as an error.

/// For a connection that broke: only a long silence (30 s) speaks for it, and a break within a second of the request.
bool mayHaveBeenForgotten(SteadyTime silentSince, SteadyTime sentAt, SteadyTime brokenAt);

/// For one whose end was read without a byte of an answer: the server had ended it before the request came. Linux knows (TCP_INFO):
/// an end acknowledges all that came before it, and of the `bytesSince` written from the request's first byte on, nothing was.
bool wasClosedBeforehand(int descriptor, std::uint64_t bytesSince);

} // namespace holdpoint
