// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLabel;
class QLineEdit;
class QRadioButton;

namespace holdpoint {

class AppController;
class Button;

/// Name, version, commit and environment of a release, and the plan it is tested with: from a template or a file. Writes the
/// plan where the user wants it, then opens the release.
class NewReleaseDialog : public QDialog
{
    Q_OBJECT

public:
    explicit NewReleaseDialog(AppController& controller, QWidget* parent = nullptr);

private:
    void check();
    void create();
    void showFault(const QString& fault);

    AppController& m_controller;
    QLineEdit* m_name;
    QLineEdit* m_version;
    QLineEdit* m_commit;
    QLineEdit* m_baseUrl;
    QLineEdit* m_folder;
    QLineEdit* m_file;
    QRadioButton* m_fromTemplate;
    QRadioButton* m_fromImport;
    QRadioButton* m_fromFile;
    QLabel* m_fault;
    Button* m_create;
};

} // namespace holdpoint
