// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/action_job.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/session/action_work.h"
#include "core/session/sense_inputs.h"
#include "core/session/session_parts.h"

#include <algorithm>

namespace holdpoint {

namespace {

WallTime now()
{
    return systemClock().wallNow();
}

} // namespace

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
        Q_EMIT owner.progressed(QString::fromStdString(item->id + ": " + reason));
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
