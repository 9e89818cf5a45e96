// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"

#include <string>
#include <vector>

namespace holdpoint::test {

inline std::string messageOf(const Result<>& result)
{
    return result ? "no error" : result.error().message;
}

/// The first bad place that a verification names; empty: valid.
inline std::string faultOf(const Result<VerifyResult>& result)
{
    return result ? result->firstFault() : result.error().message;
}

inline std::string detailOf(const Result<VerifyResult>& result, const std::string& what)
{
    for (const VerifyLine& line : result ? result->lines : std::vector<VerifyLine>{}) {
        if (line.what == what) {
            return line.detail;
        }
    }
    return "no line";
}

} // namespace holdpoint::test
