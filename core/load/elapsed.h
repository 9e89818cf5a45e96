// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <algorithm>

namespace holdpoint {

/// As metrics record it; what clocks made negative is no time at all.
inline Micros micros(Nanos duration)
{
    return std::chrono::duration_cast<Micros>(std::max(duration, Nanos{0}));
}

} // namespace holdpoint
