// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

std::string_view trimmed(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);
/// Everything but RFC 3986's unreserved characters becomes %XX.
std::string percentEncode(std::string_view text);
/// For element content and attribute values in HTML and XML.
std::string htmlEscape(std::string_view text);
/// A cell of CSV (RFC 4180), quoted where it has to be.
std::string csvCell(std::string_view text);
/// The inside of a JSON string, without the quotes. Invalid UTF-8 becomes U+FFFD.
std::string jsonEscape(std::string_view text);
bool isUtf8(std::string_view text);
/// A line break, a tab or another of ASCII's control characters.
bool hasControlCharacter(std::string_view text);
/// Cuts to at most `maxBytes`, never inside a UTF-8 character, and ends with an ellipsis if something was cut.
std::string shortened(std::string_view text, std::size_t maxBytes);
/// The candidate nearest to `word` if it is near enough to be a slip of the keyboard, else empty.
std::string nearest(std::string_view word, std::span<const std::string> candidates);
/// "; did you mean `think`?" or empty.
std::string didYouMean(std::string_view word, std::span<const std::string> candidates);
/// Shell-style match with `*` for any run of characters, without regard to case: host patterns of a plan.
bool matchesWildcard(std::string_view pattern, std::string_view text);
std::string lowered(std::string_view text);

} // namespace holdpoint
