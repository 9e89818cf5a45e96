// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/load/error_class.h"
#include "core/load/transport.h"

#include <array>
#include <bitset>
#include <cstdint>

namespace holdpoint {

struct RequestStep;

/// Checks and extractions of a step whose results a sample holds one by one.
inline constexpr std::size_t kMaxCheckBits = 256;

/// One request that is over. Of fixed size: taking it allocates nothing. Texts end with a zero and are cut; `url` still holds
/// what the plan keeps secret.
struct RequestSample
{
    const RequestStep* step = nullptr; // stays put until the run is destroyed
    WallTime ended;
    ExchangePhases phases;
    std::uint64_t visitor = 0; // from 1, over the whole run
    std::uint64_t bytesSent = 0;
    std::uint64_t bytesReceived = 0;
    std::bitset<kMaxCheckBits> failedChecks; // bit i: checkOf(*step, i)
    std::bitset<kMaxCheckBits> passedChecks;
    bool hasFailedCheck = false; // any of them, those without a bit too
    int status = 0;
    ErrorClass error = ErrorClass::None;
    bool isFailed = false;
    std::array<char, 32> reason{}; // "Not Found"
    std::array<char, 120> message{};
    std::array<char, 240> url{};
};

/// Who wants every single request: formats of other tools. Called by all load threads at the same time; never waits.
class SampleSink
{
public:
    virtual ~SampleSink() = default;
    virtual void take(const RequestSample& sample) = 0;
};

} // namespace holdpoint
