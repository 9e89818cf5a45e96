// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <optional>
#include <string>

namespace holdpoint {

enum class LogLevel { None, Debug, Info, Warning, Error };

/// One line of an application's log, plain or JSON.
struct LogLine
{
    std::optional<WallTime> at; // without a zone it is taken as UTC
    LogLevel level = LogLevel::None;
    std::string message;
};
LogLine logLineFrom(const std::string& text);
/// A record of `journalctl --output=json`: the application's own level where its message has one, else syslog's priority.
LogLine journalLineFrom(const std::string& text);

} // namespace holdpoint
