// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/run_facts.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <set>

namespace holdpoint {

namespace {

std::string keyOf(const char* metric, const std::string& step)
{
    return step.empty() ? metric : MetricKey{metric, {{"name", step}}}.text();
}

double p95Ms(const MetricTotals& totals, const std::string& key)
{
    return totals.value(key, {AggregateKind::Percentile, 95}).value_or(0);
}

/// Of the values above zero only: a reused connection is recorded as zero.
struct NewOnes
{
    std::uint64_t count = 0;
    std::uint64_t slow = 0; // near 1 s or 3 s
    double p95Ms = 0;
};

NewOnes newOnesOf(const LatencyHistogram* trend)
{
    NewOnes found;
    if (trend == nullptr) {
        return found;
    }
    std::vector<std::pair<std::uint64_t, std::uint64_t>> buckets; // highest value, count
    trend->forEachBucket([&](std::uint64_t lowest, std::uint64_t highest, std::uint64_t count) {
        if (highest == 0) {
            return;
        }
        buckets.emplace_back(highest, count);
        found.count += count;
        // A lost SYN comes again after 1 s, the next after 2 s more; the answer then takes what it takes.
        const bool isNearOne = lowest >= 990'000 && highest <= 1'300'000;
        const bool isNearThree = lowest >= 2'990'000 && highest <= 3'400'000;
        found.slow += isNearOne || isNearThree ? count : 0;
    });
    std::uint64_t rank = (found.count * 95 + 99) / 100;
    for (const auto& [highest, count] : buckets) {
        if (rank <= count) {
            found.p95Ms = static_cast<double>(highest) / 1000;
            break;
        }
        rank -= count;
    }
    return found;
}

StepPhases phasesOf(const MetricTotals& totals, const std::string& step)
{
    StepPhases phases;
    phases.name = step;
    const LatencyHistogram* duration = totals.trend(keyOf("http_req_duration", step));
    phases.requests = duration == nullptr ? 0 : duration->count();
    phases.totalMs = duration == nullptr ? 0 : static_cast<double>(duration->sumUs()) / 1000;
    phases.duration = p95Ms(totals, keyOf("http_req_duration", step));
    phases.waiting = p95Ms(totals, keyOf("http_req_waiting", step));
    phases.receiving = p95Ms(totals, keyOf("http_req_receiving", step));
    const NewOnes connections = newOnesOf(totals.trend(keyOf("http_req_connecting", step)));
    phases.newConnections = connections.count;
    phases.slowConnects = connections.slow;
    phases.connecting = connections.p95Ms;
    const NewOnes handshakes = newOnesOf(totals.trend(keyOf("http_req_tls_handshaking", step)));
    phases.newTlsSessions = handshakes.count;
    phases.tls = handshakes.p95Ms;
    return phases;
}

bool isAssetPath(const std::string& target)
{
    static constexpr std::array<std::string_view, 14> kEnds{".css", ".js",   ".mjs",  ".png",   ".jpg",  ".jpeg", ".gif",
                                                            ".svg", ".webp", ".avif", ".woff2", ".woff", ".ico",  ".ttf"};
    const std::string path = lowered(target.substr(0, target.find_first_of("?#")));
    return std::any_of(kEnds.begin(), kEnds.end(), [&](std::string_view end) { return path.ends_with(end); });
}

void collectSteps(const std::vector<Step>& steps, std::set<std::string>& names, LoadFacts& load)
{
    for (const Step& step : steps) {
        if (step.kind == StepKind::Http || step.kind == StepKind::Webhook) {
            names.insert(step.name);
            load.isAsset[step.name] = isAssetPath(step.http.target);
        }
        collectSteps(step.steps, names, load);
    }
}

} // namespace

LoadFacts loadFactsFrom(const TestPlan* test, const RunRecord& run, const MetricTotals& totals, const RunRecord* baseline)
{
    LoadFacts load;
    load.seconds = static_cast<double>(totals.loadSeconds());
    load.requests = totals.value("http_reqs", {AggregateKind::Count, 0}).value_or(0);
    load.iterations = totals.value("iterations", {AggregateKind::Count, 0}).value_or(0);
    load.dropped = totals.value("dropped_iterations", {AggregateKind::Count, 0}).value_or(0);
    for (const ErrorCount& error : totals.errors()) {
        const auto count = static_cast<double>(error.count);
        load.timeouts += error.errorClass == "timeout" ? count : 0;
        load.serverErrors += error.errorClass == "http_5xx" ? count : 0;
        load.tooManyAnswers += error.errorClass == "http_4xx" && error.message.find("429") != std::string::npos ? count : 0;
    }
    load.all = phasesOf(totals, {});
    for (const std::string& text : totals.keys()) {
        const auto key = parseMetricKey(text);
        if (key && key->name == "http_req_duration" && key->tags.size() == 1 && key->tags.begin()->first == "name") {
            load.steps.push_back(phasesOf(totals, key->tags.begin()->second));
        }
    }
    for (const Scenario& scenario : test == nullptr ? std::vector<Scenario>{} : test->scenarios) {
        const bool isOnly = test->scenarios.size() == 1;
        const auto own = totals.value(MetricKey{"iterations", {{"scenario", scenario.id}}}.text(), {AggregateKind::Count, 0});
        std::set<std::string> names;
        collectSteps(scenario.flow, names, load);
        for (const std::string& name : names) { // of several scenarios only one that is counted by itself says how often
            load.iterationsOfStep[name] += own ? *own : isOnly ? load.iterations : 0;
        }
    }
    load.lcpMs = totals.value("browser_web_vital_lcp", {AggregateKind::Percentile, 95});
    load.ttfbMs = totals.value("browser_web_vital_ttfb", {AggregateKind::Percentile, 95});
    if (baseline != nullptr && baseline->id != run.id) {
        load.baseline = baseline->result.metrics;
    }
    return load;
}

} // namespace holdpoint
