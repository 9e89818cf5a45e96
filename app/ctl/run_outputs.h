// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/arguments.h"
#include "core/samples/remote_write.h"
#include "core/samples/sample_writer.h"
#include "core/session/session.h"

#include <memory>
#include <optional>
#include <string>

namespace holdpoint {

/// What `run` writes for other tools while and after the load: --samples, --json-stream, --prometheus-rw, --summary-export.
struct RunOutputs
{
    SampleWriter::Files samples;
    std::unique_ptr<RemoteWriter> remote; // null: none
    std::string summaryExport;            // a file, or empty

    /// Nothing, after a message, on a bad value. With `--json-stream -` everything else that goes to stdout goes to stderr.
    static std::optional<RunOutputs> from(const Arguments& arguments);
    /// Sends what still waits, writes the summaries of the runs from `firstRun` on. Says what could not be done.
    Result<> finish(Session& session, std::int64_t firstRun);
};

} // namespace holdpoint
