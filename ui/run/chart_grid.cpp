// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/chart_grid.h"

#include "core/plan/chart_plan.h"
#include "ui/charts/chart_group.h"
#include "ui/charts/heat_map_view.h"
#include "ui/charts/time_series_view.h"
#include "ui/run/chart_choice.h"
#include "ui/run/live_charts.h"
#include "ui/style/status.h"
#include "ui/style/theme.h"

#include <QActionGroup>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMenu>
#include <QPainter>
#include <cmath>

namespace holdpoint {

namespace {

constexpr int kSlots = static_cast<int>(kChartSlots);
constexpr int kWideWindow = 1600; // ui.md §2, at 100 %: a bigger font counts as a smaller window
constexpr double kFirstSpan = 60; // an axis shows at least a minute
constexpr int kXLabelHeight = 14; // what a cell with x labels is higher than one without, at 100 %

/// Before there is a run.
QStringList plainCharts()
{
    return {QStringLiteral("latency"), QStringLiteral("requests"),  QStringLiteral("errors"),
            QStringLiteral("vus"),     QStringLiteral("generator"), kHeatMapChart};
}

} // namespace

ChartGrid::ChartGrid(QWidget* parent)
    : QWidget(parent), m_group(new ChartGroup(this)), m_heatMap(new HeatMapView(*m_group, this)), m_shown(plainCharts())
{
    for (int slot = 0; slot < kSlots; ++slot) {
        auto* chart = new TimeSeriesView(*m_group, this);
        chart->setObjectName(QStringLiteral("chart%1").arg(slot));
        chart->setMenuMaker([this, slot](QMenu& menu) { addChoices(menu, slot); });
        connect(chart, &TimeSeriesView::secondChosen, this,
                [this, slot](double second) { Q_EMIT secondChosen(m_shown.value(slot), second); });
        connect(chart, &TimeSeriesView::logAxisChosen, this, [this, slot](bool isLog) {
            if (isLog) {
                m_logCharts.insert(m_shown.value(slot));
            } else {
                m_logCharts.remove(m_shown.value(slot));
            }
        });
        m_charts.push_back(chart);
    }
    m_heatMap->setObjectName(QStringLiteral("heatMap"));
    m_heatMap->setMenuMaker([this](QMenu& menu) { addChoices(menu, heatSlot()); });
    connect(m_heatMap, &HeatMapView::secondChosen, this, [this](double second) { Q_EMIT secondChosen(kHeatMapChart, second); });
    show(nullptr);
}

void ChartGrid::show(const LiveRun* run)
{
    const QStringList before = m_shown;
    m_run = run;
    if (run == nullptr) {
        m_shown = plainCharts();
        m_group->setRange(0, kFirstSpan, 0);
    } else {
        if (m_forNowTest != run->record.testId) {
            m_forNow.clear();
        }
        m_shown = chosenCharts();
        if (!m_forNow.isEmpty() && !m_shown.contains(m_forNow)) {
            m_shown[kSlots - 1] = m_forNow;
        }
        const double elapsed = run->elapsedSeconds();
        double end = std::max(kFirstSpan, elapsed);
        if (!run->hasEnded()) { // room to grow to the next label; an ended run's axes stop with it
            const double step = elapsedStep(end);
            end = std::ceil(end / step) * step;
        } else {
            end = std::max(10.0, elapsed);
        }
        m_group->setRange(static_cast<double>(run->series.firstTick()), end, std::max(0.0, elapsed - 1));
    }
    for (int slot = 0; slot < kSlots; ++slot) {
        fill(slot);
    }
    if (heatSlot() < 0) {
        m_heatMap->setSeries(nullptr, heatContent(LiveRun())); // it held on to the series of the run before
    }
    if (m_shown != before) {
        place();
    }
}

void ChartGrid::letGo()
{
    m_run = nullptr;
    m_heatMap->setSeries(nullptr, heatContent(LiveRun()));
}

void ChartGrid::fill(int slot)
{
    static const LiveRun none;
    const LiveRun& run = m_run != nullptr ? *m_run : none;
    const QString id = m_shown.value(slot);
    if (id == kHeatMapChart) {
        m_heatMap->setSeries(run.series.isEmpty() ? nullptr : &run.series, heatContent(run));
    } else {
        TimeSeriesView& view = *m_charts[static_cast<std::size_t>(slot)];
        view.setLogAxis(m_logCharts.contains(id));
        view.setContent(chartOf(id, run));
    }
}

int ChartGrid::heatSlot() const
{
    return static_cast<int>(m_shown.indexOf(kHeatMapChart));
}

void ChartGrid::choose(int slot, const QString& id)
{
    if (slot < 0 || slot >= kSlots) {
        return;
    }
    if (slot == kSlots - 1) { // a person wants something there
        m_forNow.clear();
    }
    QStringList chosen = chosenCharts();
    if (const auto other = chosen.indexOf(id); other >= 0) {
        chosen[other] = chosen[slot];
    }
    chosen[slot] = id;
    if (m_run != nullptr) {
        m_choices[fromCore(m_run->record.testId)] = chosen;
    }
    if (!m_forNow.isEmpty() && !chosen.contains(m_forNow)) {
        chosen[kSlots - 1] = m_forNow;
    }
    setShown(chosen);
    if (QWidget* view = viewOf(id)) {
        view->setFocus(Qt::OtherFocusReason);
    }
}

/// What a person or the plan chose for the slots, all six.
QStringList ChartGrid::chosenCharts() const
{
    QStringList chosen = m_shown;
    if (m_run != nullptr) {
        QStringList planned = m_run->charts.isEmpty() ? plainCharts() : m_run->charts;
        chosen = m_choices.value(fromCore(m_run->record.testId), planned);
        for (QString& id : chosen) { // it may have been chosen under another plan
            if (!id.isEmpty() && !planned.contains(id) && !m_run->availableCharts.contains(id)) {
                const auto free = std::find_if(planned.begin(), planned.end(),
                                               [&chosen](const QString& other) { return !chosen.contains(other); });
                id = free != planned.end() ? *free : QString();
            }
        }
    }
    while (chosen.size() < kSlots) {
        chosen << QString();
    }
    return chosen;
}

void ChartGrid::setShown(const QStringList& shown)
{
    const QStringList before = std::exchange(m_shown, shown);
    for (int slot = 0; slot < kSlots; ++slot) {
        if (before.value(slot) != m_shown.value(slot)) {
            fill(slot);
        }
    }
    place();
}

QString ChartGrid::showForNow(const QString& id)
{
    if (m_run == nullptr || m_shown.contains(id) || !m_run->availableCharts.contains(id)) {
        return {};
    }
    QStringList shown = chosenCharts();
    const QString replaced = chartName(shown.last(), *m_run);
    m_forNow = id;
    m_forNowTest = m_run->record.testId;
    shown.last() = id;
    setShown(shown);
    return replaced;
}

void ChartGrid::endForNow()
{
    if (!std::exchange(m_forNow, QString()).isEmpty()) {
        setShown(chosenCharts());
    }
}

QWidget* ChartGrid::viewOf(const QString& id) const
{
    const auto slot = m_shown.indexOf(id);
    if (slot < 0) {
        return nullptr;
    }
    return id == kHeatMapChart ? static_cast<QWidget*>(m_heatMap) : m_charts[static_cast<std::size_t>(slot)];
}

void ChartGrid::addChoices(QMenu& menu, int slot)
{
    static const LiveRun none;
    const LiveRun& run = m_run != nullptr ? *m_run : none;
    QMenu* choices = menu.addMenu(tr("Show here"));
    choices->setObjectName(QStringLiteral("chartChoices"));
    auto* group = new QActionGroup(choices);
    const QStringList ids = run.availableCharts.isEmpty() ? plainCharts() : run.availableCharts;
    for (const QString& id : ids) {
        QAction* action = choices->addAction(chartName(id, run));
        action->setData(id);
        action->setCheckable(true);
        action->setChecked(m_shown.value(slot) == id);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, slot, id] { choose(slot, id); });
    }
    if (m_run != nullptr && m_choices.contains(fromCore(m_run->record.testId))) {
        choices->addSeparator();
        choices->addAction(tr("As the plan names them"), this, [this] {
            m_choices.remove(fromCore(m_run->record.testId));
            show(m_run);
        });
    }
}

