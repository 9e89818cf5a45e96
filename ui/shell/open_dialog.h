// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFileDialog>

class QLabel;

namespace holdpoint {

class StatusLabel;

/// Asks for what to open: a dossier's file, a plan's, or a dossier in a PostgreSQL database, by its address. The address may
/// stand in its own line or in that of the file's name.
class OpenDialog : public QFileDialog
{
    Q_OBJECT

public:
    explicit OpenDialog(QWidget* parent = nullptr);

    /// A file, or postgresql://USER@HOST/DATABASE#NAME; after it was accepted.
    QString place() const { return m_place; }

    void accept() override;

private:
    void takeAddress(const QString& address);

    QLineEdit* m_address;
    StatusLabel* m_fault;
    QString m_place;
};

} // namespace holdpoint
