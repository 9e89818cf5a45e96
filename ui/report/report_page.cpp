// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/report_page.h"

#include "core/base/clock.h"
#include "core/session/report_job.h"
#include "ui/report/dossier_check.h"
#include "ui/report/export_dialog.h"
#include "ui/report/export_panel.h"
#include "ui/report/paper_view.h"
#include "ui/style/elision.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"

#include <QBoxLayout>
#include <QHideEvent>
#include <QLabel>
#include <QPrintDialog>
#include <QShortcut>
#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

constexpr double kZoomStep = 1.25;

} // namespace

ReportPage::ReportPage(QWidget* parent)
    : Page(parent), m_view(new PaperView(this)),
      m_empty(makeLabel(tr("No release open. Open a dossier or start the rehearsal: its report shows here."), FontRole::Body,
                        true, this)),
      m_away(makeLabel(QString(), FontRole::BodyStrong, false, this)), m_zoomBox(new QWidget(this)),
      m_zoom(new Button(QString(), QStringLiteral("Ctrl+0"), m_zoomBox)), m_panel(new ExportPanel(this)),
      m_check(new DossierCheck(this))
{
    m_chooseFolder = [](QWidget* window, const QString& proposed) {
        ExportDialog dialog(proposed, window);
        return dialog.exec() == QDialog::Accepted ? dialog.folder() : QString();
    };
    m_choosePrinter = [](QWidget* window, QPrinter& printer) {
        return QPrintDialog(&printer, window).exec() == QDialog::Accepted;
    };
    m_empty->setAlignment(Qt::AlignCenter);
    m_panel->hide();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    m_away->setObjectName(QStringLiteral("reportAway"));
    m_away->setWordWrap(true);
    m_away->setContentsMargins(16, 8, 16, 8);
    m_away->hide();
    column->addWidget(m_away);
    column->addWidget(m_view, 1);
    column->addWidget(m_empty, 1);

    auto* smaller = new Button(QStringLiteral("\u2212"), QString(), m_zoomBox);
    auto* larger = new Button(QStringLiteral("+"), QString(), m_zoomBox);
    smaller->setObjectName(QStringLiteral("zoomOut"));
    larger->setObjectName(QStringLiteral("zoomIn"));
    m_zoom->setObjectName(QStringLiteral("zoomReset"));
    smaller->setAccessibleName(tr("Smaller"));
    larger->setAccessibleName(tr("Larger"));
    auto* row = new QHBoxLayout(m_zoomBox);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    for (Button* button : {smaller, m_zoom, larger}) {
        row->addWidget(button);
    }
    const auto shrink = [this] { m_view->setZoom(m_view->zoom() / kZoomStep); };
    const auto grow = [this] { m_view->setZoom(m_view->zoom() * kZoomStep); };
    const auto reset = [this] { m_view->setZoom(1); };
    connect(smaller, &Button::clicked, this, shrink);
    connect(larger, &Button::clicked, this, grow);
    connect(m_zoom, &Button::clicked, this, reset);
    connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_0), this), &QShortcut::activated, this, reset);
    connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Minus), this), &QShortcut::activated, this, shrink);
    connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Plus), this), &QShortcut::activated, this, grow);
    connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_E), this), &QShortcut::activated, this, &ReportPage::exportReport);
    connect(new QShortcut(QKeySequence(Qt::Key_PageDown), this), &QShortcut::activated, this,
            [this] { m_view->goToPage(m_view->currentPage() + 1); });
    connect(new QShortcut(QKeySequence(Qt::Key_PageUp), this), &QShortcut::activated, this,
            [this] { m_view->goToPage(m_view->currentPage() - 1); });
    connect(m_view, &PaperView::viewChanged, this, &ReportPage::showZoom);
    connect(m_panel, &ExportPanel::exportRequested, this, &ReportPage::exportReport);
    connect(m_panel, &ExportPanel::cancelRequested, this, &ReportPage::cancelExport);
    connect(m_panel, &ExportPanel::printRequested, this, &ReportPage::print);
    connect(new QShortcut(QKeySequence(QKeySequence::Print), this), &QShortcut::activated, this, &ReportPage::print);
    connect(m_check, &DossierCheck::finished, this, &ReportPage::showChecks);
    showReport(nullptr);
}

void ReportPage::setSession(Session* session)
{
    if (m_session != nullptr) {
        m_session->disconnect(this);
        m_check->stop();
        m_drawing.stop();
        cancelExport();
    }
    showReport(nullptr);
    m_session = session;
    if (m_session != nullptr) {
        connect(m_session, &Session::changed, this, &ReportPage::takeReport);
    }
    takeReport();
}

void ReportPage::takeReport()
{
    if (m_session == nullptr) {
        return;
    }
    if (!isVisible()) {
        m_isStale = true;
        return;
    }
    showReport(m_session->shownReport());
    startChecks();
}

void ReportPage::showReport(std::shared_ptr<const Report> report)
{
    m_isStale = false;
    m_report = std::move(report);
    layOut();
    if (m_session != nullptr && m_report != nullptr) {
        drawWhole();
        showZoom();
    } else {
        m_drawing.stop();
        m_drawn = m_wanted;
        m_printFrom.reset();
    }
}

