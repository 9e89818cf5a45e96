// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/plan/calculation.h"
#include "core/plan/fact_plan.h"

#include <algorithm>

namespace holdpoint {

namespace {

/// What the key of a kind may hold.
enum Shape : unsigned { kText = 1, kList = 2, kMap = 4 };

struct KindRule
{
    std::string_view kind;
    unsigned shapes;
    std::vector<std::string_view> options; // besides take, default, absent and optional
};

const std::vector<KindRule>& kindRules()
{
    static const std::vector<KindRule> kRules{
        {"action", kText, {"step", "needs"}},
        {"alertmanager", kText, {"filter", "receiver", "within"}},
        {"calc", kText, {}},
        {"command", kList, {"in", "timeout"}},
        {"compare", kMap, {"ignore", "only", "tolerance", "key", "largest"}},
        {"deployments", kText, {"drill", "pipelines"}},
        {"dns", kText | kList, {}},
        {"env_file", kText, {"keys", "login", "fields"}},
        {"file", kText, {}},
        {"grafana", kText, {"from", "tag", "uids"}},
        {"hint", kText | kList, {"runs"}},
        {"http", kText, {"method", "headers", "json", "timeout", "times", "look_at", "hosts", "eager"}},
        {"jaeger", kText, {"services", "within", "path", "slower_than", "expected"}},
        {"k6", kText, {}},
        {"log", kText | kList, {"last", "expected", "over", "timeout"}},
        {"pagerduty", kText, {"policies", "schedules", "key"}},
        {"prometheus", kText, {"from", "jobs", "names", "hosts"}},
        {"promql", kText, {"from", "over", "pick", "rows", "against", "label"}},
        {"redis", kText | kList, {"from"}},
        {"run", kText, {"of", "metric", "aggregate", "threshold", "load", "errors", "verify", "pick", "worse_than"}},
        {"sentry", kText, {"environment", "accepted", "since", "release", "within"}},
        {"slack", kText, {"channel", "ts", "text"}},
        {"source_connected", kText | kList, {}},
        {"sql", kText, {"from", "timeout"}},
        {"tcp", kText | kList, {"connections"}},
        {"timer", kText, {}},
        {"tls", kText | kList, {}},
        {"websocket", kText | kList, {"send", "expect", "headers", "timeout"}},
    };
    return kRules;
}

bool hasShape(const PlanNode& node, unsigned shapes)
{
    return (node.isScalar() && (shapes & kText) != 0) || (node.isList() && (shapes & kList) != 0) ||
           (node.isMap() && (shapes & kMap) != 0);
}

std::string shapeText(unsigned shapes)
{
    return shapes == kMap ? "a map" : shapes == kList ? "a list" : shapes == kText ? "a text" : "a text or a list";
}

class SenseReader
{
public:
    explicit SenseReader(FaultList& faults) : m_faults(faults) {}

    std::vector<FactPlan> readFacts(const PlanNode& node)
    {
        std::vector<FactPlan> facts;
        if (!node.isMap() || node.keys.empty()) {
            m_faults.add(node,
                         "`facts` must be a map like {version: {http: /health, take: /json/version}}, not " + node.described());
            return facts;
        }
        for (std::size_t i = 0; i < node.keys.size(); ++i) {
            const PlanNode& name = node.keys[i];
            if (name.text == kConfirmedFact) {
                m_faults.add(name, "`confirmed` is a person's word, so no fact can have this name");
            } else if (auto fact = readFact(name.text, node.items[i])) {
                facts.push_back(std::move(*fact));
            }
        }
        return facts;
    }

    void checkRule(const PassRule& rule, const PlanNode& ruleAt, const PlanNode& factsAt)
    {
        std::vector<std::string> names; // those that are wrong by themselves too: their place is told already
        for (const PlanNode& key : factsAt.keys) {
            names.push_back(key.text);
        }
        const auto use = [&](const std::string& name) {
            if (std::find(names.begin(), names.end(), name) == names.end()) {
                m_faults.add(ruleAt, "there is no fact `" + shortened(name, 60) + "`" + didYouMean(name, names));
            }
        };
        for (const PassClause* clause : rule.clauses()) {
            if (clause->fact != kConfirmedFact) {
                use(clause->fact);
            }
            const auto inLimit = factsInLimit(clause->limit);
            std::for_each(inLimit.begin(), inLimit.end(), use);
            if (const auto fault = inLimit.empty() ? std::nullopt : faultInCalculation(clause->limit)) {
                m_faults.add(ruleAt, *fault);
            }
            if (!clause->unit.empty() && !isPassUnit(clause->unit)) {
                m_faults.add(ruleAt, "`" + shortened(clause->unit, 60) + "` is no unit: " + join(passUnits(), ", ") +
                                         didYouMean(clause->unit, passUnits()));
            }
        }
    }

