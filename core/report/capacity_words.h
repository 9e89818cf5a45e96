// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"

namespace holdpoint {

/// Typed by a person where nothing was measured; shown as such, never as what a run held.
inline bool isEntered(const CapacityLine& line)
{
    return line.measured && line.source == "person";
}

} // namespace holdpoint
