// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/run/live_run.h"
#include "ui/shell/background_job.h"

#include <QObject>
#include <filesystem>
#include <memory>

namespace holdpoint {

/// Rebuilds a run from the dossier on a thread and a connection of its own, so that the window stays free: what the charts show
/// of an ended run is what the report reads. Owner's thread only; a new load() replaces one under way.
class RunLoader : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// `empty` is the run without frames (makeLiveRun()); loaded() or failed() follows.
    void load(const std::filesystem::path& dossierFile, LiveRun empty);
    /// What is under way ends and will not be reported.
    void cancel();

Q_SIGNALS:
    void loaded(std::shared_ptr<holdpoint::LiveRun> run);
    void failed(const QString& why);

private:
    BackgroundJob m_job;
};

} // namespace holdpoint
