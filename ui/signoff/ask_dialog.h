// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"
#include "ui/shell/background_job.h"

#include <QDialog>

class QPlainTextEdit;

namespace holdpoint {

class Button;
class StatusLabel;

/// Asks a role to sign: by a message to the plan's Slack, or a mail whose text is copied. Accepted once it is noted in the
/// dossier.
class AskDialog : public QDialog
{
    Q_OBJECT

public:
    AskDialog(Session& session, Role role, const Person& person, QWidget* parent = nullptr);

private:
    void copyMail();
    void post();
    void note(const char* way);

    Session& m_session;
    Role m_role;
    Person m_person;
    QPlainTextEdit* m_text;
    StatusLabel* m_fault;
    Button* m_slack;
    std::string m_message;
    BackgroundJob m_job;
};

} // namespace holdpoint
