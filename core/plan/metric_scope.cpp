// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/metric_scope.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <functional>
#include <set>

namespace holdpoint {

namespace {

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> words)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// Decided by the answer, so that any value may come.
bool isKnownOnlyInTheRun(std::string_view metric, std::string_view tag)
{
    if (metric == "checks") {
        return tag == "check";
    }
    if (metric == "http_routes") {
        return isOneOf(tag, {"lane", "proto"});
    }
    return (metric.starts_with("http_") || isOneOf(metric, {"data_sent", "data_received"})) &&
           isOneOf(tag, {"status", "expected_response", "error"});
}

/// What a request can fail with (semantics.md §4).
const std::vector<std::string>& errorClasses()
{
    static const std::vector<std::string> kClasses{"dns",   "connect",  "tls",      "timeout",
                                                   "reset", "http_4xx", "http_5xx", "protocol"};
    return kClasses;
}

bool mayCome(const std::string& tag, const std::string& value)
{
    return tag != "error" || std::find(errorClasses().begin(), errorClasses().end(), value) != errorClasses().end();
}

/// Of the run as a whole: no tag narrows them.
bool isOfRun(std::string_view metric)
{
    return isOneOf(metric, {"samples_dropped", "browser_vitals_dropped"});
}

/// Metrics of a scenario as a whole: a step's tags do not narrow them.
bool isOfScenario(std::string_view metric)
{
    return isOneOf(metric, {"vus", "vus_max", "iterations", "iteration_duration", "dropped_iterations", "generator_lag"});
}

/// Known names whose values no run has, and why.
std::string_view whyNever(std::string_view metric)
{
    if (metric == "webhook_processed") {
        return "what the service made of its events is asked after the load, by a test's `verify:`";
    }
    if (isOneOf(metric, {"browser_web_vital_fid", "browser_web_vital_inp"})) {
        return "it needs somebody who clicks, and a visit only loads the page; there is browser_web_vital_lcp, _fcp, _cls and "
               "_ttfb";
    }
    if (metric == "browser_data_sent") {
        return "a visit counts what it receives: there is `browser_data_received`";
    }
    return {};
}

bool measures(const BrowserStep& visit, std::string_view vital)
{
    return visit.measure.empty() || std::find(visit.measure.begin(), visit.measure.end(), vital) != visit.measure.end();
}

bool stepWrites(const Step& step, std::string_view metric)
{
    constexpr std::string_view kVital = "browser_web_vital_";
    const bool isRequest = step.kind == StepKind::Http || step.kind == StepKind::Webhook;
    if (!whyNever(metric).empty() || isOfRun(metric)) {
        return false;
    }
    if (metric.starts_with("webhook")) {
        return step.kind == StepKind::Webhook;
    }
    if (metric.starts_with(kVital)) {
        return step.kind == StepKind::Browser && measures(step.browser, metric.substr(kVital.size()));
    }
    if (metric.starts_with("browser_")) {
        return step.kind == StepKind::Browser;
    }
    if (metric == "group_duration") {
        return step.kind == StepKind::Group;
    }
    if (metric.starts_with("ws_") || metric.starts_with("rtc_")) {
        return step.kind == StepKind::WebSocket;
    }
    if (metric == "page_load") {
        return step.kind == StepKind::Batch;
    }
    if (metric.starts_with("http_")) {
        return isRequest;
    }
    if (metric == "checks") {
        return isRequest ? !step.http.checks.empty() || !step.http.extracts.empty()
                         : step.kind == StepKind::WebSocket && (step.websocket.expectFromOthers || step.websocket.expectOrdered);
    }
    return isRequest || step.kind == StepKind::WebSocket; // data_sent, data_received
}

/// Calls with each step, nested too, and all tags that its samples carry.
void visitSteps(const std::vector<Step>& steps, const Tags& outer, const std::function<void(const Step&, const Tags&)>& visit)
{
    for (const Step& step : steps) {
        if (step.kind == StepKind::Group) {
            const Tags inside = tagsInside(step, outer);
            visit(step, inside);
            visitSteps(step.steps, inside, visit);
            continue;
        }
        if (isControl(step.kind)) {
            visitSteps(step.steps, outer, visit);
            continue;
        }
        Tags tags = outer;
        for (const auto& [key, value] : step.tags) {
            tags[key] = value;
        }
        tags["name"] = step.name;
        if (!step.http.method.empty()) {
            tags["method"] = step.http.method;
        }
        visit(step, tags);
        tags.erase("name");
        visitSteps(step.steps, tags, visit);
    }
}

void visitTest(const TestPlan& test, const std::function<void(const Step*, const Tags&)>& visit)
{
    for (const Scenario& scenario : test.scenarios) {
        Tags tags = scenario.tags;
        tags["scenario"] = scenario.id;
        visit(nullptr, tags);
        visitSteps(scenario.flow, tags, [&visit](const Step& step, const Tags& all) { visit(&step, all); });
    }
}

bool fits(const MetricKey& asked, const Tags& carried)
{
    return std::all_of(asked.tags.begin(), asked.tags.end(), [&](const auto& tag) {
        return isKnownOnlyInTheRun(asked.name, tag.first) ? mayCome(tag.first, tag.second)
                                                          : hasTag(carried, tag.first, tag.second);
    });
}

/// `step` is null for a scenario as a whole.
bool writes(const Step* step, std::string_view metric)
{
    return step == nullptr ? isOfScenario(metric) : !isOfScenario(metric) && stepWrites(*step, metric);
}

bool hasBrowser(const TestPlan& test)
{
    bool isFound = false;
    visitTest(test, [&isFound](const Step* step, const Tags&) {
        isFound = isFound || (step != nullptr && step->kind == StepKind::Browser);
    });
    return isFound;
}

} // namespace

