// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/saturation.h"

#include <QWidget>

namespace holdpoint {

/// The peaks of resources against their critical limits, the first to saturate on top.
class HeadroomBars : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;
    void setPeaks(const std::vector<ResourcePeak>& peaks);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<ResourcePeak> m_peaks;
};

} // namespace holdpoint
