// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"

#include <QObject>
#include <QString>
#include <functional>
#include <memory>

namespace holdpoint {

/// Takes snapshots around the runs of a session (core/sensors/run_look.h) and finds hints in them (core/analysis), all of it on
/// threads of its own, into the session's dossier. One run at a time: beforeLoad(), loadBegan(), loadEnded(), runEnded(). Owner's
/// thread, needs an event loop, never blocks it; the session must outlive it.
class RunSnapshots : public QObject
{
    Q_OBJECT

public:
    explicit RunSnapshots(Session& session, QObject* parent = nullptr);
    /// Gives up what is under way: a look two minutes later that is still due is not taken, which the hints say.
    ~RunSnapshots() override;

    /// `proceed` is called once: when the look is taken, or after 10 s without it.
    void beforeLoad(const RunRecord& record, std::function<void()> proceed);
    void loadBegan();
    void loadEnded();
    /// Instead of the two others: the run was stopped, so nothing more is looked at.
    void giveUp();
    /// The run's end is stored. `done` is called once: when its hints are stored, or after 30 s without them. Of a baseline only
    /// this is called: it is compared with the last accepted one.
    void runEnded(const RunRecord& record, std::function<void()> done);

Q_SIGNALS:
    void logged(const QString& line);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace holdpoint
