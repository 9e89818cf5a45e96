// SPDX-License-Identifier: GPL-3.0-or-later
// The order of a flow: steps become operations, and what is around steps becomes jumps.
#include "core/load/flow_compiler.h"

#include "core/base/hash.h"
#include "core/plan/metric_scope.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxNames = 200; // semantics.md §4

} // namespace

FlowCompiler::FlowCompiler(const Plan& plan, const Shard& shard, CompiledTest& test, std::set<std::string>& names,
                           Scenario scenario)
    : m_plan(plan), m_test(test), m_names(names), m_scope(plan, scenario.id, shard.run), m_run(shard.run),
      m_boundary("holdpoint-" + randomUuid()), m_result(std::make_unique<CompiledScenario>())
{
    m_result->plan = std::move(scenario);
}

std::unique_ptr<CompiledScenario> FlowCompiler::compile()
{
    readHabits();
    const Scenario& scenario = m_result->plan;
    declareExtractions(scenario.flow);
    Tags tags = scenario.tags;
    tags["scenario"] = scenario.id;
    m_result->iterations = m_test.series.list(MetricType::Counter, "iterations", tags);
    m_result->iterationDuration = m_test.series.list(MetricType::Trend, "iteration_duration", tags);
    m_result->dropped = m_test.series.list(MetricType::Counter, "dropped_iterations", tags);
    m_result->vus = m_test.series.list(MetricType::Gauge, "vus", tags);
    m_result->vusMax = m_test.series.list(MetricType::Gauge, "vus_max", tags);
    tags["group"] = "";
    addSteps(scenario.flow, tags);
    for (std::size_t i = 0; i < m_result->ops.size(); ++i) {
        const FlowOp& op = m_result->ops[i];
        const bool goesBack = op.kind == FlowOp::Kind::RepeatNext && m_result->requestOpsEnd > op.target;
        if (op.kind == FlowOp::Kind::Request || op.kind == FlowOp::Kind::Batch || op.kind == FlowOp::Kind::Session || goesBack) {
            m_result->requestOpsEnd = i + 1;
        }
    }
    m_result->dataSets = m_scope.dataSets();
    m_result->extractedCount = m_scope.extractedCount();
    m_test.events.insert(m_test.events.end(), m_scope.faults().begin(), m_scope.faults().end());
    return std::move(m_result);
}

void FlowCompiler::readHabits()
{
    const VisitorHabits& common = m_plan.environment.habits;
    m_habits = m_result->plan.habits;
    m_habits.connections = m_habits.connections ? m_habits.connections : common.connections;
    m_habits.cookies = m_habits.cookies ? m_habits.cookies : common.cookies;
    m_habits.connectionMaxAge = m_habits.connectionMaxAge ? m_habits.connectionMaxAge : common.connectionMaxAge;
    m_result->connections = m_habits.connections.value_or(ConnectionMode::Kept);
    m_result->cookies = m_habits.cookies.value_or(m_result->connections == ConnectionMode::PerIteration ? CookieMode::PerIteration
                                                                                                        : CookieMode::PerVu);
}

void FlowCompiler::declareExtractions(const std::vector<Step>& steps)
{
    for (const Step& step : steps) {
        for (const Extraction& extraction : step.http.extracts) {
            m_scope.declareExtracted(extraction.name);
        }
        if (step.kind == StepKind::Repeat && !step.repeat.index.empty()) {
            m_scope.declareExtracted(step.repeat.index);
        }
        declareExtractions(step.steps);
    }
}

std::uint32_t FlowCompiler::addOp(FlowOp::Kind kind, std::uint32_t control)
{
    FlowOp op;
    op.kind = kind;
    op.control = control;
    m_result->ops.push_back(std::move(op));
    return nextOp() - 1;
}

void FlowCompiler::addSteps(const std::vector<Step>& steps, const Tags& tags)
{
    for (const Step& step : steps) {
        switch (step.kind) {
        case StepKind::Http:
        case StepKind::Webhook: {
            const auto first = static_cast<std::uint32_t>(m_result->requests.size());
            addRequest(step, tags);
            FlowOp& op = m_result->ops[addOp(FlowOp::Kind::Request)];
            op.first = first;
            op.isPage = step.kind == StepKind::Http && step.http.method == "GET";
            break;
        }
        case StepKind::Think:
            if (step.think.min > Nanos{0} || step.think.max > Nanos{0}) {
                FlowOp& op = m_result->ops[addOp(FlowOp::Kind::Think)];
                op.thinkMin = step.think.min;
                op.thinkMax = std::max(step.think.min, step.think.max);
            }
            break;
        case StepKind::Batch:
            addBatch(step, tags);
            break;
        case StepKind::Group:
            addGroup(step, tagsInside(step, tags));
            break;
        case StepKind::If:
            addIf(step, tags);
            break;
        case StepKind::Repeat:
            addRepeat(step, tags);
            break;
        case StepKind::OneOf:
            addOneOf(step, tags);
            break;
        case StepKind::Branch:
            addSteps(step.steps, tags);
            break;
        case StepKind::WebSocket:
        case StepKind::Browser:
            addSession(step, tags);
            break;
        }
    }
}

void FlowCompiler::addGroup(const Step& step, const Tags& tags)
{
    const auto number = static_cast<std::uint32_t>(m_result->groups.size());
    m_result->groups.push_back(m_test.series.list(MetricType::Trend, "group_duration", tags, {"group"}));
    addOp(FlowOp::Kind::GroupBegin, number);
    addSteps(step.steps, tags);
    addOp(FlowOp::Kind::GroupEnd, number);
}

