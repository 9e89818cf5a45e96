// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

// Small pieces of markup. Every text that is handed in comes out escaped.

/// CSS class of a state or verdict word: pass, warn, fail, over, defer or open.
const char* toneOf(const std::string& word);
/// A coloured word with its glyph (kHtmlGlyphs): PASS, WARN, FAIL, OVERRIDDEN ...
std::string chip(const std::string& word);
/// "not_run" as NOT RUN.
std::string worded(std::string_view name);
std::string verdictWord(RuleVerdict verdict);
std::string outcomeWord(RunOutcome outcome);
/// A paragraph that ends with one full stop.
std::string reasonLine(const std::string& reason);
std::string cell(const std::string& text);
std::string numberCell(const std::string& text);
std::string limitCells(const ThresholdRule& rule); // target and critical
/// At most `most` bytes, cut between words, with an ellipsis.
std::string cutAtWord(const std::string& text, std::size_t most);
/// Opens a table; a name with # is a column of numbers.
std::string head(const std::vector<std::string>& names);
std::string heading(const std::string& title, const std::string& remark = {});
/// Two cells of a <dl>.
std::string fact(const std::string& name, const std::string& value);
std::string thresholdRow(const std::string& name, const ThresholdResult& threshold);
std::string loadRow(const std::string& test, const RunRecord& run, const LoadResult& load);

} // namespace holdpoint
