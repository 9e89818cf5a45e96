// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dossier/dossier.h"

#include <QAbstractListModel>
#include <cstdint>
#include <functional>
#include <string>
#include <tuple>

namespace holdpoint {

/// Tells alarms apart: rule, run and begin.
using AlarmKey = std::tuple<std::string, std::int64_t, WallTime>;
AlarmKey keyOf(const AlarmRecord& alarm);

bool isCritical(const AlarmRecord& alarm);
/// It has begun at the same time in the same run by the same rule.
bool isSameAlarm(const AlarmRecord& a, const AlarmRecord& b);
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
    /// One that nobody has acknowledged.
    bool isFiring() const;
    /// Firing or not yet acknowledged.
    int openCount() const;
    /// Of those that nobody has acknowledged: firing before ended, critical before warning. The worst firing one that `isSeen`
    /// does not know, else the one after `after`, around the end; of none that is open, the next row.
    QModelIndex nextOpen(const QModelIndex& after, const std::function<bool(const AlarmRecord&)>& isSeen) const;
    /// The worst that fires, is not acknowledged, came while the order was held, and that `isSeen` does not know: it may lie out
    /// of sight. Null: none.
    const AlarmRecord* news(const std::function<bool(const AlarmRecord&)>& isSeen) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    std::vector<AlarmRecord> m_alarms;
    std::vector<AlarmRecord> m_news; // came while the order was held
    bool m_isHeld = false;
};

} // namespace holdpoint

Q_DECLARE_METATYPE(const holdpoint::AlarmRecord*)
