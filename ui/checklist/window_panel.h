// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/test_window.h"
#include "core/session/window_job.h"
#include "ui/checklist/dock_sheet.h"

#include <optional>
#include <vector>

class QLabel;
class QVBoxLayout;

namespace holdpoint {

class Button;

/// The Test window dock: how it stands, who is on call, every step with what became of it, and what a person may do next. Before
/// one is open it shows who would be told.
class WindowPanel : public DockSheet
{
    Q_OBJECT

public:
    explicit WindowPanel(QWidget* parent = nullptr);
    /// `planned` is shown while none is open. `isBusy`: it is being opened or closed here.
    void setWindow(const std::optional<TestWindow>& window, const std::vector<PlannedStep>& planned, bool isBusy,
                   bool hasSession);
    /// A second has passed.
    void tick();

Q_SIGNALS:
    /// A new window, or going on with one that is not announced everywhere.
    void openRequested();
    void closeRequested();
    void stopRequested();
    /// A person's word about a step.
    void settleRequested(const QString& step);

private:
    bool isOpen() const { return m_window && m_window->isOpen(); }
    void build();
    void addHead();
    void addPlanned();
    void addSteps();
    void addStep(QVBoxLayout& column, const OutsideStep& step);
    void showTime();
    void showActions();

    std::optional<TestWindow> m_window;
    std::vector<PlannedStep> m_planned;
    bool m_isBusy = false;
    bool m_hasSession = false;
    QLabel* m_left = nullptr; // within m_content
    Button* m_primary;
    Button* m_close;
};

} // namespace holdpoint
