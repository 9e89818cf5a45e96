// SPDX-License-Identifier: GPL-3.0-or-later
// What an action would do, before it does it.
#include "core/session/action_parts.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"

#include <algorithm>

namespace holdpoint {

Result<const ItemDefinition*> actionItem(const Session& session, const std::string& id)
{
    const ChecklistTemplate& definition = session.checklistTemplate();
    const ItemDefinition* item = definition.item(id);
    std::vector<std::string> actions;
    for (const ItemDefinition& each : definition.items) {
        if (each.act) {
            actions.push_back(each.id);
        }
    }
    if (item == nullptr || !item->act) {
        const std::string meant = didYouMean(id, actions);
        return fail(item == nullptr ? Error::Kind::NotFound : Error::Kind::Invalid,
                    "`" + shortened(id, 60) + "` is no action of the checklist" +
                        (!meant.empty()    ? meant
                         : actions.empty() ? ""
                                           : "; its actions are " + join(actions, ", ")));
    }
    return item;
}

QStringList failedTests(const Session& session)
{
    QStringList failed;
    const auto runs = session.dossier().runs();
    for (const TestPlan& test : session.plan().tests) {
        const RunRecord* newest = nullptr;
        for (const RunRecord& run : runs ? *runs : std::vector<RunRecord>()) {
            const bool isDecisive = (run.kind == RunKind::Load || run.kind == RunKind::Retest) && run.isCounting && run.endedAt;
            newest = run.testId == test.id && isDecisive ? &run : newest;
        }
        if (newest != nullptr && newest->result.outcome == RunOutcome::Failed) {
            failed << QString::fromStdString(test.id);
        }
    }
    return failed;
}

Result<std::optional<OutsideStep>> postedBefore(const Session& session, const std::string& item)
{
    const auto steps = session.dossier().steps(0);
    if (!steps) {
        return fail(steps.error());
    }
    const auto found = std::find_if(steps->begin(), steps->end(), [&item](const OutsideStep& step) { return step.step == item; });
    return found == steps->end() || found->state != StepState::Done ? std::optional<OutsideStep>() : std::optional(*found);
}

Result<ActionProposal> proposeAction(const Session& session, const std::string& item, std::optional<bool> isAllowed)
{
    const auto found = actionItem(session, item);
    if (!found) {
        return fail(found.error());
    }
    const ItemDefinition& definition = **found;
    const Plan& plan = session.plan();
    ActionProposal proposal;
    switch (definition.act->kind) {
    case ItemAct::Kind::Command:
        break;
    case ItemAct::Kind::Run: {
        const std::string kind = stringAt(definition.act->spec, "run");
        const auto runKind = runKindFrom(kind);
        if (!runKind) {
            return fail(runKind.error());
        }
        proposal.run = *runKind;
        const QStringList failed = failedTests(session);
        if (kind == "retest" && failed.isEmpty()) {
            return fail(Error::Kind::Refused, "no test has failed in its newest run that counts; there is nothing to run again");
        }
        for (const QString& test : kind == "retest" ? failed : QStringList()) {
            proposal.tests.push_back(test.toStdString());
        }
        proposal.sentence = kind == "retest" ? "runs again, at full load: " + failed.join(QStringLiteral(", ")).toStdString()
                                             : "starts a " + kind + " of " + std::to_string(plan.tests.size()) + " tests";
        return proposal;
    }
    case ItemAct::Kind::Window:
        proposal.sentence = "opens the test window for " + formatDuration(announcedDuration(plan)) + " and tells everybody";
        proposal.isTold = true;
        return proposal;
    case ItemAct::Kind::Report:
        proposal.sentence = "writes the report into " + session.defaultReportFolder().string();
        break;
    case ItemAct::Kind::Share:
        if (!slackTarget(plan).isConfigured()) {
            return fail(Error::Kind::Refused,
                        "the plan names no Slack; add `monitoring: {slack: {token: ..., channel: ...}}`, or "
                        "share by hand and confirm the item");
        }
        proposal.sentence = "posts the verdict and the outcome of every test to Slack";
        proposal.isTold = true;
        if (const auto posted = postedBefore(session, item); !posted) {
            return fail(posted.error());
        } else if (*posted) {
            proposal.sentBefore = "posted at " + formatUtcSeconds((*posted)->at);
        }
        return proposal;
    }
    auto command = commandOf(plan, definition);
    if (!command) {
        return fail(command.error());
    }
    if (*command) {
        proposal.command = (*command)->argv;
        proposal.sentence += (proposal.sentence.empty() ? "runs `" : ", then runs `") + join(proposal.command, " ") + "` in " +
                             (*command)->folder.string();
        const auto allowed = isAllowed ? Result(*isAllowed) : isCommandAllowed(session.dossier(), plan, **command);
        if (!allowed) {
            return fail(allowed.error());
        }
        proposal.needsConsent = !*allowed;
    }
    return proposal;
}

} // namespace holdpoint
