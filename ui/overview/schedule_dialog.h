// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/after_release.h"

#include <QDialog>
#include <functional>

class QComboBox;
class QLabel;
class QSpinBox;
class QTimeEdit;

namespace holdpoint {

class StatusLabel;

/// Asks for the day, the time and the timer of the monthly regression run, says when it would come next, and stays open with what
/// was wrong.
class ScheduleDialog : public QDialog
{
    Q_OBJECT

public:
    /// Returns what was wrong; success closes the dialog.
    using Submit = std::function<Result<>(const RegressionSchedule&)>;

    ScheduleDialog(RegressionSchedule preset, Submit submit, QWidget* parent = nullptr);

private:
    RegressionSchedule asked() const;
    void showNext();

    RegressionSchedule m_preset;
    QSpinBox* m_day;
    QTimeEdit* m_time;
    QComboBox* m_way;
    QLabel* m_next;
    StatusLabel* m_fault = nullptr;
};

} // namespace holdpoint
