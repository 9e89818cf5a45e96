// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/open_dialog.h"

#include "core/dossier/database_url.h"
#include "ui/shell/recent_dossiers.h"
#include "ui/style/file_choice.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"

#include <QCompleter>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace holdpoint {

OpenDialog::OpenDialog(QWidget* parent)
    : QFileDialog(parent, tr("Open dossier or plan"), kNoFolder), m_address(new QLineEdit(this)),
      m_fault(new StatusLabel(FontRole::Body, Status::Fail, this))
{
    setObjectName(QStringLiteral("openDialog"));
    keepFilesClosed(*this); // the system's has no line for a database, either
    setFileMode(QFileDialog::ExistingFile);
    setNameFilter(tr("Dossiers and plans (*.holdpoint *.yaml *.yml);;All files (*)"));
    m_address->setObjectName(QStringLiteral("databaseAddress"));
    m_address->setPlaceholderText(QStringLiteral("postgresql://USER@HOST/DATABASE#NAME"));
    m_address->setToolTip(tr("A dossier that several people share lies in a PostgreSQL database. The password is taken from "
                             "~/.pgpass or PGPASSWORD, never from here."));
    QStringList known;
    for (const RecentDossier& recent : loadRecentDossiers()) {
        if (isDatabaseUrl(recent.file.toStdString())) {
            known << recent.file;
        }
    }
    auto* completer = new QCompleter(known, m_address);
    completer->setFilterMode(Qt::MatchContains);
    m_address->setCompleter(completer);
    m_fault->setObjectName(QStringLiteral("fault"));
    m_fault->setWordWrap(true);
    m_fault->hide();
    connect(m_address, &QLineEdit::textChanged, m_fault, &QWidget::hide);
    auto* connects = new QPushButton(tr("Connect"), this); // "Open" is for files, and off while none is chosen
    connects->setObjectName(QStringLiteral("connectDatabase"));
    connects->setEnabled(false);
    connect(connects, &QPushButton::clicked, this, &OpenDialog::accept);
    connect(m_address, &QLineEdit::returnPressed, this, &OpenDialog::accept);
    connect(m_address, &QLineEdit::textChanged, connects,
            [connects](const QString& text) { connects->setEnabled(!text.trimmed().isEmpty()); });
    auto* label = new QLabel(tr("Or in a &database:"), this);
    label->setBuddy(m_address);
    if (auto* grid = qobject_cast<QGridLayout*>(layout())) {
        const int row = grid->rowCount();
        grid->addWidget(label, row, 0);
        grid->addWidget(m_address, row, 1);
        grid->addWidget(connects, row, 2);
        grid->addWidget(m_fault, row + 1, 0, 1, grid->columnCount());
    }
}

void OpenDialog::takeAddress(const QString& address)
{
    const std::string place = address.toStdString();
    const auto url = isDatabaseUrl(place)
                         ? parseDatabaseUrl(place)
                         : Result<DatabaseUrl>(fail(Error::Kind::Invalid, tr("A dossier in a database is named "
                                                                             "postgresql://USER@HOST/DATABASE#NAME.")
                                                                              .toStdString()));
    if (!url) {
        m_fault->setText(fromCore(url.error().message));
        m_fault->show();
        return;
    }
    m_place = address;
    QDialog::accept();
}

void OpenDialog::accept()
{
    const auto* name = findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
    const QString typed = name != nullptr ? name->text().trimmed() : QString();
    const QString address = m_address->text().trimmed();
    if (!address.isEmpty() || isDatabaseUrl(typed.toStdString())) {
        takeAddress(address.isEmpty() ? typed : address);
        return;
    }
    QFileDialog::accept();
    if (result() == QDialog::Accepted) {
        m_place = selectedFiles().value(0);
    }
}

} // namespace holdpoint
