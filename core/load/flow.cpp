// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/flow.h"

#include "core/base/text.h"
#include "core/base/version.h"
#include "core/load/run_kind.h"
#include "core/plan/metric_scope.h"

#include <set>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxNames = 200; // semantics.md §4
constexpr std::size_t kBodyForChecks = 1U << 20U;

std::vector<MetricKey> ruleKeysOf(const Plan& plan, const TestPlan& test, const Shard& shard)
{
    std::vector<MetricKey> keys;
    const auto add = [&keys](const std::string& text) {
        if (text.empty()) {
            return;
        }
        if (auto key = parseMetricKey(text)) {
            keys.push_back(*std::move(key));
        }
    };
    for (const auto& rule : test.thresholds) {
        add(rule.metric);
    }
    for (const auto& target : test.loadTargets) {
        add(target.metric);
    }
    for (const auto& rule : plan.thresholds) {
        add(rule.metric);
    }
    for (const auto& alarm : plan.alarms) {
        add(alarm.metric);
    }
    for (const std::string& key : shard.sensorKeys) {
        add(key);
    }
    for (const auto& verification : test.verifications) { // "metric KEY AGGREGATE"
        constexpr std::string_view kMetric = "metric ";
        if (verification.equals.starts_with(kMetric)) {
            const auto last = verification.equals.rfind(' ');
            add(std::string(trimmed(std::string_view(verification.equals).substr(kMetric.size(), last - kMetric.size()))));
        }
    }
    return keys;
}

/// What a scenario that is not runnable waits for.
std::string_view missingPart(const std::vector<Step>& steps)
{
    for (const Step& step : steps) {
        if (step.kind == StepKind::WebSocket) {
            return "the WebSocket transport";
        }
        if (step.kind == StepKind::Browser) {
            return "the browser transport";
        }
        if (const auto inner = missingPart(step.steps); inner != "its executor") {
            return inner;
        }
    }
    return "its executor";
}

/// Compiles one scenario's steps into a CompiledScenario.
class FlowCompiler
{
public:
    FlowCompiler(const Plan& plan, const Shard& shard, CompiledTest& test, std::set<std::string>& names, Scenario scenario)
        : m_plan(plan), m_test(test), m_names(names), m_scope(plan, scenario.id, shard.run), m_run(shard.run),
          m_result(std::make_unique<CompiledScenario>())
    {
        m_result->plan = std::move(scenario);
    }

    std::unique_ptr<CompiledScenario> compile()
    {
        const Scenario& scenario = m_result->plan;
        declareExtractions(scenario.flow);
        Tags tags = scenario.tags;
        tags["scenario"] = scenario.id;
        m_result->iterations = m_test.series.list(MetricType::Counter, "iterations", tags);
        m_result->iterationDuration = m_test.series.list(MetricType::Trend, "iteration_duration", tags);
        m_result->dropped = m_test.series.list(MetricType::Counter, "dropped_iterations", tags);
        m_result->vus = m_test.series.list(MetricType::Gauge, "vus", tags);
        tags["group"] = "";
        addSteps(scenario.flow, tags);
        for (std::size_t i = 0; i < m_result->ops.size(); ++i) {
            if (m_result->ops[i].kind != FlowOp::Kind::Think) {
                m_result->requestOpsEnd = i + 1;
            }
        }
        m_result->dataSets = m_scope.dataSets();
        m_result->extractedCount = m_scope.extractedCount();
        m_test.events.insert(m_test.events.end(), m_scope.faults().begin(), m_scope.faults().end());
        return std::move(m_result);
    }

private:
    void declareExtractions(const std::vector<Step>& steps);
    void addSteps(const std::vector<Step>& steps, const Tags& tags);
    void addBatch(const Step& step, const Tags& tags);
    void addRequest(const Step& step, Tags tags);
    void compileBody(const Step& step, RequestStep& request);
    void compileHeaders(const Step& step, RequestStep& request);
    void compileChecks(const Step& step, const Tags& tags, RequestStep& request);
    void compileWebhook(const Step& step, const Tags& tags, RequestStep& request);
    RequestSeries seriesFor(const Tags& tags);
    std::string nameFor(const Step& step);

    const Plan& m_plan;
    CompiledTest& m_test;
    std::set<std::string>& m_names;
    VariableScope m_scope;
    std::int64_t m_run;
    std::unique_ptr<CompiledScenario> m_result;
};

void FlowCompiler::declareExtractions(const std::vector<Step>& steps)
{
    for (const Step& step : steps) {
        for (const Extraction& extraction : step.http.extracts) {
            m_scope.declareExtracted(extraction.name);
            if (extraction.source == Extraction::Source::Regex) {
                m_test.events.push_back("step " + step.name +
                                        ": extraction by regex comes with a later version; its check fails");
            }
        }
        declareExtractions(step.steps);
    }
}

