// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/result.h"
#include "core/metrics/latency_histogram.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace holdpoint {

struct RateCount
{
    std::uint64_t trueCount = 0;
    std::uint64_t total = 0;
};

struct GaugeSpan
{
    double last = 0;
    double min = 0;
    double max = 0;
};

/// One class of errors at one step within a second.
struct ErrorCount
{
    /// semantics.md §4: dns connect tls timeout reset http_4xx http_5xx protocol ws check generator interrupted
    std::string errorClass;
    std::string step;
    std::string message;
    std::uint64_t count = 0;
    std::string sample; // JSON text of one request/answer pair, secrets hidden, at most 4 KiB a side; empty after the first ten
};

/// The agent's own state within a second.
struct GeneratorHealth
{
    std::uint64_t lagP99Us = 0;  // intended start to actual start
    bool isLagKnown = true;      // another program's intended starts are its own
    double busy = 0;             // share of the second that the busiest load thread worked, 0..1
    std::uint64_t loopMaxUs = 0; // the longest turn of a load thread's loop, without its waiting
    double cpu = 0;              // process CPU, 1 = one core
    double machineCpu = 0;       // of all cores together, 0..1
    std::uint64_t rssBytes = 0;
    std::uint64_t descriptors = 0;
    std::uint64_t tcpSockets = 0;  // of the machine, TIME_WAIT included: at most so many local ports are in use
    std::uint64_t retransmits = 0; // of the machine, within the second
    bool limited = false;          // semantics.md §2, limited second
    std::string limitedBy;         // the first rule that held, in words
};

/// One second of one shard: semantics.md §10. Counters and histograms are deltas; keys are MetricKey::text().
struct Frame
{
    std::int64_t run = 0;
    std::string shard = "1/1";
    int attempt = 1;
    std::uint64_t seq = 0;  // from 1, without holes
    std::uint64_t tick = 0; // whole seconds since t0
    WallTime time;
    bool isFinal = false;
    std::map<std::string, double> counters;
    std::map<std::string, RateCount> rates;
    std::map<std::string, GaugeSpan> gauges;
    std::map<std::string, LatencyHistogram> trends; // exact sum, min and max inside
    std::vector<ErrorCount> errors;
    GeneratorHealth health;
    std::vector<std::string> events;
};

/// semantics.md §10, version 1.
Json toJson(const Frame& frame);
/// Reads what toJson() wrote; unknown members are ignored, a wrong version or type is Error::Invalid.
Result<Frame> frameFromJson(const Json& json);
/// Compact form for the database: CBOR with packed histograms, deflated. Same content as toJson().
std::string toBlob(const Frame& frame);
/// Reads what every schema of the database stored.
Result<Frame> frameFromBlob(std::string_view blob);

} // namespace holdpoint
