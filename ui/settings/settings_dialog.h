// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/preferences.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace holdpoint {

/// Who the person is, the theme, and whether alarms sound.
class SettingsDialog : public QDialog
{
    Q_OBJECT

public:
    explicit SettingsDialog(const Preferences& preferences, QWidget* parent = nullptr);
    Preferences preferences() const;

private:
    QLineEdit* m_name;
    QComboBox* m_role;
    QComboBox* m_theme;
    QComboBox* m_language;
    QComboBox* m_font;
    QCheckBox* m_alarmSound;
};

} // namespace holdpoint
