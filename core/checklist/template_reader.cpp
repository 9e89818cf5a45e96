// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/checklist/condition.h"
#include "core/checklist/names.h"
#include "core/checklist/slug.h"
#include "core/checklist/template.h"
#include "core/checklist/template_checks.h"
#include "core/checklist/template_values.h"

#include <algorithm>
#include <map>
#include <set>

namespace holdpoint {

namespace {

constexpr std::array<std::string_view, 5> kOwners{"qa", "devops", "dba", "tech-lead", "product-manager"};
constexpr std::array<std::string_view, 25> kSensors{
    "none",         "run",       "file",    "http",     "compare",  "dns",         "tls",
    "jaeger",       "promql",    "grafana", "sentry",   "sql",      "log",         "command",
    "redis",        "tcp",       "k6",      "slack",    "env_file", "deployments", "source_connected",
    "alertmanager", "pagerduty", "browser", "websocket"};
constexpr std::array<std::string_view, 2> kNeeds{"browser", "prometheus"};
constexpr std::array<std::string_view, 5> kShows{"count", "percent", "ms", "per_s", "per_min"};
constexpr std::string_view kWorstTest = "worst-test";
constexpr std::size_t kMaxIdBytes = 160;
constexpr std::int64_t kMaxTtlDays = 3650;

class TemplateReader : private TemplateValues
{
public:
    TemplateReader(const std::filesystem::path& path, const std::optional<std::string>& document, FaultList& faults)
        : TemplateValues(faults), m_path(path), m_document(document)
    {}

    ChecklistTemplate read(const PlanNode& root)
    {
        ChecklistTemplate result;
        if (!isMap(root, "a checklist")) {
            return result;
        }
        checkKeys(root, {"holdpoint-checklist", "id", "version", "title", "document", "parameters", "sections"});
        if (text(root, "holdpoint-checklist") != "1") {
            m_faults.add(root, "this is no Holdpoint checklist: it must have `holdpoint-checklist: 1`");
        }
        result.id = required(root, "id");
        result.version = required(root, "version");
        result.title = required(root, "title");
        readDocument(root, result);
        readParameters(root, result);
        for (const PlanNode& section : list(root, "sections")) {
            readSection(section, result);
        }
        checkTemplate(result, m_places, m_faults);
        return result;
    }

private:
    void readDocument(const PlanNode& root, ChecklistTemplate& result)
    {
        const std::string file = text(root, "document");
        if (file.empty()) {
            return;
        }
        auto document = m_document ? *m_document : readFile(m_path.parent_path() / file, kMaxPlanBytes);
        if (document) {
            result.document = std::move(*document);
        } else {
            m_faults.add(*root.find("document"), document.error().message);
        }
    }

    void readParameters(const PlanNode& root, ChecklistTemplate& result)
    {
        const PlanNode* node = root.find("parameters");
        if (node == nullptr || !isMap(*node, "`parameters`")) {
            return;
        }
        for (const PlanNode& key : node->keys) {
            result.parameters[key.text] = text(*node, key.text);
        }
    }

    void readSection(const PlanNode& node, ChecklistTemplate& result)
    {
        if (!isMap(node, "a section")) {
            return;
        }
        checkKeys(node, {"number", "title", "part", "items"});
        SectionDefinition section{required(node, "number"), required(node, "title"), text(node, "part")};
        if (!m_sections.insert(section.number).second) {
            m_faults.add(node, "section `" + section.number + "` is here a second time");
        }
        for (const PlanNode& item : list(node, "items")) {
            if (result.items.size() == kMaxItems) {
                m_faults.add(item, "more than " + formatCount(kMaxItems) + " items");
                break;
            }
            readItem(item, section.number, result);
        }
        result.sections.push_back(std::move(section));
    }

