// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/window/outside_service.h"

#include <string_view>
#include <vector>

namespace holdpoint {

class Fetcher;
struct Plan;

/// What is told about one alarm of one run.
struct AlarmNotice
{
    std::string service; // slack, pagerduty
    std::string id;      // of the alarm
    std::int64_t run = 0;
    WallTime from{};
    bool isCleared = false;
    bool isCritical = false;
    std::string sentence;
    std::string action;
    std::string begun; // reference of the message that told of its beginning; empty: none is known
};

/// `notify` of the plan's alarm of this id: slack, pagerduty, or both.
std::vector<std::string> notifiedOf(const Plan& plan, std::string_view alarm);
/// Why the service cannot be told, in words; empty: it can.
std::string whyNotTold(const Plan& plan, const std::string& service);
/// PagerDuty's key of the incident: the same alarm is never two of them.
std::string dedupKeyOf(const Plan& plan, const AlarmNotice& notice);
std::string slackTextOf(const Plan& plan, const AlarmNotice& notice);
/// Sends it once; a clearing is told in the thread of its beginning, and resolves its incident. Blocks its thread.
Sent sendAlarmNotice(Fetcher& fetcher, const Plan& plan, const AlarmNotice& notice);

} // namespace holdpoint
