// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/version.h"
#include "ui/shell/app_controller.h"
#include "ui/shell/key_sheet.h"
#include "ui/shell/main_window.h"
#include "ui/shell/route_marks.h"
#include "ui/shell/side_dock.h"
#include "ui/shell/source_bar.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QContextMenuEvent>
#include <QMenuBar>
#include <QMessageBox>
#include <QShortcut>

namespace holdpoint {

void MainWindow::makeMenus()
{
    menuBar()->setNativeMenuBar(false);
    makeDossierMenu();
    QMenu* checklist = menuBar()->addMenu(tr("&Checklist"));
    checklist->addAction(tr("Show checklist"), this, [this] { showPage(QStringLiteral("checklist")); });
    checklist->addAction(tr("Find\u2026"), QKeySequence::Find, this, [this] {
        if (Page* page = currentPage(); page == nullptr || !page->focusFilter()) {
            showPage(QStringLiteral("checklist"));
            onCurrentPage([](Page& shown) { shown.focusFilter(); });
        }
    });
    checklist->addAction(tr("Refresh"), QKeySequence(Qt::Key_F5), this,
                         [this] { onCurrentPage([](Page& page) { page.refresh(); }); });
    addPageActions(*checklist, {QStringLiteral("checklist")});

    makeRunMenu();
    QMenu* analysis = menuBar()->addMenu(tr("&Analysis"));
    analysis->addAction(tr("Show analysis"), this, [this] { showPage(QStringLiteral("analysis")); });
    analysis->addAction(tr("Show capacity"), this, [this] { showPage(QStringLiteral("capacity")); });
    addPageActions(*analysis, {QStringLiteral("analysis"), QStringLiteral("capacity")});
    QMenu* signoff = menuBar()->addMenu(tr("&Sign-off"));
    signoff->addAction(tr("Show sign-off"), this, [this] { showPage(QStringLiteral("signoff")); });
    signoff->addAction(tr("Show report"), this, [this] { showPage(QStringLiteral("report")); });
    signoff->addAction(tr("Show after release"), this, [this] { showPage(QStringLiteral("after")); });
    addPageActions(*signoff, {QStringLiteral("signoff"), QStringLiteral("report"), QStringLiteral("after")});
    makeViewMenu();

    QMenu* help = menuBar()->addMenu(tr("&Help"));
    help->addAction(tr("Keys"), QKeySequence::HelpContents, this, [this] { KeySheet(this).exec(); });
    help->addAction(tr("About Holdpoint"), this, [this] {
        QMessageBox::about(this, tr("About Holdpoint"),
                           tr("Holdpoint %1\n\nDecides, with proof, whether a release may go to production.\nGPL-3.0-or-later")
                               .arg(QString::fromLatin1(kVersion)));
    });
}

/// What the pages offer, as they offer it when the menu is shown. Keys are the pages' own: here they are only named.
void MainWindow::addPageActions(QMenu& menu, const QStringList& pages)
{
    menu.addSeparator();
    auto* group = new QActionGroup(&menu);
    connect(&menu, &QMenu::aboutToShow, group, [this, group, pages, &menu] {
        for (QAction* old : group->actions()) {
            delete old;
        }
        for (const QString& id : m_controller.session() != nullptr ? pages : QStringList()) {
            for (QWidget* widget : pageFor(id)->menuActions()) {
                const auto* button = qobject_cast<Button*>(widget);
                const bool isTakenOut = button != nullptr && button->isHidden() &&
                                        button->testAttribute(Qt::WA_WState_ExplicitShowHide); // not: page never shown
                if (button == nullptr || button->text().isEmpty() || isTakenOut) {
                    continue;
                }
                const QString key = button->keyHint().isEmpty() ? QString() : QLatin1Char('\t') + button->keyHint();
                QAction* action = menu.addAction(button->text() + key);
                action->setEnabled(button->isEnabled());
                connect(action, &QAction::triggered, this, [this, id, widget] {
                    showPage(id);
                    static_cast<Button*>(widget)->click();
                });
                group->addAction(action);
            }
        }
    });
}

void MainWindow::makeRunMenu()
{
    QMenu* run = menuBar()->addMenu(tr("&Run"));
    const auto runner = [this] { return m_controller.isLoadRunning() ? m_controller.runner() : nullptr; };
    run->addAction(tr("Live load"), this, [this] { showPage(QStringLiteral("live")); });
    run->addAction(tr("Run the rehearsal"), this, [this] { m_controller.startRehearsal(); });
    QAction* again = run->addAction(tr("Run failed tests again\u2026"), this, &MainWindow::runFailedAgain);
    QAction* edit = run->addAction(tr("Load and thresholds\u2026"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L), this,
                                   [this] { openDialog(QStringLiteral("loadForm")); });
    run->addSeparator();
    QAction* window = run->addAction(tr("Test window\u2026"), this,
                                     [this] { showPage(QStringLiteral("checklist"), QString::fromUtf8(kTestWindowTarget)); });
    QAction* disarm = run->addAction(tr("Do not start with the test window"), this, [this] { m_controller.cancelArmedRun(); });
    run->addSeparator();
    QAction* mark =
        run->addAction(tr("Mark this moment\u2026"), QKeySequence(Qt::CTRL | Qt::Key_M), this, &MainWindow::markMoment);
    QAction* goOn = m_goOn =
        run->addAction(tr("End the pause, go on now"), QKeySequence(Qt::CTRL | Qt::Key_Return), this, [runner] {
            if (PlanRunner* running = runner()) {
                running->goOn();
            }
        });
    run->addAction(tr("Next alarm"), QKeySequence(Qt::Key_F8), this, &MainWindow::nextAlarm);
    QAction* stop =
        run->addAction(tr("Stop load\u2026"), QKeySequence(Qt::CTRL | Qt::Key_Period), this, [this] { mayStopLoad(); });
    connect(run, &QMenu::aboutToShow, this, [this, runner, again, edit, window, disarm, mark, goOn, stop] {
        stop->setEnabled(runner() != nullptr);
        const bool isIdle = m_controller.session() != nullptr && runner() == nullptr;
        window->setEnabled(m_controller.session() != nullptr);
        again->setEnabled(isIdle);
        edit->setEnabled(isIdle);
        disarm->setEnabled(m_controller.isArmed());
        mark->setEnabled(runner() != nullptr && runner()->currentRun() > 0);
        goOn->setEnabled(runner() != nullptr && runner()->state() == PlanRunner::State::Pausing);
    });
    // What the menu disables while it is shown must not swallow its shortcut afterwards: each of them says why it cannot.
    connect(run, &QMenu::aboutToHide, this, [again, edit, disarm, mark, goOn, stop] {
        for (QAction* action : {again, edit, disarm, mark, goOn, stop}) {
            QMetaObject::invokeMethod(
                action, [action] { action->setEnabled(true); }, Qt::QueuedConnection);
        }
    });
}

void MainWindow::makeDossierMenu()
{
    QMenu* dossier = menuBar()->addMenu(tr("&Dossier"));
    m_newRelease = dossier->addAction(tr("New release\u2026"), QKeySequence::New, this,
                                      [this] { openDialog(QStringLiteral("newRelease")); });
    dossier->addAction(tr("Open dossier\u2026"), QKeySequence::Open, this, &MainWindow::openDossierWithDialog);
    dossier->addAction(tr("Show plan"), QKeySequence(Qt::CTRL | Qt::Key_L), this,
                       [this] { openDialog(QStringLiteral("planView")); });
    dossier->addSeparator();
    dossier->addAction(tr("Import checklist\u2026"), this, [this] { openDialog(QStringLiteral("importChecklist")); });
    QAction* exported =
        dossier->addAction(tr("Export checklist\u2026"), this, [this] { openDialog(QStringLiteral("exportChecklist")); });
    connect(dossier, &QMenu::aboutToShow, exported,
            [this, exported] { exported->setEnabled(m_controller.session() != nullptr); });
    dossier->addSeparator();
    QAction* close = dossier->addAction(tr("Close dossier"), this, [this] {
        if (const auto closed = m_controller.closeSession(); !closed && closed.error().kind != Error::Kind::Cancelled) {
            showFailure(tr("The dossier stays open"), QString::fromStdString(closed.error().message));
        }
    });
    close->setEnabled(false);
    connect(&m_controller, &AppController::sessionChanged, close,
            [this, close] { close->setEnabled(m_controller.session() != nullptr); });
    dossier->addSeparator();
    dossier->addAction(tr("Settings\u2026"), QKeySequence::Preferences, this, [this] { openDialog(QStringLiteral("settings")); });
    dossier->addAction(tr("Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), this, &QWidget::close);
}

void MainWindow::makeViewMenu()
{
    QMenu* view = menuBar()->addMenu(tr("&View"));
    QList<RouteRow> rows = routeRows();
    rows.append(connectionsRow());
    for (const RouteRow& row : std::as_const(rows)) {
        if (!row.isGate) {
            view->addAction(row.title, QKeySequence(static_cast<int>(Qt::CTRL) | (Qt::Key_0 + row.number)), this,
                            [this, id = row.id] { showPage(id); });
        }
    }
    view->addSeparator();
    view->addAction(tr("Next area"), QKeySequence(Qt::Key_F6), this, [this] { nextArea(1); });
    view->addAction(tr("Previous area"), QKeySequence(Qt::SHIFT | Qt::Key_F6), this, [this] { nextArea(-1); });
    view->addSeparator();
    view->addAction(m_side->showAction());
    view->addAction(m_side->floatAction());
    view->addSeparator();
    makeLanguageMenu(*view);
}

/// Texts are made once: what is chosen here counts from the next start on.
void MainWindow::makeLanguageMenu(QMenu& view)
{
    QMenu* menu = view.addMenu(tr("Language"));
    menu->setObjectName(QStringLiteral("languageMenu"));
    auto* group = new QActionGroup(menu);
    // each language in its own words, so that whoever cannot read the present one finds theirs
    for (const auto& [id, name] :
         {std::pair{QStringLiteral("system"), tr("As the system")}, std::pair{QStringLiteral("en"), QStringLiteral("English")},
          std::pair{QStringLiteral("de"), QStringLiteral("Deutsch")}}) {
        QAction* action = menu->addAction(name, this, [this, id = id] { chooseLanguage(id); });
        action->setCheckable(true);
        action->setChecked(m_controller.preferences().language == id);
        action->setData(id);
        group->addAction(action);
    }
    connect(&m_controller, &AppController::preferencesChanged, group, [this, group] {
        for (QAction* action : group->actions()) {
            action->setChecked(action->data().toString() == m_controller.preferences().language);
        }
    });
}

void MainWindow::chooseLanguage(const QString& language)
{
    Preferences preferences = m_controller.preferences();
    preferences.language = language;
    m_controller.setPreferences(preferences);
    m_sources->setNotice(tr("The language changes when Holdpoint starts the next time."), false);
}

/// A key of a menu that the shown page has for something of its own is the page's: with both, Qt calls neither.
void MainWindow::keepKeysApart()
{
    m_newRelease->setShortcut(m_current == QLatin1String("after") ? QKeySequence() : QKeySequence(QKeySequence::New));
    m_goOn->setShortcut(m_current == QLatin1String("signoff") ? QKeySequence() : QKeySequence(Qt::CTRL | Qt::Key_Return));
}

void MainWindow::makeKeys()
{
    auto* sheet = new QShortcut(QKeySequence(Qt::Key_Question), this);
    connect(sheet, &QShortcut::activated, this, [this] { KeySheet(this).exec(); });
    auto* menu = new QShortcut(QKeySequence(Qt::SHIFT | Qt::Key_F10), this); // Qt 6.4 does not do it on X11
    connect(menu, &QShortcut::activated, this, [] {
        if (QWidget* focused = QApplication::focusWidget()) {
            const QPoint middle = focused->rect().center();
            QContextMenuEvent event(QContextMenuEvent::Keyboard, middle, focused->mapToGlobal(middle));
            QApplication::sendEvent(focused, &event);
        }
    });
}

} // namespace holdpoint
