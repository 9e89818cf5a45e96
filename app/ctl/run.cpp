// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/command.h"
#include "app/ctl/run_loop.h"
#include "app/ctl/run_outputs.h"
#include "app/ctl/run_summary.h"
#include "app/ctl/write_report.h"
#include "core/base/text.h"
#include "core/base/units.h"

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

} // namespace

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
    const auto arguments =
        argumentsFor("run", words,
                     Syntax{{"--test", "--env-file", "--dossier", "--kind", "--release", "-e", "--time-scale", "--load-scale",
                             "--out", "--agents", "--samples", "--json-stream", "--summary-export", "--prometheus-rw"},
                            {"--quiet", "--yes"},
                            1,
                            1});
    if (!arguments) {
        return kExitUsage;
    }
    const auto options = planOptionsFrom(*arguments);
    if (!options) {
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
    for (const std::string& test : arguments->all("--test")) {
        request.tests << QString::fromStdString(test);
    }
    int code = kExitDone;
    const auto opened = openPlanOrComplain(arguments->positionals.front(), *arguments, *options, {}, code);
    if (opened == nullptr) {
        return code;
    }
    Session& session = *opened;
    std::vector<std::string> ids;
    for (const TestPlan& test : session.plan().tests) {
        ids.push_back(test.id);
    }
    if (!isConfirmed(*arguments, estimateRun(session.plan(), ids, request.kind).hosts)) {
        return kExitUsage;
    }
    auto outputs = RunOutputs::from(*arguments);
    if (!outputs) {
        return kExitUsage;
    }
    request.samples = outputs->samples;
    std::int64_t firstRun = 0;
    code = runToTheEnd(session, request, RunTelling{arguments->has("--quiet"), outputs->remote.get()}, firstRun);
    if (code == kExitError || code == kExitInvalidPlan) {
        return code;
    }
    if (const auto finished = outputs->finish(session, firstRun); !finished) {
        return complain(finished.error());
    }
    const int written = writeReportTo(session, arguments->value("--out"), {firstRun, arguments->all("--test")});
    return written == kExitDone ? code : written;
}

} // namespace holdpoint
