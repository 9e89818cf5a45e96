// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/plan/plan_node.h"

namespace holdpoint {

// Places of nodes in the text that they were read from, for edits that leave every other byte as it is.

/// Offset of a place of the text; npos behind its end.
std::size_t offsetOf(std::string_view text, int line, int column);
/// The length of the scalar that begins here: quoted, or as long as the node's text; 0 if it is neither on one line.
std::size_t scalarLength(std::string_view rest, const std::string& plain);
const PlanNode* keyOf(const PlanNode& map, std::string_view key);
/// In double quotes.
std::string quotedScalar(const std::string& text);
/// Error::Refused: a person has to do it.
Failure editByHand(const std::string& why);

} // namespace holdpoint
