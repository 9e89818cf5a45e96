// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/monitor/answer.h"

#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

/// What a window tells the services; the same after a crash, from the dossier and the plan.
struct WindowFacts
{
    std::string mark;        // names this window everywhere: "hp-4f2a9c1b77d0"
    std::string release;     // "platform 1.8.3"
    std::string environment; // "staging"
    WallTime from{};
    WallTime until{}; // announced
    WallTime ended{}; // when it did; used by ends only
    Nanos margin{};   // of the silence
    std::vector<std::string> tests;
    std::vector<std::string> hosts;
    std::string by;
    std::string onCall; // in words; empty: nobody was asked
    std::string dashboard;
};

/// What became of something that was sent.
struct Sent
{
    enum class Kind {
        Taken,
        Refused, // surely not taken: no connection, or the service said no
        Unsure   // it may have arrived
    };
    Kind kind = Kind::Unsure;
    std::string reference;
    std::string reason; // in words
};

/// What a service says when it is asked again.
struct Seen
{
    enum class Kind { There, NotThere, CannotAsk };
    Kind kind = Kind::CannotAsk;
    std::string reference;
    std::string reason;
};

/// One service of a test window: what is announced there and undone at its end. Every call blocks its thread within the service's
/// limits. None sends anything twice by itself.
class OutsideService
{
public:
    virtual ~OutsideService() = default;
    /// "slack": the step's name in the dossier.
    virtual std::string_view step() const = 0;
    /// Why it is not asked at all: not configured, or the plan does not want it. Empty: it is wanted.
    virtual std::string whyLeftOut() const = 0;
    virtual Sent begin(const WindowFacts& window) = 0;
    /// Whether the beginning is there, sent at or after `intendedAt`.
    virtual Seen findBegun(const WindowFacts& window, WallTime intendedAt) = 0;
    /// false: there is nothing to undo or complete.
    virtual bool hasEnd() const { return true; }
    virtual Sent end(const WindowFacts& window, const std::string& reference) = 0;
    /// Whether it is undone or completed. `endReference` is what end() gave, empty after a crash.
    virtual Seen findEnded(const WindowFacts& window, const std::string& reference, const std::string& endReference,
                           WallTime intendedAt) = 0;
};

/// An answer that is no yes: Refused where the service cannot have taken it, else Unsure.
Sent notTaken(const Unknown& why, const std::vector<ExchangeRecord>& evidence);
Seen cannotAsk(const Unknown& why);

} // namespace holdpoint
