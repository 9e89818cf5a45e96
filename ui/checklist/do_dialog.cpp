// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/checklist/do_dialog.h"

#include "core/base/json.h"
#include "ui/style/dialog_parts.h"

#include <QCheckBox>
#include <QLineEdit>

namespace holdpoint {

QString commandText(const std::vector<std::string>& argv)
{
    return fromCore(dumpJson(Json(argv)));
}

DoDialog::DoDialog(const Wish& wish, Submit submit, QWidget* parent) : QDialog(parent), m_submit(std::move(submit))
{
    setObjectName(QStringLiteral("doDialog"));
    setWindowTitle(wish.title);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 14, 16, 16);
    column->setSpacing(8);
    addDialogText(column, wish.subject, FontRole::Strong, false, this);
    addDialogText(column, wish.explanation, FontRole::Body, true, this)->setObjectName(QStringLiteral("explanation"));
    QLabel* command = addDialogText(column, wish.command, FontRole::Mono, false, this);
    command->setObjectName(QStringLiteral("command"));
    command->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* warning = new StatusLabel(FontRole::Body, Status::Warn, this);
    warning->setObjectName(QStringLiteral("warning"));
    warning->setText(wish.warning);
    warning->setWordWrap(true);
    warning->setVisible(!wish.warning.isEmpty());
    column->addWidget(warning);
    for (const QString& line : wish.lines) {
        addDialogText(column, line, FontRole::Small, false, this)->setObjectName(QStringLiteral("told"));
    }
    if (!wish.valueLabel.isEmpty()) {
        QLabel* label = addDialogText(column, wish.valueLabel, FontRole::Small, true, this);
        m_value = new QLineEdit(wish.value, this);
        m_value->setObjectName(QStringLiteral("value"));
        m_value->setAccessibleName(wish.valueLabel);
        m_value->setMaximumWidth(scaled(140));
        label->setBuddy(m_value);
        column->addWidget(m_value);
    }
    if (!wish.optionLabel.isEmpty()) {
        m_option = new QCheckBox(wish.optionLabel, this);
        m_option->setObjectName(QStringLiteral("option"));
        column->addWidget(m_option);
    }
    m_fault = addDialogFault(column, this);
    if (m_value != nullptr) {
        connect(m_value, &QLineEdit::textChanged, m_fault, &QWidget::hide);
    }
    auto* cancel = new Button(tr("Cancel"), QStringLiteral("Esc"), this);
    auto* buttons = addDialogButtons(column, wish.as, cancel, this);
    auto* action = new Button(wish.action, QString(), this);
    action->setObjectName(QStringLiteral("action"));
    action->setKind(Button::Kind::Primary);
    connect(action, &Button::clicked, this, &DoDialog::send);
    buttons->addWidget(action);
    // What runs a command or speaks to others wants a deliberate yes: Enter is the button's only where the fields are one's own.
    cancel->setAutoDefault(false);
    action->setDefault(m_value != nullptr);
    setMinimumWidth(scaled(460));
    (m_value != nullptr ? static_cast<QWidget*>(m_value) : cancel)->setFocus();
}

void DoDialog::send()
{
    Answer answer;
    answer.value = m_value != nullptr ? m_value->text().trimmed() : QString();
    answer.isOptionTaken = m_option != nullptr && m_option->isChecked();
    endDialog(*this, *m_fault, m_submit(answer));
}

} // namespace holdpoint
