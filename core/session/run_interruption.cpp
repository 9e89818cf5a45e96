// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/run_interruption.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/session/run_queue.h"

#include <algorithm>

namespace holdpoint {

namespace {

std::string titleIn(const Plan& plan, const std::string& id)
{
    const TestPlan* test = plan.test(id);
    return test == nullptr || test->title.empty() ? id : test->title;
}

struct Start
{
    std::vector<std::string> tests;
    std::int64_t afterRun = 0;
};

/// The newest one; nullopt: none is known.
Result<std::optional<Start>> newestStart(const Dossier& dossier)
{
    const auto rows = dossier.audit();
    if (!rows) {
        return fail(rows.error());
    }
    for (auto row = rows->rbegin(); row != rows->rend(); ++row) {
        if (row->text.find(kAuditQueueStarted) == std::string::npos) {
            continue;
        }
        const auto json = parseJson(row->text, "audit row");
        if (!json || stringAt(*json, "action") != kAuditQueueStarted) {
            continue;
        }
        const Json& detail = memberAt(*json, "detail");
        Start start{{}, integerAt(detail, "after_run")};
        for (const Json& id : memberAt(detail, "tests")) {
            start.tests.push_back(id.is_string() ? id.get<std::string>() : std::string());
        }
        return std::optional(std::move(start));
    }
    return std::optional<Start>();
}

} // namespace

std::string RunInterruption::sentence(const Plan& plan) const
{
    const auto seconds = [](double value) { return formatCount(static_cast<std::uint64_t>(std::max(0.0, value))); };
    std::string text = "Run " + std::to_string(run.id) + " (" + title + ") was interrupted";
    text += run.endedAt ? " at " + formatUtcClock(*run.endedAt) + " UTC" : "";
    if (second > 0) {
        text += ", in second " + seconds(second) + (plannedSeconds > 0 ? " of " + seconds(plannedSeconds) : "") + ". Its " +
                seconds(second) + "\u00a0s of data are kept.";
    } else {
        text += " before its first second of data.";
    }
    std::vector<std::string> names;
    for (const std::string& id : waiting) {
        names.push_back(titleIn(plan, id));
    }
    return names.empty() ? text : text + " Not started: " + join(names, ", ") + ".";
}

std::vector<std::string> RunInterruption::testsToRun() const
{
    std::vector<std::string> tests{run.testId};
    tests.insert(tests.end(), waiting.begin(), waiting.end());
    return tests;
}

Result<std::optional<RunInterruption>> interruptionOf(const Dossier& dossier, const Plan& plan)
{
    const auto runs = dossier.runs();
    if (!runs) {
        return fail(runs.error());
    }
    if (runs->empty() || runs->back().result.outcome != RunOutcome::Interrupted) {
        return std::optional<RunInterruption>();
    }
    RunInterruption found;
    found.run = runs->back();
    found.title = titleIn(plan, found.run.testId);
    if (const TestPlan* test = plan.test(found.run.testId)) {
        found.plannedSeconds = std::chrono::duration<double>(rulesFor(plan, *test, found.run.kind).window.load).count();
    }
    if (const auto& span = found.run.result.loadSpan) {
        found.second = std::chrono::duration<double>(span->to - span->from).count();
    }
    const auto start = newestStart(dossier);
    if (!start) {
        return fail(start.error());
    }
    for (const std::string& id : *start && (*start)->afterRun < found.run.id ? (*start)->tests : std::vector<std::string>()) {
        const bool hasRun = std::any_of(runs->begin(), runs->end(),
                                        [&](const RunRecord& run) { return run.testId == id && run.id > (*start)->afterRun; });
        if (!hasRun && plan.test(id) != nullptr) {
            found.waiting.push_back(id);
        }
    }
    return std::optional(std::move(found));
}

} // namespace holdpoint
