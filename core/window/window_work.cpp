// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/window/window_work.h"

#include "core/base/text.h"
#include "core/base/time_format.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::size_t kMostReason = 400;
/// An end's reference is written behind the beginning's: "C1 1503435956.1|C1 1503436000.2".
constexpr char kEndMark = '|';

std::string begunReference(const std::string& reference)
{
    return reference.substr(0, reference.find(kEndMark));
}

std::string endReference(const std::string& reference)
{
    const auto mark = reference.find(kEndMark);
    return mark == std::string::npos ? std::string() : reference.substr(mark + 1);
}

/// Whose beginning may have been sent although nobody knows.
bool isLost(StepState state)
{
    return state == StepState::Intended || state == StepState::Unknown;
}

} // namespace

WindowWork::WindowWork(std::vector<std::unique_ptr<OutsideService>> services, StepJournal& journal, const Clock& clock,
                       Redactor redactor, Options options)
    : m_services(std::move(services)), m_journal(journal), m_clock(clock), m_redactor(std::move(redactor)),
      m_options(std::move(options))
{}

Result<OutsideStep> WindowWork::rowOf(const OutsideService& service)
{
    auto newest = m_journal.newest(service.step());
    if (!newest) {
        return fail(newest.error());
    }
    if (*newest) {
        const OutsideStep& row = **newest;
        const bool isUnderWay = row.state == StepState::Intended || row.state == StepState::Ending;
        if (isUnderWay && row.isWriterAlive && !row.isWriterUs) {
            return fail(Error::Kind::Conflict, std::string(titleOfStep(row.step)) +
                                                   ": another Holdpoint is sending it right now; wait until it has ended");
        }
        return row;
    }
    OutsideStep fresh;
    fresh.step = service.step();
    fresh.state = StepState::Failed; // as good as never sent
    return fresh;
}

Result<> WindowWork::write(OutsideStep& row, StepState state, const std::string& reference, const std::string& reason,
                           const Person& by)
{
    row.state = state;
    row.reference = shortened(m_redactor.redact(reference), kMostReason);
    row.reason = shortened(m_redactor.redact(reason), kMostReason);
    row.by = by;
    row.at = m_clock.wallNow();
    auto written = m_journal.write(row);
    if (written && m_options.progress) {
        m_options.progress(row);
    }
    return written;
}

Result<bool> WindowWork::open(WindowFacts facts)
{
    for (const auto& service : m_services) {
        if (isStopped()) {
            break;
        }
        if (auto begun = beginStep(*service, facts); !begun) {
            return fail(begun.error());
        }
        const auto row = m_journal.newest(service->step());
        if (!row) {
            return fail(row.error());
        }
        const bool isGood = *row && isBegun((*row)->state);
        if (service->step() == "on-call" && isGood && (*row)->state == StepState::Done) {
            facts.onCall = (*row)->reference;
        }
        if (service->step() == "lock" && !isGood && !m_options.leavesOutFailures) {
            return false; // somebody else tests: nobody is to be told that we do
        }
        if (!isGood && m_options.leavesOutFailures) {
            if (auto left = leaveOut(std::string(service->step())); !left) {
                return fail(left.error());
            }
        }
    }
    bool isWhole = !isStopped();
    for (const auto& service : m_services) {
        const auto row = m_journal.newest(service->step());
        if (!row) {
            return fail(row.error());
        }
        isWhole = isWhole && *row && isBegun((*row)->state);
    }
    return isWhole;
}

Result<std::optional<StepState>> WindowWork::settleBegin(OutsideService& service, const WindowFacts& facts, OutsideStep& row)
{
    const Seen seen = service.findBegun(facts, row.at);
    if (seen.kind == Seen::Kind::NotThere) {
        return std::optional<StepState>();
    }
    const bool isThere = seen.kind == Seen::Kind::There;
    if (!isThere && row.state == StepState::Unknown) {
        return std::optional(row.state); // nothing new
    }
    const std::string why =
        isThere ? seen.reason : "it may have been sent before the program ended, and nobody can tell: " + seen.reason;
    auto written = write(row, isThere ? StepState::Done : StepState::Unknown, seen.reference, why);
    return written ? Result(std::optional(row.state)) : fail(written.error());
}

Result<> WindowWork::beginStep(OutsideService& service, const WindowFacts& facts)
{
    auto row = rowOf(service);
    if (!row) {
        return fail(row.error());
    }
    const bool isNew = row->number == 0;
    const bool isWanting = row->state == StepState::Failed || isLost(row->state);
    if (!isWanting) {
        return {};
    }
    if (const std::string why = service.whyLeftOut(); !why.empty() && (isNew || row->state == StepState::Failed)) {
        return write(*row, StepState::Skipped, "", why);
    }
    if (isLost(row->state)) {
        const auto settled = settleBegin(service, facts, *row);
        if (!settled || *settled) {
            return settled ? Result<>() : fail(settled.error());
        }
    }
    return sendBegin(service, facts, *std::move(row));
}

