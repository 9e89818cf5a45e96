// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QPixmap>
#include <QTest>
#include <QTimer>
#include <QWidget>
#include <functional>
#include <gtest/gtest.h>

namespace holdpoint::test {

/// The child of this class and object name; its absence fails the test at once.
template <typename Widget>
Widget& child(const QWidget& parent, const char* name)
{
    auto* found = parent.findChild<Widget*>(QString::fromLatin1(name));
    if (found == nullptr) {
        ADD_FAILURE() << "no " << name << " in " << parent.objectName().toStdString();
        std::abort();
    }
    return *found;
}

/// Two rounds after show() before grab(), as reference/ui.md §10 asks.
inline void settle()
{
    QApplication::processEvents();
    QApplication::processEvents();
}

/// Waits in the event loop until the condition holds; false when the (generous) time is over.
template <typename Condition>
bool eventually(Condition condition)
{
    return QTest::qWaitFor(condition, 60000);
}

/// Fills the next dialog that opens, from within its event loop, and closes it if it is still there then. Its shortcuts
/// work only once it is the active window, which may take a moment after it was shown.
inline void whenDialogOpens(const std::function<void(QDialog&)>& act)
{
    auto* poll = new QTimer(qApp);
    QObject::connect(poll, &QTimer::timeout, qApp, [poll, act, patience = 2000]() mutable {
        auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
        if (dialog == nullptr || (!dialog->isActiveWindow() && --patience > 0)) {
            return;
        }
        poll->stop();
        poll->deleteLater();
        act(*dialog);
        if (dialog->isVisible()) {
            dialog->reject();
        }
    });
    poll->start(5);
}

/// Where pictures go: $HOLDPOINT_SCREENSHOTS, else `screenshots` in the build folder.
inline QString screenshotFolder()
{
    const QString folder = qEnvironmentVariable("HOLDPOINT_SCREENSHOTS", QStringLiteral(HOLDPOINT_BINARY_DIR "/screenshots"));
    QDir().mkpath(folder);
    return folder;
}

/// Shows the widget in this size and writes a picture of it.
inline QPixmap screenshot(QWidget& widget, const QString& name, const QSize& size)
{
    widget.resize(size);
    widget.show();
    settle();
    const QPixmap picture = widget.grab();
    EXPECT_TRUE(picture.save(screenshotFolder() + QLatin1Char('/') + name + QStringLiteral(".png")));
    return picture;
}

} // namespace holdpoint::test
