// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/checklist/item_dialogs.h"

#include "ui/style/dialog_parts.h"
#include "ui/style/fit_dialog.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QShortcut>

namespace holdpoint {

ReasonDialog::ReasonDialog(const Wish& wish, Submit submit, QWidget* parent)
    : QDialog(parent), m_submit(std::move(submit)), m_isReasonNeeded(wish.isReasonNeeded),
      m_reason(new QPlainTextEdit(wish.text, this)), m_mayAct(wish.whyNot.isEmpty()),
      m_action(new Button(wish.action, QString(), this))
{
    setObjectName(QStringLiteral("reasonDialog"));
    setWindowTitle(wish.title);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 14, 16, 16);
    column->setSpacing(8);
    addDialogText(column, wish.subject, FontRole::Strong, false, this);
    addDialogText(column, wish.explanation, FontRole::Body, true, this);
    for (const QString& line : wish.lines) {
        addDialogText(column, line, FontRole::Small, false, this)->setObjectName(QStringLiteral("cause"));
    }
    addDialogText(column, wish.whyNot, FontRole::Body, false, this)->setObjectName(QStringLiteral("whyNot"));
    if (!wish.choices.isEmpty()) {
        addDialogText(column, wish.choiceLabel, FontRole::Small, true, this);
        m_choice = new QComboBox(this);
        m_choice->setObjectName(QStringLiteral("choice"));
        m_choice->addItems(wish.choices);
        column->addWidget(m_choice);
    }
    if (!wish.valueLabel.isEmpty()) {
        addDialogText(column, wish.valueLabel, FontRole::Small, true, this);
        m_value = new QLineEdit(wish.value, this);
        m_value->setObjectName(QStringLiteral("value"));
        column->addWidget(m_value);
        connect(m_value, &QLineEdit::textChanged, this, &ReasonDialog::check);
    }
    addDialogText(column, wish.reasonLabel, FontRole::Small, true, this);
    m_reason->setObjectName(QStringLiteral("reason"));
    m_reason->setTabChangesFocus(true);
    m_reason->setAccessibleName(wish.reasonLabel);
    m_reason->setFixedHeight(scaled(88));
    column->addWidget(m_reason);
    m_fault = addDialogFault(column, this);
    auto* cancel = new Button(tr("Cancel"), QStringLiteral("Esc"), this);
    auto* buttons = addDialogButtons(column, wish.as, cancel, this);
    if (!wish.otherAction.isEmpty()) {
        m_other = new Button(wish.otherAction, QString(), this);
        m_other->setObjectName(QStringLiteral("otherAction"));
        connect(m_other, &Button::clicked, this, [this] { send(true); });
        buttons->addWidget(m_other);
    }
    m_action->setObjectName(QStringLiteral("action"));
    m_action->setKind(Button::Kind::Primary);
    m_action->setToolTip(wish.whyNot);
    m_action->setAccessibleDescription(wish.whyNot);
    m_action->setDefault(true);
    connect(m_action, &Button::clicked, this, [this] { send(false); });
    m_action->setKeyHint(QStringLiteral("Ctrl+Enter")); // Enter is a new line of the reason
    for (const int key : {Qt::Key_Return, Qt::Key_Enter}) {
        connect(new QShortcut(QKeySequence(Qt::CTRL | key), this), &QShortcut::activated, m_action, &Button::click);
    }
    buttons->addWidget(m_action);
    setMinimumWidth(scaled(460));
    keepTextsWhole(*this);
    connect(m_reason, &QPlainTextEdit::textChanged, this, &ReasonDialog::check);
    check();
    (m_value != nullptr ? static_cast<QWidget*>(m_value) : m_reason)->setFocus();
}

void ReasonDialog::check()
{
    const bool hasReason = !m_reason->toPlainText().trimmed().isEmpty();
    const bool hasValue = m_value == nullptr || !m_value->text().trimmed().isEmpty();
    m_action->setEnabled(m_mayAct && hasValue && (hasReason || !m_isReasonNeeded));
    if (m_other != nullptr) {
        m_other->setEnabled(hasReason); // a No-go always says why
    }
    m_fault->hide();
}

void ReasonDialog::send(bool isOther)
{
    Answer answer;
    answer.reason = m_reason->toPlainText().trimmed();
    answer.value = m_value != nullptr ? m_value->text().trimmed() : QString();
    answer.choice = m_choice != nullptr ? m_choice->currentIndex() : 0;
    answer.isOther = isOther;
    endDialog(*this, *m_fault, m_submit(answer));
}

} // namespace holdpoint
