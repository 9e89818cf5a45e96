// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/run_review.h"

#include "core/metrics/metric.h"

#include <algorithm>

namespace holdpoint {

namespace {

std::string keyOf(const char* metric, const std::string& step)
{
    return step.empty() ? std::string(metric) : MetricKey{metric, {{"name", step}}}.text();
}

StepTimes timesOf(const Json& metrics, const std::string& step)
{
    const auto trend = [&](const char* metric) -> const Json& { return memberAt(metrics, keyOf(metric, step)); };
    const auto average = [&](const char* metric) { return numberAt(trend(metric), "avg"); };
    StepTimes times;
    times.step = step;
    const Json& duration = trend("http_req_duration");
    times.requests = static_cast<std::uint64_t>(std::max(0.0, numberAt(duration, "count")));
    times.blocked = average("http_req_blocked");
    times.connecting = average("http_req_connecting");
    times.tls = average("http_req_tls_handshaking");
    times.sending = average("http_req_sending");
    times.waiting = average("http_req_waiting");
    times.receiving = average("http_req_receiving");
    const auto figure = [&](const char* name) {
        const Json& value = memberAt(duration, name);
        return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
    };
    times.p50 = figure("med");
    times.p95 = figure("p(95)");
    times.p99 = figure("p(99)");
    times.most = figure("max");
    if (const Json& failed = memberAt(metrics, keyOf("http_req_failed", step)); failed.is_object()) {
        times.failedShare = numberAt(failed, "rate");
    }
    times.timeShare = static_cast<double>(times.requests) * numberAt(duration, "avg");
    return times;
}

} // namespace

RunReview reviewOf(const RunRecord& run)
{
    RunReview review;
    const Json& metrics = run.result.metrics;
    review.all = timesOf(metrics, {});
    if (!metrics.is_object()) {
        return review;
    }
    for (const auto& [text, value] : metrics.items()) {
        const auto key = parseMetricKey(text);
        if (key && key->name == "http_req_duration" && key->tags.size() == 1 && key->tags.begin()->first == "name") {
            review.steps.push_back(timesOf(metrics, key->tags.begin()->second));
        }
    }
    const double all = review.all.timeShare;
    review.all.timeShare = all > 0 ? 1 : 0;
    for (StepTimes& step : review.steps) {
        step.timeShare = all > 0 ? step.timeShare / all : 0;
    }
    std::stable_sort(review.steps.begin(), review.steps.end(),
                     [](const StepTimes& a, const StepTimes& b) { return a.p95.value_or(0) > b.p95.value_or(0); });
    return review;
}

} // namespace holdpoint
