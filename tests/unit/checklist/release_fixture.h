// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time_format.h"
#include "core/checklist/checklist.h"

#include <gtest/gtest.h>

namespace holdpoint {

inline WallTime at(int minute, int second = 0)
{
    return *parseUtc("2026-01-05T10:00:00Z") + std::chrono::minutes{minute} + std::chrono::seconds{second};
}

inline const ChecklistTemplate& shippedTemplate()
{
    static const ChecklistTemplate kTemplate = [] {
        auto read = openTemplate("builtin:pre-production", {});
        EXPECT_TRUE(read) << (read ? "" : read.error().message);
        return read ? std::move(*read) : ChecklistTemplate{};
    }();
    return kTemplate;
}

inline TestPlan httpTest(const std::string& id, const std::string& title, const std::string& step)
{
    TestPlan test;
    test.id = id;
    test.title = title;
    Scenario scenario;
    scenario.id = "main";
    scenario.executor.vus = 1;
    scenario.executor.duration = std::chrono::seconds{60};
    Step request;
    request.kind = StepKind::Http;
    request.name = step;
    scenario.flow.push_back(request);
    test.scenarios.push_back(scenario);
    return test;
}

/// A plan with the tests search, rtc and api.
inline Plan threeTestPlan()
{
    Plan plan;
    plan.sha256 = "p1";
    plan.environment.baseUrl = "http://127.0.0.1:8080";
    plan.tests.push_back(httpTest("search", "Search Load Test", "search"));
    TestPlan rtc = httpTest("rtc", "RTC Load Test", "rtc");
    plan.tests.push_back(rtc);
    plan.tests.push_back(httpTest("api", "API Endpoints Test", "auth"));
    plan.capacityTargets = Json{{"search_per_min", 1000}};
    plan.checklist = Json::object();
    AlarmRule alarm;
    alarm.id = "error-rate";
    plan.alarms.push_back(alarm);
    return plan;
}

/// search alone: everything in it can run.
inline Plan searchPlan()
{
    Plan plan = threeTestPlan();
    plan.tests.resize(1);
    return plan;
}

inline ThresholdResult threshold(const std::string& metric, const std::string& target, const std::string& critical,
                                 double measured, RuleVerdict verdict)
{
    ThresholdResult result;
    result.rule.metric = metric;
    result.rule.id = metric;
    result.rule.target = *parseExpression(target);
    result.rule.critical = *parseExpression(critical);
    result.measured = measured;
    result.sampleCount = 9000;
    result.verdict = verdict;
    result.sentence = "is " + std::to_string(measured);
    return result;
}

/// A search run that holds every number of section 7.
inline RunRecord searchRun(std::int64_t id, WallTime startedAt, RunKind kind = RunKind::Load)
{
    RunRecord run;
    run.id = id;
    run.testId = "search";
    run.kind = kind;
    run.startedAt = startedAt;
    run.endedAt = startedAt + std::chrono::seconds{61};
    run.whyEnded = "duration reached";
    run.planSha256 = "p1";
    run.result.outcome = RunOutcome::Passed;
    run.result.generator.loadSeconds = 60;
    run.result.metrics =
        Json{{"vus{scenario:searchers}", {{"type", "gauge"}, {"value", 100}, {"min", 100}, {"max", 100}, {"avg", 100}}},
             {"http_reqs{name:search}", {{"type", "counter"}, {"count", 9001}, {"rate", 16.67}}},
             {"http_req_duration{name:search}",
              {{"type", "trend"},
               {"unit", "ms"},
               {"count", 9001},
               {"min", 120.0},
               {"avg", 410.0},
               {"med", 380.0},
               {"p(90)", 810.0},
               {"p(95)", 936.0},
               {"p(99)", 1100.0},
               {"max", 1480.0}}},
             {"http_req_failed", {{"type", "rate"}, {"rate", 0.0}, {"passes", 0}, {"fails", 9001}}}};
    run.result.thresholds.push_back(
        threshold("http_req_duration{name:search}", "p(95)<1200", "p(95)<2000", 936, RuleVerdict::Passed));
    return run;
}

inline void setSearchP95(RunRecord& run, double p95)
{
    run.result.metrics["http_req_duration{name:search}"]["p(95)"] = p95;
    const RuleVerdict verdict = p95 < 1200 ? RuleVerdict::Passed : p95 < 2000 ? RuleVerdict::Warned : RuleVerdict::Failed;
    run.result.thresholds.front().measured = p95;
    run.result.thresholds.front().verdict = verdict;
    run.result.outcome = verdict == RuleVerdict::Failed   ? RunOutcome::Failed
                         : verdict == RuleVerdict::Warned ? RunOutcome::Warned
                                                          : RunOutcome::Passed;
}

struct Release1
{
    Plan plan = threeTestPlan();
    ChecklistInputs inputs;

    ChecklistView view()
    {
        inputs.definition = &shippedTemplate();
        inputs.plan = &plan;
        if (inputs.now == WallTime{}) {
            inputs.now = at(60);
        }
        return evaluateChecklist(inputs);
    }
    ItemView item(const std::string& id)
    {
        const ChecklistView all = view();
        return *all.item(id);
    }
    void sensor(const std::string& id, ItemState state, WallTime when)
    {
        inputs.changes.push_back({id, state, "seen", "", {}, {}, when});
    }
    void person(const std::string& id, ItemState state, WallTime when, std::optional<Gate> to = {})
    {
        inputs.changes.push_back({id, state, "", "because", to, {"Mara", Role::TechLead, "mara"}, when});
    }
    void machine(const std::string& id, ItemState state, WallTime when)
    {
        inputs.changes.push_back({id, state, "seen", "", {}, {}, when});
    }
};

inline const Person kMara{"Mara Lindqvist", Role::Qa, "mara"};
inline const Person kRao{"Anjali Rao", Role::TechLead, "rao"};

} // namespace holdpoint
