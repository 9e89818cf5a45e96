// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/console/pages.h"
#include "tests/support/gui.h"
#include "ui/shell/app_controller.h"
#include "ui/shell/main_window.h"
#include "ui/style/holdpoint_style.h"

#include <QAbstractButton>
#include <QDialog>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <gmock/gmock.h>

namespace holdpoint::test {

/// The whole console as main() puts it together, with settings and data of its own.
class ConsoleTest : public testing::Test
{
protected:
    ConsoleTest()
    {
        qputenv("XDG_DATA_HOME", home.path().toUtf8());
        QCoreApplication::setOrganizationName(QStringLiteral("holdpoint-test"));
        QSettings().clear();
        applyTheme(QStringLiteral("light"));
        controller.setPreferences({QStringLiteral("A. Rao"), Role::Qa, QStringLiteral("light")});
        window = std::make_unique<MainWindow>(controller);
        addPages(*window, controller);
        window->showPage(QStringLiteral("start"));
        window->resize(1280, 800);
        window->show();
        settle();
    }
    ~ConsoleTest() override
    {
        window.reset();
        QSettings().clear();
        applyTheme(QStringLiteral("light"));
    }

    /// Clicks `button` of the modal dialog `dialog` as soon as it is up. Call before what opens the dialog.
    void whenAsked(const QString& dialog, const QString& button)
    {
        auto* timer = new QTimer(window.get());
        QObject::connect(timer, &QTimer::timeout, window.get(), [this, timer, dialog, button] {
            auto* modal = qobject_cast<QDialog*>(QApplication::activeModalWidget());
            if (modal == nullptr || modal->objectName() != dialog) {
                return;
            }
            timer->deleteLater();
            timer->stop();
            asked << dialog;
            for (QAbstractButton* each : modal->findChildren<QAbstractButton*>()) {
                if (each->objectName() == button || each->text() == button) {
                    QTest::mouseClick(each, Qt::LeftButton);
                    return;
                }
            }
            ADD_FAILURE() << dialog.toStdString() << " has no " << button.toStdString();
            modal->reject();
        });
        timer->start(20);
    }

    static bool waitFor(const std::function<bool()>& condition, int timeoutMs) { return QTest::qWaitFor(condition, timeoutMs); }
    bool isRunning() const
    {
        return controller.runner() != nullptr && controller.runner()->state() == PlanRunner::State::Running;
    }
    void picture(const char* name, const char* theme)
    {
        applyTheme(QLatin1String(theme));
        settle();
        screenshot(*window, QStringLiteral("%1-%2-1280").arg(QLatin1String(name), QLatin1String(theme)), {1280, 800});
        applyTheme(QStringLiteral("light"));
    }

    QTemporaryDir home;
    QStringList asked; // dialogs that came up, in order
    AppController controller;
    std::unique_ptr<MainWindow> window;
};

} // namespace holdpoint::test
