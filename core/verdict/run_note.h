// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"

#include <string>
#include <string_view>

namespace holdpoint {

struct RunRecord;

/// Something that was noted in a run besides its frames. Charts draw it at `second`, the report lists it.
struct RunNote
{
    enum class Kind {
        Mark, // a person's remark: "two pods added"
        Clock // the machine slept, or its clock was set
    };

    Kind kind = Kind::Mark;
    WallTime at{};
    double second = 0; // since t0 of the run's load, by the clock that nobody sets; below 0: before the load
    std::string text;
    std::string by; // name; empty: a machine

    friend bool operator==(const RunNote&, const RunNote&) = default;
};

std::string_view nameOf(RunNote::Kind kind); // "mark", "clock"
Result<RunNote::Kind> runNoteKindFrom(std::string_view text);

/// "5:42" into the load, or "before load".
std::string noteMoment(const RunNote& note);

/// That the run ran another plan text than the one in force, as a sentence; empty if it is the same.
std::string otherPlanSentence(const RunRecord& run, const std::string& planInForce);

inline constexpr std::size_t kMostNoteBytes = 500;

} // namespace holdpoint
