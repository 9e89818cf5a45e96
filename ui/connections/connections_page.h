// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"
#include "ui/connections/source_model.h"
#include "ui/shell/page.h"

#include <QPointer>
#include <filesystem>
#include <functional>
#include <set>

class QLabel;
class QMenu;
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

    /// Whether a plan's text can be used as the open plan, asked before it is written. Without one everything is written.
    using PlanCheck = std::function<Result<>(const std::string& text, const std::filesystem::path& file)>;
    void setPlanCheck(PlanCheck check) { m_checkPlan = std::move(check); }

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
    void remove();
    /// The plan's file with this text, if it can be used; what was wrong is said.
    bool writePlan(const Result<std::string>& text, const QString& done);
    Result<std::string> edited(const std::string& text, const SourceRow& row) const;
    void showSourcesToAdd();
    void fillSourcesToAdd();
    void add(const std::string& id);
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
    Button* m_add;
    QMenu* m_addMenu;
    PlanCheck m_checkPlan;
    std::set<std::string> m_added; // services that the plan does not name yet and that are not listed by themselves
    QString m_wanted;              // to be chosen once the plan was read again
    bool m_isTestWanted = false;   // and tested
    bool m_isStale = false;        // takeReport() when it is shown
};

} // namespace holdpoint