Tags tagsInside(const Step& group, Tags outer)
{
    outer["group"] += "::" + group.name;
    for (const auto& [tag, value] : group.tags) {
        outer[tag] = value;
    }
    return outer;
}

bool hasTag(const Tags& carried, const std::string& tag, const std::string& value)
{
    const auto found = carried.find(tag);
    return found != carried.end() && (found->second == value || (tag == "group" && found->second == "::" + value));
}

bool canHave(const TestPlan& test, const MetricKey& metric)
{
    if (test.k6) {
        return k6CanHave(metric.name); // which tags there are, only the script knows
    }
    if (isOfRun(metric.name)) {
        return metric.tags.empty() && (metric.name == "samples_dropped" || hasBrowser(test));
    }
    bool isFound = false;
    visitTest(test, [&](const Step* step, const Tags& tags) {
        isFound = isFound || (writes(step, metric.name) && fits(metric, tags));
    });
    return isFound;
}

std::string whyNot(const std::vector<const TestPlan*>& tests, const MetricKey& metric)
{
    const bool isOnlyK6 = std::all_of(tests.begin(), tests.end(), [](const TestPlan* test) { return test->k6.has_value(); });
    if (std::string why = whyK6HasNot(metric.name); isOnlyK6 && !tests.empty() && !why.empty()) {
        return why;
    }
    if (const std::string_view why = whyNever(metric.name); !why.empty()) {
        return "no run measures `" + metric.name + "`: " + std::string(why);
    }
    if (isOfRun(metric.name) && !metric.tags.empty()) {
        return "`" + metric.name + "` counts for the run as a whole and has no tags";
    }
    std::map<std::string, std::set<std::string>> values;
    bool isWritten = false;
    for (const TestPlan* test : tests) {
        visitTest(*test, [&](const Step* step, const Tags& tags) {
            const bool isRight = writes(step, metric.name);
            isWritten = isWritten || isRight;
            for (const auto& [key, value] : tags) {
                if (isRight) {
                    values[key].insert(value);
                }
            }
        });
    }
    if (!isWritten) {
        return "no step here writes `" + metric.name + "`";
    }
    std::vector<std::string> keys;
    keys.reserve(values.size());
    for (const auto& [key, all] : values) {
        keys.push_back(key);
    }
    for (const auto& [key, value] : metric.tags) {
        if (isKnownOnlyInTheRun(metric.name, key)) {
            if (!mayCome(key, value)) {
                return "no request fails with error `" + value + "`; there is " + join(errorClasses(), ", ");
            }
            continue;
        }
        const auto found = values.find(key);
        if (found == values.end()) {
            return "nothing that writes `" + metric.name + "` has a tag `" + key + "`" + didYouMean(key, keys);
        }
        const auto isCarried = [&name = key, &wanted = value](const std::string& each) {
            return hasTag({{name, each}}, name, wanted);
        };
        if (std::none_of(found->second.begin(), found->second.end(), isCarried)) {
            const std::vector<std::string> all(found->second.begin(), found->second.end());
            const std::string suggestion = didYouMean(value, all);
            return "nothing that writes `" + metric.name + "` has " + key + " `" + value + "`" +
                   (suggestion.empty() ? "; there is " + shortened(join(all, ", "), 200) : suggestion);
        }
    }
    return "nothing that writes `" + metric.name + "` has all of these tags at once";
}

} // namespace holdpoint
