// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sensors/connection_report.h"

#include <QWidget>
#include <optional>

namespace holdpoint {

/// "Find the host", for the screen.
QString stepTitle(ConnectionStep::Kind kind);

/// The steps of a connection test from above to below: glyph, what was tried, what came of it, how long it took.
class StepList : public QWidget
{
    Q_OBJECT

public:
    explicit StepList(QWidget* parent = nullptr);
    /// nullopt: nothing was tried. `isRunning`: the first step that was not tried is under way.
    void setReport(std::optional<ConnectionReport> report, bool isRunning);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString describe() const;

    std::optional<ConnectionReport> m_report;
    bool m_isRunning = false;
};

} // namespace holdpoint
