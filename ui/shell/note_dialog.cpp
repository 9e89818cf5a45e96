// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/note_dialog.h"

#include "core/verdict/run_note.h"
#include "ui/style/dialog_parts.h"
#include "ui/style/fit_dialog.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"

#include <QBoxLayout>
#include <QLabel>
#include <QLineEdit>

namespace holdpoint {

NoteDialog::NoteDialog(const Wish& wish, Submit submit, QWidget* parent)
    : QDialog(parent), m_submit(std::move(submit)), m_isTextNeeded(wish.isTextNeeded), m_text(new QLineEdit(this)),
      m_action(new Button(wish.action, QStringLiteral("Enter"), this))
{
    setObjectName(wish.name);
    setWindowTitle(wish.title);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 14, 16, 16);
    column->setSpacing(8);
    for (const auto& [text, role, isSecondary] :
         {std::tuple{wish.subject, FontRole::Strong, false}, std::tuple{wish.explanation, FontRole::Body, true},
          std::tuple{wish.label, FontRole::Small, true}}) {
        if (!text.isEmpty()) {
            QLabel* label = makeLabel(text, role, isSecondary, this);
            label->setWordWrap(true);
            column->addWidget(label);
        }
    }
    m_text->setObjectName(QStringLiteral("note"));
    m_text->setAccessibleName(wish.label);
    m_text->setMaxLength(static_cast<int>(kMostNoteBytes) / 2);
    m_text->setText(wish.text);
    m_text->selectAll();
    column->addWidget(m_text);
    m_fault = addDialogFault(column, this);
    m_action->setObjectName(QStringLiteral("action"));
    m_action->setKind(Button::Kind::Primary);
    m_action->setDefault(true);
    addDialogButtons(column, QString(), new Button(tr("Cancel"), QStringLiteral("Esc"), this), this)->addWidget(m_action);
    setMinimumWidth(scaled(460));
    keepTextsWhole(*this);
    connect(m_action, &Button::clicked, this, &NoteDialog::send);
    connect(m_text, &QLineEdit::textChanged, this, &NoteDialog::check);
    m_text->setFocus();
    check();
}

void NoteDialog::check()
{
    m_fault->hide();
    m_action->setEnabled(!m_isTextNeeded || !m_text->text().trimmed().isEmpty());
}

void NoteDialog::send()
{
    endDialog(*this, *m_fault, m_submit(m_text->text().trimmed()));
}

} // namespace holdpoint
