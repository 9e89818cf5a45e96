// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/test_window.h"
#include "ui/shell/background_job.h"
#include "ui/shell/page.h"

class QBoxLayout;
class QLabel;
class QModelIndex;
class QStandardItemModel;
class QTableView;

namespace holdpoint {

class AppController;
class Button;
class RecentModel;
class SectionHead;

/// The first page: the rehearsal one Enter away, new and known releases, what waits for this person.
class StartPage : public Page
{
    Q_OBJECT

public:
    explicit StartPage(AppController& controller, QWidget* parent = nullptr);

    QString title() const override { return tr("Start"); }
    bool hasHead() const override { return false; }
    void setSession(Session* session) override;
    void focusFirst() override;
    void refresh() override { showDossiers(); }

Q_SIGNALS:
    void newReleaseRequested();
    void openRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void personChanged() override { showWaiting(); }

private:
    QWidget* makeHeading();
    QWidget* makeLists();
    QWidget* makeFooter();
    void showDossiers();
    void showWaiting();
    void showRunning();
    void showEnter();
    struct KnownWindow
    {
        QString file; // of its dossier
        QString release;
        QString environment;
        TestWindow window;
    };
    bool isOpen(const QString& place) const;
    void addWindow(const KnownWindow& known);
    void lookForOpenWindows();
    void takeOpenWindows(const std::vector<KnownWindow>& found, const QStringList& unended);
    void openWindow(const QModelIndex& index);
    void openSelected();
    void locateSelected();
    void removeSelected();

    AppController& m_controller;
    Session* m_session = nullptr;
    Button* m_rehearse;
    Button* m_new;
    Button* m_open;
    SectionHead* m_recentHead;
    RecentModel* m_recentModel;
    QTableView* m_recent;
    QWidget* m_known; // table and lists
    SectionHead* m_waitingHead = nullptr;
    QStandardItemModel* m_waitingModel;
    QStandardItemModel* m_windowsModel;
    QTableView* m_waiting = nullptr;
    QTableView* m_windows = nullptr;
    QLabel* m_waitingEmpty = nullptr;
    QLabel* m_windowsEmpty = nullptr;
    QLabel* m_what = nullptr;      // below the heading
    QBoxLayout* m_steps = nullptr; // of the footer
    Button* m_locate;
    Button* m_remove;
    std::vector<KnownWindow> m_leftOpen; // of all recent dossiers
    bool m_isNoted = false;
    BackgroundJob m_looking; // last: it ends before what it calls
};

} // namespace holdpoint
