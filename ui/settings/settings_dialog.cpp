// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settings_dialog.h"

#include "ui/style/parts.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>

namespace holdpoint {

SettingsDialog::SettingsDialog(const Preferences& preferences, QWidget* parent)
    : QDialog(parent), m_name(new QLineEdit(preferences.name, this)), m_role(new QComboBox(this)), m_theme(new QComboBox(this)),
      m_language(new QComboBox(this)), m_font(new QComboBox(this)),
      m_alarmSound(new QCheckBox(tr("A sound for critical alarms"), this))
{
    setObjectName(QStringLiteral("settingsDialog"));
    setWindowTitle(tr("Settings"));
    m_name->setObjectName(QStringLiteral("personName"));
    m_name->setPlaceholderText(osUserName());
    m_role->setObjectName(QStringLiteral("personRole"));
    m_theme->setObjectName(QStringLiteral("theme"));
    for (const Role role : {Role::Qa, Role::DevOps, Role::TechLead, Role::ProductManager}) {
        m_role->addItem(roleTitle(role), static_cast<int>(role));
    }
    m_role->setCurrentIndex(m_role->findData(static_cast<int>(preferences.role)));
    m_theme->addItem(tr("As the system"), QStringLiteral("system"));
    m_theme->addItem(tr("Light"), QStringLiteral("light"));
    m_theme->addItem(tr("Dark"), QStringLiteral("dark"));
    m_theme->setCurrentIndex(std::max(0, m_theme->findData(preferences.theme)));

    m_language->setObjectName(QStringLiteral("language"));
    m_language->addItem(tr("As the system"), QStringLiteral("system"));
    m_language->addItem(QStringLiteral("English"), QStringLiteral("en"));
    m_language->addItem(QStringLiteral("Deutsch"), QStringLiteral("de"));
    m_language->setCurrentIndex(std::max(0, m_language->findData(preferences.language)));

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 14, 16, 16);
    column->setSpacing(12);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(8);
    form->addRow(tr("Name"), m_name);
    form->addRow(tr("Role"), m_role);
    form->addRow(tr("Theme"), m_theme);
    form->addRow(tr("Language (from the next start)"), m_language);
    m_font->setObjectName(QStringLiteral("fontPercent"));
    for (const int percent : {100, 110, 125, 150, 175, 200}) {
        m_font->addItem(tr("%1\u00A0%").arg(percent), percent);
    }
    if (m_font->findData(preferences.fontPercent) < 0) {
        m_font->addItem(tr("%1\u00A0%").arg(preferences.fontPercent), preferences.fontPercent);
    }
    m_font->setCurrentIndex(m_font->findData(preferences.fontPercent));
    m_font->setToolTip(tr("Of the font that the desktop gives its programs"));
    form->addRow(tr("Font size (from the next start)"), m_font);
    m_alarmSound->setObjectName(QStringLiteral("alarmSound"));
    m_alarmSound->setChecked(preferences.hasAlarmSound);
    form->addRow(tr("Alarms"), m_alarmSound);
    column->addLayout(form);
    QLabel* what =
        makeLabel(tr("Name and role stand beside what you confirm, override or sign, with your system user %1. They are a "
                     "statement, not an authentication: only signatures prove.")
                      .arg(osUserName()),
                  FontRole::Small, true, this);
    what->setWordWrap(true);
    column->addWidget(what);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    auto* cancel = new Button(tr("Cancel"), QStringLiteral("Esc"), this);
    auto* save = new Button(tr("Save"), QString(), this);
    save->setObjectName(QStringLiteral("saveSettings"));
    save->setKind(Button::Kind::Primary);
    save->setDefault(true);
    buttons->addWidget(cancel);
    buttons->addWidget(save);
    column->addLayout(buttons);
    connect(cancel, &Button::clicked, this, &QDialog::reject);
    connect(save, &Button::clicked, this, &QDialog::accept);
    setMinimumWidth(scaled(420));
}

Preferences SettingsDialog::preferences() const
{
    Preferences chosen;
    chosen.name = m_name->text().trimmed();
    chosen.role = static_cast<Role>(m_role->currentData().toInt());
    chosen.theme = m_theme->currentData().toString();
    chosen.fontPercent = m_font->currentData().toInt();
    chosen.language = m_language->currentData().toString();
    chosen.hasAlarmSound = m_alarmSound->isChecked();
    return chosen;
}

} // namespace holdpoint
