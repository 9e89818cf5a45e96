// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"

#include <QString>
#include <string>
#include <vector>

namespace holdpoint::paper {

/// An entry of a PDF's table of contents.
struct Bookmark
{
    QString title;
    int page = 0;        // from 0
    double top = 0;      // millimetres from the upper edge of the sheet
    bool isPart = false; // else it belongs to the part before it
};

struct PdfFacts
{
    QString title;
    WallTime at;
    std::string id; // 32 hexadecimal digits
    std::vector<Bookmark> bookmarks;
};

/// What QPdfWriter wrote, with a table of contents, and with time and id of its record instead of those of this moment: the same
/// pages give the same bytes. Internal if Qt writes its files otherwise than known.
Result<std::string> finishedPdf(const std::string& pdf, const PdfFacts& facts);

} // namespace holdpoint::paper
