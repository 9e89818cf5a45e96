// SPDX-License-Identifier: GPL-3.0-or-later
// What leaves the Report page: files, written on a thread of their own, and paper.
#include "ui/report/report_page.h"

#include "core/session/report_job.h"
#include "ui/report/export_panel.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QDir>
#include <QPainter>
#include <QPrintDialog>
#include <QPrinter>

namespace holdpoint {

void ReportPage::exportReport()
{
    if (m_session == nullptr || m_report == nullptr || m_export.isRunning()) {
        return;
    }
    const QString beside = QString::fromStdString(m_session->defaultReportFolder().string());
    const QString folder = m_chooseFolder(this, QDir::home().absoluteFilePath(beside)); // a database has no folder
    if (folder.isEmpty()) {
        return;
    }
    const std::vector<std::string> formats = m_panel->formats();
    m_panel->setExporting(tr("Writing to %1. Long runs take a while: every frame is read for the charts.").arg(folder));
    m_export.start([this, job = reportJob(*m_session), folder, formats]() -> std::function<void()> {
        const auto written = job.exportReport(folder.toStdString(), formats, {pdfRenderer()});
        const QString fault = written ? QString() : fromCore(written.error().message);
        return [this, folder, count = formats.size(), fault] { endExport(folder, count, fault); };
    });
}

void ReportPage::endExport(const QString& folder, std::size_t formatCount, const QString& fault)
{
    m_panel->setExporting({});
    if (!fault.isEmpty()) {
        Q_EMIT noticed(fault, true);
        return;
    }
    if (m_session != nullptr) {
        m_session->noteChange(); // the export is an audit row
    }
    Q_EMIT noticed(tr("Exported %n format(s) to %1", nullptr, asCount(formatCount)).arg(folder), false);
}

void ReportPage::cancelExport()
{
    if (m_export.isRunning()) {
        m_export.stop();
        m_panel->setExporting({});
        if (m_session != nullptr) {
            m_session->noteChange(); // its audit row may have been written just before
        }
        Q_EMIT noticed(tr("Export cancelled. Files that were written before stay."), false);
    }
}

void ReportPage::print()
{
    if (m_paper == nullptr) {
        return;
    }
    if (isWhole()) {
        printNow();
        return;
    }
    m_printFrom = m_wanted;
    Q_EMIT noticed(tr("Printing begins when the charts are drawn."), false);
}

void ReportPage::printNow()
{
    if (!m_whyNotDrawn.isEmpty()) {
        Q_EMIT noticed(tr("Not printed, the report cannot be drawn as a whole: %1").arg(m_whyNotDrawn), true);
        return;
    }
    QPrinter printer(QPrinter::HighResolution);
    printer.setPageSize(QPageSize(QPageSize::A4));
    printer.setFullPage(true);
    printer.setDocName(fromCore(m_report->release.name + " " + m_report->release.version));
    if (!m_choosePrinter(this, printer)) {
        return;
    }
    const std::shared_ptr<const PaperReport> paper = m_paper; // the newest, should another have come meanwhile
    if (paper == nullptr) {
        return;
    }
    QPainter painter;
    if (!painter.begin(&printer)) {
        Q_EMIT noticed(tr("The printer %1 cannot be used.").arg(printer.printerName()), true);
        return;
    }
    painter.scale(printer.logicalDpiX() / 25.4, printer.logicalDpiY() / 25.4);
    const int last = printer.toPage() > 0 ? std::min(printer.toPage(), paper->pageCount()) : paper->pageCount();
    const int first = std::max(1, printer.fromPage());
    for (int page = first; page <= last; ++page) {
        if (page > first) {
            printer.newPage();
        }
        paper->paintPage(painter, page - 1);
    }
    Q_EMIT noticed(tr("Printed %n page(s)", nullptr, std::max(0, last - first + 1)), false);
}

} // namespace holdpoint
