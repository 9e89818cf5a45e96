// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace holdpoint {

/// The words of a text as part of an item's id: "p95 < 1.2 s" is "p95-1-2-s", "Prüfen" is "prufen". At most `maxBytes`, cut
/// between words. A text of which nothing can be written so is named by its hash.
std::string slugOf(std::string_view text, std::size_t maxBytes);
/// The slug of a section's title as prefix of ids, never one that gives ids a meaning (`signature.`).
std::string sectionSlug(std::string_view title);

} // namespace holdpoint
