// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/time_format.h"
#include "core/verdict/breakpoint_watch.h"
#include "core/verdict/run_result.h"

#include <cmath>

namespace holdpoint {

namespace {

Json optionalNumber(const std::optional<double>& value)
{
    return value ? Json(*value) : Json();
}

std::optional<double> optionalNumberAt(const Json& json, std::string_view key)
{
    const Json& member = memberAt(json, key);
    return member.is_number() ? std::optional(member.get<double>()) : std::nullopt;
}

std::uint64_t countAt(const Json& json, std::string_view key)
{
    const Json& member = memberAt(json, key);
    if (member.is_number_unsigned()) {
        return member.get<std::uint64_t>();
    }
    const std::int64_t value = integerAt(json, key);
    return value > 0 ? static_cast<std::uint64_t>(value) : 0;
}

Json expressionText(const std::optional<Expression>& expression)
{
    return expression ? Json(expression->text) : Json();
}

Json thresholdJson(const ThresholdResult& result)
{
    const ThresholdRule& rule = result.rule;
    Json json{{"id", rule.id}, {"metric", rule.metric}};
    if (!rule.source.empty()) {
        json["source"] = rule.source;
        json["query"] = rule.query;
    }
    json["target"] = rule.target.text;
    if (rule.accept) {
        json["accept"] = rule.accept->text;
    }
    json["critical"] = expressionText(rule.critical);
    json["unit"] = rule.unit;
    json["action"] = rule.action;
    if (!rule.needs.empty()) {
        json["needs"] = rule.needs;
    }
    if (!rule.absent.empty()) {
        json["absent"] = rule.absent;
    }
    if (rule.minSamples) {
        json["min_n"] = *rule.minSamples;
    }
    if (rule.abortAfter) {
        json["abort_after_ms"] = std::chrono::duration_cast<Millis>(*rule.abortAfter).count();
    }
    json["measured"] = optionalNumber(result.measured);
    json["n"] = result.sampleCount;
    if (result.at) {
        json["at"] = formatUtc(*result.at);
    }
    json["margin"] = optionalNumber(result.margin);
    json["verdict"] = nameOf(result.verdict);
    json["sentence"] = result.sentence;
    json["breaches"] = Json::array();
    for (const TimeSpan& breach : result.breaches) {
        json["breaches"].push_back({{"from", formatUtc(breach.from)}, {"to", formatUtc(breach.to)}});
    }
    return json;
}

Json loadJson(const LoadResult& result)
{
    return Json{{"metric", result.target.metric},
                {"expect", result.target.expect.text},
                {"planned", result.target.expect.limit},
                {"achieved", optionalNumber(result.achieved)},
                {"tolerance", result.target.tolerance},
                {"met", result.isMet},
                {"sentence", result.sentence}};
}

Json generatorJson(const GeneratorResult& result)
{
    Json json{{"agents", result.agents},
              {"limited_seconds", result.limitedSeconds},
              {"load_seconds", result.loadSeconds},
              {"lag_p99_us", result.lagP99Us},
              {"cpu_percent_max", result.cpuPercentMax},
              {"rss_bytes_max", result.rssBytesMax},
              {"dropped_iterations", result.droppedIterations},
              {"limited", result.isLimited},
              {"sentence", result.sentence}};
    if (!result.isLagKnown) {
        json["lag_p99_us"] = nullptr;
    }
    // A result that an earlier version stored keeps its bytes: the audit log holds their hash.
    for (const auto& [key, value] : {std::pair<const char*, std::uint64_t>{"loop_max_us", result.loopMaxUs},
                                     {"descriptors_max", result.descriptorsMax},
                                     {"tcp_sockets_max", result.tcpSocketsMax},
                                     {"retransmits", result.retransmits}}) {
        if (value > 0) {
            json[key] = value;
        }
    }
    if (result.machineCpuPercentMax > 0) {
        json["machine_cpu_percent_max"] = result.machineCpuPercentMax;
    }
    return json;
}

GeneratorResult generatorFromJson(const Json& json)
{
    GeneratorResult result;
    result.agents = static_cast<int>(std::clamp<std::int64_t>(integerAt(json, "agents", 1), 0, 1'000'000));
    result.limitedSeconds = countAt(json, "limited_seconds");
    result.loadSeconds = countAt(json, "load_seconds");
    result.lagP99Us = countAt(json, "lag_p99_us");
    result.isLagKnown = !json.is_object() || !json.contains("lag_p99_us") || !memberAt(json, "lag_p99_us").is_null();
    result.loopMaxUs = countAt(json, "loop_max_us");
    result.cpuPercentMax = numberAt(json, "cpu_percent_max");
    result.machineCpuPercentMax = numberAt(json, "machine_cpu_percent_max");
    result.rssBytesMax = countAt(json, "rss_bytes_max");
    result.descriptorsMax = countAt(json, "descriptors_max");
    result.tcpSocketsMax = countAt(json, "tcp_sockets_max");
    result.retransmits = countAt(json, "retransmits");
    result.droppedIterations = countAt(json, "dropped_iterations");
    result.isLimited = boolAt(json, "limited");
    result.sentence = stringAt(json, "sentence");
    return result;
}

/// An expression that may be missing or null.
Result<std::optional<Expression>> expressionAt(const Json& json, std::string_view key)
{
    const Json& member = memberAt(json, key);
    if (member.is_null()) {
        return std::optional<Expression>();
    }
    auto expression = parseExpression(stringAt(json, key));
    if (!expression) {
        return fail(expression.error());
    }
    return std::optional<Expression>(std::move(*expression));
}

Result<TimeSpan> spanFromJson(const Json& json)
{
    const auto from = parseUtc(stringAt(json, "from"));
    const auto to = parseUtc(stringAt(json, "to"));
    if (!from || !to) {
        return fail(from ? to.error() : from.error());
    }
    return TimeSpan{*from, *to};
}

Result<ThresholdRule> ruleFromJson(const Json& json)
{
    ThresholdRule rule;
    rule.id = stringAt(json, "id");
    rule.metric = stringAt(json, "metric");
    rule.source = stringAt(json, "source");
    rule.query = stringAt(json, "query");
    rule.absent = stringAt(json, "absent");
    rule.unit = stringAt(json, "unit");
    rule.action = stringAt(json, "action");
    rule.needs = stringAt(json, "needs");
    auto target = parseExpression(stringAt(json, "target"));
    auto accept = expressionAt(json, "accept");
    auto critical = expressionAt(json, "critical");
    if (!target || !accept || !critical) {
        return fail(!target ? target.error() : !accept ? accept.error() : critical.error());
    }
    rule.target = std::move(*target);
    rule.accept = std::move(*accept);
    rule.critical = std::move(*critical);
    if (memberAt(json, "min_n").is_number()) {
        rule.minSamples = countAt(json, "min_n");
    }
    if (memberAt(json, "abort_after_ms").is_number_integer()) {
        constexpr std::int64_t kYearMs = 31'536'000'000;
        rule.abortAfter = Millis{std::clamp<std::int64_t>(integerAt(json, "abort_after_ms"), 0, kYearMs)};
    }
    return rule;
}

Result<ThresholdResult> thresholdFromJson(const Json& json)
{
    ThresholdResult result;
    auto rule = ruleFromJson(json);
    const auto verdict = ruleVerdictFrom(stringAt(json, "verdict"));
    if (!rule || !verdict) {
        return fail(rule ? verdict.error() : rule.error());
    }
    result.rule = std::move(*rule);
    result.verdict = *verdict;
    result.measured = optionalNumberAt(json, "measured");
    result.sampleCount = countAt(json, "n");
    result.margin = optionalNumberAt(json, "margin");
    result.sentence = stringAt(json, "sentence");
    if (const Json& at = memberAt(json, "at"); at.is_string()) {
        const auto time = parseUtc(at.get_ref<const std::string&>());
        if (!time) {
            return fail(time.error());
        }
        result.at = *time;
    }
    for (const Json& entry : memberAt(json, "breaches")) {
        const auto span = spanFromJson(entry);
        if (!span) {
            return fail(span.error());
        }
        result.breaches.push_back(*span);
    }
    return result;
}

Result<LoadResult> loadFromJson(const Json& json)
{
    LoadResult result;
    auto expect = parseExpression(stringAt(json, "expect"));
    if (!expect) {
        return fail(expect.error());
    }
    result.target = LoadTarget{stringAt(json, "metric"), std::move(*expect), numberAt(json, "tolerance")};
    result.achieved = optionalNumberAt(json, "achieved");
    result.isMet = boolAt(json, "met");
    result.sentence = stringAt(json, "sentence");
    return result;
}

Result<CheckResult> checkFromJson(const Json& json)
{
    return CheckResult{stringAt(json, "name"), countAt(json, "passes"), countAt(json, "fails")};
}

Result<ErrorResult> errorFromJson(const Json& json)
{
    const auto firstAt = parseUtc(stringAt(json, "first_at"));
    if (!firstAt) {
        return fail(firstAt.error());
    }
    return ErrorResult{stringAt(json, "class"), stringAt(json, "step"), stringAt(json, "message"), countAt(json, "count"),
                       *firstAt};
}

Result<VerificationResult> verificationFromJson(const Json& json)
{
    const auto verdict = ruleVerdictFrom(stringAt(json, "verdict"));
    if (!verdict) {
        return fail(verdict.error());
    }
    return VerificationResult{stringAt(json, "name"), stringAt(json, "expected"), stringAt(json, "measured"), *verdict,
                              stringAt(json, "sentence")};
}

/// Reads every element of a list; a missing list is empty.
template <typename Value>
Result<> readList(const Json& json, std::string_view key, Result<Value> (*read)(const Json&), std::vector<Value>& out)
{
    const Json& list = memberAt(json, key);
    if (!list.is_null() && !list.is_array()) {
        return fail(Error::Kind::Invalid, "the stored run result cannot be read: `" + std::string(key) + "` is no list");
    }
    for (const Json& element : list) {
        auto value = read(element);
        if (!value) {
            return fail(Error::Kind::Invalid,
                        "the stored run result cannot be read: " + std::string(key) + ": " + value.error().message);
        }
        out.push_back(std::move(*value));
    }
    return {};
}

} // namespace

Json toJson(const RunResult& result)
{
    Json json{{"outcome", nameOf(result.outcome)}, {"reasons", result.reasons}, {"load", Json::array()}};
    for (const LoadResult& load : result.load) {
        json["load"].push_back(loadJson(load));
    }
    json["generator"] = generatorJson(result.generator);
    json["metrics"] = result.metrics.is_null() ? Json::object() : result.metrics;
    json["thresholds"] = Json::array();
    for (const ThresholdResult& threshold : result.thresholds) {
        json["thresholds"].push_back(thresholdJson(threshold));
    }
    json["checks"] = Json::array();
    for (const CheckResult& check : result.checks) {
        json["checks"].push_back({{"name", check.name}, {"passes", check.passes}, {"fails", check.fails}});
    }
    json["errors"] = Json::array();
    for (const ErrorResult& error : result.errors) {
        json["errors"].push_back({{"class", error.errorClass},
                                  {"step", error.step},
                                  {"message", error.message},
                                  {"count", error.count},
                                  {"first_at", formatUtc(error.firstAt)}});
    }
    json["verifications"] = Json::array();
    for (const VerificationResult& verification : result.verifications) {
        json["verifications"].push_back({{"name", verification.name},
                                         {"expected", verification.expected},
                                         {"measured", verification.measured},
                                         {"verdict", nameOf(verification.verdict)},
                                         {"sentence", verification.sentence}});
    }
    for (const RecoveryResult& recovery : result.recoveries) {
        json["recoveries"].push_back(toJson(recovery));
    }
    if (result.breakpoint) {
        json["breakpoint"] = toJson(*result.breakpoint);
    }
    if (result.loadSpan) {
        json["load_span"] = {{"from", formatUtc(result.loadSpan->from)}, {"to", formatUtc(result.loadSpan->to)}};
    }
    return json;
}

Result<RunResult> runResultFromJson(const Json& json)
{
    RunResult result;
    const auto outcome = runOutcomeFrom(stringAt(json, "outcome"));
    if (!outcome) {
        return fail(Error::Kind::Invalid, "the stored run result cannot be read: " + outcome.error().message);
    }
    result.outcome = *outcome;
    for (const Json& reason : memberAt(json, "reasons")) {
        if (reason.is_string()) {
            result.reasons.push_back(reason.get<std::string>());
        }
    }
    result.generator = generatorFromJson(memberAt(json, "generator"));
    result.metrics = memberAt(json, "metrics");
    for (const Json& recovery : memberAt(json, "recoveries")) {
        result.recoveries.push_back(recoveryFromJson(recovery));
    }
    if (const Json& breakpoint = memberAt(json, "breakpoint"); breakpoint.is_object()) {
        result.breakpoint = breakpointFromJson(breakpoint);
    }
    if (const Json& load = memberAt(json, "load_span"); load.is_object()) {
        const auto span = spanFromJson(load);
        if (!span) {
            return fail(span.error());
        }
        result.loadSpan = *span;
    }
    for (const Result<>& read :
         {readList<LoadResult>(json, "load", loadFromJson, result.load),
          readList<ThresholdResult>(json, "thresholds", thresholdFromJson, result.thresholds),
          readList<CheckResult>(json, "checks", checkFromJson, result.checks),
          readList<ErrorResult>(json, "errors", errorFromJson, result.errors),
          readList<VerificationResult>(json, "verifications", verificationFromJson, result.verifications)}) {
        if (!read) {
            return fail(read.error());
        }
    }
    return result;
}

} // namespace holdpoint