void FlowCompiler::addSession(const Step& step, Tags tags)
{
    for (const auto& [tag, value] : step.tags) {
        tags[tag] = value;
    }
    tags["name"] = nameFor(step);
    auto session = std::make_unique<SessionStep>(compileSession(m_plan, step, tags, m_test.series, m_scope, m_test.urls));
    session->index = m_test.requestCount++;
    addHeaders(step, *session);
    if (const auto& files = m_plan.environment.transfer.certificate; files && step.kind == StepKind::WebSocket) {
        session->clientCertificate = certificateOf(*files);
    }
    m_result->roomSize = m_result->roomSize == 0 ? step.websocket.roomSize : m_result->roomSize;
    FlowOp op;
    op.kind = FlowOp::Kind::Session;
    op.first = static_cast<std::uint32_t>(m_result->sessions.size());
    m_result->sessions.push_back(std::move(session));
    m_result->ops.push_back(std::move(op));
}

/// The same ones as those of a request.
void FlowCompiler::addHeaders(const Step& step, SessionStep& session)
{
    Step carrier;
    carrier.kind = step.kind;
    carrier.name = step.name;
    carrier.browser.target = step.browser.target;
    const bool isSocket = step.kind == StepKind::WebSocket;
    carrier.http.target = isSocket ? withScheme(step.websocket.target, "ws", "http") : "";
    carrier.http.headers = isSocket ? step.websocket.headers : step.browser.headers;
    RequestStep request;
    compileHeaders(carrier, request);
    for (const std::string& line : request.headers.lines) {
        session.headers.push_back(TextTemplate::literal(line));
    }
    session.headers.insert(session.headers.end(), request.ownHeaders.begin(), request.ownHeaders.end());
    session.basicAuth = std::move(request.basicAuth);
}

void FlowCompiler::addBatch(const Step& step, const Tags& tags)
{
    const auto first = static_cast<std::uint32_t>(m_result->requests.size());
    Tags own = tags;
    for (const auto& [tag, value] : step.tags) {
        own[tag] = value;
    }
    for (const Step& member : step.steps) {
        if (member.kind == StepKind::Http) { // the reader refuses all else
            addRequest(member, own);
        }
    }
    const auto count = static_cast<std::uint32_t>(m_result->requests.size()) - first;
    if (count == 0) {
        return;
    }
    own["name"] = nameFor(step);
    FlowOp& op = m_result->ops[addOp(FlowOp::Kind::Batch)];
    op.first = first;
    op.count = count;
    op.pageLoad = m_test.series.list(MetricType::Trend, "page_load", own, {"name"});
}

ConditionList FlowCompiler::compiled(const std::vector<Condition>& conditions)
{
    ConditionList list;
    for (const Condition& condition : conditions) {
        list.push_back({condition, TextTemplate::plain(condition.left, m_scope), TextTemplate::plain(condition.right, m_scope)});
    }
    return list;
}

void FlowCompiler::addIf(const Step& step, const Tags& tags)
{
    m_result->conditions.push_back(compiled(step.conditions));
    const auto test = addOp(FlowOp::Kind::Unless, static_cast<std::uint32_t>(m_result->conditions.size()) - 1);
    ++m_perhapsDepth;
    if (!step.steps.empty()) {
        addSteps(step.steps.front().steps, tags);
    }
    if (step.steps.size() > 1) {
        const auto end = addOp(FlowOp::Kind::Jump);
        m_result->ops[test].target = nextOp();
        addSteps(step.steps[1].steps, tags);
        m_result->ops[end].target = nextOp();
    } else {
        m_result->ops[test].target = nextOp();
    }
    --m_perhapsDepth;
}

void FlowCompiler::addRepeat(const Step& step, const Tags& tags)
{
    CompiledRepeat repeat;
    repeat.least = step.repeat.least;
    repeat.most = step.repeat.most;
    repeat.conditions = compiled(step.repeat.conditions);
    repeat.isUntil = step.repeat.isUntil;
    if (!step.repeat.index.empty()) {
        repeat.indexSlot = m_scope.declareExtracted(step.repeat.index);
    }
    const auto number = static_cast<std::uint32_t>(m_result->repeats.size());
    m_result->repeats.push_back(std::move(repeat));
    addOp(FlowOp::Kind::RepeatBegin, number);
    const auto test = addOp(FlowOp::Kind::RepeatTest, number);
    const int perhaps = step.repeat.least == 0 || (!step.repeat.isUntil && !step.repeat.conditions.empty()) ? 1 : 0;
    m_perhapsDepth += perhaps;
    addSteps(step.steps, tags);
    m_perhapsDepth -= perhaps;
    m_result->ops[addOp(FlowOp::Kind::RepeatNext, number)].target = test;
    m_result->ops[test].target = nextOp();
}

void FlowCompiler::addOneOf(const Step& step, const Tags& tags)
{
    const auto number = static_cast<std::uint32_t>(m_result->choices.size());
    m_result->choices.emplace_back();
    addOp(FlowOp::Kind::Choose, number);
    std::vector<std::uint32_t> ends;
    double sum = 0;
    ++m_perhapsDepth;
    for (const Step& branch : step.steps) {
        sum += branch.weight;
        m_result->choices[number].upTo.push_back(sum); // by number: branches inside add choices of their own
        m_result->choices[number].targets.push_back(nextOp());
        addSteps(branch.steps, tags);
        ends.push_back(addOp(FlowOp::Kind::Jump));
    }
    --m_perhapsDepth;
    for (const std::uint32_t end : ends) {
        m_result->ops[end].target = nextOp();
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

} // namespace holdpoint