void FlowCompiler::addSteps(const std::vector<Step>& steps, const Tags& tags)
{
    for (const Step& step : steps) {
        switch (step.kind) {
        case StepKind::Http:
        case StepKind::Webhook: {
            FlowOp op;
            op.first = static_cast<std::uint32_t>(m_result->requests.size());
            addRequest(step, tags);
            m_result->ops.push_back(std::move(op));
            break;
        }
        case StepKind::Think: {
            FlowOp op;
            op.kind = FlowOp::Kind::Think;
            op.thinkMin = step.think.min;
            op.thinkMax = std::max(step.think.min, step.think.max);
            if (op.thinkMax > Nanos{0}) {
                m_result->ops.push_back(std::move(op));
            }
            break;
        }
        case StepKind::Batch:
            addBatch(step, tags);
            break;
        case StepKind::Group: {
            addSteps(step.steps, tagsInside(step, tags));
            break;
        }
        case StepKind::If:
        case StepKind::Repeat:
        case StepKind::OneOf:
        case StepKind::Branch:
            break;
        case StepKind::WebSocket:
        case StepKind::Browser:
            break; // Scenario::isRunnable() kept such a scenario out
        }
    }
}

void FlowCompiler::addBatch(const Step& step, const Tags& tags)
{
    FlowOp op;
    op.kind = FlowOp::Kind::Batch;
    op.first = static_cast<std::uint32_t>(m_result->requests.size());
    Tags own = tags;
    for (const auto& [tag, value] : step.tags) {
        own[tag] = value;
    }
    for (const Step& member : step.steps) {
        if (member.kind == StepKind::Http || member.kind == StepKind::Webhook) {
            addRequest(member, own);
        }
    }
    op.count = static_cast<std::uint32_t>(m_result->requests.size()) - op.first;
    own["name"] = nameFor(step);
    op.pageLoad = m_test.series.list(MetricType::Trend, "page_load", own, {"name"});
    if (op.count > 0) {
        m_result->ops.push_back(std::move(op));
    }
}

std::string FlowCompiler::nameFor(const Step& step)
{
    const std::string name = step.name.empty() ? step.http.method + " " + step.http.target : step.name;
    if (m_names.contains(name) || m_names.size() < kMaxNames) {
        m_names.insert(name);
        return name;
    }
    return "other";
}

void FlowCompiler::addRequest(const Step& step, Tags tags)
{
    auto request = std::make_unique<RequestStep>();
    request->index = m_test.requestCount++;
    request->name = nameFor(step);
    request->method = step.kind == StepKind::Webhook || step.http.method.empty() ? "POST" : step.http.method;
    if (step.kind == StepKind::Http && step.http.method.empty()) {
        request->method = "GET";
    }
    for (const auto& [tag, value] : step.tags) {
        tags[tag] = value;
    }
    tags["name"] = request->name;
    tags["method"] = request->method;

    const bool isPath = step.http.target.starts_with("/");
    std::string base = isPath ? m_plan.environment.baseUrl : "";
    while (base.ends_with("/")) {
        base.pop_back();
    }
    request->url = TextTemplate::url(base + step.http.target, m_scope);
    const std::string& shown = isPath ? base : step.http.target;
    m_test.urls.push_back(shown);
    request->timeout = step.http.timeout.value_or(m_plan.environment.timeout);
    compileBody(step, *request);
    compileHeaders(step, *request);
    compileChecks(step, tags, *request);
    if (step.kind == StepKind::Webhook) {
        compileWebhook(step, tags, *request);
    }
    request->series = seriesFor(tags);
    m_result->requests.push_back(std::move(request));
}

void FlowCompiler::compileBody(const Step& step, RequestStep& request)
{
    switch (step.http.bodyKind) {
    case BodyKind::None:
        return;
    case BodyKind::JsonTree:
        request.body = TextTemplate::json(step.http.json, m_scope);
        break;
    case BodyKind::Form:
        request.body = TextTemplate::form(step.http.form, m_scope);
        break;
    case BodyKind::Multipart:
        break;
    case BodyKind::Raw:
        request.body = TextTemplate::plain(step.http.body, m_scope);
        break;
    }
    request.hasBody = true;
}

void FlowCompiler::compileHeaders(const Step& step, RequestStep& request)
{
    std::vector<std::pair<std::string, std::string>> headers;
    const auto set = [&headers](const std::string& name, const std::string& value) {
        std::erase_if(headers, [&name](const auto& each) { return lowered(each.first) == lowered(name); });
        headers.emplace_back(name, value);
    };
    set("User-Agent", "holdpoint/" + std::string(kVersion) + " (run " + std::to_string(m_run) + ")");
    if (step.http.bodyKind == BodyKind::JsonTree) {
        set("Content-Type", "application/json");
    } else if (step.http.bodyKind == BodyKind::Form) {
        set("Content-Type", "application/x-www-form-urlencoded");
    } else if (step.http.bodyKind == BodyKind::Raw) {
        set("Content-Type", "text/plain; charset=utf-8");
    }
    for (const auto& [name, value] : m_plan.environment.headers) {
        set(name, value);
    }
    for (const auto& [name, value] : step.http.headers) {
        set(name, value);
    }
    for (const auto& [name, value] : headers) {
        const TextTemplate line = TextTemplate::plain(name + ": " + value, m_scope);
        if (line.isConstant()) {
            request.headers.lines.push_back(line.constantText());
        } else {
            request.ownHeaders.push_back(line);
        }
    }
}

