// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <optional>

namespace holdpoint {

/// What all charts of a page share: the time range and the part of it that is shown, the crosshair and the selected range, in
/// seconds since t0.
class ChartGroup : public QObject
{
    Q_OBJECT

public:
    explicit ChartGroup(QObject* parent = nullptr) : QObject(parent) {}

    /// Where the axes of the whole run end (a multiple of the tick step, or where the run ended) and where the data ends. A part
    /// that was zoomed into stays; one that reaches to the newest data follows it.
    void setRange(double from, double to, double dataEnd);
    double from() const { return m_zoom ? m_zoom->from : m_from; }
    double to() const { return m_zoom ? m_zoom->to : m_to; }
    double tickStep() const;
    double dataEnd() const { return m_dataEnd; }

    /// `factor` below 1 shows less, around that second; at least 10 s, at most the whole run.
    void zoom(double factor, double around);
    void zoomTo(double from, double to);
    void pan(double seconds);
    void showAll();
    bool isZoomed() const { return m_zoom.has_value(); }

    /// nullopt: live, labels show the newest values. Never beyond the data.
    void setCrosshair(std::optional<double> second);
    std::optional<double> crosshair() const { return m_crosshair; }
    /// Moves it by whole seconds from where it is, or from the data's end; `extend` grows the selection with it.
    void moveCrosshair(int seconds, bool extend);
    /// Takes crosshair, selection and zoom away.
    void goLive();
    /// An empty or backward one takes it away or is turned around.
    void select(double from, double to);
    std::optional<std::pair<double, double>> selection() const;

Q_SIGNALS:
    void changed();

private:
    struct Part
    {
        double from = 0;
        double to = 0;
        bool isFollowing = false; // reaches to the newest data
    };

    double m_from = 0;
    double m_to = 60;
    double m_dataEnd = 0;
    std::optional<Part> m_zoom;
    std::optional<double> m_crosshair;
    std::optional<std::pair<double, double>> m_selection; // where it began, where it ends
};

} // namespace holdpoint
