// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/plan/plan_node.h"

#include <string>
#include <string_view>

namespace holdpoint {

// Where things stand in a plan's text, for those who change it.

/// Bytes of the text, [begin, end).
struct PlanSpan
{
    std::size_t begin = 0;
    std::size_t end = 0;
    bool isKnown = false; // false: its layout does not say
};

/// Offset of a place of the text (from line 1, column 1); npos behind its end.
std::size_t offsetOf(std::string_view text, int line, int column);
/// nullptr if the map has no such key.
const PlanNode* keyOf(const PlanNode& map, std::string_view key);
/// The length of the scalar that begins here: quoted, or as long as the node's text; 0 if it is neither on one line.
std::size_t scalarLength(std::string_view rest, const std::string& plain);
/// In double quotes.
std::string quotedScalar(const std::string& text);
/// Error::Refused: a person has to do it.
Failure editByHand(const std::string& why);
/// A list or map in brackets or braces.
bool isFlow(std::string_view text, const PlanNode& node);
/// A value that stands on one line, or in brackets; empty behind the colon for a key that has none.
PlanSpan valueSpan(std::string_view text, const PlanNode& key, const PlanNode& value);
/// A key with all that belongs to it, and the comma or the lines that go with it.
PlanSpan entrySpan(std::string_view text, const PlanNode& map, std::string_view key);

} // namespace holdpoint