    void readItem(const PlanNode& node, const std::string& section, ChecklistTemplate& result)
    {
        if (!isMap(node, "an item")) {
            return;
        }
        checkKeys(node, {"id",      "parent", "text",  "kind",     "box",    "sensor",  "run", "facts",
                         "depends", "form",   "query", "line",     "pass",   "unknown", "ttl", "condition",
                         "gate",    "killer", "owner", "evidence", "how_to", "hint",    "act"});
        ItemDefinition item;
        item.id = required(node, "id");
        item.section = section;
        item.parentId = text(node, "parent");
        item.text = required(node, "text");
        item.kind = static_cast<ItemKind>(name(node, "kind", kItemKinds, static_cast<std::size_t>(ItemKind::Manual)));
        item.isBox = flag(node, "box", item.kind != ItemKind::Text);
        item.sensor = kSensors[name(node, "sensor", kSensors, 0)];
        item.query = text(node, "query");
        item.passRule = text(node, "pass");
        item.unknownWhen = text(node, "unknown");
        item.ttl = text(node, "ttl");
        item.condition = text(node, "condition");
        item.isKiller = flag(node, "killer", false);
        item.evidence = text(node, "evidence");
        item.howTo = text(node, "how_to");
        item.hint = text(node, "hint");
        if (node.find("gate") != nullptr) {
            item.gate = static_cast<Gate>(name(node, "gate", kGates, 0));
        }
        if (node.find("owner") != nullptr) {
            item.owner = kOwners[name(node, "owner", kOwners, 0)];
        }
        if (const std::string line = text(node, "line"); !line.empty()) {
            const auto number = parseInteger(line);
            if (number && *number > 0 && *number <= std::int64_t{kMaxPlanBytes}) {
                item.line = static_cast<int>(*number);
            } else {
                m_faults.add(*node.find("line"),
                             "`line` must be the number of a line of the document, not `" + shortened(line, 60) + "`");
            }
        }
        checkTexts(node, item);
        readRun(node, item);
        if (const PlanNode* facts = node.find("facts")) {
            const PlanNode* rule = node.find("pass");
            item.sense = readSense(*facts, item.passRule, rule == nullptr ? node : *rule, m_faults);
            checkHintRules(*facts, m_faults);
            item.query = item.sense && item.query.empty() ? questionsOf(*item.sense) : item.query;
        }
        readAct(node, item);
        readForm(node, item);
        if (const PlanNode* depends = node.find("depends")) {
            for (const PlanNode& on : depends->isScalar() ? std::vector<PlanNode>{*depends} : list(node, "depends")) {
                if (on.isScalar()) {
                    item.dependsOn.push_back(on.text);
                } else {
                    m_faults.add(on, "`depends` lists ids, not " + on.described());
                }
            }
        }
        const auto [known, isNew] = m_places.emplace(item.id, node);
        if (!isNew) {
            if (!item.id.empty()) {
                m_faults.add(*node.find("id"), "item `" + shortened(item.id, 60) +
                                                   "` is here a second time; the first is in line " +
                                                   std::to_string(known->second.line));
            }
            return;
        }
        result.items.push_back(std::move(item));
    }

    void checkTexts(const PlanNode& node, const ItemDefinition& item)
    {
        static constexpr std::string_view kIdLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
        if (item.id.size() > kMaxIdBytes || item.id.find_first_not_of(kIdLetters) != std::string::npos) {
            m_faults.add(*node.find("id"),
                         "the id `" + shortened(item.id, 60) + "` must be at most " + std::to_string(kMaxIdBytes) +
                             " letters, digits, dots, hyphens and underscores, like `" + slugOf(item.id, 60) + "`");
        }
        if (const auto terms = parseCondition(item.condition); !terms) {
            m_faults.add(*node.find("condition"), terms.error().message);
        }
        if (!item.ttl.empty() && item.ttl != "run" && item.ttl != "window" && item.ttl != "release") {
            // Templates count long lives in days, which durations of load do not have.
            const auto days = item.ttl.ends_with('d') ? parseInteger(std::string_view(item.ttl).substr(0, item.ttl.size() - 1))
                                                      : Result<std::int64_t>(0);
            const auto duration = parseDuration(item.ttl);
            const bool isDays = item.ttl.ends_with('d') && days && *days > 0 && *days <= kMaxTtlDays;
            const bool isDuration = duration && *duration > Nanos{0} && *duration <= std::chrono::hours{24} * kMaxTtlDays;
            if (!isDays && !isDuration) {
                m_faults.add(*node.find("ttl"),
                             "ttl `" + shortened(item.ttl, 60) +
                                 "` is neither a duration (10m, 24h, 90d; at most ten years) nor run, window or " + "release" +
                                 didYouMean(item.ttl, std::vector<std::string>{"run", "window", "release"}));
            }
        }
    }

