// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"
#include "ui/connections/source_model.h"
#include "ui/shell/page.h"

#include <QPointer>

class QLabel;
class QStandardItemModel;
class QTableView;

namespace holdpoint {

class Button;
class ConnectionForm;
class ConnectionTester;
class SectionHead;

/// Every source of the plan with its last answer; of the chosen one its settings, a test step by step, and the items that wait
/// for it.
class ConnectionsPage : public Page
{
    Q_OBJECT

public:
    explicit ConnectionsPage(QWidget* parent = nullptr);

    QString title() const override { return tr("Connections"); }
    QString facts() const override;
    QList<QWidget*> headActions() override;
    void setSession(Session* session) override;
    void focusFirst() override;
    /// F5: tests the chosen source.
    void refresh() override;
    /// A source by id or title: it is chosen, and tested if the plan names it.
    void showTarget(const QString& target) override;

Q_SIGNALS:
    /// The plan's file was changed; it wants to be read again.
    void planChanged();

protected:
    void showEvent(QShowEvent* event) override;

private:
    void takePlan();
    void takeSources();
    void takeReport();
    void testTold(const ConnectionReport& report, bool isDone);
    void testChosen();
    void testAll();
    void showChosen();
    void showItems(const SourceRow* row);
    void save();
    void copyDetails();
    const SourceRow* chosen() const;
    void choose(int row);
    QString whyNoEdit(const SourceRow& row) const;

    QPointer<Session> m_session;
    ConnectionTester* m_tester;
    SourceModel* m_model;
    QTableView* m_table;
    SectionHead* m_itemsHead;
    QStandardItemModel* m_items;
    QTableView* m_itemTable;
    ConnectionForm* m_form;
    QWidget* m_body;
    QLabel* m_empty;
    Button* m_testAll;
    bool m_isStale = false; // takeReport() when it is shown
};

} // namespace holdpoint
