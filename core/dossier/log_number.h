// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace holdpoint {

/// A log entry's ref that stands for the next number of its kind (nextLogRef()): it is given while the entry is stored, so that
/// two people who log at once get two numbers and none replaces the other.
inline constexpr std::string_view kNextLogRef = "#";

} // namespace holdpoint
