// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/run/timeline_view.h"

#include <QStringList>
#include <QWidget>

class QComboBox;
class QLabel;
class QStandardItemModel;
class QTableView;

namespace holdpoint {

class Button;

/// Which tests to run, with elapsed and planned time and the newest outcome of each. Space ticks a test, Enter starts.
class TestPicker : public QWidget
{
    Q_OBJECT

public:
    explicit TestPicker(QWidget* parent = nullptr);

    /// Rows in plan order; ticks are kept by test id, at first all that can run are ticked.
    void setTests(const Plan* plan, const std::vector<TimelineTest>& tests);
    void setRunning(bool isRunning);
    QStringList pickedTests() const;
    RunKind kind() const;
    void focusTable();

Q_SIGNALS:
    void startRequested();
    void stopRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showSummary();

    const Plan* m_plan = nullptr;
    bool m_isRunning = false;
    bool m_isFilling = false; // rows change because of us
    QStandardItemModel* m_model;
    QTableView* m_table;
    QComboBox* m_kind;
    QLabel* m_summary;
    Button* m_start;
};

} // namespace holdpoint
