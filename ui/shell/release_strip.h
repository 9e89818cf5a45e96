// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/test_window.h"
#include "core/report/report.h"

#include <QWidget>

class QLabel;

namespace holdpoint {

class Button;
class GateStep;
class LoadClock;
class StatusLabel;

/// The full-width line under the menu: release, commit, environment, window, the three gates, clock, Stop load while load runs.
class ReleaseStrip : public QWidget
{
    Q_OBJECT

public:
    explicit ReleaseStrip(QWidget* parent = nullptr);

    /// nullptr: no release is open.
    void setReport(const Report* report);
    /// The newest test window, for the time that is left of it. After setReport().
    void setWindow(const std::optional<TestWindow>& window);
    void setRunning(bool isRunning);
    /// Asked once a second while load runs; must outlive the strip.
    void setLoadClock(const LoadClock* clock) { m_loadClock = clock; }
    /// 0: everything; 1: without gates; 2: without window too (reference/ui.md §2, Shrinking).
    void setShrink(int level);

Q_SIGNALS:
    void stopRequested();
    /// The window's text was clicked.
    void windowRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void timerEvent(QTimerEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showClock();
    void showLoad();
    void showWindow();
    void showParts();

    QLabel* m_release;
    QLabel* m_commit;
    QWidget* m_environmentGroup = nullptr;
    QLabel* m_environment;
    QLabel* m_rehearsal;
    QWidget* m_windowGroup = nullptr;
    StatusLabel* m_window;
    std::optional<TestWindow> m_testWindow;
    QWidget* m_gatesGroup = nullptr;
    QList<GateStep*> m_gates;
    QLabel* m_clock;
    QLabel* m_load;
    const LoadClock* m_loadClock = nullptr;
    Button* m_stop;
    int m_shrink = 0;
    bool m_isRunning = false;
    bool m_hasReport = false;
};

} // namespace holdpoint
