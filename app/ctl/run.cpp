// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/command.h"
#include "app/ctl/run_loop.h"
#include "app/ctl/run_outputs.h"
#include "app/ctl/run_summary.h"
#include "app/ctl/write_report.h"
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/session/run_queue.h"

#include <algorithm>
#include <iostream>
#include <unistd.h>

namespace holdpoint {

namespace {

constexpr std::int64_t kMostAgents = 64;

bool isLoopback(const std::string& hostAndPort)
{
    return hostAndPort.starts_with("127.") || hostAndPort.starts_with("localhost") || hostAndPort.starts_with("[::1]");
}

/// Hosts beyond loopback are loaded only after a yes: --yes, or a person at the terminal.
bool isConfirmed(const Arguments& arguments, const std::vector<std::string>& hosts)
{
    std::vector<std::string> far;
    for (const std::string& host : hosts) {
        if (!isLoopback(host)) {
            far.push_back(host);
        }
    }
    if (far.empty() || arguments.has("--yes")) {
        return true;
    }
    if (::isatty(STDIN_FILENO) != 1) {
        complain("this plan loads " + join(far, ", ") + ", beyond this machine: confirm it with --yes", kExitUsage);
        return false;
    }
    std::cerr << "This plan loads " << join(far, ", ") << ". Start? [y/N] " << std::flush;
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "Y" || answer == "yes";
}

/// --test, else all; without --skip; only those with --failed. Invalid: an unknown id, or nothing is left. NotFound: nothing
/// failed, so there is nothing to do.
Result<std::vector<std::string>> chosenTests(const Arguments& arguments, Session& session)
{
    const Plan& plan = session.plan();
    std::vector<std::string> known;
    for (const TestPlan& test : plan.tests) {
        known.push_back(test.id);
    }
    const auto isIn = [](const std::vector<std::string>& list, const std::string& id) {
        return std::find(list.begin(), list.end(), id) != list.end();
    };
    const std::vector<std::string> skipped = arguments.all("--skip");
    for (const std::string& option : {std::string("--test"), std::string("--skip")}) {
        for (const std::string& id : arguments.all(option)) {
            if (!isIn(known, id)) {
                return fail(Error::Kind::Invalid,
                            option + ": the plan has no test `" + id + "`; it has " + join(known, ", ") + didYouMean(id, known));
            }
        }
    }
    std::vector<std::string> chosen = arguments.all("--test").empty() ? known : arguments.all("--test");
    std::erase_if(chosen, [&](const std::string& id) { return isIn(skipped, id); });
    if (arguments.has("--failed")) {
        const auto runs = session.dossier().runs();
        if (!runs) {
            return fail(runs.error());
        }
        const auto again = testsToRunAgain(plan, *runs);
        std::erase_if(chosen, [&](const std::string& id) { return !isIn(again, id); });
        if (chosen.empty()) {
            return fail(Error::Kind::NotFound, "no test has failed: nothing to run again");
        }
    }
    return chosen.empty() ? fail(Error::Kind::Invalid, "--skip leaves no test to run") : Result(std::move(chosen));
}

} // namespace

bool canTakeReport(const Arguments& arguments)
{
    const std::string folder = arguments.value("--out");
    std::error_code ignored;
    if (folder.empty() || !std::filesystem::exists(folder, ignored) || std::filesystem::is_directory(folder, ignored)) {
        return true;
    }
    complain("--out takes a folder for the report; " + folder + " is a file", kExitUsage);
    return false;
}

int writeReportTo(Session& session, std::filesystem::path folder, const SummaryOf& what)
{
    const auto report = session.report();
    if (report == nullptr) {
        return complain(session.lastError(), kExitError);
    }
    std::cout << runSummary(*report, what);
    if (folder.empty()) {
        folder = session.defaultReportFolder();
    }
    const auto written = session.exportReport(folder, {"json", "html", "md"});
    if (!written) {
        return complain(written.error());
    }
    const auto exported = session.report(); // counts itself
    if (exported == nullptr) {
        return complain(session.lastError(), kExitError);
    }
    std::cout << verdictLines(*exported);
    std::cout << "Report:  " << (folder / "report.html").string() << "\nDossier: " << session.dossier().file().string() << "\n";
    return kExitDone;
}

int runRun(const std::vector<std::string>& words)
{
    const auto arguments = argumentsFor(
        "run", words,
        Syntax{{"--test", "--env-file", "--dossier", "--kind", "--release", "-e", "--time-scale", "--load-scale", "--out",
                "--agents", "--samples", "--json-stream", "--summary-export", "--prometheus-rw", "--skip", "--pause"},
               {"--quiet", "--yes", "--failed", "--when-window-opens"},
               1,
               1});
    if (!arguments) {
        return kExitUsage;
    }
    const auto options = planOptionsFrom(*arguments);
    if (!options) {
        return kExitUsage;
    }
    if (!canTakeReport(*arguments)) {
        return kExitUsage;
    }
    PlanRunner::Request request;
    const auto kind = runKindFrom(arguments->value("--kind").empty() ? "load" : arguments->value("--kind"));
    if (!kind) {
        return complain(kind.error().message, kExitUsage);
    }
    request.kind = *kind;
    if (const std::string text = arguments->value("--agents"); !text.empty()) {
        const auto count = parseInteger(text);
        if (!count || *count < 1 || *count > kMostAgents) {
            return complain("--agents takes a number from 1 to " + std::to_string(kMostAgents) + ", not `" + text + "`",
                            kExitUsage);
        }
        request.agents = static_cast<unsigned>(*count);
    }
    if (const std::string text = arguments->value("--pause"); !text.empty()) {
        const auto pause = parseDuration(text);
        if (!pause) {
            return complain("--pause: " + pause.error().message, kExitUsage);
        }
        request.pause = *pause;
    }
    int code = kExitDone;
    const auto opened = openPlanOrComplain(arguments->positionals.front(), *arguments, *options, {}, code);
    if (opened == nullptr) {
        return code;
    }
    Session& session = *opened;
    const auto ids = chosenTests(*arguments, session);
    if (!ids) {
        return complain(ids.error(), ids.error().kind == Error::Kind::NotFound ? kExitDone : kExitUsage);
    }
    for (const std::string& id : *ids) {
        request.tests << QString::fromStdString(id);
    }
    if (arguments->has("--failed") && arguments->value("--kind").empty()) {
        request.kind = RunKind::Retest;
    }
    if (const auto faults = preflightFaults(session.plan(), *ids, request.kind, machineLimits()); !faults.empty()) {
        return complain(faults);
    }
    if (!isConfirmed(*arguments, estimateRun(session.plan(), *ids, request.kind).hosts)) {
        return kExitUsage;
    }
    auto outputs = RunOutputs::from(*arguments);
    if (!outputs) {
        return kExitUsage;
    }
    request.samples = outputs->samples;
    std::int64_t firstRun = 0;
    std::string samplesFault;
    const RunTelling telling{arguments->has("--quiet"), outputs->remote.get(), &samplesFault};
    if (arguments->has("--when-window-opens") && !waitForWindow(session, request, telling.isQuiet)) {
        return kExitStopped;
    }
    code = runToTheEnd(session, request, telling, firstRun);
    if (code == kExitError || code == kExitInvalidPlan) {
        return code;
    }
    if (const auto finished = outputs->finish(session, firstRun); !finished) {
        return complain(finished.error());
    }
    const int written = writeReportTo(session, arguments->value("--out"), {firstRun, *ids});
    if (!samplesFault.empty()) { // a file that was asked for is no whole one; what the run proved has its own code
        const int failed = complain({Error::Kind::Refused, samplesFault});
        code = code == kExitDone ? failed : code;
    }
    return written == kExitDone ? code : written;
}

} // namespace holdpoint
