// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace holdpoint::paper {

/// Makes the fonts among a PDF's objects (by number, as Qt writes them) say what readers and copying need: the blank is a blank,
/// not the tab that shares its glyph, and every digit is as wide as the cell that Ink draws it in; else the room beside a narrow
/// 1 reads as a blank ("1 5"). What is not built as known stays as it is.
void makeReadable(std::vector<std::string>& objects);

} // namespace holdpoint::paper
