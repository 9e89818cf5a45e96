// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/import/import.h"
#include "ui/shell/background_job.h"

#include <QDialog>
#include <filesystem>
#include <vector>

class QLabel;
class QLayout;
class QLineEdit;
class QRadioButton;

namespace holdpoint {

class AppController;
class Button;

/// Name, version, commit and environment of a release, and the plan it is tested with: from a template, an import or a file.
/// Writes the plan where the user wants it, then opens the release: in a file beside the plan, or in a PostgreSQL database that a
/// team shares. Imports and databases are waited for on threads of their own.
class NewReleaseDialog : public QDialog
{
    Q_OBJECT

public:
    explicit NewReleaseDialog(AppController& controller, QWidget* parent = nullptr);

private:
    struct PathChoice
    {
        QString title;
        QString filter; // empty: a folder is chosen
        bool mayBeFolder = false;
    };
    QLayout* pathRow(QRadioButton* way, QLineEdit* path, const PathChoice& choice);
    void check();
    void takeReleaseOfPlan();
    void create();
    void startImport();
    /// `variables` are what an imported plan needs before it can be read.
    /// Empty: a file beside the plan. An address without #NAME gets that of the release.
    std::filesystem::path dossierPlace() const;
    void setConnecting(bool isConnecting);
    void openRelease(const std::filesystem::path& plan, const std::vector<ImportVariable>& variables);
    void showFault(const QString& fault);

    AppController& m_controller;
    QLineEdit* m_name;
    QLineEdit* m_version;
    QLineEdit* m_commit;
    QLineEdit* m_environment;
    QLineEdit* m_baseUrl;
    QLineEdit* m_database;
    QLineEdit* m_folder;
    QLineEdit* m_importFile;
    QLineEdit* m_importFolder;
    QLineEdit* m_file;
    QRadioButton* m_fromTemplate;
    QRadioButton* m_fromImport;
    QRadioButton* m_fromFile;
    QLabel* m_fault;
    QLabel* m_missing;
    QList<QWidget*> m_order; // of the ways to a plan, as they stand
    Button* m_create;
    bool m_isConnecting = false;
    BackgroundJob m_import; // last: it ends before what it calls
};

} // namespace holdpoint
