// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/checklist/checklist.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

/// How far something stands that is done to the outside world. It is written as intended before it is sent, so that after a crash
/// nobody sends it a second time without asking the service first.
enum class StepState {
    Intended,   // about to be sent, or its sender died before it knew
    Done,       // taken; `reference` names it there
    Failed,     // surely not taken
    Unknown,    // nobody can tell; a person decides
    Skipped,    // not wanted, not configured, or left out by a person
    Ending,     // its end is about to be sent
    Ended,      // undone or completed, and seen to be so
    EndFailed,  // its end was not taken
    EndUnknown, // nobody can tell whether it ended
};
std::string_view nameOf(StepState state); // "end-failed"
Result<StepState> stepStateFrom(std::string_view text);
/// Nothing is left to do about it while the window is open (Done, Skipped), or at all (Ended, Skipped).
bool isBegun(StepState state);
bool isOver(StepState state);

/// One row of what was done to the outside world; append-only, the newest of a step counts.
struct OutsideStep
{
    std::int64_t number = 0;
    std::int64_t window = 0; // 0: an action of the checklist, `step` is the item
    std::string step;        // "slack", "grafana" ...
    StepState state = StepState::Intended;
    std::string reference; // Slack's ts, an annotation's id, a silence's id ...
    std::string reason;    // in words: what was seen, what failed and what to do
    Person by;             // who decided it; empty: a machine
    WallTime at{};
    bool isWriterAlive = false;     // the process that wrote it still runs
    bool isWriterUs = false;        // and is this one
    std::optional<WallTime> doneAt; // when it was first seen to be there
};

/// The time span announced to the outside world.
struct TestWindow
{
    std::int64_t number = 0; // from 1
    WallTime openedAt{};
    std::optional<WallTime> closedAt;
    std::optional<WallTime> plannedEnd; // none: of a program that announced none
    Json detail;                        // {mark, by}: what names it elsewhere, without secrets
    std::vector<OutsideStep> steps;     // the newest row of each, in the order in which they began

    const OutsideStep* step(std::string_view name) const;
    bool isOpen() const { return !closedAt; }
    /// Everything was announced or left out.
    bool isAnnounced() const;
    /// Whether its end was asked for; since when, if it was.
    std::optional<WallTime> closingSince() const;
};

/// The pseudo-step that is Done when everything was announced, and Ending from when the window's end was asked for.
inline constexpr std::string_view kWholeWindow = "window";

/// A person's word about a step that nobody else can tell: it is there, it is to be sent again, or it is left out.
enum class StepWord { IsThere, Again, LeaveOut };
/// The row that this makes of `step`, or why it may not be said.
Result<OutsideStep> settledStep(const OutsideStep& step, StepWord word, const Person& by, const std::string& reason, WallTime at);

/// "the test window of 10:00 to 11:30 UTC is past its end and still open: Slack notice, Grafana annotation wait for their end";
/// empty if nothing is amiss.
std::string windowNote(const TestWindow& window, WallTime now);
/// "Slack notice": of a step, for people.
std::string_view titleOfStep(std::string_view step);

} // namespace holdpoint
