// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/checklist/gate_decider.h"

#include "core/base/time_format.h"
#include "core/checklist/gate_causes.h"
#include "core/session/sweep_job.h"
#include "ui/checklist/gate_banner.h"
#include "ui/checklist/item_dialogs.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::size_t kShownCauses = 6;

/// "blocked by Jaeger: connection refused (4 items)", "FAIL  Same Redis configuration: maxmemory-policy differs".
QStringList causeLines(const ChecklistView& view, Gate gate)
{
    const auto causes = gateCauses(view, gate);
    QStringList lines;
    for (std::size_t i = 0; i < std::min(causes.size(), kShownCauses); ++i) {
        const GateCause& cause = causes[i];
        if (!cause.source.empty()) {
            const QString items = holdpoint::tr("%n item(s)", nullptr, asCount(cause.items.size()));
            lines << holdpoint::tr("blocked by %1: %2 (%3)").arg(fromCore(cause.source), fromCore(cause.why), items);
            continue;
        }
        const ItemView& item = *view.item(cause.items.front());
        QString line = lookOf(item.state).word + QStringLiteral(" \u00B7 ") + plainItemText(item.definition->text);
        if (item.state == ItemState::Deferred) {
            line += holdpoint::tr(", was deferred to this gate");
        }
        lines << (cause.why.empty() ? line : line + QStringLiteral(": ") + fromCore(cause.why));
    }
    if (causes.size() > kShownCauses) {
        lines << holdpoint::tr("and %1 more, in the checklist").arg(causes.size() - kShownCauses);
    }
    return lines;
}

} // namespace

GateDecider::GateDecider(QWidget* window) : QObject(window), m_window(window) {}

void GateDecider::decide(Session& session, Gate gate, const Person& person, const QString& meaning)
{
    if (isBusy()) {
        return;
    }
    m_session = &session;
    m_gate = gate;
    m_person = person;
    m_meaning = meaning;
    m_mayRunCommands = mayRunCommands(session, itemsOfGate(session, gate), m_window, m_askForCommands);
    connect(&session.sweepJob(), &SweepJob::finished, this, &GateDecider::sweepEnded, Qt::UniqueConnection);
    connect(&session, &Session::changed, this, &GateDecider::awaitReport, Qt::UniqueConnection);
    if (session.sweepJob().isRunning()) {
        m_step = Step::WaitForOther;
        Q_EMIT busyChanged();
    } else {
        sweep();
    }
}

void GateDecider::sweep()
{
    SweepJob::Request request;
    request.gate = m_gate;
    request.mayRunCommands = m_mayRunCommands;
    m_step = Step::Sweep;
    if (const auto started = m_session->sweepJob().start(request); !started) {
        m_step = Step::Idle;
        Q_EMIT failed(fromCore(started.error().message));
    }
    Q_EMIT busyChanged();
}

void GateDecider::sweepEnded()
{
    if (m_session == nullptr || m_step == Step::Idle) {
        return;
    }
    if (m_step == Step::WaitForOther) {
        sweep();
        return;
    }
    if (!m_session->sweepJob().wasStopped() && m_session->sweepJob().lastError().empty()) {
        m_step = Step::WaitForReport;
        awaitReport();
        return;
    }
    m_step = Step::Idle;
    Q_EMIT busyChanged();
    Q_EMIT failed(m_session->sweepJob().wasStopped()
                      ? tr("Not decided: the re-check was stopped. A gate is decided on what is true now.")
                      : fromCore(m_session->sweepJob().lastError()));
}

void GateDecider::awaitReport()
{
    if (m_session != nullptr && m_step == Step::WaitForReport && !m_session->isShownBehind()) {
        m_step = Step::Idle;
        Q_EMIT busyChanged();
        ask();
    }
}

void GateDecider::cancel()
{
    if (isBusy()) {
        m_step = Step::Idle;
        Q_EMIT busyChanged();
    }
}

void GateDecider::ask()
{
    const auto report = m_session->shownReport();
    if (report == nullptr || !m_session->lastError().empty()) {
        Q_EMIT failed(fromCore(m_session->lastError()));
        return;
    }
    const auto sight = m_session->keepSight();
    const GateView& gate = report->checklist.gate(m_gate);
    ReasonDialog::Wish wish;
    wish.title = gateTitle(m_gate);
    wish.subject = GateBanner::sentenceFor(*report, gate);
    const auto asked = m_session->sweepJob().progress().items;
    wish.explanation =
        tr("%n item(s) asked again, at %1 UTC.", nullptr, asCount(asked)).arg(fromCore(formatUtcClock(report->builtAt))) +
        (m_meaning.isEmpty() ? QString() : QLatin1Char(' ') + m_meaning);
    wish.lines = causeLines(report->checklist, m_gate);
    if (const QString note = GateBanner::signedNote(*report); m_gate == Gate::SignOff && !note.isEmpty()) {
        wish.lines.prepend(note);
    }
    wish.reasonLabel = tr("Reason (needed for a No-go)");
    wish.as = tr("As: %1, %2").arg(fromCore(m_person.name), m_person.role ? roleTitle(*m_person.role) : tr("no role"));
    wish.action = tr("Go");
    wish.whyNot = GateBanner::whyNotGo(*report, gate);
    wish.otherAction = tr("No-go");
    wish.isReasonNeeded = false;
    bool isGo = false;
    ReasonDialog dialog(
        wish,
        [this, &isGo](const ReasonDialog::Answer& answer) {
            isGo = !answer.isOther;
            return m_session != nullptr ? m_session->decideGate(m_gate, isGo, m_person, answer.reason.toStdString())
                                        : Result<>(fail(Error::Kind::Refused, tr("the release was closed").toStdString()));
        },
        m_window);
    if (dialog.exec() == QDialog::Accepted) {
        Q_EMIT decided(m_gate, isGo);
    }
}

} // namespace holdpoint
