// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace holdpoint {

using TextPairs = std::vector<std::pair<std::string, std::string>>;

/// Foreign JSON: refused if nested deeper than 100 levels, so that nothing here can run out of stack.
Result<Json> parseForeignJson(std::string_view text, std::string_view what);
/// "application/json; charset=utf-8" as application/json.
std::string mimeOf(std::string_view contentType);
bool isJsonMime(std::string_view mime);
/// a=1&b=2, decoded; + is a blank.
TextPairs formFields(std::string_view text);
/// %41 as A; + stays.
std::string percentDecoded(std::string_view text);

/// A key as one step of a JSON pointer (RFC 6901): ~ and / escaped.
std::string pointerToken(std::string key);
/// ASCII letters only.
std::string uppered(std::string text);

} // namespace holdpoint
