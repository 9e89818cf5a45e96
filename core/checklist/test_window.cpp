// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checklist/test_window.h"

#include "core/base/text.h"
#include "core/base/time_format.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

constexpr std::array<std::string_view, 9> kStates{"intended", "done",  "failed",     "unknown",    "skipped",
                                                  "ending",   "ended", "end-failed", "end-unknown"};
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kTitles{{{"lock", "Load lock"},
                                                                                {"on-call", "On call"},
                                                                                {"alertmanager", "Alertmanager silence"},
                                                                                {"grafana", "Grafana annotation"},
                                                                                {"pagerduty", "PagerDuty change event"},
                                                                                {"slack", "Slack notice"},
                                                                                {"window", "Test window"}}};

} // namespace

std::string_view nameOf(StepState state)
{
    return kStates[static_cast<std::size_t>(state)];
}

Result<StepState> stepStateFrom(std::string_view text)
{
    const auto found = std::find(kStates.begin(), kStates.end(), text);
    if (found == kStates.end()) {
        return fail(Error::Kind::Invalid, "`" + shortened(text, 40) + "` is no state of a step");
    }
    return static_cast<StepState>(found - kStates.begin());
}

bool isBegun(StepState state)
{
    return state != StepState::Intended && state != StepState::Failed && state != StepState::Unknown;
}

bool isOver(StepState state)
{
    return state == StepState::Ended || state == StepState::Skipped;
}

const OutsideStep* TestWindow::step(std::string_view name) const
{
    const auto found = std::find_if(steps.begin(), steps.end(), [name](const OutsideStep& each) { return each.step == name; });
    return found == steps.end() ? nullptr : &*found;
}

bool TestWindow::isAnnounced() const
{
    return step(kWholeWindow) != nullptr;
}

std::optional<WallTime> TestWindow::closingSince() const
{
    const OutsideStep* whole = step(kWholeWindow);
    return whole == nullptr || whole->state != StepState::Ending ? std::nullopt : std::optional(whole->at);
}

Result<OutsideStep> settledStep(const OutsideStep& step, StepWord word, const Person& by, const std::string& reason, WallTime at)
{
    const bool isEnd =
        step.state == StepState::Ending || step.state == StepState::EndUnknown || step.state == StepState::EndFailed;
    const bool isUnderWay = step.state == StepState::Intended || step.state == StepState::Ending;
    if (isUnderWay && step.isWriterAlive && !step.isWriterUs) {
        return fail(Error::Kind::Conflict, std::string(titleOfStep(step.step)) + ": another Holdpoint is sending it right now");
    }
    if (!isEnd && isBegun(step.state)) {
        return fail(Error::Kind::Refused, std::string(titleOfStep(step.step)) + " is " + std::string(nameOf(step.state)) +
                                              "; there is nothing to decide about it");
    }
    OutsideStep settled = step;
    settled.by = by;
    settled.at = at;
    const std::string said = trimmed(reason).empty() ? "" : ": " + std::string(trimmed(reason));
    switch (word) {
    case StepWord::IsThere:
        settled.state = isEnd ? StepState::Ended : StepState::Done;
        settled.reason = by.name + " says that it is there" + said;
        break;
    case StepWord::Again:
        settled.state = isEnd ? StepState::EndFailed : StepState::Failed;
        settled.reason = by.name + " says that it is not there and is to be sent" + said;
        break;
    case StepWord::LeaveOut:
        settled.state = StepState::Skipped;
        settled.reason = "left out by " + by.name + said;
        break;
    }
    return settled;
}

std::string windowNote(const TestWindow& window, WallTime now)
{
    if (!window.isOpen()) {
        return {};
    }
    const bool isClosing = window.closingSince().has_value();
    const bool isPast = window.plannedEnd && *window.plannedEnd < now;
    std::vector<std::string> waiting;
    for (const OutsideStep& step : window.steps) {
        const bool isUnderWay = step.state == StepState::Intended || step.state == StepState::Ending;
        if (step.step == kWholeWindow || (isUnderWay && step.isWriterAlive)) {
            continue;
        }
        if (isClosing || isPast ? !isOver(step.state) : !isBegun(step.state)) {
            waiting.push_back(std::string(titleOfStep(step.step)) + " is " + std::string(nameOf(step.state)));
        }
    }
    const bool isElsewhere = std::any_of(window.steps.begin(), window.steps.end(), [](const OutsideStep& step) {
        return (step.state == StepState::Intended || step.state == StepState::Ending) && step.isWriterAlive &&
               step.step != kWholeWindow;
    });
    if (isElsewhere || (!isPast && !isClosing && waiting.empty() && (window.isAnnounced() || window.steps.empty()))) {
        return {};
    }
    const auto clock = [](WallTime time) { return formatUtcClock(time).substr(0, 5); };
    std::string note = "the test window of " + formatUtcSeconds(window.openedAt).substr(0, 10) + " " + clock(window.openedAt) +
                       (window.plannedEnd ? " to " + clock(*window.plannedEnd) + " UTC" : " UTC") +
                       (isPast      ? " is past its end and still open"
                        : isClosing ? " was not closed to the end"
                                    : " was not opened to the end");
    return note + (waiting.empty() ? "" : ": " + join(waiting, ", "));
}

std::string_view titleOfStep(std::string_view step)
{
    const auto found = std::find_if(kTitles.begin(), kTitles.end(), [step](const auto& each) { return each.first == step; });
    return found == kTitles.end() ? step : found->second;
}

} // namespace holdpoint
