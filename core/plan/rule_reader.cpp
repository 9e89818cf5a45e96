// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/rule_reader.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/plan/expected_value.h"
#include "core/plan/metric_scope.h"
#include "core/plan/target_url.h"

#include <algorithm>

namespace holdpoint {

namespace {

using Tests = std::vector<const TestPlan*>;

/// The metric of a rule: known, and one that the tests can have. nullopt after a fault.
struct RuleMetric
{
    MetricKey key;
    std::optional<MetricInfo> info; // of a k6 script's own metrics only the run knows
};

std::optional<RuleMetric> checkedMetric(ReadContext& context, const PlanNode& at, const std::string& text, const Tests& tests)
{
    const auto key = parseMetricKey(text);
    if (!key) {
        context.fault(at, key.error().message);
        return std::nullopt;
    }
    const auto info = knownMetric(key->name);
    const bool isOfScript = std::any_of(tests.begin(), tests.end(), [](const TestPlan* test) { return test->k6.has_value(); });
    if (!info && !isOfScript) {
        context.fault(at, "unknown metric `" + shortened(key->name, 60) + "`" +
                              didYouMean(shortened(key->name, 60), knownMetricNames()));
        return std::nullopt;
    }
    const bool isPossible =
        std::any_of(tests.begin(), tests.end(), [&key](const TestPlan* test) { return canHave(*test, *key); });
    if (!isPossible) {
        context.fault(at, whyNot(tests, *key));
    }
    return RuleMetric{*key, info};
}

/// Reads `metric`, or `source` and `query` where they are allowed. Returns the type that expressions are checked against.
struct RuleSubject
{
    std::string metric;
    std::string source;
    std::string query;
    std::string unit;
    std::optional<MetricType> type;
};

RuleSubject readSubject(ReadContext& context, MapReader& reader, const Tests& tests, bool mayAskSource)
{
    RuleSubject subject;
    std::string metric;
    if (mayAskSource && reader.node().find("metric") == nullptr) {
        if (reader.node().find("source") == nullptr && reader.isMap()) {
            context.fault(reader.node(), reader.what() + " needs `metric`, or `source` and `query`");
        }
        reader.take("metric");
        if (reader.text("source", subject.source, TextUse::Setting)) {
            isOneOf(context, *reader.node().find("source"), "source", subject.source, {"prometheus"});
            reader.need("query", "query: max(up)");
        }
        reader.text("query", subject.query, TextUse::Content);
        subject.type = MetricType::Gauge;
        return subject;
    }
    if (!mayAskSource && reader.node().find("source") != nullptr) {
        reader.refuse("source", "only rules of the whole release ask a monitor; move this one to the plan's own `thresholds`");
        reader.take("query");
        reader.take("metric");
        return subject;
    }
    reader.need("metric", "metric: http_req_failed");
    if (mayAskSource) {
        reader.refuse("source", "a rule has either `metric` or `source` and `query`");
        reader.refuse("query", "a rule has either `metric` or `source` and `query`");
    }
    if (reader.text("metric", metric, TextUse::Setting)) {
        if (const auto checked = checkedMetric(context, *reader.node().find("metric"), metric, tests)) {
            subject.metric = checked->key.text();
            if (checked->info) {
                subject.type = checked->info->type;
                subject.unit = std::string(checked->info->unit);
            }
        }
    }
    return subject;
}

/// An expression whose aggregate the metric's type has.
std::optional<Expression> readExpression(ReadContext& context, MapReader& reader, std::string_view key,
                                         const RuleSubject& subject)
{
    std::string text;
    if (!reader.text(key, text, TextUse::Setting)) {
        return std::nullopt;
    }
    const PlanNode& at = *reader.node().find(key);
    const auto expression = parseExpression(text);
    if (!expression) {
        context.fault(at, "`" + std::string(key) + "`: " + expression.error().message);
        return std::nullopt;
    }
    if (subject.type && !hasAggregate(*subject.type, expression->aggregate)) {
        const std::string name = subject.metric.empty() ? "a query" : "`" + subject.metric + "`";
        context.fault(at, name + " is a " + std::string(nameOf(*subject.type)) + " and has no `" + expression->aggregate.text() +
                              "`");
        return std::nullopt;
    }
    return *expression;
}

void needSameAggregate(ReadContext& context, MapReader& reader, std::string_view key, const Expression& target,
                       const std::optional<Expression>& other)
{
    if (other && !(other->aggregate == target.aggregate)) {
        context.fault(*reader.node().find(key), "`" + std::string(key) + "` asks for " + other->aggregate.text() +
                                                    ", but `target` for " + target.aggregate.text() +
                                                    "; all parts of one rule use the same");
    }
}

void readAbort(ReadContext& context, MapReader& reader, ThresholdRule& rule)
{
    PlanNode* abort = reader.takeMap("abort_on_fail");
    if (abort == nullptr) {
        return;
    }
    MapReader after(context, *abort, "`abort_on_fail`");
    after.need("after", "after: 30s");
    if (Nanos time{}; after.duration("after", time)) {
        rule.abortAfter = time;
    }
    after.finish();
    if (!rule.critical) {
        context.fault(*abort, "`abort_on_fail` needs a critical limit, but this rule has `critical: none`");
    }
}

/// `target`, `critical` (left out: the target; `none`: a miss only warns) and `accept`.
void readLevels(ReadContext& context, MapReader& reader, const RuleSubject& subject, ThresholdRule& rule)
{
    reader.need("target", "target: \"p(95)<500\"");
    const auto target = readExpression(context, reader, "target", subject);
    PlanNode* critical = reader.take("critical");
    const bool isNone = critical != nullptr && critical->isScalar() && critical->text == "none";
    if (!isNone) {
        rule.critical = readExpression(context, reader, "critical", subject);
    }
    rule.accept = readExpression(context, reader, "accept", subject);
    if (!target) {
        return;
    }
    rule.target = *target;
    needSameAggregate(context, reader, "critical", *target, rule.critical);
    needSameAggregate(context, reader, "accept", *target, rule.accept);
    if (reader.node().find("critical") == nullptr) {
        rule.critical = rule.target;
    }
}

ThresholdRule readThreshold(ReadContext& context, PlanNode& node, const Tests& tests, bool isOfRelease)
{
    ThresholdRule rule;
    MapReader reader(context, node, "a threshold");
    if (!reader.isMap()) {
        return rule;
    }
    if (isOfRelease) {
        reader.need("id", "id: cpu");
    }
    reader.text("id", rule.id, TextUse::Label);
    const RuleSubject subject = readSubject(context, reader, tests, isOfRelease);
    rule.metric = subject.metric;
    rule.source = subject.source;
    rule.query = subject.query;
    rule.unit = subject.unit;
    readLevels(context, reader, subject, rule);
    if (rule.id.empty()) {
        rule.id = rule.metric + " " + rule.target.aggregate.text();
    }
    reader.text("unit", rule.unit, TextUse::Label);
    reader.text("action", rule.action, TextUse::Label);
    rule.needs = rule.source;
    if (reader.text("needs", rule.needs, TextUse::Setting)) {
        isOneOf(context, *node.find("needs"), "need", rule.needs, {"browser", "prometheus"});
    }
    if (rule.source.empty()) {
        reader.refuse("absent", "only a query has an empty answer");
    }
    reader.text("absent", rule.absent, TextUse::Label);
    if (std::uint64_t least = 0; reader.count("min_n", least, 0, 1'000'000'000)) {
        rule.minSamples = least;
    }
    readAbort(context, reader, rule);
    reader.finish();
    return rule;
}

void checkEquals(ReadContext& context, const PlanNode& at, const std::string& text, const TestPlan& test)
{
    const auto terms = parseExpectedValue(text);
    if (!terms) {
        context.fault(at, terms.error().message);
        return;
    }
    for (const ExpectedTerm& term : *terms) {
        if (term.number) {
            continue;
        }
        const auto metric = checkedMetric(context, at, term.metric, {&test});
        const auto expression = parseExpression(term.aggregate + "==0");
        if (!expression) {
            context.fault(at, "`" + shortened(term.aggregate, 60) + "` is not an aggregate such as count, rate or p(95)");
        } else if (metric && metric->info && !hasAggregate(metric->info->type, expression->aggregate)) {
            context.fault(at, "`" + metric->key.text() + "` is a " + std::string(nameOf(metric->info->type)) + " and has no `" +
                                  term.aggregate + "`");
        }
    }
}

Verification readVerification(ReadContext& context, PlanNode& node, const TestPlan& test)
{
    Verification verification;
    MapReader reader(context, node, "a `verify` entry");
    if (!reader.isMap()) {
        return verification;
    }
    reader.need("name", "name: All events processed");
    reader.text("name", verification.name, TextUse::Label);
    reader.need("get", "get: /webhooks/stats");
    if (reader.text("get", verification.target, TextUse::Url) && !verification.target.starts_with("/")) {
        if (const auto url = parseTargetUrl(verification.target); !url) {
            context.fault(*node.find("get"), url.error().message);
        }
    }
    reader.need("json", "json: /processed");
    if (reader.text("json", verification.pointer, TextUse::Setting) && !verification.pointer.empty() &&
        verification.pointer[0] != '/') {
        context.fault(*node.find("json"),
                      "`" + shortened(verification.pointer, 60) + "` is not a JSON pointer: it begins with /");
    }
    reader.flag("delta", verification.isDelta);
    reader.need("equals", "equals: 0");
    if (reader.text("equals", verification.equals, TextUse::Setting)) {
        checkEquals(context, *node.find("equals"), verification.equals, test);
    }
    reader.duration("within", verification.within);
    reader.finish();
    return verification;
}

AlarmRule readAlarm(ReadContext& context, PlanNode& node, const Tests& tests)
{
    AlarmRule alarm;
    MapReader reader(context, node, "an alarm");
    if (!reader.isMap()) {
        return alarm;
    }
    reader.need("id", "id: error-rate");
    reader.text("id", alarm.id, TextUse::Label);
    const RuleSubject subject = readSubject(context, reader, tests, true);
    alarm.metric = subject.metric;
    alarm.source = subject.source;
    alarm.query = subject.query;
    reader.need("when", "when: \"rate>0.01\"");
    if (const auto when = readExpression(context, reader, "when", subject)) {
        alarm.when = *when;
    }
    if (reader.duration("window", alarm.window) && (alarm.window < Seconds{1} || alarm.window > std::chrono::hours{1})) {
        context.fault(*node.find("window"), "`window` must be between 1s and 1h");
    }
    reader.duration("for", alarm.sustained);
    reader.ratio("clear", alarm.clear);
    reader.duration("clear_for", alarm.clearFor);
    reader.count("min_n", alarm.minSamples, 0, 1'000'000'000);
    if (std::string severity; reader.text("severity", severity, TextUse::Setting) &&
                              isOneOf(context, *node.find("severity"), "severity", severity, {"warning", "critical"})) {
        alarm.isCritical = severity == "critical";
    }
    reader.text("action", alarm.action, TextUse::Label);
    std::vector<std::string> notified; // read from the resolved plan where it is needed: notifiedOf()
    if (reader.texts("notify", notified, TextUse::Setting)) {
        for (const std::string& service : notified) {
            isOneOf(context, *node.find("notify"), "service to notify", service, {"slack", "pagerduty"});
        }
    }
    reader.finish();
    return alarm;
}

/// Every entry of a list through `read`, with a fault for a second entry of the same id.
template <typename Rule, typename Read, typename IdOf>
std::vector<Rule> readList(ReadContext& context, PlanNode& node, std::string_view what, Read read, IdOf idOf)
{
    std::vector<Rule> rules;
    if (!node.isList()) {
        context.fault(node, "`" + std::string(what) + "` must be a list, not " + node.described());
        return rules;
    }
    std::map<std::string, int> lineOfId;
    for (PlanNode& item : node.items) {
        Rule rule = read(item);
        const std::string id = idOf(rule);
        if (const auto [first, isNew] = lineOfId.emplace(id, item.line); !isNew && !id.empty()) {
            context.fault(item, "`" + shortened(id, 80) + "` is here a second time; the first is in line " +
                                    std::to_string(first->second));
        }
        rules.push_back(std::move(rule));
    }
    return rules;
}

} // namespace

std::vector<ThresholdRule> readThresholds(ReadContext& context, PlanNode& node, const Tests& tests, bool isOfRelease)
{
    return readList<ThresholdRule>(
        context, node, "thresholds", [&](PlanNode& item) { return readThreshold(context, item, tests, isOfRelease); },
        [](const ThresholdRule& rule) { return rule.metric.empty() && rule.source.empty() ? std::string() : rule.id; });
}

std::vector<LoadTarget> readLoadTargets(ReadContext& context, PlanNode& node, const TestPlan& test)
{
    const auto read = [&](PlanNode& item) {
        LoadTarget target;
        MapReader reader(context, item, "a load target");
        if (!reader.isMap()) {
            return target;
        }
        const RuleSubject subject = readSubject(context, reader, {&test}, false);
        target.metric = subject.metric;
        reader.need("expect", "expect: \"rate>=16.67\"");
        if (const auto expect = readExpression(context, reader, "expect", subject)) {
            target.expect = *expect;
            if (expect->comparison != Comparison::GreaterEqual && expect->comparison != Comparison::Greater) {
                context.fault(*item.find("expect"), "a load target is a lower bound: write it with >=, for example rate>=16.67");
            }
        }
        reader.ratio("tolerance", target.tolerance);
        reader.finish();
        return target;
    };
    return readList<LoadTarget>(context, node, "load_targets", read, [](const LoadTarget& target) {
        return target.metric.empty() ? std::string() : target.metric + " " + target.expect.aggregate.text();
    });
}

std::vector<AlarmRule> readAlarms(ReadContext& context, PlanNode& node, const Tests& tests)
{
    return readList<AlarmRule>(
        context, node, "alarms", [&](PlanNode& item) { return readAlarm(context, item, tests); },
        [](const AlarmRule& alarm) { return alarm.id; });
}

std::vector<Verification> readVerifications(ReadContext& context, PlanNode& node, const TestPlan& test)
{
    return readList<Verification>(
        context, node, "verify", [&](PlanNode& item) { return readVerification(context, item, test); },
        [](const Verification& verification) { return verification.name; });
}

} // namespace holdpoint
