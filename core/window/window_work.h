// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/secret.h"
#include "core/window/outside_service.h"
#include "core/window/step_journal.h"

#include <atomic>
#include <functional>
#include <memory>

namespace holdpoint {

/// Opens and closes a test window at its services, step by step, so that nothing is sent twice whenever the program dies: a step
/// is written as intended, sent, and written as what became of it. One that was left in the middle is looked for at its service
/// first; where that cannot be asked it is Unknown, and only a person's word sends it again. Blocks its thread.
class WindowWork
{
public:
    struct Options
    {
        Person by;
        bool leavesOutFailures = false;                   // a person says: go on without what failed or nobody can tell
        std::function<void(const OutsideStep&)> progress; // after each row
        const std::atomic<bool>* isStopped = nullptr;     // no further step is begun
    };

    WindowWork(std::vector<std::unique_ptr<OutsideService>> services, StepJournal& journal, const Clock& clock, Redactor redactor,
               Options options);

    /// Announces what is not announced yet. A lock that somebody else holds ends it before anything is told. The result says
    /// whether every step is done or left out; the rows say why not.
    Result<bool> open(WindowFacts facts);
    /// Undoes or completes everything, and asks each service whether it is so. Whether nothing is left to do.
    Result<bool> close(const WindowFacts& facts);

private:
    Result<> beginStep(OutsideService& service, const WindowFacts& facts);
    Result<> sendBegin(OutsideService& service, const WindowFacts& facts, OutsideStep row);
    Result<> endStep(OutsideService& service, const WindowFacts& facts);
    Result<> sendEnd(OutsideService& service, const WindowFacts& facts, OutsideStep row);
    /// Writes what a search for a lost beginning found; nullopt if it is not there and may be sent.
    Result<std::optional<StepState>> settleBegin(OutsideService& service, const WindowFacts& facts, OutsideStep& row);
    Result<> leaveOut(const std::string& step);
    Result<> write(OutsideStep& row, StepState state, const std::string& reference, const std::string& reason,
                   const Person& by = {});
    Result<OutsideStep> rowOf(const OutsideService& service);
    bool isStopped() const { return m_options.isStopped != nullptr && *m_options.isStopped; }

    const std::vector<std::unique_ptr<OutsideService>> m_services;
    StepJournal& m_journal;
    const Clock& m_clock;
    const Redactor m_redactor;
    const Options m_options;
};

} // namespace holdpoint
