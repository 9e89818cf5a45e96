// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

/// One term of a verification's `equals`: a number, or an aggregate of one of the run's metrics.
struct ExpectedTerm
{
    std::optional<double> number;
    std::string metric;    // as written; empty for a number
    std::string aggregate; // "count"
};

/// `equals` of a verification: a number, `metric KEY AGGREGATE`, or min(A, B) of such: the smallest of the terms is expected.
/// Metrics and aggregates are not judged here. Error::Invalid shows how to write it.
Result<std::vector<ExpectedTerm>> parseExpectedValue(std::string_view text);

/// The metrics that it names, as written; none if it cannot be read.
std::vector<std::string> metricsOfExpectedValue(std::string_view text);

} // namespace holdpoint
