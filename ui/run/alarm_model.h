// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dossier/dossier.h"

#include <QAbstractListModel>

namespace holdpoint {

bool isCritical(const AlarmRecord& alarm);
/// Nobody has acknowledged it.
bool isOpen(const AlarmRecord& alarm);
/// "firing · not acknowledged".
QString stateText(const AlarmRecord& alarm);

/// Alarms of a release: critical before warning, newest first. A known alarm keeps its row, a new one is put in its place.
class AlarmModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role { RecordRole = Qt::UserRole + 1 };
    using QAbstractListModel::QAbstractListModel;

    void setAlarms(std::vector<AlarmRecord> alarms);
    /// A new alarm, or news of one (same id, run and start).
    void take(const AlarmRecord& alarm);
    /// Held: new alarms go to the end, so that no row moves under a pointer or a cursor; released, all are put in order.
    void holdOrder(bool isHeld);
    /// Firing criticals first: the worst of those that nobody has acknowledged.
    bool hasOpenCritical() const;
    const AlarmRecord* alarm(const QModelIndex& index) const;
    /// What is known now of an alarm that somebody kept; null if it is gone.
    const AlarmRecord* current(const AlarmRecord& kept) const;
    /// Firing or not yet acknowledged.
    int openCount() const;
    QModelIndex nextOpen(const QModelIndex& after) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    std::vector<AlarmRecord> m_alarms;
    bool m_isHeld = false;
};

} // namespace holdpoint

Q_DECLARE_METATYPE(const holdpoint::AlarmRecord*)
