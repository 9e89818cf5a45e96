// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/sense_inputs.h"

#include "core/base/time_format.h"
#include "core/report/after_release.h"
#include "core/session/reference_runs.h"
#include "core/session/session.h"

#include <algorithm>

namespace holdpoint {

namespace {

Json deedOf(const OutsideStep& step)
{
    Json deed{{"state", nameOf(step.state)},
              {"reference", step.reference},
              {"reason", step.reason},
              {"at", formatUtc(step.at)},
              {"by", step.by.name}};
    const auto more = parseJson(step.reference, "reference"); // of a command: {exit_code, ms}
    if (more && more->is_object()) {
        deed.update(*more);
    }
    return deed;
}

/// The steps of a window; for each whether it was there before load began.
Json deedsOf(const TestWindow& window, const std::vector<RunRecord>& runs)
{
    std::optional<WallTime> firstLoad;
    for (const RunRecord& run : runs) {
        const bool isLoad = run.kind == RunKind::Load || run.kind == RunKind::Retest || run.kind == RunKind::Breakpoint;
        if (isLoad && run.startedAt >= window.openedAt && !firstLoad) {
            firstLoad = run.startedAt;
        }
    }
    Json deeds = Json::object();
    for (const OutsideStep& step : window.steps) {
        Json& deed = deeds[step.step] = deedOf(step);
        if (step.doneAt) {
            deed["done_at"] = formatUtc(*step.doneAt);
            deed["before_load"] = !firstLoad || *step.doneAt <= *firstLoad;
        }
    }
    return deeds;
}

} // namespace

Result<SenseInputs> senseInputs(const Session& session)
{
    return senseInputs(session.dossier(), session.plan());
}

Result<SenseInputs> senseInputs(const Dossier& dossier, const Plan& plan)
{
    auto runs = dossier.runs();
    const auto window = dossier.testWindow();
    const auto actions = dossier.steps(0);
    auto spans = dossier.sourceSpans();
    auto hints = dossier.hints();
    if (!runs || !window || !actions || !spans || !hints) {
        return fail(!runs      ? runs.error()
                    : !window  ? window.error()
                    : !actions ? actions.error()
                    : !spans   ? spans.error()
                               : hints.error());
    }
    const bool isWindowOpen = *window && (*window)->isOpen();
    const WallTime now = systemClock().wallNow();
    const WallTime planned = now + std::chrono::duration_cast<Micros>(estimateRun(plan, {}, RunKind::Load).duration);
    const WallTime end = isWindowOpen ? (*window)->plannedEnd.value_or(planned) : planned;
    SenseInputs inputs;
    for (const OutsideStep& action : *actions) {
        inputs.deeds[action.step] = deedOf(action);
    }
    if (*window) {
        inputs.deeds["window"] = deedsOf(**window, *runs);
    }
    inputs.runs = *std::move(runs);
    inputs.windowEnd = std::max(end, now);
    inputs.spans = *std::move(spans);
    inputs.hints = *std::move(hints);
    if (const auto entries = logEntries(dossier)) {
        if (const auto at = releasedAt(*entries)) {
            inputs.parameters["released_at"] = formatUtc(*at);
        }
    } else {
        return fail(entries.error());
    }
    inputs.worseThan = [own = dossier.file()](const std::filesystem::path& reference) {
        return worseThanReference(own, reference);
    };
    return inputs;
}

} // namespace holdpoint
