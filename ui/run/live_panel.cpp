// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/live_panel.h"

#include "ui/run/chart_grid.h"
#include "ui/run/live_tiles.h"
#include "ui/run/test_picker.h"
#include "ui/run/tile_strip.h"
#include "ui/style/parts.h"

#include <QScrollArea>
#include <QStackedWidget>

namespace holdpoint {

namespace {

constexpr int kWideTile = 148; // px at 100 %: room for whole sentences under the bar

} // namespace

LivePanel::LivePanel(QWidget* parent)
    : QWidget(parent), m_stack(new QStackedWidget(this)), m_grid(nullptr), m_picker(new TestPicker(this)),
      m_timeline(new TimelineView(this))
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    auto* load = new QWidget(this);
    auto* loadLayout = new QVBoxLayout(load);
    loadLayout->setContentsMargins(0, 0, 0, 0);
    loadLayout->setSpacing(0);
    m_tiles = new TileStrip(kTileCount, load);
    m_grid = new ChartGrid(load);
    loadLayout->addWidget(m_tiles);
    loadLayout->addWidget(makeHairline(Qt::Horizontal, load));
    loadLayout->addWidget(m_grid, 1);
    auto* scroll = new QScrollArea(this); // at a large font in a small window: scroll, never squeeze
    scroll->setObjectName(QStringLiteral("liveScroll"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(load);
    m_stack->addWidget(scroll);
    m_stack->addWidget(m_picker);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_stack, 1);
    layout->addWidget(makeHairline(Qt::Horizontal, this));
    layout->addWidget(m_timeline);
    refresh();
}

LivePanel::~LivePanel() = default;

void LivePanel::setPlan(const Plan* plan, std::vector<RunRecord> runs)
{
    m_plan = plan;
    m_runs = std::move(runs);
    showTests();
}

void LivePanel::setRun(std::shared_ptr<const LiveRun> run)
{
    if (m_isPaused && run && m_run && run->record.id == m_run->record.id) {
        m_pausedRun = m_pausedRun ? m_pausedRun : m_run; // what is shown draws from it
    } else {
        m_grid->letGo(); // before the old run dies
    }
    m_run = std::move(run);
    refresh();
}

void LivePanel::refresh()
{
    if (!isVisible() && window()->isVisible()) { // another page is shown: showEvent() makes up for it
        return;
    }
    showTests();
    if (m_isPaused || isPickerShown()) {
        return;
    }
    const auto contents = liveTiles(m_run.get(), m_tiles->tile(0).width() >= scaled(kWideTile));
    for (std::size_t index = 0; index < kTileCount; ++index) {
        m_tiles->tile(index).setContent(contents[index]);
    }
    m_grid->show(m_run.get());
}

void LivePanel::setPaused(bool isPaused)
{
    m_isPaused = isPaused;
    if (!isPaused && m_pausedRun) {
        m_grid->letGo();
        m_pausedRun.reset();
    }
    refresh();
}

void LivePanel::showPicker(bool isShown)
{
    m_stack->setCurrentIndex(isShown ? 1 : 0);
    refresh();
}

bool LivePanel::isPickerShown() const
{
    return m_stack->currentIndex() == 1;
}

const Tile& LivePanel::tile(std::size_t index) const
{
    return m_tiles->tile(index);
}

void LivePanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    refresh();
}

void LivePanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refresh();
}

void LivePanel::showTests()
{
    std::vector<TimelineTest> rows;
    std::vector<TimelineTest> tests;
    double pause = 0;
    if (m_plan != nullptr) {
        rows = timelineTests(*m_plan, m_runs, m_run.get(), Lanes::None);
        tests = timelineOf(*m_plan, m_runs, m_run.get(), m_queue != nullptr ? *m_queue : RunQueue());
        pause = std::chrono::duration<double>(m_plan->pause).count();
    }
    m_picker->setTests(m_plan, rows, &m_runs);
    m_timeline->setTests(std::move(tests), pause);
}

} // namespace holdpoint
