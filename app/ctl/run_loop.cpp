// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/run_loop.h"

#include "app/ctl/command.h"
#include "app/ctl/run_summary.h"
#include "app/ctl/stop_signals.h"
#include "core/agent/local_agent.h"
#include "core/base/units.h"
#include "core/session/armed_start.h"
#include "core/verdict/run_outcome.h"

#include <QEventLoop>
#include <iostream>
#include <unistd.h>
#include <utility>

namespace holdpoint {

namespace {

/// Overwrites its own line on a terminal; plain lines elsewhere.
class ProgressPrinter
{
public:
    explicit ProgressPrinter(bool isQuiet) : m_isQuiet(isQuiet), m_isTerminal(::isatty(STDERR_FILENO) == 1) {}

    void progress(const std::string& line)
    {
        if (m_isQuiet) {
            return;
        }
        if (m_isTerminal) {
            std::cerr << "\r\033[K" << line << std::flush;
            m_hasOpenLine = true;
        } else {
            std::cerr << line << '\n';
        }
    }
    void message(const std::string& line)
    {
        if (m_isQuiet) {
            return;
        }
        if (m_hasOpenLine) {
            std::cerr << "\r\033[K";
            m_hasOpenLine = false;
        }
        std::cerr << line << '\n';
    }

private:
    bool m_isQuiet;
    bool m_isTerminal;
    bool m_hasOpenLine = false;
};

/// As `validate` prints them. Tests that the plan does not have are named by the runner.
std::vector<PlanFault> preflightFaultsOf(const Plan& plan, const PlanRunner::Request& request)
{
    std::vector<std::string> ids;
    for (const QString& id : request.tests) {
        if (plan.test(id.toStdString()) == nullptr) {
            return {};
        }
        ids.push_back(id.toStdString());
    }
    for (const TestPlan& test : request.tests.isEmpty() ? plan.tests : std::vector<TestPlan>{}) {
        ids.push_back(test.id);
    }
    return preflightFaults(plan, ids, request.kind, machineLimits());
}

} // namespace

int runToTheEnd(Session& session, const PlanRunner::Request& request, RunTelling telling, std::int64_t& firstRun)
{
    PlanRunner runner(session);
    ProgressPrinter printer(telling.isQuiet);
    QEventLoop loop;
    firstRun = 0;
    std::size_t alarms = 0;
    QObject::connect(&runner, &PlanRunner::runBegan, &loop, [&](qint64 run, const QString&) {
        firstRun = firstRun == 0 ? run : firstRun;
        alarms = 0;
    });
    QObject::connect(&runner, &PlanRunner::alarmChanged, &loop, [&](const AlarmRecord& alarm) {
        alarms += alarm.to ? 0 : 1;
        printer.message("alarm " + alarm.id + ": " + alarm.sentence);
    });
    QObject::connect(&runner, &PlanRunner::frameStored, &loop, [&](qint64, const Frame& frame) {
        const TestPlan* test = session.plan().test(runner.currentTest().toStdString());
        printer.progress(progressLine(test, runner.elapsed(), runner.planned(), frame, alarms));
    });
    if (telling.remote != nullptr) {
        QObject::connect(&runner, &PlanRunner::frameStored, &loop,
                         [&](qint64, const Frame& frame) { telling.remote->add(frame, runner.currentTest().toStdString()); });
    }
    QObject::connect(&runner, &PlanRunner::logged, &loop, [&](const QString& line) { printer.message(line.toStdString()); });
    QObject::connect(&runner, &PlanRunner::finished, &loop, &QEventLoop::quit);
    StopSignals stopSignals;
    bool isStopping = false;
    QObject::connect(&stopSignals, &StopSignals::received, &runner, [&] {
        printer.message(std::exchange(isStopping, true)
                            ? "stopping at once: answers under way are given up, what was measured is kept"
                            : "stopping: answers under way may still come; Ctrl-C again ends at once");
        runner.stop(QStringLiteral("stopped by a person"));
    });
    if (const auto faults = preflightFaultsOf(session.plan(), request); !faults.empty()) {
        return complain(faults);
    }
    if (const GateView& gate = session.checklist().gate(Gate::GoForLoad);
        decidesTest(request.kind) && !session.plan().isRehearsal && gate.state != GateState::Go) {
        printer.message("Go-for-load is not Go (" + formatCount(gate.blockingCount) +
                        " items wait): the load runs all the same, and the report will say so; see holdpointctl gate");
    }
    if (const auto started = runner.start(request); !started) {
        return complain(started.error(), started.error().kind == Error::Kind::Invalid ? kExitInvalidPlan : kExitError);
    }
    loop.exec();
    LocalAgent::endAll(4000);
    runner.finishNotices();
    if (telling.samplesFault != nullptr) {
        *telling.samplesFault = runner.samplesFault();
    }
    if (runner.error()) {
        return telling.isQuiet ? complain(*runner.error()) : kExitError; // else said already, as the newest line of the log
    }
    std::vector<RunOutcome> outcomes;
    for (const auto& [test, outcome] : runner.outcomes()) {
        if (outcome != RunOutcome::NotRun) {
            outcomes.push_back(outcome);
        }
    }
    return exitCodeFor(outcomes, runner.wasStoppedByPerson(), runner.wasStoppedByRule());
}

bool waitForWindow(Session& session, const PlanRunner::Request& request, bool isQuiet)
{
    ArmedStart armed(session);
    QEventLoop loop;
    StopSignals stopSignals;
    ProgressPrinter printer(isQuiet);
    bool isOpen = false;
    QObject::connect(&armed, &ArmedStart::changed, &loop, [&] {
        if (armed.isArmed()) {
            printer.message(armed.sentence().toStdString() + " Ctrl-C cancels.");
        }
    });
    QObject::connect(&armed, &ArmedStart::told, &loop, [&](const QString& line) { printer.message(line.toStdString()); });
    QObject::connect(&armed, &ArmedStart::due, &loop, [&] {
        isOpen = true;
        loop.quit();
    });
    QObject::connect(&stopSignals, &StopSignals::received, &loop, [&] {
        printer.message("cancelled: nothing was loaded");
        loop.quit();
    });
    armed.arm(request);
    loop.exec();
    return isOpen;
}

} // namespace holdpoint
