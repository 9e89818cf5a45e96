// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/optimisation_figures.h"

#include "core/report/record_change.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

constexpr double kSame = 1e-6; // relative: another machine's logarithm

bool isClose(const Json& a, const Json& b)
{
    if (a.is_number() && b.is_number()) {
        return std::fabs(a.get<double>() - b.get<double>()) <= kSame * std::max(1.0, std::fabs(a.get<double>()));
    }
    if (a.is_object() && b.is_object() && a.size() == b.size()) {
        return std::all_of(a.items().begin(), a.items().end(),
                           [&](const auto& each) { return b.contains(each.key()) && isClose(each.value(), b.at(each.key())); });
    }
    return a == b;
}

} // namespace

std::string optimisationFiguresFault(const Json& report, const Json& record)
{
    const bool isSameVersion = memberAt(report, "holdpoint") == memberAt(record, "holdpoint");
    for (const Json& entry : memberAt(report, "optimizations")) {
        for (const Json& test : memberAt(entry, "before_after")) {
            const Json& was =
                sameIn(memberAt(sameIn(memberAt(record, "optimizations"), "ref", entry), "before_after"), "test", test);
            const bool isSameRuns = memberAt(was, "before") == memberAt(test, "before") &&
                                    memberAt(was, "after") == memberAt(test, "after") && !was.is_null();
            const Json& then = memberAt(was, "figures");
            const Json& now = memberAt(test, "figures");
            if (!isSameRuns || then.empty() || now.empty()) {
                continue;
            }
            const std::string what = "the figures of optimisation " + stringAt(entry, "ref") + " changed";
            if (isSameVersion && (then.size() != now.size() || memberAt(was, "verdict") != memberAt(test, "verdict"))) {
                return what;
            }
            for (std::size_t i = 0; i < then.size() && i < now.size(); ++i) {
                const bool isSame = isSameVersion ? isClose(then[i], now[i])
                                                  : memberAt(then[i], "metric") != memberAt(now[i], "metric") ||
                                                        memberAt(then[i], "figure") != memberAt(now[i], "figure") ||
                                                        (isClose(memberAt(then[i], "a"), memberAt(now[i], "a")) &&
                                                         isClose(memberAt(then[i], "b"), memberAt(now[i], "b")));
                if (!isSame) {
                    return what;
                }
            }
        }
    }
    return {};
}

} // namespace holdpoint