void FlowCompiler::compileChecks(const Step& step, const Tags& tags, RequestStep& request)
{
    request.rules = step.http.checks;
    const auto seriesOf = [&](const std::string& name) {
        Tags own = tags;
        own["check"] = name;
        return m_test.series.list(MetricType::Rate, "checks", own, {"check", "name"});
    };
    for (const CheckRule& rule : step.http.checks) {
        const std::string name = request.name + ": " + rule.what;
        request.checks.push_back({rule, name, seriesOf(name)});
        if (rule.kind == CheckRule::Kind::Body || rule.kind == CheckRule::Kind::JsonValue) {
            request.bodyCap = kBodyForChecks;
        }
    }
    for (const Extraction& extraction : step.http.extracts) {
        const std::string name = request.name + ": extract " + extraction.name;
        request.extractions.push_back({extraction, m_scope.declareExtracted(extraction.name), {{}, name, seriesOf(name)}});
        request.bodyCap = kBodyForChecks;
    }
}

void FlowCompiler::compileWebhook(const Step& step, const Tags& tags, RequestStep& request)
{
    CompiledWebhook webhook;
    webhook.id = TextTemplate::plain(step.http.webhookId.empty() ? "{{uuid}}" : step.http.webhookId, m_scope);
    webhook.redeliver = step.http.redeliver;
    if (step.http.sign) {
        const std::string& scheme = step.http.sign->scheme;
        webhook.scheme = scheme == "stripe"   ? WebhookScheme::Stripe
                         : scheme == "github" ? WebhookScheme::GitHub
                                              : WebhookScheme::StandardWebhooks;
        webhook.secret = Secret(TextTemplate::plain(step.http.sign->secret, m_scope).constantText());
    }
    const std::vector<std::string> perName{"name"};
    webhook.sent = m_test.series.list(MetricType::Counter, "webhooks_sent", tags, perName);
    webhook.distinct = m_test.series.list(MetricType::Counter, "webhooks_distinct", tags, perName);
    webhook.redelivered = m_test.series.list(MetricType::Counter, "webhooks_redelivered", tags, perName);
    request.webhook = std::move(webhook);
}

RequestSeries FlowCompiler::seriesFor(const Tags& tags)
{
    SeriesTable& table = m_test.series;
    const std::vector<std::string> perName{"name"};
    const auto trend = [&](const char* metric) { return table.list(MetricType::Trend, metric, tags, perName); };
    RequestSeries series;
    series.requests = table.list(MetricType::Counter, "http_reqs", tags, perName);
    series.failed = table.list(MetricType::Rate, "http_req_failed", tags, perName);
    series.duration = trend("http_req_duration");
    series.serverErrors = table.list(MetricType::Rate, "http_5xx", tags, perName);
    series.dataSent = table.list(MetricType::Counter, "data_sent", tags, perName);
    series.dataReceived = table.list(MetricType::Counter, "data_received", tags, perName);
    series.responseTime = trend("http_req_response_time");
    series.blocked = trend("http_req_blocked");
    series.connecting = trend("http_req_connecting");
    series.tlsHandshaking = trend("http_req_tls_handshaking");
    series.sending = trend("http_req_sending");
    series.waiting = trend("http_req_waiting");
    series.receiving = trend("http_req_receiving");
    series.lag = table.list(MetricType::Trend, "generator_lag", tags); // of this machine, not of a step
    return series;
}

} // namespace

std::unique_ptr<CompiledTest> compileTest(const Plan& plan, const TestPlan& test, const Shard& shard)
{
    auto result = std::make_unique<CompiledTest>(ruleKeysOf(plan, test, shard));
    std::set<std::string> names;
    for (const Scenario& scenario : test.scenarios) {
        if (!scenario.isRunnable()) {
            result->events.push_back("scenario " + scenario.id + " not run: " + std::string(missingPart(scenario.flow)) +
                                     " comes with a later version");
            continue;
        }
        FlowCompiler compiler(plan, shard, *result, names, scenarioFor(plan, scenario, shard.kind));
        auto compiled = compiler.compile();
        compiled->maxIterationsPerVu = shard.kind == RunKind::DryRun ? 1 : 0;
        result->scenarios.push_back(std::move(compiled));
    }
    return result;
}

std::unique_ptr<CompiledTest> compileSteps(const Plan& plan, const std::vector<Step>& steps, const Shard& shard)
{
    auto result = std::make_unique<CompiledTest>(std::vector<MetricKey>{});
    std::set<std::string> names;
    Scenario scenario;
    scenario.id = "once";
    scenario.flow = steps;
    FlowCompiler compiler(plan, shard, *result, names, std::move(scenario));
    result->scenarios.push_back(compiler.compile());
    return result;
}

} // namespace holdpoint
