// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/gui.h"
#include "ui/style/file_choice.h"

#include <QDir>
#include <QFile>
#include <QFileSystemModel>
#include <QListView>
#include <QTemporaryDir>
#include <gtest/gtest.h>
#include <sys/inotify.h>
#include <unistd.h>

namespace holdpoint {
namespace {

TEST(FileChoiceTest, ListsFilesWithoutOpeningOne)
{
    QTemporaryDir folder;
    const QStringList names{QStringLiteral("release.holdpoint"), QStringLiteral("release.holdpoint-shm"), QStringLiteral("odd")};
    for (const QString& name : names) {
        QFile file(folder.filePath(name));
        ASSERT_TRUE(file.open(QIODevice::WriteOnly));
        file.write("SQLite format 3");
    }
    const int watch = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    ASSERT_GE(watch, 0);
    for (const QString& name : names) {
        ASSERT_GE(::inotify_add_watch(watch, folder.filePath(name).toLocal8Bit().constData(), IN_OPEN), 0);
    }
    QStringList types;
    test::whenDialogOpens([&](QDialog& dialog) {
        auto* model = dialog.findChild<QFileSystemModel*>();
        ASSERT_NE(model, nullptr) << "Qt's own dialog";
        const QModelIndex root = model->index(folder.path());
        ASSERT_TRUE(test::eventually([&] { return model->rowCount(root) == 3; }));
        const auto read = [&] {
            types.clear();
            for (int row = 0; row < 3; ++row) {
                types << model->type(model->index(row, 0, root));
            }
            return !types.contains(QString());
        };
        EXPECT_TRUE(test::eventually(read));
    });
    EXPECT_EQ(chooseFile(nullptr, QStringLiteral("Add evidence"), folder.path()), QString());
    EXPECT_TRUE(types.contains(QStringLiteral("holdpoint"))) << types.join(QLatin1Char(' ')).toStdString();
    char events[4096];
    EXPECT_LT(::read(watch, events, sizeof events), 0) << "a dossier's locks end when anything in the process closes it";
    ::close(watch);
}

} // namespace
} // namespace holdpoint
