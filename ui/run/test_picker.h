// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/plan_runner.h"
#include "ui/run/timeline_view.h"

#include <QStringList>
#include <QWidget>
#include <optional>
#include <string>
#include <vector>

class QComboBox;
class QLabel;
class QSpinBox;
class QStandardItemModel;
class QTableView;

namespace holdpoint {

class Button;
class TestDetail;

/// Which tests to run, in which order, with which pauses; while they run, the queue: what is done, runs, waits, is skipped. Space
/// ticks, Alt+Up and Alt+Down move, Del skips, Enter starts. Shows what it is given and asks by signals.
class TestPicker : public QWidget
{
    Q_OBJECT

public:
    explicit TestPicker(QWidget* parent = nullptr);

    /// Ticks, order and pause are kept by test id, also when the plan is read again (nullptr between), until forgetChoices(); at
    /// first all are ticked, in plan order. `runs` must outlive the picker or be replaced.
    void setTests(const Plan* plan, const std::vector<TimelineTest>& tests, const std::vector<RunRecord>* runs = nullptr);
    void setRunning(bool isRunning);
    /// While it runs; nullptr: none. Must outlive the picker or be replaced.
    void setRunner(const PlanRunner* runner);
    /// The queue or its pause changed, or a second has passed.
    void showQueue();
    /// What an armed start waits for; empty: none.
    void setArmed(const QString& sentence);
    /// In the order of the rows.
    QStringList pickedTests() const;
    RunKind kind() const;
    PlanRunner::Request request() const;
    QString currentTest() const;
    /// The next plan is another release's: its tests in its order, its pause, the first kind.
    void forgetChoices();
    void focusTable();
    TestDetail& detail() { return *m_detail; }

Q_SIGNALS:
    void startRequested();
    void stopRequested();
    void armRequested();
    void disarmRequested();
    void failedAgainRequested();
    /// Of the queue, by place in it.
    void moveRequested(int place, int by);
    void skipRequested(int place);
    void takeBackRequested(int place);
    void pauseChanged(int seconds);
    void currentTestChanged(const QString& test);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    enum Column { TestColumn, QueueColumn, PlannedColumn, ElapsedColumn, OutcomeColumn, ColumnCount };
    static constexpr int kIdRole = Qt::UserRole + 1;
    /// Of a person, by test id, for when the plan is read again.
    struct Choices
    {
        QStringList order;
        QStringList left; // not picked
        QString current;
        std::optional<int> pause; // if it is not the plan's
    };

    Choices choices() const;
    void fillModel();
    void fillRows(const std::vector<TimelineTest>& tests);
    void arrange();
    void showSummary();
    void showButtons();
    /// The runner's tests are shown: what runs, not what is picked.
    bool hasQueue() const;
    int queuePlace(const QString& test) const;
    void move(int by);
    void skip();
    void toggle();
    QStringList order() const;

    const Plan* m_plan = nullptr;
    std::string m_planSha256; // of the rows
    int m_planPause = 0;      // s
    const PlanRunner* m_runner = nullptr;
    bool m_isRunning = false;
    bool m_hasFailed = false; // some test's deciding run
    bool m_isArmed = false;
    bool m_isFilling = false;         // rows change because of us
    std::optional<Choices> m_choices; // of the plan before, while there is none
    QStandardItemModel* m_model;
    QTableView* m_table;
    TestDetail* m_detail;
    QComboBox* m_kind;
    QSpinBox* m_pause;
    QLabel* m_summary;
    Button* m_start;
    Button* m_arm;
    Button* m_again;
    Button* m_up;
    Button* m_down;
    Button* m_skip;
};

} // namespace holdpoint
