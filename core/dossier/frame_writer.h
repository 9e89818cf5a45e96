// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dossier/dossier.h"

namespace holdpoint {

/// The one writer thread with a queue (design.md, Threads): frames and alarms are committed within 200 ms of add(), never on the
/// caller's thread. Methods are for the owner's thread.
class FrameWriter
{
public:
    explicit FrameWriter(std::filesystem::path dossierFile);
    ~FrameWriter(); // flushes
    FrameWriter(const FrameWriter&) = delete;
    FrameWriter& operator=(const FrameWriter&) = delete;

    void add(std::int64_t run, Frame frame);
    /// As Dossier::storeAlarm(). Of an alarm that worsens faster than it is written, the newest state is.
    void addAlarm(const AlarmRecord& alarm);
    /// Returns when everything added so far is committed; the first write error since the last flush, with its place and remedy.
    Result<> flush();
    /// The newest write error, for a strip in the window; empty if none.
    std::string lastError() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace holdpoint
