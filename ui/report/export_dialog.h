// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLabel;
class QLineEdit;

namespace holdpoint {

class Button;

/// Asks for the folder of a report: typed, or chosen from those that are there. It need not be there yet.
class ExportDialog : public QDialog
{
    Q_OBJECT

public:
    explicit ExportDialog(const QString& folder, QWidget* parent = nullptr);
    QString folder() const;

private:
    void browse();
    void check();

    QLineEdit* m_folder;
    QLabel* m_note;
    Button* m_action;
};

} // namespace holdpoint
