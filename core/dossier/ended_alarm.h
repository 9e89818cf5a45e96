// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/units.h"
#include "core/dossier/dossier.h"

#include <algorithm>
#include <string_view>

namespace holdpoint {

inline constexpr std::string_view kEndedWithTheRun = "; ended with the run";

/// What becomes of an alarm that still fires when its run ends: the load is gone, it did not calm down.
inline AlarmRecord endedWithTheRun(AlarmRecord firing, WallTime runEndedAt)
{
    firing.to = std::max(firing.from, runEndedAt);
    firing.sentence += kEndedWithTheRun;
    if (const auto lasted = std::chrono::duration_cast<Seconds>(*firing.to - firing.from); lasted.count() > 0) {
        firing.sentence += " after " + formatDuration(lasted);
    }
    return firing;
}

inline bool hasEndedWithTheRun(const AlarmRecord& alarm)
{
    return alarm.to && alarm.sentence.find(kEndedWithTheRun) != std::string::npos;
}

} // namespace holdpoint
