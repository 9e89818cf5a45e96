// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QSet>
#include <QStringList>
#include <QWidget>
#include <string>
#include <vector>

class QMenu;

namespace holdpoint {

class ChartGroup;
class HeatMapView;
class TimeSeriesView;
struct LiveRun;

/// Six slots, each with a chart of the run or its heat map: two columns, three where the window is at least 1600 px wide. Equal
/// cells, hairlines between them, one crosshair. The plan names what each shows, a person may choose otherwise for the test.
class ChartGrid : public QWidget
{
    Q_OBJECT

public:
    explicit ChartGrid(QWidget* parent = nullptr);

    /// Axes and contents of this run; nullptr: empty charts. The run must live until the next call.
    void show(const LiveRun* run);
    /// Nothing of the run is read any more; what is shown stays until the next show().
    void letGo();
    ChartGroup& group() { return *m_group; }
    /// The view of a slot, 0..5; where the heat map stands it is hidden.
    TimeSeriesView& chart(int slot) { return *m_charts[static_cast<std::size_t>(slot)]; }
    HeatMapView& heatMap() { return *m_heatMap; }
    bool hasThreeColumns() const { return m_columns == 3; }

    /// What the slots show now, by id (chart_choice.h).
    QStringList shownCharts() const { return m_shown; }
    /// Shows it there; if another slot shows it, the two change places.
    void choose(int slot, const QString& id);
    /// In the last slot until endForNow(), another test's run or a person's choice there; no choice of a person is touched. The
    /// name of the chart whose place it takes; empty: none, it is shown already or the run has no such chart.
    QString showForNow(const QString& id);
    void endForNow();
    /// The widget that shows this chart now, nullptr if none does.
    QWidget* viewOf(const QString& id) const;
    /// Choices of a person, by test: [ids]; for the page's saved layout.
    QByteArray saveChoices() const;
    void restoreChoices(const QByteArray& choices);
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// A person clicked a second of this chart, or pressed Enter there.
    void secondChosen(const QString& chart, double second);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void place();
    void fill(int slot);
    void addChoices(QMenu& menu, int slot);
    int heatSlot() const;
    QStringList chosenCharts() const;
    void setShown(const QStringList& shown);

    ChartGroup* m_group;
    std::vector<TimeSeriesView*> m_charts; // one a slot
    HeatMapView* m_heatMap;
    QStringList m_shown;
    QHash<QString, QStringList> m_choices; // by test
    QSet<QString> m_logCharts;             // with a logarithmic axis, in whichever slot
    QString m_forNow;                      // a chart that nobody chose; empty: none
    std::string m_forNowTest;
    const LiveRun* m_run = nullptr;
    int m_columns = 2;
};

} // namespace holdpoint
