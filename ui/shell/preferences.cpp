// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/preferences.h"

#include "ui/style/status.h"

#include <QSettings>
#include <algorithm>
#include <pwd.h>
#include <unistd.h>

namespace holdpoint {

QString osUserName()
{
    const passwd* entry = getpwuid(getuid()); // the GUI thread only
    return entry != nullptr ? QString::fromLocal8Bit(entry->pw_name) : qEnvironmentVariable("USER");
}

Person Preferences::person() const
{
    const QString osUser = osUserName();
    return {(name.isEmpty() ? osUser : name).toStdString(), role, osUser.toStdString()};
}

Preferences loadPreferences()
{
    const QSettings settings;
    Preferences preferences;
    preferences.name = settings.value(QStringLiteral("identity/name")).toString();
    const auto role = roleFrom(settings.value(QStringLiteral("identity/role"), QStringLiteral("qa")).toString().toStdString());
    preferences.role = role ? *role : Role::Qa;
    preferences.theme = settings.value(QStringLiteral("theme"), preferences.theme).toString();
    preferences.language = settings.value(QStringLiteral("language"), preferences.language).toString();
    preferences.fontPercent = std::clamp(settings.value(QStringLiteral("font-percent"), 100).toInt(), 100, 200);
    preferences.hasAlarmSound = settings.value(QStringLiteral("alarms/sound"), false).toBool();
    return preferences;
}

void savePreferences(const Preferences& preferences)
{
    QSettings settings;
    settings.setValue(QStringLiteral("identity/name"), preferences.name);
    settings.setValue(QStringLiteral("identity/role"), fromCore(nameOf(preferences.role)));
    settings.setValue(QStringLiteral("theme"), preferences.theme);
    settings.setValue(QStringLiteral("language"), preferences.language);
    settings.setValue(QStringLiteral("font-percent"), preferences.fontPercent);
    settings.setValue(QStringLiteral("alarms/sound"), preferences.hasAlarmSound);
}

} // namespace holdpoint
