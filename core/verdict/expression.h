// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/metrics/totals.h"

#include <string>
#include <string_view>

namespace holdpoint {

enum class Comparison { Less, LessEqual, Greater, GreaterEqual, Equal, NotEqual };

/// One assertion in k6's grammar (engine.md §5.1): `p(95)<1200`, `rate<0.001`, `count==0`. Trend limits are ms.
struct Expression
{
    Aggregate aggregate;
    Comparison comparison = Comparison::Less;
    double limit = 0;
    std::string text; // as written, without blanks

    bool holds(double measured) const;
    /// (limit - measured)/limit for <, (measured - limit)/limit for >; nullopt for equality or a limit of 0.
    std::optional<double> margin(double measured) const;
};

Result<Expression> parseExpression(std::string_view text);
/// Whether metrics of this type have the aggregate (counter: count, rate; gauge: value, min, max, avg; rate: rate, count; trend:
/// the rest).
bool hasAggregate(MetricType type, const Aggregate& aggregate);

} // namespace holdpoint
