// SPDX-License-Identifier: GPL-3.0-or-later
// Shapes: k6's internal/js/summary.go and summary-wrapper.js (reference/engine.md §5.2, 5.3).
#include "core/report/run_formats.h"

#include <QByteArray>
#include <QCryptographicHash>

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

Json checkJson(const CheckResult& check)
{
    const std::string path = "::" + check.name;
    return {{"name", check.name}, {"path", path}, {"id", md5Hex(path)}, {"passes", check.passes}, {"fails", check.fails}};
}

Json rootGroup()
{
    return {{"name", ""}, {"path", ""}, {"id", md5Hex("")}};
}

const Json& metricsOf(const RunRecord& run)
{
    static const Json kNone = Json::object();
    return run.result.metrics.is_object() ? run.result.metrics : kNone;
}

} // namespace

Json k6Summary(const RunRecord& run)
{
    Json root = rootGroup();
    root["groups"] = Json::array();
    root["checks"] = Json::array();
    for (const CheckResult& check : run.result.checks) {
        root["checks"].push_back(checkJson(check));
    }
    const double durationMs = run.endedAt ? std::chrono::duration<double, std::milli>(*run.endedAt - run.startedAt).count() : 0;
    Json metrics = Json::object();
    for (const auto& [key, metric] : metricsOf(run).items()) {
        Json& entry = metrics[key] = {
            {"type", memberAt(metric, "type")}, {"contains", containsOf(key, metric)}, {"values", valuesOf(metric)}};
        for (const auto& [expression, isHeld] : heldExpressions(run, key)) {
            entry["thresholds"][expression] = {{"ok", isHeld}};
        }
    }
    return {{"root_group", std::move(root)},
            {"options",
             {{"summaryTrendStats", {"avg", "min", "med", "max", "p(90)", "p(95)", "p(99)", "count"}},
              {"summaryTimeUnit", ""},
              {"noColor", true}}},
            {"state", {{"isStdOutTTY", false}, {"isStdErrTTY", false}, {"testRunDurationMs", durationMs}}},
            {"metrics", std::move(metrics)}};
}

Json k6SummaryExport(const RunRecord& run)
{
    Json root = rootGroup();
    root["groups"] = Json::object();
    root["checks"] = Json::object();
    for (const CheckResult& check : run.result.checks) {
        root["checks"][check.name] = checkJson(check);
    }
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
    return {{"root_group", std::move(root)}, {"metrics", std::move(metrics)}};
}

} // namespace holdpoint
