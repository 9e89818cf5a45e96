// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/action_job.h"

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/monitor/plan_services.h"
#include "core/sensors/sweep.h"
#include "core/session/action_parts.h"
#include "core/session/action_runs.h"
#include "core/session/report_job.h"
#include "core/session/sense_inputs.h"
#include "core/session/session_parts.h"
#include "core/session/window_job.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace holdpoint {

namespace {

constexpr std::size_t kMarkLength = 12;

WallTime now()
{
    return systemClock().wallNow();
}

QString toQt(const std::string& text)
{
    return QString::fromStdString(text);
}

} // namespace

class ActionJob::Private
{
public:
    Private(ActionJob& job, Session& openSession) : owner(job), session(openSession) {}
    ~Private()
    {
        stop();
        join();
    }

    void join()
    {
        if (thread.joinable()) {
            thread.join();
        }
    }
    void stop()
    {
        isStopped = true;
        const std::lock_guard lock(mutex);
        if (fetcher != nullptr) {
            fetcher->stop();
        }
        if (sensors != nullptr) {
            sensors->stop();
        }
    }

    Result<> begin(const std::string& reference);
    Result<std::string> shareMark() const;
    void launch(std::function<Deed()> work);
    Result<> startRuns();
    Result<> startWindow();
    Result<> startShare();
    Result<> startCommand(const ActionCommand& command);
    Result<> startReport(const std::optional<ActionCommand>& command);
    void deedDone(const Deed& deed);
    Result<> write(StepState state, const std::string& reference, const std::string& reason);
    void sense();
    void sensed(const ItemSweep& sweep);
    void finish(std::optional<Error> why = {});

    ActionJob& owner;
    Session& session;
    Request request;
    const ItemDefinition* item = nullptr;
    std::int64_t row = 0; // of the step that was begun; 0: none is kept
    std::atomic<bool> isStopped = false;
    std::thread thread;
    std::mutex mutex; // guards what stop() reaches
    Fetcher* fetcher = nullptr;
    Sensors* sensors = nullptr;
    std::unique_ptr<ActionRuns> runs;
    std::unique_ptr<WindowJob> window;
    bool isRunning = false;
    std::optional<Error> error;
};

/// Writes that it is about to happen, and shows the item as RUNNING.
Result<> ActionJob::Private::begin(const std::string& reference)
{
    const auto steps = session.dossier().steps(0);
    if (!steps) {
        return fail(steps.error());
    }
    const auto newest =
        std::find_if(steps->begin(), steps->end(), [this](const OutsideStep& step) { return step.step == item->id; });
    row = newest == steps->end() ? 0 : newest->number;
    if (newest != steps->end() && newest->state == StepState::Intended && newest->isWriterAlive) {
        return fail(Error::Kind::Conflict, item->id + " is running already, since " + formatUtcClock(newest->at) + " UTC");
    }
    if (auto written = write(StepState::Intended, reference, "about to begin"); !written) {
        return written;
    }
    const ItemChange running{item->id, ItemState::Running, "", "begun by " + request.by.name, {}, {}, now()};
    auto changed = session.dossier().addItemChange(running);
    session.noteChange();
    return changed;
}

Result<> ActionJob::Private::write(StepState state, const std::string& reference, const std::string& reason)
{
    OutsideStep step;
    step.step = item->id;
    step.state = state;
    step.reference = reference;
    step.reason = reason;
    step.by = request.by;
    step.at = now();
    const auto added = session.dossier().addStep(step, row);
    row = added ? *added : row;
    return added ? Result<>() : fail(added.error());
}

void ActionJob::Private::launch(std::function<Deed()> work)
{
    join();
    thread = std::thread([this, work = std::move(work)] {
        Deed deed = work();
        QMetaObject::invokeMethod(
            &owner, [this, deed = std::move(deed)] { deedDone(deed); }, Qt::QueuedConnection);
    });
}

void ActionJob::Private::deedDone(const Deed& deed)
{
    const Redactor redactor(session.plan().secrets);
    const std::string reason = redactor.redact(deed.reason);
    if (!deed.attachment.empty()) {
        Evidence evidence;
        evidence.item = item->id;
        evidence.at = now();
        evidence.source = redactor.redact(deed.source);
        evidence.value = reason;
        evidence.detail = "output.txt";
        if (const auto added = session.dossier().addEvidence(evidence, deed.attachment, request.by); !added) {
            finish(added.error());
            return;
        }
    }
    if (row != 0) {
        if (auto written = write(deed.state, redactor.redact(deed.reference), reason); !written) {
            finish(written.error());
            return;
        }
    }
    if (!reason.empty()) {
        Q_EMIT owner.progressed(toQt(item->id + ": " + reason));
    }
    error = deed.error;
    if (row == 0) {
        finish(error);
    } else {
        sense(); // also after a failure: the item must not stay RUNNING
    }
}

