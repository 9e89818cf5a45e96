// SPDX-License-Identifier: GPL-3.0-or-later
// A checklist template that somebody else wrote: read, and if it is good, evaluated over a release in which everything happened.
#include "core/base/time_format.h"
#include "core/checklist/checklist.h"
#include "core/checklist/document.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace holdpoint {
namespace {

constexpr const char* kDocument = "# T\n\n### 1. One\n- [ ] One\n  - [ ] Two\n```\n- [ ] One\n```\n";

Plan smallPlan()
{
    Plan plan;
    plan.sha256 = "p";
    TestPlan test;
    test.id = "search";
    plan.tests.push_back(test);
    AlarmRule alarm;
    alarm.id = "error-rate";
    plan.alarms.push_back(alarm);
    plan.capacityTargets = Json{{"users", 10}};
    plan.checklist = Json{{"off", {{"a.off", "not here"}}}};
    return plan;
}

RunRecord finishedRun(WallTime at)
{
    RunRecord run;
    run.id = 1;
    run.testId = "search";
    run.startedAt = at;
    run.endedAt = at + std::chrono::seconds{60};
    run.planSha256 = "p";
    run.result.outcome = RunOutcome::Passed;
    run.result.metrics = Json{{"http_req_duration{name:search}", {{"count", 9001}, {"p(95)", 936.0}}},
                              {"http_req_failed", {{"rate", 0.0}, {"passes", 0}, {"fails", 9001}}}};
    return run;
}

void fail(const char* rule)
{
    std::fprintf(stderr, "%s\n", rule);
    std::abort();
}

void readAndEvaluate(const std::string& input)
{
    const auto read = readTemplateText(input, "/nonexistent/list.yaml", kDocument);
    if (!read) {
        if (read.error().message.find("/nonexistent/list.yaml") == std::string::npos) {
            fail("a fault without its place");
        }
        return;
    }
    const Plan plan = smallPlan();
    ChecklistInputs inputs;
    inputs.definition = &*read;
    inputs.plan = &plan;
    const WallTime begin = *parseUtc("2026-01-05T10:00:00Z");
    inputs.now = begin + std::chrono::hours{1};
    for (const ItemDefinition& item : read->items) {
        inputs.changes.push_back({item.id, ItemState::Pass, "seen", "", {}, {}, begin});
        inputs.changes.push_back({item.id, ItemState::Overridden, "", "because", {}, {"Rao", Role::TechLead, "rao"}, begin});
        inputs.form.push_back({item.id, "25 % for 3", "", "", {"Mara", Role::Qa, "mara"}, begin});
    }
    for (const bool hasRuns : {false, true}) {
        if (hasRuns) {
            inputs.runs.push_back(finishedRun(begin));
        }
        const ChecklistView view = evaluateChecklist(inputs);
        std::size_t boxes = 0;
        for (const auto& [state, count] : view.counts) {
            boxes += count;
        }
        if (boxes != read->boxCount()) {
            fail("the counts are not those of the boxes");
        }
        for (const GateView& gate : view.gates) {
            if (gate.blockers.empty() != (gate.blockingCount == 0)) {
                fail("a gate without causes");
            }
        }
    }
    linesOf(*read, documentLines(read->document));
    static_cast<void>(read->metricKeys("search"));
}

} // namespace
} // namespace holdpoint

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    holdpoint::readAndEvaluate(std::string(reinterpret_cast<const char*>(data), size));
    return 0;
}
