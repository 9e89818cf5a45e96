// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <vector>

namespace holdpoint {

/// 0 of none.
inline double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[values.size() / 2];
}

inline const char* verdict(bool isMet)
{
    return isMet ? "met" : "MISSED";
}

} // namespace holdpoint
