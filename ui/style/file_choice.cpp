// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/file_choice.h"

#include "ui/style/words.h"

#include <QFileDialog>
#include <QFileIconProvider>

namespace holdpoint {

namespace {

class NamesOnly final : public QFileIconProvider
{
public:
    using QFileIconProvider::icon;
    QIcon icon(const QFileInfo& info) const override { return icon(info.isDir() ? Folder : File); }
    QString type(const QFileInfo& info) const override
    {
        return info.isDir() ? holdpoint::tr("Folder") : info.suffix().isEmpty() ? holdpoint::tr("File") : info.suffix();
    }
};

QString chosen(QFileDialog& dialog, const QString& begin, const QString& filter)
{
    keepFilesClosed(dialog, begin);
    if (!filter.isEmpty()) {
        dialog.setNameFilter(filter);
    }
    return dialog.exec() == QDialog::Accepted ? dialog.selectedFiles().value(0) : QString();
}

} // namespace

void keepFilesClosed(QFileDialog& dialog, const QString& begin)
{
    static NamesOnly names;
    dialog.setOption(QFileDialog::DontUseNativeDialog);
    dialog.setIconProvider(&names);
    const QFileInfo place(begin);
    dialog.setDirectory(begin.isEmpty() ? QDir::currentPath() : place.isDir() ? begin : place.absolutePath());
    if (!begin.isEmpty() && !place.isDir()) {
        dialog.selectFile(place.fileName());
    }
}

QString chooseFile(QWidget* parent, const QString& title, const QString& begin, const QString& filter)
{
    QFileDialog dialog(parent, title, kNoFolder);
    dialog.setFileMode(QFileDialog::ExistingFile);
    return chosen(dialog, begin, filter);
}

QString chooseFolder(QWidget* parent, const QString& title, const QString& begin)
{
    QFileDialog dialog(parent, title, kNoFolder);
    dialog.setFileMode(QFileDialog::Directory);
    dialog.setOption(QFileDialog::ShowDirsOnly);
    return chosen(dialog, begin, QString());
}

QString chooseNewFile(QWidget* parent, const QString& title, const QString& begin, const QString& filter)
{
    QFileDialog dialog(parent, title, kNoFolder);
    dialog.setFileMode(QFileDialog::AnyFile);
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    return chosen(dialog, begin, filter);
}

} // namespace holdpoint
