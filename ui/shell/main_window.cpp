// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/main_window.h"

#include "core/session/sweep_job.h"
#include "ui/shell/app_controller.h"
#include "ui/shell/load_clock.h"
#include "ui/shell/open_dialog.h"
#include "ui/shell/page_head.h"
#include "ui/shell/release_strip.h"
#include "ui/shell/route_view.h"
#include "ui/shell/side_dock.h"
#include "ui/shell/source_bar.h"
#include "ui/style/theme.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QBoxLayout>
#include <QDockWidget>
#include <QMessageBox>
#include <QResizeEvent>
#include <QScreen>
#include <QSettings>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTimer>
#include <QToolBar>
#include <utility>

namespace holdpoint {

namespace {

constexpr int kLayoutVersion = 1;

} // namespace

MainWindow::MainWindow(AppController& controller, QWidget* parent)
    : QMainWindow(parent), m_controller(controller), m_strip(new ReleaseStrip(this)), m_route(new RouteView(this)),
      m_centre(new QWidget(this)), m_stack(new QStackedWidget(m_centre)), m_side(new SideDock(this)),
      m_sources(new SourceBar(this))
{
    setObjectName(QStringLiteral("mainWindow"));
    setMinimumSize(640, 400);
    makeMenus();
    auto* bar = new QToolBar(tr("Release"), this);
    bar->setObjectName(QStringLiteral("releaseBar"));
    bar->setMovable(false);
    bar->setFloatable(false);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    bar->toggleViewAction()->setVisible(false);
    bar->addWidget(m_strip);
    addToolBar(Qt::TopToolBarArea, bar);

    auto* left = new QDockWidget(tr("Route"), this);
    left->setObjectName(QStringLiteral("routeDock"));
    left->setFeatures(QDockWidget::NoDockWidgetFeatures);
    left->setTitleBarWidget(new QWidget(left));
    left->setWidget(m_route);
    addDockWidget(Qt::LeftDockWidgetArea, left);
    addDockWidget(Qt::RightDockWidgetArea, m_side);
    setContextMenuPolicy(Qt::PreventContextMenu);
    m_stack->setMinimumWidth(scaled(560)); // a wide page must not squeeze the dock
    auto* centre = new QVBoxLayout(m_centre);
    centre->setContentsMargins(0, 0, 0, 0);
    centre->setSpacing(0);
    centre->addWidget(m_stack, 1);
    setCentralWidget(m_centre);

    statusBar()->setSizeGripEnabled(false);
    statusBar()->setContentsMargins(0, 0, 0, 0);
    statusBar()->addWidget(m_sources, 1);
    statusBar()->setFixedHeight(scaled(26));
    makeKeys();

    connect(m_route, &RouteView::pageChosen, this, [this](const QString& id) { showPage(id); });
    m_strip->setLoadClock(new LoadClock(controller, this));
    connect(m_strip, &ReleaseStrip::stopRequested, this, &MainWindow::mayStopLoad);
    connect(m_strip, &ReleaseStrip::windowRequested, this,
            [this] { showPage(QStringLiteral("checklist"), QString::fromUtf8(kTestWindowTarget)); });
    connect(&m_controller, &AppController::sessionClosing, this, &MainWindow::dropSession);
    connect(&m_controller, &AppController::sessionChanged, this, &MainWindow::showSession);
    connect(&m_controller, &AppController::runnerStateChanged, this, &MainWindow::scheduleShow);
    connect(&m_controller, &AppController::runnerStateChanged, this, &MainWindow::closeOnceLoadEnded, Qt::QueuedConnection);
    connect(&m_controller, &AppController::failed, this, &MainWindow::showFailure);
    connect(&m_controller, &AppController::told, m_sources, &SourceBar::setNotice);
    connect(&m_controller, &AppController::armedChanged, this, [this, wasArmed = false]() mutable {
        if (m_controller.isArmed() || wasArmed) { // else the notice is somebody else's
            const QString sentence = m_controller.armedSentence();
            m_sources->setNotice(sentence.isEmpty() ? QString() : tr("%1 Live load cancels it.").arg(sentence), false);
            m_sources->keepNotice();
        }
        wasArmed = m_controller.isArmed();
    });
    m_controller.mayDisarm = [this] { return isDisarmAgreed(false); };
    connect(&m_controller, &AppController::preferencesChanged, this, [this] {
        for (PageFrame* frame : std::as_const(m_frames)) {
            frame->page()->setPerson(m_controller.preferences().person());
        }
    });
    m_agentTimer.setInterval(1000);
    connect(&m_agentTimer, &QTimer::timeout, this, &MainWindow::showAgent);
    resize(1280, 800);
    resizeDocks({m_side}, {scaled(288)}, Qt::Horizontal);
    m_side->hide();
    showReport();
}

MainWindow::~MainWindow()
{
    m_controller.mayDisarm = nullptr;
    m_controller.disconnect(this);
}

void MainWindow::addPage(const QString& id, PageFactory factory)
{
    m_factories.insert(id, std::move(factory));
}

Page* MainWindow::pageFor(const QString& id)
{
    if (PageFrame* frame = m_frames.value(id)) {
        return frame->page();
    }
    const auto factory = m_factories.constFind(id);
    if (factory == m_factories.constEnd()) {
        return nullptr;
    }
    Page* page = (*factory)(this);
    page->setPerson(m_controller.preferences().person());
    page->setRunner(m_controller.runner());
    page->setSession(m_controller.session());
    page->restoreLayout(QSettings().value(QStringLiteral("window/page-") + id).toByteArray());
    auto* frame = new PageFrame(page, m_stack);
    m_frames.insert(id, frame);
    m_stack->addWidget(frame);
    connectPage(page);
    return page;
}

void MainWindow::connectPage(Page* page)
{
    connect(page, &Page::pageRequested, this, &MainWindow::showPage);
    connect(page, &Page::noticed, m_sources, &SourceBar::setNotice);
    connect(page, &Page::dockTabWanted, this, [this, page](QWidget* panel) {
        if (page == currentPage()) {
            m_side->showPanel(panel);
        }
    });
    connect(page, &Page::dockTabsChanged, this, [this, page] {
        if (page == currentPage()) {
            m_side->setTabs(page->dockTabs());
        }
    });
}

Page* MainWindow::currentPage() const
{
    PageFrame* frame = m_frames.value(m_current);
    return frame != nullptr ? frame->page() : nullptr;
}

void MainWindow::showPage(const QString& id, const QString& target)
{
    Page* page = pageFor(id);
    if (page == nullptr) {
        return;
    }
    const bool isNew = !m_lastFocus.contains(id);
    if (m_current != id) {
        QWidget* focused = QApplication::focusWidget();
        if (Page* old = currentPage(); old != nullptr && focused != nullptr && old->isAncestorOf(focused)) {
            m_lastFocus[m_current] = focused;
        }
        m_current = id;
        m_stack->setCurrentWidget(m_frames.value(id));
        m_side->setTabs(page->dockTabs());
        keepKeysApart();
    }
    m_route->setCurrent(id);
    fit();
    QWidget* last = m_lastFocus.value(id);
    if (isNew || last == nullptr) {
        m_lastFocus.insert(id, nullptr);
        page->focusFirst();
    } else {
        last->setFocus();
    }
    if (!target.isEmpty()) {
        page->showTarget(target);
    }
}

void MainWindow::addDialog(const QString& id, std::function<void()> open)
{
    m_dialogs.insert(id, std::move(open));
}

void MainWindow::openDialog(const QString& id)
{
    if (const auto open = m_dialogs.value(id)) {
        open();
    }
}

void MainWindow::addBanner(QWidget* banner)
{
    auto* centre = qobject_cast<QVBoxLayout*>(m_centre->layout());
    centre->insertWidget(centre->count() - 1, banner);
}

void MainWindow::setAlarm(const QString& sentence, bool isCritical, bool hasOpen)
{
    m_hasOpenAlarm = hasOpen;
    if (m_alarm != sentence || m_isAlarmCritical != isCritical) {
        m_alarm = sentence;
        m_isAlarmCritical = isCritical;
        scheduleShow();
    }
}

void MainWindow::openDossierWithDialog()
{
    OpenDialog dialog(this);
    if (dialog.exec() != QDialog::Accepted) {
        return;
    }
    const QString file = dialog.place();
    Result<> opened;
    if (file.endsWith(QLatin1String(".yaml")) || file.endsWith(QLatin1String(".yml"))) {
        Session::Request request;
        request.planFile = file.toStdString();
        request.planOptions.processEnvironment = currentEnvironment();
        opened = m_controller.openPlan(request);
    } else {
        opened = m_controller.openDossier(file);
    }
    if (!opened && opened.error().kind != Error::Kind::Cancelled) {
        showFailure(tr("The file was not opened"), QString::fromStdString(opened.error().message));
    }
}

void MainWindow::dropSession()
{
    for (PageFrame* frame : std::as_const(m_frames)) {
        frame->page()->setSession(nullptr);
        frame->page()->setRunner(nullptr);
    }
}

void MainWindow::showSession()
{
    for (PageFrame* frame : std::as_const(m_frames)) {
        frame->page()->setRunner(m_controller.runner());
        frame->page()->setSession(m_controller.session());
    }
    m_heard.clear();
    m_frameAt.reset();
    if (Session* session = m_controller.session()) {
        if (PlanRunner* runner = m_controller.runner()) {
            connect(runner, &PlanRunner::sourceAnswered, this, [this](const SourceReport& source) {
                m_heard[source.id] = source;
                showSources();
            });
            connect(runner, &PlanRunner::frameStored, this, [this](qint64, const Frame& frame) {
                m_frameAt = systemClock().steadyNow();
                m_frameLagUs = frame.health.lagP99Us;
            });
        }
        connect(session, &Session::changed, this, &MainWindow::scheduleShow);
        connect(&session->sweepJob(), &SweepJob::sourcesChanged, this, &MainWindow::showSources);
        m_sources->setNotice(QString(), false);
        for (const std::string& note : session->dossier().openingNotes()) {
            m_sources->setNotice(QString::fromStdString(note), true);
        }
        const QString dossier = m_controller.dossierFile();
        const bool isOther = std::exchange(m_dossier, dossier) != dossier;
        if (isOther || m_controller.isRehearsing()) { // else its plan was read again: people stay where they are
            showPage(m_controller.isRehearsing() ? QStringLiteral("live") : QStringLiteral("checklist"));
        }
    } else {
        m_dossier.clear();
        showPage(QStringLiteral("start"));
    }
    showReport();
}

void MainWindow::scheduleShow()
{
    if (m_isShowScheduled) {
        return;
    }
    m_isShowScheduled = true;
    QTimer::singleShot(0, this, [this] {
        m_isShowScheduled = false;
        showReport();
    });
}

void MainWindow::showReport()
{
    Session* session = m_controller.session();
    const auto report = session != nullptr ? session->shownReport() : nullptr;
    const bool isRunning = m_controller.isLoadRunning();
    m_strip->setReport(report.get());
    m_strip->setWindow(session != nullptr ? session->shownWindow() : std::nullopt);
    m_strip->setRunning(isRunning);
    m_route->setReport(report.get(), isRunning);
    m_sources->setReport(report.get());
    showSources();
    showAgent();
    if (session != nullptr && report == nullptr) {
        m_sources->setNotice(QString::fromStdString(session->lastError()), true);
    }
    if (report == nullptr) {
        setWindowTitle(tr("Holdpoint"));
        return;
    }
    QString mark = titleMark(*report, isRunning);
    if (!m_alarm.isEmpty()) {
        const QString failed = QStringLiteral("\u2716");
        mark = (m_isAlarmCritical || mark == failed ? failed : QStringLiteral("\u25B2")) + QLatin1Char(' ') +
               tr("Alarm: %1").arg(m_alarm) + QStringLiteral(" \u00B7");
    }
    QString title = QStringLiteral("%1 %2 %3")
                        .arg(mark, QString::fromStdString(report->release.name), QString::fromStdString(report->release.version));
    if (isRunning && m_controller.runner()->currentRun() > 0) {
        title += tr(", run %1").arg(m_controller.runner()->currentRun());
    }
    setWindowTitle(title);
}

void MainWindow::fit()
{
    // Measured in ems: a bigger font counts as a smaller window (reference/ui.md §2).
    const int routeWidth = std::max(168, scaled(168));
    const int dockWidth = m_side->isHidden() || m_side->isFloating() ? 0 : std::max(m_side->width(), scaled(240));
    const double centreEms = (width() - routeWidth - dockWidth) / (13.0 * fontScale());
    m_route->setCompact(centreEms < 60);
    const double windowEms = width() / (13.0 * fontScale());
    m_strip->setShrink(windowEms < 70 ? 2 : windowEms < 84 ? 1 : 0);
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    if (event->oldSize().width() != event->size().width()) {
        if (const int usual = usualDockWidth(); std::exchange(m_dockWidth, usual) != usual) {
            resizeDocks({m_side}, {usual}, Qt::Horizontal);
        }
        fit();
        QTimer::singleShot(0, this, &MainWindow::fit); // the dock has its new width only after the layout
    }
}

void MainWindow::onCurrentPage(const std::function<void(Page&)>& act)
{
    if (Page* page = currentPage()) {
        act(*page);
    }
}

void MainWindow::nextArea(int step)
{
    QList<QWidget*> areas{m_route->list(), currentPage(), m_side->isVisible() ? m_side->currentPanel() : nullptr, m_sources};
    areas.removeAll(nullptr);
    qsizetype at = -1;
    QWidget* focused = QApplication::focusWidget();
    for (qsizetype i = 0; i < areas.size(); ++i) {
        if (focused != nullptr && (areas.at(i) == focused || areas.at(i)->isAncestorOf(focused))) {
            at = i;
        }
    }
    QWidget* next = areas.at((at + step + areas.size()) % areas.size());
    if (focused != nullptr && currentPage() != nullptr && currentPage()->isAncestorOf(focused)) {
        m_lastFocus[m_current] = focused;
    }
    if (next == currentPage()) {
        QWidget* last = m_lastFocus.value(m_current);
        if (last != nullptr) {
            last->setFocus(Qt::OtherFocusReason);
        } else {
            currentPage()->focusFirst();
        }
        return;
    }
    next->setFocus(Qt::OtherFocusReason);
    if (!next->hasFocus()) {
        for (QWidget* child : next->findChildren<QWidget*>()) {
            if (child->isVisible() && child->isEnabled() && (child->focusPolicy() & Qt::TabFocus) != 0) {
                child->setFocus(Qt::OtherFocusReason);
                break;
            }
        }
    }
    auto* view = qobject_cast<QAbstractItemView*>(QApplication::focusWidget());
    if (view != nullptr && view->model() != nullptr && !view->currentIndex().isValid() && view->model()->rowCount() > 0) {
        view->setCurrentIndex(view->model()->index(0, 0)); // where the focus is can be seen
    }
}

void MainWindow::saveLayout() const
{
    QSettings settings;
    settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    settings.setValue(QStringLiteral("window/state"), saveState(kLayoutVersion));
    settings.setValue(QStringLiteral("window/side-panel"), m_side->isWanted());
    settings.setValue(QStringLiteral("window/dock-usual"), m_dockWidth);
    for (auto frame = m_frames.constBegin(); frame != m_frames.constEnd(); ++frame) {
        const QByteArray layout = frame.value()->page()->saveLayout();
        if (!layout.isEmpty()) {
            settings.setValue(QStringLiteral("window/page-") + frame.key(), layout);
        }
    }
}

void MainWindow::restoreLayout()
{
    const QSettings settings;
    restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    if (restoreState(settings.value(QStringLiteral("window/state")).toByteArray(), kLayoutVersion)) {
        // what a person chose is not made usual again when the window shows, unless the window has another size than then
        m_dockWidth = settings.value(QStringLiteral("window/dock-usual"), usualDockWidth()).toInt();
    }
    m_side->setWanted(settings.value(QStringLiteral("window/side-panel"), true).toBool());
}

void MainWindow::fitToScreen()
{
    // The frame is known once the window manager has drawn it, which is too late: its title bar must not push the status bar out.
    const bool hasFrame = QGuiApplication::platformName() != QLatin1String("offscreen");
    const int frame = hasFrame ? style()->pixelMetric(QStyle::PM_TitleBarHeight) + 8 : 0;
    resize(size().boundedTo(screen()->availableSize() - QSize(0, frame)));
}

int MainWindow::usualDockWidth() const
{
    return width() >= 1600 ? scaled(400) : std::min(scaled(288), static_cast<int>(width() * 0.263));
}

void MainWindow::showFailure(const QString& what, const QString& why)
{
    QMessageBox box(QMessageBox::Warning, what, what, QMessageBox::Close, this);
    box.setObjectName(QStringLiteral("failureDialog"));
    box.setInformativeText(why);
    box.exec();
}

} // namespace holdpoint
