// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/paper/pdf_file.h"
#include "core/report/report.h"

#include <QString>
#include <filesystem>
#include <memory>

class QCoreApplication;
class QPainter;

namespace holdpoint {

/// The report as A4 pages: preview, printer and PDF are this one drawing, always in the light palette (reference/ui.md §4).
/// Page 1 holds the decision, the further ones everything that it rests on. Any one thread.
class PaperReport
{
public:
    /// `report` is never null; charts as runCharts() gives them, by run.
    explicit PaperReport(std::shared_ptr<const Report> report, const ReportCharts& charts = {});
    ~PaperReport();

    static constexpr double kWidthMm = 210;
    static constexpr double kHeightMm = 297;

    int pageCount() const;
    /// `page` from 0. The painter's unit is one millimetre, its origin the top left corner of the sheet.
    void paintPage(QPainter& painter, int page) const;
    /// All words of a page in reading order, for screen readers.
    QString textOf(int page) const;
    const Report& report() const;
    /// Of report.json, as it stands at the foot of every page.
    const std::string& sha256() const;
    /// The headings: every part, and what stands below it.
    const std::vector<paper::Bookmark>& bookmarks() const;

private:
    struct Sheets;
    std::unique_ptr<const Sheets> d;
};

/// The application of a program without windows that draws pages: fonts, but no display. Once, before anything else of Qt.
std::unique_ptr<QCoreApplication> makePaperApplication(int& argc, char** argv);

/// A4, 300 dpi, with bookmarks, its fonts inside. The same report gives the same bytes.
Result<std::string> pdfBytes(const PaperReport& paper);
/// The format "pdf" of writeReport(): with the charts of every run.
ReportRenderer pdfRenderer();
/// The same as a file, replaced as a whole. Error names the file.
Result<> writePdf(const PaperReport& paper, const std::filesystem::path& file);

} // namespace holdpoint
