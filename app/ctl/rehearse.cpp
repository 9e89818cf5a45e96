// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/command.h"
#include "app/ctl/run_loop.h"
#include "app/ctl/write_report.h"
#include "app/staging/staging_server.h"
#include "core/session/embedded_staging.h"

#include <QEventLoop>
#include <iostream>

namespace holdpoint {

namespace {

/// Waits until the staging service listens; its URL, or why it does not.
Result<std::string> startStaging(EmbeddedStaging& staging, const QStringList& faults)
{
    QEventLoop loop;
    Result<std::string> answer = fail(Error::Kind::Internal, "the staging service did not start");
    QObject::connect(&staging, &EmbeddedStaging::ready, &loop, [&](const QString& url) {
        answer = url.toStdString();
        loop.quit();
    });
    QObject::connect(&staging, &EmbeddedStaging::failed, &loop, [&](const QString& why) {
        answer = fail(Error::Kind::Internal, why.toStdString());
        loop.quit();
    });
    staging.start(faults);
    loop.exec();
    return answer;
}

} // namespace

int runRehearse(const std::vector<std::string>& words)
{
    const auto arguments =
        argumentsFor("rehearse", words,
                     Syntax{{"--fault", "--out", "--dossier", "--time-scale", "--load-scale", "--test"}, {"--quiet"}, 0, 0});
    if (!arguments) {
        return kExitUsage;
    }
    auto options = planOptionsFrom(*arguments);
    if (!options) {
        return kExitUsage;
    }
    if (!canTakeReport(*arguments)) {
        return kExitUsage;
    }
    EmbeddedStaging staging;
    QStringList faults;
    for (const std::string& fault : arguments->all("--fault")) {
        if (const auto known = parseFault(fault); !known) {
            return complain("--fault: " + known.error().message, kExitUsage);
        }
        faults << QString::fromStdString(fault);
    }
    const auto url = startStaging(staging, faults);
    if (!url) {
        return complain(url.error());
    }
    options->overrides["BASE_URL"] = *url;
    std::filesystem::path dossierFile;
    if (arguments->value("--dossier").empty()) {
        const auto file = newRehearsalFile();
        if (!file) {
            return complain(file.error());
        }
        dossierFile = *file;
    }
    int code = kExitDone;
    const auto session =
        openPlanOrComplain(resourceFolder() / "plans" / "rehearsal.yaml", *arguments, *options, dossierFile, code);
    if (session == nullptr) {
        return code;
    }
    PlanRunner::Request request;
    for (const std::string& test : arguments->all("--test")) {
        request.tests << QString::fromStdString(test);
    }
    const RunTelling telling{arguments->has("--quiet")};
    std::int64_t dryRun = 0;
    request.kind = RunKind::DryRun;
    if (!telling.isQuiet) {
        std::cerr << "Dry run: one visitor, every step once\n";
    }
    const int dryCode = runToTheEnd(*session, request, telling, dryRun);
    if (dryCode != kExitDone && dryCode != kExitFailed && dryCode != kExitInconclusive) {
        return dryCode;
    }
    std::int64_t firstRun = 0;
    request.kind = RunKind::Load;
    code = runToTheEnd(*session, request, telling, firstRun);
    if (code == kExitError || code == kExitInvalidPlan) {
        return code;
    }
    const int written = writeReportTo(*session, arguments->value("--out"), {firstRun, arguments->all("--test")});
    return written == kExitDone ? code : written;
}

} // namespace holdpoint
