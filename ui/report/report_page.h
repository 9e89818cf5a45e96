// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/paper/paper.h"
#include "core/session/session.h"
#include "ui/report/dossier_check.h"
#include "ui/shell/background_job.h"
#include "ui/shell/page.h"

#include <QPointer>
#include <functional>
#include <optional>

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

    /// Whether what is in view is the newest report with its charts and analysis: they are drawn on a thread of their own, as an
    /// export draws them. Until then what was drawn before stays, or the report without them where nothing was.
    bool isWhole() const { return m_drawn == m_wanted; }
    PaperView& view() { return *m_view; }
    ExportPanel& panel() { return *m_panel; }

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void takeReport();
    void layOut();
    void drawWhole();
    void setPaper(std::shared_ptr<const PaperReport> paper);
    void showZoom();
    void exportReport();
    void endExport(const QString& folder, std::size_t formatCount, const QString& fault);
    void cancelExport();
    void takeDrawn(std::uint64_t number, std::shared_ptr<const PaperReport> paper, const QString& fault);
    /// At once, or when what is being drawn is there.
    void print();
    void printNow();
    void startChecks();
    void showChecks(const DossierCheck::Seen& seen);

    QPointer<Session> m_session;
    std::shared_ptr<const Report> m_report;
    std::shared_ptr<const PaperReport> m_paper;
    std::uint64_t m_wanted = 0;               // number of the newest report that was to be drawn whole
    std::uint64_t m_drawn = 0;                // of the newest that was, or could not be
    QString m_whyNotDrawn;                    // then
    std::optional<std::uint64_t> m_printFrom; // a person wants it printed once this one is drawn
    bool m_isStale = false;                   // laid out again when the page is shown
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