QByteArray ChartGrid::saveChoices() const
{
    QJsonObject all;
    for (auto choice = m_choices.constBegin(); choice != m_choices.constEnd(); ++choice) {
        all.insert(choice.key(), QJsonArray::fromStringList(choice.value()));
    }
    return all.isEmpty() ? QByteArray() : QJsonDocument(all).toJson(QJsonDocument::Compact);
}

void ChartGrid::restoreChoices(const QByteArray& choices)
{
    const QJsonObject all = QJsonDocument::fromJson(choices).object();
    for (auto choice = all.constBegin(); choice != all.constEnd(); ++choice) {
        QStringList ids;
        for (const QJsonValue& id : choice.value().toArray()) {
            ids << id.toString();
        }
        if (ids.size() == kSlots) {
            m_choices.insert(choice.key(), ids);
        }
    }
}

/// A plot of some 60 px in every row, and room beside the labels.
QSize ChartGrid::minimumSizeHint() const
{
    const int rows = m_columns == 3 ? 2 : 3;
    return {scaled(m_columns * 215), rows * scaled(110)};
}

void ChartGrid::place()
{
    const int before = m_columns;
    m_columns = window()->width() >= scaled(kWideWindow) ? 3 : 2;
    if (before != m_columns) {
        updateGeometry();
    }
    const int rows = m_columns == 3 ? 2 : 3;
    const int labelled = m_columns == 3 ? 2 : 1; // rows that carry x labels
    const int plain = rows - labelled;
    const int rowHeight = (height() - (rows - 1) - labelled * scaled(kXLabelHeight)) / rows;
    const int columnWidth = (width() - (m_columns - 1)) / m_columns;
    int top = 0;
    QWidget* previous = nullptr;
    for (int row = 0; row < rows; ++row) {
        const bool hasXLabels = row >= plain;
        const bool isLastRow = row == rows - 1;
        const int cellHeight = isLastRow ? height() - top : rowHeight + (hasXLabels ? scaled(kXLabelHeight) : 0);
        for (int column = 0; column < m_columns; ++column) {
            const int slot = row * m_columns + column;
            const int left = column * (columnWidth + 1);
            const QRect cell(left, top, column == m_columns - 1 ? width() - left : columnWidth, cellHeight);
            TimeSeriesView* const chart = m_charts[static_cast<std::size_t>(slot)];
            const bool isHeat = slot == heatSlot();
            chart->setVisible(!isHeat);
            QWidget* shown = chart;
            if (isHeat) {
                m_heatMap->setXLabelsShown(hasXLabels);
                m_heatMap->setGeometry(cell);
                shown = m_heatMap;
            } else {
                chart->setXLabelsShown(hasXLabels);
                chart->setGeometry(cell);
            }
            if (previous != nullptr) {
                setTabOrder(previous, shown);
            }
            previous = shown;
        }
        top += cellHeight + 1;
    }
    m_heatMap->setVisible(heatSlot() >= 0);
}

void ChartGrid::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    place();
}

void ChartGrid::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), colorsFor(this).line); // shows between the cells
}

} // namespace holdpoint
