// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/checklist.h"

#include <QString>

namespace holdpoint {

/// What a person states once (semantics.md §1), kept per user.
struct Preferences
{
    QString name; // empty: the OS user's name
    Role role = Role::Qa;
    QString theme = QStringLiteral("system");    // system | light | dark
    bool hasAlarmSound = false;                  // one sound for a critical alarm
    int fontPercent = 100;                       // of the system's font, 100 to 200; from the next start on
    QString language = QStringLiteral("system"); // system | de | en; from the next start on

    Person person() const;
};

Preferences loadPreferences();
void savePreferences(const Preferences& preferences);
/// The name that the operating system knows the user by.
QString osUserName();

} // namespace holdpoint
