// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/checklist.h"

#include <QWidget>
#include <vector>

namespace holdpoint {

/// How many boxes stand in which state, and the same as a bar of segments: filled ones are proven, outlined ones are not.
class CounterBar : public QWidget
{
    Q_OBJECT

public:
    explicit CounterBar(QWidget* parent = nullptr);
    void setCounts(const std::map<ItemState, std::size_t>& counts);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Counter
    {
        ItemState state;
        std::size_t count;
    };
    /// Places the counters in rows; calls visit(counter, topLeft). Returns the end of the last one.
    template <typename Visit>
    QPointF flow(Visit visit) const;
    double widthOf(const Counter& counter) const;
    void paintBar(QPainter& painter, const QRectF& area) const;
    void fitHeight();

    std::vector<Counter> m_counters;
    std::size_t m_total = 0;
};

} // namespace holdpoint
