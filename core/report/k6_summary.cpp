// SPDX-License-Identifier: GPL-3.0-or-later
// Shapes: k6's internal/js/summary.go and summary-wrapper.js (reference/engine.md §5.2, 5.3).
#include "core/metrics/metric.h"
#include "core/report/run_formats.h"

#include <QByteArray>
#include <QCryptographicHash>
#include <algorithm>
#include <map>

namespace holdpoint {

namespace {

std::string md5Hex(const std::string& text)
{
    return QCryptographicHash::hash(QByteArray::fromStdString(text), QCryptographicHash::Md5).toHex().toStdString();
}

/// Expression -> whether it held. The target is missed from Warned on, the critical only when Failed; without data neither held.
std::vector<std::pair<std::string, bool>> heldExpressions(const RunRecord& run, const std::string& metric)
{
    std::vector<std::pair<std::string, bool>> held;
    for (const ThresholdResult* result : distinctThresholds(run.result.thresholds)) {
        if (result->rule.metric != metric || result->verdict == RuleVerdict::NotJudged) {
            continue;
        }
        held.emplace_back(result->rule.target.text, result->verdict == RuleVerdict::Passed);
        if (result->rule.critical && result->rule.critical->text != result->rule.target.text) {
            held.emplace_back(result->rule.critical->text,
                              result->verdict == RuleVerdict::Passed || result->verdict == RuleVerdict::Warned);
        }
    }
    return held;
}

std::string containsOf(const std::string& key, const Json& metric)
{
    if (stringAt(metric, "type") == "trend") {
        return stringAt(metric, "unit") == "ms" ? "time" : "default";
    }
    const std::string name = key.substr(0, key.find('{'));
    return name == "data_sent" || name == "data_received" ? "data" : "default";
}

Json valuesOf(const Json& metric)
{
    const std::string type = stringAt(metric, "type");
    const std::vector<const char*> names =
        type == "trend"     ? std::vector<const char*>{"avg", "min", "med", "max", "p(90)", "p(95)", "p(99)", "count"}
        : type == "counter" ? std::vector<const char*>{"count", "rate"}
        : type == "rate"    ? std::vector<const char*>{"rate", "passes", "fails"}
                            : std::vector<const char*>{"value", "min", "max"};
    Json values = Json::object();
    for (const char* name : names) {
        const Json& value = memberAt(metric, name);
        values[name] = value.is_null() ? Json(0) : value;
    }
    return values;
}

/// k6's tree: a path is `::outer::inner`, the root's is empty; a check counts in the group that it was asked in.
struct Group
{
    std::string path;
    std::map<std::string, Group> groups; // by name
    std::vector<CheckResult> checks;
};

Group& groupAt(Group& root, std::string_view path)
{
    Group* group = &root;
    for (std::size_t from = path.find("::"); from != std::string_view::npos;) {
        const std::size_t next = path.find("::", from + 2);
        const std::string name(path.substr(from + 2, next == std::string_view::npos ? next : next - from - 2));
        Group& inner = group->groups[name];
        inner.path = group->path + "::" + name;
        group = &inner;
        from = next;
    }
    return *group;
}

const Json& metricsOf(const RunRecord& run)
{
    static const Json kNone = Json::object();
    return run.result.metrics.is_object() ? run.result.metrics : kNone;
}

Group groupTree(const RunRecord& run)
{
    Group root;
    root.checks = run.result.checks;
    for (const auto& [text, metric] : metricsOf(run).items()) {
        const auto key = parseMetricKey(text);
        const auto path = key ? key->tags.find("group") : Tags::const_iterator{};
        if (!key || path == key->tags.end() || path->second.empty()) {
            continue;
        }
        const auto name = key->tags.find("check");
        if (key->name == "group_duration") {
            groupAt(root, path->second);
        } else if (key->name == "checks" && key->tags.size() == 2 && name != key->tags.end()) {
            const auto countOf = [&from = metric](const char* which) {
                return static_cast<std::uint64_t>(std::max(0.0, numberAt(from, which)));
            };
            const CheckResult inside{name->second, countOf("passes"), countOf("fails")};
            groupAt(root, path->second).checks.push_back(inside);
            std::erase_if(root.checks, [&inside](CheckResult& all) {
                const bool isSame = all.name == inside.name;
                all.passes -= isSame ? std::min(all.passes, inside.passes) : 0;
                all.fails -= isSame ? std::min(all.fails, inside.fails) : 0;
                return isSame && all.passes + all.fails == 0; // never asked outside of a group
            });
        }
    }
    return root;
}

/// handleSummary lists groups and checks, the old export has them by name.
Json groupJson(const std::string& name, const Group& group, bool isByName)
{
    Json json = {{"name", name}, {"path", group.path}, {"id", md5Hex(group.path)}};
    json["groups"] = isByName ? Json::object() : Json::array();
    json["checks"] = json["groups"];
    for (const auto& [inner, content] : group.groups) {
        Json one = groupJson(inner, content, isByName);
        (isByName ? json["groups"][inner] : json["groups"].emplace_back()) = std::move(one);
    }
    for (const CheckResult& check : group.checks) {
        const std::string path = group.path + "::" + check.name;
        Json one = {{"name", check.name}, {"path", path}, {"id", md5Hex(path)}, {"passes", check.passes}, {"fails", check.fails}};
        (isByName ? json["checks"][check.name] : json["checks"].emplace_back()) = std::move(one);
    }
    return json;
}

} // namespace

Json k6Summary(const RunRecord& run)
{
    const double durationMs = std::chrono::duration<double, std::milli>(loadDuration(run)).count();
    Json metrics = Json::object();
    for (const auto& [key, metric] : metricsOf(run).items()) {
        Json& entry = metrics[key] = {
            {"type", memberAt(metric, "type")}, {"contains", containsOf(key, metric)}, {"values", valuesOf(metric)}};
        for (const auto& [expression, isHeld] : heldExpressions(run, key)) {
            entry["thresholds"][expression] = {{"ok", isHeld}};
        }
    }
    return {{"root_group", groupJson("", groupTree(run), false)},
            {"options",
             {{"summaryTrendStats", {"avg", "min", "med", "max", "p(90)", "p(95)", "p(99)", "count"}},
              {"summaryTimeUnit", ""},
              {"noColor", true}}},
            {"state", {{"isStdOutTTY", false}, {"isStdErrTTY", false}, {"testRunDurationMs", durationMs}}},
            {"metrics", std::move(metrics)}};
}

Json k6SummaryExport(const RunRecord& run)
{
    Json metrics = Json::object();
    for (const auto& [key, metric] : metricsOf(run).items()) {
        Json entry = Json::object();
        const Json values = valuesOf(metric);
        for (const auto& [name, value] : values.items()) {
            const bool isRate = stringAt(metric, "type") == "rate" && name == "rate";
            entry[isRate ? "value" : name] = value;
        }
        for (const auto& [expression, isHeld] : heldExpressions(run, key)) {
            entry["thresholds"][expression] = !isHeld; // as k6 writes it
        }
        metrics[key] = std::move(entry);
    }
    return {{"root_group", groupJson("", groupTree(run), true)}, {"metrics", std::move(metrics)}};
}

} // namespace holdpoint
