// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan_reader.h"

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/plan/chart_plan.h"
#include "core/plan/data_reader.h"
#include "core/plan/flow_reader.h"
#include "core/plan/k6_reader.h"
#include "core/plan/plan_files.h"
#include "core/plan/plan_scale.h"
#include "core/plan/plan_sections.h"
#include "core/plan/rule_reader.h"
#include "core/plan/scenario_reader.h"
#include "core/plan/template_text.h"

#include <algorithm>
#include <set>
#include <unistd.h>

namespace holdpoint {

namespace {

constexpr std::string_view kIdLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";

bool isScale(double scale)
{
    return scale > 0 && scale <= 1000;
}

/// Reads one plan, from YAML or from Plan::resolved, into m_plan. `resolved` is null for YAML.
class PlanBuilder
{
public:
    PlanBuilder(ReadContext& context, Plan& plan, const Json* resolved) : m_context(context), m_plan(plan), m_resolved(resolved)
    {}

    void build(PlanNode& root, const std::filesystem::path& folder)
    {
        MapReader reader(m_context, root, "the plan");
        if (!reader.isMap()) {
            return;
        }
        readEnvFile(root, folder);
        m_context.setFolder(folder);
        if (m_resolved != nullptr) {
            reader.take("files");
            m_context.setResolvedFiles(memberAt(*m_resolved, "files"));
        }
        readHead(reader);
        if (PlanNode* environment =
                reader.need("environment", "environment: {base_url: http://127.0.0.1:8080, allow_hosts: [127.0.0.1]}")) {
            m_plan.environment = readEnvironment(m_context, *environment);
        }
        if (PlanNode* data = reader.take("data")) {
            m_plan.data = readDataSets(m_context, *data, folder, m_resolved);
        }
        if (PlanNode* tests = reader.need("tests", "tests: {search: {scenarios: {...}}}")) {
            readTests(*tests);
        }
        checkEnvironmentTemplates(root);
        readRules(reader);
        readOrder(reader);
        readRest(reader);
        reader.finish();
        m_context.resolveAll(root);
    }

private:
    void readEnvFile(PlanNode& root, const std::filesystem::path& folder)
    {
        PlanNode* environment = root.find("environment");
        PlanNode* file = environment == nullptr ? nullptr : environment->find("env_file");
        if (file == nullptr || m_context.isResolvedPlan()) {
            return;
        }
        if (!file->isScalar()) {
            m_context.fault(*file, "`env_file` must be a path, not " + file->described());
        } else if (const auto path = m_context.resolve(*file, TextUse::Setting)) {
            m_context.variables().addPlanEnvFile(folder / *path, m_context.faults());
        }
    }

    /// What every request carries may name data sets and what any step extracts.
    void checkEnvironmentTemplates(const PlanNode& root)
    {
        const PlanNode* environment = root.find("environment");
        if (environment == nullptr) {
            return;
        }
        TemplateScope scope{&m_plan.data, {}};
        for (const TestPlan& test : m_plan.tests) {
            collectExtracted(test.setup, scope.extracted);
            for (const Scenario& scenario : test.scenarios) {
                collectExtracted(scenario.flow, scope.extracted);
            }
        }
        for (const char* key : {"headers", "auth"}) {
            if (const PlanNode* node = environment->find(key)) {
                checkTemplates(m_context, *node, scope);
            }
        }
    }

    static void collectExtracted(const std::vector<Step>& steps, std::set<std::string>& names)
    {
        for (const Step& step : steps) {
            for (const Extraction& extraction : step.http.extracts) {
                names.insert(extraction.name);
            }
            collectExtracted(step.steps, names);
        }
    }

    void readHead(MapReader& reader)
    {
        reader.need("holdpoint", "holdpoint: 1");
        std::uint64_t version = 1;
        if (reader.count("holdpoint", version, 0, 1'000'000) && version != 1) {
            m_context.fault(*reader.node().find("holdpoint"),
                            "this program reads plans of version 1, not " + std::to_string(version));
        }
        reader.need("name", "name: Pre-production load test");
        reader.text("name", m_plan.name, TextUse::Label);
        if (PlanNode* release = reader.take("release")) {
            m_plan.release = readRelease(m_context, *release);
        }
        reader.flag("rehearsal", m_plan.isRehearsal);
        reader.duration("pause", m_plan.pause);
        if (m_resolved != nullptr) {
            m_plan.timeScale = scaleAt("time_scale", reader);
            m_plan.loadScale = scaleAt("load_scale", reader);
        }
    }

