// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/run/live_run.h"

#include <QObject>
#include <atomic>
#include <filesystem>
#include <memory>
#include <thread>
#include <vector>

namespace holdpoint {

/// Rebuilds a run from the dossier on a thread and a connection of its own, so that the window stays free: what the charts show
/// of an ended run is what the report reads. Owner's thread only; a new load() replaces one under way.
class RunLoader : public QObject
{
    Q_OBJECT

public:
    explicit RunLoader(QObject* parent = nullptr) : QObject(parent) {}
    ~RunLoader() override;

    /// `empty` is the run without frames (makeLiveRun()); loaded() or failed() follows.
    void load(const std::filesystem::path& dossierFile, LiveRun empty);
    /// What is under way will not be reported. Returns at once.
    void cancel();

Q_SIGNALS:
    void loaded(std::shared_ptr<holdpoint::LiveRun> run);
    void failed(const QString& why);

private:
    std::shared_ptr<std::atomic<bool>> m_cancelled;
    std::vector<std::thread> m_threads; // the newest is at work; older ones only drop what they still read
};

} // namespace holdpoint
