// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

namespace holdpoint {

// Which of the error samples in frames have rows of their own.
inline constexpr std::int64_t kSamplesPerErrorAndStep = 10;
inline constexpr std::size_t kMaxSampleBytes = 16U * 1024U; // request and answer of 4 KiB each, escaped

} // namespace holdpoint
