// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/status.h"

namespace holdpoint {

/// REACHED, LOAD MISSED, or ENDED EARLY where the run was cut short, as core's loadWord().
Look lookOf(const LoadResult& load, RunOutcome outcome);

} // namespace holdpoint
