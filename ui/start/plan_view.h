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

private:
    explicit PlanView(QWidget* parent);
    void read();
    void showPlan(const Plan& plan, const QString& text);
    void goToFault(int row);

    QString m_file;
    PlanOptions m_options;
    QFileSystemWatcher m_watcher;
    std::vector<PlanFault> m_faults;
    QLabel* m_summary;
    PlanText* m_text;
    QListWidget* m_faultList;
    QStandardItemModel* m_testsModel;
    QTableView* m_tests;
};

} // namespace holdpoint
