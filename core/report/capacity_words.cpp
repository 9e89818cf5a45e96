// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/capacity_words.h"

#include "core/base/units.h"

namespace holdpoint {

bool isEntered(const CapacityLine& line)
{
    return line.measured && line.source == "person";
}

std::string measuredText(const CapacityLine& line)
{
    if (line.measured) {
        return (isEntered(line) ? "entered " : "") + formatNumber(*line.measured, 0);
    }
    return line.isNoneHeld() ? "none held" : "\u2013";
}

} // namespace holdpoint
