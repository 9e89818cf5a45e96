// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/verdict/run_result.h"
#include "ui/shell/background_job.h"

#include <QWidget>
#include <filesystem>
#include <tuple>

class QLabel;
class QStandardItemModel;
class QTableView;

namespace holdpoint {

/// The errors of one run by class and step, and below a request with its answer of the chosen row; those are read on a thread of
/// their own.
class ErrorsView : public QWidget
{
    Q_OBJECT

public:
    explicit ErrorsView(QWidget* parent = nullptr);
    void clear();
    /// Nothing is read again for the run that is shown.
    void setRun(const RunRecord& run, const std::filesystem::path& dossier);
    int count() const;

private:
    QStandardItemModel* m_model;
    QTableView* m_table;
    QLabel* m_sample;
    std::tuple<std::filesystem::path, std::int64_t, WallTime, bool> m_shown; // dossier, run, its begin, whether it has ended
    BackgroundJob m_samples;                                                 // last: it ends before what it calls
};

} // namespace holdpoint
