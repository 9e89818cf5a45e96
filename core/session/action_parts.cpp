// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/action_parts.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/monitor/slack.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::size_t kMostReasons = 5;

} // namespace

std::string shareText(const Report& report, const Plan& plan, const std::string& mark)
{
    std::string text = "*" + slackEscape(report.release.name + " " + report.release.version) + ": " +
                       std::string(titleOf(report.verdict)) + "*" + (report.isRehearsal ? " (rehearsal)" : "") + " on " +
                       slackEscape(report.environmentName);
    for (std::size_t i = 0; i < std::min(report.reasons.size(), kMostReasons); ++i) {
        text += "\n\xE2\x80\xA2 " + slackEscape(shortened(report.reasons[i], 200));
    }
    for (const TestReport& test : report.tests) {
        text += "\n" + slackEscape(test.title) + ": " + std::string(nameOf(test.verdict));
    }
    const std::string link = stringAt(memberAt(plan.checklist, "parameters"), "report_url");
    text += link.empty() ? "" : "\nReport: " + slackEscape(link);
    return text + "\n_Holdpoint " + mark + "_";
}

Deed runTeamCommand(const ActionCommand& command, const Secrets& secrets, const std::atomic<bool>& isStopped)
{
    Deed deed;
    const std::string shown = join(command.argv, " ");
    const auto result = runCommand(command.argv, command.folder, command.timeout, &isStopped, secrets);
    deed.source = "command " + shortened(shown, 100);
    if (!result) {
        deed.reason = result.error().message;
        return deed;
    }
    deed.attachment = keptOutput(*result, secrets);
    const std::string after = " after " + formatDuration(std::chrono::duration_cast<Millis>(result->took));
    const Json more{{"ms", std::chrono::duration_cast<Millis>(result->took).count()}};
    if (isStopped) {
        deed.state = StepState::Unknown;
        deed.reason = "stopped by a person" + after;
    } else if (result->isTimeout) {
        deed.state = StepState::Unknown;
        deed.reason =
            "ended by its timeout of " + formatDuration(command.timeout) + "; raise `timeout`, or see in its output why";
    } else if (result->signal != 0) {
        deed.state = StepState::Unknown;
        deed.reason = "ended by signal " + std::to_string(result->signal) + after;
    } else {
        deed.state = StepState::Done;
        deed.reason = "exit code " + std::to_string(result->exitCode) + after;
        Json reference{{"exit_code", result->exitCode}};
        reference.update(more);
        deed.reference = dumpJson(reference);
    }
    return deed;
}

Deed postResults(Fetcher& fetcher, const SlackTarget& target, const std::string& text, const std::string& mark,
                 std::optional<WallTime> lostSince)
{
    Deed deed;
    deed.source = "slack";
    const auto look = [&](WallTime since) { return findInSlack(fetcher, target, mark, since); };
    Seen before = lostSince ? look(*lostSince) : Seen{Seen::Kind::NotThere, "", ""};
    Sent sent;
    if (before.kind == Seen::Kind::NotThere) {
        sent = postToSlack(fetcher, target, text);
        before = sent.kind == Sent::Kind::Unsure ? look(systemClock().wallNow()) : before;
    }
    if (before.kind == Seen::Kind::There || sent.kind == Sent::Kind::Taken) {
        deed.state = StepState::Done;
        deed.reference = sent.kind == Sent::Kind::Taken ? sent.reference : before.reference;
        deed.reason = sent.kind == Sent::Kind::Taken ? sent.reason : before.reason;
        deed.attachment = text;
    } else if (before.kind == Seen::Kind::CannotAsk || sent.kind == Sent::Kind::Unsure) { // also what is not there yet may arrive
        deed.state = StepState::Unknown;
        deed.reference = mark;
        deed.reason =
            "it may have been posted, and nobody can tell: " + before.reason + "; if it is not there, send it again with --again";
    } else {
        deed.state = StepState::Failed;
        deed.reason = sent.reason;
    }
    return deed;
}

} // namespace holdpoint
