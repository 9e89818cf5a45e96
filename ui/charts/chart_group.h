// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <optional>

namespace holdpoint {

/// What all charts of a page share: the time range, the crosshair and the selected range, in seconds since t0.
class ChartGroup : public QObject
{
    Q_OBJECT

public:
    explicit ChartGroup(QObject* parent = nullptr) : QObject(parent) {}

    /// Where the axes end (a multiple of the tick step, or where the run ended) and where the data ends.
    void setRange(double from, double to, double dataEnd);
    double from() const { return m_from; }
    double to() const { return m_to; }
    double tickStep() const;

    /// nullopt: live, labels show the newest values.
    void setCrosshair(std::optional<double> second);
    std::optional<double> crosshair() const { return m_crosshair; }
    /// Moves it by whole seconds from where it is, or from the data's end; `extend` grows the selection with it.
    void moveCrosshair(int seconds, bool extend);
    /// Takes crosshair and selection away.
    void goLive();
    std::optional<std::pair<double, double>> selection() const;

Q_SIGNALS:
    void changed();

private:
    double m_from = 0;
    double m_to = 60;
    double m_dataEnd = 0;
    std::optional<double> m_crosshair;
    std::optional<double> m_selectionStart;
};

} // namespace holdpoint
