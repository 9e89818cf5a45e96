// SPDX-License-Identifier: GPL-3.0-or-later
// How each kind of action begins: a command of the team's, a report, runs, the test window, a post.
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/monitor/plan_services.h"
#include "core/session/action_work.h"
#include "core/session/report_job.h"
#include "core/session/session_parts.h"

namespace holdpoint {

namespace {

constexpr std::size_t kMarkLength = 12;

QString toQt(const std::string& text)
{
    return QString::fromStdString(text);
}

} // namespace

Result<> ActionJob::Private::startCommand(const ActionCommand& command)
{
    if (auto begun = begin(""); !begun) {
        return begun;
    }
    launch([this, command, secrets = session.plan().secrets] { return runTeamCommand(command, secrets, isStopped); });
    return {};
}

Result<> ActionJob::Private::startReport(const std::optional<ActionCommand>& command)
{
    std::vector<std::string> formats;
    for (const std::string& format : split(stringAt(item->act->spec, "report", "json html"), ' ')) {
        if (!trimmed(format).empty()) {
            formats.emplace_back(trimmed(format));
        }
    }
    row = 0; // the written report itself is the record
    launch([this, job = reportJob(session), folder = session.defaultReportFolder(), formats, command,
            secrets = session.plan().secrets] {
        Deed deed;
        const auto files = job.exportReport(folder, formats);
        if (!files) {
            deed.error = files.error();
            return deed;
        }
        deed.reason = std::to_string(files->size()) + " files in " + folder.string();
        if (command) {
            Deed run = runTeamCommand(*command, secrets, isStopped);
            const bool isGood = run.state == StepState::Done && run.reference.starts_with("{\"exit_code\":0,");
            run.error = isGood ? std::nullopt : std::optional(Error{Error::Kind::Internal, run.source + ": " + run.reason});
            run.reason = deed.reason + "; " + run.reason;
            return run;
        }
        return deed;
    });
    return {};
}

Result<> ActionJob::Private::startRuns()
{
    const auto kind = runKindFrom(stringAt(item->act->spec, "run"));
    if (!kind) {
        return fail(kind.error());
    }
    runs = std::make_unique<ActionRuns>(
        session, [this](const QString& line) { Q_EMIT owner.progressed(line); },
        [this](const std::optional<Error>& why) { finish(why); });
    return runs->start(*kind, *kind == RunKind::Retest ? failedTests(session) : QStringList(), request.ctlProgram);
}

Result<> ActionJob::Private::startWindow()
{
    if (auto begun = begin(""); !begun) {
        return begun;
    }
    window = std::make_unique<WindowJob>(session);
    const auto isAnybodyTold = std::make_shared<bool>(false);
    QObject::connect(window.get(), &WindowJob::stepChanged, &owner,
                     [this, isAnybodyTold](const QString& step, const QString& state, const QString& reason) {
                         const std::string title(titleOfStep(step.toStdString()));
                         *isAnybodyTold = *isAnybodyTold || state == toQt(std::string(nameOf(StepState::Done)));
                         Q_EMIT owner.progressed(toQt(title + ": " + state.toStdString() + "; " + reason.toStdString()));
                     });
    QObject::connect(
        window.get(), &WindowJob::finished, &owner,
        [this, isAnybodyTold] {
            Deed deed;
            deed.error = window->error();
            deed.state = window->isWhole() ? StepState::Done : StepState::Failed;
            deed.reason = window->isWhole() ? *isAnybodyTold ? "the test window is open and announced"
                                                             : "the test window is open; the plan names nobody who could be told"
                          : deed.error      ? deed.error->message
                                            : std::string("the test window is not announced everywhere; see its steps");
            deedDone(deed);
        },
        Qt::QueuedConnection);
    auto started = window->start({WindowJob::Task::Open, Nanos{}, request.leavesOutFailures, request.by});
    if (!started) { // the team may have been told already; the sensor looks
        const auto known = session.dossier().testWindow();
        const bool isTold = known && *known && (*known)->isOpen() && (*known)->isAnnounced() && !(*known)->closingSince();
        Deed deed;
        deed.state = isTold ? StepState::Done : StepState::Failed;
        deed.reason = started.error().message;
        deed.error = isTold ? std::nullopt : std::optional(started.error());
        QMetaObject::invokeMethod(
            &owner, [this, deed] { deedDone(deed); }, Qt::QueuedConnection);
    }
    return {};
}

Result<std::string> ActionJob::Private::shareMark() const
{
    const auto head = session.dossier().auditHead();
    return head ? Result("hp-" + sha256Hex(item->id + head->hash).substr(0, kMarkLength)) : fail(head.error());
}

Result<> ActionJob::Private::startShare()
{
    const auto steps = session.dossier().steps(0);
    const auto report = session.report();
    auto mark = shareMark();
    if (!steps || !report || !mark) {
        return !steps ? fail(steps.error()) : !mark ? fail(mark.error()) : fail(Error::Kind::Internal, session.lastError());
    }
    std::optional<OutsideStep> lost;
    for (const OutsideStep& step : *steps) {
        if (step.step != item->id) {
            continue;
        }
        if (step.state == StepState::Done && !request.sendsAgain) {
            return fail(Error::Kind::Refused, "it was posted at " + formatUtcSeconds(step.at) +
                                                  " and is not posted a second time; send it again on purpose with --again");
        }
        if (step.state == StepState::Unknown && !request.sendsAgain) {
            lost = step;
            mark = step.reference;
        }
    }
    WallTime begunAt = systemClock().wallNow(); // of the post that may have arrived
    const auto changes = session.dossier().itemChanges();
    for (const ItemChange& change : changes ? *changes : std::vector<ItemChange>()) {
        begunAt = change.item == item->id && change.state == ItemState::Running ? change.at : begunAt;
    }
    const std::string text = shareText(*report, session.plan(), *mark);
    if (auto begun = begin(*mark); !begun) {
        return begun;
    }
    launch([this, text, theMark = *mark, isLost = lost.has_value(), begunAt, plan = session.plan()] {
        Fetcher asking(planFetcherOptions(plan));
        {
            const std::lock_guard lock(mutex);
            fetcher = &asking;
        }
        const Deed deed = postResults(asking, slackTarget(plan), text, theMark, isLost ? std::optional(begunAt) : std::nullopt);
        const std::lock_guard lock(mutex);
        fetcher = nullptr;
        return deed;
    });
    return {};
}

} // namespace holdpoint
