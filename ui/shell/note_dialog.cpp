// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/note_dialog.h"

#include "ui/style/dialog_parts.h"
#include "ui/style/fit_dialog.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>

namespace holdpoint {

NoteDialog::NoteDialog(const Wish& wish, Submit submit, QWidget* parent)
    : QDialog(parent), m_submit(std::move(submit)), m_isTextNeeded(wish.isTextNeeded),
      m_action(new Button(wish.action, wish.isLong ? QStringLiteral("Ctrl+Enter") : QStringLiteral("Enter"), this))
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
    QWidget* const editor = makeEditor(wish);
    column->addWidget(editor);
    m_fault = addDialogFault(column, this);
    m_action->setObjectName(QStringLiteral("action"));
    m_action->setKind(Button::Kind::Primary);
    m_action->setDefault(!wish.isLong);
    addDialogButtons(column, QString(), new Button(tr("Cancel"), QStringLiteral("Esc"), this), this)->addWidget(m_action);
    setMinimumWidth(scaled(460));
    keepTextsWhole(*this);
    connect(m_action, &Button::clicked, this, &NoteDialog::send);
    editor->setFocus();
    check();
}

QWidget* NoteDialog::makeEditor(const Wish& wish)
{
    QWidget* editor = nullptr;
    if (wish.isLong) {
        m_lines = new QPlainTextEdit(wish.text, this);
        m_lines->setTabChangesFocus(true);
        m_lines->setFixedHeight(scaled(110));
        m_lines->selectAll();
        connect(m_lines, &QPlainTextEdit::textChanged, this, &NoteDialog::check);
        editor = m_lines;
    } else {
        m_line = new QLineEdit(wish.text, this);
        m_line->selectAll();
        connect(m_line, &QLineEdit::textChanged, this, &NoteDialog::check);
        editor = m_line;
    }
    editor->setObjectName(QStringLiteral("note"));
    editor->setAccessibleName(wish.label);
    return editor;
}

QString NoteDialog::text() const
{
    return (m_lines != nullptr ? m_lines->toPlainText() : m_line->text()).trimmed();
}

void NoteDialog::keyPressEvent(QKeyEvent* event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && event->modifiers().testFlag(Qt::ControlModifier)) {
        m_action->click();
        return;
    }
    QDialog::keyPressEvent(event);
}

void NoteDialog::check()
{
    m_fault->hide();
    m_action->setEnabled(!m_isTextNeeded || !text().isEmpty());
}

void NoteDialog::send()
{
    endDialog(*this, *m_fault, m_submit(text()));
}

} // namespace holdpoint
