// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/window_words.h"

#include "core/base/time_format.h"
#include "ui/style/words.h"

namespace holdpoint {

namespace {

QString clock(WallTime time)
{
    return fromCore(formatUtcClock(time)).left(5);
}

} // namespace

QString hoursText(Nanos span)
{
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(span).count();
    return QStringLiteral("%1:%2:%3")
        .arg(seconds / 3600)
        .arg(seconds / 60 % 60, 2, 10, QLatin1Char('0'))
        .arg(seconds % 60, 2, 10, QLatin1Char('0'));
}

QString spanOf(const TestWindow& window)
{
    const auto end = window.closedAt ? window.closedAt : window.plannedEnd;
    return end ? tr("%1\u2013%2 UTC").arg(clock(window.openedAt), clock(*end)) : tr("since %1 UTC").arg(clock(window.openedAt));
}

QString timeLeft(const TestWindow& window, WallTime now)
{
    if (!window.isOpen() || !window.plannedEnd) {
        return {};
    }
    return *window.plannedEnd >= now ? tr("%1 left").arg(hoursText(*window.plannedEnd - now))
                                     : tr("%1 past its end").arg(hoursText(now - *window.plannedEnd));
}

Look lookOf(const TestWindow& window, WallTime now)
{
    if (!window.isOpen()) {
        return {Glyph::Pass, tr("CLOSED"), Status::Neutral};
    }
    const bool isAmiss = !windowNote(window, now).empty();
    if (window.closingSince()) {
        return {isAmiss ? Glyph::Warn : Glyph::Running, isAmiss ? tr("NOT CLOSED") : tr("CLOSING"),
                isAmiss ? Status::Warn : Status::Running};
    }
    if (window.plannedEnd && *window.plannedEnd < now) {
        return {Glyph::Warn, tr("PAST ITS END"), Status::Warn};
    }
    if (window.isAnnounced()) {
        return {Glyph::Running, tr("OPEN"), Status::Running};
    }
    return {isAmiss ? Glyph::Warn : Glyph::Running, isAmiss ? tr("NOT ANNOUNCED") : tr("OPENING"),
            isAmiss ? Status::Warn : Status::Running};
}

Look lookOf(const OutsideStep& step)
{
    const Look lost{Glyph::Unknown, tr("UNKNOWN"), Status::Warn};
    switch (step.state) {
    case StepState::Intended:
        return step.isWriterAlive ? Look{Glyph::Running, tr("SENDING"), Status::Running} : lost;
    case StepState::Done:
        return {Glyph::Pass, tr("DONE"), Status::Pass};
    case StepState::Failed:
        return {Glyph::Fail, tr("FAILED"), Status::Fail};
    case StepState::Skipped:
        return {Glyph::NotApplicable, tr("LEFT OUT"), Status::Neutral};
    case StepState::Ending:
        return step.isWriterAlive ? Look{Glyph::Running, tr("ENDING"), Status::Running} : lost;
    case StepState::Ended:
        return {Glyph::Pass, tr("ENDED"), Status::Pass};
    case StepState::EndFailed:
        return {Glyph::Fail, tr("NOT ENDED"), Status::Fail};
    case StepState::Unknown:
    case StepState::EndUnknown:
        break;
    }
    return lost;
}

bool needsWord(const OutsideStep& step)
{
    const bool isUnderWay = step.state == StepState::Intended || step.state == StepState::Ending;
    return isUnderWay ? !step.isWriterAlive
                      : step.state == StepState::Failed || step.state == StepState::Unknown ||
                            step.state == StepState::EndFailed || step.state == StepState::EndUnknown;
}

} // namespace holdpoint
