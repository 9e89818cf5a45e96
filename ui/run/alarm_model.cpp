// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/alarm_model.h"

#include "core/base/time_format.h"
#include "core/dossier/ended_alarm.h"
#include "ui/style/status.h"

#include <algorithm>

namespace holdpoint {

namespace {

bool goesBefore(const AlarmRecord& a, const AlarmRecord& b)
{
    return std::tuple(!isCritical(a), -a.from.time_since_epoch().count()) <
           std::tuple(!isCritical(b), -b.from.time_since_epoch().count());
}

QString clock(WallTime time)
{
    return fromCore(formatUtcClock(time));
}

} // namespace

bool isCritical(const AlarmRecord& alarm)
{
    return alarm.severity == "critical";
}

AlarmKey keyOf(const AlarmRecord& alarm)
{
    return {alarm.id, alarm.run, alarm.from};
}

bool isSameAlarm(const AlarmRecord& a, const AlarmRecord& b)
{
    return keyOf(a) == keyOf(b);
}

bool isOpen(const AlarmRecord& alarm)
{
    return alarm.acknowledgedBy.empty();
}

QString stateText(const AlarmRecord& alarm)
{
    const QString state = !alarm.to                   ? AlarmModel::tr("firing")
                          : hasEndedWithTheRun(alarm) ? AlarmModel::tr("ended with the run %1").arg(clock(*alarm.to))
                                                      : AlarmModel::tr("cleared %1").arg(clock(*alarm.to));
    const QString person = isOpen(alarm) ? AlarmModel::tr("not acknowledged")
                                         : AlarmModel::tr("acknowledged by %1").arg(fromCore(alarm.acknowledgedBy));
    return state + QStringLiteral(" · ") + person;
}

void AlarmModel::setAlarms(std::vector<AlarmRecord> alarms)
{
    beginResetModel();
    m_alarms = std::move(alarms);
    m_news.clear();
    std::stable_sort(m_alarms.begin(), m_alarms.end(), goesBefore);
    endResetModel();
}

void AlarmModel::take(const AlarmRecord& alarm)
{
    const auto known =
        std::find_if(m_alarms.begin(), m_alarms.end(), [&alarm](const AlarmRecord& a) { return isSameAlarm(a, alarm); });
    if (known != m_alarms.end()) {
        AlarmRecord merged = alarm; // the runner does not know who acknowledged
        if (merged.acknowledgedBy.empty()) {
            merged.acknowledgedBy = known->acknowledgedBy;
        }
        if (merged.outcome.empty()) {
            merged.outcome = known->outcome;
        }
        *known = std::move(merged);
        const QModelIndex changed = index(static_cast<int>(known - m_alarms.begin()));
        Q_EMIT dataChanged(changed, changed);
        return;
    }
    const auto place = m_isHeld ? m_alarms.end() : std::lower_bound(m_alarms.begin(), m_alarms.end(), alarm, goesBefore);
    const int row = static_cast<int>(place - m_alarms.begin());
    if (m_isHeld) {
        m_news.push_back(alarm);
    }
    beginInsertRows({}, row, row);
    m_alarms.insert(place, alarm);
    endInsertRows();
}

void AlarmModel::holdOrder(bool isHeld)
{
    if (isHeld == m_isHeld) {
        return;
    }
    m_isHeld = isHeld;
    m_news.clear();
    if (isHeld || std::is_sorted(m_alarms.begin(), m_alarms.end(), goesBefore)) {
        return;
    }
    Q_EMIT layoutAboutToBeChanged();
    const std::vector<AlarmRecord> before = m_alarms;
    std::stable_sort(m_alarms.begin(), m_alarms.end(), goesBefore);
    for (const QModelIndex& known : persistentIndexList()) {
        const AlarmRecord& moved = before[static_cast<std::size_t>(known.row())];
        const auto now =
            std::find_if(m_alarms.begin(), m_alarms.end(), [&moved](const AlarmRecord& a) { return isSameAlarm(a, moved); });
        changePersistentIndex(known, index(static_cast<int>(now - m_alarms.begin())));
    }
    Q_EMIT layoutChanged();
}

bool AlarmModel::hasOpenCritical() const
{
    return std::any_of(m_alarms.begin(), m_alarms.end(),
                       [](const AlarmRecord& alarm) { return isCritical(alarm) && isOpen(alarm); });
}

bool AlarmModel::isFiring() const
{
    return std::any_of(m_alarms.begin(), m_alarms.end(), [](const AlarmRecord& alarm) { return !alarm.to && isOpen(alarm); });
}

const AlarmRecord* AlarmModel::alarm(const QModelIndex& index) const
{
    return index.isValid() && index.row() < rowCount() ? &m_alarms[static_cast<std::size_t>(index.row())] : nullptr;
}

const AlarmRecord* AlarmModel::current(const AlarmRecord& kept) const
{
    const auto known =
        std::find_if(m_alarms.begin(), m_alarms.end(), [&kept](const AlarmRecord& a) { return isSameAlarm(a, kept); });
    return known == m_alarms.end() ? nullptr : &*known;
}

int AlarmModel::openCount() const
{
    return static_cast<int>(std::count_if(m_alarms.begin(), m_alarms.end(), isOpen));
}

QModelIndex AlarmModel::nextOpen(const QModelIndex& after, const std::function<bool(const AlarmRecord&)>& isSeen) const
{
    std::vector<int> open;
    for (int row = 0; row < rowCount(); ++row) {
        if (isOpen(m_alarms[static_cast<std::size_t>(row)])) {
            open.push_back(row);
        }
    }
    if (open.empty()) {
        return rowCount() > 0 ? index((after.row() + 1) % rowCount()) : QModelIndex();
    }
    std::stable_sort(open.begin(), open.end(), [this](int a, int b) {
        const AlarmRecord& first = m_alarms[static_cast<std::size_t>(a)];
        const AlarmRecord& second = m_alarms[static_cast<std::size_t>(b)];
        return first.to.has_value() != second.to.has_value() ? !first.to : goesBefore(first, second);
    });
    for (const int row : open) {
        const AlarmRecord& record = m_alarms[static_cast<std::size_t>(row)];
        if (!record.to && row != after.row() && !isSeen(record)) {
            return index(row);
        }
    }
    const auto here = std::find(open.begin(), open.end(), after.row());
    return index(here == open.end() || here + 1 == open.end() ? open.front() : *(here + 1));
}

const AlarmRecord* AlarmModel::news(const std::function<bool(const AlarmRecord&)>& isSeen) const
{
    const AlarmRecord* worst = nullptr;
    for (const AlarmRecord& kept : m_news) {
        const AlarmRecord* const now = current(kept);
        const bool isNews = now != nullptr && !now->to && isOpen(*now) && !isSeen(*now);
        worst = isNews && (worst == nullptr || goesBefore(*now, *worst)) ? now : worst;
    }
    return worst;
}

int AlarmModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_alarms.size());
}

QVariant AlarmModel::data(const QModelIndex& index, int role) const
{
    const AlarmRecord* const record = alarm(index);
    if (record == nullptr) {
        return {};
    }
    switch (role) {
    case RecordRole:
        return QVariant::fromValue(record);
    case Qt::DisplayRole:
        return fromCore(record->sentence);
    case Qt::ToolTipRole: // a narrow list cuts both
        return QString(fromCore(record->sentence) + QLatin1Char('\n') + stateText(*record));
    case Qt::AccessibleTextRole:
        return (isCritical(*record) ? tr("critical") : tr("caution")) + QStringLiteral(", ") + fromCore(record->sentence) +
               QStringLiteral(", ") + clock(record->from) + QStringLiteral(" UTC, ") + stateText(*record);
    default:
        return {};
    }
}

} // namespace holdpoint
