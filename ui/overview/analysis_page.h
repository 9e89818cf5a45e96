// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/overview/optimisation_panel.h"
#include "ui/overview/report_tables_page.h"

class QBoxLayout;
class QLabel;
class QStackedWidget;
class QTabBar;

namespace holdpoint {

class Button;
class BaselineJob;
class ComparePanel;
class ErrorsView;
class FindingsView;
class LoadChart;
class SectionHead;
class VerdictLine;

/// Load reached first, then every threshold with what was measured; the selected run's steps, errors and comparison; the server
/// in the order of saturation, traces and Sentry; ranked findings at the right.
class AnalysisPage : public ReportTablesPage
{
    Q_OBJECT

public:
    explicit AnalysisPage(QWidget* parent = nullptr);
    QString title() const override { return tr("Analysis"); }
    QString facts() const override { return m_facts; }
    QList<QWidget*> headActions() override;
    bool hasHeadLine() const override { return false; }
    void showReport(std::shared_ptr<const Report> report) override;
    void focusFirst() override;

    ComparePanel& comparePanel() { return *m_compare; }

Q_SIGNALS:
    /// The tests that failed, as retests.
    void failedAgainRequested();
    /// The thresholds show how they differ from the baselines.
    void baselinesCompared();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    enum Tab { Thresholds, Steps, Errors, Compare, Server, Evidence, Optimised };

    void build();
    void arrange();
    QWidget* makeEmpty();
    void fillRun();
    void fillThresholds();
    void fillFindings();
    void logOptimisation();
    void takeBackOptimisation(const QString& ref);
    bool hasFailedTests() const;
    const RunRecord* selectedRun() const;

    std::shared_ptr<const Report> m_report;
    QString m_facts;
    VerdictLine* m_verdict;
    QWidget* m_body;
    QWidget* m_scroll = nullptr; // around it
    QBoxLayout* m_lower = nullptr;
    QWidget* m_findingsArea = nullptr;
    QWidget* m_empty;
    QStandardItemModel* m_loadModel;
    QStandardItemModel* m_thresholdModel;
    QStandardItemModel* m_stepModel;
    QStandardItemModel* m_serverModel;
    QStandardItemModel* m_evidenceModel;
    QTableView* m_load;
    QTableView* m_thresholds;
    QTableView* m_steps;
    ErrorsView* m_errors;
    QTableView* m_server;
    QTableView* m_evidence;
    QLabel* m_memory;
    ComparePanel* m_compare;
    QTabBar* m_tabs;
    QStackedWidget* m_stack;
    SectionHead* m_findingsHead;
    FindingsView* m_findings;
    LoadChart* m_chart;
    OptimisationPanel* m_optimisations;
    Button* m_compareButton;
    Button* m_again;
    BaselineJob* m_baselines;
    bool m_isWorstFirst = false; // of the thresholds
};

} // namespace holdpoint
