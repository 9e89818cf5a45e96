// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/language.h"

#include <QApplication>
#include <QFont>
#include <QLocale>
#include <QTemporaryDir>
#include <gmock/gmock.h>

namespace {

/// Every Qt warning is a fault of ours, but for what the offscreen plugin cannot do.
void failOnWarning(QtMsgType type, const QMessageLogContext&, const QString& message)
{
    if (type == QtDebugMsg || type == QtInfoMsg) {
        return;
    }
    for (const char* missing :
         {"propagateSizeHints()", "raise()", "grabbing the keyboard", "grabbing the mouse"}) { // a menu, a drag
        if (message.contains(QLatin1String("This plugin does not support ") + QLatin1String(missing))) {
            return;
        }
    }
    ADD_FAILURE() << "Qt says: " << message.toStdString();
}

} // namespace

int main(int argc, char** argv)
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    const QTemporaryDir home; // settings of one's own: tests run side by side
    qputenv("XDG_CONFIG_HOME", home.filePath(QStringLiteral("config")).toLocal8Bit());
    qputenv("XDG_DATA_HOME", home.filePath(QStringLiteral("data")).toLocal8Bit());
    QLocale::setDefault(QLocale::c());
    testing::InitGoogleMock(&argc, argv);
    QApplication application(argc, argv);
    QFont font(QStringLiteral("Inter"));
    font.setPixelSize(13);
    QApplication::setFont(font);
    holdpoint::installLanguage(QStringLiteral("en")); // the plural forms
    qInstallMessageHandler(failOnWarning);
    return RUN_ALL_TESTS();
}