    std::optional<Expression> expression(const PlanNode& map, std::string_view key)
    {
        const std::string written = text(map, key);
        if (written.empty()) {
            return std::nullopt;
        }
        auto parsed = parseExpression(written);
        if (!parsed) {
            m_faults.add(*map.find(key), parsed.error().message);
            return std::nullopt;
        }
        return std::move(*parsed);
    }

    RunFact readFact(const PlanNode& node)
    {
        RunFact fact;
        if (!isMap(node, "a fact")) {
            return fact;
        }
        checkKeys(node, {"metric", "instead", "verify", "errors", "recovery", "expect", "critical", "show", "min_n", "load",
                         "succeeded", "proof", "needs", "label"});
        fact.metric = text(node, "metric");
        fact.instead = text(node, "instead");
        fact.verification = text(node, "verify");
        fact.errorClass = text(node, "errors");
        fact.recovery = text(node, "recovery");
        if (fact.metric.empty() + fact.verification.empty() + fact.errorClass.empty() + fact.recovery.empty() != 3) {
            m_faults.add(node, "a fact has exactly one of `metric`, `verify`, `errors` and `recovery`");
        }
        for (const std::string* key : {&fact.metric, &fact.instead}) {
            if (const auto parsed = parseMetricKey(*key); !key->empty() && !parsed) {
                m_faults.add(node, parsed.error().message);
            }
        }
        fact.expect = expression(node, "expect");
        if (fact.verification.empty() && node.find("expect") == nullptr) {
            m_faults.add(node, "`expect` is missing: write for example `expect: \"p(95)<1200\"`");
        }
        fact.critical = expression(node, "critical");
        fact.show = static_cast<RunFact::Show>(name(node, "show", kShows, 0));
        if (const std::string count = text(node, "min_n"); !count.empty()) {
            const auto parsed = parseInteger(count);
            if (parsed && *parsed >= 0) {
                fact.minSamples = static_cast<std::uint64_t>(*parsed);
            } else {
                m_faults.add(*node.find("min_n"), "`min_n` must be a whole number, not `" + shortened(count, 60) + "`");
            }
        }
        fact.isLoad = flag(node, "load", false);
        fact.countsSucceeded = flag(node, "succeeded", false);
        fact.isProof = flag(node, "proof", false);
        fact.needs = text(node, "needs");
        if (!fact.needs.empty()) {
            name(node, "needs", kNeeds, 0);
        }
        fact.label = text(node, "label");
        return fact;
    }

    void readRun(const PlanNode& item, ItemDefinition& definition)
    {
        const PlanNode* node = item.find("run");
        if (node == nullptr || !isMap(*node, "`run`")) {
            return;
        }
        checkKeys(*node, {"test", "rule", "alarm", "capacity", "facts"});
        RunBinding binding;
        binding.test = text(*node, "test");
        binding.rule = text(*node, "rule");
        binding.alarm = text(*node, "alarm");
        binding.capacity = text(*node, "capacity");
        if (!binding.rule.empty()) {
            name(*node, "rule", runRuleNames(), 0);
        }
        if (node->find("facts") != nullptr) {
            for (const PlanNode& fact : list(*node, "facts")) {
                binding.facts.push_back(readFact(fact));
            }
        }
        if (binding.test.empty() && binding.rule.empty() && binding.alarm.empty()) {
            m_faults.add(*node, "`run` needs one of `test`, `rule` and `alarm`");
        }
        const bool isMeasured = !binding.facts.empty() && !binding.facts.front().metric.empty() && binding.facts.front().expect;
        const std::string_view measured = !binding.capacity.empty() ? "capacity" : binding.rule == kWorstTest ? kWorstTest : "";
        if (!measured.empty() && !isMeasured) {
            m_faults.add(*node, "`" + std::string(measured) + "` needs a fact with `metric` and `expect`");
        }
        definition.run = std::move(binding);
    }

