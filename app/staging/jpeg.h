// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>

namespace holdpoint::staging {

using YCbCr = std::array<std::uint8_t, 3>;

/// A baseline JPEG (ITU-T T.81) of one colour per block of 8 x 8 pixels; `colourAt` gets column and row of the block.
/// At most 1,000 blocks a side.
std::string mosaicJpeg(int columns, int rows, const std::function<YCbCr(int, int)>& colourAt);

} // namespace holdpoint::staging
