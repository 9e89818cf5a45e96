// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/route_marks.h"

#include <QAbstractListModel>
#include <QListView>

namespace holdpoint {

class RouteModel;

/// The route: pages with the gates between them, Connections pinned at the bottom. Compact shows glyph and number only.
class RouteView : public QWidget
{
    Q_OBJECT

public:
    explicit RouteView(QWidget* parent = nullptr);

    void setReport(const Report* report, bool isRunning);
    /// The row Connections: how many of the sources that were asked answer.
    void setSources(std::size_t answering, std::size_t asked);
    void setCurrent(const QString& page);
    void setCompact(bool isCompact);
    bool isCompact() const { return m_isCompact; }
    QSize sizeHint() const override;
    QListView* list() const { return m_list; }

Q_SIGNALS:
    void pageChosen(const QString& page);

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QListView* makeList(RouteModel* model, const QString& name);
    void choose(const QModelIndex& index);

    RouteModel* m_rows;
    RouteModel* m_pinnedRow;
    QListView* m_list;
    QListView* m_pinned;
    bool m_isCompact = false;
};

/// Rows of the route as a list model; gates cannot be selected.
class RouteModel : public QAbstractListModel
{
    Q_OBJECT

public:
    explicit RouteModel(QList<RouteRow> rows, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

    void setReport(const Report* report, bool isRunning);
    void setRow(int index, const RouteRow& row);
    const RouteRow& row(int index) const { return m_rows.at(index); }
    int indexOf(const QString& page) const;

private:
    QList<RouteRow> m_rows;
};

} // namespace holdpoint
