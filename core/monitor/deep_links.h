// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/api_time.h"
#include "core/plan/plan.h"

#include <string>
#include <vector>

namespace holdpoint {

/// A page of a service of the plan for people, at exactly a span of time.
struct DeepLink
{
    std::string service; // "Grafana"
    std::string url;
};

/// Grafana (the window's dashboard, else the dashboards with the tag `load-testing`), Jaeger and Sentry, those that the plan has.
/// No user info and no token is in them.
std::vector<DeepLink> deepLinks(const Plan& plan, WallSpan span);

} // namespace holdpoint
