// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"
#include "ui/run/ghost_choice.h"

#include <QWidget>
#include <optional>

class QComboBox;
class QLabel;

namespace holdpoint {

class Button;

/// What can be done about one test of the picker: its newest run and whether it counts, the run behind it as ghost lines, its
/// load and thresholds.
class TestDetail : public QWidget
{
    Q_OBJECT

public:
    explicit TestDetail(QWidget* parent = nullptr);

    /// `runs` must outlive this or be replaced.
    void setRuns(const Plan* plan, const std::vector<RunRecord>* runs);
    /// Where the choice of ghosts is kept; none: no release is open.
    void setDossier(const std::optional<std::filesystem::path>& file);
    void setTest(const QString& test);

Q_SIGNALS:
    void editRequested(const QString& test);
    void countingRequested(qint64 run);
    void ghostChosen(const QString& test);

private:
    void showDetail();
    void fillGhosts();
    const RunRecord* newestRun() const;

    const Plan* m_plan = nullptr;
    const std::vector<RunRecord>* m_runs = nullptr;
    std::optional<GhostChoice> m_ghosts;
    QString m_test;
    QString m_shown; // what the list of ghosts was made of
    bool m_isFilling = false;
    QLabel* m_text;
    QComboBox* m_ghost;
    Button* m_counting;
    Button* m_edit;
};

} // namespace holdpoint
