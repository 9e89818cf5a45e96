// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/run_outputs.h"

#include "app/ctl/command.h"
#include "core/base/file.h"
#include "core/base/units.h"
#include "core/report/run_formats.h"

#include <iostream>
#include <unistd.h>

namespace holdpoint {

namespace {

/// One run: the file as named; several: the test's id before its suffix.
std::filesystem::path summaryFile(const std::filesystem::path& file, const RunRecord& run, bool isOnly)
{
    std::filesystem::path name = file.stem();
    name += isOnly ? "" : "-" + run.testId;
    name += file.extension();
    return file.parent_path() / name;
}

Result<> writeSummaries(Session& session, const std::string& file, std::int64_t firstRun)
{
    const auto all = session.dossier().runs();
    if (!all) {
        return fail(all.error());
    }
    std::vector<const RunRecord*> runs;
    for (const RunRecord& run : *all) {
        if (run.id >= firstRun && run.endedAt) {
            runs.push_back(&run);
        }
    }
    for (const RunRecord* run : runs) {
        const auto written =
            writeFileAtomically(summaryFile(file, *run, runs.size() == 1), dumpJsonPretty(k6SummaryExport(*run)) + "\n");
        if (!written) {
            return written;
        }
    }
    return {};
}

} // namespace

std::optional<RunOutputs> RunOutputs::from(const Arguments& arguments)
{
    RunOutputs outputs;
    outputs.summaryExport = arguments.value("--summary-export");
    outputs.samples.jtl = arguments.value("--samples");
    outputs.samples.json = arguments.value("--json-stream");
    if (outputs.samples.json == "-") {
        // agents open what stdout is; the summary makes room
        outputs.samples.json = "/proc/" + std::to_string(::getpid()) + "/fd/1";
        std::cout.rdbuf(std::cerr.rdbuf());
    }
    for (std::string* file : {&outputs.samples.jtl, &outputs.samples.json}) {
        std::error_code ignored;
        *file = file->empty() ? *file : std::filesystem::absolute(*file, ignored).string();
    }
    if (const std::string url = arguments.value("--prometheus-rw"); !url.empty()) {
        auto remote = RemoteWriter::open(url);
        if (!remote) {
            complain(remote.error(), kExitUsage);
            return std::nullopt;
        }
        outputs.remote = std::move(*remote);
    }
    return outputs;
}

Result<> RunOutputs::finish(Session& session, std::int64_t firstRun)
{
    if (remote != nullptr) {
        const RemoteWriter::Outcome outcome = remote->finish(std::chrono::seconds{10});
        if (outcome.dropped > 0) {
            std::cerr << "remote write: " << formatCount(outcome.dropped) << " of " << formatCount(outcome.sent + outcome.dropped)
                      << " seconds were not taken; " << outcome.lastFault << '\n';
        }
    }
    return summaryExport.empty() || firstRun == 0 ? Result<>{} : writeSummaries(session, summaryExport, firstRun);
}

} // namespace holdpoint
