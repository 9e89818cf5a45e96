// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QDir>
#include <QPixmap>
#include <QWidget>
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
