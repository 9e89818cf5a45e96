// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"

namespace holdpoint {

/// Applies Plan::timeScale and Plan::loadScale once to a plan as written (semantics.md §2). VUs and VU targets are rounded up;
/// rates and counts are not, because a rounded target could never be met.
void applyScales(Plan& plan);

} // namespace holdpoint
