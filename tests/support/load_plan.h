// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/http_transport.h"
#include "core/load/load_run.h"
#include "core/metrics/totals.h"

#include <chrono>
#include <poll.h>

namespace holdpoint::test {

inline Step httpStep(const std::string& method, const std::string& target, const std::string& name)
{
    Step step;
    step.name = name;
    step.http.method = method;
    step.http.target = target;
    return step;
}

inline CheckRule statusRule(int status)
{
    CheckRule rule;
    rule.what = "status is " + std::to_string(status);
    rule.statuses = {status};
    return rule;
}

inline Scenario constantVus(const std::string& id, std::uint64_t vus, Nanos duration, std::vector<Step> flow)
{
    Scenario scenario;
    scenario.id = id;
    scenario.executor.vus = vus;
    scenario.executor.maxVus = vus;
    scenario.executor.duration = duration;
    scenario.flow = std::move(flow);
    return scenario;
}

inline Scenario arrivals(const std::string& id, double rate, Nanos duration, std::uint64_t maxVus, std::vector<Step> flow)
{
    Scenario scenario;
    scenario.id = id;
    scenario.executor.kind = ExecutorKind::ConstantArrivalRate;
    scenario.executor.ratePerSecond = rate;
    scenario.executor.duration = duration;
    scenario.executor.preAllocatedVus = maxVus;
    scenario.executor.maxVus = maxVus;
    scenario.flow = std::move(flow);
    return scenario;
}

inline Plan planFor(const std::string& url, std::vector<Scenario> scenarios)
{
    Plan plan;
    plan.environment.baseUrl = url;
    plan.environment.allowHosts = {"127.0.0.1"};
    TestPlan test;
    test.id = "test";
    test.scenarios = std::move(scenarios);
    plan.tests = {std::move(test)};
    return plan;
}

/// A whole run in this process: its totals, events and how it ended.
struct LoadOutcome
{
    MetricTotals totals;
    std::vector<std::string> events;
    std::string whyEnded;
    bool isFinished = false;

    double count(const std::string& key) const { return totals.value(key, {AggregateKind::Count}).value_or(0); }
    std::uint64_t errors(const std::string& errorClass) const
    {
        std::uint64_t sum = 0;
        for (const ErrorCount& error : totals.errors()) {
            sum += error.errorClass == errorClass ? error.count : 0;
        }
        return sum;
    }
    bool hasEvent(const std::string& part) const
    {
        return std::any_of(events.begin(), events.end(),
                           [&part](const auto& each) { return each.find(part) != std::string::npos; });
    }
};

class RunningLoad
{
public:
    explicit RunningLoad(Plan plan, Shard shard = {}, unsigned threads = 1, std::vector<SessionRunnerFactory*> sessions = {})
        : m_plan(std::move(plan)), m_transports(makeHttpTransports(m_plan.environment)),
          run(m_plan, m_plan.tests.front(), shard, *m_transports, threads, std::move(sessions))
    {}

    void start() { run.start(systemClock().steadyNow()); }

    /// Takes frames until the run is over, at most `limit`.
    LoadOutcome finish(std::chrono::seconds limit = std::chrono::seconds{60})
    {
        const auto end = std::chrono::steady_clock::now() + limit;
        while (!run.isFinished() && std::chrono::steady_clock::now() < end) {
            ::poll(nullptr, 0, 20);
            if (m_tick < 20) {
                take(); // some frames on the way: nothing may be lost between them
            }
        }
        m_result.isFinished = run.isFinished();
        take();
        m_result.whyEnded = run.whyEnded();
        return std::move(m_result);
    }

private:
    void take()
    {
        const Frame frame = run.takeFrame(m_tick++);
        m_result.totals.add(frame);
        m_result.events.insert(m_result.events.end(), frame.events.begin(), frame.events.end());
    }

    Plan m_plan; // must outlive the run
    std::unique_ptr<TransportFactory> m_transports;
    LoadOutcome m_result;
    std::uint64_t m_tick = 0;

public:
    LoadRun run;
};

inline LoadOutcome runLoad(const Plan& plan, Shard shard = {}, unsigned threads = 1)
{
    RunningLoad load(plan, shard, threads);
    load.start();
    return load.finish();
}

} // namespace holdpoint::test