    double scaleAt(std::string_view key, MapReader& reader)
    {
        reader.take(key);
        const double scale = numberAt(*m_resolved, key, 1);
        if (!isScale(scale)) {
            m_context.fault(reader.node(), "`" + std::string(key) + "` of the resolved plan is out of range");
            return 1;
        }
        return scale;
    }

    void checkId(const PlanNode& key, std::string_view what)
    {
        if (key.text.empty() || key.text.find_first_not_of(kIdLetters) != std::string::npos) {
            m_context.fault(key, "the id of a " + std::string(what) + " has letters, digits, . - and _ only, not `" +
                                     shortened(key.text, 60) + "`");
        }
    }

    void readTests(PlanNode& node)
    {
        if (!node.isMap() || node.keys.empty()) {
            m_context.fault(node,
                            "`tests` must be a map with at least one test, not " + (node.isMap() ? "empty" : node.described()));
            return;
        }
        for (std::size_t i = 0; i < node.keys.size(); ++i) {
            checkId(node.keys[i], "test");
            m_plan.tests.push_back(readTest(node.keys[i].text, node.items[i]));
        }
    }

    TestPlan readTest(const std::string& id, PlanNode& node)
    {
        TestPlan test;
        test.id = id;
        test.title = id;
        MapReader reader(m_context, node, "test `" + id + "`");
        if (!reader.isMap()) {
            return test;
        }
        reader.text("title", test.title, TextUse::Label);
        TemplateScope once{&m_plan.data, {}};
        if (PlanNode* setup = reader.take("setup")) {
            test.setup = readFlow(m_context, *setup, once);
            refuseLoad(*setup, test.setup, "setup");
        }
        if (PlanNode* teardown = reader.take("teardown")) {
            test.teardown = readFlow(m_context, *teardown, once);
            refuseLoad(*teardown, test.teardown, "teardown");
        }
        test.k6 = readK6(m_context, reader);
        if (test.k6) {
            // the script has them
        } else if (PlanNode* scenarios = reader.need("scenarios", "scenarios: {users: {executor: constant-vus, ...}}")) {
            readScenarios(reader, *scenarios, test);
        }
        if (PlanNode* targets = reader.take("load_targets")) {
            test.loadTargets = readLoadTargets(m_context, *targets, test);
        }
        if (PlanNode* thresholds = reader.take("thresholds")) {
            test.thresholds = readThresholds(m_context, *thresholds, {&test}, false);
        }
        if (PlanNode* verify = reader.take("verify")) {
            test.verifications = readVerifications(m_context, *verify, test);
        }
        if (PlanNode* charts = reader.takeList("charts")) {
            m_charts.emplace_back(charts, scalarsOf(m_context, *charts, "charts", TextUse::Setting));
        }
        reader.finish();
        return test;
    }

    /// setup and teardown run once, outside the load, over plain HTTP.
    void refuseLoad(const PlanNode& node, const std::vector<Step>& steps, const std::string& phase)
    {
        for (const Step& step : steps) {
            if (step.kind == StepKind::WebSocket || step.kind == StepKind::Browser) {
                m_context.fault(node, "`" + phase + "` runs once before or after the load and holds requests only");
            }
            refuseLoad(node, step.steps, phase);
        }
    }

    void readScenarios(MapReader& test, PlanNode& node, TestPlan& result)
    {
        if (!node.isMap() || node.keys.empty()) {
            m_context.fault(node, test.what() + " needs a map with at least one scenario");
            return;
        }
        for (std::size_t i = 0; i < node.keys.size(); ++i) {
            checkId(node.keys[i], "scenario");
            result.scenarios.push_back(readScenario(m_context, node.keys[i].text, node.items[i], {&m_plan.data, {}}));
        }
    }

    void readRules(MapReader& reader)
    {
        std::vector<const TestPlan*> tests;
        for (const TestPlan& test : m_plan.tests) {
            tests.push_back(&test);
        }
        if (PlanNode* thresholds = reader.take("thresholds")) {
            m_plan.thresholds = readThresholds(m_context, *thresholds, tests, true);
        }
        if (PlanNode* alarms = reader.take("alarms")) {
            m_plan.alarms = readAlarms(m_context, *alarms, tests);
        }
        checkCharts();
    }

