// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/pages.h"
#include "core/base/version.h"
#include "ui/shell/app_controller.h"
#include "ui/shell/main_window.h"
#include "ui/style/holdpoint_style.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QEvent>
#include <QLoggingCategory>
#include <QTimer>
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

    QCommandLineParser parser;
    parser.setApplicationDescription(
        QCoreApplication::translate("main", "Load-tests a release and decides, with proof, whether it may go to production."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption rehearsal(
        QStringLiteral("rehearsal"),
        QCoreApplication::translate("main", "Start the rehearsal against the built-in staging service at once."));
    parser.addOption(rehearsal);
    parser.addPositionalArgument(QStringLiteral("file"),
                                 QCoreApplication::translate("main", "A dossier (*.holdpoint) or a plan (*.yaml)."),
                                 QStringLiteral("[DOSSIER|PLAN]"));
    parser.process(application);
    if (parser.positionalArguments().size() > 1) {
        std::fprintf(stderr, "holdpoint: one dossier or plan at a time; `holdpoint --help` says more\n");
        return 2;
    }

    holdpoint::AppController controller;
    holdpoint::applyTheme(controller.preferences().theme);
    int code = 0;
    {
        holdpoint::MainWindow window(controller);
        holdpoint::addPages(window, controller);
        FirstPaint firstPaint;
        window.installEventFilter(&firstPaint);
        window.restoreLayout();
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
