// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/export_dialog.h"

#include "ui/style/dialog_parts.h"
#include "ui/style/file_choice.h"

#include <QBoxLayout>
#include <QDir>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>

namespace holdpoint {

ExportDialog::ExportDialog(const QString& folder, QWidget* parent)
    : QDialog(parent), m_folder(new QLineEdit(QDir::toNativeSeparators(folder), this)),
      m_note(makeLabel(QString(), FontRole::Small, true, this)), m_action(new Button(tr("Export"), QStringLiteral("Enter"), this))
{
    setObjectName(QStringLiteral("exportDialog"));
    setWindowTitle(tr("Export report"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 14, 16, 16);
    column->setSpacing(8);
    QLabel* label = makeLabel(tr("Folder"), FontRole::Small, true, this);
    label->setBuddy(m_folder);
    column->addWidget(label);
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    m_folder->setObjectName(QStringLiteral("folder"));
    m_folder->setAccessibleName(tr("Folder"));
    auto* browse = new Button(tr("Browse\u2026"), QString(), this);
    browse->setObjectName(QStringLiteral("browse"));
    browse->setAutoDefault(false);
    line->addWidget(m_folder, 1);
    line->addWidget(browse);
    column->addLayout(line);
    m_note->setObjectName(QStringLiteral("note"));
    m_note->setWordWrap(true);
    column->addWidget(m_note);
    m_action->setObjectName(QStringLiteral("action"));
    m_action->setKind(Button::Kind::Primary);
    m_action->setDefault(true);
    addDialogButtons(column, QString(), new Button(tr("Cancel"), QStringLiteral("Esc"), this), this)->addWidget(m_action);
    setMinimumWidth(scaled(560));
    connect(browse, &Button::clicked, this, &ExportDialog::browse);
    connect(m_action, &Button::clicked, this, &QDialog::accept);
    connect(m_folder, &QLineEdit::textChanged, this, &ExportDialog::check);
    check();
    m_folder->setFocus();
}

QString ExportDialog::folder() const
{
    return QDir::home().absoluteFilePath(m_folder->text().trimmed());
}

void ExportDialog::check()
{
    const QFileInfo info(folder());
    const bool isFile = info.exists() && !info.isDir();
    m_action->setEnabled(!m_folder->text().trimmed().isEmpty() && !isFile);
    m_note->setText(isFile          ? tr("This is a file.")
                    : info.exists() ? tr("The folder is there: a former report in it is replaced.")
                                    : tr("The folder will be made."));
}

void ExportDialog::browse()
{
    QDir from(folder());
    while (!from.exists() && from.path() != QDir::rootPath()) {
        from.setPath(QFileInfo(from.path()).path());
    }
    const QString chosen = chooseFolder(this, tr("Export the report into"), from.path());
    if (!chosen.isEmpty()) {
        m_folder->setText(QDir::toNativeSeparators(chosen));
    }
}

} // namespace holdpoint