    void readAct(const PlanNode& item, ItemDefinition& definition)
    {
        static constexpr std::array<std::string_view, 5> kActs{"command", "run", "window", "report", "slack"};
        const PlanNode* node = item.find("act");
        if (node == nullptr || !isMap(*node, "`act`")) {
            return;
        }
        if (definition.kind != ItemKind::Action) {
            m_faults.add(*node, "only an item of kind action has `act`");
        }
        checkKeys(*node, {"command", "run", "window", "report", "slack", "in", "timeout"});
        std::vector<std::size_t> found;
        for (std::size_t i = 0; i < kActs.size(); ++i) {
            if (node->find(kActs[i]) != nullptr) {
                found.push_back(i);
            }
        }
        if (found.size() != 1) {
            m_faults.add(*node, "`act` has exactly one of command, run, window, report and slack");
            return;
        }
        ItemAct act{static_cast<ItemAct::Kind>(found.front()), toJson(*node)};
        const PlanNode& what = *node->find(kActs[found.front()]);
        if (act.kind == ItemAct::Kind::Command && (list(*node, "command").empty() || !what.items.front().isScalar())) {
            m_faults.add(what, "`command` must name a program, for example [./seed.sh]");
        }
        if (act.kind == ItemAct::Kind::Run) {
            name(*node, "run", std::array<std::string_view, 3>{"dry-run", "baseline", "retest"}, 0);
        } else if (act.kind == ItemAct::Kind::Window) {
            name(*node, "window", std::array<std::string_view, 1>{"open"}, 0);
        } else if (act.kind == ItemAct::Kind::Share) {
            name(*node, "slack", std::array<std::string_view, 1>{"results"}, 0);
        }
        if (const std::string timeout = text(*node, "timeout"); !timeout.empty() && !parseDuration(timeout)) {
            m_faults.add(*node->find("timeout"), parseDuration(timeout).error().message);
        }
        definition.act = std::move(act);
    }

    void readForm(const PlanNode& item, ItemDefinition& definition)
    {
        const PlanNode* node = item.find("form");
        if (node == nullptr || !isMap(*node, "`form`")) {
            return;
        }
        checkKeys(*node, {"blanks", "offer"});
        definition.offer = text(*node, "offer");
        const auto blanks = parseInteger(required(*node, "blanks"));
        if (!blanks || *blanks < 1 || *blanks > 9) {
            m_faults.add(*node, "`blanks` must be 1 to 9");
            return;
        }
        definition.blankCount = static_cast<int>(*blanks);
    }

    std::filesystem::path m_path;
    std::optional<std::string> m_document;
    std::map<std::string, PlanNode> m_places; // the nodes of the items
    std::set<std::string> m_sections;
};

} // namespace

Result<ChecklistTemplate> readTemplate(const std::filesystem::path& path)
{
    const auto text = readFile(path, kMaxPlanBytes);
    if (!text) {
        return fail(text.error());
    }
    return readTemplateText(*text, path);
}

Result<ChecklistTemplate> readTemplateText(const std::string& text, const std::filesystem::path& path,
                                           const std::optional<std::string>& document)
{
    FaultList faults(path.string());
    ChecklistTemplate result;
    if (trimmed(text).empty()) {
        faults.add({}, "the checklist is empty");
    } else {
        const PlanNode root = nodeFromYaml(text, faults);
        if (faults.isEmpty()) {
            result = TemplateReader(path, document, faults).read(root);
        }
    }
    if (!faults.isEmpty()) {
        std::string message;
        for (const PlanFault& fault : faults.sorted()) {
            message += (message.empty() ? "" : "\n") + fault.text();
        }
        return fail(Error::Kind::Invalid, message);
    }
    result.sha256 = sha256Hex(text);
    result.text = text;
    return result;
}

} // namespace holdpoint
