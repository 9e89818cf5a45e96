// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"
#include "ui/shell/page.h"

#include <QPointer>

class QStandardItemModel;
class QTableView;
class QVBoxLayout;

namespace holdpoint {

/// What Analysis, Capacity and After release share: they show the session's report.
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

inline constexpr int kRow = 23; // px at 100 %, of their tables

// Tables and columns as these pages have them.
QTableView* makeReportTable(QStandardItemModel* model, int rowHeight, const QString& name, QWidget* parent);
/// The first column takes what is left; the others their widths.
void setColumnWidths(QTableView& table, std::initializer_list<int> widths, int stretched = 0);
/// The names of sections go over the whole width.
void spanSections(QTableView& table);
void fitRows(QTableView& table, int rowHeight, int most = 1000);
void selectFirstRow(QTableView& table);
QVBoxLayout* makePageColumn(QWidget* parent);

} // namespace holdpoint
