// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

namespace holdpoint {

/// A server closes a kept connection after a silence (nginx 75 s, Node 5 s, some 1 s). A request that was on its way just then
/// says nothing about the server and goes out once more, as browsers do (RFC 9110 9.2.2, 9112 9.3.1). A connection that breaks
/// without such a silence, or later than any way is long, was broken by the server, and that is counted as an error.
constexpr Nanos kSilenceBeforeClose = std::chrono::seconds{1};
constexpr Nanos kLongestWay = std::chrono::seconds{1};

inline bool mayHaveCrossedItsClose(SteadyTime silentSince, SteadyTime sentAt, SteadyTime brokenAt)
{
    return sentAt - silentSince >= kSilenceBeforeClose && brokenAt - sentAt <= kLongestWay;
}

} // namespace holdpoint
