// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/clock.h"

namespace holdpoint {

namespace {

class SystemClock final : public Clock
{
public:
    SteadyTime steadyNow() const override { return std::chrono::time_point_cast<Nanos>(std::chrono::steady_clock::now()); }
    WallTime wallNow() const override { return std::chrono::time_point_cast<Micros>(std::chrono::system_clock::now()); }
};

} // namespace

const Clock& systemClock()
{
    static const SystemClock clock;
    return clock;
}

} // namespace holdpoint
