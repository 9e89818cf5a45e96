// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dossier/dossier.h"

#include <functional>

namespace holdpoint {

/// The one writer thread with a queue (design.md, Threads): frames, alarms and what sources said are committed within 200 ms of
/// add(), never on the caller's thread. Methods are for the owner's thread.
class FrameWriter
{
public:
    struct RunEnd
    {
        std::int64_t run = 0;
        WallTime at;
        std::string why;
        RunResult result;
    };
    explicit FrameWriter(std::filesystem::path dossierFile);
    ~FrameWriter(); // flushes
    FrameWriter(const FrameWriter&) = delete;
    FrameWriter& operator=(const FrameWriter&) = delete;

    void add(std::int64_t run, Frame frame);
    /// As Dossier::storeAlarm(). Of an alarm that worsens faster than it is written, the newest state is.
    void addAlarm(const AlarmRecord& alarm);
    /// As Dossier::addSourceData(), of a run under way.
    void addSourceData(std::int64_t run, std::vector<SourceSample> samples, std::vector<SourceSpan> spans);
    /// As Dossier::addSnapshot(). One that is too large to be kept is left out.
    void addSnapshot(Snapshot snapshot);
    /// Dossier::endRun() once everything added so far is committed. `done` is called exactly once, on the writer's thread, at the
    /// latest while this object is destroyed: with the first write error since the last flush, or why the end is not stored.
    void endRun(RunEnd end, std::function<void(Result<>)> done);
    /// Returns when everything added so far is committed; the first write error since the last flush, with its place and remedy.
    Result<> flush();
    /// The newest write error, for a strip in the window; empty if none.
    std::string lastError() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace holdpoint