    /// Once all queries are known that a chart may show.
    void checkCharts()
    {
        std::vector<std::string> known = chartNames();
        for (const ThresholdRule& rule : m_plan.thresholds) {
            if (!rule.query.empty()) {
                known.push_back(rule.id);
            }
        }
        for (const AlarmRule& alarm : m_plan.alarms) {
            if (!alarm.query.empty()) {
                known.push_back(alarm.id);
            }
        }
        for (const auto& [node, charts] : m_charts) {
            if (charts.size() > kChartSlots) {
                m_context.fault(*node, "`charts` has " + std::to_string(charts.size()) + " names; there are " +
                                           std::to_string(kChartSlots) + " places");
            }
            std::set<std::string> seen;
            for (std::size_t i = 0; i < charts.size() && i < node->items.size(); ++i) {
                if (isOneOf(m_context, node->items[i], "chart", charts[i], known) && !seen.insert(charts[i]).second) {
                    m_context.fault(node->items[i], "`" + charts[i] + "` is twice in `charts`");
                }
            }
        }
    }

    /// Sorts the tests by `order`; those that it does not name stay behind, as written.
    void readOrder(MapReader& reader)
    {
        if (!reader.texts("order", m_plan.order, TextUse::Setting)) {
            return;
        }
        std::vector<std::string> ids;
        for (const TestPlan& test : m_plan.tests) {
            ids.push_back(test.id);
        }
        std::set<std::string> seen;
        PlanNode& node = *reader.node().find("order");
        for (std::size_t i = 0; i < m_plan.order.size(); ++i) {
            const PlanNode& at = node.items.size() == m_plan.order.size() ? node.items[i] : node;
            const std::string& id = m_plan.order[i];
            if (isOneOf(m_context, at, "test", id, ids) && !seen.insert(id).second) {
                m_context.fault(at, "`" + id + "` is twice in `order`; a test runs once");
            }
        }
        const auto rank = [this](const TestPlan& test) { return std::find(m_plan.order.begin(), m_plan.order.end(), test.id); };
        std::stable_sort(m_plan.tests.begin(), m_plan.tests.end(),
                         [&rank](const TestPlan& a, const TestPlan& b) { return rank(a) < rank(b); });
    }

    void readRest(MapReader& reader)
    {
        if (PlanNode* generator = reader.take("generator")) {
            m_plan.generator = readGenerator(m_context, *generator, m_plan.browser, m_plan.tracedShare);
        }
        const auto keep = [&](std::string_view key, Json& out, void (*check)(ReadContext&, PlanNode&)) {
            if (PlanNode* node = reader.take(key)) {
                check(m_context, *node);
                m_context.resolveAll(*node);
                out = toJson(*node);
            }
        };
        keep("monitoring", m_plan.monitoring, checkMonitoring);
        if (const auto every = parseDuration(stringAt(m_plan.monitoring, "every"))) {
            m_plan.watchEvery = *every;
        }
        if (PlanNode* window = reader.take("window")) {
            m_plan.window = readWindow(m_context, *window);
        }
        keep("checklist", m_plan.checklist, checkChecklist);
        keep("signoff", m_plan.signoff, checkSignoff);
        Json capacity;
        keep("capacity", capacity, checkCapacity);
        m_plan.capacityTargets = memberAt(capacity, "targets");
    }

