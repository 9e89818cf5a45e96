// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/checklist.h"

#include <QList>
#include <QString>
#include <QWidget>

namespace holdpoint {

class PlanRunner;
class Session;

/// showTarget() of the checklist: its Test window tab.
inline constexpr const char* kTestWindowTarget = "test-window";

/// A page of the route. Shows values of the session, sends intents to it; decides nothing. The window makes a page when it is
/// first visited, calls setPerson(), setRunner() and setSession() then and after every change of them, and draws its head.
class Page : public QWidget
{
    Q_OBJECT

public:
    struct DockTab
    {
        QString title;            // "Details", "Alarms", "Log"; may hold a count and change with dockTabsChanged()
        QWidget* panel = nullptr; // the window shows it, the page owns it
    };

    using QWidget::QWidget;

    virtual QString title() const = 0;
    /// One grey line behind the title.
    virtual QString facts() const { return {}; }
    /// At most two, right in the head; the page owns them.
    virtual QList<QWidget*> headActions() { return {}; }
    /// What a menu of the page offers: those, and more that stands elsewhere on it.
    virtual QList<QWidget*> menuActions() { return headActions(); }
    /// Start paints its own head.
    virtual bool hasHead() const { return true; }
    /// A hairline under the head; not where a banner follows.
    virtual bool hasHeadLine() const { return true; }
    /// Panels for the right dock; none: the dock is hidden on this page.
    virtual QList<DockTab> dockTabs() { return {}; }
    /// nullptr: no release is open. The session outlives the call until the next one; connect to its changed().
    virtual void setSession(Session* session) = 0;
    /// nullptr without a session. Comes before setSession().
    virtual void setRunner(PlanRunner* runner) { Q_UNUSED(runner) }
    /// Who confirms, overrides, signs: the identity of the settings.
    void setPerson(const Person& person);
    const Person& person() const { return m_person; }
    /// Where the focus goes when the page is shown for the first time.
    virtual void focusFirst() {}
    /// Ctrl+F; false if the page has no filter.
    virtual bool focusFilter() { return false; }
    /// F8 (next alarm), F5 (refresh); ignored by pages that have none.
    virtual void nextAlarm() {}
    virtual void refresh() {}
    /// Layout that the page wants kept (column widths, splitters).
    virtual QByteArray saveLayout() const { return {}; }
    virtual void restoreLayout(const QByteArray& layout) { Q_UNUSED(layout) }

Q_SIGNALS:
    /// title(), facts() or headActions() say something else now.
    void headChanged();
    void dockTabsChanged();
    /// One of dockTabs() shall be shown.
    void dockTabWanted(QWidget* panel);
    /// Asks the window to show another page: ids are start, checklist, live, analysis, capacity, signoff, report, after,
    /// connections. `target` is an item or run id, or empty.
    void pageRequested(const QString& page, const QString& target);
    /// One sentence about an intent: "Re-checked 24 items" or why it was refused.
    void noticed(const QString& sentence, bool isFault);

protected:
    virtual void personChanged() {}

public:
    /// pageRequested() of another page led here.
    virtual void showTarget(const QString& target) { Q_UNUSED(target) }

private:
    Person m_person;
};

} // namespace holdpoint
