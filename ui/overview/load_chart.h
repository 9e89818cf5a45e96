// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/verdict/run_result.h"
#include "ui/shell/background_job.h"

#include <QWidget>
#include <filesystem>

namespace holdpoint {

class ChartGroup;
class TimeSeriesView;

/// Requests or iterations of one run, second by second, beside what was planned; its frames are read on a thread of their own.
class LoadChart : public QWidget
{
    Q_OBJECT

public:
    explicit LoadChart(QWidget* parent = nullptr);
    /// Nothing is read again for the run that is shown; what could not be read is asked for again by the next call.
    void setRun(const RunRecord& run, const std::filesystem::path& dossier);

private:
    ChartGroup* m_group;
    TimeSeriesView* m_view;
    std::tuple<std::int64_t, WallTime, std::filesystem::path> m_run; // that is shown, or is being read
    BackgroundJob m_frames;                                          // last: it ends before what it calls
};

} // namespace holdpoint
