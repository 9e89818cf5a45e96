// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/theme.h"

namespace holdpoint {

// Where the parts of TimelineView lie, in px; heights follow the font.

inline constexpr double kTimelineRight = 16;

inline double barTop()
{
    return 23 * fontScale();
}

inline double barHeight()
{
    return 17 * fontScale();
}

inline double firstLane()
{
    return 51 * fontScale();
}

inline double lanePitch()
{
    return 13 * fontScale();
}

} // namespace holdpoint
