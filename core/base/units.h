// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace holdpoint {

/// `250ms`, `6s`, `9m`, `1h30m`, `1.5s`; 0 needs no unit. Error::Invalid names the text and shows an example.
Result<Nanos> parseDuration(std::string_view text);
/// `100/s`, `1000/min`, `3600/h` as events per second, > 0.
Result<double> parseRate(std::string_view text);
/// `64KiB`, `4MB`, `512` (bytes).
Result<std::uint64_t> parseSize(std::string_view text);
/// `2%` as 0.02, and plain `0.02`.
Result<double> parseRatio(std::string_view text);
/// A whole decimal number with nothing before or after it.
Result<std::int64_t> parseInteger(std::string_view text);
Result<double> parseNumber(std::string_view text);

// Numbers for people, as the console, the report and the terminal print them (reference/ui.md §8).

/// "324,000"; from a million on "2.31 M".
std::string formatCount(std::uint64_t count);
/// "9:42" or "1:04:09"; negative durations count as zero.
std::string formatClock(Nanos duration);
/// "93 s", "5 min 24 s", "1 h 30 min", "250 ms".
std::string formatDuration(Nanos duration);
/// "0.18 ms", "41.0 ms", "341 ms", "1,234 ms": three significant digits below one second.
std::string formatMillis(double milliseconds);
/// Fixed decimals, comma for thousands, U+2212 for minus: formatNumber(2781.04, 1) = "2,781.0".
std::string formatNumber(double value, int decimals = 0);
/// As short as it can be exact: "1200", "0.001". For machine-readable sentences and thresholds.
std::string formatPlain(double value);
/// "32.0 MiB".
std::string formatBytes(std::uint64_t bytes);

} // namespace holdpoint
