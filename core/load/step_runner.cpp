// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/step_runner.h"

#include "core/load/exchange.h"
#include "core/load/flow_control.h"
#include "core/load/health.h"
#include "core/load/poller.h"
#include "core/load/redirect.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::size_t kBodyKept = 64U << 10U;
constexpr Nanos kAskEvery = std::chrono::milliseconds{100};

/// " (http://host:port)": where a request went, without user info.
std::string placeOf(const ExchangeAnswer& answer)
{
    const std::string_view url = answer.request == nullptr ? std::string_view() : std::string_view(answer.request->url);
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) {
        return {};
    }
    std::string_view host = url.substr(scheme + 3);
    host = host.substr(0, host.find_first_of("/?#"));
    host.remove_prefix(host.find_last_of('@') + 1); // npos + 1 is 0
    return " (" + std::string(url.substr(0, scheme + 3)) + std::string(host) + ")";
}

/// What runs steps once: a visitor without a lane, whose answers are told instead of counted.
class OnceRunner final : public AnswerSink
{
public:
    OnceRunner(const CompiledScenario& scenario, VisitorValues& values, const Redactor& redactor, Transport& transport,
               TransportClient& client, Poller& poller, const std::function<bool()>& goesOn)
        : m_scenario(scenario), m_values(values), m_redactor(redactor), m_transport(transport), m_client(client),
          m_poller(poller), m_goesOn(goesOn)
    {}

    StepOutcome run(const RequestStep& step)
    {
        m_step = &step;
        m_outcome = {};
        m_outcome.name = step.name;
        m_hops = 0;
        m_isDone = false;
        renderRequest(step, m_values, m_request);
        m_request.bodyCap = std::max(m_request.bodyCap, kBodyKept);
        send();
        while (!m_isDone && (!m_goesOn || m_goesOn())) {
            m_poller.wait(std::min(m_transport.nextDeadline(), systemClock().steadyNow() + kAskEvery));
            m_transport.drive();
        }
        if (!m_isDone) {
            m_outcome.isFailed = true;
            m_outcome.error = "given up: the run was stopped before the answer came";
            m_client.cancelAll();
        }
        return std::move(m_outcome);
    }

    /// Nothing if all of the time went by; else it was told not to go on.
    std::optional<StepOutcome> think(Nanos length)
    {
        const SteadyTime until = systemClock().steadyNow() + length;
        for (SteadyTime now = systemClock().steadyNow(); now < until; now = systemClock().steadyNow()) {
            if (m_goesOn && !m_goesOn()) {
                StepOutcome outcome;
                outcome.name = "think";
                outcome.isFailed = true;
                outcome.error = "given up: the run was stopped while it waited";
                return outcome;
            }
            m_poller.wait(std::min({until, m_transport.nextDeadline(), now + kAskEvery}));
            m_transport.drive();
        }
        return std::nullopt;
    }

    void onDone(std::uint64_t, const ExchangeAnswer& answer) override
    {
        if (m_scenario.cookies != CookieMode::Off && answer.status != 0) {
            m_cookies.take(answer.head, answer.request->url, systemClock().wallNow());
        }
        m_outcome.duration += answer.phases.duration();
        const bool isRedirected = answer.error == ErrorClass::None && isRedirect(answer.status) && m_hops < m_step->follow;
        if (isRedirected && renderHop(*m_step, answer, m_request)) {
            ++m_hops;
            addCookies(*m_step, m_cookies, m_request);
            m_client.send(m_request, *this, 0);
            return;
        }
        conclude(answer);
    }

private:
    void send()
    {
        addCookies(*m_step, m_cookies, m_request);
        m_client.send(m_request, *this, 0);
        m_transport.drive();
    }

    void conclude(const ExchangeAnswer& answer)
    {
        m_isDone = true;
        m_outcome.status = answer.status;
        m_outcome.body = std::string(answer.body.substr(0, kBodyKept));
        const bool isFailed =
            examineAnswer(*m_step, answer, m_values, [this](const CompiledCheck& check, const std::string* fault) {
                if (fault != nullptr && m_outcome.error.empty()) {
                    m_outcome.error = m_redactor.redact(check.name + ": " + *fault);
                }
            });
        if (answer.error != ErrorClass::None) {
            m_outcome.error = m_redactor.redact(std::string(answer.message) + placeOf(answer));
        } else if (isFailed && m_outcome.error.empty()) {
            m_outcome.error = "status is " + std::to_string(answer.status);
        }
        m_outcome.isFailed = isFailed || !m_outcome.error.empty();
    }

    const CompiledScenario& m_scenario;
    VisitorValues& m_values;
    const Redactor& m_redactor;
    Transport& m_transport;
    TransportClient& m_client;
    Poller& m_poller;
    const std::function<bool()>& m_goesOn;
    const RequestStep* m_step = nullptr;
    Request m_request;
    CookieJar m_cookies;
    StepOutcome m_outcome;
    int m_hops = 0;
    bool m_isDone = false;
};

} // namespace

std::vector<StepOutcome> runSteps(const Plan& plan, const std::vector<Step>& steps, const Shard& shard,
                                  TransportFactory& transports, const std::function<bool()>& goesOn)
{
    const auto compiled = compileSteps(plan, steps, shard);
    transports.prepare(compiled->urls);
    const CompiledScenario& scenario = *compiled->scenarios.front();
    VisitorValues values;
    values.random = Random(shard.seed);
    values.rows.resize(scenario.dataSets.size());
    values.extracted.resize(scenario.extractedCount);
    const Redactor redactor(plan.secrets);

    Poller poller;
    if (!poller.isUsable() && !scenario.requests.empty()) {
        StepOutcome outcome;
        outcome.name = scenario.requests.front()->name;
        outcome.isFailed = true;
        outcome.error = "could not be sent: " + outOfDescriptorsText();
        return {outcome};
    }
    const auto transport = transports.makeTransport(poller);
    const auto client = transport->makeClient();
    OnceRunner runner{scenario, values, redactor, *transport, *client, poller, goesOn};
    std::vector<StepOutcome> outcomes;
    FlowControl control;
    FlowMemory memory;
    memory.begin(scenario);
    std::size_t op = 0;
    for (int taken = 0; (op = control.settle(scenario, op, memory, values, taken)) < scenario.ops.size(); taken = 0) {
        const FlowOp& at = scenario.ops[op];
        if (FlowControl::isChoice(at)) {
            if (goesOn && !goesOn()) {
                return outcomes;
            }
            continue;
        }
        ++op;
        if (at.kind == FlowOp::Kind::Think) {
            if (auto stopped = runner.think(thinkTime(at, values.random))) {
                outcomes.push_back(*std::move(stopped));
                return outcomes;
            }
            continue;
        }
        const bool isSent = at.kind == FlowOp::Kind::Request || at.kind == FlowOp::Kind::Batch;
        const std::uint32_t count = isSent ? at.count : 0;
        for (std::uint32_t i = at.first; i < at.first + count; ++i) {
            outcomes.push_back(runner.run(*scenario.requests[i]));
            memory.lastStatus = outcomes.back().status;
            if (outcomes.back().isFailed) {
                return outcomes;
            }
        }
    }
    return outcomes;
}

} // namespace holdpoint