/// What is in view at once lacks what takes the frames of runs. Nothing that is being drawn is given up for a newer report: that
/// would be waited for, and under many changes nothing would ever be drawn.
void ReportPage::drawWhole()
{
    const std::uint64_t number = ++m_wanted;
    m_drawing.follow([this, number, job = reportJob(*m_session)]() -> std::function<void()> {
        const auto dossier = Dossier::openReadOnly(job.dossierFile);
        const auto report = dossier ? buildReport(**dossier, job.plan, job.definition, systemClock().wallNow(), ReportUse::Write)
                                    : Result<std::shared_ptr<const Report>>(fail(dossier.error()));
        const auto charts = report ? chartsOf(**report, **dossier) : Result<ReportCharts>(fail(report.error()));
        auto paper = charts ? std::make_shared<const PaperReport>(*report, *charts) : nullptr;
        return [this, number, paper = std::move(paper), fault = charts ? QString() : fromCore(charts.error().message)] {
            takeDrawn(number, paper, fault);
        };
    });
}

void ReportPage::takeDrawn(std::uint64_t number, std::shared_ptr<const PaperReport> paper, const QString& fault)
{
    m_drawn = number;
    m_whyNotDrawn = fault;
    // What cannot be drawn with its charts is in view without them: the checks say what is wrong.
    setPaper(paper != nullptr ? std::move(paper) : std::make_shared<const PaperReport>(m_report));
    if (m_printFrom && *m_printFrom <= m_drawn) {
        m_printFrom.reset();
        printNow();
    }
}

void ReportPage::setPaper(std::shared_ptr<const PaperReport> paper)
{
    m_paper = std::move(paper);
    m_view->setPaper(m_paper);
    m_panel->setReport(m_report.get(), m_paper != nullptr ? m_paper->pageCount() : 0);
    showZoom();
}

void ReportPage::layOut()
{
    const bool hasReport = m_report != nullptr;
    m_view->setVisible(hasReport);
    m_empty->setVisible(!hasReport);
    if (!hasReport) {
        m_away->hide();
        m_panel->setUnreadable({});
        m_panel->setChecks({});
    }
    if (m_session == nullptr || !hasReport || m_paper == nullptr) {
        setPaper(hasReport ? std::make_shared<const PaperReport>(m_report) : nullptr);
    }
}

void ReportPage::showZoom()
{
    m_zoom->setText(tr("%1\u00a0%").arg(std::lround(m_view->zoom() * 100)));
    Q_EMIT headChanged();
}

QString ReportPage::facts() const
{
    if (m_paper == nullptr) {
        return {};
    }
    return (isWhole() ? tr("page %1 of %2 \u00B7 drawn from report.json") : tr("page %1 of %2 \u00B7 the newest is being drawn"))
        .arg(m_view->currentPage() + 1)
        .arg(m_paper->pageCount());
}

QList<QWidget*> ReportPage::headActions()
{
    return {m_zoomBox};
}

QList<Page::DockTab> ReportPage::dockTabs()
{
    return {{tr("Export"), m_panel}};
}

void ReportPage::focusFirst()
{
    m_panel->exportButton()->setFocus();
}

void ReportPage::refresh()
{
    startChecks();
}

void ReportPage::showTarget(const QString& target)
{
    if (target == QLatin1String("verify")) {
        startChecks();
    }
}

void ReportPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (m_isStale) {
        takeReport();
    }
}

void ReportPage::hideEvent(QHideEvent* event)
{
    Page::hideEvent(event);
    if (m_printFrom && !event->spontaneous()) {
        m_printFrom.reset();
        Q_EMIT noticed(tr("Not printed: the page was left before its charts were drawn."), false);
    }
}

void ReportPage::startChecks()
{
    if (m_session == nullptr || m_report == nullptr) {
        return;
    }
    m_panel->setChecks({{tr("Dossier"), tr("checking"), ExportPanel::Check::State::Running}});
    m_check->start(reportJob(*m_session), m_report->verdict);
}

void ReportPage::showChecks(const DossierCheck::Seen& seen)
{
    if (m_session == nullptr || m_report == nullptr) {
        return;
    }
    using State = ExportPanel::Check::State;
    // A dossier that cannot be read has no verdict to compare and nothing to export: what is in view is what was read before.
    m_away->setVisible(!seen.fault.isEmpty());
    m_away->setText(tr("The dossier cannot be read now. This is the report as it was read before, without charts and analysis: "
                       "%1")
                        .arg(breakable(seen.fault)));
    m_panel->setUnreadable(seen.fault.isEmpty() ? QString() : tr("Nothing can be exported until the dossier can be read again."));
    if (!seen.fault.isEmpty()) {
        m_panel->setChecks({{tr("Dossier"), seen.fault, State::Bad}});
        return;
    }
    std::vector<ExportPanel::Check> checks;
    checks.push_back({tr("Verdict re-computed"), seen.isSame ? tr("same") : tr("differs: refresh with F5"),
                      seen.isSame ? State::Good : State::Bad});
    for (const VerifyLine& line : seen.lines) {
        if (line.what != "Signatures") {
            checks.push_back({fromCore(line.what), fromCore(line.detail), line.isValid ? State::Good : State::Bad});
        }
    }
    const auto valid = std::count_if(m_report->signatures.begin(), m_report->signatures.end(),
                                     [](const Signature& signature) { return signature.status == SignatureStatus::Valid; });
    checks.push_back({tr("Signatures"), tr("%1 of 4 valid").arg(valid), valid == 4 ? State::Good : State::Bad});
    m_panel->setChecks(checks);
}

} // namespace holdpoint
