// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/run_comparison.h"
#include "ui/shell/background_job.h"

#include <QWidget>
#include <filesystem>
#include <memory>

class QComboBox;
class QLabel;
class QStandardItemModel;
class QTableView;

namespace holdpoint {

class Button;

/// One run against an earlier one of this dossier or of another: differences with their 95 % intervals, better, worse or the same
/// within the noise. Reads the frames on a thread of its own.
class ComparePanel : public QWidget
{
    Q_OBJECT

public:
    explicit ComparePanel(QWidget* parent = nullptr);
    /// The dossier of the runs, empty: none; and the run that is looked at.
    void setRuns(const std::filesystem::path& dossier, const std::vector<RunRecord>& runs);
    void setRun(std::int64_t run);
    void openMenu();
    /// Asks for a file, as a file dialog does unless a test says otherwise.
    std::function<QString()> chooseDossier;

    QComboBox& chooser() { return *m_chooser; }

Q_SIGNALS:
    void compared();

private:
    void fillChooser();
    void addOther();
    void compare();

    std::filesystem::path m_dossier;
    std::vector<RunRecord> m_runs;
    std::int64_t m_run = 0;
    struct Other
    {
        std::filesystem::path file;
        QString release;
        std::vector<RunRecord> runs;
    };
    std::vector<Other> m_others;
    QComboBox* m_chooser;
    Button* m_other;
    QLabel* m_remark;
    QStandardItemModel* m_rows;
    QTableView* m_table;
    BackgroundJob m_job;
};

} // namespace holdpoint
