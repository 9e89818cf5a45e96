// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"

#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>

namespace holdpoint::staging {

struct LatencyFault
{
    Nanos median{};
    double deviation = 1; // geometric standard deviation of the log-normal distribution; 1: always the median
};

struct StallFault
{
    Nanos length{};
    Nanos after{}; // counted from the moment the fault was set
};

struct PoolFault
{
    std::size_t slots = 0;
    Nanos hold{Millis{20}}; // a request keeps its slot at least so long
};

/// What is wrong with the service at the moment. Shares are 0..1.
struct Faults
{
    std::optional<LatencyFault> latency;
    std::optional<StallFault> stall;
    std::optional<PoolFault> pool;
    double errors = 0;
    double reset = 0;
    double slowBody = 0;
    double duplicateWebhooks = 0;
    double loseWebhooks = 0;
    double rtcDrop = 0;
    double rtcReorder = 0;
    double leakBytesPerSecond = 0;
    bool isOverbooking = false;
    bool isCertificateExpired = false;
};

/// The faults with the texts that set them, as flags and PUT /_staging/faults give them.
class FaultSet
{
public:
    /// Error::Invalid with an example and the list of names; nothing is changed then.
    Result<> set(std::string_view name, std::string_view value);
    /// Error::Invalid for a name that is no fault's.
    Result<> clear(std::string_view name);

    const Faults& values() const { return m_values; }
    const std::map<std::string, std::string, std::less<>>& texts() const { return m_texts; }

private:
    Faults m_values;
    std::map<std::string, std::string, std::less<>> m_texts;
};

/// Chance, repeatable with a seed.
class Dice
{
public:
    /// 0 takes a seed from the system.
    explicit Dice(std::uint64_t seed);

    bool hits(double share);
    /// At most one minute.
    Nanos sample(const LatencyFault& latency);
    std::uint64_t bits() { return m_engine(); }

private:
    std::mt19937_64 m_engine;
};

} // namespace holdpoint::staging
