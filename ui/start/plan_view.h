// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan_reader.h"

#include <QDialog>
#include <QFileSystemWatcher>

class QLabel;
class QListWidget;
class QStandardItemModel;
class QTableView;

namespace holdpoint {

class PlanText;

/// A plan as text, with its faults at their lines, and as a table of its tests. Read again whenever the file changes.
class PlanView : public QDialog
{
    Q_OBJECT

public:
    PlanView(const QString& file, PlanOptions options, QWidget* parent = nullptr);
    /// A plan that a dossier keeps, without a file.
    PlanView(const Plan& plan, QWidget* parent = nullptr);
    std::vector<PlanFault> faults() const { return m_faults; }
    /// The plan that the open release works with: a file that says something else can be taken by useRequested().
    void setUsed(const std::string& sha256);

Q_SIGNALS:
    /// The file as it is now shall be the release's plan.
    void useRequested();

private:
    explicit PlanView(QWidget* parent);
    void watch();
    void read();
    void showUse();
    void showPlan(const Plan& plan, const QString& text);
    void goToFault(int row);

    QString m_file;
    PlanOptions m_options;
    QFileSystemWatcher m_watcher;
    std::vector<PlanFault> m_faults;
    std::string m_sha256;              // of the text shown
    std::optional<std::string> m_used; // of the release's plan
    QLabel* m_summary;
    PlanText* m_text;
    QListWidget* m_faultList;
    QStandardItemModel* m_testsModel;
    QTableView* m_tests;
    QWidget* m_useRow;
};

} // namespace holdpoint
