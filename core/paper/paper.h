// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/report/report.h"

#include <QString>
#include <filesystem>
#include <memory>

class QPainter;

namespace holdpoint {

/// The report as A4 pages: preview, printer and PDF are this one drawing, always in the light palette (reference/ui.md §4).
/// Page 1 holds the decision, the further ones everything that it rests on. Any one thread.
class PaperReport
{
public:
    /// `report` is never null.
    explicit PaperReport(std::shared_ptr<const Report> report);
    ~PaperReport();

    static constexpr double kWidthMm = 210;
    static constexpr double kHeightMm = 297;

    int pageCount() const;
    /// `page` from 0. The painter's unit is one millimetre, its origin the top left corner of the sheet.
    void paintPage(QPainter& painter, int page) const;
    /// All words of a page in reading order, for screen readers.
    QString textOf(int page) const;
    const Report& report() const;

private:
    struct Sheets;
    std::unique_ptr<const Sheets> d;
};

/// A4, 300 dpi.
Result<std::string> pdfBytes(const PaperReport& paper);
/// The same as a file, replaced as a whole. Error names the file.
Result<> writePdf(const PaperReport& paper, const std::filesystem::path& file);

} // namespace holdpoint
