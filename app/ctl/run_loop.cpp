// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/run_loop.h"

#include "app/ctl/command.h"
#include "app/ctl/run_summary.h"
#include "app/ctl/stop_signals.h"
#include "core/agent/local_agent.h"

#include <QEventLoop>
#include <iostream>
#include <unistd.h>

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
        printer.progress(progressLine(test == nullptr ? "" : test->title, runner.elapsed(), runner.planned(), frame, alarms));
    });
    QObject::connect(&runner, &PlanRunner::logged, &loop, [&](const QString& line) { printer.message(line.toStdString()); });
    QObject::connect(&runner, &PlanRunner::finished, &loop, &QEventLoop::quit);
    StopSignals stopSignals;
    QObject::connect(&stopSignals, &StopSignals::received, &runner, [&] {
        printer.message("stopping: answers under way may still come; Ctrl-C again stops now");
        runner.stop(QStringLiteral("stopped by a person"));
    });
    if (const auto started = runner.start(request); !started) {
        return complain(started.error(), started.error().kind == Error::Kind::Invalid ? kExitInvalidPlan : kExitError);
    }
    loop.exec();
    LocalAgent::endAll(4000);
    if (runner.error()) {
        return kExitError; // said already, as the newest line of the log
    }
    std::vector<RunOutcome> outcomes;
    for (const auto& [test, outcome] : runner.outcomes()) {
        if (outcome != RunOutcome::NotRun) {
            outcomes.push_back(outcome);
        }
    }
    return exitCodeFor(outcomes, runner.wasStoppedByPerson(), runner.wasStoppedByRule());
}

} // namespace holdpoint
