// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

struct ChecklistTemplate;

/// One line of a Markdown document, and how it ends: "\n", "\r\n", "\r", or nothing at the end of the file.
struct DocumentLine
{
    std::string text;
    std::string end;
};

/// The lines of a document; their texts and ends, put together, are its bytes again.
std::vector<DocumentLine> documentLines(std::string_view document);

/// Where the mark of the box is that a line begins with: 3 for "- [ ] x", 6 for "> 1. [X] y"; npos if it begins with none.
std::size_t boxIn(std::string_view line);

/// A line as items quote it: without list marks, box, bars of a table and bold; at most kMaxQuoteBytes.
std::string quoteOf(std::string_view line);
inline constexpr std::size_t kMaxQuoteBytes = 300;

/// Index of the line that every item of the template stands in, -1 where the document does not have it. Items that name their
/// line are found there, or nearest to it if the document was edited since; the others by section and text.
std::vector<std::ptrdiff_t> linesOf(const ChecklistTemplate& definition, const std::vector<DocumentLine>& lines);

} // namespace holdpoint
