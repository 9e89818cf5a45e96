// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/plan_change.h"

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/plan/plan_node.h"
#include "core/session/session_parts.h"

#include <unistd.h>

namespace holdpoint {

namespace {

Result<std::string> planFile(const Session& session)
{
    const Plan& plan = session.plan();
    auto text = readFile(plan.path, kMaxPlanBytes);
    if (!text) {
        return fail(Error::Kind::Refused, "the plan's file cannot be read (" + text.error().message +
                                              "); open the release with its plan: holdpoint PLAN");
    }
    if (sha256Hex(*text) != plan.sha256) {
        return fail(Error::Kind::Refused, plan.path.string() + " was changed since it was read; take its new text first "
                                                               "(Dossier, Show plan)");
    }
    if (::access(plan.path.c_str(), W_OK) != 0) {
        return fail(Error::Kind::Refused, plan.path.string() + " cannot be written; copy it to a folder of your own, or start "
                                                               "one with: holdpointctl init");
    }
    return text;
}

} // namespace

Result<PlanChange> planChange(const Session& session, const PlanOptions& options,
                              const std::vector<std::pair<PlanPath, std::string>>& values)
{
    const auto before = planFile(session);
    if (!before) {
        return fail(before.error());
    }
    auto after = withValues(*before, values);
    if (!after) {
        return fail(after.error());
    }
    PlanChange change;
    change.before = *before;
    change.after = *std::move(after);
    change.lines = changedLines(change.before, change.after);
    change.faults = readPlanText(change.after, session.plan().path, options).faults;
    return change;
}

Result<> writePlanChange(Session& session, const PlanChange& change, const Person& by)
{
    const auto person = statedPerson(by);
    if (!person) {
        return fail(person.error());
    }
    if (!change.faults.empty() || change.isNothing()) {
        return fail(Error::Kind::Refused, change.isNothing() ? "nothing was changed" : change.faults.front().text());
    }
    const auto now = planFile(session);
    if (!now) {
        return fail(now.error());
    }
    if (*now != change.before) {
        return fail(Error::Kind::Refused, "the plan's file was changed meanwhile");
    }
    const std::filesystem::path& file = session.plan().path;
    if (auto written = writeFileAtomically(file, change.after); !written) {
        return written;
    }
    return session.dossier().addAudit("plan edited",
                                      Json{{"file", file.string()},
                                           {"before", sha256Hex(change.before)},
                                           {"after", sha256Hex(change.after)},
                                           {"lines", change.lines}},
                                      *person, systemClock().wallNow());
}

} // namespace holdpoint
