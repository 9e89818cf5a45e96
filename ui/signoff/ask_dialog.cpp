// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/signoff/ask_dialog.h"

#include "core/session/sign_request.h"
#include "ui/style/fit_dialog.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QPlainTextEdit>

namespace holdpoint {

AskDialog::AskDialog(Session& session, Role role, const Person& person, QWidget* parent)
    : QDialog(parent), m_session(session), m_role(role), m_person(person), m_text(new QPlainTextEdit(this)),
      m_fault(new StatusLabel(FontRole::Body, Status::Fail, this)), m_slack(new Button(tr("Post to Slack"), QString(), this))
{
    setObjectName(QStringLiteral("askDialog"));
    setWindowTitle(tr("Ask the %1 to sign").arg(roleTitle(role)));
    setMinimumWidth(scaled(560));
    keepTextsWhole(*this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 14, 16, 16);
    column->setSpacing(8);
    column->addWidget(
        makeLabel(tr("Text of the mail; the message to Slack says the same, shorter"), FontRole::Small, true, this));
    m_text->setObjectName(QStringLiteral("mail"));
    m_text->setReadOnly(true);
    m_text->setMinimumHeight(scaled(260));
    m_text->setAccessibleName(tr("Text of the mail"));
    column->addWidget(m_text);
    if (const auto report = session.shownReport()) {
        const AskText text = askText(*report, role, person.name, session.dossier().file());
        m_text->setPlainText(tr("Subject: %1").arg(fromCore(text.subject)) + QStringLiteral("\n\n") + fromCore(text.body));
        m_message = text.slack;
    }
    m_fault->setWordWrap(true);
    m_fault->hide();
    column->addWidget(m_fault);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    auto* cancel = new Button(tr("Cancel"), QStringLiteral("Esc"), this);
    connect(cancel, &Button::clicked, this, &QDialog::reject);
    buttons->addWidget(cancel);
    m_slack->setObjectName(QStringLiteral("slack"));
    connect(m_slack, &Button::clicked, this, &AskDialog::post);
    buttons->addWidget(m_slack);
    auto* copy = new Button(tr("Copy the mail"), QString(), this);
    copy->setObjectName(QStringLiteral("copy"));
    copy->setKind(Button::Kind::Primary);
    copy->setDefault(true);
    connect(copy, &Button::clicked, this, &AskDialog::copyMail);
    buttons->addWidget(copy);
    column->addLayout(buttons);
}

void AskDialog::copyMail()
{
    QGuiApplication::clipboard()->setText(m_text->toPlainText());
    note("mail");
}

void AskDialog::post()
{
    m_slack->setEnabled(false);
    m_fault->hide();
    m_job.start([this, plan = m_session.plan(), message = m_message]() -> std::function<void()> {
        return [this, posted = postAsk(plan, message)] {
            m_slack->setEnabled(true);
            if (posted) {
                note("slack");
                return;
            }
            m_fault->setText(fromCore(posted.error().message));
            m_fault->show();
        };
    });
}

void AskDialog::note(const char* way)
{
    if (const auto noted = m_session.noteAsked(m_role, way, m_person); !noted) {
        m_fault->setText(fromCore(noted.error().message));
        m_fault->show();
        return;
    }
    accept();
}

} // namespace holdpoint
