// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/metrics/frame.h"
#include "core/metrics/metric.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace holdpoint {

/// One value of a Prometheus series: labels sorted, `__name__` among them.
struct RemoteSample
{
    std::map<std::string, std::string> labels;
    double value = 0;
    std::int64_t timeMs = 0; // since epoch
};

/// prometheus.WriteRequest (protobuf), not compressed.
std::string remoteWriteMessage(const std::vector<RemoteSample>& samples);

/// A run's metrics under the names that k6's remote write gives them (reference/engine.md §5.7): k6_ before, _total, _rate, _p99
/// ... behind, times in seconds. Counters, rates and trends count from the run's start, as k6's do. A second is given once, with
/// what all agents have measured until then: when each of them has reported it, or is late (ShardProgress).
class RemoteSeries
{
public:
    RemoteSeries();
    ~RemoteSeries();

    using Second = std::vector<RemoteSample>;
    /// The seconds that are complete with this frame, in order. The first frame of another run gives what is left of the one
    /// before.
    std::vector<Second> add(const Frame& frame, const std::string& testId);
    /// The seconds that still wait for an agent.
    std::vector<Second> finish();

private:
    class Private;
    std::unique_ptr<Private> d;
};

/// Sends to a server that takes Prometheus remote write (0.1.0, snappy), on a thread of its own. At most 300 messages wait; what
/// does not fit, or is refused, is counted. Retries 5xx, 429 and broken connections with growing pauses. Owner's thread only.
class RemoteWriter
{
public:
    /// Error::Invalid if `url` is no http(s) URL. User and password may stand in it.
    static Result<std::unique_ptr<RemoteWriter>> open(const std::string& url);
    /// Drops what still waits; finish() first.
    ~RemoteWriter();

    void add(const Frame& frame, const std::string& testId);

    struct Outcome
    {
        std::uint64_t sent = 0;    // messages
        std::uint64_t dropped = 0; // messages
        std::string lastFault;     // a sentence; empty if there was none
    };
    /// Waits until everything is sent, at most `limit`.
    Outcome finish(std::chrono::milliseconds limit);

private:
    class Private;
    explicit RemoteWriter(std::unique_ptr<Private> parts);
    std::unique_ptr<Private> d;
};

} // namespace holdpoint
