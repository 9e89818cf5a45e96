// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"
#include "ui/shell/page.h"

#include <QPointer>

class QLabel;
class QStandardItemModel;
class QTableView;

namespace holdpoint {

class SectionHead;
class VerdictLine;

/// What Analysis, Capacity and After release share: they show tables of the session's report.
class ReportTablesPage : public Page
{
    Q_OBJECT

public:
    using Page::Page;
    void setSession(Session* session) override;
    /// For pages without a session: pictures and tests.
    virtual void showReport(std::shared_ptr<const Report> report) = 0;

protected:
    Session* session() const { return m_session; }

private:
    QPointer<Session> m_session;
};

/// Load reached, then every threshold with what was measured.
class AnalysisPage : public ReportTablesPage
{
    Q_OBJECT

public:
    explicit AnalysisPage(QWidget* parent = nullptr);
    QString title() const override { return tr("Analysis"); }
    QString facts() const override { return m_facts; }
    bool hasHeadLine() const override { return false; }
    void showReport(std::shared_ptr<const Report> report) override;
    void focusFirst() override;

private:
    QString m_facts;
    VerdictLine* m_verdict;
    QWidget* m_tables;
    QWidget* m_empty;
    QStandardItemModel* m_loadModel;
    QStandardItemModel* m_thresholdModel;
    SectionHead* m_thresholdHead;
    QTableView* m_load;
    QTableView* m_thresholds;
};

/// The capacity lines of section 15.
class CapacityPage : public ReportTablesPage
{
    Q_OBJECT

public:
    explicit CapacityPage(QWidget* parent = nullptr);
    QString title() const override { return tr("Capacity"); }
    QString facts() const override { return tr("section 15 \u00B7 filled in from the runs"); }
    void showReport(std::shared_ptr<const Report> report) override;
    void focusFirst() override;

private:
    QStandardItemModel* m_lines;
    QStandardItemModel* m_items;
    QTableView* m_table;
    QTableView* m_itemTable;
};

/// Sections 18 to 20.
class AfterPage : public ReportTablesPage
{
    Q_OBJECT

public:
    explicit AfterPage(QWidget* parent = nullptr);
    QString title() const override { return tr("After release"); }
    QString facts() const override { return tr("sections 18\u2013" "20 stay open after the sign-off"); }
    void showReport(std::shared_ptr<const Report> report) override;
    void focusFirst() override;

private:
    QStandardItemModel* m_model;
    QTableView* m_table;
};

} // namespace holdpoint
