// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <poll.h>

namespace holdpoint::test {

/// Asks again every 10 ms until the condition holds; false if it does not within the (generous) limit.
template <typename Condition>
bool eventually(Condition condition, std::chrono::seconds limit = std::chrono::seconds{20})
{
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) {
            return false;
        }
        ::poll(nullptr, 0, 10);
    }
    return true;
}

} // namespace holdpoint::test
