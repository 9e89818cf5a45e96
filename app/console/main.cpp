// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/pages.h"
#include "core/base/version.h"
#include "ui/shell/app_controller.h"
#include "ui/shell/main_window.h"
#include "ui/style/holdpoint_style.h"
#include "ui/style/language.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QEvent>
#include <QFont>
#include <QFontInfo>
#include <QLocale>
#include <QLoggingCategory>
#include <QTimer>
#include <algorithm>
#include <clocale>
#include <cstdio>
#include <curl/curl.h>

namespace {

/// What the command line named: a dossier, or a plan (*.yaml).
void openNamed(holdpoint::AppController& controller, const QString& file)
{
    holdpoint::Result<> opened;
    if (file.endsWith(QLatin1String(".yaml")) || file.endsWith(QLatin1String(".yml"))) {
        holdpoint::Session::Request request;
        request.planFile = file.toStdString();
        request.planOptions.processEnvironment = holdpoint::currentEnvironment();
        opened = controller.openPlan(request);
    } else {
        opened = controller.openDossier(file);
    }
    if (!opened) {
        std::fprintf(stderr, "holdpoint: %s\n", opened.error().message.c_str());
        Q_EMIT controller.failed(QCoreApplication::translate("main", "The file was not opened"),
                                 QString::fromStdString(opened.error().message));
    }
}

Q_LOGGING_CATEGORY(startLog, "holdpoint.start", QtWarningMsg)

/// Says once when the window's first frame is out: QT_LOGGING_RULES="holdpoint.start.debug=true".
class FirstPaint : public QObject
{
public:
    using QObject::QObject;
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() == QEvent::Paint) {
            watched->removeEventFilter(this);
            QTimer::singleShot(0, this, [] { qCDebug(startLog, "first window painted"); });
        }
        return false;
    }
};

/// Qt would abort with a text about its plugins.
bool hasDisplay(int argc, char** argv)
{
    const bool isChosen = qEnvironmentVariableIsSet("QT_QPA_PLATFORM") || std::any_of(argv, argv + argc, [](const char* word) {
                              return qstrcmp(word, "-platform") == 0 || qstrcmp(word, "--platform") == 0;
                          });
    return isChosen || !qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY");
}

/// A command line that cannot be followed.
int complain(const QString& why)
{
    std::fprintf(stderr, "holdpoint: %s\n", qPrintable(why));
    return 2;
}

/// What --language says; empty without it. Known before the parser, whose help is in that language.
QString languageWish(const QStringList& words)
{
    const QString option = QStringLiteral("--language");
    for (qsizetype i = 1; i < words.size(); ++i) {
        if (words.at(i).startsWith(option + QLatin1Char('='))) {
            return words.at(i).mid(option.size() + 1);
        }
        if (words.at(i) == option) {
            return words.value(i + 1);
        }
    }
    return {};
}

/// Texts follow the language; numbers do not: what is shown, typed, parsed and recorded has one form everywhere (ui.md §8).
void setLanguage(const QString& wish)
{
    const QStringList system = QLocale::system().uiLanguages();
    QLocale::setDefault(QLocale::c());
    std::setlocale(LC_NUMERIC, "C"); // QCoreApplication has set the environment's
    holdpoint::installLanguage(holdpoint::languageFor(wish, system));
}

} // namespace

int main(int argc, char** argv)
{
    const bool wantsText = argc > 1 && (qstrcmp(argv[1], "--help") == 0 || qstrcmp(argv[1], "-h") == 0 ||
                                        qstrcmp(argv[1], "--version") == 0 || qstrcmp(argv[1], "-v") == 0);
    if (wantsText) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    } else if (!hasDisplay(argc, argv)) {
        std::fputs(
            "holdpoint: there is no display here (DISPLAY and WAYLAND_DISPLAY are not set). The same work without a window: "
            "holdpointctl --help\n",
            stderr);
        return 1;
    }
    curl_global_init(CURL_GLOBAL_DEFAULT); // before any thread
    QCoreApplication::setApplicationName(QStringLiteral("holdpoint"));
    QCoreApplication::setOrganizationName(QStringLiteral("holdpoint"));
    QCoreApplication::setApplicationVersion(QString::fromLatin1(holdpoint::kVersion));
    QGuiApplication::setDesktopFileName(QStringLiteral("io.github.holdpoint.Holdpoint"));
    QApplication application(argc, argv);
    const QString wish = languageWish(application.arguments());
    setLanguage(wish.isEmpty() ? holdpoint::loadPreferences().language : wish);

    QCommandLineParser parser;
    parser.setApplicationDescription(
        QCoreApplication::translate("main", "Load-tests a release and decides, with proof, whether it may go to production."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption rehearsal(
        QStringLiteral("rehearsal"),
        QCoreApplication::translate("main", "Start the rehearsal against the built-in staging service at once."));
    parser.addOption(rehearsal);
    const QCommandLineOption language(
        QStringLiteral("language"),
        QCoreApplication::translate("main", "Language of the texts, for this start: de, en or system."),
        QStringLiteral("LANGUAGE"));
    parser.addOption(language);
    parser.addPositionalArgument(
        QStringLiteral("file"),
        QCoreApplication::translate("main",
                                    "A dossier (*.holdpoint, or postgresql://USER@HOST/DATABASE#NAME) or a plan (*.yaml)."),
        QStringLiteral("[DOSSIER|PLAN]"));
    parser.process(application);
    if (parser.positionalArguments().size() > 1) {
        return complain(QCoreApplication::translate("main", "one dossier or plan at a time; `holdpoint --help` says more"));
    }
    const QString chosen = parser.value(language);
    if (parser.isSet(language) && chosen != QLatin1String("de") && chosen != QLatin1String("en") &&
        chosen != QLatin1String("system")) {
        return complain(QCoreApplication::translate("main", "there is no language `%1`: de, en or system").arg(chosen));
    }

    holdpoint::AppController controller;
    if (const int percent = controller.preferences().fontPercent; percent != 100) { // before anything measures texts
        QFont font = QApplication::font();
        const int pixels = font.pixelSize() > 0 ? font.pixelSize() : QFontInfo(font).pixelSize();
        font.setPixelSize(std::max(1, pixels * percent / 100));
        QApplication::setFont(font);
    }
    holdpoint::applyTheme(controller.preferences().theme);
    int code = 0;
    {
        holdpoint::MainWindow window(controller);
        holdpoint::addPages(window, controller);
        FirstPaint firstPaint;
        window.installEventFilter(&firstPaint);
        window.restoreLayout();
        window.fitToScreen();
        window.showPage(QStringLiteral("start"));
        window.show();
        const QStringList files = parser.positionalArguments();
        QTimer::singleShot(0, &controller, [&controller, files, isRehearsal = parser.isSet(rehearsal)] {
            if (!files.isEmpty()) {
                openNamed(controller, files.front());
            } else if (isRehearsal) {
                controller.startRehearsal();
            }
        });
        code = QApplication::exec();
    }
    return code;
}
