// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/paper/paper.h"

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/version.h"
#include "core/paper/sheets.h"
#include "core/paper/words.h"

#include <QBuffer>
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
    QString footer;
};

namespace {

QString releaseText(const Report& report)
{
    return QStringLiteral("Load test report, ") + fromUtf8(report.release.name) + QLatin1Char(' ') +
           fromUtf8(report.release.version);
}

std::vector<Sheet> laidOut(const Report& report)
{
    Flow flow;
    const Omitted omitted = addFirstPage(flow, report);
    flow.newSheet();
    addRest(flow, report, omitted);
    addRuns(flow, report);
    addServer(flow, report);
    addChecklist(flow, report);
    addProof(flow, report);
    return flow.take();
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

} // namespace

PaperReport::PaperReport(std::shared_ptr<const Report> report)
{
    auto sheets = std::make_unique<Sheets>();
    sheets->sheets = laidOut(*report);
    constexpr int kWhole = 16;
    // The bytes that writeReport() writes.
    sheets->footer = QStringLiteral("report.json sha256 ") + grouped(sha256Hex(dumpJsonPretty(toJson(*report)) + "\n"), kWhole);
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

Result<std::string> pdfBytes(const PaperReport& paper)
{
    constexpr int kDpi = 300;
    QBuffer bytes;
    bytes.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&bytes);
        writer.setResolution(kDpi);
        writer.setPageSize(QPageSize(QPageSize::A4));
        writer.setPageMargins({});
        writer.setTitle(releaseText(paper.report()));
        writer.setCreator(QStringLiteral("Holdpoint ") + QString::fromLatin1(kVersion));
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
    const QByteArray& data = bytes.data();
    return std::string(data.constData(), static_cast<std::size_t>(data.size()));
}

Result<> writePdf(const PaperReport& paper, const std::filesystem::path& file)
{
    const auto bytes = pdfBytes(paper);
    return bytes ? writeFileAtomically(file, *bytes) : fail(bytes.error().kind, file.string() + ": " + bytes.error().message);
}

} // namespace holdpoint
