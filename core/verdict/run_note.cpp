// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verdict/run_note.h"

#include "core/base/units.h"
#include "core/verdict/run_result.h"

namespace holdpoint {

std::string_view nameOf(RunNote::Kind kind)
{
    return kind == RunNote::Kind::Mark ? "mark" : "clock";
}

Result<RunNote::Kind> runNoteKindFrom(std::string_view text)
{
    for (const RunNote::Kind kind : {RunNote::Kind::Mark, RunNote::Kind::Clock}) {
        if (nameOf(kind) == text) {
            return kind;
        }
    }
    return fail(Error::Kind::Invalid, "`" + std::string(text) + "` is no kind of note (mark, clock)");
}

std::string noteMoment(const RunNote& note)
{
    return note.second < 0 ? "before load"
                           : formatClock(std::chrono::duration_cast<Nanos>(std::chrono::duration<double>(note.second)));
}

std::string otherPlanSentence(const RunRecord& run, const std::string& planInForce)
{
    if (planInForce.empty() || run.planSha256.empty() || run.planSha256 == planInForce) {
        return {};
    }
    return "The plan was changed after this run: it ran the text with sha256 " + run.planSha256.substr(0, 8) +
           "\u2026, in force is " + planInForce.substr(0, 8) + "\u2026.";
}

} // namespace holdpoint