Result<> WindowWork::sendBegin(OutsideService& service, const WindowFacts& facts, OutsideStep row)
{
    if (auto intended = write(row, StepState::Intended, "", "about to be sent"); !intended) {
        return intended;
    }
    const Sent sent = service.begin(facts);
    switch (sent.kind) {
    case Sent::Kind::Taken:
        return write(row, StepState::Done, sent.reference, sent.reason);
    case Sent::Kind::Refused:
        return write(row, StepState::Failed, "", sent.reason);
    case Sent::Kind::Unsure:
        break;
    }
    const Seen seen = service.findBegun(facts, row.at);
    if (seen.kind == Seen::Kind::There) {
        return write(row, StepState::Done, seen.reference, seen.reason);
    }
    // A service behind a gateway may finish after its answer was given up: what is not there yet is looked for once more.
    return write(row, StepState::Unknown, "", "it may have arrived: " + sent.reason + "; " + seen.reason);
}

Result<> WindowWork::leaveOut(const std::string& step)
{
    auto row = m_journal.newest(step);
    if (!row || !*row) {
        return row ? Result<>() : fail(row.error());
    }
    return write(**row, StepState::Skipped, (*row)->reference, "left out: " + (*row)->reason, m_options.by);
}

Result<bool> WindowWork::close(const WindowFacts& facts)
{
    bool isWhole = true;
    for (auto service = m_services.rbegin(); service != m_services.rend() && !isStopped(); ++service) {
        if (auto ended = endStep(**service, facts); !ended) {
            return fail(ended.error());
        }
        const auto row = m_journal.newest((*service)->step());
        if (!row) {
            return fail(row.error());
        }
        const bool isGood = !*row || isOver((*row)->state);
        if (!isGood && m_options.leavesOutFailures) {
            if (auto left = leaveOut(std::string((*service)->step())); !left) {
                return fail(left.error());
            }
            continue;
        }
        isWhole = isWhole && isGood;
    }
    return isWhole && !isStopped();
}

Result<> WindowWork::endStep(OutsideService& service, const WindowFacts& facts)
{
    auto row = rowOf(service);
    if (!row) {
        return fail(row.error());
    }
    if (row->number == 0 || isOver(row->state)) {
        return {};
    }
    if (row->state == StepState::Failed) {
        return write(*row, StepState::Skipped, "", "it was never announced: " + row->reason);
    }
    const std::string missing = service.whyLeftOut();
    if (!missing.empty() && service.hasEnd()) {
        return write(*row, StepState::EndFailed, row->reference, missing);
    }
    if (isLost(row->state)) {
        const auto settled = settleBegin(service, facts, *row);
        if (!settled) {
            return fail(settled.error());
        }
        if (!*settled) {
            return write(*row, StepState::Skipped, "", "it was never announced");
        }
        if (**settled != StepState::Done) {
            return {};
        }
    }
    if (!service.hasEnd()) {
        return write(*row, StepState::Ended, row->reference, "");
    }
    const bool isLostEnd = row->state == StepState::Ending || row->state == StepState::EndUnknown;
    if (isLostEnd) { // its end may have been sent before the program died
        const Seen seen = service.findEnded(facts, begunReference(row->reference), endReference(row->reference), row->at);
        if (seen.kind == Seen::Kind::There) {
            return write(*row, StepState::Ended, row->reference, seen.reason);
        }
        if (seen.kind == Seen::Kind::CannotAsk) {
            return row->state == StepState::EndUnknown
                       ? Result<>()
                       : write(*row, StepState::EndUnknown, row->reference,
                               "its end may have been sent before the program ended, and nobody can tell: " + seen.reason);
        }
    }
    return sendEnd(service, facts, *std::move(row));
}

Result<> WindowWork::sendEnd(OutsideService& service, const WindowFacts& facts, OutsideStep row)
{
    const std::string begun = begunReference(row.reference);
    if (auto intended = write(row, StepState::Ending, begun, "its end is about to be sent"); !intended) {
        return intended;
    }
    const Sent sent = service.end(facts, begun);
    if (sent.kind == Sent::Kind::Refused) {
        return write(row, StepState::EndFailed, begun, sent.reason);
    }
    const bool isTaken = sent.kind == Sent::Kind::Taken;
    const Seen seen = service.findEnded(facts, begun, isTaken ? sent.reference : std::string(), row.at);
    const std::string both = begun + (isTaken && sent.reference != begun ? kEndMark + sent.reference : std::string());
    switch (seen.kind) {
    case Seen::Kind::There:
        return write(row, StepState::Ended, both, seen.reason);
    case Seen::Kind::NotThere:
        if (isTaken) {
            return write(row, StepState::EndFailed, begun, "it was taken, but " + seen.reason);
        }
        break; // it may still arrive
    case Seen::Kind::CannotAsk:
        break;
    }
    return write(row, StepState::EndUnknown, both,
                 (isTaken ? "its end was taken, which cannot be proven: " : "its end may have arrived: " + sent.reason + "; ") +
                     seen.reason);
}

} // namespace holdpoint