/// The item's own facts, and those of the lines below it.
void ActionJob::Private::sense()
{
    auto inputs = senseInputs(session);
    if (!inputs) {
        finish(inputs.error());
        return;
    }
    struct Ground
    {
        Plan plan;
        ChecklistTemplate definition;
    };
    auto ground = std::make_shared<Ground>(Ground{session.plan(), session.checklistTemplate()});
    join();
    isStopped = false;
    thread = std::thread([this, ground, id = item->id, theInputs = *std::move(inputs)] {
        const ItemDefinition& own = *ground->definition.item(id);
        std::vector<const ItemDefinition*> asked{&own};
        for (const ItemDefinition* below : ground->definition.dependencies(own)) {
            if (below->kind == ItemKind::Sensed && below->sense) {
                asked.push_back(below);
            }
        }
        Sensors looking(ground->plan, ground->definition, theInputs);
        {
            const std::lock_guard lock(mutex);
            sensors = &looking;
            if (isStopped) {
                looking.stop(); // it was asked to between two questions
            }
        }
        auto sweep = std::make_shared<ItemSweep>(looking.sweep(asked));
        {
            const std::lock_guard lock(mutex);
            sensors = nullptr;
        }
        QMetaObject::invokeMethod(
            &owner, [this, ground, sweep] { sensed(*sweep); }, Qt::QueuedConnection);
    });
}

void ActionJob::Private::sensed(const ItemSweep& sweep)
{
    const auto stored = session.storeSensed(sweep);
    finish(stored ? error : std::optional(stored.error()));
}

void ActionJob::Private::finish(std::optional<Error> why)
{
    error = std::move(why);
    isRunning = false;
    session.noteChange();
    Q_EMIT owner.finished();
}

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
    QObject::connect(window.get(), &WindowJob::stepChanged, &owner,
                     [this](const QString& step, const QString& state, const QString& reason) {
                         const std::string title(titleOfStep(step.toStdString()));
                         Q_EMIT owner.progressed(toQt(title + ": " + state.toStdString() + "; " + reason.toStdString()));
                     });
    QObject::connect(
        window.get(), &WindowJob::finished, &owner,
        [this] {
            Deed deed;
            deed.error = window->error();
            deed.state = window->isWhole() ? StepState::Done : StepState::Failed;
            deed.reason = window->isWhole() ? "the test window is open and announced"
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
    WallTime begunAt = now(); // of the post that may have arrived
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

ActionJob::ActionJob(Session& session, QObject* parent) : QObject(parent), d(std::make_unique<Private>(*this, session)) {}

ActionJob::~ActionJob() = default;

Result<> ActionJob::start(const Request& request)
{
    if (d->isRunning) {
        return fail(Error::Kind::Refused, "an action is running already; wait for its end");
    }
    const auto by = statedPerson(request.by);
    const auto item = actionItem(d->session, request.item);
    const auto proposal = item ? proposeAction(d->session, request.item) : Result<ActionProposal>(fail(item.error()));
    if (!by || !proposal) {
        return fail(!by ? by.error() : proposal.error());
    }
    if (proposal->needsConsent && !request.mayRunCommands) {
        return fail(Error::Kind::Refused,
                    "the plan wants to run `" + join(proposal->command, " ") + "`; read it, then let it with --yes");
    }
    d->request = request;
    d->request.by = *by;
    d->item = *item;
    d->isStopped = false;
    const auto command = commandOf(d->session.plan(), **item);
    if (!command) {
        return fail(command.error());
    }
    if (proposal->needsConsent) {
        auto noted = allowCommand(d->session.dossier(), d->session.plan(), request.item, **command, *by);
        if (!noted) {
            return noted;
        }
    }
    Result<> started;
    switch ((*item)->act->kind) {
    case ItemAct::Kind::Command:
        started = d->startCommand(**command);
        break;
    case ItemAct::Kind::Run:
        started = d->startRuns();
        break;
    case ItemAct::Kind::Window:
        started = d->startWindow();
        break;
    case ItemAct::Kind::Report:
        started = d->startReport(*command);
        break;
    case ItemAct::Kind::Share:
        started = d->startShare();
        break;
    }
    d->isRunning = static_cast<bool>(started);
    return started;
}

void ActionJob::stop()
{
    d->stop();
    if (d->runs != nullptr) {
        d->runs->stop(tr("stopped by a person"));
    }
    if (d->window != nullptr) {
        d->window->stop();
    }
}

bool ActionJob::isRunning() const
{
    return d->isRunning;
}

const std::optional<Error>& ActionJob::error() const
{
    return d->error;
}

} // namespace holdpoint
