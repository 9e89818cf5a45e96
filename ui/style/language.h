// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace holdpoint {

/// "de" or "en": `wish` if it is one of them, else the first of the system's languages (QLocale::uiLanguages()) that the console
/// speaks, else English.
QString languageFor(const QString& wish, const QStringList& systemLanguages);

/// The console's texts and, if they are installed, Qt's own in this language ("de", "en"), instead of those of a call before.
/// Before the first widget: texts are not changed afterwards. False and English without plural forms: no such language.
bool installLanguage(const QString& language);

} // namespace holdpoint
