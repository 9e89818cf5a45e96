// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <cstdint>

namespace holdpoint {

/// For a thread that must not stand still, a window's: while one lives, this thread's queries to a database server are given up
/// after kAnswer without a byte, a lost connection is made again once, within kConnect, and not waited for. Files do not mind.
class ShortWaits
{
public:
    static constexpr Millis kConnect{1000};
    static constexpr Millis kAnswer{4000};
    static constexpr Millis kLock{2000};
    static constexpr Millis kBetween{3000}; // after a connection that could not be made, none is tried for so long

    ShortWaits();
    ~ShortWaits();
    ShortWaits(const ShortWaits&) = delete;
    ShortWaits& operator=(const ShortWaits&) = delete;

    /// By this thread.
    static bool areWished();

    /// How often this thread has asked a database server since it began. A window's thread shows what others have read: tests
    /// hold it to that.
    static std::uint64_t questions();
    static void countQuestion();
};

} // namespace holdpoint
