// SPDX-License-Identifier: GPL-3.0-or-later
// What the Sign-off page does for a role.
#include "core/base/text.h"
#include "ui/checklist/item_dialogs.h"
#include "ui/signoff/ask_dialog.h"
#include "ui/signoff/sign_dialog.h"
#include "ui/signoff/signature_column.h"
#include "ui/signoff/signoff_page.h"
#include "ui/signoff/verify_dialog.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QBoxLayout>
#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPlainTextEdit>

namespace holdpoint {

QMenu* SignoffPage::makeMenu(Role role)
{
    auto* menu = new QMenu(this);
    const SignatureStatus status = column(role).status();
    const auto add = [&](const char* name, const QString& text, void (SignoffPage::*what)(Role)) {
        QAction* action = menu->addAction(text, this, [this, role, what] { (this->*what)(role); });
        action->setObjectName(QLatin1String(name));
        return action;
    };
    const bool isOther = person().role && *person().role != role;
    const QString whyNot =
        isOther ? tr("You act as %1. Who may act in this role says so in Dossier, Settings.").arg(roleTitle(*person().role))
                : QString();
    menu->setToolTipsVisible(true);
    const auto addOwn = [&](const char* name, const QString& text, void (SignoffPage::*what)(Role)) {
        QAction* action = add(name, text, what);
        action->setEnabled(!isOther);
        action->setToolTip(isOther ? whyNot : text);
    };
    const bool isOpen =
        status == SignatureStatus::Pending || status == SignatureStatus::Invalid || status == SignatureStatus::Unverified;
    if (isOpen) {
        addOwn("sign", tr("Sign with a key\u2026"), &SignoffPage::sign);
        addOwn("refuse", tr("Refuse to sign\u2026"), &SignoffPage::refuse);
        addOwn("record", tr("Record without a key (UNVERIFIED)\u2026"), &SignoffPage::record);
        menu->addSeparator();
        add("ask", tr("Ask to sign\u2026"), &SignoffPage::ask);
        add("export", tr("Export a request, to sign elsewhere\u2026"), &SignoffPage::exportRequest);
        menu->addAction(tr("Import a signature\u2026"), this, &SignoffPage::importSignature)
            ->setObjectName(QStringLiteral("import"));
    }
    if (status == SignatureStatus::Valid) {
        add("show", tr("Show signature\u2026"), &SignoffPage::show);
    }
    if (status != SignatureStatus::Pending && status != SignatureStatus::Invalid) {
        menu->addSeparator();
        add("withdraw", tr("Withdraw\u2026"), &SignoffPage::withdraw);
    }
    return menu;
}

void SignoffPage::sign(Role role)
{
    Person by = person();
    by.role = by.role.value_or(role);
    SignDialog dialog(*m_session, role, by, this);
    dialog.setCommandsQuestion(m_askForCommands);
    if (dialog.exec() == QDialog::Accepted) {
        Q_EMIT noticed(tr("%1: signed").arg(roleTitle(role)), false);
        column(role).takeFocus();
    }
}

void SignoffPage::ask(Role role)
{
    AskDialog dialog(*m_session, role, person(), this);
    if (dialog.exec() == QDialog::Accepted) {
        Q_EMIT noticed(tr("%1: asked to sign").arg(roleTitle(role)), false);
        column(role).takeFocus();
    }
}

void SignoffPage::show(Role role)
{
    for (const SignatureRecord& signature : m_report->signatures) {
        if (signature.role != role) {
            continue;
        }
        QDialog dialog(this);
        dialog.setObjectName(QStringLiteral("showSignature"));
        dialog.setWindowTitle(tr("Signature of the %1").arg(roleTitle(role)));
        auto* layout = new QVBoxLayout(&dialog);
        layout->setContentsMargins(16, 14, 16, 16);
        layout->setSpacing(8);
        layout->addWidget(makeLabel(fromCore(signature.name), FontRole::Strong, false, &dialog));
        layout->addWidget(makeLabel(fromCore(signature.key + " " + signature.principal), FontRole::MonoSmall, false, &dialog));
        auto* text = new QPlainTextEdit(fromCore(signature.signedBytes + "\n" + signature.armor), &dialog);
        text->setReadOnly(true);
        text->setFont(fontFor(FontRole::MonoSmall));
        text->setMinimumSize(scaled(620), scaled(300));
        text->setAccessibleName(tr("What was signed, and the signature"));
        layout->addWidget(text);
        auto* close = new Button(tr("Close"), QStringLiteral("Esc"), &dialog);
        connect(close, &Button::clicked, &dialog, &QDialog::accept);
        layout->addWidget(close, 0, Qt::AlignRight);
        dialog.exec();
    }
}

void SignoffPage::record(Role role)
{
    const QString title = roleTitle(role);
    ReasonDialog::Wish wish;
    wish.title = tr("Record an approval");
    wish.subject = title + QStringLiteral(": ") + fromCore(meaningOf(role));
    wish.explanation = tr("A typed name is recorded as UNVERIFIED and never counts towards the four signatures.");
    wish.valueLabel = tr("Full name");
    wish.value = fromCore(person().name);
    wish.reasonLabel = tr("Reason (needed, printed on page 1 of the report)");
    wish.as = asText();
    wish.action = tr("Record");
    ReasonDialog dialog(
        wish,
        [this, role](const ReasonDialog::Answer& answer) {
            Person by = person();
            by.name = answer.value.toStdString();
            by.role = by.role.value_or(role);
            return m_session->recordApproval(role, by, answer.reason.toStdString());
        },
        this);
    if (dialog.exec() == QDialog::Accepted) {
        Q_EMIT noticed(tr("%1: recorded as UNVERIFIED").arg(title), false);
        column(role).takeFocus();
    }
}

void SignoffPage::refuse(Role role)
{
    const QString title = roleTitle(role);
    ReasonDialog::Wish wish;
    wish.title = tr("Refuse to sign");
    wish.subject = title;
    wish.explanation = tr("The release is NO-GO from then on, until the refusal is withdrawn. What others have signed stands.");
    wish.reasonLabel = tr("Reason (needed, printed on page 1 of the report)");
    wish.as = asText();
    wish.action = tr("Refuse");
    ReasonDialog dialog(
        wish,
        [this, role](const ReasonDialog::Answer& answer) {
            Person by = person();
            by.role = by.role.value_or(role);
            return m_session->refuseSignature(role, by, answer.reason.toStdString());
        },
        this);
    if (dialog.exec() == QDialog::Accepted) {
        Q_EMIT noticed(tr("%1: refusal recorded").arg(title), false);
        column(role).takeFocus();
    }
}

void SignoffPage::withdraw(Role role)
{
    const QString title = roleTitle(role);
    const auto given = std::find_if(m_report->signatures.begin(), m_report->signatures.end(),
                                    [role](const SignatureRecord& each) { return each.role == role; });
    if (given != m_report->signatures.end() && !isSamePerson(given->name, person().name)) {
        withdrawForAnother(role, fromCore(given->name));
        return;
    }
    QMessageBox question(QMessageBox::NoIcon, tr("Withdraw"),
                         tr("Withdraw what the %1 gave? The audit log keeps both. %2").arg(title, asText()),
                         QMessageBox::NoButton, this);
    question.addButton(tr("Withdraw"), QMessageBox::AcceptRole);
    question.setDefaultButton(question.addButton(tr("Keep it"), QMessageBox::RejectRole));
    question.exec();
    if (question.buttonRole(question.clickedButton()) != QMessageBox::AcceptRole) {
        return;
    }
    const auto done = m_session->withdrawSignature(role, person());
    Q_EMIT noticed(done ? tr("%1: withdrawn").arg(title) : fromCore(done.error().message), !done);
    column(role).takeFocus();
}

void SignoffPage::withdrawForAnother(Role role, const QString& name)
{
    const QString title = roleTitle(role);
    ReasonDialog::Wish wish;
    wish.title = tr("Withdraw");
    wish.subject = title + QStringLiteral(": ") + name;
    wish.explanation = tr("%1 gave it, not you. The audit log keeps both, and says who took it back.").arg(name);
    wish.reasonLabel = tr("Reason (needed)");
    wish.as = asText();
    wish.action = tr("Withdraw");
    ReasonDialog dialog(
        wish,
        [this, role](const ReasonDialog::Answer& answer) {
            return m_session->withdrawSignature(role, person(), answer.reason.toStdString());
        },
        this);
    if (dialog.exec() == QDialog::Accepted) {
        Q_EMIT noticed(tr("%1: withdrawn").arg(title), false);
        column(role).takeFocus();
    }
}

void SignoffPage::exportRequest(Role role)
{
    const bool isOwn = person().role == role;
    const QString name =
        QInputDialog::getText(this, tr("Export a request"), tr("Full name of the %1 who signs").arg(roleTitle(role)),
                              QLineEdit::Normal, isOwn ? fromCore(person().name) : QString());
    const QString folder = name.trimmed().isEmpty() ? QString() : chooseFolder(tr("Folder for the request"));
    if (folder.isEmpty()) {
        return;
    }
    const Person by{name.trimmed().toStdString(), role, person().osUser};
    lookAgain(by, [this, role, by, folder] {
        const auto written = m_session->exportSignRequest(role, by, folder.toStdString());
        Q_EMIT noticed(written ? tr("Request written to %1; HOW-TO-SIGN.txt in it says the rest").arg(folder)
                               : fromCore(written.error().message),
                       !written);
    });
}

void SignoffPage::lookAgain(const Person& signer, const std::function<void()>& then)
{
    const bool mayRun = mayRunForSignature(*m_session, this, m_askForCommands);
    if (m_session == nullptr) {
        return; // it was closed while the question stood
    }
    m_lookAgain = std::make_unique<SignJob>(*m_session);
    connect(m_lookAgain.get(), &SignJob::progressed, this, [this](const QString& line) { Q_EMIT noticed(line, false); });
    connect(m_lookAgain.get(), &SignJob::refused, this, [this](const QString& why) { Q_EMIT noticed(why, true); });
    connect(m_lookAgain.get(), &SignJob::prepared, this, then);
    SignJob::Request request;
    request.role = *signer.role;
    request.by = signer;
    request.mayRunCommands = mayRun;
    if (const auto started = m_lookAgain->start(request); !started) {
        Q_EMIT noticed(fromCore(started.error().message), true);
    }
}

void SignoffPage::importSignature()
{
    const QString folder = chooseFolder(tr("Folder with the signature"));
    if (folder.isEmpty()) {
        return;
    }
    const auto waiting = m_session->signaturesToImport(folder.toStdString());
    if (!waiting) {
        Q_EMIT noticed(fromCore(waiting.error().message), true);
        return;
    }
    lookAgain({waiting->front().name, waiting->front().role, person().osUser}, [this, folder] {
        const auto taken = m_session->importSignatures(folder.toStdString(), person());
        QStringList names;
        for (const Role role : taken ? *taken : std::vector<Role>{}) {
            names << roleTitle(role);
        }
        Q_EMIT noticed(taken ? tr("Signature taken: %1").arg(names.join(QStringLiteral(", "))) : fromCore(taken.error().message),
                       !taken);
    });
}

void SignoffPage::verify()
{
    if (m_session != nullptr) {
        VerifyDialog(m_session->dossier().file(), this, m_report != nullptr ? fromCore(m_report->changedSince) : QString())
            .exec();
    }
}

} // namespace holdpoint
