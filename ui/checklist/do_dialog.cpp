// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/checklist/do_dialog.h"

#include "core/base/json.h"
#include "ui/style/elision.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>

namespace holdpoint {

namespace {

QLabel* addText(QVBoxLayout* column, const QString& text, FontRole role, bool isSecondary, QWidget* parent)
{
    QLabel* label = makeLabel(breakable(text), role, isSecondary, parent);
    label->setWordWrap(true);
    label->setVisible(!text.isEmpty());
    column->addWidget(label);
    return label;
}

} // namespace

QString commandText(const std::vector<std::string>& argv)
{
    return fromCore(dumpJson(Json(argv)));
}

DoDialog::DoDialog(const Wish& wish, Submit submit, QWidget* parent)
    : QDialog(parent), m_submit(std::move(submit)), m_fault(new StatusLabel(FontRole::Body, Status::Fail, this))
{
    setObjectName(QStringLiteral("doDialog"));
    setWindowTitle(wish.title);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 14, 16, 16);
    column->setSpacing(8);
    addText(column, wish.subject, FontRole::Strong, false, this);
    addText(column, wish.explanation, FontRole::Body, true, this)->setObjectName(QStringLiteral("explanation"));
    QLabel* command = addText(column, wish.command, FontRole::Mono, false, this);
    command->setObjectName(QStringLiteral("command"));
    command->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* warning = new StatusLabel(FontRole::Body, Status::Warn, this);
    warning->setObjectName(QStringLiteral("warning"));
    warning->setText(wish.warning);
    warning->setWordWrap(true);
    warning->setVisible(!wish.warning.isEmpty());
    column->addWidget(warning);
    for (const QString& line : wish.lines) {
        addText(column, line, FontRole::Small, false, this)->setObjectName(QStringLiteral("told"));
    }
    if (!wish.valueLabel.isEmpty()) {
        QLabel* label = addText(column, wish.valueLabel, FontRole::Small, true, this);
        m_value = new QLineEdit(wish.value, this);
        m_value->setObjectName(QStringLiteral("value"));
        m_value->setAccessibleName(wish.valueLabel);
        m_value->setMaximumWidth(scaled(140));
        label->setBuddy(m_value);
        column->addWidget(m_value);
        connect(m_value, &QLineEdit::textChanged, m_fault, &QWidget::hide);
    }
    if (!wish.optionLabel.isEmpty()) {
        m_option = new QCheckBox(wish.optionLabel, this);
        m_option->setObjectName(QStringLiteral("option"));
        column->addWidget(m_option);
    }
    m_fault->setObjectName(QStringLiteral("fault"));
    m_fault->setWordWrap(true);
    m_fault->hide();
    column->addWidget(m_fault);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(makeLabel(wish.as, FontRole::Small, true, this));
    buttons->addStretch();
    auto* cancel = new Button(tr("Cancel"), QStringLiteral("Esc"), this);
    connect(cancel, &Button::clicked, this, &QDialog::reject);
    buttons->addWidget(cancel);
    auto* action = new Button(wish.action, QString(), this);
    action->setObjectName(QStringLiteral("action"));
    action->setKind(Button::Kind::Primary);
    connect(action, &Button::clicked, this, &DoDialog::send);
    buttons->addWidget(action);
    column->addLayout(buttons);
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
    if (const auto done = m_submit(answer); !done) {
        m_fault->setText(fromCore(done.error().message));
        m_fault->show();
        return;
    }
    accept();
}

} // namespace holdpoint
