// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/sensors/connection_source.h"

#include <array>
#include <string>
#include <string_view>

namespace holdpoint {

/// One step on the way to a source.
struct ConnectionStep
{
    enum class Kind { Resolve, Allow, Connect, Tls, SignIn, Ask };
    enum class State { NotTried, Passed, Skipped, Failed };
    Kind kind = Kind::Resolve;
    State state = State::NotTried;
    std::string saw; // "127.0.0.1 port 9090: connection refused", "14 of 14 targets up"
    Nanos took{};
};
/// "Find the host", "Agree on TLS" ...
std::string_view titleOf(ConnectionStep::Kind kind);

/// How a test ended; nothing in it is a secret.
struct ConnectionReport
{
    std::string source; // id
    WallTime at{};
    Nanos took{};
    std::array<ConnectionStep, 6> steps; // in the order of Kind
    std::string verdict;                 // "ANSWERS", "CONNECTION REFUSED"
    std::string answer;                  // in a few words: "14 of 14 targets up", "connection refused"
    // Of a failure:
    std::string cause;  // "The host is up but nothing listens on port 16686"
    std::string remedy; // what to do, with the key of the plan
    std::string proof;  // a command that shows the same outside Holdpoint

    /// nullptr: all passed.
    const ConnectionStep* failed() const;
    std::size_t stepsDone() const;
};

} // namespace holdpoint
