// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

// Text of a foreign file on its way into a plan: what is a variable stands between two marks as the plan writes it, `${KEY}` or
// `{{name}}`; all else is literal, also where it looks like one of them.

std::string marked(std::string_view expression);
/// Foreign text without characters that could be taken for marks.
std::string withoutMarks(std::string_view foreign);
bool hasMarks(std::string_view text);
/// For a JSON text: a mark may stand in one of its strings only so.
std::string withEscapedMarks(std::string_view text);

struct MarkedPiece
{
    bool isExpression = false;
    std::string_view text; // without marks
};
std::vector<MarkedPiece> piecesOf(std::string_view text);

/// Marked text still, its literals percent-encoded: a segment of a path, a value of a query.
std::string percentEncodedLiterals(std::string_view text);

/// For a header or body as it is. nullopt if literal text would read as a variable of the plan, which nothing can escape there,
/// or is not UTF-8, as a plan is.
std::optional<std::string> planText(std::string_view text);
/// As the value of a header; nullopt if it cannot be one in a plan.
std::optional<std::string> headerText(std::string_view value);
/// For a path or query: what may not stand in a URL is percent-encoded, so that no literal reads as a variable.
std::string planUrl(std::string_view text);
/// Fields as application/x-www-form-urlencoded, the same.
std::string planForm(const std::vector<std::pair<std::string, std::string>>& fields);
/// JSON text in which literals that would read as a variable are escaped as \u007b.
std::string planJsonText(const Json& tree);
/// The tree with expressions put in; nullopt if only planJsonText() can say it.
std::optional<Json> planJson(const Json& tree);

} // namespace holdpoint
