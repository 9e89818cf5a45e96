// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/paper/paper.h"
#include "core/session/session.h"
#include "ui/report/dossier_check.h"
#include "ui/shell/background_job.h"
#include "ui/shell/page.h"

#include <QPointer>
#include <functional>

class QLabel;
class QPrinter;

namespace holdpoint {

class Button;
class ExportPanel;
class PaperView;

/// The report as it will be printed, and its export.
class ReportPage : public Page
{
    Q_OBJECT

public:
    /// Returns a folder, empty if the person thought better of it.
    using FolderChooser = std::function<QString(QWidget* parent, const QString& proposed)>;

    /// Sets the printer up; false if the person thought better of it.
    using PrinterChooser = std::function<bool(QWidget* parent, QPrinter& printer)>;

    explicit ReportPage(QWidget* parent = nullptr);
    void setFolderChooser(FolderChooser chooser) { m_chooseFolder = std::move(chooser); }
    void setPrinterChooser(PrinterChooser chooser) { m_choosePrinter = std::move(chooser); }
    /// For pages without a session: pictures and tests.
    void showReport(std::shared_ptr<const Report> report);

    QString title() const override { return tr("Report"); }
    QString facts() const override;
    QList<QWidget*> headActions() override;
    QList<DockTab> dockTabs() override;
    void setSession(Session* session) override;
    void focusFirst() override;
    /// Checks the dossier again.
    void refresh() override;
    /// "verify": the same.
    void showTarget(const QString& target) override;

    /// Whether charts and analysis are in view, too: they are drawn on a thread of their own, as an export draws them.
    bool isWhole() const { return m_isWhole; }
    PaperView& view() { return *m_view; }
    ExportPanel& panel() { return *m_panel; }

protected:
    void showEvent(QShowEvent* event) override;

private:
    void takeReport();
    void layOut();
    void drawWhole();
    void setPaper(std::shared_ptr<const PaperReport> paper);
    void showZoom();
    void exportReport();
    void endExport(const QString& folder, std::size_t formatCount, const QString& fault);
    void cancelExport();
    void print();
    void startChecks();
    void showChecks(const DossierCheck::Seen& seen);

    QPointer<Session> m_session;
    std::shared_ptr<const Report> m_report;
    std::shared_ptr<const PaperReport> m_paper;
    bool m_isWhole = false;
    bool m_isStale = false; // laid out again when the page is shown
    FolderChooser m_chooseFolder;
    PrinterChooser m_choosePrinter;
    PaperView* m_view;
    QLabel* m_empty;
    QLabel* m_away; // over a report that cannot be read again
    QWidget* m_zoomBox;
    Button* m_zoom;
    ExportPanel* m_panel;
    DossierCheck* m_check;
    BackgroundJob m_export;
    BackgroundJob m_drawing;
};

} // namespace holdpoint
