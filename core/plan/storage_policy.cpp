// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/storage_policy.h"

#include "core/base/json.h"
#include "core/plan/expected_value.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

constexpr Nanos kLongRun = std::chrono::hours{2};

constexpr std::array<std::string_view, 6> kPhases{"http_req_blocked", "http_req_connecting", "http_req_tls_handshaking",
                                                  "http_req_sending", "http_req_waiting",    "http_req_receiving"};
/// What tiles and charts show of every run.
constexpr std::array<std::string_view, 19> kShown{"http_reqs",
                                                  "http_req_duration",
                                                  "http_req_response_time",
                                                  "http_req_failed",
                                                  "http_5xx",
                                                  "vus",
                                                  "iterations",
                                                  "dropped_iterations",
                                                  "checks",
                                                  "rtc_message_latency",
                                                  "rtc_participants",
                                                  "ws_msgs_sent",
                                                  "data_sent",
                                                  "data_received",
                                                  "webhooks_sent",
                                                  "webhooks_distinct",
                                                  "rtc_delivery",
                                                  "rtc_drop",
                                                  "browser_web_vital_lcp"};

template <std::size_t N>
bool holds(const std::array<std::string_view, N>& names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

} // namespace

StoragePolicy StoragePolicy::of(const Plan& plan, const std::string& testId)
{
    StoragePolicy policy;
    const TestPlan* test = plan.test(testId);
    if (test == nullptr) {
        return policy;
    }
    policy.keepsAll = false;
    policy.isLong = test->plannedDuration() > kLongRun;
    for (const auto* rules : {&test->thresholds, &plan.thresholds}) {
        for (const ThresholdRule& rule : *rules) {
            policy.keys.insert(rule.metric);
        }
    }
    for (const LoadTarget& target : test->loadTargets) {
        policy.keys.insert(target.metric);
    }
    for (const AlarmRule& alarm : plan.alarms) {
        policy.keys.insert(alarm.metric);
    }
    for (const Verification& verification : test->verifications) {
        for (const std::string& metric : metricsOfExpectedValue(verification.equals)) {
            const auto key = parseMetricKey(metric); // as frames write it
            policy.keys.insert(key ? key->text() : metric);
        }
    }
    policy.keys.erase("");
    return policy;
}

std::string StoragePolicy::text() const
{
    return keepsAll ? std::string() : dumpJson(Json{{"long", isLong}, {"keys", keys}});
}

StoragePolicy StoragePolicy::fromText(const std::string& text)
{
    StoragePolicy policy;
    const auto json = text.empty() ? Result<Json>(Json()) : parseJson(text, "a run's storage policy");
    if (!json || !json->is_object()) {
        return policy;
    }
    policy.keepsAll = false;
    policy.isLong = boolAt(*json, "long");
    for (const Json& key : memberAt(*json, "keys")) {
        if (key.is_string()) {
            policy.keys.insert(key.get<std::string>());
        }
    }
    return policy;
}

bool StoragePolicy::isPerSecond(const std::string& key) const
{
    if (keepsAll || keys.contains(key)) {
        return true;
    }
    const auto brace = key.find('{');
    const std::string_view name = std::string_view(key).substr(0, brace);
    const bool isTagged = brace != std::string::npos;
    return isLong ? !isTagged && holds(kShown, name) : !isTagged || !holds(kPhases, name);
}

} // namespace holdpoint
