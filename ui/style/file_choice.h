// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QFileDialog;
class QWidget;

namespace holdpoint {

// The only ways to a file dialog: they open no file that they list. Dialogs of Qt and of desktops look into files to find out
// their types, and the close() that follows ends this process's SQLite locks on a dossier (core/dossier/sqlite_guard.h).

/// For a dialog that was made with kNoFolder as its directory: Qt's own, with names for types. Sets the directory to `begin`, a
/// folder or a file in it; empty: the working folder.
void keepFilesClosed(QFileDialog& dialog, const QString& begin = {});
/// A directory without dossiers, for a dialog's constructor, which reads it at once.
inline const QString kNoFolder = QStringLiteral("/");

/// The chosen file; empty if none was chosen. `filter` as QFileDialog's: "Markdown (*.md)".
QString chooseFile(QWidget* parent, const QString& title, const QString& begin = {}, const QString& filter = {});
QString chooseFolder(QWidget* parent, const QString& title, const QString& begin = {});
/// A file to write; asks before one that is there is replaced.
QString chooseNewFile(QWidget* parent, const QString& title, const QString& begin, const QString& filter);

} // namespace holdpoint
