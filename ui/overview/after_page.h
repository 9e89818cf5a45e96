// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/after_release.h"
#include "ui/overview/report_tables_page.h"
#include "ui/shell/background_job.h"

class QLabel;

namespace holdpoint {

class Button;
class PlainChart;
class SectionHead;

/// After the release: predicted against actual traffic and p95 from the production Prometheus, sections 18 to 20 with their
/// dates, lessons, proposals for new targets, the monthly regression run.
class AfterPage : public ReportTablesPage
{
    Q_OBJECT

public:
    explicit AfterPage(QWidget* parent = nullptr);
    QString title() const override { return tr("After release"); }
    QString facts() const override { return m_facts; }
    QList<QWidget*> headActions() override;
    void showReport(std::shared_ptr<const Report> report) override;
    void showAfter(const AfterRelease& after, WallTime now);
    void focusFirst() override;
    /// Asks production.
    void refresh() override;

protected:
    void showEvent(QShowEvent* event) override;

private:
    void readRegression(const RegressionSchedule& schedule);
    void showNext(const AfterRelease& after);
    void build();
    void drawCharts(const AfterRelease& after, WallTime now);
    void fillTasks(const AfterRelease& after);
    void fillNotes(const AfterRelease& after);
    void addLesson();
    void setReleased();
    void predict();
    void schedule();
    QString sectionTitle(const DueTask& task);
    Result<> say(const Result<>& done, const QString& said);

    QString m_facts;
    AfterRelease m_after;         // as shown
    bool m_hasRegression = false; // one has ended
    QString m_regression;         // how the newest scheduled run ended; empty: not read yet
    bool m_isStale = false;       // made again when the page is shown
    PlainChart* m_traffic;
    PlainChart* m_latency;
    QStandardItemModel* m_model;
    QTableView* m_table;
    SectionHead* m_tasksHead;
    QLabel* m_lessons;
    QLabel* m_proposals;
    QLabel* m_next;
    Button* m_note;
    Button* m_schedule;
    Button* m_look;
    Button* m_released;
    Button* m_predict;
    BackgroundJob m_job;
    BackgroundJob m_regressionJob; // its dossier may be a slow database
};

} // namespace holdpoint
