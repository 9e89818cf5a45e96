// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sensors/source_use.h"
#include "core/session/session.h"
#include "core/session/window_job.h"
#include "ui/checklist/command_consent.h"
#include "ui/checklist/item_details.h"
#include "ui/shell/background_job.h"
#include "ui/shell/page.h"

#include <QPointer>
#include <functional>

class QLabel;
class QLineEdit;
class QSortFilterProxyModel;

namespace holdpoint {

class ActionDesk;
class Button;
class ChecklistModel;
class ChecklistTree;
class CounterBar;
class GateBanner;
class GateDecider;
class SourceNotice;
class WindowPanel;

/// The pre-flight checklist: what the next gate waits for, every item with what was seen, and what a person may do about it.
class ChecklistPage : public Page
{
    Q_OBJECT

public:
    using FileChooser = std::function<QString(QWidget* parent)>;

    explicit ChecklistPage(QWidget* parent = nullptr);
    /// Tests hand in a file instead of the system's dialog.
    void setFileChooser(FileChooser chooser) { m_chooseFile = std::move(chooser); }
    /// The same for whether the plan's commands may run.
    void setCommandsQuestion(const CommandsQuestion& question);
    /// For pages without a session: pictures and tests.
    void showReport(std::shared_ptr<const Report> report, std::vector<ItemChange> history);

    QString title() const override { return tr("Checklist"); }
    QString facts() const override;
    QList<QWidget*> headActions() override;
    QList<QWidget*> menuActions() override;
    bool hasHeadLine() const override { return false; }
    QList<DockTab> dockTabs() override;
    void setSession(Session* session) override;
    void focusFirst() override;
    bool focusFilter() override;
    void refresh() override;
    /// An item, or kTestWindowTarget.
    void showTarget(const QString& target) override;

Q_SIGNALS:
    /// Runs of these tests, empty: all; the window shows what they do before they begin.
    void startRequested(const QStringList& tests, holdpoint::RunKind kind);

protected:
    void showEvent(QShowEvent* event) override;

public:
    /// Empty without a selected item.
    QString selectedItem() const;
    void selectItem(const QString& id);

private:
    void takeReport();
    void showFromTop();
    void showGate();
    void unfold();
    void showDetails();
    void applyFilter(const QString& text);
    void closeFilter();
    void focusFound();
    void selectNextOpen(int step);
    void followSweeps();
    void recheck(bool isAll);
    void showSweep();
    QString sweepFacts() const;
    QString sectionsText() const;
    void sweepEnded();
    void stopOrStartSweep();
    void tick();
    void showMissingSources();
    void confirm();
    void act();
    QStringList signedLines(const ItemView& item) const;
    void reopen();
    void overrideSelected();
    void deferSelected();
    void addEvidence();
    void editNote();
    void enterValue();
    void decideGate();
    void followActions();
    std::optional<ItemDetails::Deed> deedOf(const ItemView* item) const;
    void lookUpConsent(const ItemView* item);
    bool canBeDone(const ItemView& item) const;
    void doIt();
    std::optional<TestWindow> testWindow() const;
    void showWindow();
    void showWindowTime();
    bool isWindowAction(const std::string& id) const;
    QStringList toldLines() const;
    void openWindow();
    void closeWindow();
    void windowEnded(bool wasOpening, const QString& fault);
    void settleStep(const QString& id);
    void copyRow();
    const ItemView* selectedView() const;
    void tell(const Result<>& done, const QString& sentence);
    QString asText() const;

    QPointer<Session> m_session;
    std::shared_ptr<const Report> m_report;
    std::vector<ItemChange> m_history;
    Gate m_gate = Gate::GoForLoad;
    bool m_wasUnfolded = false;
    bool m_isFromTop = false;
    FileChooser m_chooseFile;
    CommandsQuestion m_askForCommands;
    std::optional<std::vector<SourceUse>> m_uses;           // of this release; nullopt: not looked up
    std::optional<std::vector<PlannedStep>> m_plannedSteps; // of this release's test window; nullopt: not looked up
    std::optional<TestWindow> m_shownWindow;
    std::size_t m_asked = 0; // items of the sweep under way that are decided
    bool m_isSweepOurs = false;
    int m_ticks = 0;
    ActionDesk* m_desk;
    std::map<std::string, bool> m_allowed; // whether an item's command was let run before, where that was looked up
    BackgroundJob m_consents;
    std::string m_consentFor; // the item that it looks for
    GateDecider* m_decider;
    GateBanner* m_banner;
    CounterBar* m_counters;
    SourceNotice* m_notice;
    QWidget* m_filterRow;
    QLineEdit* m_filter;
    QLabel* m_filterCount;
    ChecklistModel* m_model;
    QSortFilterProxyModel* m_proxy;
    ChecklistTree* m_tree;
    QLabel* m_empty;
    Button* m_recheckAll;
    Button* m_go;
    ItemDetails* m_details;
    WindowPanel* m_window;
};

} // namespace holdpoint
