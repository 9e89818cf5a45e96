// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/sign_job.h"
#include "ui/checklist/command_consent.h"
#include "ui/shell/background_job.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;

namespace holdpoint {

class Button;
class StatusLabel;

/// Shows what is signed (verdict, exceptions, load figures, hash), takes a key and signs with it. Stays open with the cause when
/// it is refused; accepted once the signature is stored.
class SignDialog : public QDialog
{
    Q_OBJECT

public:
    SignDialog(Session& session, Role role, const Person& person, QWidget* parent = nullptr);
    void setCommandsQuestion(CommandsQuestion question) { m_askForCommands = std::move(question); }

private:
    void addFacts(class QVBoxLayout* column, const Report& report);
    void addKeyFields(class QVBoxLayout* column);
    void takeAgentKeys(const Result<std::vector<SshKey>>& keys);
    void browse();
    void send();
    void signNow();
    void showState(const QString& text, bool isFault);
    void setBusy(bool isBusy);
    SigningKey key() const;

    Session& m_session;
    Role m_role;
    Person m_person;
    std::vector<SshKey> m_agentKeys;
    QLineEdit* m_name;
    QComboBox* m_key;
    QLineEdit* m_file;
    Button* m_browse;
    QLabel* m_passphraseLabel;
    QLineEdit* m_passphrase;
    StatusLabel* m_state;
    StatusLabel* m_fault;
    Button* m_sign;
    std::string m_preparedName;
    SteadyTime m_preparedAt{};
    CommandsQuestion m_askForCommands = &askForCommands;
    SignJob m_job;
    BackgroundJob m_agent;
};

} // namespace holdpoint
