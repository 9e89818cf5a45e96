// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What an action is made of, for the files that implement it.
#include "core/sensors/sweep.h"
#include "core/session/action_job.h"
#include "core/session/action_parts.h"
#include "core/session/action_runs.h"
#include "core/session/window_job.h"

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>

namespace holdpoint {

class ActionJob::Private
{
public:
    Private(ActionJob& job, Session& openSession) : owner(job), session(openSession) {}
    ~Private()
    {
        stop();
        join();
    }

    void join()
    {
        if (thread.joinable()) {
            thread.join();
        }
    }
    void stop()
    {
        isStopped = true;
        const std::lock_guard lock(mutex);
        if (fetcher != nullptr) {
            fetcher->stop();
        }
        if (sensors != nullptr) {
            sensors->stop();
        }
    }

    Result<> begin(const std::string& reference);
    Result<std::string> shareMark() const;
    void launch(std::function<Deed()> work);
    Result<> startRuns();
    Result<> startWindow();
    Result<> startShare();
    Result<> startCommand(const ActionCommand& command);
    Result<> startReport(const std::optional<ActionCommand>& command);
    void deedDone(const Deed& deed);
    Result<> write(StepState state, const std::string& reference, const std::string& reason);
    void sense();
    void sensed(const ItemSweep& sweep);
    void finish(std::optional<Error> why = {});

    ActionJob& owner;
    Session& session;
    Request request;
    const ItemDefinition* item = nullptr;
    std::int64_t row = 0; // of the step that was begun; 0: none is kept
    std::atomic<bool> isStopped = false;
    std::thread thread;
    std::mutex mutex; // guards what stop() reaches
    Fetcher* fetcher = nullptr;
    Sensors* sensors = nullptr;
    std::unique_ptr<ActionRuns> runs;
    std::unique_ptr<WindowJob> window;
    bool isRunning = false;
    std::optional<Error> error;
};

} // namespace holdpoint
