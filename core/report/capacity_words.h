// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"

namespace holdpoint {

/// Typed by a person where nothing was measured; shown as such, never as what a run held.
bool isEntered(const CapacityLine& line);
/// "9,800", "entered 50", "none held", or a dash.
std::string measuredText(const CapacityLine& line);

} // namespace holdpoint
