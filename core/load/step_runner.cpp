// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/step_runner.h"

#include "core/load/exchange.h"
#include "core/load/poller.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::size_t kBodyKept = 64U << 10U;
constexpr Nanos kAskEvery = std::chrono::milliseconds{100};

/// " (http://host:port)": where a request went, without user info.
std::string placeOf(const Answer& answer)
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

class OnceSink final : public AnswerSink
{
public:
    OnceSink(const RequestStep& step, VisitorValues& values, const Redactor& redactor)
        : m_step(step), m_values(values), m_redactor(redactor)
    {
        outcome.name = step.name;
    }

    void onDone(std::uint64_t, const Answer& answer) override
    {
        isDone = true;
        outcome.status = answer.status;
        outcome.body = std::string(answer.body.substr(0, kBodyKept));
        outcome.duration = answer.phases.duration();
        const bool isFailed =
            examineAnswer(m_step, answer, m_values, [this](const CompiledCheck& check, const std::string* fault) {
                if (fault != nullptr && outcome.error.empty()) {
                    outcome.error = m_redactor.redact(check.name + ": " + *fault);
                }
            });
        if (answer.error != ErrorClass::None) {
            outcome.error = m_redactor.redact(std::string(answer.message) + placeOf(answer));
        } else if (isFailed && outcome.error.empty()) {
            outcome.error = "status is " + std::to_string(answer.status);
        }
        outcome.isFailed = isFailed || !outcome.error.empty();
    }

    StepOutcome outcome;
    bool isDone = false;

private:
    const RequestStep& m_step;
    VisitorValues& m_values;
    const Redactor& m_redactor;
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
    const auto transport = transports.makeTransport(poller);
    const auto client = transport->makeClient();
    std::vector<StepOutcome> outcomes;
    for (const auto& step : scenario.requests) {
        Request request;
        renderRequest(*step, values, request);
        request.bodyCap = std::max(request.bodyCap, kBodyKept);
        OnceSink sink(*step, values, redactor);
        client->send(request, sink, 0);
        transport->drive();
        while (!sink.isDone && (!goesOn || goesOn())) {
            poller.wait(std::min(transport->nextDeadline(), systemClock().steadyNow() + kAskEvery));
            transport->drive();
        }
        if (!sink.isDone) {
            sink.outcome.isFailed = true;
            sink.outcome.error = "given up: the run was stopped before the answer came";
            client->cancelAll();
        }
        outcomes.push_back(std::move(sink.outcome));
        if (outcomes.back().isFailed) {
            break;
        }
    }
    return outcomes;
}

} // namespace holdpoint
