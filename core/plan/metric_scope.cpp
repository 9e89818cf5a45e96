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

bool isKnownOnlyInTheRun(std::string_view tag)
{
    return isOneOf(tag, {"status", "expected_response", "check"});
}

/// Metrics of a scenario as a whole: a step's tags do not narrow them.
bool isOfScenario(std::string_view metric)
{
    return isOneOf(metric, {"vus", "vus_max", "iterations", "iteration_duration", "dropped_iterations", "generator_lag"});
}

bool stepWrites(const Step& step, std::string_view metric)
{
    if (metric.starts_with("webhook")) {
        return step.kind == StepKind::Webhook;
    }
    if (metric.starts_with("browser_")) {
        return step.kind == StepKind::Browser;
    }
    if (metric.starts_with("ws_") || metric.starts_with("rtc_")) {
        return step.kind == StepKind::WebSocket;
    }
    if (metric == "page_load") {
        return step.kind == StepKind::Batch || step.kind == StepKind::Browser;
    }
    if (metric.starts_with("http_")) {
        return step.kind == StepKind::Http || step.kind == StepKind::Webhook;
    }
    return step.kind != StepKind::Think;
}

/// Calls with each step, nested too, and all tags that its samples carry.
void visitSteps(const std::vector<Step>& steps, const Tags& outer, const std::function<void(const Step&, const Tags&)>& visit)
{
    for (const Step& step : steps) {
        if (step.kind == StepKind::Group) {
            visitSteps(step.steps, tagsInside(step, outer), visit);
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

bool fits(const Tags& asked, const Tags& carried)
{
    return std::all_of(asked.begin(), asked.end(), [&carried](const auto& tag) {
        return isKnownOnlyInTheRun(tag.first) || hasTag(carried, tag.first, tag.second);
    });
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
    bool isFound = false;
    visitTest(test, [&](const Step* step, const Tags& tags) {
        const bool isRight =
            step == nullptr ? isOfScenario(metric.name) : !isOfScenario(metric.name) && stepWrites(*step, metric.name);
        isFound = isFound || (isRight && fits(metric.tags, tags));
    });
    return isFound;
}

std::string whyNot(const std::vector<const TestPlan*>& tests, const MetricKey& metric)
{
    std::map<std::string, std::set<std::string>> values;
    bool isWritten = false;
    for (const TestPlan* test : tests) {
        visitTest(*test, [&](const Step* step, const Tags& tags) {
            const bool isRight =
                step == nullptr ? isOfScenario(metric.name) : !isOfScenario(metric.name) && stepWrites(*step, metric.name);
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
        if (isKnownOnlyInTheRun(key)) {
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
