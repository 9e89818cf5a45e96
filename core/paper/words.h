// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/paper/ink.h"
#include "core/report/report.h"

namespace holdpoint::paper {

inline constexpr std::size_t kMostTextBytes = 600; // of one text that a person or a server wrote

// Values of the report as the pages print them (reference/ui.md §8).

inline QString fromUtf8(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// At most 400 bytes of what a person or a server wrote, for a cell.
QString bounded(const std::string& text);
Stamp stampOf(RuleVerdict verdict);
Stamp stampOf(RunOutcome outcome);
Stamp stampOf(ItemState state);
Stamp stampOf(SignatureStatus status);
Stamp stampOf(ReleaseVerdict verdict);
/// Of an exception: "OVERRIDDEN", "WARN".
Stamp stampOf(const std::string& word);

/// "2026-01-05 10:04:12 UTC".
QString momentText(WallTime time);
/// "2026-01-05 10:00–11:15 UTC", or "not opened".
QString windowText(const Report& report);
/// "< 300 ms".
QString targetText(const ThresholdRule& rule);
/// When it fails: "≥ 500 ms"; "none" without one.
QString criticalText(const ThresholdRule& rule);
QString measuredText(const ThresholdResult& result);
/// As core computed it: "−14 %", "exact", or a dash.
QString marginText(const ThresholdResult& result);
/// "e3b0 c442 98fc …": a hash in groups of four, at most `groups` of them.
QString grouped(const std::string& hash, int groups);
/// Item texts without the backticks of their code spans.
QString itemText(const std::string& text);
/// "Search" for "Search Load Test".
QString shortTitle(const std::string& title);

} // namespace holdpoint::paper
