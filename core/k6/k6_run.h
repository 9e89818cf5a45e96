// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/load_run.h"

#include <memory>

namespace holdpoint {

class K6Engine;

/// A test that the installed k6 runs (0.49 to 2.x): starts it, reads its live JSON output on a thread of its own and cuts it into
/// the frames that the own engine would tell. What k6 does not say stays unknown: when requests should have begun, and with that
/// the start lag. k6 and all that it starts end with this object or this process, whatever ends that.
class K6Run final : public LoadEngine
{
public:
    /// The plan and the test, which has `k6`, must outlive the run.
    K6Run(const Plan& plan, const TestPlan& test, Shard shard);
    ~K6Run() override; // ends k6

    void connect() override {}
    Connecting connecting() const override;
    /// Starts k6 at once: it needs a moment before its first request.
    void start(SteadyTime t0) override;
    std::string startFault() const override { return {}; }
    /// SIGINT, on which k6 stops its scenarios and runs teardown(); a second one after `grace`, then an end without mercy.
    void requestStop(Nanos grace, std::string why) override;
    Nanos gracefulStop() const override;
    bool isFinished() const override;
    std::string whyEnded() const override;
    std::optional<SteadyTime> began() const override;
    /// k6 writes its points five times a second.
    Nanos cutDelay() const override;
    Frame takeFrame(std::uint64_t tick, bool isLast) override;
    std::vector<std::string> takeEarlyLog() override;
    std::optional<EngineVerdict> verdict() const override;

private:
    std::unique_ptr<K6Engine> m_engine;
};

} // namespace holdpoint
