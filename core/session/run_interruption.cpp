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

struct Change
{
    std::string action;
    Json detail;
};

/// What people did with the tests that waited, oldest first.
void follow(Start& start, const std::vector<Change>& changes)
{
    std::vector<std::string> skipped;
    for (const Change& change : changes) {
        const std::string test = stringAt(change.detail, "test");
        if (change.action == kAuditTestSkipped) {
            skipped.push_back(test);
        } else if (change.action == kAuditTestTakenBack) {
            std::erase(skipped, test);
        } else {
            std::vector<std::string> order;
            for (const Json& id : memberAt(change.detail, "tests")) {
                order.push_back(id.is_string() ? id.get<std::string>() : std::string());
            }
            const auto place = [&order](const std::string& id) {
                return std::find(order.begin(), order.end(), id) - order.begin();
            };
            const auto waits = [&order](const std::string& id) {
                return std::find(order.begin(), order.end(), id) != order.end();
            };
            const auto rest = std::stable_partition(start.tests.begin(), start.tests.end(), [&](auto& id) { return !waits(id); });
            std::stable_sort(rest, start.tests.end(), [&](auto& a, auto& b) { return place(a) < place(b); });
        }
    }
    std::erase_if(start.tests,
                  [&skipped](const std::string& id) { return std::find(skipped.begin(), skipped.end(), id) != skipped.end(); });
}

/// The newest one, as it was changed; nullopt: none is known.
Result<std::optional<Start>> newestStart(const Dossier& dossier)
{
    const auto rows = dossier.audit();
    if (!rows) {
        return fail(rows.error());
    }
    std::vector<Change> changes; // newest first
    for (auto row = rows->rbegin(); row != rows->rend(); ++row) {
        const std::string_view kAll[] = {kAuditQueueStarted, kAuditTestSkipped, kAuditTestTakenBack, kAuditTestsReordered};
        const auto names = [&row](std::string_view action) { return row->text.find(action) != std::string::npos; };
        if (std::none_of(std::begin(kAll), std::end(kAll), names)) {
            continue;
        }
        const auto json = parseJson(row->text, "audit row");
        const std::string action = json ? stringAt(*json, "action") : std::string();
        if (std::find(std::begin(kAll), std::end(kAll), action) == std::end(kAll)) {
            continue;
        }
        if (action != kAuditQueueStarted) {
            changes.push_back({action, memberAt(*json, "detail")});
            continue;
        }
        const Json& detail = memberAt(*json, "detail");
        Start start{{}, integerAt(detail, "after_run")};
        for (const Json& id : memberAt(detail, "tests")) {
            start.tests.push_back(id.is_string() ? id.get<std::string>() : std::string());
        }
        std::reverse(changes.begin(), changes.end());
        follow(start, changes);
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
