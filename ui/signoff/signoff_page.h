// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"
#include "ui/checklist/command_consent.h"
#include "ui/shell/page.h"

#include <QPointer>
#include <array>

class QLabel;
class QMenu;
class QTableView;

namespace holdpoint {

class Button;
class CertifyPanel;
class ExceptionModel;
class GateDecider;
class SectionHead;
class SignatureColumn;
class SignJob;
class SignoffBanner;

/// What is signed, what stands against it, and the four roles: sign with a key, refuse, withdraw, ask, record a typed name
/// (UNVERIFIED, never counts), and take a request to another machine and its signature back.
class SignoffPage : public Page
{
    Q_OBJECT

public:
    explicit SignoffPage(QWidget* parent = nullptr);
    ~SignoffPage() override;
    /// For pages without a session: pictures and tests.
    void showReport(std::shared_ptr<const Report> report);

    QString title() const override { return tr("Sign-off"); }
    QString facts() const override;
    QList<QWidget*> headActions() override;
    bool hasHeadLine() const override { return false; }
    void setSession(Session* session) override;
    void focusFirst() override;

    SignoffBanner& banner() { return *m_banner; }
    /// What can be done for a role besides its button; the caller owns it.
    QMenu* makeMenu(Role role);
    void setCommandsQuestion(const CommandsQuestion& question);
    /// Asks for a folder, as a file dialog does unless a test says otherwise.
    std::function<QString(const QString& title)> chooseFolder;

    SignatureColumn& column(Role role) { return *m_columns[static_cast<std::size_t>(role)]; }

protected:
    void personChanged() override;
    void showEvent(QShowEvent* event) override;

private:
    void build();
    void takeReport();
    void showSignatures();
    /// The role that the person acts in; QA without one.
    Role ownRole() const;
    QString whyNotSign() const;
    void moveFrom(Role role, int step);
    void act(Role role);
    void actHere();
    void sign(Role role);
    void ask(Role role);
    void show(Role role);
    void record(Role role);
    void refuse(Role role);
    void withdraw(Role role);
    void withdrawForAnother(Role role, const QString& name);
    void exportRequest(Role role);
    void importSignature();
    /// Before something is signed elsewhere, or taken from there, what a signature here asks for is asked as well.
    void lookAgain(const Person& signer, const std::function<void()>& then);
    void verify();
    void decide();
    QString asText() const;

    QPointer<Session> m_session;
    std::shared_ptr<const Report> m_report;
    bool m_isStale = false; // read again when the page is shown
    CommandsQuestion m_askForCommands = &askForCommands;
    GateDecider* m_decider;
    SignoffBanner* m_banner;
    QWidget* m_body;
    QWidget* m_scroll = nullptr; // around it
    QLabel* m_empty;
    CertifyPanel* m_certify;
    SectionHead* m_exceptionHead;
    ExceptionModel* m_exceptions;
    QTableView* m_table;
    QLabel* m_noExceptions;
    SectionHead* m_signatureHead;
    std::array<SignatureColumn*, 4> m_columns{};
    Button* m_verify;
    Button* m_openReport;
    std::unique_ptr<SignJob> m_lookAgain;
};

} // namespace holdpoint
