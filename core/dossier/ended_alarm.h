// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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
    return firing;
}

inline bool hasEndedWithTheRun(const AlarmRecord& alarm)
{
    return alarm.to && std::string_view(alarm.sentence).ends_with(kEndedWithTheRun);
}

} // namespace holdpoint
