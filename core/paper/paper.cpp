// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/paper/paper.h"

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/paper/sheets.h"
#include "core/paper/words.h"

#include <QBuffer>
#include <QGuiApplication>
#include <QHashFunctions>
#include <QImage>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>

namespace holdpoint {

using namespace paper;

struct PaperReport::Sheets
{
    std::shared_ptr<const Report> report;
    std::vector<Sheet> sheets;
    std::vector<Bookmark> bookmarks;
    QString footer;
    std::string sha256; // of report.json as writeReport() writes it
};

namespace {

QString releaseText(const Report& report)
{
    return QStringLiteral("Load test report, ") + fromUtf8(report.release.name) + QLatin1Char(' ') +
           fromUtf8(report.release.version);
}

std::vector<Sheet> laidOut(const Report& report, const ReportCharts& charts)
{
    Flow flow;
    const Omitted omitted = addFirstPage(flow, report);
    flow.newSheet();
    addRest(flow, report, omitted);
    addRuns(flow, report, charts);
    addServer(flow, report);
    addAnalysis(flow, report);
    addOptimisations(flow, report);
    addChecklist(flow, report);
    addProof(flow, report);
    return flow.take();
}

/// A heading at the top of a sheet begins a part; page 1 is one of its own.
std::vector<Bookmark> bookmarksOf(const Report& report, const std::vector<Sheet>& sheets)
{
    std::vector<Bookmark> bookmarks{{QStringLiteral("Decision: ") + fromUtf8(titleOf(report.verdict)), 0, 0, true}};
    for (std::size_t page = 0; page < sheets.size(); ++page) {
        for (std::size_t i = 0; i < sheets[page].size(); ++i) {
            const PlacedStrip& placed = sheets[page][i];
            if (!placed.strip->title.isEmpty()) {
                bookmarks.push_back({placed.strip->title, static_cast<int>(page), placed.top / kUnitsPerMm, i == 0 && page > 0});
            }
        }
    }
    return bookmarks;
}

void paintSheet(Ink& ink, const Report& report, const std::vector<Sheet>& sheets, std::size_t page, const QString& footer)
{
    const QRectF head(kMargin, 52, kInnerWidth, 18);
    const QString number = QStringLiteral("page %1 of %2").arg(page + 1).arg(sheets.size());
    ink.text(head, Qt::AlignLeft, releaseText(report), Face::Strong, color::kText);
    ink.text(head, Qt::AlignRight, (report.isRehearsal && page > 0 ? QStringLiteral("REHEARSAL \u00b7 ") : QString()) + number,
             Face::Body, color::kText2);
    for (const PlacedStrip& placed : sheets[page]) {
        placed.strip->paint(ink, placed.top);
    }
    ink.hairline(kMargin, kMargin + kInnerWidth, kSheetHeight - 46, color::kLine);
    ink.text({kMargin, kSheetHeight - 42, kInnerWidth, 18}, Qt::AlignLeft, footer, Face::Small, color::kText2);
}

struct FixedHashSeed
{
    FixedHashSeed() { QHashSeed::setDeterministicGlobalSeed(); }
    ~FixedHashSeed() { QHashSeed::resetRandomGlobalSeed(); }
};

} // namespace

PaperReport::PaperReport(std::shared_ptr<const Report> report, const ReportCharts& charts)
{
    auto sheets = std::make_unique<Sheets>();
    sheets->sheets = laidOut(*report, charts);
    sheets->bookmarks = bookmarksOf(*report, sheets->sheets);
    constexpr int kWhole = 16;
    sheets->sha256 = sha256Hex(dumpJsonPretty(toJson(*report)) + "\n");
    sheets->footer = QStringLiteral("report.json sha256 ") + grouped(sheets->sha256, kWhole);
    sheets->report = std::move(report);
    d = std::move(sheets);
}

PaperReport::~PaperReport() = default;

int PaperReport::pageCount() const
{
    return static_cast<int>(d->sheets.size());
}

void PaperReport::paintPage(QPainter& painter, int page) const
{
    if (page < 0 || page >= pageCount()) {
        return;
    }
    painter.save();
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    painter.scale(1 / kUnitsPerMm, 1 / kUnitsPerMm);
    Ink ink(painter, nullptr);
    ink.fill({0, 0, kSheetWidth, kSheetHeight}, 0xFFFFFFFF);
    paintSheet(ink, *d->report, d->sheets, static_cast<std::size_t>(page), d->footer);
    painter.restore();
}

QString PaperReport::textOf(int page) const
{
    if (page < 0 || page >= pageCount()) {
        return {};
    }
    QImage unseen(1, 1, QImage::Format_RGB32);
    QPainter painter(&unseen);
    QStringList words;
    Ink ink(painter, &words);
    paintSheet(ink, *d->report, d->sheets, static_cast<std::size_t>(page), d->footer);
    return words.join(QLatin1Char('\n'));
}

const Report& PaperReport::report() const
{
    return *d->report;
}

std::unique_ptr<QCoreApplication> makePaperApplication(int& argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    return std::make_unique<QGuiApplication>(argc, argv);
}

const std::vector<Bookmark>& PaperReport::bookmarks() const
{
    return d->bookmarks;
}

const std::string& PaperReport::sha256() const
{
    return d->sha256;
}

Result<std::string> pdfBytes(const PaperReport& paper)
{
    constexpr int kDpi = 300;
    // Qt numbers the fonts of a file in the order of a hash table: without a fixed seed every process would write other bytes.
    const FixedHashSeed fixed;
    QBuffer bytes;
    bytes.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&bytes);
        writer.setResolution(kDpi);
        writer.setPageSize(QPageSize(QPageSize::A4));
        writer.setPageMargins({});
        QPainter painter;
        if (!painter.begin(&writer)) {
            return fail(Error::Kind::Internal, "cannot draw the report as a PDF");
        }
        painter.scale(kDpi / 25.4, kDpi / 25.4);
        for (int page = 0; page < paper.pageCount(); ++page) {
            if (page > 0) {
                writer.newPage();
            }
            paper.paintPage(painter, page);
        }
    }
    constexpr std::size_t kIdDigits = 32;
    return finishedPdf(bytes.data().toStdString(), {releaseText(paper.report()), paper.report().generatedAt,
                                                    paper.sha256().substr(0, kIdDigits), paper.bookmarks()});
}

ReportRenderer pdfRenderer()
{
    return {"pdf", [](const std::shared_ptr<const Report>& report, const ReportCharts& charts) {
                return pdfBytes(PaperReport(report, charts));
            }};
}

Result<> writePdf(const PaperReport& paper, const std::filesystem::path& file)
{
    const auto bytes = pdfBytes(paper);
    return bytes ? writeFileAtomically(file, *bytes) : fail(bytes.error().kind, file.string() + ": " + bytes.error().message);
}

} // namespace holdpoint
