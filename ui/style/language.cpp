// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QTranslator>

// A resource of a static library is there only if somebody asks for it, outside of any namespace.
static void initTranslations()
{
    Q_INIT_RESOURCE(translations);
}

namespace holdpoint {

namespace {

/// Replaced as a whole; the application deletes it at its end.
QObject* s_translators = nullptr; // GUI thread

} // namespace

QString languageFor(const QString& wish, const QStringList& systemLanguages)
{
    const QStringList spoken{QStringLiteral("de"), QStringLiteral("en")};
    if (spoken.contains(wish)) {
        return wish;
    }
    for (const QString& system : systemLanguages) { // "de-AT", "de", "en-US"
        const QString language = system.section(QLatin1Char('-'), 0, 0);
        if (spoken.contains(language)) {
            return language;
        }
    }
    return QStringLiteral("en");
}

bool installLanguage(const QString& language)
{
    initTranslations();
    delete s_translators;
    s_translators = new QObject(QCoreApplication::instance());
    QObject::connect(s_translators, &QObject::destroyed, [] { s_translators = nullptr; });
    auto* ofQt = new QTranslator(s_translators);
    if (language != QLatin1String("en") &&
        ofQt->load(QStringLiteral("qtbase_") + language, QLibraryInfo::path(QLibraryInfo::TranslationsPath))) {
        QCoreApplication::installTranslator(ofQt);
    }
    auto* own = new QTranslator(s_translators);
    return own->load(QStringLiteral(":/translations/holdpoint_") + language) && QCoreApplication::installTranslator(own);
}

} // namespace holdpoint
