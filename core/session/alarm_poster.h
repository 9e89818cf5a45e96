// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"

#include <QObject>
#include <QString>
#include <memory>

namespace holdpoint {

/// Tells Slack and PagerDuty of alarms whose plan says so (`notify`): once when one begins to fire, once when it clears, from a
/// thread of its own. The audit log has the intention before ("alarm notice intended" {run, alarm, from, service, cleared}) and
/// what came of it ("alarm notice sent" with reference or why): after a crash nothing is sent again. Owner's thread only, needs
/// an event loop; the session must outlive it.
class AlarmPoster : public QObject
{
    Q_OBJECT

public:
    explicit AlarmPoster(Session& session, QObject* parent = nullptr);
    /// What is under way gets up to 5 s more, without holding anybody: a thread of its own writes into the dossier what came of
    /// it.
    ~AlarmPoster() override;
    /// Waits for it here, up to 5 s, then gives it up: before a program ends.
    void finish();
    /// The same for posters that are gone.
    static void endAll();

    /// Every change of an alarm, the same one as often as it gets worse.
    void take(const AlarmRecord& alarm);

Q_SIGNALS:
    /// "Slack was told of the alarm error-rate", or why not.
    void told(const QString& line);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace holdpoint
