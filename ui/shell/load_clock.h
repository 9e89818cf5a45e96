// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <QObject>
#include <QString>
#include <optional>

namespace holdpoint {

class AppController;

/// How long the queue of tests has been under way, of what is planned, pauses included: for the release strip, on every page.
class LoadClock : public QObject
{
    Q_OBJECT

public:
    /// The controller must outlive it.
    explicit LoadClock(AppController& controller, QObject* parent = nullptr);

    /// "0:23:41 of 0:56:00"; without the plan's part for a dry run. Empty while no load runs.
    QString text() const;
    /// "Test 2 of 6, API Endpoints: 0:03:10 of 0:10:00".
    QString detail() const;

private:
    AppController& m_controller;
    std::optional<SteadyTime> m_since;
};

} // namespace holdpoint
