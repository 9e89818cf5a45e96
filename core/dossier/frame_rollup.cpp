// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/frame_rollup.h"

#include "core/plan/expected_value.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

constexpr Nanos kLongRun = std::chrono::hours{2};
constexpr std::uint64_t kMergedTicks = 10;

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

template <typename Value>
void moveRest(std::map<std::string, Value>& from, std::map<std::string, Value>& to, const StoragePolicy& policy)
{
    for (auto next = from.begin(); next != from.end();) {
        const auto current = next++;
        if (!policy.isPerSecond(current->first)) {
            to.insert(from.extract(current));
        }
    }
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

Frame takeRest(Frame& frame, const StoragePolicy& policy)
{
    Frame rest;
    rest.run = frame.run;
    rest.shard = frame.shard;
    rest.attempt = frame.attempt;
    rest.seq = frame.seq;
    rest.tick = frame.tick;
    rest.time = frame.time;
    moveRest(frame.counters, rest.counters, policy);
    moveRest(frame.rates, rest.rates, policy);
    moveRest(frame.gauges, rest.gauges, policy);
    moveRest(frame.trends, rest.trends, policy);
    return rest;
}

void mergeRest(Frame& frame, const Frame& rest)
{
    for (const auto& [key, count] : rest.counters) {
        frame.counters[key] += count;
    }
    for (const auto& [key, rate] : rest.rates) {
        frame.rates[key].trueCount += rate.trueCount;
        frame.rates[key].total += rate.total;
    }
    for (const auto& [key, gauge] : rest.gauges) {
        const auto [known, isNew] = frame.gauges.emplace(key, gauge);
        if (!isNew) {
            known->second.min = std::min(known->second.min, gauge.min);
            known->second.max = std::max(known->second.max, gauge.max);
        }
    }
    for (const auto& [key, trend] : rest.trends) {
        const auto [known, isNew] = frame.trends.emplace(key, trend);
        if (!isNew) {
            known->second.merge(trend);
        }
    }
}

bool hasSeries(const Frame& frame)
{
    return !frame.counters.empty() || !frame.rates.empty() || !frame.gauges.empty() || !frame.trends.empty();
}

bool closesTen(const Frame& frame)
{
    return frame.isFinal || frame.tick % kMergedTicks == kMergedTicks - 1;
}

} // namespace holdpoint
