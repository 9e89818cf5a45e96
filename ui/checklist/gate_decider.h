// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"
#include "ui/checklist/command_consent.h"

#include <QObject>
#include <QPointer>
#include <QWidget>

namespace holdpoint {

/// Decides a gate as a person wants it: all that a machine can ask about is asked once more, then a dialog shows what blocks, by
/// cause, and takes Go or No-go with a reason.
class GateDecider : public QObject
{
    Q_OBJECT

public:
    /// `window` is the parent of the dialog and owns this.
    explicit GateDecider(QWidget* window);

    /// Ignored while it is busy. `meaning` is one sentence about what a Go does; empty: none.
    void decide(Session& session, Gate gate, const Person& person, const QString& meaning = QString());
    /// Tests answer for the person whether the plan's commands may run.
    void setCommandsQuestion(CommandsQuestion question) { m_askForCommands = std::move(question); }
    /// Asking, before the dialog.
    bool isBusy() const { return m_step != Step::Idle; }
    /// No dialog follows; a sweep under way goes on.
    void cancel();

Q_SIGNALS:
    void busyChanged();
    void decided(holdpoint::Gate gate, bool isGo);
    void failed(const QString& why);

private:
    void sweep();
    void sweepEnded();
    /// With what the re-check stored in view.
    void awaitReport();
    void ask();

    enum class Step { Idle, WaitForOther, Sweep, WaitForReport };
    QWidget* m_window;
    QPointer<Session> m_session;
    Gate m_gate = Gate::GoForLoad;
    Person m_person;
    QString m_meaning;
    CommandsQuestion m_askForCommands = &askForCommands;
    bool m_mayRunCommands = false;
    Step m_step = Step::Idle;
};

} // namespace holdpoint
