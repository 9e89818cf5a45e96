// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/run/live_run.h"
#include "ui/run/timeline_view.h"

#include <QWidget>
#include <memory>

class QStackedWidget;

namespace holdpoint {

class ChartGrid;
class TestPicker;
class Tile;
class TileStrip;

/// The centre of the Live load page: tiles, charts and timeline of one run, or the picker. Shows what it was given; refresh()
/// once a second while load runs. Knows no session and no runner.
class LivePanel : public QWidget
{
    Q_OBJECT

public:
    explicit LivePanel(QWidget* parent = nullptr);
    ~LivePanel() override;

    /// The plan must outlive the panel or be replaced; `runs` are those of its dossier, oldest first.
    void setPlan(const Plan* plan, std::vector<RunRecord> runs);
    /// Of the tests under way; empty: none is. It must outlive the panel or be replaced.
    void setQueue(const RunQueue* queue) { m_queue = queue; }
    /// nullptr: none. The panel reads it at each refresh().
    void setRun(std::shared_ptr<const LiveRun> run);
    const LiveRun* run() const { return m_run.get(); }
    /// Repaints from the run; only the timeline and the picker while paused.
    void refresh();
    void setPaused(bool isPaused);
    bool isPaused() const { return m_isPaused; }
    void showPicker(bool isShown);
    bool isPickerShown() const;

    ChartGrid& grid() { return *m_grid; }
    TestPicker& picker() { return *m_picker; }
    TimelineView& timeline() { return *m_timeline; }
    const Tile& tile(std::size_t index) const;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void showTests();

    const Plan* m_plan = nullptr;
    std::vector<RunRecord> m_runs;
    const RunQueue* m_queue = nullptr;
    std::shared_ptr<const LiveRun> m_run;
    std::shared_ptr<const LiveRun> m_pausedRun; // read anew meanwhile: the paused view still shows this one
    bool m_isPaused = false;
    QStackedWidget* m_stack;
    TileStrip* m_tiles;
    ChartGrid* m_grid;
    TestPicker* m_picker;
    TimelineView* m_timeline;
};

} // namespace holdpoint
