// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/pages.h"

#include "core/base/file.h"
#include "core/plan/plan_edit.h"
#include "core/plan/plan_node.h"
#include "core/plan/plan_reader.h"
#include "core/session/checklist_files.h"
#include "ui/checklist/checklist_page.h"
#include "ui/checklist/import_dialog.h"
#include "ui/connections/connections_page.h"
#include "ui/overview/after_page.h"
#include "ui/overview/analysis_page.h"
#include "ui/overview/capacity_page.h"
#include "ui/report/report_page.h"
#include "ui/run/abort_banner.h"
#include "ui/run/live_page.h"
#include "ui/run/load_alerts.h"
#include "ui/run/plan_form.h"
#include "ui/settings/settings_dialog.h"
#include "ui/shell/app_controller.h"
#include "ui/shell/main_window.h"
#include "ui/signoff/signoff_page.h"
#include "ui/start/new_release_dialog.h"
#include "ui/start/plan_view.h"
#include "ui/start/start_page.h"
#include "ui/style/file_choice.h"
#include "ui/style/holdpoint_style.h"
#include "ui/style/status.h"

#include <QApplication>
#include <QDir>
#include <QFileInfo>

namespace holdpoint {

namespace {

Page* makeStart(MainWindow& window, AppController& controller, QWidget* parent)
{
    auto* page = new StartPage(controller, parent);
    QObject::connect(page, &StartPage::newReleaseRequested, &window,
                     [&window] { window.openDialog(QStringLiteral("newRelease")); });
    QObject::connect(page, &StartPage::openRequested, &window, &MainWindow::openDossierWithDialog);
    return page;
}

/// Load and thresholds of the plan; what is saved is taken at once, as a new version in the dossier.
void editLoad(MainWindow& window, AppController& controller, const QString& test)
{
    if (controller.session() == nullptr || controller.isLoadRunning()) {
        return;
    }
    PlanForm form(*controller.session(), controller.planOptions(), controller.preferences().person(), test, &window);
    if (form.exec() != QDialog::Accepted) {
        return;
    }
    if (const auto reloaded = controller.reloadPlan(); !reloaded) {
        Q_EMIT controller.failed(QCoreApplication::translate("PlanForm", "The plan was saved but not taken"),
                                 QString::fromStdString(reloaded.error().message));
        return;
    }
    window.showPage(QStringLiteral("live"));
}

Page* makeChecklist(MainWindow& window, QWidget* parent)
{
    auto* page = new ChecklistPage(parent);
    QObject::connect(page, &ChecklistPage::startRequested, &window, [&window](const QStringList& tests, RunKind kind) {
        PlanRunner::Request request;
        request.tests = tests;
        request.kind = kind;
        window.startLoad(request);
    });
    return page;
}

Page* makeLive(MainWindow& window, AppController& controller, const LoadAlerts* alerts, QWidget* parent)
{
    auto* page = new LivePage(parent);
    QObject::connect(page, &LivePage::startRequested, &window, &MainWindow::startLoad);
    QObject::connect(page, &LivePage::stopRequested, &window, &MainWindow::mayStopLoad);
    QObject::connect(page, &LivePage::armRequested, &window, &MainWindow::armLoad);
    QObject::connect(page, &LivePage::disarmRequested, &controller, &AppController::cancelArmedRun);
    QObject::connect(page, &LivePage::failedAgainRequested, &window, &MainWindow::runFailedAgain);
    QObject::connect(page, &LivePage::countingRequested, &window, &MainWindow::declareCounting);
    QObject::connect(&window, &MainWindow::countingDeclared, page, &LivePage::tellCounting);
    QObject::connect(alerts, &LoadAlerts::keptRunning, page, &LivePage::tellKept);
    QObject::connect(page, &LivePage::editRequested, &window,
                     [&window, &controller](const QString& test) { editLoad(window, controller, test); });
    QObject::connect(&controller, &AppController::armedChanged, page,
                     [page, &controller] { page->setArmed(controller.armedSentence()); });
    page->setArmed(controller.armedSentence());
    return page;
}

/// A plan that cannot be used is not written.
Result<> checkPlan(const AppController& controller, const std::string& text, const std::filesystem::path& file)
{
    const PlanReading read = readPlanText(text, file, controller.planOptions());
    return read.isValid() ? Result<>()
                          : fail(Error::Kind::Invalid, QCoreApplication::translate("ConnectionsPage", "not saved: %1")
                                                           .arg(fromCore(read.faults.front().text()))
                                                           .toStdString());
}

Page* makeConnections(AppController& controller, QWidget* parent)
{
    auto* page = new ConnectionsPage(parent);
    const auto readAgain = [&controller] {
        if (const auto reloaded = controller.reloadPlan(); !reloaded) {
            Q_EMIT controller.failed(QCoreApplication::translate("ConnectionsPage", "The plan was saved but not taken"),
                                     QString::fromStdString(reloaded.error().message));
        }
    };
    page->setPlanCheck(
        [&controller](const std::string& text, const std::filesystem::path& file) { return checkPlan(controller, text, file); });
    QObject::connect(page, &ConnectionsPage::planChanged, &controller, readAgain, Qt::QueuedConnection); // it makes a new session
    return page;
}

/// Over the dialog that is open, if one is: a window below it could not be used.
void showPlanFile(const QString& file, QWidget& window, AppController& controller, const PlanOptions& options)
{
    QWidget* modal = QApplication::activeModalWidget();
    auto* view = new PlanView(file, options, modal != nullptr ? modal : &window);
    view->setAttribute(Qt::WA_DeleteOnClose);
    view->setModal(modal != nullptr);
    const auto tellUsed = [view, &controller, file] {
        const Session* session = controller.session();
        if (session != nullptr && session->plan().path == std::filesystem::path(file.toStdString())) {
            view->setUsed(session->plan().sha256);
        }
    };
    QObject::connect(&controller, &AppController::sessionChanged, view, tellUsed);
    QObject::connect(view, &PlanView::useRequested, &controller, [&controller] {
        if (const auto reloaded = controller.reloadPlan(); !reloaded) {
            Q_EMIT controller.failed(QCoreApplication::translate("PlanView", "The plan was not taken"),
                                     QString::fromStdString(reloaded.error().message));
        }
    });
    tellUsed();
    view->show();
}

void showPlan(MainWindow& window, AppController& controller)
{
    const Session* session = controller.session();
    if (session == nullptr) {
        return;
    }
    const QString file = QString::fromStdString(session->plan().path.string());
    if (QFileInfo::exists(file)) {
        showPlanFile(file, window, controller, controller.planOptions());
        return;
    }
    auto* view = new PlanView(session->plan(), &window);
    view->setAttribute(Qt::WA_DeleteOnClose);
    view->show();
}

/// Writes the plan's file with this text if it can be used, and reads it again.
Result<> changePlan(AppController& controller, const std::string& text)
{
    const std::filesystem::path file = controller.session()->plan().path;
    if (auto checked = checkPlan(controller, text, file); !checked) {
        return checked;
    }
    if (auto written = writeFileAtomically(file, text); !written) {
        return written;
    }
    return controller.reloadPlan();
}

void importChecklist(MainWindow& window, AppController& controller)
{
    const Session* session = controller.session();
    std::error_code ignored;
    const bool hasPlan = session != nullptr && std::filesystem::exists(session->plan().path, ignored);
    const std::filesystem::path folder = hasPlan ? session->plan().path.parent_path() : std::filesystem::path();
    ImportChecklistDialog(
        folder,
        [&controller](const std::string& name) -> Result<> {
            const auto text = readFile(controller.session()->plan().path, kMaxPlanBytes);
            const auto edited = text ? withPlanValue(*text, {"checklist", "template"}, name) : text;
            return edited ? changePlan(controller, *edited) : fail(edited.error());
        },
        &window)
        .exec();
}

void exportChecklistWithDialog(MainWindow& window, AppController& controller)
{
    Session* session = controller.session();
    if (session == nullptr) {
        return;
    }
    const std::filesystem::path folder = session->defaultReportFolder().parent_path(); // a database has none
    const QString beside =
        (folder.empty() ? QDir::homePath() : QString::fromStdString(folder.string())) + QStringLiteral("/checklist.md");
    const QString file = chooseNewFile(&window, QCoreApplication::translate("ExportChecklist", "Export checklist"), beside,
                                       QCoreApplication::translate("ExportChecklist", "Markdown (*.md)"));
    if (file.isEmpty() || controller.session() != session) {
        return;
    }
    const auto written = exportChecklist(*session, file.toStdString(), controller.preferences().person());
    if (Page* page = window.currentPage()) {
        Q_EMIT page->noticed(written ? QCoreApplication::translate("ExportChecklist", "Exported to %1").arg(file)
                                     : QString::fromStdString(written.error().message),
                             !written);
    }
}

void addDialogs(MainWindow& window, AppController& controller)
{
    window.addDialog(QStringLiteral("newRelease"), [&window, &controller] { NewReleaseDialog(controller, &window).exec(); });
    window.addDialog(QStringLiteral("settings"), [&window, &controller] {
        SettingsDialog dialog(controller.preferences(), &window);
        if (dialog.exec() == QDialog::Accepted) {
            controller.setPreferences(dialog.preferences());
            applyTheme(controller.preferences().theme);
        }
    });
    window.addDialog(QStringLiteral("loadForm"), [&window, &controller] { editLoad(window, controller, QString()); });
    window.addDialog(QStringLiteral("importChecklist"), [&window, &controller] { importChecklist(window, controller); });
    window.addDialog(QStringLiteral("exportChecklist"),
                     [&window, &controller] { exportChecklistWithDialog(window, controller); });
    window.addDialog(QStringLiteral("planView"), [&window, &controller] { showPlan(window, controller); });
    QObject::connect(&controller, &AppController::planFaultsFound, &window,
                     [&window, &controller](const QString& file, const std::vector<PlanFault>&, const PlanOptions& options) {
                         for (const auto* shown : window.findChildren<PlanView*>()) {
                             if (shown->windowTitle() == file) {
                                 return; // it reads the file again by itself
                             }
                         }
                         showPlanFile(file, window, controller, options);
                     });
    QObject::connect(&controller, &AppController::rehearsalEnded, &window,
                     [&window] { window.showPage(QStringLiteral("report")); });
}

} // namespace

void addPages(MainWindow& window, AppController& controller)
{
    auto* alerts = new LoadAlerts(controller, window);
    window.addBanner(&alerts->banner());
    QObject::connect(alerts, &LoadAlerts::attentionWanted, &window, [&window] { window.showPage(QStringLiteral("live")); });
    const auto showWorst = [&window, alerts] {
        const AlarmRecord* worst = alerts->worstFiring();
        window.setAlarm(worst != nullptr ? fromCore(worst->sentence) : QString(), worst != nullptr && isCritical(*worst),
                        alerts->hasOpen());
    };
    QObject::connect(alerts, &LoadAlerts::worstChanged, &window, showWorst);
    showWorst();
    window.addPage(QStringLiteral("start"), [&](QWidget* parent) { return makeStart(window, controller, parent); });
    window.addPage(QStringLiteral("checklist"), [&](QWidget* parent) { return makeChecklist(window, parent); });
    window.addPage(QStringLiteral("live"),
                   [&window, &controller, alerts](QWidget* parent) { return makeLive(window, controller, alerts, parent); });
    window.addPage(QStringLiteral("analysis"), [&](QWidget* parent) {
        auto* page = new AnalysisPage(parent);
        QObject::connect(page, &AnalysisPage::failedAgainRequested, &window, &MainWindow::runFailedAgain);
        return page;
    });
    window.addPage(QStringLiteral("capacity"), [](QWidget* parent) { return new CapacityPage(parent); });
    window.addPage(QStringLiteral("signoff"), [](QWidget* parent) { return new SignoffPage(parent); });
    window.addPage(QStringLiteral("report"), [](QWidget* parent) { return new ReportPage(parent); });
    window.addPage(QStringLiteral("after"), [](QWidget* parent) { return new AfterPage(parent); });
    window.addPage(QStringLiteral("connections"), [&](QWidget* parent) { return makeConnections(controller, parent); });
    addDialogs(window, controller);
}

} // namespace holdpoint
