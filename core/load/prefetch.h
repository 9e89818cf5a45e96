// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

namespace holdpoint {

/// Has the CPU fetch that much memory from `object` on into its caches. A hint: any address will do, also none.
inline void prefetch(const void* object, std::size_t bytes)
{
    constexpr std::size_t kLine = 64;
    const auto at = reinterpret_cast<std::uintptr_t>(object); // a pointer beyond an object, or from none, may not be made
    for (std::size_t i = 0; i < bytes; i += kLine) {
        __builtin_prefetch(reinterpret_cast<const void*>(at + i));
    }
}

} // namespace holdpoint
