// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"
#include "core/sensors/source_report.h"
#include "core/session/plan_runner.h"
#include "ui/shell/page.h"

#include <QHash>
#include <QMainWindow>
#include <QPointer>
#include <QTimer>
#include <functional>
#include <map>
#include <optional>

class QMenu;
class QStackedWidget;

namespace holdpoint {

class AppController;
class PageFrame;
class ReleaseStrip;
class RouteView;
class SideDock;
class SourceBar;

/// The console's window: menus, release strip, route, one page at a time, side dock, source bar. No feature logic.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    using PageFactory = std::function<Page*(QWidget* parent)>;

    explicit MainWindow(AppController& controller, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// `id` as in routeRows(); the page is made when it is first shown.
    void addPage(const QString& id, PageFactory factory);
    void showPage(const QString& id, const QString& target = QString());
    Page* currentPage() const;
    QString currentPageId() const { return m_current; }
    /// Dialogs of other modules, opened by menus: "newRelease", "settings", "planView".
    void addDialog(const QString& id, std::function<void()> open);
    void openDialog(const QString& id);
    void openDossierWithDialog();
    /// Above every page, while it is visible.
    void addBanner(QWidget* banner);
    /// The worst alarm that nobody has acknowledged, for the window's title; an empty sentence: none.
    void setAlarm(const QString& sentence, bool isCritical, bool hasOpen);
    /// The start sheet, then the run; what forbids it is said.
    void startLoad(const PlanRunner::Request& request);
    /// The same, but it starts when the test window opens.
    void armLoad(const PlanRunner::Request& request);
    /// Exactly the tests that failed, as retests; says so if none has.
    void runFailedAgain();
    /// True: nothing runs, or the person agreed and it is being stopped.
    bool mayStopLoad();
    /// Of the run under way, with a note.
    void markMoment();
    /// On Live load, in its dock; says so if none is open.
    void nextAlarm();
    /// Asks for the reason first; `run` counts again if it did not.
    void declareCounting(std::int64_t run);
    void saveLayout() const;
    /// Geometry, docks and columns of the last time.
    void restoreLayout();
    /// Not larger than its screen, which may be another than the last time's, or have another scale.
    void fitToScreen();

Q_SIGNALS:
    /// A person said here whether a run counts, and why; it is stored.
    void countingDeclared(qint64 run, bool isCounting, const QString& reason);

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void makeMenus();
    void makeDossierMenu();
    void makeViewMenu();
    void makeLanguageMenu(QMenu& view);
    void chooseLanguage(const QString& language);
    void makeKeys();
    Page* pageFor(const QString& id);
    void connectPage(Page* page);
    void showSession();
    void dropSession();
    void scheduleShow();
    void showReport();
    void showSources();
    void showAgent();
    void fit();
    int usualDockWidth() const;
    void keepKeysApart();
    void nextArea(int step);
    void closeOnceLoadEnded();
    QString stopConsequence() const;
    bool isStartAgreed(const PlanRunner::Request& request, const QString& remark);
    bool isStopAgreed(bool isClosing);
    bool isDisarmAgreed(bool isClosing);
    void makeRunMenu();
    void addPageActions(QMenu& menu, const QStringList& pages);
    void showFailure(const QString& what, const QString& why);
    void onCurrentPage(const std::function<void(Page&)>& act);

    AppController& m_controller;
    ReleaseStrip* m_strip;
    RouteView* m_route;
    QWidget* m_centre;
    QStackedWidget* m_stack;
    SideDock* m_side;
    SourceBar* m_sources;
    QHash<QString, PageFactory> m_factories;
    QHash<QString, PageFrame*> m_frames;
    QHash<QString, QPointer<QWidget>> m_lastFocus;
    QHash<QString, std::function<void()>> m_dialogs;
    std::map<std::string, SourceReport> m_heard; // sources that answered, or did not, beside the load; newer than a sweep's
    std::optional<SteadyTime> m_frameAt;         // when the newest frame of the load came
    std::uint64_t m_frameLagUs = 0;              // what it says of the agent
    QTimer m_agentTimer;                         // while load runs
    QString m_current;
    QString m_dossier; // that is shown
    QAction* m_newRelease = nullptr;
    QAction* m_goOn = nullptr;
    int m_dockWidth = 0; // the usual one as last set; a person may have dragged it since
    QString m_alarm;
    bool m_hasOpenAlarm = false;
    bool m_isAlarmCritical = false;
    bool m_isShowScheduled = false;
    bool m_isClosing = false; // as soon as the load has ended
};

} // namespace holdpoint
