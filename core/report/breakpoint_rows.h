// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/verdict/breakpoint.h"

#include <array>
#include <string>

namespace holdpoint {

/// The levels of a breakpoint run as every form of the report shows them. All columns are numbers but the first and the last.
inline constexpr std::array<const char*, 7> kBreakpointColumns{"Level", "Planned it/s", "Achieved it/s", "Requests/s",
                                                               "VUs",   "p(95)",        "Held"};

/// The cells of one level, which must be there; the last says which one is the capacity, the knee, and what broke it.
std::array<std::string, kBreakpointColumns.size()> breakpointCells(const BreakpointResult& result, std::size_t level);

} // namespace holdpoint
