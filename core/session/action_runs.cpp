// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/action_runs.h"

#include "core/session/plan_runner.h"

namespace holdpoint {

struct ActionRuns::Parts
{
    explicit Parts(Session& session) : runner(session) {}

    PlanRunner runner;
};

ActionRuns::ActionRuns(Session& session, Log log, Ended ended) : d(std::make_unique<Parts>(session))
{
    PlanRunner* runner = &d->runner;
    QObject::connect(runner, &PlanRunner::logged, runner, std::move(log));
    QObject::connect(
        runner, &PlanRunner::finished, runner, [runner, ended = std::move(ended)] { ended(runner->error()); },
        Qt::QueuedConnection);
}

ActionRuns::~ActionRuns() = default;

Result<> ActionRuns::start(RunKind kind, const QStringList& tests, const QString& ctlProgram)
{
    PlanRunner::Request request;
    request.kind = kind;
    request.tests = tests;
    request.ctlProgram = ctlProgram;
    return d->runner.start(request);
}

void ActionRuns::stop(const QString& why)
{
    d->runner.stop(why);
}

} // namespace holdpoint