    /// A calculation knows the facts before it, so none can rest on itself.
    void checkCalculations(const PlanNode& factsAt)
    {
        std::vector<std::string> before;
        for (std::size_t i = 0; i < factsAt.keys.size(); ++i) {
            const PlanNode* calc = factsAt.items[i].find("calc");
            if (const auto fault = calc == nullptr ? std::nullopt : faultInCalculation(calc->text)) {
                m_faults.add(*calc, *fault);
            }
            for (const std::string& name : calc == nullptr ? std::vector<std::string>{} : factsInLimit(calc->text)) {
                if (std::find(before.begin(), before.end(), name) != before.end()) {
                    continue;
                }
                const std::string& self = factsAt.keys[i].text;
                const bool isLater = factsAt.find(name) != nullptr;
                m_faults.add(*calc, name == self ? "the fact `" + shortened(self, 60) + "` is calculated from itself"
                                    : isLater    ? "the fact `" + shortened(name, 60) + "` stands after `" + shortened(self, 60) +
                                                    "`, which is calculated from it; write it before"
                                              : "there is no fact `" + shortened(name, 60) + "`" + didYouMean(name, before));
            }
            before.push_back(factsAt.keys[i].text);
        }
    }

private:
    std::optional<FactPlan> readFact(const std::string& name, const PlanNode& node)
    {
        if (!node.isMap()) {
            m_faults.add(node,
                         "the fact `" + shortened(name, 60) + "` must be a map like {sql: SELECT 1}, not " + node.described());
            return std::nullopt;
        }
        const KindRule* rule = nullptr;
        for (const PlanNode& key : node.keys) {
            const auto& rules = kindRules();
            const auto found = std::find_if(rules.begin(), rules.end(), [&](const KindRule& r) { return r.kind == key.text; });
            if (found != rules.end() && rule == nullptr) {
                rule = &*found;
            } else if (found != rules.end() && !isOption(*rule, key.text)) {
                m_faults.add(key, "the fact `" + name + "` is `" + std::string(rule->kind) + "` already; write `" + key.text +
                                      "` as a fact of its own");
                return std::nullopt;
            }
        }
        if (rule == nullptr) {
            const std::string first = node.keys.empty() ? std::string() : node.keys.front().text;
            m_faults.add(node.keys.empty() ? node : node.keys.front(), "the fact `" + shortened(name, 60) +
                                                                           "` has no kind: one of " + join(factKinds(), ", ") +
                                                                           didYouMean(first, factKinds()));
            return std::nullopt;
        }
        checkKeys(*rule, node);
        const PlanNode& value = *node.find(rule->kind);
        if (!hasShape(value, rule->shapes) || (value.isScalar() && trimmed(value.text).empty())) {
            m_faults.add(value,
                         "`" + std::string(rule->kind) + "` must be " + shapeText(rule->shapes) + ", not " + value.described());
            return std::nullopt;
        }
        if (rule->kind == "compare") {
            readFact(name + " (compared)", value); // its faults; the kind is asked for on both sides
        }
        return FactPlan{name, std::string(rule->kind), toJson(node)};
    }

    static bool isOption(const KindRule& rule, std::string_view key)
    {
        return key == "take" || key == "default" || key == "absent" || key == "optional" ||
               std::find(rule.options.begin(), rule.options.end(), key) != rule.options.end();
    }

    void checkKeys(const KindRule& rule, const PlanNode& node)
    {
        std::vector<std::string> known{std::string(rule.kind), "take", "default", "absent", "optional"};
        known.insert(known.end(), rule.options.begin(), rule.options.end());
        for (const PlanNode& key : node.keys) {
            if (key.text != rule.kind && !isOption(rule, key.text)) {
                m_faults.add(key, "`" + std::string(rule.kind) + "` has no key `" + shortened(key.text, 60) + "`; its keys are " +
                                      join(known, ", ") + didYouMean(key.text, known));
            }
        }
        if (const PlanNode* take = node.find("take")) {
            const bool isParameter = take->isScalar() && take->text.starts_with("${");
            if (!isParameter && (!take->isScalar() || !take->text.starts_with('/'))) {
                m_faults.add(*take, "`take` must be a JSON pointer like /json/version, not " + take->described());
            }
        }
    }

    FaultList& m_faults;
};

} // namespace

std::vector<std::string> factKinds()
{
    std::vector<std::string> names;
    for (const KindRule& rule : kindRules()) {
        names.emplace_back(rule.kind);
    }
    return names;
}

std::optional<SensePlan> readSense(const PlanNode& facts, const std::string& ruleText, const PlanNode& ruleAt, FaultList& faults)
{
    const std::size_t before = faults.size();
    SenseReader reader(faults);
    SensePlan plan;
    plan.facts = reader.readFacts(facts);
    plan.ruleText = ruleText;
    reader.checkCalculations(facts);
    auto rule = parsePassRule(ruleText);
    if (!rule) {
        faults.add(ruleAt, rule.error().message);
    } else if (facts.isMap()) {
        reader.checkRule(*rule, ruleAt, facts);
        plan.rule = *std::move(rule);
    }
    return faults.size() == before ? std::optional(std::move(plan)) : std::nullopt;
}

} // namespace holdpoint
