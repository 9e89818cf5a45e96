// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/pagerduty.h"
#include "core/window/window_services.h"

namespace holdpoint {

/// A change event when the window opens and one when it is closed.
std::unique_ptr<OutsideService> changeEvent(Fetcher& fetcher, const Plan& plan);
/// Only asks: who is on call during the window.
std::unique_ptr<OutsideService> onCallList(Fetcher& fetcher, const Plan& plan);
/// Whether the plan has a routing key; without one nothing can be sent.
bool hasPagerDuty(const Plan& plan);
/// An event of an incident; `reference` is its dedup key. Blocks.
Sent sendToPagerDuty(Fetcher& fetcher, const Plan& plan, const PagerDutyEvent& event);

} // namespace holdpoint
