// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <string>
#include <string_view>

namespace holdpoint {

/// How a source did in a sweep.
struct SourceReport
{
    enum class State { Answered, Failed, NotConfigured };
    std::string id;
    std::string title;
    State state = State::Answered;
    std::string error;  // of the failure; one sentence
    std::string blamed; // the source whose failure it is, if it is another's
    std::size_t asked = 0;
    std::size_t cached = 0;
    Nanos took{};
    WallTime at{};
};

/// "answered", "failed", "not_configured".
std::string_view nameOf(SourceReport::State state);

} // namespace holdpoint