    ReadContext& m_context;
    Plan& m_plan;
    const Json* m_resolved;
    std::vector<std::pair<PlanNode*, std::vector<std::string>>> m_charts; // of the tests: chartsOf() reads the resolved tree
};

/// What describes the data files, and the scales, go into the resolved tree. The rows do not: a dossier keeps it.
Json resolvedTree(const PlanNode& root, const Plan& plan)
{
    Json tree = toJson(root);
    for (const auto& [name, set] : plan.data) {
        if (set.file.empty()) {
            continue;
        }
        Json& embedded = tree["data"][name];
        embedded["sha256"] = set.sha256;
        embedded["columns"] = set.columns;
        embedded[kRowCount] = set.rows.size();
    }
    if (!plan.files.empty()) {
        tree["files"] = describedFiles(plan);
    }
    if (tree.contains("environment") && tree["environment"].is_object()) {
        tree["environment"].erase("env_file");
    }
    if (plan.timeScale != 1 || plan.loadScale != 1) {
        tree["time_scale"] = plan.timeScale;
        tree["load_scale"] = plan.loadScale;
    }
    return tree;
}

bool areScalesGood(const PlanOptions& options, FaultList& faults)
{
    if (!isScale(options.timeScale) || !isScale(options.loadScale)) {
        faults.add({}, "--time-scale and --load-scale must be above 0 and at most 1000");
        return false;
    }
    return true;
}

/// The inverse of planForAgent(). Rows are read from the JSON directly: as nodes they would cost many times their size.
Json withoutRows(const Json& resolved)
{
    if (!resolved.is_object()) {
        return resolved;
    }
    Json tree = Json::object();
    for (const auto& [key, value] : resolved.items()) {
        if (key == "files") {
            for (const auto& [name, file] : value.items()) {
                tree[key][name] = Json{{"sha256", stringAt(file, "sha256")}};
            }
            continue;
        }
        if (key != "data" || !value.is_object()) {
            tree[key] = value;
            continue;
        }
        Json& sets = tree[key] = Json::object();
        for (const auto& [name, set] : value.items()) {
            if (!set.is_object()) {
                sets[name] = set;
                continue;
            }
            sets[name] = Json::object();
            for (const auto& [member, content] : set.items()) {
                if (member != "rows") {
                    sets[name][member] = content;
                } else if (!set.contains(kRowCount)) { // of a dossier that still kept them
                    sets[name][kRowCount] = content.size();
                }
            }
        }
    }
    return tree;
}

} // namespace

std::map<std::string, std::string> currentEnvironment()
{
    std::map<std::string, std::string> values;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        if (const auto equals = text.find('='); equals != std::string_view::npos) {
            values.emplace(text.substr(0, equals), text.substr(equals + 1));
        }
    }
    return values;
}

PlanReading readPlanText(std::string text, const std::filesystem::path& path, const PlanOptions& options)
{
    PlanReading reading;
    FaultList faults(path.string());
    Plan& plan = reading.plan;
    plan.path = path;
    plan.sha256 = sha256Hex(text);
    if (areScalesGood(options, faults)) {
        plan.timeScale = options.timeScale;
        plan.loadScale = options.loadScale;
    }
    Variables variables(options, faults);
    ReadContext context(faults, variables);
    PlanNode root = nodeFromYaml(text, faults);
    plan.text = std::move(text);
    if (root.kind != PlanNode::Kind::Null || faults.isEmpty()) {
        PlanBuilder(context, plan, nullptr).build(root, path.parent_path());
    }
    plan.secrets = std::move(context.secrets());
    plan.files = std::move(context.files());
    plan.resolved = resolvedTree(root, plan);
    applyScales(plan);
    reading.faults = faults.sorted();
    return reading;
}

PlanReading readPlanFile(const std::filesystem::path& path, const PlanOptions& options)
{
    auto text = readFile(path, kMaxPlanBytes);
    if (!text) {
        PlanReading reading;
        reading.plan.path = path;
        reading.faults.push_back({path.string(), 0, 0, "the plan cannot be read: " + text.error().message});
        return reading;
    }
    return readPlanText(std::move(*text), path, options);
}

PlanReading planFromResolved(const Json& resolved, Secrets secrets)
{
    PlanReading reading;
    FaultList faults("resolved plan");
    Variables variables(secrets);
    ReadContext context(faults, variables);
    reading.plan.resolved = withoutRows(resolved);
    PlanNode root = nodeFromJson(reading.plan.resolved, faults);
    PlanBuilder(context, reading.plan, &resolved).build(root, {});
    reading.plan.secrets = std::move(secrets);
    reading.plan.files = std::move(context.files());
    applyScales(reading.plan);
    reading.faults = faults.sorted();
    return reading;
}

Result<Json> planForAgent(const Plan& plan)
{
    Json tree = plan.resolved;
    placeK6Tests(tree, plan);
    for (const auto& [name, set] : plan.data) {
        if (set.file.empty()) {
            continue;
        }
        Json& rows = tree["data"][name]["rows"];
        if (!set.rows.empty()) {
            rows = rowsAsJson(set);
            continue;
        }
        const auto again = readAgain(set, plan.path.parent_path());
        if (!again) {
            return fail(again.error());
        }
        rows = rowsAsJson(*again);
    }
    if (!plan.files.empty()) {
        auto files = filesForAgent(plan);
        if (!files) {
            return fail(files.error());
        }
        tree["files"] = *std::move(files);
    }
    return tree;
}

} // namespace holdpoint
